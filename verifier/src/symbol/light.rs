//! How bright each module is against those around it.

use super::grid::Placed;
use super::number::{floor, real};
use super::table::Table;
use crate::frame::Frame;

/// So many modules around the symbol are sampled too: blur mixes them in.
pub(super) const MARGIN: usize = 3;

/// The light of a symbol's modules, and of some around it, evened out: about 1 for dark, -1 for light.
#[derive(Debug)]
pub(super) struct Light {
    quarters: Table<f32>,
    whole: Table<f32>,
}

impl Light {
    pub(super) fn of(frame: &Frame, placed: &Placed) -> Self {
        let sign = if placed.inverted { 1.0 } else { -1.0 };
        let mut quarters = quarters(frame, placed).map(|light| sign * light);
        let whole = joined(&quarters);
        // Masks see to it that dark and light are balanced everywhere.
        let middle = whole.smoothed(4);
        let reach = whole
            .with(&middle, |value, middle| (value - middle).abs())
            .smoothed(4);
        let usual = reach.values().iter().sum::<f32>() / real(reach.values().len().max(1));
        let reach = reach.map(|reach| reach.max(0.1 * usual).max(1e-5));
        let width = quarters.width();
        for (y, row) in quarters.values_mut().chunks_mut(width.max(1)).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                let middle = middle.get(x / 2, y / 2).unwrap_or(0.0);
                let reach = reach.get(x / 2, y / 2).unwrap_or(1.0);
                *value = (*value - middle) / reach;
            }
        }
        let whole = joined(&quarters);
        Self { quarters, whole }
    }

    /// Modules, or their quarters, with the margin.
    pub(super) const fn samples(&self, fineness: usize) -> &Table<f32> {
        if fineness == 1 {
            &self.whole
        } else {
            &self.quarters
        }
    }

    /// The modules alone.
    pub(super) fn plain(&self) -> Table<f32> {
        let side = self.whole.width().saturating_sub(2 * MARGIN);
        let mut plain = Table::filled(side, side, 0.0);
        for (y, row) in plain.values_mut().chunks_mut(side.max(1)).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                *value = self.whole.get(x + MARGIN, y + MARGIN).unwrap_or(0.0);
            }
        }
        plain
    }
}

/// Modules from their quarters.
fn joined(quarters: &Table<f32>) -> Table<f32> {
    let mut whole = Table::filled(quarters.width() / 2, quarters.height() / 2, 0.0);
    for (x, y, value) in quarters.entries() {
        let sum = whole.get(x / 2, y / 2).unwrap_or(0.0);
        whole.set(x / 2, y / 2, sum + value / 4.0);
    }
    whole
}

/// Light in each quarter of each module and of the margin.
///
/// What blur mixes is light, not its square root, which is what cameras write; so levels are squared.
fn quarters(frame: &Frame, placed: &Placed) -> Table<f32> {
    let side = placed.version.side();
    let mut quarters = Table::filled(2 * (side + 2 * MARGIN), 2 * (side + 2 * MARGIN), 0.0);
    let (x, y) = placed.map.at(0.0, 0.0);
    let (x1, y1) = placed.map.at(real(side), real(side));
    let module = (x1 - x).hypot(y1 - y) / real(side) / std::f32::consts::SQRT_2;
    let points: &[f32] = if module < 2.2 {
        &[0.25]
    } else if module < 7.0 {
        &[0.125, 0.375]
    } else {
        &[0.083, 0.25, 0.417]
    };
    let share = 1.0 / real(points.len() * points.len());
    let width = usize::from(frame.width());
    let height = usize::from(frame.height());
    let luma = frame.luma();
    for row in 0..quarters.height() {
        for column in 0..quarters.width() {
            let mut sum = 0.0;
            for dy in points {
                for dx in points {
                    let (x, y) = placed.map.at(
                        real(column) / 2.0 - real(MARGIN) + dx,
                        real(row) / 2.0 - real(MARGIN) + dy,
                    );
                    sum += light(luma, (width, height), x, y);
                }
            }
            quarters.set(column, row, sum * share);
        }
    }
    quarters
}

/// Light at a place between four pixels: 1 is the brightest.
fn light(luma: &[u8], (width, height): (usize, usize), x: f32, y: f32) -> f32 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (floor(x).max(0), floor(y).max(0));
    let left = usize::try_from(left)
        .unwrap_or(0)
        .min(width.saturating_sub(2));
    let top = usize::try_from(top)
        .unwrap_or(0)
        .min(height.saturating_sub(2));
    let (right_share, lower_share) = (
        (x - real(left)).clamp(0.0, 1.0),
        (y - real(top)).clamp(0.0, 1.0),
    );
    let start = top * width + left;
    let pair = |start: usize| luma.get(start..).and_then(|rest| rest.first_chunk::<2>());
    let (Some(&[a, b]), Some(&[c, d])) = (pair(start), pair(start + width)) else {
        return 0.0;
    };
    let linear = |level: u8| {
        let level = f32::from(level) / 255.0;
        level * level
    };
    let between = |a: u8, b: u8| linear(a) + (linear(b) - linear(a)) * right_share;
    let (upper, lower) = (between(a, b), between(c, d));
    upper + (lower - upper) * lower_share
}
