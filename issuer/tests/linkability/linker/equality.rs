//! Whatever two visits of different days have in common, and the crowd has not, joins them: any item, any aligned string of
//! two, four or eight bytes.

use super::{Case, Finding};
use crate::log::Entry;
use crate::score::{Score, real};

/// Of one place in all presentations: what stands there, on which day, by whom.
type Told = (u64, usize, usize);

pub(super) fn attack(case: &Case<'_>) -> Vec<Finding> {
    let chances = chances(case);
    let mut findings = Vec::new();
    let longest = case
        .days
        .iter()
        .flat_map(|day| day.entries)
        .map(|entry| entry.bytes.len())
        .max()
        .unwrap();
    for width in [2, 4, 8] {
        for start in (0..longest).step_by(width) {
            let value = |entry: &Entry| Some(digest(entry.bytes.get(start..start + width)?));
            let clue = || format!("bytes {start}..{}", start + width);
            findings.push(same(case, &chances, value, clue));
        }
    }
    let items = case
        .days
        .iter()
        .flat_map(|day| day.entries)
        .map(|entry| entry.items.len())
        .max()
        .unwrap();
    for place in 0..items {
        let value = |entry: &Entry| {
            entry
                .items
                .get(place)
                .map(|(_, range)| digest(&entry.bytes[range.clone()]))
        };
        let clue = || {
            format!(
                "item {place}, {}",
                case.days[0].entries[0].items[place].0.as_str()
            )
        };
        findings.push(same(case, &chances, value, clue));
    }
    findings
}

/// FNV-1a; up to eight bytes they are taken as they are.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    if bytes.len() <= 8 {
        return bytes
            .iter()
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    }
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// How likely a visit of one day and one of another are of the same citizen, by chance.
fn chances(case: &Case<'_>) -> Vec<Vec<f64>> {
    let mut chances = vec![vec![0.0; case.days.len()]; case.days.len()];
    for (first, second, common) in case.common() {
        let pairs = case.days[first].who.len() * case.days[second].who.len();
        chances[first][second] = real(common) / real(pairs);
        chances[second][first] = chances[first][second];
    }
    chances
}

/// Joins all visits of different days that have the same value. The variance is at most the mean, as the joins of a value
/// exclude each other; it is taken as that.
fn same(
    case: &Case<'_>,
    chances: &[Vec<f64>],
    value: impl Fn(&Entry) -> Option<u64>,
    clue: impl Fn() -> String,
) -> Finding {
    let mut told: Vec<Told> = Vec::new();
    for (number, day) in case.days.iter().enumerate() {
        let visits = day.entries.iter().zip(day.who);
        told.extend(visits.filter_map(|(entry, who)| Some((value(entry)?, *who, number))));
    }
    let first = told.first().map(|told| told.0);
    if told.iter().any(|told| Some(told.0) != first) {
        told.sort_unstable();
    }
    let mut score = Score::default();
    for group in told
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        join(case, chances, group, &mut score);
    }
    Finding {
        attacker: "equality",
        clue: clue(),
        score,
        z: score.rare_deviations(),
    }
}

fn join(case: &Case<'_>, chances: &[Vec<f64>], group: &[Told], score: &mut Score) {
    let mut sizes = vec![0; case.days.len()];
    for (_, _, day) in group {
        sizes[*day] += 1;
    }
    // What the whole day's crowd shares joins nobody.
    for (size, day) in sizes.iter_mut().zip(&case.days) {
        if *size == day.who.len() {
            *size = 0;
        }
    }
    let mut expected = 0.0;
    for (later, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 0) {
        let earlier = sizes[..later].iter().zip(&chances[later]);
        expected += real(*size)
            * earlier
                .map(|(size, chance)| real(*size) * chance)
                .sum::<f64>();
    }
    let mut found = 0;
    for of_one in group.chunk_by(|a, b| a.1 == b.1) {
        let days = of_one.iter().filter(|(_, _, day)| sizes[*day] > 0).count();
        found += days * days.saturating_sub(1) / 2;
    }
    score.add(real(found), expected, expected);
}
