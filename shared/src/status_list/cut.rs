//! The parts of a status list's file, which follow from its size.

use super::{HASH_LENGTH, PAGE_LENGTH, as_u64};

/// How a file of this size is cut into hashes of pages, index and body.
pub(super) struct Cut {
    /// Pages of the body.
    pub(super) pages: usize,
    /// Where the index begins.
    pub(super) index_at: usize,
    /// Where the body begins.
    pub(super) body_at: usize,
    /// Bytes of the body.
    pub(super) body_length: u64,
    /// How much the entry's hash covers.
    pub(super) hashed: usize,
}

impl Cut {
    /// None where no file has this size with an index of so many bytes.
    pub(super) fn of(size: u64, index: u64) -> Option<Self> {
        let (page, hash) = (as_u64(PAGE_LENGTH), as_u64(HASH_LENGTH));
        let rest = size.checked_sub(index)?;
        // One page needs no hash of its own.
        let (pages, hashes) = match rest.div_ceil(page + hash) {
            _ if rest <= page => (rest.div_ceil(page), 0),
            pages => (pages, pages * hash),
        };
        let body_length = rest.checked_sub(hashes)?;
        if body_length.div_ceil(page) != pages || (hashes > 0 && pages < 2) {
            return None;
        }
        let body_at = hashes + index;
        let hashed = if hashes == 0 { size } else { body_at };
        Some(Self {
            pages: usize::try_from(pages).ok()?,
            index_at: usize::try_from(hashes).ok()?,
            body_at: usize::try_from(body_at).ok()?,
            body_length,
            hashed: usize::try_from(hashed).ok()?,
        })
    }
}
