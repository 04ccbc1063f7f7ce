//! A QR code (ISO/IEC 18004): from its text to modules.

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
}

fn encode(text: &str, version: i16, level: EcLevel) -> Option<QrCode> {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_alphanumeric_data(text.as_bytes()).ok()?;
    bits.push_terminator(level).ok()?;
    QrCode::with_bits(bits, level).ok()
}

/// The characters of QR's alphanumeric mode (ISO/IEC 18004 table 5).
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
