//! Deltas: from the list of one vector to that of another, and bytes that lead there by no delta or lead elsewhere.

use std::collections::BTreeSet;

use shared::credential::StatusIndex;
use shared::status_delta::encode;

use super::{Named, named, status_list};
use crate::cast;
use crate::vector::{Vector, to_hex};

const TAKEN: &str = "taken";
const REFUSED: &str = "refused";

pub(super) fn all() -> Named {
    named("status_delta", [changes(), hostile()].concat())
}

type Vectors = Vec<(&'static str, Vector)>;

/// A list by the name of its vector, the capacity and the indices.
struct List {
    name: &'static str,
    capacity: u64,
    revoked: BTreeSet<u64>,
}

impl List {
    fn new(name: &'static str, capacity: u64, revoked: impl IntoIterator<Item = u64>) -> Self {
        let revoked = revoked.into_iter().collect();
        Self {
            name,
            capacity,
            revoked,
        }
    }

    fn empty() -> Self {
        Self::new("empty", 1_000_000, [])
    }

    fn three() -> Self {
        Self::new("three", 1_000_000, cast::REVOKED)
    }

    fn four() -> Self {
        Self::new("four", 1_000_000, cast::REVOKED.into_iter().chain([FOURTH]))
    }

    fn indices(&self) -> Vec<StatusIndex> {
        self.revoked.iter().copied().map(cast::index).collect()
    }

    fn delta_to(&self, new: &Self) -> Vec<u8> {
        encode(&self.indices(), &new.indices(), new.capacity)
    }
}

/// The index of the list `four` that `three` has not.
const FOURTH: u64 = status_list::FOURTH;

fn change(about: &str, from: &List, to: &List) -> Vector {
    vector(about, TAKEN, (from, to), &from.delta_to(to))
}

fn vector(about: &str, expect: &str, (from, to): (&List, &List), delta: &[u8]) -> Vector {
    Vector::new(about, to_hex(delta))
        .with("expect", expect)
        .with("from", format_args!("status_list/{}.txt", from.name))
        .with("to", format_args!("status_list/{}.txt", to.name))
}

fn changes() -> Vectors {
    let (empty, three, four) = (List::empty(), List::three(), List::four());
    let many = List::new(
        "several_buckets",
        65_536,
        status_list::spread(65_536, 3_000),
    );
    let changed = List::new(
        "several_buckets_later",
        65_536,
        status_list::several_buckets_later(),
    );
    let crowd = List::new("all", 100, 0..100);
    let grown = List::new("all_but_one_of_more", 200, (0..200).filter(|n| *n != 50));
    let largest = StatusIndex::LIMIT;
    let far = List::new("far_apart", largest, [5, largest - 1]);
    let last = List::new("last_of_the_largest", largest, [largest - 1]);
    vec![
        ("one_added", change("one index more", &three, &four)),
        (
            "one_removed",
            change("one index less: its rank", &four, &three),
        ),
        (
            "from_nobody",
            change("the first that are revoked", &empty, &three),
        ),
        (
            "to_nobody",
            change("all are removed: every rank", &three, &empty),
        ),
        ("nothing", change("two counts of zero", &three, &three)),
        (
            "nothing_of_nothing",
            change("two counts of zero for the empty list", &empty, &empty),
        ),
        (
            "many",
            change(
                "dozens added and removed: remainders of both lengths",
                &many,
                &changed,
            ),
        ),
        (
            "capacity_grew",
            change(
                "the new list has more indices: m is 1 for what is added, 69 for what is removed",
                &crowd,
                &grown,
            ),
        ),
        ("largest", change("the longest remainder", &last, &far)),
        (
            "far_removed",
            change("the first of two is removed", &far, &last),
        ),
    ]
}

fn hostile() -> Vectors {
    let (empty, three, four) = (List::empty(), List::three(), List::four());
    let added = three.delta_to(&four);
    let removed = four.delta_to(&three);
    let other = List::new("", 1_000_000, cast::REVOKED.into_iter().chain([FOURTH + 1]));
    let refused = |about, from, to, delta: &[u8]| vector(about, REFUSED, (from, to), delta);
    let changed = |delta: &[u8], place: usize, byte: u8| {
        let mut delta = delta.to_vec();
        if let Some(there) = delta.get_mut(place) {
            *there = byte;
        }
        delta
    };
    let flipped_last = added.last().map_or(0, |last| last | 0x80);
    let last = added.len() - 1;
    vec![
        ("no_bytes", refused("no bytes", &three, &three, &[])),
        (
            "cut_in_the_counts",
            refused("nine bytes", &three, &three, &[0; 9]),
        ),
        (
            "cut",
            refused(
                "the last byte is missing",
                &three,
                &four,
                added.get(..last).unwrap_or_default(),
            ),
        ),
        (
            "longer",
            refused("a byte more", &three, &four, &[&added[..], &[0]].concat()),
        ),
        (
            "padding_is_not_zero",
            refused(
                "the last bit is one",
                &three,
                &four,
                &changed(&added, last, flipped_last),
            ),
        ),
        (
            "another_index",
            refused(
                "it adds another index than the list has",
                &three,
                &four,
                &three.delta_to(&other),
            ),
        ),
        (
            "for_another_list",
            refused(
                "it is for the list of nobody",
                &three,
                &four,
                &empty.delta_to(&four),
            ),
        ),
        (
            "added_is_there",
            refused("it adds an index that is there", &four, &four, &added),
        ),
        (
            "removed_and_added",
            refused(
                "it removes an index and adds the same one: the list is right, the delta has more than the difference",
                &three,
                &three,
                &encode(
                    &[7, 40_000, 65_536].map(cast::index),
                    &three.indices(),
                    1_000_000,
                ),
            ),
        ),
        (
            "rank_is_not_there",
            refused(
                "it removes the index of rank 4 of four",
                &four,
                &three,
                &changed(&removed, 10, 0x06),
            ),
        ),
        (
            "more_removed_than_there_are",
            refused(
                "it removes five of four",
                &four,
                &three,
                &changed(&removed, 9, 5),
            ),
        ),
        (
            "counts_do_not_fit",
            refused(
                "it adds none, and the list has one more",
                &three,
                &four,
                &[0; 10],
            ),
        ),
        (
            "counts_are_largest",
            refused("2^40 - 1 added and removed", &three, &three, &[0xff; 10]),
        ),
        (
            "no_end_of_a_quotient",
            refused(
                "zeros only",
                &three,
                &four,
                &[added.get(..10).unwrap_or_default(), &[0; 8]].concat(),
            ),
        ),
    ]
}
