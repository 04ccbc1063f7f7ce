//! Finding the QR code in a frame and reading its text.
//!
//! No reader finds every code, and most frames are easy: `rxing` reads them from a bitmap of levels, of light, or of
//! half the size. What is left is looked at more closely where a code seems to be: at double size, with a blur
//! undone, by other readers. A [`Scanner`] deals the closer looks over the frames of a camera.

use crate::frame::Frame;

mod area;
mod bitmap;
mod budget;
mod busy;
mod deblur;
mod double;
mod light;
mod own;
mod patterns;
mod quirc;
mod refocus;
mod rqrr;
mod scanner;
mod steps;
mod zxing;

pub use area::Area;
pub use own::Own;
pub use quirc::Quircs;
pub use rqrr::Rqrr;
pub use scanner::Scanner;
pub use zxing::Zxing;

/// Finds a QR code in a frame.
pub trait Reader {
    /// What it is called in reports.
    fn name(&self) -> &'static str;

    /// What it sees. A reader never stops the scanner: where the library behind it panics, it sees nothing.
    fn look(&self, frame: &Frame) -> Sight;

    /// The text of the first code found.
    fn read(&self, frame: &Frame) -> Option<String> {
        self.look(frame).text
    }
}

/// Makes a frame easier to read.
pub(crate) trait Clearing: Sync {
    /// The clearer frame; `None` where it would be too small or too large for one.
    fn clear(&self, frame: &Frame) -> Option<Frame>;
}

/// What a reader sees in a frame. The text may be a person's, so it is not printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// The text of a code.
    pub text: Option<String>,
    /// Where a code is, or seems to be; the likeliest place first.
    pub areas: Vec<Area>,
}

impl Sight {
    pub(crate) const fn of_text(text: Option<String>) -> Self {
        Self {
            text,
            areas: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Sight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sight")
            .field("has_text", &self.text.is_some())
            .field("areas", &self.areas)
            .finish()
    }
}

/// The text of one code in a single picture, by the first step that finds any.
#[must_use]
pub fn read_codes(frame: &Frame) -> Option<String> {
    Scanner::still().read(frame)
}
