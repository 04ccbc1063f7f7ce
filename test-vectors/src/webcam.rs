//! What a webcam sees of a telephone that shows a code.
//!
//! A pin-hole camera looks at a bright screen held by hand in front of a room: the screen is tilted,
//! the lens is a little out of focus, the light is uneven and the sensor adds noise. The same scene
//! and number always give the same picture.

use std::io::{self, Write};

use anyhow::Context;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};

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
    pub fn side(&self) -> usize {
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
        let light = blurred(&light, self.blur);
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
        Shot { luma }
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
        let screen = Screen::new(code);
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

/// From a point of the picture to the place on the screen, in modules from the code's middle.
struct View {
    middle: (f64, f64),
    focus: f64,
    distance: f64,
    right: [f64; 3],
    down: [f64; 3],
    out: [f64; 3],
}

impl View {
    fn new(scene: &Scene, moment: f64) -> Self {
        let focus = 0.9 * f64::from(WIDTH);
        let tremor = |speed: f64, reach: f64| reach * (speed * moment).sin();
        let roll = scene.roll + tremor(0.13, 0.6);
        let (tilt, nod) = (
            scene.tilt + tremor(0.11, 0.8),
            scene.nod + tremor(0.09, 0.8),
        );
        let turn = |axes: [f64; 3]| {
            let axes = turned(axes, 1, tilt);
            let axes = turned(axes, 0, nod);
            turned(axes, 2, roll)
        };
        Self {
            middle: (
                0.5 * f64::from(WIDTH) + tremor(0.21, 3.0),
                0.5 * f64::from(HEIGHT) + tremor(0.17, 2.0),
            ),
            focus,
            distance: focus / scene.module,
            right: turn([1.0, 0.0, 0.0]),
            down: turn([0.0, 1.0, 0.0]),
            out: turn([0.0, 0.0, 1.0]),
        }
    }

    /// Where the ray through a point of the picture meets the screen's plane.
    fn on_screen(&self, x: f64, y: f64) -> (f64, f64) {
        let ray = [x - self.middle.0, y - self.middle.1, self.focus];
        let centre = [0.0, 0.0, self.distance];
        let reach = dot(centre, self.out) / dot(ray, self.out);
        let [x, y, z] = ray.map(|length| length * reach);
        let place = [x, y, z - self.distance];
        (dot(place, self.right), dot(place, self.down))
    }
}

fn dot([a, b, c]: [f64; 3], [x, y, z]: [f64; 3]) -> f64 {
    a * x + b * y + c * z
}

/// Turns a direction about one of the three axes.
fn turned([x, y, z]: [f64; 3], axis: u8, degrees: f64) -> [f64; 3] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    match axis {
        0 => [x, y * cos - z * sin, y * sin + z * cos],
        1 => [x * cos + z * sin, y, z * cos - x * sin],
        _ => [x * cos - y * sin, x * sin + y * cos, z],
    }
}

/// The telephone: a code with its quiet zone on a lit page within a dark frame.
struct Screen<'a> {
    code: &'a Modules,
    half: f64,
}

impl<'a> Screen<'a> {
    const QUIET_ZONE: f64 = 4.0;
    const WHITE: f64 = 0.9;
    const BLACK: f64 = 0.004;

    fn new(code: &'a Modules) -> Self {
        let side = u16::try_from(code.side).unwrap_or(u16::MAX);
        let half = 0.5 * f64::from(side);
        Self { code, half }
    }

    /// The page's half width and half height.
    fn page(&self) -> (f64, f64) {
        let half = self.half + Self::QUIET_ZONE + 2.0;
        (half, 1.6 * half)
    }

    fn is_far(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = self.page();
        x.abs() > width + 4.0 || y.abs() > height + 4.0
    }

    /// The light from a place; `None` beside the telephone.
    fn light(&self, (x, y): (f64, f64)) -> Option<f64> {
        let (width, height) = self.page();
        if x.abs() < self.half && y.abs() < self.half {
            let dark = self
                .code
                .is_dark(whole(x + self.half), whole(y + self.half));
            return Some(if dark { Self::BLACK } else { Self::WHITE });
        }
        let quiet = self.half + Self::QUIET_ZONE;
        if x.abs() < quiet && y.abs() < quiet {
            return Some(Self::WHITE);
        }
        if x.abs() < width && y.abs() < height {
            // Lines of writing above and below the code.
            let written = y.abs() > quiet + 2.0
                && x.abs() < 0.6 * width
                && y.rem_euclid(4.0) < 1.5
                && (x + y.floor()).rem_euclid(1.7) < 1.0;
            return Some(if written { Self::BLACK } else { Self::WHITE });
        }
        (x.abs() < width + 2.0 && y.abs() < height + 2.0).then_some(Self::BLACK)
    }
}

/// Fills a rectangle as far as it lies in the picture.
fn paint(light: &mut [f64], (x, y): (usize, usize), (width, height): (usize, usize), value: f64) {
    for row in light.chunks_mut(WIDTH.into()).skip(y).take(height) {
        for pixel in row.iter_mut().skip(x).take(width) {
            *pixel = value;
        }
    }
}

/// A Gaussian blur; the border's pixels go on beyond the border.
fn blurred(light: &[f64], deviation: f64) -> Vec<f64> {
    let reach = whole((3.0 * deviation).ceil());
    let kernel = gaussian(reach, deviation);
    let width = usize::from(WIDTH);
    let mut rows: Vec<Vec<f64>> = light
        .chunks(width)
        .map(|row| {
            let weigh = |around: &[f64]| around.iter().zip(&kernel).map(|(l, k)| l * k).sum();
            bordered(row, reach)
                .windows(kernel.len())
                .map(weigh)
                .collect()
        })
        .collect();
    rows = bordered(&rows, reach);
    rows.windows(kernel.len())
        .flat_map(|around| {
            let mut sum = vec![0.0; width];
            for (row, weight) in around.iter().zip(&kernel) {
                for (sum, light) in sum.iter_mut().zip(row) {
                    *sum += light * weight;
                }
            }
            sum
        })
        .collect()
}

fn gaussian(reach: usize, deviation: f64) -> Vec<f64> {
    let reach = i32::try_from(reach).unwrap_or(i32::MAX);
    let weight = |at: i32| (-0.5 * (f64::from(at) / deviation.max(0.01)).powi(2)).exp();
    let sum: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach).map(|at| weight(at) / sum).collect()
}

/// The items with the first and the last repeated before and behind.
fn bordered<T: Clone>(items: &[T], reach: usize) -> Vec<T> {
    let first = items.iter().take(1).cycle().take(reach);
    let last = items.iter().rev().take(1).cycle().take(reach);
    first.chain(items).chain(last).cloned().collect()
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
fn whole(length: f64) -> usize {
    length as usize
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> [u8; 8] {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_be_bytes()
    }

    /// From 0 to just under 1.
    fn unit(&mut self) -> f64 {
        let [a, b, c, d, ..] = self.next();
        f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX).next_up()
    }

    fn below(&mut self, limit: u16) -> usize {
        whole(self.unit() * f64::from(limit))
    }

    /// Near enough to a normal distribution of deviation 1: the sum of eight even ones.
    fn normal(&mut self) -> f64 {
        let sum: u16 = self.next().into_iter().map(u16::from).sum();
        let deviation = (8.0 * (256.0_f64.powi(2) - 1.0) / 12.0).sqrt();
        (f64::from(sum) - 8.0 * 127.5) / deviation
    }
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
