//! What is set for this venue once and for all: where lists come from, what counts, and what codes are read with.
//!
//! A TOML file in the home, written by `verifier setup` or by hand; options of the command line are stronger.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use host::fault::Fault;
use host::file::{self, Access};
use host::home::Home;
use serde::{Deserialize, Serialize};

use crate::store::Writer;
use crate::trouble::Trouble;

/// Largest file that is read, in bytes.
const MAX_LENGTH: u64 = 64 << 10;

/// What is set. Everything may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where lists come from: a folder, an archive, or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Line>,
    /// The profile: its name, or its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Line>,
    /// What codes are read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Reading>,
    /// How often an address is asked for new lists while codes are checked, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_every: Option<Minutes>,
    /// Where USB sticks with new lists turn up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticks: Option<Line>,
}

/// From one minute to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Minutes(u64);

/// A text on one line, and not an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

/// What codes are read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    /// The camera with this number.
    Camera(u32),
    /// A hand scanner.
    Typed(HandScanner),
}

/// The word for it in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandScanner {
    /// It types.
    #[serde(rename = "typed")]
    Typed,
}

/// Why a text says nothing about settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub line: usize,
    /// What is wrong, in English.
    pub why: String,
}

impl Settings {
    /// The settings of this home; without a file nothing is set.
    pub fn of(home: &Home) -> Result<Self, Trouble> {
        let path = path(home);
        let bytes = match file::read(&path, MAX_LENGTH) {
            Ok(bytes) => bytes,
            Err(fault) if fault.is_missing() => return Ok(Self::default()),
            Err(fault) => return Err(fault.into()),
        };
        let text = str::from_utf8(&bytes).map_err(|wrong| Flaw {
            line: line(&bytes, wrong.valid_up_to()),
            why: wrong.to_string(),
        });
        let settings = text.and_then(Self::parse);
        settings.map_err(|flaw| Trouble::NotSettings { path, flaw })
    }

    /// The settings that a text says.
    ///
    /// # Errors
    /// The first flaw, with its line.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        // Editors on Windows put a mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        toml::from_str(text).map_err(|error| Flaw {
            line: line(text.as_bytes(), error.span().map_or(0, |span| span.start)),
            why: error.message().to_owned(),
        })
    }

    /// The file.
    #[must_use]
    pub fn encode(&self) -> String {
        // Texts and numbers can always be written.
        let fields = toml::to_string(self).unwrap_or_default();
        format!("{HEAD}{fields}")
    }

    /// Makes these the settings of a home.
    pub fn save(&self, writer: &Writer<'_>) -> Result<(), Fault> {
        let path = path(writer.store().home());
        file::replace(&path, self.encode().as_bytes(), Access::Private)
    }

    /// Whether nothing is left to be set.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.source.is_some() && self.profile.is_some() && self.camera.is_some()
    }
}

const HEAD: &str = "# What verifier sync and verifier scan use where their options say nothing; made by verifier setup.\n";

/// The line on which this byte stands.
fn line(bytes: &[u8], at: usize) -> usize {
    let before = bytes.iter().take(at);
    1 + before.filter(|byte| **byte == b'\n').count()
}

fn path(home: &Home) -> PathBuf {
    home.join("settings.toml")
}

impl Line {
    /// This text, if it is one line.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_fit = !text.trim().is_empty() && !text.chars().any(char::is_control);
        is_fit.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Minutes {
    /// The shortest and the longest.
    pub const RANGE: RangeInclusive<u64> = 1..=1_440;
}

impl From<Minutes> for u64 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

impl TryFrom<u64> for Minutes {
    type Error = &'static str;

    fn try_from(minutes: u64) -> Result<Self, Self::Error> {
        let is_one = Self::RANGE.contains(&minutes);
        is_one
            .then_some(Self(minutes))
            .ok_or("1 to 1440 minutes are wanted")
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.0
    }
}

impl TryFrom<String> for Line {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("a text on one line is wanted")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_form_of_the_file_is_kept() {
        let text = "source = \"https://lists.example/26\"\nprofile = 'museum'\ncamera = 1 # the left one\n";
        let settings = Settings::parse(text).unwrap();
        assert_eq!(settings.source, Line::new("https://lists.example/26"));
        assert_eq!(settings.profile, Line::new("museum"));
        assert_eq!(settings.camera, Some(Reading::Camera(1)));
        assert!(settings.is_complete());
        let typed = Settings::parse("camera = \"typed\"").unwrap();
        assert_eq!(typed.camera, Some(Reading::Typed(HandScanner::Typed)));
        assert_eq!(Settings::parse(""), Ok(Settings::default()));
        assert_eq!(Settings::parse(HEAD), Ok(Settings::default()));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, line) in [
            ("source = 1", 1),
            ("\n\nprofil = \"museum\"", 3),
            ("profile = \"museum\"\ncamera = -1", 2),
            ("camera = \"first\"", 1),
            ("source = \"\"", 1),
            ("source = \"a\\nb\"", 1),
            ("source = ", 1),
            ("\nsync_every = 0", 2),
            ("sync_every = 1441", 1),
        ] {
            let flaw = Settings::parse(text).unwrap_err();
            assert_eq!((flaw.line, flaw.why.is_empty()), (line, false), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(source in any::<String>(), camera: Option<u32>) {
            let camera = camera.map_or(Reading::Typed(HandScanner::Typed), Reading::Camera);
            let settings = Settings {
                source: Line::new(&source),
                profile: None,
                camera: Some(camera),
                ..Settings::default()
            };
            prop_assert_eq!(Settings::parse(&settings.encode()), Ok(settings));
        }

        #[test]
        fn a_text_is_settings_or_has_a_flaw_on_one_of_its_lines(text in any::<String>()) {
            if let Err(flaw) = Settings::parse(&text) {
                prop_assert!((1..=1 + text.matches('\n').count()).contains(&flaw.line));
            }
        }
    }
}
