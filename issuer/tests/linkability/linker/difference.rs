//! A shift shows when many pairs of visits have the same difference.

use std::collections::HashMap;

use super::{Case, Finding};
use crate::log::Entry;
use crate::score::Score;

/// The difference of indices that most pairs of visits have, modulo the capacity, joins them. All differences of two days
/// are many, so this is for neighbouring days and a few others.
pub(super) fn attack(case: &Case<'_>) -> Finding {
    let mut score = Score::default();
    for pair in &case.pairs {
        let apart = pair.second - pair.first;
        if !(apart == 1 && pair.first.is_multiple_of(3)
            || apart == 17 && pair.first.is_multiple_of(2))
        {
            continue;
        }
        let (first, second) = (&case.days[pair.first], &case.days[pair.second]);
        let capacity = case.public.capacities[&second.entries[0].day];
        let mut counts = vec![0_u32; capacity.try_into().unwrap()];
        let difference = |a: &Entry, b: &Entry| {
            usize::try_from((b.index % capacity + capacity - a.index % capacity) % capacity)
                .unwrap()
        };
        for a in first.entries {
            for b in second.entries {
                counts[difference(a, b)] += 1;
            }
        }
        let (_, most) = counts.iter().zip(0_u64..).max().unwrap();
        let by_index: HashMap<u64, usize> = second
            .entries
            .iter()
            .map(|entry| entry.index % capacity)
            .zip(0..)
            .collect();
        score.joins(&pair.mates, &pair.is_mate, |a| {
            let index = (first.entries[a].index + most) % capacity;
            by_index.get(&index).copied()
        });
    }
    let clue = "index".to_owned();
    Finding {
        attacker: "difference",
        clue,
        score,
        z: score.rare_deviations(),
    }
}
