//! Our own reader as one of the readers.

use super::{Area, Reader, Sight};
use crate::frame::Frame;
use crate::symbol::{self, Effort};

/// Our own reader, black on white and white on black.
#[derive(Debug, Clone, Copy)]
pub struct Own;

/// One unit of effort for so many pixels.
const PIXELS: usize = 100;

impl Reader for Own {
    fn name(&self) -> &'static str {
        "own"
    }

    fn look(&self, frame: &Frame) -> Sight {
        let units = Area::of(frame).pixels() / PIXELS;
        let mut effort = Effort::new(u32::try_from(units).unwrap_or(u32::MAX));
        Sight::of_text(symbol::read(frame, &mut effort))
    }
}
