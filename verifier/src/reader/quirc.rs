//! `quircs`, a quirc: sees codes at a slant.

use super::{Reader, Sight};
use crate::frame::Frame;
use crate::guard::guarded;

/// `quircs`, black on white.
#[derive(Debug, Clone, Copy)]
pub struct Quircs;

impl Reader for Quircs {
    fn name(&self) -> &'static str {
        "quircs"
    }

    fn look(&self, frame: &Frame) -> Sight {
        let text = guarded(|| {
            let mut quirc = quircs::Quirc::default();
            quirc
                .identify(frame.width().into(), frame.height().into(), frame.luma())
                .take(MOST_CODES)
                .filter_map(|code| code.ok()?.decode().ok())
                .find_map(|found| String::from_utf8(found.payload).ok())
        });
        Sight::of_text(text.flatten())
    }
}

/// So many places are tried.
const MOST_CODES: usize = 20;
