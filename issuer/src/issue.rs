//! Issuing: a slot, one device key per epoch and one permutation per epoch become a batch of credentials.

use std::collections::BTreeMap;

use shared::cose_key::PublicKey;
use shared::enrolment::ClaimCredentials;
use shared::permutation::{Capacity, Permutation, RatchetKey};
use shared::time::Epoch;

use crate::failure::{Failure, Refused};
use crate::record::Slot;
use crate::registry::Books;
use crate::signer::Signer;

/// Smallest capacity that is chosen by itself.
const LEAST_CAPACITY: u64 = 1 << 16;

/// The capacities of these epochs; the ones that are not frozen yet are now: twice the slots there are, or what the
/// operator chose.
pub fn freeze(
    books: &Books<'_>,
    (first, last): (Epoch, Epoch),
) -> Result<BTreeMap<Epoch, Capacity>, Failure> {
    let mut capacities = books.capacities((first, last))?;
    let mut usual = None;
    for number in first.number()..=last.number() {
        let epoch = Epoch::new(number);
        if capacities.contains_key(&epoch) {
            continue;
        }
        let capacity = match usual {
            Some(capacity) => capacity,
            None => usual_capacity(books)?,
        };
        usual = Some(capacity);
        books.freeze(epoch, capacity)?;
        capacities.insert(epoch, capacity);
    }
    Ok(capacities)
}

fn usual_capacity(books: &Books<'_>) -> Result<Capacity, Failure> {
    if let Some(chosen) = books.chosen_capacity()? {
        return Ok(chosen);
    }
    let doubled = books.highest_slot()?.saturating_add(1).saturating_mul(2);
    let indices = doubled.clamp(LEAST_CAPACITY, Capacity::MAX);
    Capacity::new(indices).ok_or_else(|| Refused::Capacity { given: indices }.into())
}

/// The epochs of these in which a slot overflows: its index there shows that it is a late one.
pub fn overflowing(capacities: &BTreeMap<Epoch, Capacity>, slot: &Slot) -> Vec<Epoch> {
    capacities
        .range(slot.first..=slot.last)
        .filter(|(_, capacity)| slot.number >= capacity.get())
        .map(|(epoch, _)| *epoch)
        .collect()
}

/// The permutation of each of these epochs; the ratchet must not be past the first.
pub fn permutations(
    ratchet: &RatchetKey,
    capacities: &BTreeMap<Epoch, Capacity>,
) -> Result<BTreeMap<Epoch, Permutation>, Refused> {
    let mut key: Option<RatchetKey> = None;
    let mut permutations = BTreeMap::new();
    for (epoch, capacity) in capacities {
        let next = match &key {
            Some(key) => key.at(*epoch),
            None => ratchet.at(*epoch),
        };
        let next = next.ok_or(Refused::TooLongAgo)?;
        permutations.insert(*epoch, next.permutation(*capacity));
        key = Some(next);
    }
    Ok(permutations)
}

/// The credentials of a slot, from the device keys that begin at `first_epoch`.
pub fn batch(
    signer: &Signer<'_>,
    permutations: &BTreeMap<Epoch, Permutation>,
    slot: &Slot,
    first_epoch: Epoch,
    keys: &[PublicKey],
) -> Result<ClaimCredentials, Refused> {
    let mut credentials = Vec::with_capacity(keys.len());
    for (number, key) in (first_epoch.number()..).zip(keys) {
        let epoch = Epoch::new(number);
        if (slot.first..=slot.last).contains(&epoch) {
            let index = permutations
                .get(&epoch)
                .and_then(|permutation| permutation.index(slot.number))
                .ok_or(Refused::NoKey { epoch })?;
            credentials.push(signer.credential(epoch, slot.claim, index, key)?);
        }
    }
    Ok(ClaimCredentials {
        claim: slot.claim,
        credentials,
    })
}
