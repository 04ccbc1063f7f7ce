//! Leaks, planted: what venues would have seen of the same visits had the issuer or the wallets been wrong.

use std::collections::BTreeMap;

use shared::credential::{CredentialContent, StatusIndex};
use shared::permutation::{Capacity, RatchetKey};
use shared::seed::{DeviceKeyId, Seed};

use crate::region::{Region, Visit, WINDOW, epoch, present};

/// What is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leak {
    /// The index is the slot.
    UnpermutedSlot,
    /// The key of the day of signing signs, not that of the epoch.
    KeyOfTheDayOfSigning,
    /// Epochs that were made for those who came before the window go on in further segments.
    FurtherSegments,
    /// The capacity that seemed right on the day of signing, not the epoch's: fewer indices for those who were not late.
    CapacityOfTheDayOfSigning,
    /// One permutation for all epochs.
    OnePermutation,
    /// One permutation, turned a little further every day.
    TurnedPermutation,
    /// Each device key serves for two days.
    KeyForTwoDays,
    /// Who enrolled late has `false` where others have `true`.
    LateOnesAreFalse,
}

/// A few days suffice: neighbours and others, on both sides of the rotations.
const DAYS: [u32; 6] = [0, 1, 10, 18, 19, 30];

/// When the late ones begin to enrol.
const LATE: u32 = WINDOW.start + 8;

impl Leak {
    /// Few indices: about as many as there are slots when the window begins.
    pub(crate) const SEGMENT: u64 = 600;

    /// The same visits, on some days, with this leak.
    pub(crate) fn plant(self, region: &Region) -> Vec<Visit> {
        let days = DAYS.map(|day| WINDOW.start + day);
        let key = |day| region.ratchet.at(epoch(day)).unwrap();
        let keys: BTreeMap<_, _> = days.map(|day| (day, key(day))).into();
        let visits = region.visits.iter();
        let seen = visits.filter_map(|visit| Some((visit, keys.get(&visit.day)?)));
        seen.map(|(visit, key)| self.leaky(region, visit, key))
            .collect()
    }

    fn leaky(self, region: &Region, visit: &Visit, permutation_key: &RatchetKey) -> Visit {
        let today = epoch(visit.day);
        let key = match self {
            Self::KeyForTwoDays => DeviceKeyId {
                day: visit.key.day / 2 * 2,
                ..visit.key
            },
            _ => visit.key,
        };
        let device_key = Seed::new(visit.seed).device_key(key);
        let epochs = region.entry.epochs();
        let content = CredentialContent {
            issuer: region.entry.id(),
            not_before: epochs.start(today),
            expires: epochs.end(today),
            index: self.index(region, visit, permutation_key),
            device_key: *device_key.public().as_bytes(),
            claim: key.claim,
            value: self != Self::LateOnesAreFalse || visit.signed_on < LATE,
        };
        let signs_for = match self {
            Self::KeyOfTheDayOfSigning => epoch(visit.signed_on),
            _ => today,
        };
        let mut keys = region.keys.credential.iter();
        let signer = keys.find(|key| (key.first..=key.last).contains(&signs_for));
        let credential = content.sign(&signer.unwrap().key);
        Visit {
            presentation: present(visit.step, &credential, &device_key),
            key,
            ..*visit
        }
    }

    fn index(self, region: &Region, visit: &Visit, key: &RatchetKey) -> StatusIndex {
        let frozen = region.capacities[&epoch(visit.day)];
        let index = |key: &RatchetKey, capacity| key.permutation(capacity).index(visit.slot);
        let index = match self {
            Self::UnpermutedSlot => StatusIndex::new(visit.slot),
            Self::FurtherSegments => index(key, Capacity::new(Self::SEGMENT).unwrap()),
            Self::CapacityOfTheDayOfSigning if visit.signed_on < LATE => {
                index(key, Capacity::new(Self::SEGMENT).unwrap())
            }
            Self::OnePermutation => index(&region.ratchet, frozen),
            Self::TurnedPermutation => {
                let index = index(&region.ratchet, frozen).unwrap().number();
                StatusIndex::new((index + 37 * u64::from(visit.day)) % frozen.get())
            }
            _ => index(key, frozen),
        };
        index.unwrap()
    }
}
