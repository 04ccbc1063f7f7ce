//! Light that is spread over neighbouring pixels.

use super::lens::bordered;
use super::{WIDTH, whole};

/// How one pixel's light is spread: places to the right and below, and the share that each gets.
pub(super) struct Smear {
    reach: i32,
    shares: Vec<(i32, i32, f64)>,
}

impl Smear {
    /// An even disc, as a lens out of focus makes it.
    pub(super) fn disc(radius: f64) -> Self {
        let mut points = Vec::new();
        let steps = whole(4.0 * radius) + 1;
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        for down in -steps..=steps {
            for right in -steps..=steps {
                let (x, y) = (0.25 * f64::from(right), 0.25 * f64::from(down));
                if x.hypot(y) <= radius {
                    points.push((x, y));
                }
            }
        }
        Self::of_points(&points)
    }

    /// A straight line, as a moving hand makes it.
    pub(super) fn line((right, down): (f64, f64)) -> Self {
        let steps = 8 * (whole(right.abs().max(down.abs())) + 1);
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        let points: Vec<_> = (0..=steps)
            .map(|step| f64::from(step) / f64::from(steps) - 0.5)
            .map(|part| (part * right, part * down))
            .collect();
        Self::of_points(&points)
    }

    /// Gathers points in the pixels where they lie.
    fn of_points(points: &[(f64, f64)]) -> Self {
        let mut shares: Vec<(i32, i32, f64)> = Vec::new();
        let each = 1.0 / f64::from(u32::try_from(points.len()).unwrap_or(u32::MAX));
        for (x, y) in points {
            let (right, down) = (nearest(*x), nearest(*y));
            match shares
                .iter_mut()
                .find(|share| (share.0, share.1) == (right, down))
            {
                Some((_, _, share)) => *share += each,
                None => shares.push((right, down, each)),
            }
        }
        let reach = shares.iter().map(|(x, y, _)| x.abs().max(y.abs())).max();
        Self {
            reach: reach.unwrap_or(0),
            shares,
        }
    }

    pub(super) fn of(&self, light: &[f64]) -> Vec<f64> {
        let width = usize::from(WIDTH);
        let reach = usize::try_from(self.reach).unwrap_or(0);
        let rows: Vec<Vec<f64>> = light
            .chunks(width)
            .map(|row| bordered(row, reach))
            .collect();
        let rows = bordered(&rows, reach);
        let mut smeared = Vec::with_capacity(light.len());
        for around in rows.windows(2 * reach + 1) {
            let mut sum = vec![0.0; width];
            for (right, down, share) in &self.shares {
                let place = |offset: i32| usize::try_from(self.reach + offset).unwrap_or(0);
                let row = around.get(place(*down)).map_or(&[][..], Vec::as_slice);
                for (sum, light) in sum.iter_mut().zip(row.iter().skip(place(*right))) {
                    *sum += share * light;
                }
            }
            smeared.extend(sum);
        }
        smeared
    }
}

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, and the places are a few pixels"
)]
fn nearest(place: f64) -> i32 {
    place.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webcam::HEIGHT;

    #[test]
    fn light_is_spread_and_none_is_lost() {
        let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
        let mut light = vec![0.0; width * height];
        light[width * 100 + 200] = 1.0;
        for smear in [Smear::disc(3.2), Smear::line((5.0, -2.0))] {
            let spread = smear.of(&light);
            let sum: f64 = spread.iter().sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            assert!(spread[width * 100 + 200] < 0.5);
            assert_eq!(spread[width * 100 + 210], 0.0);
        }
    }
}
