//! From a set of revoked indices to its one file.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use super::geometry::Geometry;
use super::index::Index;
use super::rice::Rice;
use super::{MAX_LENGTH, OutOfRange, PAGE_LENGTH, as_u64};
use crate::bits::Board;
use crate::credential::StatusIndex;
use crate::manifest::ListEntry;
use crate::time::Epoch;

/// Why indices are no status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// The capacity is above 2^40.
    Capacity {
        /// The capacity.
        capacity: u64,
    },
    /// An index is not below the capacity.
    OutOfRange(OutOfRange),
    /// More indices than a file may hold.
    TooMany {
        /// How many.
        revoked: u64,
    },
}

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capacity { capacity } => write!(f, "the capacity {capacity} is above 2^40"),
            Self::OutOfRange(OutOfRange { index, capacity }) => {
                write!(f, "index {index} is not below the capacity {capacity}")
            }
            Self::TooMany { revoked } => write!(
                f,
                "{revoked} revoked indices do not fit into a list of {MAX_LENGTH} bytes"
            ),
        }
    }
}

impl core::error::Error for NotAList {}

/// The file of this set of revoked indices, and the entry that describes it.
pub fn encode(
    epoch: Epoch,
    capacity: u64,
    mut revoked: Vec<StatusIndex>,
) -> Result<(Vec<u8>, ListEntry), NotAList> {
    revoked.sort_unstable();
    revoked.dedup();
    encode_ascending(epoch, capacity, &revoked)
}

/// The same of indices in ascending order, each of them once.
pub(crate) fn encode_ascending(
    epoch: Epoch,
    capacity: u64,
    revoked: &[StatusIndex],
) -> Result<(Vec<u8>, ListEntry), NotAList> {
    if capacity > StatusIndex::LIMIT {
        return Err(NotAList::Capacity { capacity });
    }
    if let Some(&index) = revoked.last()
        && index.number() >= capacity
    {
        return Err(NotAList::OutOfRange(OutOfRange { index, capacity }));
    }
    let count = as_u64(revoked.len());
    let written = Geometry::new(capacity, count).and_then(|geometry| write(&geometry, revoked));
    let (file, hashed) = written
        .filter(|(file, _)| as_u64(file.len()) <= MAX_LENGTH)
        .ok_or(NotAList::TooMany { revoked: count })?;
    let entry = ListEntry {
        epoch,
        capacity,
        revoked: count,
        size: as_u64(file.len()),
        hash: Sha256::digest(file.get(..hashed).unwrap_or_default()).into(),
    };
    Ok((file, entry))
}

/// The file, and how many of its bytes the entry's hash covers.
fn write(geometry: &Geometry, revoked: &[StatusIndex]) -> Option<(Vec<u8>, usize)> {
    let rice = Rice::new(geometry.remainder);
    let lengths = lengths(geometry, &rice, revoked)?;
    let (Some(&shortest), Some(&longest)) = (lengths.iter().min(), lengths.iter().max()) else {
        return Some((Vec::new(), 0));
    };
    let head = Index::of(shortest, longest)?;
    let mut index = Vec::new();
    let length = head.write(&lengths, &mut index)?.div_ceil(8);
    if length > MAX_LENGTH {
        return None;
    }
    let mut board = Board::new(usize::try_from(length).ok()?);
    let mut start = 0;
    let mut items = Items::new(geometry, revoked);
    for (bucket, &length) in (0..).zip(&lengths) {
        let end = start + head.padded(length);
        let (mut quotients, mut remainders) = (start, end);
        for gap in items.by_ref(bucket) {
            let (quotient, remainder) = rice.split(gap);
            quotients += quotient;
            board.put(quotients, 1);
            quotients += 1;
            remainders -= rice.length();
            board.put(remainders, remainder);
        }
        start = end;
    }
    Some(assemble(&index, &board.into_bytes()))
}

/// The bits of every bucket.
fn lengths(geometry: &Geometry, rice: &Rice, revoked: &[StatusIndex]) -> Option<Vec<u64>> {
    let mut items = Items::new(geometry, revoked);
    let buckets = 0..geometry.buckets;
    Some(
        buckets
            .map(|bucket| {
                items
                    .by_ref(bucket)
                    .map(|gap| rice.split(gap).0 + 1 + rice.length())
                    .sum()
            })
            .collect(),
    )
}

/// Page hashes, if there is more than one page, the index, the body.
pub(super) fn assemble(index: &[u8], body: &[u8]) -> (Vec<u8>, usize) {
    let mut file = Vec::new();
    if body.len() > PAGE_LENGTH {
        for page in body.chunks(PAGE_LENGTH) {
            file.extend_from_slice(&Sha256::digest(page));
        }
    }
    file.extend_from_slice(index);
    let hashed = file.len();
    file.extend_from_slice(body);
    let all = file.len();
    (
        file,
        if body.len() > PAGE_LENGTH {
            hashed
        } else {
            all
        },
    )
}

/// Walks over sorted indices, bucket by bucket.
struct Items<'i> {
    geometry: &'i Geometry,
    rest: core::slice::Iter<'i, StatusIndex>,
}

impl<'i> Items<'i> {
    fn new(geometry: &'i Geometry, revoked: &'i [StatusIndex]) -> Self {
        Self {
            geometry,
            rest: revoked.iter(),
        }
    }

    /// The gaps of the next bucket.
    fn by_ref(&mut self, bucket: u64) -> impl Iterator<Item = u64> {
        let mut next = bucket * self.geometry.width;
        let end = next.saturating_add(self.geometry.width);
        core::iter::from_fn(move || {
            let index = self.rest.as_slice().first()?.number();
            if index >= end {
                return None;
            }
            self.rest.next();
            let gap = index - next;
            next = index + 1;
            Some(gap)
        })
    }
}
