//! Why nothing at all can be taken from where the command line says.

use std::path::{Path, PathBuf};

use host::exit::Exit;
use host::fault::Fault;
use host::language::{FluentValue, Words};

use super::archive::ArchiveFlaw;
use super::failure::Failure;
use crate::trouble::Trouble;

/// Why nothing can be taken from there.
#[derive(Debug)]
pub enum Refusal {
    /// Neither a folder nor a file.
    NotAPublication {
        /// The path that was given.
        path: PathBuf,
    },
    /// The archive is not taken.
    Archive {
        /// Its path.
        path: PathBuf,
        /// Why not.
        flaw: ArchiveFlaw,
    },
    /// Not an address that can be asked.
    NotAnAddress {
        /// What is wrong with it.
        why: String,
    },
    /// Not a proxy's address. It may hold a password, so it is not repeated.
    NotAProxy,
    /// A file without certificates.
    NotACa {
        /// Its path.
        path: PathBuf,
    },
    /// An option that says nothing about a folder or an archive.
    OnlyForAddresses {
        /// Its name.
        option: &'static str,
    },
    /// The address did not answer.
    Unreached(Failure),
    /// The machine refused something.
    Machine(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Machine(fault)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Machine(fault) => Self::Machine(fault),
            refusal => Self::NoPublication(refusal),
        }
    }
}

impl Refusal {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NotAnAddress { .. }
            | Self::NotAProxy
            | Self::NotACa { .. }
            | Self::OnlyForAddresses { .. } => Exit::Usage,
            Self::NotAPublication { .. }
            | Self::Archive { .. }
            | Self::Unreached(_)
            | Self::Machine(_) => Exit::CouldNotRun,
        }
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::NotAPublication { path } => {
                words.say("refusal-not-a-publication", &[("path", shown(path))])
            }
            Self::Archive { path, flaw } => flaw.say(path, words),
            Self::NotAnAddress { why } => {
                words.say("refusal-not-an-address", &[("why", why.as_str().into())])
            }
            Self::NotAProxy => words.say("refusal-not-a-proxy", &[]),
            Self::NotACa { path } => words.say("refusal-not-a-ca", &[("path", shown(path))]),
            Self::OnlyForAddresses { option } => words.say(
                "refusal-only-for-addresses",
                &[("option", (*option).into())],
            ),
            Self::Unreached(failure) => failure.say(words),
            Self::Machine(fault) => fault.say(words),
        }
    }
}

impl ArchiveFlaw {
    fn say(&self, path: &Path, words: &Words) -> String {
        let (id, key, value) = match self {
            Self::NotTar => ("archive-not-tar", "name", "".into()),
            Self::Empty => ("archive-empty", "name", "".into()),
            Self::Headers { limit } => ("archive-headers", "limit", limit.to_string().into()),
            Self::TooMany { limit } => ("archive-too-many", "limit", limit.to_string().into()),
            Self::NotAFile { name } => ("archive-not-a-file", "name", plain(name)),
            Self::Outside { name } => ("archive-outside", "name", plain(name)),
            Self::Twice { name } => ("archive-twice", "name", plain(name)),
        };
        words.say(id, &[("path", shown(path)), (key, value)])
    }
}

/// A name from an archive, without what could steer a terminal.
fn plain(name: &str) -> FluentValue<'static> {
    name.escape_debug().to_string().into()
}

fn shown(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}

#[cfg(test)]
mod tests {
    use host::language::Language;

    use super::super::failure::Why;
    use super::*;
    use crate::report;

    fn failures() -> Vec<Refusal> {
        let (host, cause) = ("a.example".to_owned(), "because".to_owned());
        let proxy = host.clone();
        let whys = [
            Why::NoName { host: host.clone() },
            Why::NoConnection {
                host: host.clone(),
                cause: cause.clone(),
            },
            Why::NoAnswer { host: host.clone() },
            Why::NoProxy {
                proxy,
                cause: cause.clone(),
            },
            Why::NoTls {
                host,
                cause: cause.clone(),
            },
            Why::Stalled { seconds: 30 },
            Why::TooSlow,
            Why::CutOff { got: 12_345 },
            Why::NotThere { status: 404 },
            Why::Status { status: 503 },
            Why::Elsewhere {
                to: "http://b.example/".to_owned(),
            },
            Why::Roundabout,
            Why::Odd { cause },
        ];
        let address = "https://a.example/trust/latest";
        let failure = |why| Failure {
            address: address.to_owned(),
            why,
        };
        whys.into_iter()
            .map(|why| Refusal::Unreached(failure(why)))
            .collect()
    }

    #[test]
    fn every_refusal_is_a_plain_sentence_in_both_languages() {
        let (name, path) = ("trust/x".to_owned(), PathBuf::from("p.tar"));
        let flaws = [
            ArchiveFlaw::NotTar,
            ArchiveFlaw::Headers { limit: 65_536 },
            ArchiveFlaw::Empty,
            ArchiveFlaw::TooMany { limit: 400_000 },
            ArchiveFlaw::NotAFile { name: name.clone() },
            ArchiveFlaw::Outside { name: name.clone() },
            ArchiveFlaw::Twice { name },
        ];
        let archives = flaws.map(|flaw| Refusal::Archive {
            path: path.clone(),
            flaw,
        });
        let others = [
            Refusal::NotAPublication { path: path.clone() },
            Refusal::NotAnAddress {
                why: "ftp://".to_owned(),
            },
            Refusal::NotAProxy,
            Refusal::NotACa { path },
            Refusal::OnlyForAddresses { option: "--ca" },
        ];
        let mut all = failures();
        all.extend(archives);
        all.extend(others);
        for language in [Language::Russian, Language::English] {
            let words = report::words(language);
            for refusal in &all {
                let text = refusal.say(&words);
                assert!(!text.contains(['{', '$']) && !text.ends_with('.'), "{text}");
                let is_unknown = ["refusal-", "archive-", "address-"]
                    .iter()
                    .any(|id| text.starts_with(id));
                assert!(!is_unknown, "{text}");
            }
        }
    }

    #[test]
    fn names_in_archives_do_not_steer_the_terminal() {
        let refusal = Refusal::Archive {
            path: PathBuf::from("p.tar"),
            flaw: ArchiveFlaw::Outside {
                name: "../\u{1b}[2Jя".to_owned(),
            },
        };
        let text = refusal.say(&report::words(Language::English));
        assert!(text.contains("../\\u{1b}[2Jя"), "{text}");
    }

    #[test]
    fn an_address_that_fails_is_named() {
        for refusal in failures() {
            for language in [Language::Russian, Language::English] {
                let text = refusal.say(&report::words(language));
                assert!(text.contains("https://a.example/trust/latest"), "{text}");
            }
        }
    }
}
