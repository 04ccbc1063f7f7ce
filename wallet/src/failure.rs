//! Why a command ended without what was asked for, and how that is said.

use std::path::PathBuf;

use host::exit::Exit;
use host::fault::Fault;
use shared::claims::ClaimKey;
use shared::time::UnixTime;
use shared::venue_text::NotForWallets;

use crate::session::Session;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The machine did not give what is needed.
    Machine(Fault),
    /// The wallet says no.
    Refused(Refused),
}

/// Why the wallet says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A wallet is there already.
    WalletExists {
        /// Its file.
        path: PathBuf,
    },
    /// No wallet is there yet.
    NoWallet {
        /// Where it would be.
        path: PathBuf,
    },
    /// The file is no wallet, or is damaged.
    NotOurFile {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of this tool wrote the wallet.
    NewerWallet {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase does not open the wallet.
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// The one-time code is none.
    BadCode,
    /// The venue's code is none.
    BadVenue(NotForWallets),
    /// The challenge is none.
    BadChallenge(NotForWallets),
    /// The wallet has used up its numbers of requests.
    Exhausted,
    /// The file is no answer, or is damaged.
    NotAnAnswer {
        /// The file.
        path: PathBuf,
        /// Where it goes wrong, in bytes from its beginning.
        at: usize,
        /// Whether it ends too early there.
        cut_short: bool,
    },
    /// No request waits for an answer.
    NoneWaits,
    /// The answer was made with another code than any request that waits.
    OtherCode {
        /// How many requests wait.
        waiting: usize,
    },
    /// The answer is for another request that was made with the same code.
    OtherRequest,
    /// The answer holds a credential that is not what was asked for.
    BadCredential {
        /// The claim that it is for.
        claim: ClaimKey,
        /// Its place among the claim's credentials, from 0.
        place: usize,
    },
    /// The wallet does not hold this status.
    NoStatus {
        /// The status.
        claim: ClaimKey,
        /// Those that it holds.
        held: Vec<ClaimKey>,
    },
    /// The last credential for this status has expired.
    RanOut {
        /// The status.
        claim: ClaimKey,
        /// When it expired.
        until: UnixTime,
    },
    /// The next credential for this status is not valid yet.
    NotYet {
        /// The status.
        claim: ClaimKey,
        /// When it begins.
        from: UnixTime,
        /// What the clock of this machine shows.
        now: UnixTime,
    },
    /// The output is no terminal, so no code can be kept fresh on it.
    NoTerminal,
    /// The window is too small for the code.
    WindowTooSmall {
        /// Its columns and rows.
        have: (usize, usize),
        /// The columns and rows that the code takes.
        need: (usize, usize),
        /// Whether it would fit as octants.
        octants: bool,
    },
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Machine(fault)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Failure {
    /// The sentence for people, with what to do next.
    #[must_use]
    pub fn say(&self, session: &Session) -> String {
        match self {
            Self::Machine(fault) => fault.say(&session.words),
            Self::Refused(refused) => refused.say(session),
        }
    }

    /// The name of the failure for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Machine(_) => "machine",
            Self::Refused(refused) => refused.name(),
        }
    }

    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Machine(_)
            | Self::Refused(
                Refused::NoWallet { .. }
                | Refused::NotOurFile { .. }
                | Refused::NewerWallet { .. }
                | Refused::WindowTooSmall { .. },
            ) => Exit::CouldNotRun,
            Self::Refused(
                Refused::BadCode
                | Refused::BadVenue(_)
                | Refused::BadChallenge(_)
                | Refused::NoTerminal,
            ) => Exit::Usage,
            Self::Refused(_) => Exit::Refused,
        }
    }
}

impl Refused {
    /// The name of the refusal for programs, which is also that of its message.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::WalletExists { .. } => "wallet-exists",
            Self::NoWallet { .. } => "no-wallet",
            Self::NotOurFile { .. } => "not-a-wallet",
            Self::NewerWallet { .. } => "newer-wallet",
            Self::WrongPassphrase { .. } => "wrong-passphrase",
            Self::BadCode => "bad-code",
            Self::BadVenue(_) => "bad-venue",
            Self::BadChallenge(_) => "bad-challenge",
            Self::Exhausted => "exhausted",
            Self::NotAnAnswer { .. } => "not-an-answer",
            Self::NoneWaits => "none-waits",
            Self::OtherCode { .. } => "other-code",
            Self::OtherRequest => "other-request",
            Self::BadCredential { .. } => "bad-credential",
            Self::NoStatus { .. } => "no-status",
            Self::RanOut { .. } => "ran-out",
            Self::NotYet { .. } => "not-yet",
            Self::NoTerminal => "no-terminal",
            Self::WindowTooSmall { .. } => "window-too-small",
        }
    }

    fn say(&self, session: &Session) -> String {
        let id = format!("refused-{}", self.name());
        let slug = |claim: &ClaimKey| ("claim", session.name_of(*claim).into());
        match self {
            Self::WalletExists { path }
            | Self::NoWallet { path }
            | Self::NotOurFile { path }
            | Self::NewerWallet { path }
            | Self::WrongPassphrase { path } => {
                session.say(&id, &[("path", path.display().to_string().into())])
            }
            Self::NotAnAnswer {
                path,
                at,
                cut_short,
            } => session.say(
                &id,
                &[
                    ("path", path.display().to_string().into()),
                    ("at", at.to_string().into()),
                    ("how", if *cut_short { "short" } else { "other" }.into()),
                ],
            ),
            Self::BadVenue(why) | Self::BadChallenge(why) => {
                session.say(&id, &[("why", name_of(*why).into())])
            }
            Self::BadCode
            | Self::Exhausted
            | Self::NoneWaits
            | Self::OtherRequest
            | Self::NoTerminal => session.say(&id, &[]),
            Self::OtherCode { waiting } => session.say(&id, &[("waiting", (*waiting).into())]),
            Self::BadCredential { claim, place } => {
                let place = place.saturating_add(1).to_string();
                session.say(&id, &[slug(claim), ("place", place.into())])
            }
            Self::NoStatus { claim, held } => session.say(
                &id,
                &[
                    slug(claim),
                    ("held", session.names_of(held).into()),
                    ("count", held.len().into()),
                ],
            ),
            Self::RanOut { claim, until } => session.say(
                &id,
                &[slug(claim), ("until", session.moment(*until).into())],
            ),
            Self::NotYet { claim, from, now } => session.say(
                &id,
                &[
                    slug(claim),
                    ("from", session.moment(*from).into()),
                    ("now", session.moment(*now).into()),
                ],
            ),
            Self::WindowTooSmall {
                have,
                need,
                octants,
            } => session.say(
                &id,
                &[
                    ("have-columns", have.0.into()),
                    ("have-rows", have.1.into()),
                    ("need-columns", need.0.into()),
                    ("need-rows", need.1.into()),
                    ("octants", if *octants { "fit" } else { "no" }.into()),
                ],
            ),
        }
    }
}

/// What a text is in place of what was asked for, as messages name it.
const fn name_of(why: NotForWallets) -> &'static str {
    match why {
        NotForWallets::Form => "form",
        NotForWallets::IsChallenge => "challenge",
        NotForWallets::IsVenue => "venue",
        NotForWallets::OtherThing => "later",
        NotForWallets::IsPresentation => "presentation",
    }
}
