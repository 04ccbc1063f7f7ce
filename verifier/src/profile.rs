//! A venue's profile: which statuses count here, what the staff do for each, and what a code must be.
//!
//! Profiles are TOML 1.1 files with comments. One for each kind of venue is built in, to be copied and changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use host::fault::Fault;
use host::file;
use host::language::Language;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use shared::claims::Claim;
use shared::proof::VenueCode;
use shared::verify::{Policy, Window};
use toml::Spanned;

mod refusal;
mod verbs;

pub use refusal::{Flaw, NoProfile};
pub use verbs::run;

/// Largest file that is read, in bytes.
const MAX_LENGTH: u64 = 64 << 10;
/// Longest text for the staff, in characters: it must be read at a glance.
pub const MAX_TEXT: usize = 200;
/// Seconds of an hour.
const HOUR: u64 = 3_600;

/// The profiles that are built in, by their names.
pub const BUILT_IN: [(&str, &str); 5] = [
    ("museum", include_str!("../profiles/museum.toml")),
    ("theatre", include_str!("../profiles/theatre.toml")),
    ("library", include_str!("../profiles/library.toml")),
    ("shop-18", include_str!("../profiles/shop-18.toml")),
    (
        "sports-school",
        include_str!("../profiles/sports-school.toml"),
    ),
];

/// What a venue asks and does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// How the venue is called.
    pub name: Bilingual,
    /// The language of the staff.
    pub language: Option<Language>,
    /// What a code must be.
    pub policy: Policy,
    /// What the staff do for each status, in the order of the profile.
    pub claims: Vec<(Claim, Bilingual)>,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// The text in this language.
    #[must_use]
    pub fn within(&self, language: Language) -> &str {
        match language {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }

    /// Whether both can be shown.
    pub(crate) fn is_fit(&self) -> bool {
        [&self.ru, &self.en].into_iter().all(|text| {
            let length = text.chars().count();
            (1..=MAX_TEXT).contains(&length) && !text.chars().any(char::is_control)
        })
    }
}

impl Profile {
    /// The profile with this name, or in this file.
    ///
    /// # Errors
    /// When nothing is called so, or the file is no profile.
    pub fn find(given: &str) -> Result<Self, NoProfile> {
        if let Some((_, text)) = BUILT_IN.iter().find(|(name, _)| *name == given) {
            return Self::parse(text).map_err(|flaw| NoProfile::flaw(Path::new(given), flaw));
        }
        let path = PathBuf::from(given);
        if !path.exists() {
            return Err(NoProfile::Unknown {
                given: given.to_owned(),
            });
        }
        Self::read(&path)
    }

    /// The profile in this file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no profile.
    pub fn read(path: &Path) -> Result<Self, NoProfile> {
        let bytes = file::read(path, MAX_LENGTH).map_err(|fault| match fault {
            Fault::TooLarge { .. } => NoProfile::flaw(path, Flaw::Long),
            other => other.into(),
        })?;
        let text = String::from_utf8(bytes).map_err(|_| NoProfile::flaw(path, Flaw::Encoding))?;
        Self::parse(&text).map_err(|flaw| NoProfile::flaw(path, flaw))
    }

    /// The profile that a text is.
    ///
    /// # Errors
    /// The first flaw, with its line.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        // Editors on Windows put a mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let written: Written = toml::from_str(text).map_err(|error| Flaw::Form {
            line: line(error.span().map_or(0, |span| span.start)),
            why: error.message().to_owned(),
        })?;
        let span = |of: &Spanned<String>| line(of.span().start);
        let mut claims: Vec<(Claim, Bilingual)> = Vec::new();
        let mut known = BTreeSet::new();
        for row in written.claims {
            let (line, given) = (span(&row.status), row.status.get_ref().clone());
            let Some(claim) = Claim::from_slug(&given) else {
                return Err(Flaw::UnknownClaim { line, given });
            };
            if !known.insert(claim.key()) {
                return Err(Flaw::ClaimTwice { line, given });
            }
            let act = Bilingual {
                ru: row.ru,
                en: row.en,
            };
            if !act.is_fit() {
                return Err(Flaw::Text { line });
            }
            claims.push((claim, act));
        }
        if claims.is_empty() {
            return Err(Flaw::NoClaims);
        }
        if !written.name.get_ref().is_fit() {
            let line = line(written.name.span().start);
            return Err(Flaw::Text { line });
        }
        let venue = written.venue.map(|venue| {
            VenueCode::new(venue.get_ref()).ok_or_else(|| Flaw::Venue {
                line: span(&venue),
                given: venue.get_ref().clone(),
            })
        });
        let venue = venue.transpose()?;
        if written.require_venue && venue.is_none() {
            return Err(Flaw::NoVenue);
        }
        let window = written.window.map(|steps| {
            Window::new(*steps.get_ref()).ok_or_else(|| Flaw::Window {
                line: line(steps.span().start),
            })
        });
        let wanted = claims.iter().map(|(claim, _)| *claim).collect();
        Ok(Self {
            name: written.name.into_inner(),
            language: written.language,
            policy: Policy {
                window: window.transpose()?.unwrap_or(Window::USUAL),
                venue,
                require_venue: written.require_venue,
                require_challenge: written.challenge,
                once_a_day: written.once_a_day,
                max_age_seconds: written.max_age_hours.map(|hours| u64::from(hours) * HOUR),
                ..Policy::wanting(wanted)
            },
            claims,
        })
    }

    /// What the staff do for this status.
    #[must_use]
    pub fn act(&self, claim: Claim) -> Option<&Bilingual> {
        let mut claims = self.claims.iter();
        claims.find_map(|(of, act)| (*of == claim).then_some(act))
    }
}

/// A profile as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Spanned<Bilingual>,
    #[serde(default, deserialize_with = "language")]
    language: Option<Language>,
    venue: Option<Spanned<String>>,
    #[serde(default)]
    require_venue: bool,
    #[serde(default)]
    challenge: bool,
    #[serde(default)]
    once_a_day: bool,
    window: Option<Spanned<u8>>,
    max_age_hours: Option<u32>,
    #[serde(default)]
    claims: Vec<WrittenClaim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClaim {
    status: Spanned<String>,
    ru: String,
    en: String,
}

/// A language by its code.
fn language<'d, D: Deserializer<'d>>(given: D) -> Result<Option<Language>, D::Error> {
    let code = String::deserialize(given)?;
    let mut known = [Language::Russian, Language::English].into_iter();
    let language = known.find(|language| language.code() == code);
    language.map(Some).ok_or_else(|| {
        D::Error::custom(format!("language \"{code}\" is neither \"ru\" nor \"en\""))
    })
}

#[cfg(test)]
mod tests;
