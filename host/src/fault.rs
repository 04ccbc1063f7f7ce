//! What the machine refused: the reasons for which a tool could not run.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::language::{FluentValue, Language, Words};

/// The machine did not give the tool what it needs.
///
/// A tool that meets one ends with [`Exit::CouldNotRun`](crate::exit::Exit::CouldNotRun); [`Fault::within`] finds it under
/// any added context. `Display` is the English text, [`Fault::say`] the text in the person's language.
#[derive(Debug)]
pub enum Fault {
    /// Another process is writing to this home.
    Busy {
        /// The directory that both wanted.
        home: PathBuf,
        /// Who has it, when that could be read.
        holder: Option<Holder>,
    },
    /// The system refused an operation on a file or directory.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was being done to it.
        doing: Doing,
        /// What the system answered.
        source: io::Error,
    },
    /// A file is larger than anything that may be expected there.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that it may have.
        limit: u64,
        /// The bytes that it has, or at least has.
        size: u64,
    },
    /// A file that never changes exists with other contents.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A directory for secrets belongs to somebody else, or others can write to it.
    NotPrivate {
        /// The directory.
        path: PathBuf,
    },
    /// The user's own directories are unknown and none was given.
    NoHome,
    /// No passphrase was given and nobody can be asked.
    NoPassphrase,
    /// The passphrase has no characters.
    EmptyPassphrase,
    /// The passphrase is not UTF-8.
    PassphraseNotText {
        /// The file or the environment variable that holds it.
        place: String,
    },
    /// The passphrase and its repetition are not the same.
    PassphrasesDiffer,
    /// A text that is not a time.
    BadTime {
        /// The text.
        given: String,
    },
    /// A text that is not a whole number within its bounds.
    BadNumber {
        /// The text.
        given: String,
        /// The least number.
        least: u64,
        /// The greatest number.
        most: u64,
    },
}

/// The process that holds a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The name of the tool.
    pub tool: String,
    /// Its process id.
    pub pid: u32,
    /// When it took the home, RFC 3339.
    pub since: String,
}

/// What was being done to a file or directory when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Making it.
    Create,
    /// Listing a directory.
    List,
    /// Locking it.
    Lock,
    /// Reading it.
    Read,
    /// Removing it.
    Remove,
    /// Writing or replacing it.
    Write,
}

impl Fault {
    /// Makes an [`io::Error`] a fault: `.map_err(Fault::io(path, Doing::Read))`.
    pub fn io(path: &Path, doing: Doing) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            doing,
            source,
        }
    }

    /// The fault inside an error, under any context that was added on the way.
    #[must_use]
    pub fn within(error: &anyhow::Error) -> Option<&Self> {
        error.chain().find_map(|cause| cause.downcast_ref())
    }

    /// Whether a file or directory simply is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == ErrorKind::NotFound)
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Busy {
                home,
                holder: Some(holder),
            } => words.say(
                "fault-busy",
                &[
                    ("home", shown(home)),
                    ("tool", holder.tool.as_str().into()),
                    ("pid", holder.pid.to_string().into()),
                    ("since", holder.since.as_str().into()),
                ],
            ),
            Self::Busy { home, holder: None } => {
                words.say("fault-busy-unknown", &[("home", shown(home))])
            }
            Self::Io {
                path,
                doing,
                source,
            } => {
                let cause = words.say(
                    "fault-cause",
                    &[
                        ("kind", kind(source).into()),
                        ("text", source.to_string().into()),
                    ],
                );
                words.say(
                    "fault-io",
                    &[
                        ("path", shown(path)),
                        ("doing", doing.word().into()),
                        ("cause", cause.into()),
                    ],
                )
            }
            Self::TooLarge { path, limit, size } => words.say(
                "fault-too-large",
                &[
                    ("path", shown(path)),
                    ("limit", limit.to_string().into()),
                    ("size", size.to_string().into()),
                ],
            ),
            Self::Exists { path } => words.say("fault-exists", &[("path", shown(path))]),
            Self::NotPrivate { path } => words.say("fault-not-private", &[("path", shown(path))]),
            Self::NoHome => words.say("fault-no-home", &[]),
            Self::NoPassphrase => words.say("fault-no-passphrase", &[]),
            Self::EmptyPassphrase => words.say("fault-empty-passphrase", &[]),
            Self::PassphraseNotText { place } => words.say(
                "fault-passphrase-not-text",
                &[("place", place.as_str().into())],
            ),
            Self::PassphrasesDiffer => words.say("fault-passphrases-differ", &[]),
            Self::BadTime { given } => {
                words.say("fault-bad-time", &[("given", given.as_str().into())])
            }
            Self::BadNumber { given, least, most } => words.say(
                "fault-bad-number",
                &[
                    ("given", given.as_str().into()),
                    ("least", least.to_string().into()),
                    ("most", most.to_string().into()),
                ],
            ),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Words::own(Language::English)))
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // An `Io` tells its cause itself, so a chain of errors would say it twice.
        None
    }
}

impl Doing {
    /// The variant of the message `fault-io`.
    const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Lock => "lock",
            Self::Read => "read",
            Self::Remove => "remove",
            Self::Write => "write",
        }
    }
}

/// The variant of the message `fault-cause`.
fn kind(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "missing",
        ErrorKind::PermissionDenied => "denied",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "full",
        ErrorKind::ReadOnlyFilesystem => "read-only",
        ErrorKind::IsADirectory => "directory",
        ErrorKind::NotADirectory => "not-directory",
        _ => "other",
    }
}

fn shown(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    fn io_fault(kind: ErrorKind) -> Fault {
        Fault::io(Path::new("/home/door"), Doing::Write)(kind.into())
    }

    #[test]
    fn is_found_under_context() {
        let error = Err::<(), _>(Fault::NoHome)
            .context("inner")
            .context("outer")
            .unwrap_err();
        assert!(matches!(Fault::within(&error), Some(Fault::NoHome)));
        assert!(Fault::within(&anyhow::anyhow!("something else")).is_none());
    }

    #[test]
    fn the_system_s_answer_comes_with_a_hint() {
        for (kind, english, russian) in [
            (
                ErrorKind::StorageFull,
                "cannot write /home/door: no space is left on the disk: free some space",
                "не удалось записать /home/door: на диске нет места: освободите место",
            ),
            (
                ErrorKind::ReadOnlyFilesystem,
                "cannot write /home/door: the disk is read-only: choose another directory with --home",
                "не удалось записать /home/door: диск доступен только для чтения: выберите другой каталог параметром --home",
            ),
        ] {
            let fault = io_fault(kind);
            assert_eq!(fault.to_string(), english);
            assert_eq!(fault.say(Words::own(Language::Russian)), russian);
        }
        assert!(
            io_fault(ErrorKind::PermissionDenied)
                .to_string()
                .contains("--home")
        );
    }

    #[test]
    fn every_fault_is_a_plain_sentence_in_both_languages() {
        let path = PathBuf::from("p");
        let holder = Holder {
            tool: "verifier".into(),
            pid: 1234,
            since: "2025-01-01T00:00:00Z".into(),
        };
        let faults = [
            Fault::Busy {
                home: path.clone(),
                holder: Some(holder),
            },
            Fault::Busy {
                home: path.clone(),
                holder: None,
            },
            io_fault(ErrorKind::Other),
            Fault::TooLarge {
                path: path.clone(),
                limit: 10,
                size: 12_345,
            },
            Fault::Exists { path: path.clone() },
            Fault::NotPrivate { path },
            Fault::NoHome,
            Fault::NoPassphrase,
            Fault::EmptyPassphrase,
            Fault::PassphraseNotText {
                place: "file".into(),
            },
            Fault::PassphrasesDiffer,
            Fault::BadTime {
                given: "noon".into(),
            },
            Fault::BadNumber {
                given: "many".into(),
                least: 1,
                most: 16,
            },
        ];
        for fault in faults {
            for language in [Language::Russian, Language::English] {
                let text = fault.say(Words::own(language));
                assert!(!text.contains(['{', '$']) && !text.ends_with('.'), "{text}");
                assert!(!text.starts_with("fault-"), "{text}");
            }
        }
    }

    #[test]
    fn every_operation_has_its_own_verb() {
        let all = [
            Doing::Create,
            Doing::List,
            Doing::Lock,
            Doing::Read,
            Doing::Remove,
            Doing::Write,
        ];
        for language in [Language::Russian, Language::English] {
            let texts: std::collections::BTreeSet<_> = all
                .map(|doing| {
                    Fault::io(Path::new("p"), doing)(ErrorKind::NotFound.into())
                        .say(Words::own(language))
                })
                .into();
            assert_eq!(texts.len(), all.len());
        }
    }
}
