//! A part of a picture.

use crate::frame::Frame;

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Pixels to its left.
    pub left: usize,
    /// Rows above it.
    pub top: usize,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Area {
    /// All of a picture.
    #[must_use]
    pub fn of(frame: &Frame) -> Self {
        Self {
            left: 0,
            top: 0,
            width: frame.width().into(),
            height: frame.height().into(),
        }
    }

    /// How many pixels it has.
    #[must_use]
    pub const fn pixels(&self) -> usize {
        self.width * self.height
    }

    /// Whether the two have at least a quarter of the smaller one in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let common = |start: usize, length: usize, other_start: usize, other_length: usize| {
            let end = (start + length).min(other_start + other_length);
            end.saturating_sub(start.max(other_start))
        };
        let width = common(self.left, self.width, other.left, other.width);
        let height = common(self.top, self.height, other.top, other.height);
        4 * width * height >= self.pixels().min(other.pixels())
    }

    /// The smallest that holds both.
    pub(super) fn and(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self {
            left,
            top,
            width: right - left,
            height: bottom - top,
        }
    }

    /// With so many pixels more on each side.
    pub(super) fn wider(self, margin: usize) -> Self {
        let (left, top) = (
            self.left.saturating_sub(margin),
            self.top.saturating_sub(margin),
        );
        Self {
            left,
            top,
            width: self.left + self.width + margin - left,
            height: self.top + self.height + margin - top,
        }
    }

    /// A place in a part of a picture, in the picture.
    pub(super) const fn within(self, part: &Self) -> Self {
        Self {
            left: self.left + part.left,
            top: self.top + part.top,
            ..self
        }
    }

    /// The same place where every pixel has become a square of several.
    pub(super) const fn times(self, factor: usize) -> Self {
        Self {
            left: self.left * factor,
            top: self.top * factor,
            width: self.width * factor,
            height: self.height * factor,
        }
    }

    /// This part of a picture, as far as the picture goes. `None` where too little is left.
    pub(super) fn cut(&self, frame: &Frame) -> Option<Frame> {
        let width = usize::from(frame.width());
        let end = width.min(self.left + self.width);
        let rows = frame.luma().chunks(width).skip(self.top).take(self.height);
        let luma: Vec<u8> = rows
            .filter_map(|row| row.get(self.left..end))
            .flatten()
            .copied()
            .collect();
        let height = usize::from(frame.height()).saturating_sub(self.top);
        let (columns, rows) = (end.checked_sub(self.left)?, height.min(self.height));
        let (columns, rows) = (u32::try_from(columns).ok()?, u32::try_from(rows).ok()?);
        Frame::new(luma, columns, rows, frame.time()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const SQUARE: Area = Area {
        left: 10,
        top: 20,
        width: 30,
        height: 30,
    };

    #[test]
    fn a_part_ends_where_the_picture_does() {
        let luma: Vec<u8> = (0..60 * 45_u32).map(|at| at.to_le_bytes()[0]).collect();
        let frame = Frame::new(luma, 60, 45, Duration::ZERO).unwrap();
        let part = SQUARE.cut(&frame).unwrap();
        assert_eq!((part.width(), part.height()), (30, 25));
        assert_eq!(part.luma()[..30], frame.luma()[60 * 20 + 10..60 * 20 + 40]);
        for (left, top) in [(50, 0), (0, 40), (70, 0), (0, 900)] {
            let outside = Area {
                left,
                top,
                ..SQUARE
            };
            assert_eq!(outside.cut(&frame), None);
        }
    }

    #[test]
    fn places_that_share_a_quarter_overlap() {
        let at = |left| Area { left, ..SQUARE };
        assert!(SQUARE.overlaps(&at(32)));
        assert!(!SQUARE.overlaps(&at(33)));
        assert!(!SQUARE.overlaps(&at(200)));
        assert_eq!(SQUARE.wider(15).left, 0);
        assert_eq!(SQUARE.wider(15).width, 55);
        assert_eq!(SQUARE.and(at(60)).width, 80);
    }
}
