//! Contrast stretched locally: a grey code in a grey picture becomes black on white.

use crate::frame::Frame;
use crate::reader::Clearing;

/// Spreads each pixel between the darkest and the brightest around it.
#[derive(Debug)]
pub(crate) struct Stretch;

/// The side of a block in pixels: some modules of a code.
const BLOCK: usize = 24;
/// Less contrast than this is noise.
const LEAST_CONTRAST: f32 = 14.0;

impl Clearing for Stretch {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let width = usize::from(frame.width());
        let columns = width.div_ceil(BLOCK);
        let (low, high) = extremes(frame.luma(), width);
        let low = widened(&low, columns, u8::min);
        let high = widened(&high, columns, u8::max);
        // Each row of blocks as a line of pixels, which are mixed from row to row.
        let lines = |blocks: &[u8]| -> Vec<Vec<f32>> {
            let expanded = blocks.chunks(columns).map(|blocks| {
                let mut line = vec![0.0; width];
                expand(blocks, &mut line);
                line
            });
            expanded.collect()
        };
        let (low, high) = (lines(&low), lines(&high));
        let mut luma = vec![0; frame.luma().len()];
        let rows = frame.luma().chunks(width).zip(luma.chunks_mut(width));
        for (number, (row, clear)) in rows.enumerate() {
            let (above, below, share) = place(number, low.len());
            let low = (low.get(above)?.as_slice(), low.get(below)?.as_slice());
            let high = (high.get(above)?.as_slice(), high.get(below)?.as_slice());
            spread(row, low, high, share, clear);
        }
        frame.with_luma(luma).ok()
    }
}

/// Stretches one row; the range of each pixel is mixed from those of the blocks above and below.
fn spread(row: &[u8], low: (&[f32], &[f32]), high: (&[f32], &[f32]), share: f32, clear: &mut [u8]) {
    let low = low.0.iter().zip(low.1);
    let high = high.0.iter().zip(high.1);
    let pixels = clear.iter_mut().zip(row).zip(low).zip(high);
    for (((clear, pixel), (low, low_below)), (high, high_below)) in pixels {
        let low = low + share * (low_below - low);
        let high = high + share * (high_below - high);
        let above_middle = f32::from(*pixel) - 0.5 * (low + high);
        *clear = byte(128.0 + 254.0 * above_middle / (high - low).max(LEAST_CONTRAST));
    }
}

/// The darkest and the brightest of each block, row after row of blocks.
fn extremes(luma: &[u8], width: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut low, mut high) = (Vec::new(), Vec::new());
    let mut lows = vec![0; width];
    let mut highs = vec![0; width];
    for band in luma.chunks(width * BLOCK) {
        lows.fill(u8::MAX);
        highs.fill(0);
        for row in band.chunks(width) {
            for ((low, high), pixel) in lows.iter_mut().zip(&mut highs).zip(row) {
                *low = (*low).min(*pixel);
                *high = (*high).max(*pixel);
            }
        }
        let least = |part: &[u8]| part.iter().copied().fold(u8::MAX, u8::min);
        let most = |part: &[u8]| part.iter().copied().fold(0, u8::max);
        low.extend(lows.chunks(BLOCK).map(least));
        high.extend(highs.chunks(BLOCK).map(most));
    }
    (low, high)
}

/// Joins each block with its eight neighbours, so that a block inside a dark module sees the
/// white beside it.
fn widened(blocks: &[u8], columns: usize, join: fn(u8, u8) -> u8) -> Vec<u8> {
    let beside = |from: &[u8], step: usize| -> Vec<u8> {
        let mut joined = from.to_vec();
        for (value, next) in joined.iter_mut().zip(from.iter().skip(step)) {
            *value = join(*value, *next);
        }
        for (value, last) in joined.iter_mut().skip(step).zip(from) {
            *value = join(*value, *last);
        }
        joined
    };
    let sideways: Vec<u8> = blocks
        .chunks(columns)
        .flat_map(|row| beside(row, 1))
        .collect();
    beside(&sideways, columns)
}

/// A row of blocks as a line of pixels: each between the two blocks whose middles are next to it.
fn expand(blocks: &[u8], line: &mut [f32]) {
    for (at, pixel) in line.iter_mut().enumerate() {
        let (before, behind, share) = place(at, blocks.len());
        let value = |block: usize| blocks.get(block).copied().map_or(0.0, f32::from);
        *pixel = value(before) + share * (value(behind) - value(before));
    }
}

/// For a pixel: the blocks whose middles lie before and behind it, and how much of the latter it takes.
fn place(at: usize, blocks: usize) -> (usize, usize, f32) {
    let last = blocks.saturating_sub(1);
    let Some(past_first) = at.checked_sub(BLOCK / 2) else {
        return (0, 0, 0.0);
    };
    let before = past_first / BLOCK;
    let part = u8::try_from(past_first % BLOCK).unwrap_or(0);
    let share = (f32::from(part) + 0.5) / 24.0;
    (before.min(last), (before + 1).min(last), share)
}

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, which is what is wanted"
)]
const fn byte(level: f32) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn faint_stripes_become_black_and_white() {
        let luma: Vec<u8> = (0..100 * 90)
            .map(|at| if at % 10 < 5 { 120 } else { 140 })
            .collect();
        let frame = Frame::new(luma, 100, 90, Duration::ZERO).unwrap();
        let clear = Stretch.clear(&frame).unwrap();
        assert!(
            clear
                .luma()
                .iter()
                .all(|&pixel| !(2..=253).contains(&pixel))
        );
    }

    #[test]
    fn an_even_picture_stays_even() {
        let frame = Frame::new(vec![200; 21 * 300], 21, 300, Duration::ZERO).unwrap();
        assert_eq!(Stretch.clear(&frame).unwrap().luma(), vec![128; 21 * 300]);
    }

    #[test]
    fn every_pixel_lies_between_its_blocks() {
        let mut line = [0.0; 3 * BLOCK];
        expand(&[10, 20, 30], &mut line);
        assert_eq!(line[0], 10.0);
        assert_eq!(line[BLOCK / 2 - 1], 10.0);
        assert!((line[BLOCK] - 15.208).abs() < 0.001);
        assert_eq!(line[2 * BLOCK + BLOCK / 2], 30.0);
    }
}
