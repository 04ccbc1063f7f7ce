use super::*;
use crate::time::Epoch;
use proptest::prelude::*;
use std::collections::BTreeSet;

const EPOCH: Epoch = Epoch::new(7);

fn indices(numbers: &BTreeSet<u64>) -> Vec<StatusIndex> {
    numbers
        .iter()
        .map(|&number| StatusIndex::new(number).unwrap())
        .collect()
}

fn list(capacity: u64, numbers: &BTreeSet<u64>) -> (StatusList<Vec<u8>>, Vec<u8>) {
    let (file, entry) = status_list::encode(EPOCH, capacity, indices(numbers)).unwrap();
    (StatusList::parse(file.clone(), &entry).unwrap(), file)
}

/// So many numbers, spread over the capacity.
fn spread(seed: u64, capacity: u64, count: usize) -> BTreeSet<u64> {
    let (mut state, mut set) = (seed, BTreeSet::new());
    while set.len() < count {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        set.insert((mixed ^ mixed >> 31) % capacity);
    }
    set
}

#[test]
fn a_delta_leads_to_the_very_bytes_of_the_new_list() {
    let all: BTreeSet<u64> = (0..1_000).collect();
    for (capacity, old, new) in [
        (1_000, BTreeSet::new(), BTreeSet::new()),
        (1_000, BTreeSet::new(), all.clone()),
        (1_000, all.clone(), BTreeSet::new()),
        (1_000, all.clone(), all),
        (1_000, [3, 9].into(), [4, 9, 999].into()),
        (1 << 40, [(1 << 40) - 1].into(), [0].into()),
        // The last of them is so far off that its quotient is longer than a word.
        (
            1 << 40,
            BTreeSet::new(),
            (0..300).chain([(1 << 40) - 1]).collect(),
        ),
        (
            1_000_000,
            spread(1, 1_000_000, 10_000),
            spread(2, 1_000_000, 9_000),
        ),
    ] {
        let ((old_list, _), (new_list, file)) = (list(capacity, &old), list(capacity, &new));
        let delta = encode(&indices(&old), &indices(&new), capacity);
        assert_eq!(apply(&old_list, &delta, new_list.entry()), Ok(file));
    }
}

#[test]
fn a_daily_delta_is_within_half_a_hundredth_of_its_bound() {
    // A tenth of a country. log2 C(N - r, 3000) / 8, and for what is removed log2 C(r, 3000) / 8.
    let (capacity, revoked) = (10_000_000, 100_000);
    let old = spread(1, capacity, revoked);
    let mut added = old.clone();
    added.extend(spread(2, capacity, 3_100).difference(&old).take(3_000));
    let mut both = added.clone();
    let ranks = spread(3, as_u64(revoked), 3_000);
    for (gone, _) in old.iter().zip(0..).filter(|(_, rank)| ranks.contains(rank)) {
        both.remove(gone);
    }
    let length = |new| encode(&indices(&old), &indices(new), capacity).len();
    assert!(
        length(&added) * 1_000 <= 4_923 * 1_005,
        "{}",
        length(&added)
    );
    assert!(
        length(&both) * 1_000 <= (4_923 + 2_430) * 1_005,
        "{}",
        length(&both)
    );
}

#[test]
fn what_leads_elsewhere_is_refused() {
    let (old, new) = ([3, 9].into(), [4, 9, 999].into());
    let ((old_list, _), (new_list, _)) = (list(1_000, &old), list(1_000, &new));
    let delta = encode(&indices(&old), &indices(&new), 1_000);
    let apply = |delta: &[u8]| apply(&old_list, delta, new_list.entry());
    assert!(apply(&delta).is_ok());
    for cut in 0..delta.len() {
        assert_eq!(apply(&delta[..cut]), Err(NoList::NotADelta), "{cut}");
    }
    let longer = [&delta[..], &[0]].concat();
    assert_eq!(apply(&longer), Err(NoList::NotADelta));
    for bit in 0..delta.len() * 8 {
        let mut flipped = delta.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(apply(&flipped).is_err(), "bit {bit}");
    }
    // To another list of as many.
    let other = encode(&indices(&old), &indices(&[5, 9, 999].into()), 1_000);
    assert_eq!(apply(&other), Err(NoList::Another));
    // From another list.
    let (other_base, _) = list(1_000, &[4, 9].into());
    let refused = super::apply(&other_base, &delta, new_list.entry());
    assert_eq!(refused, Err(NoList::NotADelta), "4 is there already");
}

#[test]
fn a_damaged_base_is_named() {
    let old = spread(3, 14_000_000, 140_000);
    let (list, file) = list(14_000_000, &old);
    let mut damaged = file;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let base = StatusList::open(damaged, list.entry()).unwrap();
    let page = Damaged::Page { page: 2 };
    let delta = encode(&indices(&old), &indices(&old), 14_000_000);
    assert_eq!(apply(&base, &delta, list.entry()), Err(NoList::Base(page)));
}

proptest! {
    #[test]
    fn every_change_has_a_delta(
        capacity in 1_u64..3_000,
        old in 0_usize..100,
        new in 0_usize..100,
        seed: u64,
    ) {
        let set = |seed, percent: usize| {
            spread(seed, capacity, usize::try_from(capacity).unwrap() * percent / 100)
        };
        let (old, new) = (set(seed, old), set(seed ^ 1, new));
        let ((old_list, _), (new_list, file)) = (list(capacity, &old), list(capacity, &new));
        let delta = encode(&indices(&old), &indices(&new), capacity);
        prop_assert_eq!(apply(&old_list, &delta, new_list.entry()), Ok(file));
    }

    #[test]
    fn arbitrary_bytes_lead_to_the_named_list_or_nowhere(
        delta in proptest::collection::vec(any::<u8>(), 0..40),
        counts in prop::array::uniform2(0_u8..4),
    ) {
        let old = [3, 9, 500].into();
        let (old_list, _) = list(1_000, &old);
        let mut delta = delta;
        if delta.len() >= HEADER {
            delta[..HEADER].copy_from_slice(&[0, 0, 0, 0, counts[0], 0, 0, 0, 0, counts[1]]);
        }
        let revoked = (3 + u64::from(counts[0])).saturating_sub(u64::from(counts[1]));
        let entry = ListEntry { revoked, ..*old_list.entry() };
        if let Ok(new) = change(&old_list, &delta, &entry) {
            prop_assert_eq!(encode(&indices(&old), &new, 1_000), delta);
        }
    }
}
