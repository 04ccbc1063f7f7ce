//! What a webcam sees of a telephone that shows a code.
//!
//! A pin-hole camera looks at a bright screen held by hand in front of a room: the screen is tilted,
//! the lens is a little out of focus, the light is uneven and the sensor adds noise. The same scene
//! and number always give the same picture. A [`Class`] has scenes with one thing that is hard to read.

use std::io::{self, Write};

use anyhow::Context;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};

mod class;
mod fault;
mod lens;
mod smear;
mod telephone;

use crate::random::Random;
pub use class::Class;
pub use fault::{Fault, Look};
use lens::blurred;
use telephone::{Screen, View};

/// Pixels in a row of every shot.
pub const WIDTH: u16 = 1280;
/// Rows of every shot.
pub const HEIGHT: u16 = 720;

/// The modules of a QR code, ISO/IEC 18004, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    dark: Vec<bool>,
    side: usize,
}

impl Modules {
    /// Takes a square of modules, row after row; true is dark.
    ///
    /// # Errors
    /// When they do not fill the square.
    pub fn new(dark: &[bool], side: usize) -> anyhow::Result<Self> {
        anyhow::ensure!(
            dark.len() == side * side,
            "{} modules do not fill a square with a side of {side}",
            dark.len()
        );
        Ok(Self {
            dark: dark.to_vec(),
            side,
        })
    }

    /// The code of a text at error correction level M.
    ///
    /// # Errors
    /// When the text is longer than any code holds.
    pub fn of_text(text: &str) -> anyhow::Result<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .with_context(|| format!("a text of {} bytes as a QR code", text.len()))?;
        let dark: Vec<bool> = code
            .to_colors()
            .into_iter()
            .map(|colour| colour == Color::Dark)
            .collect();
        Self::new(&dark, code.width())
    }

    /// Modules on a side.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.side
    }

    fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.side && self.dark.get(row * self.side + column) == Some(&true)
    }
}

/// How a telephone is held before the webcam, and what kind of webcam it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Everything random follows from this number.
    pub seed: u64,
    /// The screen's turn about its upright axis, in degrees.
    pub tilt: f64,
    /// The screen's turn about its level axis, in degrees.
    pub nod: f64,
    /// The screen's turn in its own plane, in degrees.
    pub roll: f64,
    /// The side of a module in pixels, were the screen held straight.
    pub module: f64,
    /// The lens's blur: standard deviation in pixels.
    pub blur: f64,
    /// The sensor's noise: standard deviation in grey levels.
    pub noise: f64,
    /// The room's light reflected by the screen; a white module has 1.
    pub ambient: f64,
    /// How much darker the far corner of the picture is: 0 not at all, 1 black.
    pub uneven: f64,
    /// The camera's exposure; 1 makes a white module just white.
    pub exposure: f64,
    /// Things in the room behind the telephone.
    pub clutter: u16,
    /// Pixels from the picture's middle to the code's: right and down.
    pub aside: (f64, f64),
    /// What else spoils the picture.
    pub fault: Fault,
}

impl Scene {
    /// Held well, in good light.
    #[must_use]
    pub const fn gentle(seed: u64) -> Self {
        Self {
            seed,
            tilt: 6.0,
            nod: -4.0,
            roll: 3.0,
            module: 5.0,
            blur: 0.8,
            noise: 2.0,
            ambient: 0.02,
            uneven: 0.1,
            exposure: 0.95,
            clutter: 6,
            aside: (0.0, 0.0),
            fault: Fault::NONE,
        }
    }

    /// A dark hall: little light, much noise.
    #[must_use]
    pub const fn dim(seed: u64) -> Self {
        Self {
            noise: 9.0,
            ambient: 0.04,
            uneven: 0.5,
            exposure: 0.35,
            blur: 1.0,
            ..Self::gentle(seed)
        }
    }

    /// So dark that a frame is more noise than code.
    #[must_use]
    pub const fn dark(seed: u64) -> Self {
        Self {
            noise: 60.0,
            exposure: 0.35,
            module: 4.0,
            ..Self::gentle(seed)
        }
    }

    /// Held at a slant.
    #[must_use]
    pub const fn tilted(seed: u64) -> Self {
        Self {
            tilt: 28.0,
            nod: 14.0,
            roll: -21.0,
            ..Self::gentle(seed)
        }
    }

    /// Held farther away, in front of much else.
    #[must_use]
    pub const fn busy(seed: u64) -> Self {
        Self {
            module: 3.5,
            roll: 12.0,
            uneven: 0.4,
            clutter: 70,
            ..Self::gentle(seed)
        }
    }

    /// Every named scene with its name.
    #[must_use]
    pub const fn all(seed: u64) -> [(&'static str, Self); 4] {
        [
            ("gentle", Self::gentle(seed)),
            ("dim", Self::dim(seed)),
            ("tilted", Self::tilted(seed)),
            ("busy", Self::busy(seed)),
        ]
    }

    /// The shot with this number: the hand trembles from one to the next.
    #[must_use]
    pub fn shot(&self, code: &Modules, number: u32) -> Shot {
        let mut light = self.room();
        self.show(code, f64::from(number), &mut light);
        let mut light = blurred(&light, self.blur);
        let fault = &self.fault;
        if let Some(smeared) = fault.smeared(&light) {
            light = smeared;
        }
        fault.shine(self, &mut light);
        let mut random = Random(self.seed ^ (u64::from(number) << 32));
        let corner = f64::from(WIDTH) + f64::from(HEIGHT);
        let mut luma = Vec::with_capacity(light.len());
        for (y, row) in (0_u16..).zip(light.chunks(WIDTH.into())) {
            for (x, light) in (0_u16..).zip(row) {
                let shade = 1.0 - self.uneven * (f64::from(x) + f64::from(y)) / corner;
                let linear = (light + self.ambient) * shade * self.exposure;
                let level = 255.0 * linear.max(0.0).powf(1.0 / GAMMA);
                luma.push(sensed(level + self.noise * random.normal()));
            }
        }
        Shot {
            luma: fault.packed(luma),
        }
    }

    /// The room behind, in linear light.
    fn room(&self) -> Vec<f64> {
        let mut random = Random(self.seed);
        let mut light = vec![0.0; usize::from(WIDTH) * usize::from(HEIGHT)];
        let wall = 0.05 + 0.2 * random.unit();
        paint(&mut light, (0, 0), (WIDTH.into(), HEIGHT.into()), wall);
        for _ in 0..self.clutter {
            let corner = (random.below(WIDTH), random.below(HEIGHT));
            let (bright, dark) = (0.8 * random.unit(), 0.1 * random.unit());
            match random.below(4) {
                // A ring like a finder pattern.
                0 => {
                    let unit = 2 + random.below(6);
                    for (inset, value) in [(0, dark), (1, bright), (2, dark)] {
                        let place = (corner.0 + inset * unit, corner.1 + inset * unit);
                        let size = (7 - 2 * inset) * unit;
                        paint(&mut light, place, (size, size), value);
                    }
                }
                // Stripes like a bar code or a keyboard.
                1 => {
                    let (step, height) = (2 + random.below(9), 10 + random.below(90));
                    for stripe in 0..12 {
                        let place = (corner.0 + 2 * stripe * step, corner.1);
                        paint(&mut light, place, (step, height), bright);
                    }
                }
                _ => {
                    let size = (10 + random.below(200), 10 + random.below(140));
                    paint(&mut light, corner, size, bright);
                }
            }
        }
        light
    }

    /// Draws the telephone over the room.
    fn show(&self, code: &Modules, moment: f64, light: &mut [f64]) {
        let view = View::new(self, moment);
        let screen = Screen::new(code, &self.fault);
        for (y, row) in (0_u16..).zip(light.chunks_mut(WIDTH.into())) {
            for (x, pixel) in (0_u16..).zip(row) {
                let (x, y) = (f64::from(x), f64::from(y));
                if screen.is_far(view.on_screen(x + 0.5, y + 0.5)) {
                    continue;
                }
                let behind = *pixel;
                let mut sum = 0.0;
                for down in PARTS {
                    for right in PARTS {
                        let place = view.on_screen(x + right, y + down);
                        sum += screen.light(place).unwrap_or(behind);
                    }
                }
                *pixel = sum / 9.0;
            }
        }
    }
}

/// A pixel gathers light from its whole square; nine points stand for it.
const PARTS: [f64; 3] = [1.0 / 6.0, 0.5, 5.0 / 6.0];
const GAMMA: f64 = 2.2;

/// One picture of the webcam: luma, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    luma: Vec<u8>,
}

impl Shot {
    /// The brightness of each of the [`WIDTH`] x [`HEIGHT`] pixels.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// Writes the shot as a PGM file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_pgm(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "P5\n{WIDTH} {HEIGHT}\n255\n")?;
        out.write_all(&self.luma)
    }

    /// Writes the shot as a PNG file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_png(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let (width, height) = (WIDTH.into(), HEIGHT.into());
        PngEncoder::new(out)
            .write_image(&self.luma, width, height, ExtendedColorType::L8)
            .context("a shot as PNG")
    }
}

/// Writes shots as a YUV4MPEG2 video without colour.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_y4m<'a>(
    out: &mut impl Write,
    shots: impl IntoIterator<Item = &'a Shot>,
    frames_per_second: u32,
) -> io::Result<()> {
    // Cameras and browsers that play such files know 4:2:0 alone.
    let no_colour = vec![128; usize::from(WIDTH / 2) * usize::from(HEIGHT / 2) * 2];
    writeln!(
        out,
        "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{frames_per_second}:1 Ip A1:1 C420"
    )?;
    for shot in shots {
        out.write_all(b"FRAME\n")?;
        out.write_all(&shot.luma)?;
        out.write_all(&no_colour)?;
    }
    Ok(())
}

/// Fills a rectangle as far as it lies in the picture.
fn paint(light: &mut [f64], (x, y): (usize, usize), (width, height): (usize, usize), value: f64) {
    for row in light.chunks_mut(WIDTH.into()).skip(y).take(height) {
        for pixel in row.iter_mut().skip(x).take(width) {
            *pixel = value;
        }
    }
}

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, and so does a sensor"
)]
fn sensed(level: f64) -> u8 {
    level.round() as u8
}

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float cuts the fraction off, which is what is wanted"
)]
pub(crate) fn whole(length: f64) -> usize {
    length as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_scene_and_number_give_the_same_shot() {
        let code = Modules::of_text("SPRAVKA").unwrap();
        let scene = Scene::gentle(1);
        assert_eq!(scene.shot(&code, 3), scene.shot(&code, 3));
        assert_ne!(scene.shot(&code, 3), scene.shot(&code, 4));
        assert_ne!(scene.shot(&code, 3), Scene::gentle(2).shot(&code, 3));
    }

    #[test]
    fn the_middle_of_a_module_has_its_colour() {
        let code = Modules::of_text("SPRAVKA").unwrap();
        let straight = Scene {
            tilt: 0.0,
            nod: 0.0,
            roll: 0.0,
            module: 8.0,
            noise: 0.0,
            uneven: 0.0,
            ..Scene::gentle(1)
        };
        let shot = straight.shot(&code, 0);
        let side = code.side();
        let origin = |middle: usize| middle - side * 8 / 2;
        for row in 0..side {
            for column in 0..side {
                let (x, y) = (origin(640) + column * 8 + 4, origin(360) + row * 8 + 4);
                let dark = shot.luma()[y * 1280 + x] < 128;
                assert_eq!(
                    dark,
                    code.is_dark(column, row),
                    "column {column}, row {row}"
                );
            }
        }
    }

    #[test]
    fn modules_fill_their_square() {
        assert!(Modules::new(&[true; 9], 3).is_ok());
        assert!(Modules::new(&[true; 8], 3).is_err());
    }
}
