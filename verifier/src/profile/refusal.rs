//! Why there is no profile, in words.

use std::path::{Path, PathBuf};

use host::exit::Exit;
use host::fault::Fault;
use host::language::Words;
use shared::claims::Claim;

use super::{BUILT_IN, MAX_LENGTH, MAX_TEXT};

/// Why there is no profile.
#[derive(Debug)]
pub enum NoProfile {
    /// Neither a name of ours nor a file.
    Unknown {
        /// What was given.
        given: String,
    },
    /// The file cannot be read.
    Unreadable(Fault),
    /// The file is no profile.
    Flaw {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// What is wrong with a profile. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is too long.
    Long,
    /// It is not UTF-8.
    Encoding,
    /// It is no TOML, or has what no profile has.
    Form {
        /// Where.
        line: usize,
        /// What the reader of TOML says.
        why: String,
    },
    /// A status that does not exist.
    UnknownClaim {
        /// Where.
        line: usize,
        /// What stands there.
        given: String,
    },
    /// A status that was named before.
    ClaimTwice {
        /// Where.
        line: usize,
        /// What stands there.
        given: String,
    },
    /// No status is named.
    NoClaims,
    /// A text is empty or too long, or has control characters.
    Text {
        /// Where.
        line: usize,
    },
    /// Not a code of a venue.
    Venue {
        /// Where.
        line: usize,
        /// What stands there.
        given: String,
    },
    /// Codes must be made for a venue that has no code.
    NoVenue,
    /// Not a window.
    Window {
        /// Where.
        line: usize,
    },
}

impl From<Fault> for NoProfile {
    fn from(fault: Fault) -> Self {
        Self::Unreadable(fault)
    }
}

impl NoProfile {
    pub(super) fn flaw(path: &Path, flaw: Flaw) -> Self {
        Self::Flaw {
            path: path.to_owned(),
            flaw,
        }
    }

    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Unknown { .. } | Self::Flaw { .. } => Exit::Usage,
            Self::Unreadable(_) => Exit::CouldNotRun,
        }
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Unknown { given } => words.say(
                "no-profile",
                &[("given", given.clone().into()), ("all", names().into())],
            ),
            Self::Unreadable(fault) => fault.say(words),
            Self::Flaw { path, flaw } => {
                let path = path.display().to_string();
                let flaw = flaw.say(words);
                words.say(
                    "profile-flaw",
                    &[("path", path.into()), ("flaw", flaw.into())],
                )
            }
        }
    }
}

impl Flaw {
    /// What is wrong, and what would be right.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        // Lines are names, not amounts: without grouping.
        let at = |id: &str, line: &usize| words.say(id, &[("line", line.to_string().into())]);
        let of = |id: &str, line: &usize, given: &str| {
            let all: Vec<&str> = Claim::all().map(Claim::slug).collect();
            words.say(
                id,
                &[
                    ("line", line.to_string().into()),
                    ("given", given.to_owned().into()),
                    ("all", all.join(", ").into()),
                ],
            )
        };
        match self {
            Self::Long => {
                let limit = MAX_LENGTH.to_string();
                words.say("profile-long", &[("limit", limit.into())])
            }
            Self::Encoding => words.say("profile-encoding", &[]),
            Self::Form { line, why } => of("profile-form", line, why.trim()),
            Self::UnknownClaim { line, given } => of("profile-unknown-claim", line, given),
            Self::ClaimTwice { line, given } => of("profile-claim-twice", line, given),
            Self::NoClaims => words.say("profile-no-claims", &[]),
            Self::Text { line } => words.say(
                "profile-text",
                &[
                    ("line", line.to_string().into()),
                    ("limit", MAX_TEXT.to_string().into()),
                ],
            ),
            Self::Venue { line, given } => of("profile-venue", line, given),
            Self::NoVenue => words.say("profile-no-venue", &[]),
            Self::Window { line } => at("profile-window", line),
        }
    }
}

/// The names of the profiles that are built in.
pub(super) fn names() -> String {
    BUILT_IN.map(|(name, _)| name).join(", ")
}
