//! A region: its issuer, what it published, and who went where.
//!
//! Days are numbered from [`EVE`], on which the first wallets enrol; the venues log in the [`WINDOW`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use issuer::keys::IssuerKeys;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::freshness::Validity;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::{ListEntry, ManifestContent};
use shared::permutation::{Capacity, RatchetKey};
use shared::proof::{Audience, ProofContent};
use shared::seed::{DeviceKeyId, Seed};
use shared::time::{Epoch, TimeStep};

/// The epoch of day 0.
const EVE: u32 = 20_180;
/// The days on which venues log: 31 of them.
pub(crate) const WINDOW: Range<u32> = 26..57;
/// Days on which another key begins to sign credentials.
pub(crate) const ROTATIONS: [u32; 2] = [WINDOW.start + 10, WINDOW.start + 20];
pub(crate) const VENUES: u64 = 50;

/// What makes a region.
pub(crate) struct Plan {
    pub(crate) id: &'static str,
    pub(crate) claim: Claim,
    pub(crate) citizens: usize,
    /// Indices of an epoch: few, for then they lie densest; and how many later.
    pub(crate) capacities: [u64; 2],
    pub(crate) seed: u64,
}

/// 1,000 adults.
pub(crate) const LARGE: Plan = Plan {
    id: "26",
    claim: Claim::Adult,
    citizens: 1_000,
    capacities: [3_000, 5_000],
    seed: 1,
};

/// 40 students.
pub(crate) const SMALL: Plan = Plan {
    id: "u1",
    claim: Claim::Student,
    citizens: 40,
    capacities: [150, 200],
    seed: 2,
};

/// A visit as it was, which no venue knows.
pub(crate) struct Visit {
    pub(crate) citizen: usize,
    pub(crate) day: u32,
    pub(crate) venue: u64,
    pub(crate) step: TimeStep,
    /// Which wallet, and which of its keys.
    pub(crate) seed: [u8; Seed::LENGTH],
    pub(crate) key: DeviceKeyId,
    /// The slot that the day's index is the image of, and the day on which it was signed.
    pub(crate) slot: u64,
    pub(crate) signed_on: u32,
    pub(crate) presentation: Vec<u8>,
}

/// A status list.
pub(crate) struct List {
    pub(crate) file: Vec<u8>,
    pub(crate) entry: ListEntry,
    /// What the file says, whatever its form.
    pub(crate) revoked: BTreeSet<u64>,
    /// What it would say if it named those who were revoked after its epoch.
    pub(crate) naming_the_past: BTreeSet<u64>,
}

/// What came of a [`Plan`].
pub(crate) struct Region {
    pub(crate) entry: IssuerEntry,
    pub(crate) keys: IssuerKeys,
    /// The first, from which all others follow.
    pub(crate) ratchet: RatchetKey,
    pub(crate) capacities: BTreeMap<Epoch, Capacity>,
    /// Oldest first.
    pub(crate) visits: Vec<Visit>,
    /// By the day at whose end they are computed, and the epoch's day: the day before, this one and the next. Those of
    /// later epochs say nothing about visits until they are replaced by these.
    pub(crate) lists: BTreeMap<(u32, u32), List>,
}

pub(crate) fn epoch(day: u32) -> Epoch {
    Epoch::new(EVE + day)
}

pub(crate) fn day_of(epoch: Epoch) -> u32 {
    epoch.number() - EVE
}

impl Region {
    /// What venues sync early on this day: the lists of yesterday and today as they were when the day began.
    pub(crate) fn manifest(&self, day: u32) -> (Vec<u8>, [&List; 2]) {
        let lists = [day - 1, day].map(|of| &self.lists[&(day - 1, of)]);
        let content = ManifestContent {
            issuer: self.entry.id(),
            sequence: day.into(),
            validity: Validity::usual(self.entry.epochs().start(epoch(day)).plus(600)),
            lists: lists.map(|list| list.entry).to_vec(),
        };
        (content.sign(&self.keys.status), lists)
    }
}

/// A proof for any venue.
pub(crate) fn present(step: TimeStep, credential: &[u8], device_key: &SecretKey) -> Vec<u8> {
    let content = ProofContent {
        audience: Audience::AnyVenue,
        step,
        challenge: None,
    };
    content.sign(credential, device_key)
}
