//! A published file that was not taken, or not without a word.

use host::fault::Fault;
use host::language::{FluentValue, Language, Words};
use shared::credential::IssuerId;
use shared::malformed::{self, Malformed};
use shared::status_list::Damaged;
use shared::trust_list::NotByRoots;

use super::failure::Failure;
use crate::report;

/// A published file that was not taken, or not without a word.
#[derive(Debug)]
pub struct Problem {
    /// Its name in the publication.
    pub file: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a published file.
#[derive(Debug)]
pub enum Flaw {
    /// It is not there.
    Missing,
    /// The machine cannot read it.
    Unreadable(Fault),
    /// The address does not give it.
    NotGiven(Failure),
    /// It was not asked for, because the address could not be reached before.
    NotAsked,
    /// It is larger than such a file can be.
    TooLarge {
        /// The most bytes that it may have.
        limit: u64,
    },
    /// A pointer is not one line with one number.
    NotAPointer,
    /// Its bytes are not such a file.
    Malformed(Malformed),
    /// The file says another number than its name.
    OtherNumber {
        /// The number in its name.
        named: u64,
        /// The number that it says.
        says: u64,
    },
    /// The manifest is another issuer's.
    OtherIssuer {
        /// Whose it is.
        says: IssuerId,
    },
    /// The trusted root keys have not signed.
    NotByRoots(NotByRoots),
    /// The issuer's status key has not signed.
    BadSignature,
    /// It is not the status list that the manifest names.
    Damaged(Damaged),
    /// A newer one is held.
    Older {
        /// Its number.
        offered: u64,
        /// The number of the one that is held.
        held: u64,
    },
    /// Another file with the same number is held, and both are signed. An alarm.
    Fork {
        /// The number.
        sequence: u64,
        /// The names of both files where alarms keep them.
        kept: Vec<String>,
    },
    /// It is taken, but its time is far ahead of this machine's clock.
    FarAhead {
        /// By how many seconds.
        seconds: u64,
    },
}

pub(super) fn problem(file: &str, flaw: Flaw) -> Problem {
    Problem {
        file: file.to_owned(),
        flaw,
    }
}

impl Problem {
    /// Whether such a file simply is not published.
    pub(super) const fn is_missing(&self) -> bool {
        match &self.flaw {
            Flaw::Missing => true,
            Flaw::NotGiven(failure) => failure.is_missing(),
            _ => false,
        }
    }

    /// Whether whatever else is asked for will not come either.
    pub(super) const fn is_final(&self) -> bool {
        matches!(&self.flaw, Flaw::NotGiven(failure) if failure.is_final())
    }

    /// Whether people must look into it at once.
    #[must_use]
    pub const fn is_alarm(&self) -> bool {
        matches!(self.flaw, Flaw::Fork { .. })
    }

    /// The file and what is wrong with it, in words.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let flaw = self.flaw.say(words);
        let file = self.file.as_str().into();
        words.say("sync-problem", &[("file", file), ("flaw", flaw.into())])
    }
}

impl Flaw {
    /// Its name in output for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::NotGiven(failure) => failure.why.name(),
            Self::NotAsked => "not-asked",
            Self::TooLarge { .. } => "too-large",
            Self::NotAPointer => "not-a-pointer",
            Self::Malformed(_) => "malformed",
            Self::OtherNumber { .. } => "other-number",
            Self::OtherIssuer { .. } => "other-issuer",
            Self::NotByRoots(_) => "not-by-roots",
            Self::BadSignature => "bad-signature",
            Self::Damaged(_) => "damaged",
            Self::Older { .. } => "older",
            Self::Fork { .. } => "fork",
            Self::FarAhead { .. } => "far-ahead",
        }
    }

    fn say(&self, words: &Words) -> String {
        let id = format!("flaw-{}", self.name());
        let say = |args: &[(&str, FluentValue<'_>)]| words.say(&id, args);
        match self {
            Self::Missing | Self::NotAsked | Self::NotAPointer | Self::BadSignature => say(&[]),
            Self::Unreadable(fault) => fault.say(words),
            Self::NotGiven(failure) => failure.say(words),
            Self::TooLarge { limit } => say(&[("limit", digits(*limit))]),
            Self::Malformed(malformed) => say(&[
                ("kind", malformed_kind(malformed).into()),
                ("at", digits(malformed.at)),
            ]),
            Self::OtherNumber { named, says } => {
                say(&[("named", digits(*named)), ("says", digits(*says))])
            }
            Self::OtherIssuer { says } => say(&[("says", digits(*says))]),
            Self::NotByRoots(NotByRoots::TooFew { threshold, signed }) => say(&[
                ("kind", "too-few".into()),
                ("threshold", (*threshold).into()),
                ("signed", (*signed).into()),
                ("kid", "".into()),
            ]),
            Self::NotByRoots(NotByRoots::BadSignature { kid }) => say(&[
                ("kind", "bad".into()),
                ("threshold", 0.into()),
                ("signed", 0.into()),
                ("kid", digits(*kid)),
            ]),
            Self::Damaged(Damaged::Size { want, got }) => say(&[
                ("kind", "size".into()),
                ("want", digits(*want)),
                ("got", digits(*got)),
            ]),
            Self::Damaged(_) => say(&[
                ("kind", "other".into()),
                ("want", "".into()),
                ("got", "".into()),
            ]),
            Self::Older { offered, held } => {
                say(&[("offered", digits(*offered)), ("held", digits(*held))])
            }
            Self::Fork { sequence, kept } => say(&[
                ("sequence", digits(*sequence)),
                ("kept", kept.join(", ").into()),
            ]),
            Self::FarAhead { seconds } => {
                let ahead = report::duration(words, *seconds);
                say(&[("ahead", ahead.into())])
            }
        }
    }
}

/// The variant of the message `flaw-malformed`.
const fn malformed_kind(malformed: &Malformed) -> &'static str {
    match malformed.fault {
        malformed::Fault::Truncated { .. } => "truncated",
        malformed::Fault::Trailing { .. } => "trailing",
        _ => "other",
    }
}

/// A name or an exact number: without plural and grouping.
fn digits(value: impl ToString) -> FluentValue<'static> {
    value.to_string().into()
}

impl std::fmt::Display for Flaw {
    /// For programs and logs, in English.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::NotByRoots(not_by_roots) => not_by_roots.fmt(f),
            Self::Damaged(damaged) => damaged.fmt(f),
            Self::NotGiven(failure) => f.write_str(&failure.say(&report::words(Language::English))),
            other => f.write_str(other.name()),
        }
    }
}
