//! Status lists: one file for each set, and files that are signed and no list.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::status_list::encode;
use shared::time::Epoch;

use super::{Named, named};
use crate::cast;
use crate::random::Random;
use crate::vector::{Vector, to_hex};

const TAKEN: &str = "taken";
const DAMAGED: &str = "damaged";

pub(super) fn all() -> Named {
    named(
        "status_list",
        [sets(), buckets(), indices(), pages()].concat(),
    )
}

type Vectors = Vec<(&'static str, Vector)>;

/// A list that an encoder writes.
fn set(about: &str, capacity: u64, revoked: impl IntoIterator<Item = u64>) -> Vector {
    let (file, entry) = written(capacity, revoked);
    described(about, TAKEN, &file, &entry)
}

#[expect(
    clippy::expect_used,
    reason = "the indices here are below their capacities"
)]
fn written(capacity: u64, revoked: impl IntoIterator<Item = u64>) -> (Vec<u8>, ListEntry) {
    let revoked = revoked.into_iter().map(cast::index).collect();
    encode(Epoch::new(0), capacity, revoked).expect("indices in range")
}

/// A file as the manifest describes it.
fn described(about: &str, expect: &str, file: &[u8], entry: &ListEntry) -> Vector {
    Vector::new(about, to_hex(file))
        .with("expect", expect)
        .with("capacity", entry.capacity)
        .with("revoked", entry.revoked)
        .with("size", entry.size)
        .with("hash", to_hex(&entry.hash))
}

/// A file that is signed as it is, of at most one page.
fn signed(about: &str, expect: &str, file: &[u8], capacity: u64, revoked: u64) -> Vector {
    let entry = ListEntry {
        epoch: Epoch::new(0),
        capacity,
        revoked,
        size: u64::try_from(file.len()).unwrap_or(u64::MAX),
        hash: Sha256::digest(file).into(),
    };
    described(about, expect, file, &entry)
}

/// So many different indices at random.
fn spread(capacity: u64, count: usize) -> BTreeSet<u64> {
    let (mut random, mut set) = (Random(7), BTreeSet::new());
    while set.len() < count {
        set.insert(random.number(capacity));
    }
    set
}

fn sets() -> Vectors {
    vec![
        (
            "three",
            set("three revoked indices", 1_000_000, cast::REVOKED),
        ),
        ("empty", set("nobody is revoked", 1_000_000, [])),
        (
            "first_and_last",
            set("the first index and the last", 1_000_000, [0, 999_999]),
        ),
        (
            "all",
            set("everybody is revoked: remainders of no bits", 100, 0..100),
        ),
        (
            "several_buckets",
            set(
                "buckets of different lengths, of units of 4 bits",
                65_536,
                spread(65_536, 3_000),
            ),
        ),
        (
            "coarse_units",
            set(
                "neighbours: one bucket is long, nine are empty, so units are coarse",
                1 << 20,
                0..2_000,
            ),
        ),
        (
            "far_apart",
            set(
                "two indices of the largest capacity: long remainders",
                StatusIndex::LIMIT,
                [5, StatusIndex::LIMIT - 1],
            ),
        ),
    ]
}

/// The index of one bucket of so many units of 4 bits.
const fn index(units: u8) -> [u8; 10] {
    [2, 0, 0, 0, units, 0, 0, 0, 0, 0]
}

/// Two gaps of 4: their quotients 1 1, two bits of padding, their remainders of six bits.
const TWO_GAPS: u16 = 0b0001_0000_0100_0011;

fn two_gaps(about: &str, index: [u8; 10], bucket: u16) -> Vector {
    signed(
        about,
        DAMAGED,
        &[&index[..], &bucket.to_le_bytes()].concat(),
        200,
        2,
    )
}

fn buckets() -> Vectors {
    // The first gap is 4, the second's quotient 3; its remainder decides where the second index is.
    let second = |about: &str, expect: &str, remainder: u8| {
        let [low, high, top, _] =
            (0b1_0001_u32 | u32::from(remainder) << 8 | 4 << 14).to_le_bytes();
        let file = [&index(5)[..], &[low, high, top]].concat();
        signed(about, expect, &file, 200, 2)
    };
    let right = [&index(4)[..], &TWO_GAPS.to_le_bytes()].concat();
    vec![
        (
            "padding_is_zero",
            signed("two indices, two bits of padding", TAKEN, &right, 200, 2),
        ),
        (
            "padding_is_not_zero",
            two_gaps("a bit of the padding is set", index(4), TWO_GAPS | 0b0100),
        ),
        (
            "padding_is_a_unit",
            signed(
                "the bucket is a unit longer than it must be",
                DAMAGED,
                &[&index(5)[..], &[0b0000_0011, 0b0000_0100, 0b0000_0001]].concat(),
                200,
                2,
            ),
        ),
        (
            "last_below_capacity",
            second("the second index is 199 of 200", TAKEN, 2),
        ),
        (
            "index_at_capacity",
            second("the second index is 200 of 200", DAMAGED, 3),
        ),
        (
            "count_is_more",
            signed(
                "two indices where the manifest names three",
                DAMAGED,
                &right,
                200,
                3,
            ),
        ),
        (
            "count_is_less",
            signed(
                "two indices where the manifest names one",
                DAMAGED,
                &right,
                200,
                1,
            ),
        ),
        (
            "count_above_capacity",
            signed(
                "the manifest names more indices than there are",
                DAMAGED,
                &right,
                1,
                2,
            ),
        ),
    ]
}

fn indices() -> Vectors {
    let with = |place: usize, byte: u8| {
        let mut index = index(4);
        if let Some(place) = index.get_mut(place) {
            *place = byte;
        }
        index
    };
    let coarser = [3, 0, 0, 0, 2, 0, 0, 0, 0, 0];
    let least = [2, 0, 0, 0, 3, 0, 0, 0, 0, 1];
    let (several, entry) = written(65_536, spread(65_536, 3_000));
    let mut cut = several.clone();
    cut.pop();
    let longer = [&several[..], &[0]].concat();
    let file = |about: &str, file: &[u8]| signed(about, DAMAGED, file, 65_536, 3_000);
    let mut flipped = several.clone();
    if let Some(byte) = flipped.last_mut() {
        *byte ^= 1;
    }
    vec![
        (
            "unit_is_coarse",
            two_gaps("units of 8 bits where 4 are enough", coarser, TWO_GAPS),
        ),
        (
            "unit_is_fine",
            two_gaps("units of 2 bits", [1, 0, 0, 0, 8, 0, 0, 0, 0, 0], TWO_GAPS),
        ),
        (
            "least_is_too_small",
            two_gaps(
                "the shortest bucket is 3 units, all are 1 longer",
                least,
                TWO_GAPS,
            ),
        ),
        (
            "total_is_not_zero",
            two_gaps(
                "a unit stands before the first bucket",
                with(8, 1),
                TWO_GAPS,
            ),
        ),
        (
            "bucket_is_long",
            two_gaps(
                "the bucket is a unit longer than the body",
                with(9, 1),
                TWO_GAPS,
            ),
        ),
        ("cut", file("the last byte is missing", &cut)),
        (
            "longer",
            file("a zero byte stands behind the body", &longer),
        ),
        (
            "hash_differs",
            described(
                "a bit is flipped after the hash was taken",
                DAMAGED,
                &flipped,
                &entry,
            ),
        ),
        (
            "size_differs",
            described(
                "a byte is missing, and the manifest does not say so",
                DAMAGED,
                &cut,
                &entry,
            ),
        ),
    ]
}

fn pages() -> Vectors {
    const CAPACITY: u64 = 1 << 20;
    let (file, entry) = written(CAPACITY, spread(CAPACITY, 150_000));
    let mut flipped = file.clone();
    if let Some(byte) = flipped.last_mut() {
        *byte ^= 1;
    }
    vec![
        (
            "two_pages",
            described(
                "a body of more than 65,536 bytes: the hash covers what stands before it",
                TAKEN,
                &file,
                &entry,
            ),
        ),
        (
            "page_hash_differs",
            described(
                "a bit of the second page is flipped",
                DAMAGED,
                &flipped,
                &entry,
            ),
        ),
    ]
}
