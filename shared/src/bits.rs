//! A byte string as bits, the lowest bit of each byte first.

use alloc::vec;
use alloc::vec::Vec;

/// Bits that a word has.
pub(crate) const WORD: u32 = 57;

/// Bits to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits<'a>(pub(crate) &'a [u8]);

impl Bits<'_> {
    /// The [`WORD`] bits from `at` on; zeros where there are none.
    pub(crate) fn word(&self, at: u64) -> u64 {
        let byte = usize::try_from(at >> 3).unwrap_or(usize::MAX);
        let bytes = self.0.get(byte..).unwrap_or_default();
        let word = match bytes.first_chunk() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => last_word(bytes),
        };
        word >> (at & 7) & ones(WORD)
    }
}

#[cold]
fn last_word(bytes: &[u8]) -> u64 {
    let high_first = bytes.iter().rev();
    high_first.fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The lowest `count` bits, at most 63.
pub(crate) const fn ones(count: u32) -> u64 {
    (1 << count) - 1
}

/// Bits to write, in any order.
#[derive(Debug)]
pub(crate) struct Board(Vec<u8>);

impl Board {
    /// So many bytes of zeros.
    pub(crate) fn new(bytes: usize) -> Self {
        // A word may be written at the last bit.
        Self(vec![0; bytes + 8])
    }

    /// Writes a value of at most [`WORD`] bits over zeros.
    pub(crate) fn put(&mut self, at: u64, value: u64) {
        let byte = usize::try_from(at >> 3).unwrap_or(usize::MAX);
        let window = self.0.get_mut(byte..).and_then(<[u8]>::first_chunk_mut);
        if let Some(chunk) = window {
            *chunk = (u64::from_le_bytes(*chunk) | value << (at & 7)).to_le_bytes();
        }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        let end = self.0.len() - 8;
        self.0.get(..end).unwrap_or_default()
    }
}
