//! The fonts of the sheet. Both have Latin and Cyrillic, and may be embedded.

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::NoPoster;

/// Which font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Ubuntu Light, for sentences.
    Text,
    /// Hack, for what is typed: a zero is no letter O, a one no letter I.
    Typed,
}

impl Face {
    /// The font's file.
    pub(super) const fn file(self) -> &'static [u8] {
        match self {
            Self::Text => epaint_default_fonts::UBUNTU_LIGHT,
            Self::Typed => epaint_default_fonts::HACK_REGULAR,
        }
    }
}

/// A font's characters and their widths.
pub(super) struct Font {
    font: FontRef<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Font {
    pub(super) fn new(face: Face) -> Result<Self, NoPoster> {
        let font = FontRef::new(face.file()).map_err(|error| NoPoster::Pdf {
            why: error.to_string(),
        })?;
        Ok(Self {
            // Widths as parts of the size.
            metrics: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
            font,
        })
    }

    /// The glyph of a character, if there is one.
    pub(super) fn glyph(&self, character: char) -> Option<GlyphId> {
        self.font.charmap().map(character)
    }

    /// How wide a glyph is, as a part of the size; one that is not there is as wide as the letter M.
    pub(super) fn advance(&self, glyph: Option<GlyphId>) -> f32 {
        let width = glyph.and_then(|glyph| self.metrics.advance_width(glyph));
        width.unwrap_or(0.9)
    }

    /// How wide a text is in this size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let widths = text
            .chars()
            .map(|character| self.advance(self.glyph(character)));
        widths.sum::<f32>() * size
    }

    /// A text as lines that are no wider than this, as few as can be and about equally long.
    pub(super) fn lines(&self, text: &str, size: f32, most: f32) -> Vec<String> {
        let mut best = self.wrap(text, size, most);
        for parts in 1..STEPS {
            let narrower = most * f32::from(STEPS - parts) / f32::from(STEPS);
            let lines = self.wrap(text, size, narrower);
            if lines.len() > best.len() {
                break;
            }
            best = lines;
        }
        best
    }

    /// A text as lines that are no wider than this; a word that is wider is cut.
    fn wrap(&self, text: &str, size: f32, most: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = format!("{line} {word}");
            let longer = longer.trim_start();
            if self.width(longer, size) <= most {
                line = longer.to_owned();
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                let part = format!("{line}{character}");
                if self.width(&part, size) > most && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    line.push(character);
                } else {
                    line = part;
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

/// How finely lines are made equally long.
const STEPS: u8 = 50;
