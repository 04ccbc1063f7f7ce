//! The status list: which indices of one issuer and epoch are revoked. The file is the revoked indices in
//! ascending order, five bytes each, big-endian; so every set has exactly one file.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::credential::StatusIndex;
use crate::manifest::ListEntry;
use crate::time::Epoch;

/// Largest status list, in bytes.
pub const MAX_LENGTH: u64 = 64 << 20;

/// A status list that its manifest entry describes: right size, hash, count, order and range.
#[derive(Clone, Copy)]
pub struct StatusList<B> {
    file: B,
    entry: ListEntry,
}

/// Why a file is not the status list that a manifest names. None of these says anything about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damaged {
    /// The file has another size.
    Size {
        /// Bytes that the manifest names.
        want: u64,
        /// Bytes that the file has.
        got: u64,
    },
    /// The file has another hash.
    Hash,
    /// The manifest's count is not that of the file.
    Count {
        /// Revoked indices that the manifest names.
        want: u64,
        /// Revoked indices in the file.
        got: u64,
    },
    /// An index is not above the one before it, or not below the capacity.
    Order {
        /// The index's place in the file, from 0.
        place: u64,
    },
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { want, got } => write!(f, "{got} bytes where the manifest says {want}"),
            Self::Hash => f.write_str("its hash is not the one that the manifest names"),
            Self::Count { want, got } => {
                write!(f, "{got} revoked indices where the manifest says {want}")
            }
            Self::Order { place } => write!(f, "index {place} is out of order or out of range"),
        }
    }
}

impl core::error::Error for Damaged {}

/// The index is not below the list's capacity: no credential of this epoch has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The index.
    pub index: StatusIndex,
    /// The list's capacity.
    pub capacity: u64,
}

/// Whether an index may be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Status {
    /// Not in the list.
    Valid,
    /// In the list.
    Revoked,
}

impl<B: AsRef<[u8]>> StatusList<B> {
    /// The list that `entry` describes, if `file` is it.
    pub fn parse(file: B, entry: &ListEntry) -> Result<Self, Damaged> {
        let bytes = file.as_ref();
        let got = as_u64(bytes.len());
        if got != entry.size {
            return Err(Damaged::Size {
                want: entry.size,
                got,
            });
        }
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        if hash != entry.hash {
            return Err(Damaged::Hash);
        }
        let (indices, rest) = bytes.as_chunks::<{ StatusIndex::LENGTH }>();
        if !rest.is_empty() || as_u64(indices.len()) != entry.revoked {
            return Err(Damaged::Count {
                want: entry.revoked,
                got: as_u64(indices.len()),
            });
        }
        let mut least = 0;
        for (place, index) in indices.iter().enumerate() {
            let number = StatusIndex::from_bytes(*index).number();
            if number < least || number >= entry.capacity {
                return Err(Damaged::Order {
                    place: as_u64(place),
                });
            }
            least = number + 1;
        }
        Ok(Self {
            file,
            entry: *entry,
        })
    }

    /// Whether this index is revoked.
    pub fn status(&self, index: StatusIndex) -> Result<Status, OutOfRange> {
        if index.number() >= self.entry.capacity {
            return Err(OutOfRange {
                index,
                capacity: self.entry.capacity,
            });
        }
        let (indices, _) = self.file.as_ref().as_chunks::<{ StatusIndex::LENGTH }>();
        match indices.binary_search(&index.to_bytes()) {
            Ok(_) => Ok(Status::Revoked),
            Err(_) => Ok(Status::Valid),
        }
    }

    /// What the manifest says of this list.
    pub const fn entry(&self) -> &ListEntry {
        &self.entry
    }
}

impl<B> fmt::Debug for StatusList<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusList({:?})", self.entry)
    }
}

/// Why indices are no status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAList {
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
    if let Some(&index) = revoked.last()
        && index.number() >= capacity
    {
        return Err(NotAList::OutOfRange(OutOfRange { index, capacity }));
    }
    let count = as_u64(revoked.len());
    let file: Vec<u8> = revoked.iter().flat_map(|index| index.to_bytes()).collect();
    let size = as_u64(file.len());
    if size > MAX_LENGTH {
        return Err(NotAList::TooMany { revoked: count });
    }
    let entry = ListEntry {
        epoch,
        capacity,
        revoked: count,
        size,
        hash: Sha256::digest(&file).into(),
    };
    Ok((file, entry))
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    fn index(number: u64) -> StatusIndex {
        StatusIndex::new(number).unwrap()
    }

    fn list(capacity: u64, revoked: &[u64]) -> (Vec<u8>, ListEntry) {
        let revoked = revoked.iter().map(|&number| index(number)).collect();
        encode(Epoch::new(7), capacity, revoked).unwrap()
    }

    #[test]
    fn an_index_at_the_capacity_is_refused_and_the_one_below_is_not() {
        let (file, entry) = list(100, &[0, 7, 99]);
        let list = StatusList::parse(file, &entry).unwrap();
        assert_eq!(list.status(index(0)), Ok(Status::Revoked));
        assert_eq!(list.status(index(1)), Ok(Status::Valid));
        assert_eq!(list.status(index(99)), Ok(Status::Revoked));
        assert!(list.status(index(100)).is_err());
        assert!(encode(Epoch::new(7), 100, vec![index(100)]).is_err());
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let (file, entry) = list(1 << 30, &[1, 77, 1 << 20]);
        for bit in 0..file.len() * 8 {
            let mut damaged = file.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                StatusList::parse(damaged, &entry).unwrap_err(),
                Damaged::Hash
            );
        }
    }

    #[test]
    fn files_that_are_signed_but_not_canonical_are_refused() {
        let refuse = |file: Vec<u8>, capacity, revoked| {
            let entry = ListEntry {
                epoch: Epoch::new(7),
                capacity,
                revoked,
                size: as_u64(file.len()),
                hash: Sha256::digest(&file).into(),
            };
            StatusList::parse(file, &entry).unwrap_err()
        };
        let (file, _) = list(100, &[5, 6]);
        assert_eq!(
            refuse(file.clone(), 100, 3),
            Damaged::Count { want: 3, got: 2 }
        );
        assert_eq!(refuse(file.clone(), 6, 2), Damaged::Order { place: 1 });
        assert!(matches!(
            refuse(file[..9].to_vec(), 100, 1),
            Damaged::Count { .. }
        ));
        let (six, five) = (&file[5..], &file[..5]);
        assert_eq!(
            refuse([six, five].concat(), 100, 2),
            Damaged::Order { place: 1 }
        );
        assert_eq!(
            refuse([five, five].concat(), 100, 2),
            Damaged::Order { place: 1 }
        );
    }

    proptest! {
        #[test]
        fn the_list_answers_as_the_set_does(
            revoked in proptest::collection::btree_set(0_u64..500, 0..100),
        ) {
            let numbers: Vec<u64> = revoked.iter().copied().collect();
            let (file, entry) = list(500, &numbers);
            let list = StatusList::parse(file, &entry).unwrap();
            for number in 0..500 {
                let want = if revoked.contains(&number) { Status::Revoked } else { Status::Valid };
                prop_assert_eq!(list.status(index(number)), Ok(want));
            }
        }
    }
}
