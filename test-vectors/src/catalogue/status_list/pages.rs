//! Lists of more than one page, and pages that are not theirs.

use sha2::{Digest as _, Sha256};
use shared::manifest::ListEntry;
use shared::status_list::PAGE_LENGTH;

use super::{DAMAGED, TAKEN, Vectors, described, signed, spread, written};
use crate::vector::Vector;

/// The smallest list of two pages where everybody is revoked: the last byte is half empty.
const TWO: u64 = 8 * 65_536 + 4;

pub(super) fn all() -> Vectors {
    const CAPACITY: u64 = 1 << 20;
    let (file, entry) = written(CAPACITY, spread(CAPACITY, 150_000));
    let spread = described(
        "a body of more than 65,536 bytes: the hash covers what stands before it",
        TAKEN,
        &file,
        &entry,
    );
    let two = Paged::all(TWO);
    let whole = [&two.head[..], &two.body].concat();
    let of_all = ListEntry {
        hash: Sha256::digest(&whole).into(),
        ..two.entry
    };
    let (_, index) = two.head.split_at(2 * 32);
    let unpaged = [index, &two.body].concat();
    let (one, entry) = written(200, [4, 9]);
    let (index, body) = one.split_at(10);
    let head = [&Sha256::digest(body)[..], index].concat();
    let needless = ListEntry {
        size: entry.size + 32,
        hash: Sha256::digest(&head).into(),
        ..entry
    };
    let mut false_hash = Paged::all(TWO);
    if let Some(byte) = false_hash.head.first_mut() {
        *byte ^= 1;
    }
    let end = Paged::all(TWO).with(PAGE_LENGTH, 0x1f).with_hashes();
    vec![
        ("two_pages", spread),
        (
            "one_full_page",
            Paged::all(8 * 65_536).vector("a body of 65,536 bytes", TAKEN),
        ),
        (
            "a_byte_more_than_a_page",
            two.vector("a body of 65,537 bytes", TAKEN),
        ),
        (
            "two_full_pages",
            Paged::all(16 * 65_536).vector("a body of 131,072 bytes", TAKEN),
        ),
        (
            "hash_of_all_of_two_pages",
            described("the hash covers the body too", DAMAGED, &whole, &of_all),
        ),
        (
            "two_pages_without_hashes",
            signed(
                "a body of 65,537 bytes behind its index",
                DAMAGED,
                &unpaged,
                TWO,
                TWO,
            ),
        ),
        (
            "one_page_with_a_hash",
            described(
                "a hash of the only page",
                DAMAGED,
                &[&head[..], body].concat(),
                &needless,
            ),
        ),
        (
            "page_hash_is_false",
            false_hash
                .signed()
                .vector("the first hash is not that of its page", DAMAGED),
        ),
        (
            "first_page_differs",
            Paged::all(TWO)
                .with(0, 0xfe)
                .vector("a bit of the first page is flipped", DAMAGED),
        ),
        (
            "middle_page_differs",
            Paged::all(17 * 65_536)
                .with(PAGE_LENGTH, 0xfe)
                .vector("a bit of the second of three pages is flipped", DAMAGED),
        ),
        (
            "bits_behind_the_last_page",
            end.signed()
                .vector("half a byte is left, and not zero", DAMAGED),
        ),
    ]
}

/// A list of more than one page in its parts.
struct Paged {
    /// Page hashes and index.
    head: Vec<u8>,
    body: Vec<u8>,
    entry: ListEntry,
}

impl Paged {
    /// Everybody of so many is revoked.
    fn all(capacity: u64) -> Self {
        let (mut head, entry) = written(capacity, 0..capacity);
        let length = usize::try_from(capacity.div_ceil(8)).unwrap_or(usize::MAX);
        let body = head.split_off(head.len().saturating_sub(length));
        Self { head, body, entry }
    }

    fn vector(&self, about: &str, expect: &str) -> Vector {
        described(
            about,
            expect,
            &[&self.head[..], &self.body].concat(),
            &self.entry,
        )
    }

    /// The same with a byte of the body changed.
    fn with(mut self, place: usize, byte: u8) -> Self {
        if let Some(place) = self.body.get_mut(place) {
            *place = byte;
        }
        self
    }

    /// The same with the right hash of each page.
    fn with_hashes(mut self) -> Self {
        let hashes: Vec<u8> = self
            .body
            .chunks(PAGE_LENGTH)
            .flat_map(Sha256::digest)
            .collect();
        self.head.splice(..hashes.len(), hashes);
        self
    }

    /// The same under the hash of its head.
    fn signed(mut self) -> Self {
        self.entry.hash = Sha256::digest(&self.head).into();
        self
    }
}
