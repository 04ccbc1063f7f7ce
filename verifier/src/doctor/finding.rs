//! What one check has found.

use host::language::{FluentValue, Words};
use serde_json::{Value, json};

use crate::session::{Paint, Session};

/// What one check has found, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check for programs.
    pub check: &'static str,
    /// How it is.
    pub grade: Grade,
    /// What was found.
    pub found: String,
    /// What to do, where something is to be done.
    pub advice: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As it should be.
    Good,
    /// It works, and yet somebody should look at it.
    Look,
    /// Something does not work.
    Wrong,
    /// It could not be checked.
    Unknown,
}

impl Finding {
    /// What this message says, without anything to do.
    pub(super) fn new(
        session: &Session,
        (check, grade): (&'static str, Grade),
        id: &str,
        args: &[(&str, FluentValue<'_>)],
    ) -> Self {
        Self::said((check, grade), session.words.say(id, args))
    }

    /// This text, without anything to do.
    pub(super) const fn said((check, grade): (&'static str, Grade), found: String) -> Self {
        Self {
            check,
            grade,
            found,
            advice: None,
        }
    }

    /// With what this message says to do.
    pub(super) fn advise(mut self, session: &Session, id: &str) -> Self {
        self.advice = Some(session.words.say(id, &[]));
        self
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "check": self.check,
            "outcome": self.grade.name(),
            "found": self.found,
            "advice": self.advice,
        })
    }
}

impl Grade {
    pub(super) const fn all() -> [Self; 4] {
        [Self::Good, Self::Look, Self::Wrong, Self::Unknown]
    }

    /// Its name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Look => "look",
            Self::Wrong => "wrong",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn say(self, words: &Words) -> String {
        words.say(&format!("doctor-{}", self.name()), &[])
    }

    pub(super) const fn sign(self) -> char {
        match self {
            Self::Good => '✓',
            Self::Look => '!',
            Self::Wrong => '✗',
            Self::Unknown => '–',
        }
    }

    pub(super) const fn paint(self) -> Option<Paint> {
        match self {
            Self::Good => Some(Paint::Green),
            Self::Look => Some(Paint::Amber),
            Self::Wrong => Some(Paint::Red),
            Self::Unknown => None,
        }
    }
}
