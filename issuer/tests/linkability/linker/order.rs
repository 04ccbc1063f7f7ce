//! A secret order shows when the visits of each day, sorted by some number, stand in like order.

use shared::layout::Name;

use super::{Case, Finding, Pair};
use crate::log::Entry;
use crate::score::Score;

/// Each day's visits sorted by a number: matched by rank, by the nearest number, and by how far the order is the same or
/// the reverse.
pub(super) fn attack(case: &Case<'_>) -> Vec<Finding> {
    type Number = fn(&Entry) -> u64;
    let numbers: [(&str, Number); 5] = [
        ("index", |entry| entry.index),
        ("device key", |entry| entry.tail(Name::X)),
        ("issuer's signature", |entry| {
            entry.tail(Name::IssuerSignature)
        }),
        ("device's signature", |entry| {
            entry.tail(Name::DeviceSignature)
        }),
        ("time of day", |entry| entry.now.seconds() % 86_400),
    ];
    let mut findings = Vec::new();
    for (clue, number) in numbers {
        let days: Vec<Vec<(u64, usize)>> = case
            .days
            .iter()
            .map(|day| {
                let mut sorted: Vec<_> = day.entries.iter().map(number).zip(0..).collect();
                sorted.sort_unstable();
                sorted
            })
            .collect();
        let [mut rank, mut near, mut order] = [Score::default(); 3];
        for pair in &case.pairs {
            let (first, second) = (&days[pair.first], &days[pair.second]);
            let mut partner = vec![0; first.len()];
            for (place, (_, a)) in first.iter().enumerate() {
                partner[*a] = second[place * second.len() / first.len()].1;
            }
            rank.joins(&pair.mates, &pair.is_mate, |a| Some(partner[a]));
            nearest(first, second, &mut partner);
            near.joins(&pair.mates, &pair.is_mate, |a| Some(partner[a]));
            order.order(ranks(pair, first, second).into_iter());
        }
        for (attacker, score) in [("rank", rank), ("nearest", near), ("order", order)] {
            findings.push(Finding {
                attacker,
                clue: clue.to_owned(),
                score,
                z: score.deviations(),
            });
        }
    }
    findings
}

/// For every visit of the first day the visit of the second whose number is nearest.
fn nearest(first: &[(u64, usize)], second: &[(u64, usize)], partner: &mut [usize]) {
    let mut next = 0;
    for (number, a) in first {
        while next + 1 < second.len()
            && second[next + 1].0.abs_diff(*number) <= second[next].0.abs_diff(*number)
        {
            next += 1;
        }
        partner[*a] = second[next].1;
    }
}

/// The ranks of those who came on both days.
fn ranks(pair: &Pair, first: &[(u64, usize)], second: &[(u64, usize)]) -> Vec<(usize, usize)> {
    let rank = |sorted: &[(u64, usize)], is_mate: &dyn Fn(usize) -> bool| {
        let mut ranks = vec![0; sorted.len()];
        let mates = sorted.iter().filter(|(_, place)| is_mate(*place));
        for (rank, (_, place)) in mates.enumerate() {
            ranks[*place] = rank;
        }
        ranks
    };
    let mut came_again = vec![false; first.len()];
    for (a, _) in &pair.mates {
        came_again[*a] = true;
    }
    let a = rank(first, &|place| came_again[place]);
    let b = rank(second, &|place| pair.is_mate[place]);
    pair.mates
        .iter()
        .map(|mate| (a[mate.0], b[mate.1]))
        .collect()
}
