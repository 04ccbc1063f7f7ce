//! Why a command did not do what it was asked to: the answer is no, or it could not run.

use std::path::{Path, PathBuf};

use host::exit::Exit;
use host::fault::Fault;
use host::language::{FluentValue, Language, Words};
use rusqlite::ErrorCode;
use shared::claims::{Claim, ClaimKey};
use shared::credential::IssuerId;
use shared::malformed::Malformed;
use shared::time::{Epoch, UnixTime};

use crate::rows::BadRows;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// The answer is no.
    Refused(Refused),
    /// The machine refused.
    Fault(Fault),
    /// The database refused.
    Registry(rusqlite::Error),
    /// The system has no random numbers.
    NoRandomness,
}

/// Why the answer is no.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    // The command line.
    /// Not the name of an issuer.
    IssuerId {
        /// What was given.
        given: String,
    },
    /// Epochs are not of this length and offset.
    EpochRule {
        /// Seconds of an epoch.
        length: u32,
        /// Where the first one begins.
        offset: u32,
    },
    /// Not a capacity.
    Capacity {
        /// What was given.
        given: u64,
    },
    /// A name is empty or too long.
    Name,
    /// These keys and threshold are no root set.
    Threshold {
        /// How many must sign.
        threshold: u8,
        /// How many there are.
        keys: u8,
    },
    /// Not of the form ISS=claim,claim.
    ClaimsForm {
        /// What was given.
        given: String,
    },
    /// One issuer is named twice.
    IssuerTwice {
        /// The issuer.
        issuer: IssuerId,
    },
    /// A file would be overdue only after it expires.
    Validity {
        /// Hours until the next one is due.
        fresh_hours: u32,
        /// Days until it decides nothing.
        expire_days: u32,
    },
    /// Not the address of a folder. It is not said again: a password may be in it.
    StatusAddress,

    // The home.
    /// Nothing was set up here.
    NotSetUp {
        /// The directory.
        home: PathBuf,
        /// What sets it up.
        command: &'static str,
    },
    /// It was set up before.
    AlreadySetUp {
        /// The file.
        file: PathBuf,
    },
    /// The passphrase opens nothing.
    WrongPassphrase {
        /// The file.
        file: PathBuf,
    },
    /// A file is not what its name says.
    NotOurs {
        /// The file.
        file: PathBuf,
        /// Where in it, in bytes, if that is known.
        at: Option<usize>,
    },
    /// The keys are not those of the public file beside them.
    OtherKeys {
        /// The file.
        file: PathBuf,
    },
    /// The registry is gone.
    LostRegistry {
        /// The file.
        file: PathBuf,
    },
    /// A newer program has written the registry.
    NewerRegistry {
        /// The file.
        file: PathBuf,
    },
    /// The clock shows a time before one that is on record.
    ClockBehind {
        /// What the clock shows.
        now: UnixTime,
        /// What is on record.
        then: UnixTime,
    },
    /// No credential key signs this epoch.
    NoKey {
        /// The epoch.
        epoch: Epoch,
    },

    // The root.
    /// Too few root keys lie in the home.
    TooFewRootKeys {
        /// How many must sign.
        threshold: u8,
        /// How many lie there.
        found: u8,
    },
    /// The root set was handed over.
    OtherRoot {
        /// Of the root set that signs now.
        fingerprint: String,
    },
    /// The folder holds newer files than the home knows of.
    FolderAhead {
        /// The folder.
        folder: PathBuf,
        /// The sequence number in the folder.
        there: u64,
        /// The sequence number in the home.
        here: u64,
    },
    /// The trust list does not have this issuer.
    NoIssuer {
        /// The issuer.
        issuer: IssuerId,
    },
    /// The issuer's entry does not hold this claim.
    NotInEntry {
        /// The issuer.
        issuer: IssuerId,
        /// The claim.
        claim: ClaimKey,
    },
    /// The new entry shares no claim with what the root allows.
    NoClaims {
        /// The issuer.
        issuer: IssuerId,
    },
    /// Together the entries are no trust list.
    NotATrustList,

    // The register and invitations.
    /// Rows of a file are wrong.
    BadRows(BadRows),
    /// The register does not have this person.
    NoPerson,
    /// The person is a citizen of another country.
    NotACitizen,
    /// The person is too young until this day.
    TooYoung {
        /// The first day on which it changes.
        until: String,
    },
    /// The person holds nothing that this issuer can sign.
    NothingToSign,
    /// All locators are taken.
    NoLocator,

    // Requests.
    /// Not a request of a wallet.
    NotARequest {
        /// Where in it, in bytes.
        at: usize,
    },
    /// No invitation has this locator.
    NoInvitation,
    /// The invitation is used.
    Used,
    /// A newer invitation took its place.
    Replaced,
    /// The invitation was cancelled.
    Cancelled,
    /// The invitation has expired.
    Expired,
    /// Too many wrong codes.
    NoAttempts,
    /// The request was made with another code.
    WrongCode {
        /// How many more are suffered.
        left: u32,
    },
    /// The wallet does not hold a device key.
    NoPossession {
        /// The claim.
        claim: ClaimKey,
        /// Its place among the keys of the claim, from 0.
        day: usize,
    },
    /// The person holds nothing of what was asked for.
    NoneHeld,
    /// What was signed is revoked since.
    RevokedSince,
    /// Another device took its place since.
    DeviceSince,
    /// The keys of that time are erased.
    TooLongAgo,

    // Publishing.
    /// More revoked indices than a list holds.
    TooManyRevoked {
        /// The epoch.
        epoch: Epoch,
    },
}

impl Failure {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Refused(refused) => refused.exit(),
            Self::Fault(_) | Self::Registry(_) | Self::NoRandomness => Exit::CouldNotRun,
        }
    }

    /// The sentence for people.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Refused(refused) => refused.say(words),
            Self::Fault(fault) => fault.say(words),
            Self::Registry(error) => words.say(
                "no-registry",
                &[
                    ("kind", kind(error).into()),
                    ("detail", error.to_string().into()),
                ],
            ),
            Self::NoRandomness => words.say("no-randomness", &[]),
        }
    }

    /// The short name for programs: the id of the message.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.id(),
            Self::Fault(_) => "fault",
            Self::Registry(_) => "no-registry",
            Self::NoRandomness => "no-randomness",
        }
    }
}

impl Refused {
    /// Not one of ours: what a file turned out to be.
    #[must_use]
    pub fn not_ours(file: &Path, malformed: Option<Malformed>) -> Self {
        Self::NotOurs {
            file: file.to_owned(),
            at: malformed.map(|malformed| malformed.at),
        }
    }

    /// Mistakes on the command line are told apart from refusals.
    const fn exit(&self) -> Exit {
        match self {
            Self::IssuerId { .. }
            | Self::EpochRule { .. }
            | Self::Capacity { .. }
            | Self::Name
            | Self::Threshold { .. }
            | Self::ClaimsForm { .. }
            | Self::IssuerTwice { .. }
            | Self::Validity { .. }
            | Self::StatusAddress => Exit::Usage,
            _ => Exit::Refused,
        }
    }

    /// The id of the message.
    const fn id(&self) -> &'static str {
        match self {
            Self::IssuerId { .. } => "no-issuer-id",
            Self::EpochRule { .. } => "no-epoch-rule",
            Self::Capacity { .. } => "no-capacity",
            Self::Name => "no-name",
            Self::Threshold { .. } => "no-threshold",
            Self::ClaimsForm { .. } => "no-claims-form",
            Self::IssuerTwice { .. } => "no-issuer-twice",
            Self::Validity { .. } => "no-validity",
            Self::StatusAddress => "no-status-address",
            Self::NotSetUp { .. } => "no-set-up",
            Self::AlreadySetUp { .. } => "no-second-set-up",
            Self::WrongPassphrase { .. } => "no-right-passphrase",
            Self::NotOurs { .. } => "no-file-of-ours",
            Self::OtherKeys { .. } => "no-own-keys",
            Self::LostRegistry { .. } => "no-registry-file",
            Self::NewerRegistry { .. } => "no-older-registry",
            Self::ClockBehind { .. } => "no-right-clock",
            Self::NoKey { .. } => "no-key",
            Self::TooFewRootKeys { .. } => "no-root-keys",
            Self::OtherRoot { .. } => "no-own-root",
            Self::FolderAhead { .. } => "no-newer-folder",
            Self::NoIssuer { .. } => "no-issuer",
            Self::NotInEntry { .. } => "no-claim-in-entry",
            Self::NoClaims { .. } => "no-claims",
            Self::NotATrustList => "no-trust-list",
            Self::BadRows(bad) => bad.table.refusal,
            Self::NoPerson => "no-person",
            Self::NotACitizen => "no-citizen",
            Self::TooYoung { .. } => "no-age",
            Self::NothingToSign => "no-status",
            Self::NoLocator => "no-locator",
            Self::NotARequest { .. } => "no-request",
            Self::NoInvitation => "no-invitation",
            Self::Used => "no-unused-invitation",
            Self::Replaced => "no-replaced-invitation",
            Self::Cancelled => "no-cancelled-invitation",
            Self::Expired => "no-expired-invitation",
            Self::NoAttempts => "no-attempts",
            Self::WrongCode { .. } => "no-right-code",
            Self::NoPossession { .. } => "no-possession",
            Self::NoneHeld => "no-status-asked",
            Self::RevokedSince => "no-revoked-again",
            Self::DeviceSince => "no-device-again",
            Self::TooLongAgo => "no-old-answer",
            Self::TooManyRevoked { .. } => "no-list",
        }
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let say = |args: &[(&str, FluentValue<'_>)]| words.say(self.id(), args);
        match self {
            Self::IssuerId { given } | Self::ClaimsForm { given } => say(&[
                ("given", given.as_str().into()),
                ("all", all_claims().into()),
            ]),
            Self::EpochRule { length, offset } => {
                say(&[("length", text(length)), ("offset", text(offset))])
            }
            Self::Capacity { given } => say(&[("given", text(given))]),
            Self::Threshold { threshold, keys } => {
                say(&[("threshold", text(threshold)), ("keys", text(keys))])
            }
            Self::IssuerTwice { issuer }
            | Self::NoIssuer { issuer }
            | Self::NoClaims { issuer } => say(&[("issuer", text(issuer))]),
            Self::Validity {
                fresh_hours,
                expire_days,
            } => say(&[
                ("hours", (*fresh_hours).into()),
                ("days", (*expire_days).into()),
            ]),
            Self::NotSetUp { home, command } => {
                say(&[("home", path(home)), ("command", (*command).into())])
            }
            Self::AlreadySetUp { file }
            | Self::WrongPassphrase { file }
            | Self::OtherKeys { file }
            | Self::LostRegistry { file }
            | Self::NewerRegistry { file } => say(&[("file", path(file))]),
            Self::NotOurs { file, at } => say(&[
                ("file", path(file)),
                ("where", at.map_or("none".into(), |at| text(&at))),
            ]),
            Self::NotARequest { at } => say(&[("at", text(at))]),
            Self::ClockBehind { now, then } => {
                say(&[("now", moment(*now).into()), ("then", moment(*then).into())])
            }
            Self::NoKey { epoch } | Self::TooManyRevoked { epoch } => {
                say(&[("epoch", text(epoch))])
            }
            Self::TooFewRootKeys { threshold, found } => say(&[
                ("threshold", (*threshold).into()),
                ("found", (*found).into()),
            ]),
            Self::OtherRoot { fingerprint } => say(&[("fingerprint", fingerprint.as_str().into())]),
            Self::FolderAhead {
                folder,
                there,
                here,
            } => say(&[
                ("folder", path(folder)),
                ("there", text(there)),
                ("here", text(here)),
            ]),
            Self::NotInEntry { issuer, claim } => {
                say(&[("issuer", text(issuer)), ("claim", text(claim))])
            }
            Self::BadRows(rows) => rows.say(words),
            Self::TooYoung { until } => say(&[("until", until.as_str().into())]),
            Self::WrongCode { left } => say(&[("left", (*left).into())]),
            Self::NoPossession { claim, day } => say(&[
                ("claim", claim_name(*claim, words).into()),
                ("day", text(&(day + 1))),
            ]),
            _ => say(&[]),
        }
    }
}

/// The variant of the message `no-registry`.
fn kind(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "full",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => "read-only",
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => "damaged",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "busy",
        _ => "other",
    }
}

/// The name of a claim in the person's language.
#[must_use]
pub fn claim_name(claim: ClaimKey, words: &Words) -> String {
    match (Claim::from_key(claim), words.language()) {
        (Some(claim), Language::Russian) => claim.russian().to_owned(),
        (Some(claim), Language::English) => claim.english().to_owned(),
        (None, _) => claim.to_string(),
    }
}

/// The names of all claims for the command line.
#[must_use]
pub fn all_claims() -> String {
    let names: Vec<_> = Claim::all().map(Claim::slug).collect();
    names.join(", ")
}

/// A moment in UTC, RFC 3339.
#[must_use]
pub fn moment(time: UnixTime) -> String {
    let format = &time::format_description::well_known::Rfc3339;
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    time::OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(format).ok())
        .unwrap_or_else(|| time.to_string())
}

/// A number that is a name, so that no language groups its digits.
fn text(value: &impl ToString) -> FluentValue<'static> {
    value.to_string().into()
}

fn path(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Registry(error)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;
    use crate::words::words;

    #[test]
    fn a_registry_that_cannot_be_used_says_what_to_do() {
        for (code, english, russian) in [
            (ffi::SQLITE_FULL, "free some space", "освободите место"),
            (ffi::SQLITE_READONLY, "--home", "--home"),
            (ffi::SQLITE_CORRUPT, "newest copy", "новую копию"),
            (ffi::SQLITE_BUSY, "wait", "подождите"),
            (ffi::SQLITE_IOERR, "disk I/O error", "disk I/O error"),
        ] {
            let failure =
                || Failure::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
            assert_eq!(failure().exit(), Exit::CouldNotRun);
            let said = |language| failure().say(&words(language));
            assert!(said(Language::English).contains(english), "{code}");
            assert!(said(Language::Russian).contains(russian), "{code}");
        }
    }

    #[test]
    fn mistakes_on_the_command_line_are_told_apart() {
        let mistake = Refused::Capacity { given: 1 };
        assert_eq!(Failure::from(mistake).exit(), Exit::Usage);
        assert_eq!(Failure::from(Refused::NoPerson).exit(), Exit::Refused);
    }
}
