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
    #[inline]
    pub(crate) fn word(self, at: u64) -> u64 {
        self.window(at) & ones(WORD)
    }

    /// The bits from `at` on, [`WORD`] of them at least.
    #[inline]
    pub(crate) fn window(self, at: u64) -> u64 {
        let byte = usize::try_from(at >> 3).unwrap_or(usize::MAX);
        let chunk = self.0.get(byte..byte.saturating_add(8));
        let chunk = chunk.and_then(<[u8]>::first_chunk);
        let word = chunk.map_or_else(|| self.last_word(byte), |chunk| u64::from_le_bytes(*chunk));
        word >> (at & 7)
    }

    /// Fewer bytes than a word has.
    #[cold]
    #[inline(never)]
    fn last_word(self, byte: usize) -> u64 {
        let high_first = self.0.iter().skip(byte).rev();
        high_first.fold(0, |word, &byte| word << 8 | u64::from(byte))
    }
}

/// The lowest `count` bits, at most 63.
pub(crate) const fn ones(count: u32) -> u64 {
    (1 << count) - 1
}

/// Bits to write, in any order.
#[derive(Debug)]
pub(crate) struct Board {
    words: Vec<u64>,
    bytes: usize,
}

impl Board {
    /// So many bytes of zeros.
    pub(crate) fn new(bytes: usize) -> Self {
        // A value may begin at the last bit.
        let words = vec![0; bytes / 8 + 2];
        Self { words, bytes }
    }

    /// Writes a value of at most [`WORD`] bits over zeros.
    #[inline]
    pub(crate) fn put(&mut self, at: u64, value: u64) {
        let word = usize::try_from(at >> 6).unwrap_or(usize::MAX);
        if let Some([low, high, ..]) = self.words.get_mut(word..) {
            *low |= value << (at & 63);
            *high |= value >> 1 >> (63 - (at & 63));
        }
    }

    /// The bytes.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = vec![0; self.words.len() * 8];
        let (chunks, _) = bytes.as_chunks_mut();
        for (chunk, word) in chunks.iter_mut().zip(self.words) {
            *chunk = word.to_le_bytes();
        }
        bytes.truncate(self.bytes);
        bytes
    }
}
