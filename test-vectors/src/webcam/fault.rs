//! What spoils a picture: focus, motion, glare, packing, and screens that look otherwise.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat};

use super::smear::Smear;
use super::{HEIGHT, Scene, WIDTH};
use crate::random::Random;

/// How a picture is spoilt.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What the screen looks like.
    pub look: Look,
    /// The screen's brightness; 1 is full.
    pub brightness: f64,
    /// The lens is so far out of focus that a point becomes a disc of this radius in pixels.
    pub disc: f64,
    /// How far the code moves while the shutter is open, in pixels: right and down.
    pub motion: (f64, f64),
    /// Lamps mirrored by the screen.
    pub lamps: u8,
    /// The quality of the JPEG that the camera sends.
    pub jpeg: Option<u8>,
}

/// What a screen looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A telephone, black on white.
    Page,
    /// A telephone, white on black.
    Inverted,
    /// Half blocks in a terminal, black on white.
    Terminal,
    /// Half blocks in a terminal, white on black.
    InvertedTerminal,
}

impl Look {
    pub(super) const fn is_inverted(self) -> bool {
        matches!(self, Self::Inverted | Self::InvertedTerminal)
    }

    pub(super) const fn is_terminal(self) -> bool {
        matches!(self, Self::Terminal | Self::InvertedTerminal)
    }

    pub(super) const fn is_dark_page(self) -> bool {
        !matches!(self, Self::Page)
    }
}

impl Fault {
    /// Nothing does.
    pub const NONE: Self = Self {
        look: Look::Page,
        brightness: 1.0,
        disc: 0.0,
        motion: (0.0, 0.0),
        lamps: 0,
        jpeg: None,
    };

    /// The light after lens and motion; `None` where neither changes it.
    pub(super) fn smeared(&self, light: &[f64]) -> Option<Vec<f64>> {
        let disc = (self.disc > 0.0).then(|| Smear::disc(self.disc).of(light));
        if self.motion == (0.0, 0.0) {
            return disc;
        }
        let light = disc.as_deref().unwrap_or(light);
        Some(Smear::line(self.motion).of(light))
    }

    /// Adds the lamps somewhere over the code.
    pub(super) fn shine(&self, scene: &Scene, light: &mut [f64]) {
        let mut random = Random(scene.seed ^ 0x1A3B);
        let middle = (
            0.5 * f64::from(WIDTH) + scene.aside.0,
            0.5 * f64::from(HEIGHT) + scene.aside.1,
        );
        for _ in 0..self.lamps {
            // For a code of some sixty modules: anywhere on it, as large as a fifth of it.
            let mut around = |reach: f64| reach * scene.module * (2.0 * random.unit() - 1.0);
            let (x, y) = (middle.0 + around(25.0), middle.1 + around(25.0));
            let mut size = || scene.module * (3.0 + 5.0 * random.unit());
            let (wide, high) = (size(), size());
            let power = 0.5 + 1.5 * random.unit();
            for (row, line) in (0_u16..).zip(light.chunks_mut(WIDTH.into())) {
                let down = ((f64::from(row) - y) / high).powi(2);
                for (column, light) in (0_u16..).zip(line) {
                    let off = down + ((f64::from(column) - x) / wide).powi(2);
                    if off < 30.0 {
                        *light += power * (-0.5 * off).exp();
                    }
                }
            }
        }
    }

    /// What is left after the camera has packed the picture and the computer unpacked it.
    pub(super) fn packed(&self, luma: Vec<u8>) -> Vec<u8> {
        let Some(quality) = self.jpeg else {
            return luma;
        };
        let mut file = Vec::new();
        let (width, height) = (WIDTH.into(), HEIGHT.into());
        let written = JpegEncoder::new_with_quality(&mut file, quality).write_image(
            &luma,
            width,
            height,
            ExtendedColorType::L8,
        );
        let read = image::load(Cursor::new(&file), ImageFormat::Jpeg);
        match (written, read) {
            (Ok(()), Ok(picture)) => picture.into_luma8().into_raw(),
            // A picture of this size fits a JPEG, and what was written can be read.
            _ => luma,
        }
    }
}
