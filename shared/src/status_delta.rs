//! A status list's delta: what was removed from an older list of the same epoch, and what was added to it. It needs no
//! signature: a set has one file, so whoever applies a delta sees by the manifest whether the right list came out.

use alloc::vec::Vec;
use core::fmt;

use golomb::{Golomb, Reading, Writing};

use crate::credential::StatusIndex;
use crate::manifest::ListEntry;
use crate::status_list::{self, Damaged, Source, StatusList};

mod golomb;
#[cfg(test)]
mod tests;

/// How many were added, and how many removed, five bytes each.
const HEADER: usize = 2 * StatusIndex::LENGTH;

/// Why no list came of a delta. None of these says anything about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoList {
    /// The list that it changes is damaged.
    Base(Damaged),
    /// It is no change of that list that an encoder writes.
    NotADelta,
    /// What comes of it is another list than the manifest names.
    Another,
}

impl fmt::Display for NoList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base(damaged) => write!(f, "the list that it changes is damaged: {damaged}"),
            Self::NotADelta => f.write_str("it is no change of the list that it is for"),
            Self::Another => {
                f.write_str("what comes of it is not the list that the manifest names")
            }
        }
    }
}

impl core::error::Error for NoList {}

/// The delta from one set of indices to another, both ascending, those of the new one below the capacity.
pub fn encode(old: &[StatusIndex], new: &[StatusIndex], capacity: u64) -> Vec<u8> {
    let (added, removed) = difference(old, new);
    let (adds, removes) = (as_u64(added.len()), as_u64(removed.len()));
    let codes = [
        (Golomb::new(capacity, adds), added),
        (Golomb::new(as_u64(old.len()), removes), removed),
    ];
    let bits = codes
        .iter()
        .map(|(code, numbers)| code.length(numbers))
        .sum();
    let mut writing = Writing::new(bits);
    for (code, numbers) in &codes {
        writing.put_all(code, numbers);
    }
    let mut delta = Vec::new();
    for count in [adds, removes] {
        let [_, _, _, bytes @ ..] = count.to_be_bytes();
        delta.extend_from_slice(&bytes);
    }
    delta.extend_from_slice(&writing.into_bytes());
    delta
}

/// The file that `entry` describes, made of an older list of its epoch and a delta.
pub fn apply<S: Source>(
    old: &StatusList<S>,
    delta: &[u8],
    entry: &ListEntry,
) -> Result<Vec<u8>, NoList> {
    let new = change(old, delta, entry)?;
    match status_list::encode_ascending(entry.epoch, entry.capacity, &new) {
        Ok((file, found)) if found == *entry => Ok(file),
        _ => Err(NoList::Another),
    }
}

/// The indices after a change, if an encoder would have written it.
fn change<S: Source>(
    old: &StatusList<S>,
    delta: &[u8],
    entry: &ListEntry,
) -> Result<Vec<StatusIndex>, NoList> {
    let count = old.entry().revoked;
    let (added, removed) = read(delta, count, entry).ok_or(NoList::NotADelta)?;
    let mut new = Vec::with_capacity(added.len());
    let (mut added, mut removed) = (added.into_iter().peekable(), removed.into_iter().peekable());
    let (mut rank, mut is_change) = (0_u64, true);
    old.walk(|index| {
        while let Some(next) = added.next_if(|&next| next <= index) {
            // What is there already cannot be added.
            is_change &= next != index;
            new.push(next);
        }
        if removed.next_if_eq(&rank).is_none() {
            new.push(index);
        }
        rank += 1;
    })
    .map_err(NoList::Base)?;
    new.extend(added);
    is_change.then_some(new).ok_or(NoList::NotADelta)
}

/// The indices that are added, and the ranks that are removed.
fn read(delta: &[u8], count: u64, entry: &ListEntry) -> Option<(Vec<StatusIndex>, Vec<u64>)> {
    let (header, body) = delta.split_first_chunk::<HEADER>()?;
    let (adds, removes) = header.split_first_chunk::<{ StatusIndex::LENGTH }>()?;
    let adds = StatusIndex::from_bytes(*adds).number();
    let removes = StatusIndex::from_bytes(*removes.first_chunk()?).number();
    if count.checked_sub(removes)?.checked_add(adds)? != entry.revoked {
        return None;
    }
    let mut reading = Reading::new(body);
    let added = reading.take_all(&Golomb::new(entry.capacity, adds), adds, entry.capacity)?;
    let removed = reading.take_all(&Golomb::new(count, removes), removes, count)?;
    reading.end()?;
    let added = added
        .into_iter()
        .map(StatusIndex::new)
        .collect::<Option<_>>()?;
    Some((added, removed))
}

/// What is only in the new set, and the ranks in the old one of what is only there.
fn difference(old: &[StatusIndex], new: &[StatusIndex]) -> (Vec<u64>, Vec<u64>) {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    let mut after = new.iter().peekable();
    for (index, rank) in old.iter().zip(0..) {
        while let Some(next) = after.next_if(|&next| next < index) {
            added.push(next.number());
        }
        if after.next_if_eq(&index).is_none() {
            removed.push(rank);
        }
    }
    added.extend(after.map(|next| next.number()));
    (added, removed)
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
