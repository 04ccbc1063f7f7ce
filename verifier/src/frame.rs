//! One picture: the brightness of every pixel, and when it was taken.

use std::fmt;
use std::time::Duration;

/// A luma plane, row after row without gaps, with the moment of its capture.
///
/// Colour is of no use to a QR reader, so no colour is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    luma: Vec<u8>,
    width: u16,
    height: u16,
    time: Duration,
}

impl Frame {
    /// The smallest QR code has 21 modules a side, so nothing smaller can hold one.
    pub const MIN_SIDE: u16 = 21;
    /// The longest side taken.
    pub const MAX_SIDE: u16 = 8192;
    /// The most pixels taken: a 16-megapixel photograph.
    pub const MAX_PIXELS: u32 = 4096 * 4096;

    /// Takes a luma plane; `time` counts from the opening of its source.
    ///
    /// # Errors
    /// When the size is out of bounds, or the plane does not have exactly `width * height` bytes.
    pub fn new(luma: Vec<u8>, width: u32, height: u32, time: Duration) -> Result<Self, FrameFault> {
        let (width, height) = Self::size(width, height)?;
        let expected = usize::from(width) * usize::from(height);
        if luma.len() != expected {
            return Err(FrameFault::Length {
                width,
                height,
                expected,
                found: luma.len(),
            });
        }
        Ok(Self {
            luma,
            width,
            height,
            time,
        })
    }

    /// Checks a size before anything is allocated for it.
    pub(crate) fn size(width: u32, height: u32) -> Result<(u16, u16), FrameFault> {
        let fault = FrameFault::Size { width, height };
        let side = |length: u32| {
            u16::try_from(length)
                .ok()
                .filter(|side| (Self::MIN_SIDE..=Self::MAX_SIDE).contains(side))
                .ok_or(fault)
        };
        let sides = (side(width)?, side(height)?);
        if width * height > Self::MAX_PIXELS {
            return Err(fault);
        }
        Ok(sides)
    }

    /// The same moment and size with other brightness; the plane's length must be unchanged.
    pub(crate) fn with_luma(&self, luma: Vec<u8>) -> Result<Self, FrameFault> {
        Self::new(luma, self.width.into(), self.height.into(), self.time)
    }

    /// The brightness of each pixel, row after row.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// Pixels in a row.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// When it was captured, counted from the opening of its source.
    #[must_use]
    pub const fn time(&self) -> Duration {
        self.time
    }
}

/// The picture itself may show a visitor, so it is not printed.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

/// Why a plane is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameFault {
    /// A side, or their product, is out of bounds.
    Size {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The bytes do not fill the plane exactly.
    Length {
        /// Pixels in a row.
        width: u16,
        /// Rows.
        height: u16,
        /// Bytes that the size asks for.
        expected: usize,
        /// Bytes that were given.
        found: usize,
    },
}

impl fmt::Display for FrameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { width, height } => write!(
                f,
                "the picture is {width}x{height}; each side must be {} to {} and the whole at most {} pixels",
                Frame::MIN_SIDE,
                Frame::MAX_SIDE,
                Frame::MAX_PIXELS
            ),
            Self::Length {
                width,
                height,
                expected,
                found,
            } => write!(
                f,
                "a picture of {width}x{height} needs {expected} bytes of luma, found {found}"
            ),
        }
    }
}

impl std::error::Error for FrameFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_exactly_its_bytes() {
        assert!(Frame::new(vec![0; 21 * 30], 21, 30, Duration::ZERO).is_ok());
        assert_eq!(
            Frame::new(vec![0; 21 * 30 - 1], 21, 30, Duration::ZERO),
            Err(FrameFault::Length {
                width: 21,
                height: 30,
                expected: 630,
                found: 629
            })
        );
    }

    #[test]
    fn sizes_are_bounded_on_both_sides() {
        for (width, height) in [
            (20, 21),
            (8193, 21),
            (4096, 4097),
            (0, 0),
            (u32::MAX, u32::MAX),
        ] {
            assert_eq!(
                Frame::size(width, height),
                Err(FrameFault::Size { width, height })
            );
        }
        assert_eq!(Frame::size(4096, 4096), Ok((4096, 4096)));
        assert_eq!(Frame::size(8192, 21), Ok((8192, 21)));
    }
}
