//! Over many keys, the permutation of a tiny domain gives every order equally often, and a short network would not.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeMap;

use shared::permutation::{Capacity, RatchetKey};
use shared::time::Epoch;

const KEYS: u32 = 4_800;

/// How often each order of the slots came, over a chain of days.
fn orders(capacity: u64) -> BTreeMap<Vec<u64>, u32> {
    let capacity = Capacity::new(capacity).unwrap();
    let mut key = RatchetKey::new(Epoch::new(1), [5; 32]);
    let mut seen = BTreeMap::new();
    for _ in 0..KEYS {
        let permutation = key.permutation(capacity);
        let order = (0..capacity.get())
            .map(|slot| permutation.index(slot).unwrap().number())
            .collect();
        *seen.entry(order).or_default() += 1;
        key = key.next().unwrap();
    }
    seen
}

/// Pearson's sum of squares, for so many orders that should be alike frequent.
fn chi_square(seen: &BTreeMap<Vec<u64>, u32>, orders: u32) -> f64 {
    let expected = f64::from(KEYS) / f64::from(orders);
    let found: f64 = seen
        .values()
        .map(|&times| (f64::from(times) - expected).powi(2) / expected)
        .sum();
    let absent = f64::from(orders) - seen.values().map(|_| 1.0).sum::<f64>();
    found + absent * expected
}

#[test]
fn every_order_of_a_few_slots_is_alike_frequent() {
    // The bounds are those that chance passes once in a million: 5 and 23 degrees of freedom.
    for (capacity, all, bound) in [(3, 6, 35.9), (4, 24, 73.0)] {
        let seen = orders(capacity);
        let found = chi_square(&seen, all);
        assert!(found < bound, "{capacity} slots: {found}, {seen:?}");
    }
}

#[test]
fn orders_that_favour_one_another_are_found() {
    let mut seen = orders(4);
    let (first, others) = {
        let mut times = seen.values_mut();
        (times.next().unwrap(), times)
    };
    // A tenth of each other's visits goes to the first.
    for times in others.take(10) {
        *first += *times / 10;
        *times -= *times / 10;
    }
    assert!(chi_square(&seen, 24) > 73.0);
}
