//! What a code has to do with practice.

use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::{Value, json};
use shared::specimen::Specimen;
use shared::verdict::Verdict;

use crate::report::{Decision, words};

/// What a code has to do with practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// A specimen at a door at work, where it counts for nothing.
    AtTheDoor(Specimen),
    /// In practice: decided about as it would be at the door. None where it is the code of something else.
    AsAtTheDoor(Option<Specimen>),
    /// In practice: a visitor's code, which is not decided about.
    Visitor,
    /// In practice: a specimen that this program does not know.
    Unknown(Specimen),
}

impl Lesson {
    /// Whether it was shown in practice.
    #[must_use]
    pub const fn is_practice(self) -> bool {
        !matches!(self, Self::AtTheDoor(_))
    }

    /// The code of what is not decided about, for help desks.
    pub(crate) const fn code(self) -> Option<&'static str> {
        match self {
            Self::Visitor => Some("P01"),
            Self::Unknown(_) => Some("P02"),
            Self::AtTheDoor(_) | Self::AsAtTheDoor(_) => None,
        }
    }

    /// The name of what is not decided about, or of a gap that is better said in other words.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::AtTheDoor(_) => Some("specimen"),
            Self::Visitor => Some("visitors-code"),
            Self::Unknown(_) => Some("unknown-specimen"),
            Self::AsAtTheDoor(_) => None,
        }
    }

    /// Its specimen.
    pub(crate) const fn specimen(&self) -> Option<&Specimen> {
        match self {
            Self::AtTheDoor(specimen) | Self::Unknown(specimen) => Some(specimen),
            Self::AsAtTheDoor(specimen) => specimen.as_ref(),
            Self::Visitor => None,
        }
    }
}

/// A decision of practice, for programs. No turnstile opens by it: what it looks for has other values or is not there.
pub(crate) fn json(decision: &Decision) -> Value {
    let would_be = match (&decision.verdict, decision.exit()) {
        (None, _) => None,
        (_, Exit::Accepted) => Some("yes"),
        (_, Exit::Refused) => Some("no"),
        _ => Some("could-not-check"),
    };
    let specimen = decision.lesson.as_ref().and_then(Lesson::specimen);
    let text = |language| {
        let words = words(language);
        let told = decision.tell(&words);
        let (band, lines) = (band(&words), told.lines.join(" "));
        format!("{band}. {}. {lines}", told.headline)
    };
    json!({
        "practice": true,
        "verdict": "practice",
        "rehearsal": true,
        "specimen": specimen.map(Specimen::name),
        "would_be": would_be,
        "would_be_code": decision.code(),
        // The name of a yes is a word that turnstiles look for.
        "would_be_reason": Some(decision.name()).filter(|_| would_be != Some("yes")),
        "text_ru": text(Language::Russian),
        "text_en": text(Language::English),
    })
}

/// What stands on every screen of practice.
#[must_use]
pub fn band(words: &Words) -> String {
    words.say("practice-band", &[])
}

/// A specimen that the text of a code not of ours is.
#[must_use]
pub fn at_the_door(text: &str, verdict: &Verdict) -> Option<Lesson> {
    let is_foreign = matches!(verdict, Verdict::CannotTell(shared::verdict::Gap::NotOurs));
    let specimen = Specimen::parse(text).filter(|_| is_foreign);
    specimen.map(Lesson::AtTheDoor)
}
