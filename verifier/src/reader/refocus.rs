//! A picture that was out of focus made sharp: Wiener's filter for a lens that spreads each point into an even disc.
//!
//! Such a lens turns some frequencies round and passes others not at all, which no Gaussian blur does.

use std::f32::consts::{PI, TAU};

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

use super::Clearing;
use super::deblur::{BLACK, WHITE};
use super::light::{byte, of_levels};
use crate::frame::Frame;

/// Undoes a lens out of focus.
#[derive(Debug)]
pub(super) struct Refocus {
    /// The disc's radius in pixels.
    pub(super) radius: f32,
    /// The noise's power beside the picture's.
    pub(super) noise: f32,
}

impl Clearing for Refocus {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let (width, height) = (usize::from(frame.width()), usize::from(frame.height()));
        let (across, down) = (quick_length(width), quick_length(height));
        let table = of_levels(frame);
        let light = |level: &u8| table.get(usize::from(*level)).copied().unwrap_or(1.0);
        let rows: Vec<&[u8]> = frame.luma().chunks(width).collect();
        let mut field = Vec::with_capacity(across * down);
        // The transform takes the picture for a tile, so that what is added should lead from one edge to the other;
        // a flat continuation is near enough.
        for row in rows
            .iter()
            .chain(std::iter::repeat(rows.last()?))
            .take(down)
        {
            let longer = row
                .iter()
                .chain(std::iter::repeat(row.last()?))
                .take(across);
            field.extend(longer.map(|level| Complex32::from(light(level))));
        }
        let mut planner = FftPlanner::new();
        let along = planner.plan_fft_forward(across);
        let (there, back) = (
            planner.plan_fft_forward(down),
            planner.plan_fft_inverse(down),
        );
        along.process(&mut field);
        let mut columns = turned(&field, across);
        there.process(&mut columns);
        self.filter(&mut columns, across, down);
        back.process(&mut columns);
        let mut field = turned(&columns, down);
        let along: std::sync::Arc<dyn Fft<f32>> = planner.plan_fft_inverse(across);
        along.process(&mut field);
        let luma = field.chunks(across).take(height).flat_map(|row| {
            let row = row.iter().take(width);
            row.map(|light| byte(BLACK + (WHITE - BLACK) * light.re))
        });
        frame.with_luma(luma.collect()).ok()
    }
}

impl Refocus {
    /// Weighs each frequency; they stand in columns.
    fn filter(&self, columns: &mut [Complex32], across: usize, down: usize) {
        let gains = self.gains();
        let scale = 1.0 / (length(across) * length(down));
        for (x, column) in columns.chunks_mut(down).enumerate() {
            let across = frequency(x, across);
            for (y, value) in column.iter_mut().enumerate() {
                let together = across.hypot(frequency(y, down));
                let entry = usize::from(step(together));
                *value *= scale * gains.get(entry).copied().unwrap_or(0.0);
            }
        }
    }

    /// The filter's gain for each step of frequency.
    fn gains(&self) -> Vec<f32> {
        let frequencies = (0..STEPS).map(|step| f32::from(step) / PER_CYCLE);
        frequencies
            .map(|frequency| {
                let passed = disc(TAU * self.radius * frequency);
                passed * (1.0 + self.noise) / (passed * passed + self.noise)
            })
            .collect()
    }
}

/// Steps of frequency, up to that of a diagonal: 0.71 cycles for each pixel.
const STEPS: u16 = 400;
const PER_CYCLE: f32 = 560.0;

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, which is what is wanted"
)]
fn step(frequency: f32) -> u16 {
    (PER_CYCLE * frequency).round() as u16
}

/// The frequency of a place in a transform, in cycles for each pixel.
fn frequency(place: usize, count: usize) -> f32 {
    length(place.min(count - place)) / length(count)
}

fn length(pixels: usize) -> f32 {
    u16::try_from(pixels).map_or(f32::MAX, f32::from)
}

/// How much of a wave an even disc passes: 2 J1(x) / x, by Bessel's integral.
fn disc(phase: f32) -> f32 {
    const PARTS: u8 = 32;
    if phase < 0.01 {
        return 1.0;
    }
    let angles = (0..PARTS).map(|part| PI * (f32::from(part) + 0.5) / f32::from(PARTS));
    let sum: f32 = angles
        .map(|angle| (angle - phase * angle.sin()).cos())
        .sum();
    2.0 * sum / f32::from(PARTS) / phase
}

/// The next length whose transform is quick.
fn quick_length(length: usize) -> usize {
    (length..)
        .find(|length| {
            let mut rest = *length;
            for factor in [2, 3, 5] {
                while rest % factor == 0 {
                    rest /= factor;
                }
            }
            rest == 1
        })
        .unwrap_or(length)
}

/// Rows become columns.
fn turned(field: &[Complex32], width: usize) -> Vec<Complex32> {
    (0..width)
        .flat_map(|column| field.iter().skip(column).step_by(width).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_disc_passes_what_bessel_says() {
        assert!((disc(1.0) - 0.880_10).abs() < 1e-4);
        assert!(disc(3.831_7).abs() < 1e-4, "the first zero");
        assert!((disc(5.0) + 0.131_03).abs() < 1e-4, "turned round");
    }

    #[test]
    fn lengths_have_small_factors() {
        assert_eq!(quick_length(240), 240);
        assert_eq!(quick_length(241), 243);
        assert_eq!(quick_length(257), 270);
    }

    /// Two bright squares, spread by a disc, stand apart again.
    #[test]
    fn what_a_disc_has_spread_comes_together() {
        let side = 60_usize;
        let is_bright = |x: usize, y: usize| (20..40).contains(&y) && matches!(x, 24..28 | 32..36);
        let radius = 4_usize;
        let luma: Vec<u8> = (0..side * side)
            .map(|at| {
                let (x, y) = (at % side, at / side);
                let near = |a: usize, b: usize| a.abs_diff(b).pow(2);
                let around = (0..side * side).map(|from| (from % side, from / side));
                let disc = around.filter(|(a, b)| near(*a, x) + near(*b, y) <= radius.pow(2));
                let (mut sum, mut count) = (0.0_f32, 0.0);
                for (a, b) in disc {
                    sum += if is_bright(a, b) { 1.0 } else { 0.02 };
                    count += 1.0;
                }
                byte(255.0 * (sum / count).powf(1.0 / 2.2))
            })
            .collect();
        let frame = Frame::new(luma, 60, 60, Duration::ZERO).unwrap();
        let refocus = Refocus {
            radius: 4.0,
            noise: 0.003,
        };
        let clear = refocus.clear(&frame).unwrap();
        let row = &clear.luma()[side * 30..side * 31];
        assert!(row[26] > row[30] + 60 && row[34] > row[30] + 60, "{row:?}");
    }
}
