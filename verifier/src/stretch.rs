//! Contrast stretched locally: a grey code in a grey picture becomes black on white.

use std::iter;

use crate::frame::Frame;

/// Spreads each pixel between the darkest and the brightest around it.
pub(crate) fn stretched(frame: &Frame) -> Option<Frame> {
    let width = usize::from(frame.width());
    let ranges = widened(&blocks(frame.luma(), width));
    let mut luma = Vec::with_capacity(frame.luma().len());
    for (row, (above, below, share)) in frame.luma().chunks(width).zip(spans(&ranges)) {
        let line: Vec<Range> = above
            .iter()
            .zip(below)
            .map(|(above, below)| above.mix(below, share))
            .collect();
        let stretched = row.iter().zip(spans(&line));
        luma.extend(
            stretched.map(|(&pixel, (left, right, share))| left.mix(right, share).spread(pixel)),
        );
    }
    frame.with_luma(luma).ok()
}

/// The side of a block in pixels: some modules of a code.
const BLOCK: usize = 24;
/// Parts of the way from the middle of one block to the next: half pixels.
const WAY: i32 = 48;
/// Grey levels are computed this much finer, or the borders of blocks would show.
const FINE: i32 = 16;
/// Less contrast than this is noise.
const LEAST_CONTRAST: i32 = 14 * FINE;

/// The darkest and the brightest in some part of a picture.
#[derive(Clone, Copy)]
struct Range {
    low: i32,
    high: i32,
}

impl Range {
    const EMPTY: Self = Self {
        low: 255 * FINE,
        high: 0,
    };

    fn of(pixel: u8) -> Self {
        let level = i32::from(pixel) * FINE;
        Self {
            low: level,
            high: level,
        }
    }

    fn join(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    fn mix(self, other: &Self, share: i32) -> Self {
        let mix = |mine: i32, theirs: i32| (mine * (WAY - share) + theirs * share) / WAY;
        Self {
            low: mix(self.low, other.low),
            high: mix(self.high, other.high),
        }
    }

    fn spread(self, pixel: u8) -> u8 {
        let contrast = (self.high - self.low).max(LEAST_CONTRAST);
        let twice_above_middle = 2 * FINE * i32::from(pixel) - (self.low + self.high);
        let level = 128 + twice_above_middle * 127 / contrast;
        u8::try_from(level.clamp(0, 255)).unwrap_or(u8::MAX)
    }
}

/// The range of each block, row after row of blocks.
fn blocks(luma: &[u8], width: usize) -> Vec<Vec<Range>> {
    luma.chunks(width * BLOCK)
        .map(|band| {
            let mut ranges = vec![Range::EMPTY; width.div_ceil(BLOCK)];
            for row in band.chunks(width) {
                for (range, pixels) in ranges.iter_mut().zip(row.chunks(BLOCK)) {
                    *range = pixels
                        .iter()
                        .fold(*range, |range, &p| range.join(Range::of(p)));
                }
            }
            ranges
        })
        .collect()
}

/// Joins each block with its eight neighbours, so that a block inside a dark module sees the
/// white beside it.
fn widened(blocks: &[Vec<Range>]) -> Vec<Vec<Range>> {
    let sideways: Vec<Vec<Range>> = blocks
        .iter()
        .map(|row| {
            let joined = |part: &[Range]| part.iter().copied().fold(Range::EMPTY, Range::join);
            neighbourhoods(row).map(joined).collect()
        })
        .collect();
    neighbourhoods(&sideways)
        .map(|rows| {
            let mut rows = rows.iter().cloned();
            let first = rows.next().unwrap_or_default();
            rows.fold(first, |sum, row| {
                sum.iter().zip(row).map(|(a, b)| a.join(b)).collect()
            })
        })
        .collect()
}

/// Each item with the one before and the one behind it.
fn neighbourhoods<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    (0..items.len()).map(|at| {
        let reach = at.saturating_sub(1)..items.len().min(at + 2);
        items.get(reach).unwrap_or_default()
    })
}

/// For pixel after pixel: the blocks whose middles lie before and behind it, and how much of the
/// latter it takes. Does not end.
fn spans<T>(blocks: &[T]) -> impl Iterator<Item = (&T, &T, i32)> {
    let edge = |block| (block, block, 0);
    let before = blocks
        .iter()
        .take(1)
        .flat_map(move |first| iter::repeat_n(edge(first), BLOCK / 2));
    let between = blocks.iter().zip(blocks.iter().skip(1));
    let between = between.flat_map(|(a, b)| (1..WAY).step_by(2).map(move |share| (a, b, share)));
    let behind = blocks
        .iter()
        .next_back()
        .into_iter()
        .flat_map(move |last| iter::repeat(edge(last)));
    before.chain(between).chain(behind)
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
        let clear = stretched(&frame).unwrap();
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
        assert_eq!(stretched(&frame).unwrap().luma(), vec![128; 21 * 300]);
    }

    #[test]
    fn every_pixel_lies_between_its_blocks() {
        let pixels: Vec<_> = spans(&[10, 20, 30]).take(3 * BLOCK).collect();
        assert_eq!(pixels[0], (&10, &10, 0));
        assert_eq!(pixels[BLOCK / 2], (&10, &20, 1));
        assert_eq!(pixels[BLOCK], (&10, &20, WAY / 2 + 1));
        assert_eq!(pixels[2 * BLOCK + BLOCK / 2], (&30, &30, 0));
    }
}
