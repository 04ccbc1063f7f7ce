//! The answer: yes, no, or cannot tell. Each "no" and each gap has a stable code and the values that disagreed.

use crate::claims::ClaimKey;
use crate::cose_key::Kid;
use crate::credential::{IssuerId, StatusIndex};
use crate::malformed::{Fault, Malformed};
use crate::proof::{Audience, Challenge};
use crate::time::{Epoch, TimeStep, UnixTime};
use crate::verify::VerifiedPresentation;

/// The numbered checks of the specification.
pub const CHECKS: u8 = 20;

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// Green: the holder has a wanted status, now.
    Accept(Acceptance),
    /// Red: this code does not show a wanted status.
    Reject(Reason),
    /// Amber: nothing is wrong with the code as far as this verifier can see, but it cannot decide. Ask a
    /// person; never admit on this alone.
    CannotTell(Gap),
}

/// A "yes" and how good the data behind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// What was shown.
    pub presentation: VerifiedPresentation,
    /// Whether the next update of the lists is overdue.
    pub aged: bool,
    /// Seconds since the older of the two signed files was issued.
    pub age_seconds: u64,
    /// Whether it would have been refused, had the staff not let it pass once more.
    pub again: bool,
}

/// Why a code is refused, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The text or the bytes are damaged or not in the one form that they may have.
    Malformed(Malformed),
    /// The trust list does not know the issuer.
    UnknownIssuer {
        /// Who is said to have issued the credential.
        issuer: IssuerId,
    },
    /// The issuer has no such key.
    UnknownKey {
        /// The issuer.
        issuer: IssuerId,
        /// The key's name.
        kid: Kid,
    },
    /// `nbf` and `exp` are not the bounds of one epoch of the issuer.
    NotAnEpoch {
        /// `nbf`
        not_before: UnixTime,
        /// `exp`
        expires: UnixTime,
    },
    /// The key does not sign this epoch.
    KeyNotForEpoch {
        /// The key's name.
        kid: Kid,
        /// The credential's epoch.
        epoch: Epoch,
    },
    /// The issuer may not assert this claim.
    ClaimNotGranted {
        /// The issuer.
        issuer: IssuerId,
        /// The claim.
        claim: ClaimKey,
    },
    /// The credential is not signed by the issuer's key.
    BadIssuerSignature,
    /// The device key is no usable key.
    BadDeviceKey,
    /// The proof is not signed by the device key.
    BadDeviceSignature,
    /// Another status is shown than those that were asked for.
    ClaimNotWanted {
        /// The claim that is shown.
        claim: ClaimKey,
    },
    /// The status is shown, with the value "no".
    ClaimIsFalse {
        /// The claim that is shown.
        claim: ClaimKey,
    },
    /// The code was made for another venue.
    OtherVenue {
        /// Whom it was made for.
        audience: Audience,
    },
    /// This venue takes only codes that are made for it.
    NotForThisVenue,
    /// The code answers a challenge that this verifier did not ask, or asked too long ago.
    ChallengeNotAsked {
        /// The challenge.
        challenge: Challenge,
    },
    /// This venue takes only codes that answer its challenge.
    NoChallenge,
    /// The proof is of a time before the credential's epoch.
    NotYetValid {
        /// The proof's `iat`.
        issued_at: UnixTime,
        /// The credential's `nbf`.
        not_before: UnixTime,
    },
    /// The proof is of a time at or after the end of the credential's epoch.
    Expired {
        /// The proof's `iat`.
        issued_at: UnixTime,
        /// The credential's `exp`.
        expires: UnixTime,
    },
    /// The proof is older than the window.
    Stale {
        /// The proof's step.
        step: TimeStep,
        /// The current step.
        current: TimeStep,
    },
    /// The proof is of a time that has not come.
    FromTheFuture {
        /// The proof's step.
        step: TimeStep,
        /// The current step.
        current: TimeStep,
    },
    /// No credential of the epoch has this index.
    IndexOutOfRange {
        /// The index.
        index: StatusIndex,
        /// Indices of the epoch.
        capacity: u64,
    },
    /// The credential is revoked.
    Revoked,
    /// A code of this device and step has been accepted already.
    Replayed {
        /// The proof's step.
        step: TimeStep,
        /// When it was accepted.
        at: UnixTime,
        /// Whether the staff have already let it pass once more.
        again: bool,
    },
    /// Once a day is the rule here, and this device was let in on this day already.
    AdmittedToday {
        /// When it was accepted.
        at: UnixTime,
        /// Whether the staff have already let it pass once more.
        again: bool,
    },
}

impl Reason {
    /// The stable code for help desks, the same in every language.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "R01",
            Self::UnknownIssuer { .. } => "R02",
            Self::UnknownKey { .. } => "R03",
            Self::NotAnEpoch { .. } => "R04",
            Self::KeyNotForEpoch { .. } => "R05",
            Self::ClaimNotGranted { .. } => "R06",
            Self::BadIssuerSignature => "R07",
            Self::BadDeviceKey => "R08",
            Self::BadDeviceSignature => "R09",
            Self::ClaimNotWanted { .. } => "R10",
            Self::ClaimIsFalse { .. } => "R11",
            Self::OtherVenue { .. } => "R12",
            Self::NotForThisVenue => "R13",
            Self::ChallengeNotAsked { .. } => "R14",
            Self::NoChallenge => "R15",
            Self::NotYetValid { .. } => "R16",
            Self::Expired { .. } => "R17",
            Self::Stale { .. } => "R18",
            Self::FromTheFuture { .. } => "R19",
            Self::IndexOutOfRange { .. } => "R20",
            Self::Revoked => "R21",
            Self::Replayed { .. } => "R22",
            Self::AdmittedToday { .. } => "R23",
        }
    }

    /// The reason's name in vectors and machine-readable output.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::UnknownIssuer { .. } => "unknown-issuer",
            Self::UnknownKey { .. } => "unknown-key",
            Self::NotAnEpoch { .. } => "not-an-epoch",
            Self::KeyNotForEpoch { .. } => "key-not-for-epoch",
            Self::ClaimNotGranted { .. } => "claim-not-granted",
            Self::BadIssuerSignature => "bad-issuer-signature",
            Self::BadDeviceKey => "bad-device-key",
            Self::BadDeviceSignature => "bad-device-signature",
            Self::ClaimNotWanted { .. } => "claim-not-wanted",
            Self::ClaimIsFalse { .. } => "claim-is-false",
            Self::OtherVenue { .. } => "other-venue",
            Self::NotForThisVenue => "not-for-this-venue",
            Self::ChallengeNotAsked { .. } => "challenge-not-asked",
            Self::NoChallenge => "no-challenge",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::Expired { .. } => "expired",
            Self::Stale { .. } => "stale",
            Self::FromTheFuture { .. } => "from-the-future",
            Self::IndexOutOfRange { .. } => "index-out-of-range",
            Self::Revoked => "revoked",
            Self::Replayed { .. } => "replayed",
            Self::AdmittedToday { .. } => "admitted-today",
        }
    }

    /// The number of the check that failed.
    pub const fn step(&self) -> u8 {
        match self {
            Self::Malformed(malformed) => match malformed.fault {
                // A text of the right length holds no presentation that is too long.
                Fault::NotBase45 | Fault::TooLong { .. } => 1,
                _ => 2,
            },
            Self::UnknownIssuer { .. } => 4,
            Self::UnknownKey { .. } => 5,
            Self::NotAnEpoch { .. } | Self::KeyNotForEpoch { .. } => 6,
            Self::ClaimNotGranted { .. } => 7,
            Self::BadIssuerSignature => 8,
            Self::BadDeviceKey | Self::BadDeviceSignature => 9,
            Self::ClaimNotWanted { .. } | Self::ClaimIsFalse { .. } => 10,
            Self::OtherVenue { .. } | Self::NotForThisVenue => 11,
            Self::ChallengeNotAsked { .. } | Self::NoChallenge => 12,
            Self::NotYetValid { .. } | Self::Expired { .. } => 13,
            Self::Stale { .. } | Self::FromTheFuture { .. } => 14,
            Self::IndexOutOfRange { .. } => 17,
            Self::Revoked => 18,
            Self::Replayed { .. } => 19,
            Self::AdmittedToday { .. } => 20,
        }
    }
}

/// Why a verifier cannot decide, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gap {
    /// A code of something else.
    NotOurs,
    /// A code of a version that this verifier does not know.
    OtherVersion {
        /// The version.
        version: u8,
    },
    /// The verifier has no trust list.
    NoTrustList,
    /// The trust list is past its hard expiry.
    TrustListExpired {
        /// When it expired.
        expired: UnixTime,
    },
    /// This verifier's clock is behind a signed time.
    ClockBehind {
        /// The signed time.
        signed: UnixTime,
        /// The issuer that signed it; `None` where the root keys did.
        issuer: Option<IssuerId>,
    },
    /// The trust list does not cover the credential, but its next update is overdue: the issuer, its key or
    /// its right may be new.
    TrustListOverdue {
        /// The issuer.
        issuer: IssuerId,
        /// What a fresh list would have refused.
        otherwise: Reason,
    },
    /// The proof is outside the window, and signed times or other holders show that it is this verifier's
    /// clock that is wrong.
    ClockWrong {
        /// Seconds by which this clock is behind (positive) or ahead (negative).
        offset: i64,
    },
    /// The verifier has no manifest of this issuer.
    NoManifest {
        /// The issuer.
        issuer: IssuerId,
    },
    /// The issuer's manifest is past its hard expiry.
    ManifestExpired {
        /// When it expired.
        expired: UnixTime,
    },
    /// The data decides, but the venue asks for newer data.
    DataTooOld {
        /// The data's age in seconds.
        age: u64,
        /// The age that the venue allows.
        allowed: u64,
    },
    /// The manifest has no list for the credential's epoch.
    NoListForEpoch {
        /// The epoch.
        epoch: Epoch,
    },
    /// The epoch's status list is not there.
    ListMissing {
        /// The epoch.
        epoch: Epoch,
    },
    /// The epoch's status list is damaged.
    ListDamaged {
        /// The epoch.
        epoch: Epoch,
    },
}

impl Gap {
    /// The stable code for help desks, the same in every language.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "G01",
            Self::OtherVersion { .. } => "G02",
            Self::NoTrustList => "G03",
            Self::TrustListExpired { .. } => "G04",
            Self::ClockBehind { .. } => "G05",
            Self::TrustListOverdue { .. } => "G06",
            Self::ClockWrong { .. } => "G07",
            Self::NoManifest { .. } => "G08",
            Self::ManifestExpired { .. } => "G09",
            Self::DataTooOld { .. } => "G10",
            Self::NoListForEpoch { .. } => "G11",
            Self::ListMissing { .. } => "G12",
            Self::ListDamaged { .. } => "G13",
        }
    }

    /// The gap's name in vectors and machine-readable output.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotOurs => "not-ours",
            Self::OtherVersion { .. } => "other-version",
            Self::NoTrustList => "no-trust-list",
            Self::TrustListExpired { .. } => "trust-list-expired",
            Self::ClockBehind { .. } => "clock-behind",
            Self::TrustListOverdue { .. } => "trust-list-overdue",
            Self::ClockWrong { .. } => "clock-wrong",
            Self::NoManifest { .. } => "no-manifest",
            Self::ManifestExpired { .. } => "manifest-expired",
            Self::DataTooOld { .. } => "data-too-old",
            Self::NoListForEpoch { .. } => "no-list-for-epoch",
            Self::ListMissing { .. } => "list-missing",
            Self::ListDamaged { .. } => "list-damaged",
        }
    }

    /// The number of the check that could not be made.
    pub const fn step(&self) -> u8 {
        match self {
            Self::NotOurs | Self::OtherVersion { .. } => 1,
            Self::NoTrustList
            | Self::TrustListExpired { .. }
            | Self::ClockBehind { issuer: None, .. } => 3,
            Self::ClockBehind {
                issuer: Some(_), ..
            } => 4,
            Self::TrustListOverdue { otherwise, .. } => otherwise.step(),
            Self::ClockWrong { .. } => 14,
            Self::NoManifest { .. } | Self::ManifestExpired { .. } => 15,
            Self::DataTooOld { .. } => 16,
            Self::NoListForEpoch { .. } | Self::ListMissing { .. } | Self::ListDamaged { .. } => 17,
        }
    }
}

impl Verdict {
    /// "A00" for a yes, "R" and a number for a no, "G" and a number for a gap.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accept(_) => "A00",
            Self::Reject(reason) => reason.code(),
            Self::CannotTell(gap) => gap.code(),
        }
    }

    /// `accept`, or the name of the reason or gap.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::Reject(reason) => reason.name(),
            Self::CannotTell(gap) => gap.name(),
        }
    }

    /// The number of the check that decided; `None` where all of them passed.
    pub const fn step(&self) -> Option<u8> {
        match self {
            Self::Accept(_) => None,
            Self::Reject(reason) => Some(reason.step()),
            Self::CannotTell(gap) => Some(gap.step()),
        }
    }
}

#[cfg(test)]
mod tests;
