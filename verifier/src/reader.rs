//! Finding the QR code in a frame and reading its text.
//!
//! No reader finds every code: `rxing` is quick and finds most, half the size helps it where a terminal
//! draws lines through the code, a stretched picture where contrast is low; `quircs` sees codes at a slant,
//! and `rqrr` is the last word.

use rxing::{BarcodeFormat, DecodeHints};

use crate::frame::Frame;
use crate::guard::guarded;
use crate::halve::halved;
use crate::stretch::stretched;

/// Finds a QR code in a frame.
pub trait Reader {
    /// What it is called in reports.
    fn name(&self) -> &'static str;

    /// The text of the first code found. A reader never stops the scanner: where the library
    /// behind it panics, there is no code.
    fn read(&self, frame: &Frame) -> Option<String>;
}

/// The text of one code in the frame, by the first reader that finds any.
#[must_use]
pub fn read_codes(frame: &Frame) -> Option<String> {
    let half = || Rxing.read(&halved(frame)?);
    Rxing.read(frame).or_else(half).or_else(|| {
        let clear = stretched(frame);
        let clear = clear.as_ref().unwrap_or(frame);
        let again: [(&dyn Reader, &Frame); 3] = [(&Rxing, clear), (&Quircs, clear), (&Rqrr, frame)];
        again.iter().find_map(|(reader, frame)| reader.read(frame))
    })
}

/// `rxing`, a ZXing; also reads white on black.
#[derive(Debug, Clone, Copy)]
pub struct Rxing;

impl Reader for Rxing {
    fn name(&self) -> &'static str {
        "rxing"
    }

    fn read(&self, frame: &Frame) -> Option<String> {
        guarded(|| {
            let mut hints = DecodeHints {
                TryHarder: Some(true),
                AlsoInverted: Some(true),
                ..DecodeHints::default()
            };
            rxing::helpers::detect_in_luma_slice_with_hints(
                frame.luma(),
                frame.width().into(),
                frame.height().into(),
                Some(BarcodeFormat::QR_CODE),
                &mut hints,
            )
            .ok()
            .map(|found| found.getText().to_owned())
        })?
    }
}

/// `quircs`, a quirc.
#[derive(Debug, Clone, Copy)]
pub struct Quircs;

impl Reader for Quircs {
    fn name(&self) -> &'static str {
        "quircs"
    }

    fn read(&self, frame: &Frame) -> Option<String> {
        guarded(|| {
            let mut quirc = quircs::Quirc::default();
            quirc
                .identify(frame.width().into(), frame.height().into(), frame.luma())
                .filter_map(|code| code.ok()?.decode().ok())
                .find_map(|found| String::from_utf8(found.payload).ok())
        })?
    }
}

/// `rqrr`.
#[derive(Debug, Clone, Copy)]
pub struct Rqrr;

impl Reader for Rqrr {
    fn name(&self) -> &'static str {
        "rqrr"
    }

    fn read(&self, frame: &Frame) -> Option<String> {
        guarded(|| {
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
        })?
    }
}
