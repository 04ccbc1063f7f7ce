//! A picture in black and white: every pixel against the brightness of its neighbourhood.

use rxing::common::{BIT_FIELD_BASE_BITS as WORD, BitArray, BitMatrix};

use super::area::Area;
use super::busy;
use crate::frame::Frame;

/// Dark pixels are set.
#[derive(Debug)]
pub(super) struct Bitmap {
    matrix: BitMatrix,
}

impl Bitmap {
    /// `None` where the decoder's bit field cannot have this size.
    pub(super) fn of(frame: &Frame, blocks: &Blocks) -> Option<Self> {
        let width = usize::from(frame.width());
        let mut matrix = BitMatrix::new(frame.width().into(), frame.height().into()).ok()?;
        let levels = blocks.levels();
        let padded = width.next_multiple_of(WORD);
        let mut line = BitArray::with_size(width);
        let mut limits = vec![0; padded];
        let mut flags = vec![0; padded];
        let bands = frame.luma().chunks(width * BLOCK);
        let mut number = 0;
        for (band, levels) in bands.zip(levels.chunks(blocks.columns)) {
            for (part, level) in limits.chunks_mut(BLOCK).zip(levels) {
                part.fill(*level);
            }
            for row in band.chunks(width) {
                for ((flag, pixel), limit) in flags.iter_mut().zip(row).zip(&limits) {
                    *flag = u8::from(pixel <= limit);
                }
                for (at, word) in words(&flags).enumerate() {
                    line.setBulk(at * WORD, word);
                }
                matrix.setRow(number, &line);
                number += 1;
            }
        }
        Some(Self { matrix })
    }

    /// White on black as black on white.
    pub(super) fn inverted(mut self) -> Self {
        self.matrix.flip_self();
        self
    }

    pub(super) const fn matrix(&self) -> &BitMatrix {
        &self.matrix
    }
}

/// Flags of 0 or 1 as words, the first flag the lowest bit.
fn words(flags: &[u8]) -> impl Iterator<Item = usize> {
    let (eights, _) = flags.as_chunks::<8>();
    eights.chunks(WORD / 8).map(|eights| {
        let bytes = eights
            .iter()
            .map(|flags| usize::from(gathered_bits(*flags)));
        (0..)
            .zip(bytes)
            .fold(0, |word, (at, byte)| word | byte << (8 * at))
    })
}

fn gathered_bits(flags: [u8; 8]) -> u8 {
    // The product gathers the eight lowest bits in its highest byte.
    let [gathered, ..] = u64::from_le_bytes(flags)
        .wrapping_mul(0x0102_0408_1020_4080)
        .to_be_bytes();
    gathered
}

/// The side of a block in pixels: a module or two of a code.
const BLOCK: usize = 8;
/// A neighbourhood is this many blocks to each side.
const REACH: usize = 2;
/// Less contrast in a neighbourhood is noise on an even surface.
const LEAST_CONTRAST: u8 = 8;
/// Less than this part of the picture's strongest contrast is no screen.
const FAINTEST: u8 = 8;
/// Levels are averaged this much finer.
const FINE: u32 = 16;

/// The darkest, the brightest and the mean of each block of a picture, row after row.
#[derive(Debug)]
pub(super) struct Blocks {
    columns: usize,
    low: Vec<u8>,
    high: Vec<u8>,
    mean: Vec<u8>,
    around_low: Vec<u8>,
    around_high: Vec<u8>,
}

impl Blocks {
    pub(super) fn of(frame: &Frame) -> Self {
        let width = usize::from(frame.width());
        let columns = width.div_ceil(BLOCK);
        let (mut low, mut high, mut mean) = (Vec::new(), Vec::new(), Vec::new());
        let mut lows = vec![0; width];
        let mut highs = vec![0; width];
        let mut sums = vec![0_u16; width];
        for band in frame.luma().chunks(width * BLOCK) {
            lows.fill(u8::MAX);
            highs.fill(0);
            sums.fill(0);
            for row in band.chunks(width) {
                for ((low, high), pixel) in lows.iter_mut().zip(&mut highs).zip(row) {
                    *low = (*low).min(*pixel);
                    *high = (*high).max(*pixel);
                }
                for (sum, pixel) in sums.iter_mut().zip(row) {
                    *sum += u16::from(*pixel);
                }
            }
            let rows = u32::try_from(band.len() / width).unwrap_or(1);
            low.extend(
                lows.chunks(BLOCK)
                    .map(|part| part.iter().copied().fold(u8::MAX, u8::min)),
            );
            high.extend(
                highs
                    .chunks(BLOCK)
                    .map(|part| part.iter().copied().fold(0, u8::max)),
            );
            mean.extend(sums.chunks(BLOCK).map(|part| {
                let sum: u32 = part.iter().copied().map(u32::from).sum();
                let count = rows * u32::try_from(part.len()).unwrap_or(1);
                u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)
            }));
        }
        let around_low = gathered(&low, columns, u8::min);
        let around_high = gathered(&high, columns, u8::max);
        Self {
            columns,
            low,
            high,
            mean,
            around_low,
            around_high,
        }
    }

    /// For each block the brightness up to which a pixel is dark.
    ///
    /// Where a block is full of contrast, its mean parts dark from light, whatever the lens has smeared; where
    /// it lies within one module, its neighbours' range does.
    fn levels(&self) -> Vec<u8> {
        let levels: Vec<u32> = self
            .iter()
            .zip(&self.mean)
            .map(|(block, mean)| {
                let middle = u32::from(block.around_low) + u32::from(block.around_high);
                if block.is_even() {
                    u32::from(block.around_low) * FINE / 2
                } else if block.is_busy() {
                    u32::from(*mean) * FINE
                } else {
                    middle * FINE / 2
                }
            })
            .collect();
        let sums = gathered(&levels, self.columns, |a, b| a + b);
        let counts = gathered(&vec![1; levels.len()], self.columns, |a, b| a + b);
        let averages = sums.iter().zip(counts);
        averages
            .map(|(sum, count): (&u32, u32)| u8::try_from(sum / (count * FINE)).unwrap_or(u8::MAX))
            .collect()
    }

    fn iter(&self) -> impl Iterator<Item = Block> {
        let own = self.low.iter().zip(&self.high);
        let around = self.around_low.iter().zip(&self.around_high);
        own.zip(around)
            .map(|((low, high), (around_low, around_high))| Block {
                contrast: high - low,
                around_low: *around_low,
                around_high: *around_high,
            })
    }

    /// Where much is going on in the picture, in its pixels; the largest place first.
    pub(super) fn busy_places(&self) -> Vec<Area> {
        let strongest = self.iter().map(|block| block.around()).max().unwrap_or(0);
        let busy: Vec<bool> = self
            .iter()
            .map(|block| block.has_detail() && block.around() >= strongest / FAINTEST)
            .collect();
        let places = busy::places(&busy, self.columns).into_iter();
        places.map(|area| area.times(BLOCK)).collect()
    }
}

struct Block {
    contrast: u8,
    around_low: u8,
    around_high: u8,
}

impl Block {
    const fn around(&self) -> u8 {
        self.around_high - self.around_low
    }

    const fn is_even(&self) -> bool {
        self.around() <= LEAST_CONTRAST
    }

    /// Whether it has at least something of its neighbours' contrast.
    const fn has_detail(&self) -> bool {
        !self.is_even() && self.contrast >= self.around().div_ceil(4)
    }

    /// Whether it has dark and light itself.
    const fn is_busy(&self) -> bool {
        self.contrast >= self.around().div_ceil(2)
    }
}

/// Each value joined with those around it.
fn gathered<T: Copy>(values: &[T], columns: usize, join: impl Fn(T, T) -> T) -> Vec<T> {
    let mut sideways = values.to_vec();
    for (line, row) in sideways.chunks_mut(columns).zip(values.chunks(columns)) {
        for reach in 1..=REACH {
            join_all(line, row.get(reach..).unwrap_or_default(), &join);
            join_all(line.get_mut(reach..).unwrap_or_default(), row, &join);
        }
    }
    let mut all = sideways.clone();
    for reach in 1..=REACH {
        let rows = reach * columns;
        join_all(&mut all, sideways.get(rows..).unwrap_or_default(), &join);
        join_all(all.get_mut(rows..).unwrap_or_default(), &sideways, &join);
    }
    all
}

fn join_all<T: Copy>(into: &mut [T], others: &[T], join: &impl Fn(T, T) -> T) {
    for (value, other) in into.iter_mut().zip(others) {
        *value = join(*value, *other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn bitmap(luma: Vec<u8>, width: u32) -> Bitmap {
        let height = u32::try_from(luma.len()).unwrap() / width;
        let frame = Frame::new(luma, width, height, Duration::ZERO).unwrap();
        Bitmap::of(&frame, &Blocks::of(&frame)).unwrap()
    }

    #[test]
    fn faint_stripes_beside_bright_ones_are_dark_and_light() {
        // One width is a multiple of a word and a block, the other of neither.
        for width in [128_usize, 131] {
            let luma: Vec<u8> = (0..width * 70)
                .map(|at| match (at % width < 64, at % width % 10 < 5) {
                    (true, true) => 5,
                    (true, false) => 35,
                    (false, true) => 150,
                    (false, false) => 250,
                })
                .collect();
            let bitmap = bitmap(luma, u32::try_from(width).unwrap());
            let inner = (0..24).chain(104..128);
            for column in inner {
                let is_dark = bitmap.matrix().get(column, 35);
                assert_eq!(is_dark, column % 10 < 5, "column {column} of {width}");
            }
        }
    }

    #[test]
    fn an_even_surface_is_light() {
        let noise = (0..100 * 90_usize).map(|at| 100 + [0, 3, 6, 1, 5][at * 7 % 5]);
        let bitmap = bitmap(noise.collect(), 100);
        let dark = (0..100).flat_map(|x| (0..90).map(move |y| (x, y)));
        assert!(!dark.into_iter().any(|(x, y)| bitmap.matrix().get(x, y)));
    }

    #[test]
    fn flags_become_bits_in_their_order() {
        let flags: Vec<u8> = (0..WORD).map(|at| u8::from(at % 3 == 0)).collect();
        let word = words(&flags).next().unwrap();
        for at in 0..WORD {
            assert_eq!(word >> at & 1 == 1, at % 3 == 0, "bit {at}");
        }
    }
}
