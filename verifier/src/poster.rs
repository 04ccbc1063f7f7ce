//! A sheet for the entrance: the venue's code, large and as a QR code, and how visitors use it.

use std::path::{Path, PathBuf};

use host::exit::Exit;
use host::file::{self, Access};
use host::language::Words;
use serde_json::json;
use shared::proof::VenueCode;
use shared::venue_text::VenueText;

use crate::cli;
use crate::door;
use crate::profile::{Bilingual, MAX_TEXT};
use crate::session::Session;
use crate::trouble::Trouble;

mod font;
mod pdf;
mod sheet;
mod svg;

pub(crate) use sheet::{Column, Drawn, Fonts, HEIGHT, Ink, Sheet, WIDTH};

/// Why there is no sheet.
#[derive(Debug)]
pub enum NoPoster {
    /// The file's name ends neither in `.svg` nor in `.pdf`.
    Kind {
        /// The file.
        path: PathBuf,
    },
    /// No code is given, and the profile has none.
    NoCode,
    /// The venue's name is empty, too long, or not one line of text.
    Name,
    /// The font has no such character.
    Character {
        /// The character.
        character: char,
    },
    /// The writer of PDF refused the sheet.
    Pdf {
        /// What it said.
        why: String,
    },
}

/// What the sheet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Svg,
    Pdf,
}

/// Writes the sheet.
pub fn run(session: &Session, asked: &cli::Poster) -> Result<Exit, Trouble> {
    let kind = Kind::of(&asked.out)?;
    let of_profile = session.profile.as_ref();
    let code = match &asked.venue {
        Some(given) => door::venue_code(given)?,
        None => of_profile
            .and_then(|profile| profile.policy.venue)
            .ok_or(NoPoster::NoCode)?,
    };
    let name = match &asked.name {
        Some(given) => Some(Bilingual {
            ru: given.clone(),
            en: given.clone(),
        }),
        None => of_profile.map(|profile| profile.name.clone()),
    };
    let bytes = draw(kind, code, name.as_ref())?;
    file::replace(&asked.out, &bytes, Access::Public)?;
    let path = asked.out.display().to_string();
    let venue = code.to_string();
    if session.json {
        let text = VenueText::Venue(code).to_string();
        session.json(&json!({ "poster": path, "venue": venue, "text": text }))?;
    } else {
        session.say("poster", &[("path", path.into()), ("venue", venue.into())])?;
    }
    Ok(Exit::Accepted)
}

fn draw(kind: Kind, code: VenueCode, name: Option<&Bilingual>) -> Result<Vec<u8>, NoPoster> {
    kind.bytes(&Sheet::new(code, name)?)
}

impl Kind {
    /// The sheet, written so.
    pub(crate) fn bytes(self, sheet: &Sheet) -> Result<Vec<u8>, NoPoster> {
        match self {
            Self::Svg => Ok(svg::svg(sheet).into_bytes()),
            Self::Pdf => pdf::pdf(sheet),
        }
    }

    /// What the ending of this name says.
    pub(crate) fn of(path: &Path) -> Result<Self, NoPoster> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("pdf") => Ok(Self::Pdf),
            _ => Err(NoPoster::Kind {
                path: path.to_owned(),
            }),
        }
    }
}

impl NoPoster {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Kind { .. } | Self::NoCode | Self::Name | Self::Character { .. } => Exit::Usage,
            Self::Pdf { .. } => Exit::CouldNotRun,
        }
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Kind { path } => {
                let path = path.display().to_string();
                words.say("no-poster-kind", &[("path", path.into())])
            }
            Self::NoCode => words.say("no-poster-code", &[]),
            Self::Name => words.say("no-poster-name", &[("limit", MAX_TEXT.to_string().into())]),
            Self::Character { character } => words.say(
                "no-poster-character",
                &[("character", character.to_string().into())],
            ),
            Self::Pdf { why } => words.say("no-poster-pdf", &[("why", why.clone().into())]),
        }
    }
}

#[cfg(test)]
mod tests;
