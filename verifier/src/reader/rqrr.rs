//! `rqrr`: the last word.

use super::{Reader, Sight};
use crate::frame::Frame;
use crate::guard::guarded;

/// `rqrr`, black on white.
#[derive(Debug, Clone, Copy)]
pub struct Rqrr;

impl Reader for Rqrr {
    fn name(&self) -> &'static str {
        "rqrr"
    }

    fn look(&self, frame: &Frame) -> Sight {
        let text = guarded(|| {
            let width = usize::from(frame.width());
            let pixel = |x: usize, y: usize| frame.luma().get(y * width + x).copied();
            let mut picture = rqrr::PreparedImage::prepare_from_greyscale(
                width,
                frame.height().into(),
                |x, y| pixel(x, y).unwrap_or(u8::MAX),
            );
            let grids = picture.detect_grids();
            grids
                .iter()
                .find_map(|grid| grid.decode().ok().map(|(_, text)| text))
        });
        Sight::of_text(text.flatten())
    }
}
