//! What stands where on the sheet: A4 (ISO 216), in points of 1/72 inch from its upper left corner.

use host::language::Language;
use host::qr::Code;
use shared::proof::VenueCode;
use shared::venue_text::VenueText;

use super::NoPoster;
use super::font::{Face, Font};
use crate::profile::Bilingual;
use crate::report;

/// Width of the sheet: 210 mm.
pub(super) const WIDTH: f32 = 595.276;
/// Height of the sheet: 297 mm.
pub(super) const HEIGHT: f32 = 841.89;
/// What printers and frames may cover at the edges.
const MARGIN: f32 = 48.0;
/// The widest line. Fonts that stand in for ours in an SVG are up to a fifth wider.
const LINE: f32 = 470.0;

/// A sheet. All lines are centred.
pub(super) struct Sheet {
    /// What it is called in lists of documents.
    pub(super) title: String,
    /// The texts, in the order in which they are read.
    pub(super) lines: Vec<Line>,
    /// The QR code.
    pub(super) code: Code,
    /// Its left and upper edges, and its side.
    pub(super) place: (f32, f32, f32),
}

/// One line of text.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) language: Language,
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) width: f32,
    pub(super) face: Face,
    /// Whether it is read from afar.
    pub(super) is_heavy: bool,
}

impl Sheet {
    /// The sheet of a venue.
    pub(super) fn new(venue: VenueCode, name: Option<&Bilingual>) -> Result<Self, NoPoster> {
        let fonts = (Font::new(Face::Text)?, Font::new(Face::Typed)?);
        let name = name.map(Name::new).transpose()?;
        let text = VenueText::Venue(venue).to_string();
        let code = Code::new(&text).ok_or(NoPoster::NoCode)?;
        let (mut above, mut below) = (Column::new(&fonts), Column::new(&fonts));

        if let Some(Name { russian, english }) = &name {
            above.fitted(russian, Language::Russian, &[30.0, 26.0, 22.0, 18.0, 15.0]);
            if let Some(english) = english {
                above.fitted(english, Language::English, &[16.0, 14.0, 12.0]);
            }
            above.gap(14.0);
        }
        for (language, size) in [(Language::Russian, 18.0), (Language::English, 13.0)] {
            let caption = report::words(language).say("poster-caption", &[]);
            above.paragraph(&caption, language, size);
        }
        above.large(venue.as_str());
        for (language, size) in [(Language::Russian, 17.0), (Language::English, 12.5)] {
            let words = report::words(language);
            for id in ["poster-show", "poster-scan"] {
                below.paragraph(&words.say(id, &[]), language, size);
            }
            let command = words.say("poster-command", &[("venue", venue.to_string().into())]);
            below.typed(&command, language, size * 0.8);
            below.gap(10.0);
        }

        let room = HEIGHT - 2.0 * MARGIN - above.height - below.height;
        let side = room.clamp(LEAST_SIDE, MOST_SIDE);
        let left = (WIDTH - side) / 2.0;
        let top = MARGIN + above.height + (room - side).max(0.0) / 2.0;
        above.move_by(MARGIN);
        below.move_by(HEIGHT - MARGIN - below.height);
        let called = name.map(|name| format!(" · {}", name.russian));
        Ok(Self {
            title: format!("{venue}{}", called.unwrap_or_default()),
            lines: above.lines.into_iter().chain(below.lines).collect(),
            code,
            place: (left, top, side),
        })
    }
}

/// A venue's name as it stands on the sheet: once where both languages have the same.
struct Name {
    russian: String,
    english: Option<String>,
}

impl Name {
    fn new(given: &Bilingual) -> Result<Self, NoPoster> {
        // What Unicode has set apart, XML does not take.
        let is_text =
            |text: &str| !text.contains(['\u{fffe}', '\u{ffff}']) && !text.trim().is_empty();
        if !given.is_fit() || !is_text(&given.ru) || !is_text(&given.en) {
            return Err(NoPoster::Name);
        }
        Ok(Self {
            russian: given.ru.clone(),
            english: (given.en != given.ru).then(|| given.en.clone()),
        })
    }
}

/// Lines one below the other.
struct Column<'f> {
    /// For sentences and for what is typed.
    fonts: &'f (Font, Font),
    lines: Vec<Line>,
    height: f32,
}

impl<'f> Column<'f> {
    const fn new(fonts: &'f (Font, Font)) -> Self {
        Self {
            fonts,
            lines: Vec::new(),
            height: 0.0,
        }
    }

    /// A text in the first of these sizes in which it takes two lines, or in the last.
    fn fitted(&mut self, text: &str, language: Language, sizes: &[f32]) {
        let lines = |size: f32| self.fonts.0.lines(text, size, LINE).len();
        let found = sizes
            .iter()
            .find(|size| lines(**size) <= 2)
            .or(sizes.last());
        self.paragraph(text, language, found.copied().unwrap_or(12.0));
    }

    fn paragraph(&mut self, text: &str, language: Language, size: f32) {
        for text in self.fonts.0.lines(text, size, LINE) {
            self.line(text, language, size, (Face::Text, false));
        }
        self.gap(size * 0.3);
    }

    fn typed(&mut self, text: &str, language: Language, size: f32) {
        for text in self.fonts.1.lines(text, size, LINE) {
            self.line(text, language, size, (Face::Typed, false));
        }
        self.gap(size * 0.3);
    }

    /// The code, as large as a line can be.
    fn large(&mut self, code: &str) {
        let size = (LINE / self.fonts.1.width(code, 1.0)).min(LARGEST);
        self.line(
            code.to_owned(),
            Language::English,
            size,
            (Face::Typed, true),
        );
    }

    fn line(&mut self, text: String, language: Language, size: f32, look: (Face, bool)) {
        let (face, is_heavy) = look;
        let font = match face {
            Face::Text => &self.fonts.0,
            Face::Typed => &self.fonts.1,
        };
        self.lines.push(Line {
            language,
            baseline: self.height + size * 0.9,
            size,
            width: font.width(&text, size),
            face,
            is_heavy,
            text,
        });
        self.gap(size * 1.2);
    }

    const fn gap(&mut self, height: f32) {
        self.height += height;
    }

    fn move_by(&mut self, down: f32) {
        for line in &mut self.lines {
            line.baseline += down;
        }
    }
}

/// The side of the QR code with its quiet zone, 5 cm at least: phones read it from half a metre.
const LEAST_SIDE: f32 = 142.0;
const MOST_SIDE: f32 = 290.0;
/// The size of a short code.
const LARGEST: f32 = 130.0;
