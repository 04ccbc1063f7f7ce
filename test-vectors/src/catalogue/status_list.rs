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

mod pages;

const TAKEN: &str = "taken";
const DAMAGED: &str = "damaged";

pub(super) fn all() -> Named {
    named(
        "status_list",
        [
            sets(),
            formulas(),
            buckets(),
            indices(),
            hostile(),
            pages::all(),
        ]
        .concat(),
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
pub(super) fn spread(capacity: u64, count: usize) -> BTreeSet<u64> {
    let (mut random, mut set) = (Random(7), BTreeSet::new());
    while set.len() < count {
        set.insert(random.number(capacity));
    }
    set
}

/// What `four` has and `three` has not.
pub(super) const FOURTH: u64 = 50_000;

/// `several_buckets` some days on: 60 of 3,000 are gone, 100 are new.
pub(super) fn several_buckets_later() -> BTreeSet<u64> {
    let mut set = spread(65_536, 3_100);
    let first = spread(65_536, 3_000);
    set.retain(|index| !first.contains(index));
    set.extend(
        first
            .into_iter()
            .zip(0..)
            .filter(|(_, rank)| rank % 50 != 7)
            .map(|(index, _)| index),
    );
    set
}

/// The bytes of these hexadecimal digits.
#[expect(clippy::expect_used, reason = "the digits stand here")]
fn hex(digits: &str) -> Vec<u8> {
    let vector = Vector::new("", digits.to_owned());
    vector.bytes().expect("hexadecimal digits")
}

fn sets() -> Vectors {
    vec![
        (
            "three",
            set("three revoked indices", 1_000_000, cast::REVOKED),
        ),
        (
            "four",
            set(
                "three and a fourth",
                1_000_000,
                cast::REVOKED.into_iter().chain([FOURTH]),
            ),
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
            "several_buckets_later",
            set(
                "the same, 60 less and 100 more",
                65_536,
                several_buckets_later(),
            ),
        ),
        (
            "all_but_one_of_more",
            set(
                "one is not revoked, of a capacity that grew",
                200,
                (0..200).filter(|n| *n != 50),
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
        (
            "last_of_the_largest",
            set(
                "the last index of the largest capacity alone",
                StatusIndex::LIMIT,
                [StatusIndex::LIMIT - 1],
            ),
        ),
    ]
}

/// Sets at the edges of k, W, B and s.
fn formulas() -> Vectors {
    let largest = StatusIndex::LIMIT;
    let even = (0..=512).map(|n| 2 * n).chain([1_029]);
    vec![
        (
            "k_just_enough",
            set("133 · R · 2^k is just 64 · N", 133, [132]),
        ),
        (
            "k_one_more",
            set("N is one more than 133, so k is", 134, [133]),
        ),
        (
            "k_largest",
            set("remainders of 39 bits", largest, [largest - 1]),
        ),
        (
            "width_rounded_once",
            set(
                "every third index of 3,000",
                3_000,
                (0..1_000).map(|n| 3 * n),
            ),
        ),
        (
            "one_whole_bucket",
            set("W is N, so B is 1", 1_024, 0..1_024),
        ),
        (
            "units_255_longer",
            set(
                "buckets of 1,024 bits and of 1: 256 units and 1",
                1_025,
                0..1_025,
            ),
        ),
        (
            "units_256_longer",
            set("one unit too many for units of 4 bits", 1_030, even),
        ),
        (
            "nothing_of_nothing",
            set("no indices, and none revoked", 0, []),
        ),
        (
            "more_than_32_buckets",
            set(
                "two groups of buckets in the index",
                largest,
                spread(largest, 2_300),
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

/// Files that trip readers: numbers too large for a machine word, no bytes where some are needed.
fn hostile() -> Vectors {
    let file = |about: &str, digits: &str, capacity: u64, revoked: u64| {
        signed(about, DAMAGED, &hex(digits), capacity, revoked)
    };
    let (one, mut entry) = written(200, [4, 9]);
    entry.size += 1;
    let size_alone = described("the manifest's size is one more", DAMAGED, &one, &entry);
    let (_, mut nobody) = written(1_000_000, []);
    nobody.hash = Sha256::digest([0]).into();
    let empty_hash = described(
        "an empty file, and the hash of another",
        DAMAGED,
        &[],
        &nobody,
    );
    let (several, entry) = written(StatusIndex::LIMIT, spread(StatusIndex::LIMIT, 2_300));
    let mut later = several;
    // The total of the second group of buckets.
    if let Some(byte) = later.get_mut(5 + 4 + 32 + 3) {
        *byte ^= 1;
    }
    let total = signed(
        "the total of the second group is wrong",
        DAMAGED,
        &later,
        entry.capacity,
        entry.revoked,
    );
    vec![
        ("size_alone_differs", size_alone),
        ("empty_hash_differs", empty_hash),
        ("total_of_a_later_group", total),
        (
            "empty_is_not_empty",
            file(
                "nobody is revoked, in an index of nothing",
                "02000000000000000000",
                1_000_000,
                0,
            ),
        ),
        (
            "no_capacity",
            file(
                "an index is revoked, and there is none",
                "0200000001000000000001",
                0,
                1,
            ),
        ),
        ("no_bytes", file("two indices in no bytes", "", 200, 2)),
        (
            "cut_in_the_index",
            file("the index is not whole", "020000000400000000", 200, 2),
        ),
        (
            "units_of_2_bits",
            file(
                "s is 1, all else is right",
                &format!("01000000320000000000{}0f", "ff".repeat(12)),
                100,
                100,
            ),
        ),
        (
            "units_of_1_bit",
            file(
                "s is 0, all else is right",
                &format!("00000000640000000000{}0f", "ff".repeat(12)),
                100,
                100,
            ),
        ),
        (
            "units_of_2_to_the_255_bits",
            file("s is 255", "ffffffffff00000000004310", 200, 2),
        ),
        (
            "units_wrap_a_word",
            file(
                "s is 33: 2^31 units of it are 2^64 bits",
                "218000000000000000004310",
                200,
                2,
            ),
        ),
        (
            "three_for_two",
            file(
                "three indices where the manifest names two",
                "02000000060000000000cbe31f",
                200,
                2,
            ),
        ),
        (
            "bits_behind_the_last_bucket",
            file(
                "half a byte is left, and not zero",
                "02000000050000000000110281",
                200,
                2,
            ),
        ),
        (
            "index_of_the_next_bucket",
            file(
                "an index stands in the bucket before its own",
                SPAN,
                StatusIndex::LIMIT,
                60,
            ),
        ),
    ]
}

/// 60 indices in two buckets; the last of the first bucket belongs to the second.
const SPAN: &str = "\
     030000001200000000e80073f51f9ffbbb22b65c4e3b025c05c676d2c1d37de6\
     370b28c72d1fb4a1fa88d7e9ec101ce9762d2d5fed370765109c1cc30c137b01\
     96e0a4e55c15e1be9ecc8d4f80af35409f38481e3bfe60560280a29c8ba82276\
     32e199e5d07ee42a30173bdc93c21fdd02b369067d6eb54fe2595fcc17f48743\
     144850e97c93b8cd5a5a2c158988f47f085d9f4133081097c5e896091aab8fa2\
     179dc60b0316e255e3dac3ba078f756151dfde90f8255f74e44220e985d49832\
     27da8255455c5fd87f1d92ba94507ceec704d83b078068fc94e36a5b9dc201d1\
     2c2d7ed40d32c6f7cbed540a6121f27ba75a649d63365db09211976651c490d6\
     b66a18c5770ffff05365fc933577f01fbcbe40c1130946";
