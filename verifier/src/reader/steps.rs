//! The steps by which a frame is read, each a way of clearing and a reader.

use super::deblur::Deblur;
use super::double::Double;
use super::light::Light;
use super::refocus::Refocus;
use super::{Clearing, Quircs, Reader, Rqrr, Sight, Zxing};
use crate::frame::Frame;
use crate::halve::Halve;
use crate::stretch::Stretch;

/// Clears a frame and reads it.
pub(super) struct Step {
    clearings: &'static [&'static dyn Clearing],
    reader: &'static (dyn Reader + Sync),
    /// Picoseconds for each pixel of the frame, as measured with noise in it.
    pub(super) cost: u64,
}

impl Step {
    pub(super) fn name(&self) -> &'static str {
        self.reader.name()
    }

    pub(super) fn look(&self, frame: &Frame) -> Sight {
        let mut clear = None;
        for clearing in self.clearings {
            clear = clearing.clear(clear.as_ref().unwrap_or(frame));
            if clear.is_none() {
                return Sight::default();
            }
        }
        self.reader.look(clear.as_ref().unwrap_or(frame))
    }
}

const fn by_zxing(clearings: &'static [&'static dyn Clearing], cost: u64) -> Step {
    Step {
        clearings,
        reader: &Zxing,
        cost,
    }
}

/// Levels as they are: most frames need no more.
const PLAIN: Step = by_zxing(&[], 3_500);
/// Light reads what a lens or a hand has smeared.
const LIGHT: Step = by_zxing(&[&Light], 4_000);
/// Half the size reads through noise, and through the lines that a terminal draws between its rows.
const HALF: Step = by_zxing(&[&Halve], 1_500);

/// The looks at a whole frame.
pub(super) static WHOLE: [Step; 3] = [PLAIN, LIGHT, HALF];

/// Closer looks at a part of the frame, those that read most first.
pub(super) static CLOSER: [Step; 11] = [
    by_zxing(&[&Halve, &lens(2.3)], 13_000),
    by_zxing(&[&Double, &Light], 20_000),
    by_zxing(&[&Halve, &lens(2.8)], 13_000),
    by_zxing(&[&blur(1.0, 0.05)], 10_000),
    by_zxing(&[&Halve, &lens(1.9)], 13_000),
    by_zxing(&[&blur(2.0, 0.03)], 12_000),
    by_zxing(&[&Halve, &lens(3.3)], 13_000),
    by_zxing(&[&Halve, &lens(1.6)], 13_000),
    by_zxing(&[&blur(2.5, 0.003)], 12_000),
    Step {
        clearings: &[&Stretch],
        reader: &Quircs,
        cost: 12_000,
    },
    Step {
        clearings: &[],
        reader: &Rqrr,
        cost: 60_000,
    },
];

/// Looks at the whole frame when those at its parts have shown nothing: a code may be elsewhere than it seemed.
pub(super) static WIDER: [Step; 2] = [
    by_zxing(&[&Double, &Light], 20_000),
    by_zxing(&[&blur(1.0, 0.05)], 10_000),
];

const fn blur(deviation: f32, noise: f32) -> Deblur {
    Deblur { deviation, noise }
}

const fn lens(radius: f32) -> Refocus {
    Refocus {
        radius,
        noise: 0.003,
    }
}
