//! A QR code (ISO/IEC 18004): from its text to modules, and from modules to half blocks or to a picture.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

/// Light modules that a reader needs around a code.
pub const QUIET_ZONE: usize = 4;

/// A code, dark on light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    modules: Vec<bool>,
    width: usize,
    version: i16,
    level: EcLevel,
}

/// How a terminal is told what is dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Black on white, whatever the colours of the terminal are.
    BlackOnWhite,
    /// Without colours: light modules are drawn, so the terminal must be light on dark.
    LightOnDark,
}

impl Code {
    /// The smallest code for a text of QR's alphanumeric characters, at level M, or Q where that takes no more room.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| ALPHANUMERIC.contains(&byte)) {
            return None;
        }
        (1..=40).find_map(|version| {
            let smallest = encode(text, version, EcLevel::M)?;
            let code = encode(text, version, EcLevel::Q).unwrap_or(smallest);
            Some(Self {
                width: code.width(),
                version,
                level: code.error_correction_level(),
                modules: code
                    .into_colors()
                    .into_iter()
                    .map(|color| color == Color::Dark)
                    .collect(),
            })
        })
    }

    /// The version, 1 to 40: its side has 17 + 4 · version modules.
    #[must_use]
    pub const fn version(&self) -> i16 {
        self.version
    }

    /// The level of error correction.
    #[must_use]
    pub const fn level(&self) -> EcLevel {
        self.level
    }

    /// Modules along one side, with the quiet zone.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// Columns and rows of the drawing in half blocks.
    #[must_use]
    pub const fn cells(&self) -> (usize, usize) {
        (self.side(), self.side().div_ceil(2))
    }

    /// Whether a module is dark, counted from the corner of the quiet zone; outside it is light.
    #[must_use]
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |place: usize| {
            let place = place.checked_sub(QUIET_ZONE)?;
            (place < self.width).then_some(place)
        };
        match (inside(column), inside(row)) {
            (Some(column), Some(row)) => self.modules.get(row * self.width + column) == Some(&true),
            _ => false,
        }
    }

    /// The lines of the drawing for a terminal, two modules in a cell.
    #[must_use]
    pub fn half_blocks(&self, ink: Ink) -> Vec<String> {
        let (columns, rows) = self.cells();
        (0..rows)
            .map(|row| {
                let cells = (0..columns).map(|column| {
                    let upper = self.is_dark(column, 2 * row);
                    let lower = self.is_dark(column, 2 * row + 1);
                    match ink {
                        Ink::BlackOnWhite => block(upper, lower),
                        Ink::LightOnDark => block(!upper, !lower),
                    }
                });
                match ink {
                    Ink::BlackOnWhite => [BLACK_ON_WHITE]
                        .into_iter()
                        .map(str::to_owned)
                        .chain(cells.map(String::from))
                        .chain([RESET.to_owned()])
                        .collect(),
                    Ink::LightOnDark => cells.collect(),
                }
            })
            .collect()
    }

    /// A PNG picture, eight pixels to a module.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a picture of at most 1480 pixels a side, written to memory"
    )]
    pub fn png(&self) -> Vec<u8> {
        let pixels = self.side() * SCALE;
        let mut luma = Vec::with_capacity(pixels * pixels);
        for row in 0..pixels {
            luma.extend((0..pixels).map(|column| {
                let is_dark = self.is_dark(column / SCALE, row / SCALE);
                if is_dark { 0x00 } else { 0xff }
            }));
        }
        let side = u32::try_from(pixels).expect("a small picture");
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(&luma, side, side, ExtendedColorType::L8)
            .expect("memory that takes the picture");
        png
    }
}

fn encode(text: &str, version: i16, level: EcLevel) -> Option<QrCode> {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_alphanumeric_data(text.as_bytes()).ok()?;
    bits.push_terminator(level).ok()?;
    QrCode::with_bits(bits, level).ok()
}

const fn block(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    }
}

/// The characters of QR's alphanumeric mode (ISO/IEC 18004 table 5).
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// Pixels along one module of a picture.
const SCALE: usize = 8;
/// #000000 on #ffffff of the 256 colours, which themes do not change.
const BLACK_ON_WHITE: &str = "\x1b[0;38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";
