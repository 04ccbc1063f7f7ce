//! A blurred picture made sharp: Wiener's filter for a Gaussian blur, which is the same along rows and columns.

use std::f32::consts::TAU;

use super::Clearing;
use super::light::{byte, of_levels};
use crate::frame::Frame;

/// Undoes a blur.
#[derive(Debug)]
pub(super) struct Deblur {
    /// The blur's standard deviation in pixels.
    pub(super) deviation: f32,
    /// The noise's power beside the picture's: the more of it, the gentler the filter.
    pub(super) noise: f32,
}

/// The longest reach of the filter in pixels.
const LONGEST: usize = 20;
/// Overshoot must have room below black and above white.
pub(super) const BLACK: f32 = 64.0;
pub(super) const WHITE: f32 = 191.0;

impl Clearing for Deblur {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let kernel = self.kernel();
        let reach = kernel.len() - 1;
        let (middle, arms) = kernel.split_first()?;
        let width = usize::from(frame.width());
        let table = of_levels(frame);
        let mut light = vec![0.0; width + 2 * reach];
        let mut lines = Vec::with_capacity(frame.luma().len());
        let mut line = vec![0.0; width];
        for row in frame.luma().chunks(width) {
            load(&mut light, row, &table, reach);
            let centre = light.get(reach..).unwrap_or_default();
            for (sum, light) in line.iter_mut().zip(centre) {
                *sum = middle * light;
            }
            for (distance, weight) in (1..).zip(arms) {
                let before = light.get(reach - distance..).unwrap_or_default();
                let behind = light.get(reach + distance..).unwrap_or_default();
                add(&mut line, *weight, before, behind);
            }
            lines.extend_from_slice(&line);
        }
        let rows: Vec<&[f32]> = lines.chunks(width).collect();
        let last = rows.len() - 1;
        let row = |number: usize| rows.get(number.min(last)).copied().unwrap_or_default();
        let mut luma = Vec::with_capacity(frame.luma().len());
        for number in 0..rows.len() {
            for (sum, light) in line.iter_mut().zip(row(number)) {
                *sum = middle * light;
            }
            for (distance, weight) in (1..).zip(arms) {
                let before = row(number.saturating_sub(distance));
                add(&mut line, *weight, before, row(number + distance));
            }
            let levels = line
                .iter()
                .map(|light| byte(BLACK + (WHITE - BLACK) * light));
            luma.extend(levels);
        }
        frame.with_luma(luma).ok()
    }
}

impl Deblur {
    /// The filter's weights from its middle outwards, by Fourier's sum.
    fn kernel(&self) -> Vec<f32> {
        const STEPS: u8 = 64;
        let frequencies = (0..STEPS).map(|step| (f32::from(step) - 32.0) / f32::from(STEPS));
        let gains: Vec<(f32, f32)> = frequencies
            .map(|frequency| {
                let passed = (-0.5 * (TAU * self.deviation * frequency).powi(2)).exp();
                let gain = passed * (1.0 + self.noise) / (passed * passed + self.noise);
                (frequency, gain / f32::from(STEPS))
            })
            .collect();
        // Beyond five deviations the weights are nothing.
        let reach = usize::from(byte(5.0 * self.deviation)) + 4;
        let places = (0..=u8::MAX).take(reach.min(LONGEST) + 1).map(f32::from);
        let weights = places.map(|place| -> f32 {
            let waves = gains.iter();
            waves.map(|(f, gain)| gain * (TAU * f * place).cos()).sum()
        });
        let weights: Vec<f32> = weights.collect();
        // Cut off as it is, the filter should still leave even light as it is.
        let sum: f32 = weights.iter().sum::<f32>() * 2.0 - weights.first().unwrap_or(&0.0);
        weights.iter().map(|weight| weight / sum).collect()
    }
}

/// Lays a row's light between its first and its last pixel repeated.
fn load(light: &mut [f32], row: &[u8], table: &[f32; 256], reach: usize) {
    let of = |level: &u8| table.get(usize::from(*level)).copied().unwrap_or(1.0);
    let middle = light.iter_mut().skip(reach).zip(row);
    middle.for_each(|(light, level)| *light = of(level));
    let first = row.first().map_or(0.0, of);
    let last = row.last().map_or(0.0, of);
    light
        .iter_mut()
        .take(reach)
        .for_each(|light| *light = first);
    let behind = light.iter_mut().skip(reach + row.len());
    behind.for_each(|light| *light = last);
}

fn add(sums: &mut [f32], weight: f32, before: &[f32], behind: &[f32]) {
    for ((sum, before), behind) in sums.iter_mut().zip(before).zip(behind) {
        *sum += weight * (before + behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn even_light_stays_even() {
        let frame = Frame::new(vec![90; 40 * 30], 40, 30, Duration::ZERO).unwrap();
        let deblur = Deblur {
            deviation: 2.0,
            noise: 0.03,
        };
        let clear = deblur.clear(&frame).unwrap();
        assert!(clear.luma().iter().all(|level| (190..=191).contains(level)));
    }

    #[test]
    fn a_smeared_line_becomes_narrower() {
        let profile = [40, 80, 130, 160, 130, 80, 40_u8];
        let luma: Vec<u8> = (0..60 * 30)
            .map(|at| profile.get((at % 60_usize).wrapping_sub(27)).copied())
            .map(|level| level.unwrap_or(20))
            .collect();
        let frame = Frame::new(luma, 60, 30, Duration::ZERO).unwrap();
        let deblur = Deblur {
            deviation: 1.5,
            noise: 0.01,
        };
        let clear = deblur.clear(&frame).unwrap();
        let row = &clear.luma()[60 * 15..60 * 16];
        assert!(
            row[30] > 190,
            "the middle is as bright as anything: {row:?}"
        );
        assert!(row[28] < 90 && row[32] < 90, "beside it is dark: {row:?}");
    }
}
