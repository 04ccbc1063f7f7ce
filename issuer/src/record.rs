//! What the registry keeps of imports, invitations, enrolments and publications.

use shared::claims::ClaimKey;
use shared::enrolment_code::CodeKey;
use shared::time::{Epoch, UnixTime};

/// What an import did to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It said something else before.
    Changed,
    /// It said the same before.
    Unchanged,
}

/// An invitation, found by its locator.
#[derive(Debug)]
pub struct Invitation {
    /// Where the registry keeps it.
    pub row: i64,
    /// Where the registry keeps the person.
    pub person: i64,
    /// First second at which no new request is answered.
    pub expires_at: UnixTime,
    /// Wrong codes that are still suffered.
    pub attempts_left: u32,
    /// Whether it can be answered.
    pub state: InvitationState,
    /// What follows from its code, unless it can no longer be needed.
    pub code_key: Option<CodeKey>,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It waits for its request.
    Open,
    /// Its request has been answered.
    Answered,
    /// A newer one took its place.
    Replaced,
    /// The person was revoked.
    Cancelled,
}

/// A request that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Where the registry keeps its invitation, of which it is a part.
    pub invitation: i64,
    /// The epoch of the first device key.
    pub first_epoch: Epoch,
}

/// What was signed for one claim of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The number that each epoch permutes.
    pub number: u64,
    /// The claim.
    pub claim: ClaimKey,
    /// First epoch that was signed.
    pub first: Epoch,
    /// Last epoch that was signed.
    pub last: Epoch,
    /// Whether it is revoked, and what for.
    pub revoked: Option<RevokedFor>,
}

/// A revoked slot, as far as lists are about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedSlot {
    /// The number that each epoch permutes.
    pub number: u64,
    /// First epoch that was signed.
    pub first: Epoch,
    /// Last epoch that was signed.
    pub last: Epoch,
    /// Since when it is revoked.
    pub revoked_at: UnixTime,
}

impl RevokedSlot {
    /// Whether the list of this epoch, which ends at `end`, has it: it is signed for the epoch and was revoked before its end.
    /// Whoever is revoked later has nothing left to show of it; to list it all the same would name a visitor of
    /// yesterday and one of today together.
    #[must_use]
    pub fn is_listed(&self, epoch: Epoch, end: UnixTime) -> bool {
        (self.first..=self.last).contains(&epoch) && self.revoked_at < end
    }
}

/// Why a slot is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokedFor {
    /// Another device took its place.
    Device,
    /// The operator revoked it.
    Person,
}

/// A publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Of the manifest.
    pub sequence: u64,
    /// By our clock.
    pub issued_at: UnixTime,
    /// From when on it decides nothing.
    pub expires: UnixTime,
    /// Revoked slots in its list of the current epoch.
    pub revoked: u64,
}

impl InvitationState {
    const ALL: [Self; 4] = [Self::Open, Self::Answered, Self::Replaced, Self::Cancelled];

    /// The word for it in the registry.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl RevokedFor {
    /// The word for it in the registry.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Person => "person",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Device, Self::Person]
            .into_iter()
            .find(|reason| reason.word() == word)
    }
}
