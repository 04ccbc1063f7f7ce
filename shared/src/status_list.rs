//! The status list: which indices of one issuer and epoch are revoked, in about one percent more bytes than the
//! least that any exact list can have. Every set has exactly one file; nothing is unpacked to look into it.
//!
//! Indices are put into buckets of equal width, their gaps into Rice codes; an index says where each bucket begins.
//! The hash in the manifest covers hashes of pages, so that only what is looked at needs to be read and hashed.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::bits::Bits;
use crate::credential::StatusIndex;
use crate::manifest::ListEntry;

mod cut;
mod encode;
mod geometry;
mod index;
mod rice;
#[cfg(test)]
mod tests;

pub(crate) use encode::encode_ascending;
pub use encode::{NotAList, encode};

use cut::Cut;
use geometry::Geometry;
use index::Index;
use rice::{Bucket, Rice};

/// Largest status list, in bytes.
pub const MAX_LENGTH: u64 = 64 << 20;
/// Length of a page of the body, in bytes; a body that fits into one has no hashes of pages.
pub const PAGE_LENGTH: usize = 1 << 16;
/// Length of a page's SHA-256, in bytes.
const HASH_LENGTH: usize = 32;

/// A file that is read in parts.
pub trait Source {
    /// How long it is, in bytes.
    fn size(&self) -> u64;

    /// Fills `bytes` with what stands in the file from `at` on.
    fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Unreadable>;
}

/// A part of a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl<B: AsRef<[u8]>> Source for B {
    fn size(&self) -> u64 {
        as_u64(self.as_ref().len())
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Unreadable> {
        let part = usize::try_from(at)
            .ok()
            .and_then(|at| self.as_ref().get(at..));
        let part = part.and_then(|part| part.get(..bytes.len()));
        bytes.copy_from_slice(part.ok_or(Unreadable)?);
        Ok(())
    }
}

/// A status list whose head is the one that its manifest entry names. A page is read and checked when it is first
/// looked at, and kept.
pub struct StatusList<S> {
    source: S,
    entry: ListEntry,
    geometry: Geometry,
    rice: Rice,
    /// None where nothing is revoked.
    index: Option<Index>,
    /// The bit of the body where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    /// Hashes of pages, and the index behind them.
    head: Vec<u8>,
    /// The body, as far as it was read and has its hash.
    pages: Vec<OnceCell<Vec<u8>>>,
    body_length: u64,
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
    /// The head of the file, or the whole of a short one, has another hash.
    Hash,
    /// The disk does not give the file.
    Unreadable,
    /// A page of the body has another hash.
    Page {
        /// Its number, from 0.
        page: u64,
    },
    /// The manifest's count is not that of the file, or is above the capacity.
    Count {
        /// Revoked indices that the manifest names.
        want: u64,
        /// Revoked indices in the file, as far as it was read.
        got: u64,
    },
    /// The index is not the one of these buckets.
    Index,
    /// A bucket holds something else than its indices in their order, below the capacity, and zeros.
    Bucket {
        /// Its number, from 0.
        bucket: u64,
    },
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { want, got } => write!(f, "{got} bytes where the manifest says {want}"),
            Self::Hash => f.write_str("its hash is not the one that the manifest names"),
            Self::Unreadable => f.write_str("it cannot be read"),
            Self::Page { page } => write!(f, "page {page} has another hash than its head names"),
            Self::Count { want, got } => {
                write!(f, "{got} revoked indices where the manifest says {want}")
            }
            Self::Index => f.write_str("its index is not the one of its buckets"),
            Self::Bucket { bucket } => write!(
                f,
                "bucket {bucket} is out of order, out of range, or padded with something else than zeros"
            ),
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

/// Why a list has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No credential has this index.
    OutOfRange(OutOfRange),
    /// The part of the file that would tell is damaged.
    Damaged(Damaged),
}

impl From<Damaged> for NoAnswer {
    fn from(damaged: Damaged) -> Self {
        Self::Damaged(damaged)
    }
}

impl From<Unreadable> for Damaged {
    fn from(Unreadable: Unreadable) -> Self {
        Self::Unreadable
    }
}

impl<S: Source> StatusList<S> {
    /// The list that `entry` describes, if `source` has its size and its head: enough to ask it. What is asked for is
    /// checked then.
    pub fn open(source: S, entry: &ListEntry) -> Result<Self, Damaged> {
        let (want, got) = (entry.size, source.size());
        if got != want {
            return Err(Damaged::Size { want, got });
        }
        let want = entry.revoked;
        let geometry =
            Geometry::new(entry.capacity, want).ok_or(Damaged::Count { want, got: 0 })?;
        let cut = Cut::of(entry.size, index::size(geometry.buckets)).ok_or(Damaged::Index)?;
        let mut head = vec![0; cut.hashed];
        source.read(0, &mut head)?;
        if Sha256::digest(&head)[..] != entry.hash {
            return Err(Damaged::Hash);
        }
        let mut pages = vec![OnceCell::new(); cut.pages];
        if let [only] = pages.as_mut_slice() {
            *only = OnceCell::from(head.split_off(cut.body_at));
        }
        let (index, starts) = match head.get(cut.index_at..) {
            None | Some([]) => (None, Vec::new()),
            Some(index) => {
                let (index, starts) = Index::read(index).ok_or(Damaged::Index)?;
                (Some(index), starts)
            }
        };
        // The body has these buckets and nothing else.
        let end = starts.last().copied().unwrap_or(0);
        if u64::from(end.div_ceil(8)) != cut.body_length {
            return Err(Damaged::Index);
        }
        Ok(Self {
            rice: Rice::new(geometry.remainder),
            body_length: cut.body_length,
            entry: *entry,
            geometry,
            index,
            starts,
            head,
            pages,
            source,
        })
    }

    /// The list that `entry` describes, if `source` is it: every page has its hash, every bucket is what an encoder
    /// writes. For a list that comes in.
    pub fn parse(source: S, entry: &ListEntry) -> Result<Self, Damaged> {
        let list = Self::open(source, entry)?;
        list.check_pages()?;
        list.walk(|_| ())?;
        Ok(list)
    }

    /// Reads every page and checks its hash.
    pub fn check_pages(&self) -> Result<(), Damaged> {
        (0..as_u64(self.pages.len())).try_for_each(|page| self.page(page).map(drop))
    }

    /// Whether this index is revoked.
    pub fn status(&self, index: StatusIndex) -> Result<Status, NoAnswer> {
        let capacity = self.entry.capacity;
        if index.number() >= capacity {
            return Err(NoAnswer::OutOfRange(OutOfRange { index, capacity }));
        }
        if self.index.is_none() {
            return Ok(Status::Valid);
        }
        let (number, offset) = self.geometry.place(index.number());
        let (bytes, bucket) = self.bits_of(self.bucket(number)?)?;
        if self.rice.walk(Bits(&bytes), bucket).finds(offset) {
            Ok(Status::Revoked)
        } else {
            Ok(Status::Valid)
        }
    }

    /// Every revoked index, in ascending order, if the file is what an encoder writes.
    pub fn revoked(&self) -> Result<Vec<StatusIndex>, Damaged> {
        let mut revoked = Vec::new();
        self.walk(|index| revoked.push(index))?;
        Ok(revoked)
    }

    /// What the manifest says of this list.
    pub const fn entry(&self) -> &ListEntry {
        &self.entry
    }

    /// Reads every bucket, and holds it and the index against what an encoder writes.
    pub(crate) fn walk(&self, mut give: impl FnMut(StatusIndex)) -> Result<(), Damaged> {
        let (mut got, mut end, mut lengths) = (0_u64, 0, None);
        for number in 0..self.geometry.buckets {
            let damaged = Damaged::Bucket { bucket: number };
            let bucket = self.bucket(number)?;
            end = bucket.end;
            let (first, width) = (number * self.geometry.width, self.geometry.width_of(number));
            let (bytes, bucket) = self.bits_of(bucket)?;
            let mut walk = self.rice.walk(Bits(&bytes), bucket);
            let mut is_in_range = true;
            while walk.read(|offset| {
                let index = StatusIndex::new(first + offset).filter(|_| offset < width);
                is_in_range = index.is_some();
                got += u64::from(is_in_range);
                index.map(&mut give).is_some()
            }) {}
            if !is_in_range {
                return Err(damaged);
            }
            let length = bucket.end - bucket.start - walk.padding().ok_or(damaged)?;
            if self.index.map(|index| bucket.start + index.padded(length)) != Some(bucket.end) {
                return Err(damaged);
            }
            let (shortest, longest) = lengths.unwrap_or((length, length));
            lengths = Some((length.min(shortest), length.max(longest)));
        }
        let want = self.entry.revoked;
        if got != want {
            return Err(Damaged::Count { want, got });
        }
        let only = lengths.and_then(|(shortest, longest)| Index::of(shortest, longest));
        if only != self.index {
            return Err(Damaged::Index);
        }
        let last = as_u64(self.pages.len()).checked_sub(1);
        let last = last.map(|last| self.page(last));
        let behind = last.transpose()?.and_then(|page| page.last()).copied();
        // Half a byte may be left.
        if end % 8 != 0 && behind.is_none_or(|byte| byte >> (end % 8) != 0) {
            let bucket = self.geometry.buckets.saturating_sub(1);
            return Err(Damaged::Bucket { bucket });
        }
        Ok(())
    }

    /// Where a bucket's bits are in the body.
    fn bucket(&self, number: u64) -> Result<Bucket, Damaged> {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        match self.starts.get(number..) {
            Some(&[start, end, ..]) => Ok(Bucket {
                start: u64::from(start),
                end: u64::from(end),
            }),
            _ => Err(Damaged::Index),
        }
    }

    /// Bytes that hold a bucket, and where its bits are in them.
    #[inline]
    fn bits_of(&self, bucket: Bucket) -> Result<(Cow<'_, [u8]>, Bucket), Damaged> {
        let length = as_u64(PAGE_LENGTH);
        let (start, end) = (bucket.start / 8, bucket.end.div_ceil(8));
        let first = start / length;
        if end > (first + 1) * length {
            return Ok((Cow::Owned(self.join(start, end)?), bucket.behind(start * 8)));
        }
        // An empty bucket may stand where the body ends.
        let page = if start == end {
            &[][..]
        } else {
            self.page(first)?
        };
        Ok((Cow::Borrowed(page), bucket.behind(first * length * 8)))
    }

    /// Bytes of the body that stand on several pages.
    #[cold]
    fn join(&self, start: u64, end: u64) -> Result<Vec<u8>, Damaged> {
        let length = as_u64(PAGE_LENGTH);
        let mut bytes = Vec::new();
        for page in start / length..end.div_ceil(length) {
            let content = self.page(page)?;
            let place =
                |at: u64| usize::try_from(at.saturating_sub(page * length)).unwrap_or(usize::MAX);
            let part = content.get(place(start)..place(end).min(content.len()));
            bytes.extend_from_slice(part.unwrap_or_default());
        }
        Ok(bytes)
    }

    /// A page of the body, which has its hash.
    #[inline]
    fn page(&self, number: u64) -> Result<&[u8], Damaged> {
        let page = usize::try_from(number).ok();
        let page = page.and_then(|number| self.pages.get(number));
        let page = page.ok_or(Damaged::Page { page: number })?;
        match page.get() {
            Some(content) => Ok(content),
            None => self
                .read(number)
                .map(|content| &**page.get_or_init(|| content)),
        }
    }

    #[cold]
    fn read(&self, page: u64) -> Result<Vec<u8>, Damaged> {
        let at = page * as_u64(PAGE_LENGTH);
        let length = self.body_length.saturating_sub(at).min(as_u64(PAGE_LENGTH));
        let mut content = vec![0; usize::try_from(length).unwrap_or(0)];
        self.source
            .read(as_u64(self.head.len()) + at, &mut content)?;
        let (hashes, _) = self.head.as_chunks::<HASH_LENGTH>();
        let hash = hashes.get(usize::try_from(page).unwrap_or(usize::MAX));
        if hash.map(<[u8; HASH_LENGTH]>::as_slice) != Some(&Sha256::digest(&content)[..]) {
            return Err(Damaged::Page { page });
        }
        Ok(content)
    }
}

impl<S> fmt::Debug for StatusList<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusList({:?})", self.entry)
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
