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
pub(crate) const WIDTH: f32 = 595.276;
/// Height of the sheet: 297 mm.
pub(crate) const HEIGHT: f32 = 841.89;
/// What printers and frames may cover at the edges.
const MARGIN: f32 = 48.0;
/// The widest line. Fonts that stand in for ours in an SVG are up to a fifth wider.
const LINE: f32 = 470.0;

/// A sheet. All lines are centred.
pub(crate) struct Sheet {
    /// What it is called in lists of documents.
    pub(crate) title: String,
    /// How dark its ink is.
    pub(crate) ink: Ink,
    /// The texts, in the order in which they are read.
    pub(crate) lines: Vec<Line>,
    /// The QR codes.
    pub(crate) codes: Vec<Drawn>,
    /// What is tinted: left and upper edge, width and height.
    pub(crate) cards: Vec<(f32, f32, f32, f32)>,
}

/// How dark texts and codes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Black on white.
    Black,
    /// Dark grey, on cards of light grey.
    Grey,
}

impl Ink {
    /// Of texts and codes.
    pub(super) const fn dark(self) -> u8 {
        match self {
            Self::Black => 0,
            Self::Grey => 0x48,
        }
    }

    /// Of cards.
    pub(super) const LIGHT: u8 = 0xe0;
}

/// A QR code in its place.
pub(crate) struct Drawn {
    pub(crate) code: Code,
    /// Its left and upper edges, and its side.
    pub(crate) place: (f32, f32, f32),
}

/// One line of text.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(super) language: Language,
    pub(crate) baseline: f32,
    /// Where its middle is.
    pub(crate) middle: f32,
    pub(crate) size: f32,
    pub(crate) width: f32,
    pub(super) face: Face,
    /// Whether it is read from afar.
    pub(super) is_heavy: bool,
}

impl Sheet {
    /// The sheet of a venue.
    pub(super) fn new(venue: VenueCode, name: Option<&Bilingual>) -> Result<Self, NoPoster> {
        let fonts = Fonts::new()?;
        let name = name.map(Name::new).transpose()?;
        let text = VenueText::Venue(venue).to_string();
        let code = Code::new(&text).ok_or(NoPoster::NoCode)?;
        let column = || Column::new(&fonts, WIDTH / 2.0, LINE);
        let (mut above, mut below) = (column(), column());

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
            ink: Ink::Black,
            codes: vec![Drawn {
                code,
                place: (left, top, side),
            }],
            cards: Vec::new(),
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

/// For sentences and for what is typed.
pub(crate) struct Fonts(Font, Font);

impl Fonts {
    pub(crate) fn new() -> Result<Self, NoPoster> {
        Ok(Self(Font::new(Face::Text)?, Font::new(Face::Typed)?))
    }
}

/// Lines one below the other.
pub(crate) struct Column<'f> {
    fonts: &'f Fonts,
    middle: f32,
    /// The widest line.
    most: f32,
    pub(crate) lines: Vec<Line>,
    pub(crate) height: f32,
}

impl<'f> Column<'f> {
    pub(crate) const fn new(fonts: &'f Fonts, middle: f32, most: f32) -> Self {
        Self {
            fonts,
            middle,
            most,
            lines: Vec::new(),
            height: 0.0,
        }
    }

    /// A text in the first of these sizes in which it takes two lines, or in the last.
    fn fitted(&mut self, text: &str, language: Language, sizes: &[f32]) {
        let lines = |size: f32| self.fonts.0.lines(text, size, self.most).len();
        let found = sizes
            .iter()
            .find(|size| lines(**size) <= 2)
            .or(sizes.last());
        self.paragraph(text, language, found.copied().unwrap_or(12.0));
    }

    pub(crate) fn paragraph(&mut self, text: &str, language: Language, size: f32) {
        for text in self.fonts.0.lines(text, size, self.most) {
            self.line(text, language, size, (Face::Text, false));
        }
        self.gap(size * 0.3);
    }

    fn typed(&mut self, text: &str, language: Language, size: f32) {
        for text in self.fonts.1.lines(text, size, self.most) {
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

    /// A word that is read from afar.
    pub(crate) fn heavy(&mut self, word: &str, language: Language, size: f32) {
        self.line(word.to_owned(), language, size, (Face::Text, true));
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
            middle: self.middle,
            size,
            width: font.width(&text, size),
            face,
            is_heavy,
            text,
        });
        self.gap(size * 1.2);
    }

    pub(crate) const fn gap(&mut self, height: f32) {
        self.height += height;
    }

    pub(crate) fn move_by(&mut self, down: f32) {
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
