//! A QR code (ISO/IEC 18004): from its text to modules, and from these to lines of a terminal or a path.

use std::fmt::Write as _;

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

mod half_blocks;

pub use half_blocks::half_blocks;

/// Light modules that a reader needs around a code.
pub const QUIET_ZONE: usize = 4;

/// #000000 on #ffffff of a terminal's 256 colours, which themes do not change.
pub const BLACK_ON_WHITE: &str = "\x1b[0;38;5;16;48;5;231m";
/// The reverse of that.
pub const WHITE_ON_BLACK: &str = "\x1b[0;38;5;231;48;5;16m";
/// A terminal's usual colours.
pub const RESET: &str = "\x1b[0m";

/// How a terminal is told what is dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Black on white, whatever the colours of the terminal are.
    BlackOnWhite,
    /// Without colours: light modules are drawn, so the terminal must be light on dark.
    LightOnDark,
}

/// A code, dark on light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    modules: Vec<bool>,
    width: usize,
    version: i16,
    level: EcLevel,
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

    /// The dark modules as bars: column, row and length of each.
    pub fn bars(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        (0..self.side()).flat_map(move |row| {
            let mut column = 0;
            std::iter::from_fn(move || {
                let start = (column..self.side()).find(|&place| self.is_dark(place, row))?;
                // Outside the code it is light.
                let after = (start..).find(|&place| !self.is_dark(place, row))?;
                column = after;
                Some((start, row, after - start))
            })
        })
    }

    /// The dark modules as the data of an SVG path, one unit to a module.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (column, row, length) in self.bars() {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{column} {row}h{length}v1h-{length}z");
        }
        path
    }
}

fn encode(text: &str, version: i16, level: EcLevel) -> Option<QrCode> {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_alphanumeric_data(text.as_bytes()).ok()?;
    bits.push_terminator(level).ok()?;
    QrCode::with_bits(bits, level).ok()
}

/// The characters of QR's alphanumeric mode (ISO/IEC 18004 table 5).
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_the_dark_modules() {
        let code = Code::new("SPRAVKA:V:MUSEUM01").unwrap();
        assert_eq!(code.version(), 1);
        let mut dark = vec![vec![false; code.side()]; code.side()];
        for (column, row, length) in code.bars() {
            dark[row][column..column + length].fill(true);
        }
        for (row, modules) in dark.iter().enumerate() {
            for (column, is_dark) in modules.iter().enumerate() {
                assert_eq!(*is_dark, code.is_dark(column, row), "{column} {row}");
            }
        }
        assert!(code.svg_path().starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn the_way_of_half_blocks_does_not_change_what_is_dark() {
        let code = Code::new("A").unwrap();
        let lines = half_blocks(&code, Ink::LightOnDark);
        assert_eq!(lines.len(), code.side().div_ceil(2));
        for (row, line) in lines.iter().enumerate() {
            for (column, block) in line.chars().enumerate() {
                let upper = matches!(block, '▀' | '█');
                let lower = matches!(block, '▄' | '█');
                assert_eq!(upper, !code.is_dark(column, 2 * row));
                assert_eq!(lower, !code.is_dark(column, 2 * row + 1));
            }
        }
    }

    #[test]
    fn what_is_not_alphanumeric_has_no_code_here() {
        assert_eq!(Code::new("spravka:v:A"), None);
    }
}
