//! Brightness at several scales, and how it differs from that around it.

use super::number::{real, whole};
use crate::frame::Frame;

/// Units to a grey level: halving a picture makes finer ones.
pub(super) const FINE: u16 = 16;

/// A rectangle of numbers. A pixel covers a square with side 1; the first one's corner is (0, 0).
#[derive(Debug, Clone)]
pub(super) struct Plane<T> {
    values: Vec<T>,
    width: usize,
    // Just before the last column's and the last row's middles, so that there is always a next pixel.
    last_x: f32,
    last_y: f32,
}

impl<T> Plane<T> {
    fn new(values: Vec<T>, width: usize) -> Self {
        let height = values.len().checked_div(width).unwrap_or(0);
        let last = |side: usize| real(side.saturating_sub(1)) - 0.001;
        Self {
            values,
            width,
            last_x: last(width),
            last_y: last(height),
        }
    }

    pub(super) fn height(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[T]> + Clone {
        self.values.chunks(self.width.max(1))
    }
}

impl Plane<i16> {
    /// The value at a place, between four pixels; outside, that of the border.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let x = (x - 0.5).max(0.0).min(self.last_x);
        let y = (y - 0.5).max(0.0).min(self.last_y);
        let (left, top) = (whole(x), whole(y));
        let (right_share, lower_share) = (x - real(left), y - real(top));
        let start = top * self.width + left;
        let pair = |start: usize| self.values.get(start..start + 2).unwrap_or_default();
        let ([a, b], [c, d]) = (pair(start), pair(start + self.width)) else {
            return 0.0;
        };
        let between = |a: i16, b: i16| f32::from(a) + (f32::from(b) - f32::from(a)) * right_share;
        let (upper, lower) = (between(*a, *b), between(*c, *d));
        upper + (lower - upper) * lower_share
    }
}

impl Plane<u16> {
    fn of(frame: &Frame) -> Self {
        let values = frame.luma().iter().map(|&luma| u16::from(luma) * FINE);
        Self::new(values.collect(), frame.width().into())
    }

    /// Half as wide and half as high.
    fn halved(&self) -> Self {
        let mut values = Vec::with_capacity(self.values.len() / 4);
        for rows in self.values.chunks_exact(2 * self.width.max(1)) {
            let (upper, lower) = rows.split_at(self.width);
            let (upper, _) = upper.as_chunks::<2>();
            let (lower, _) = lower.as_chunks::<2>();
            // Four values of at most 255 * 16 fit.
            values.extend(
                upper
                    .iter()
                    .zip(lower)
                    .map(|([a, b], [c, d])| (a + b + c + d) / 4),
            );
        }
        Self::new(values, self.width / 2)
    }

    /// How much brighter each pixel is than the mean of the square around it. That brings out rings that blur
    /// has made faint.
    fn relief(&self) -> Plane<i16> {
        let rows: Vec<&[u16]> = self.rows().collect();
        let last = rows.len().saturating_sub(1);
        let row = |at: usize| rows.get(at.min(last)).copied().unwrap_or_default();
        // Sums over nine rows, at most 9 * 255 * 16; beyond the picture its border goes on.
        let mut columns = vec![0_u16; self.width];
        for at in 0..=2 * REACH {
            for (sum, &value) in columns.iter_mut().zip(row(at.saturating_sub(REACH))) {
                *sum += value;
            }
        }
        let mut relief = Vec::with_capacity(self.values.len());
        let mut padded = Vec::with_capacity(self.width + 2 * REACH);
        let mut threes = Vec::with_capacity(self.width + 2 * REACH);
        for (at, middle) in rows.iter().enumerate() {
            let edge = |column: Option<&u16>| column.copied().map_or(0, ninth);
            padded.clear();
            padded.extend([edge(columns.first()); REACH]);
            padded.extend(columns.iter().copied().map(ninth));
            padded.extend([edge(columns.last()); REACH]);
            let triples = padded
                .iter()
                .zip(behind(&padded, 1))
                .zip(behind(&padded, 2));
            threes.clear();
            threes.extend(triples.map(|((a, b), c)| a + b + c));
            let triples = threes
                .iter()
                .zip(behind(&threes, 3))
                .zip(behind(&threes, 6));
            relief.extend(
                middle.iter().zip(triples).map(|(&value, ((a, b), c))| {
                    value.cast_signed() - ninth(a + b + c).cast_signed()
                }),
            );
            let (entering, leaving) = (row(at + REACH + 1), row(at.saturating_sub(REACH)));
            for ((sum, &entering), &leaving) in columns.iter_mut().zip(entering).zip(leaving) {
                *sum = *sum + entering - leaving;
            }
        }
        Plane::new(relief, self.width)
    }
}

/// How far the square reaches to each side.
const REACH: usize = 4;

/// A ninth, for a mean over nine.
fn ninth(sum: u16) -> u16 {
    let [_, _, low, high] = (u32::from(sum) * 7282).to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn behind(values: &[u16], start: usize) -> &[u16] {
    values.get(start..).unwrap_or_default()
}

/// A picture at one scale.
#[derive(Debug)]
pub(super) struct Level {
    /// Frame pixels to a pixel of this level.
    pub(super) scale: f32,
    /// The other way round.
    pub(super) shrink: f32,
    /// Brightness against that around it.
    pub(super) relief: Plane<i16>,
}

impl Level {
    /// The relief at a place in the frame.
    pub(super) fn at(&self, (x, y): (f32, f32)) -> f32 {
        self.relief.at(x * self.shrink, y * self.shrink)
    }
}

/// The picture at every scale at which a code can be in it, finest first.
#[derive(Debug)]
pub(super) struct Levels(Vec<Level>);

impl Levels {
    pub(super) fn of(frame: &Frame) -> Self {
        let mut levels = Vec::new();
        let mut plane = Plane::of(frame);
        let mut scale = 1.0;
        while plane.width.min(plane.height()) >= usize::from(Frame::MIN_SIDE) {
            levels.push(Level {
                scale,
                shrink: 1.0 / scale,
                relief: plane.relief(),
            });
            plane = plane.halved();
            scale *= 2.0;
        }
        Self(levels)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Level> {
        self.0.iter()
    }

    /// The level on which modules of this size in frame pixels are two or three pixels wide.
    pub(super) fn for_module(&self, module: f32) -> Option<&Level> {
        self.0
            .iter()
            .find(|level| module / level.scale <= 3.2)
            .or(self.0.last())
    }
}
