//! A cohort shows when the classes that a feature makes of one day's crowd are not independent of those of another day.

use shared::layout::Name;

use super::equality::digest;
use super::{Case, Day, Finding};
use crate::log::{Entry, Public};
use crate::score::Score;

/// Of an entry, with what is public.
type Told = fn(&Entry, &Public<'_>) -> u64;
type Feature = Box<dyn Fn(&Entry, &Public<'_>) -> u64>;

/// Besides every item of a presentation.
const FEATURES: [(&str, Told); 11] = [
    ("length", |entry, _| entry.bytes.len().try_into().unwrap()),
    ("fourth of the capacity", |entry, public| {
        entry.index * 4 / public.capacities[&entry.day]
    }),
    ("sixteenth of the capacity", |entry, public| {
        entry.index * 16 / public.capacities[&entry.day]
    }),
    ("within the capacity", |entry, public| {
        u64::from(entry.index < public.capacities[&entry.day])
    }),
    ("index modulo 2", |entry, _| entry.index % 2),
    ("index modulo 8", |entry, _| entry.index % 8),
    ("length of the index", |entry, _| {
        (64 - entry.index.leading_zeros()).into()
    }),
    ("device key modulo 8", |entry, _| entry.tail(Name::X) % 8),
    ("revoked later", |entry, public| public.revoked_later(entry)),
    ("venue modulo 8", |entry, _| entry.venue % 8),
    ("hour", |entry, _| entry.now.seconds() % 86_400 / 3_600),
];

/// Each day's crowd split by a feature of few values, which need not be the same on two days: does the class of one day
/// tell the class of another?
pub(super) fn attack(case: &Case<'_>) -> Vec<Finding> {
    let mut features: Vec<(String, Feature)> = FEATURES
        .iter()
        .map(|(clue, feature)| -> (String, Feature) { ((*clue).to_owned(), Box::new(*feature)) })
        .collect();
    let items = case.days[0].entries[0].items.len();
    for place in 0..items {
        let (name, _) = &case.days[0].entries[0].items[place];
        let value = move |entry: &Entry, _: &Public<'_>| {
            entry
                .items
                .get(place)
                .map_or(0, |(_, range)| digest(&entry.bytes[range.clone()]))
        };
        features.push((format!("item {place}, {}", name.as_str()), Box::new(value)));
    }
    let mut findings = Vec::new();
    for (clue, feature) in features {
        let days: Option<Vec<_>> = case
            .days
            .iter()
            .map(|day| classes(day, case.public, &feature))
            .collect();
        let Some(days) = days else { continue };
        let mut score = Score::default();
        for pair in &case.pairs {
            let ((a, rows), (b, columns)) = (&days[pair.first], &days[pair.second]);
            let mates = pair.mates.iter().map(|mate| (a[mate.0], b[mate.1]));
            score.table(mates, (*rows, *columns));
        }
        findings.push(Finding {
            attacker: "class",
            clue,
            score,
            z: score.deviations(),
        });
    }
    findings
}

/// The class of every visit of a day, and how many there are; none when they are many.
fn classes(day: &Day<'_>, public: &Public<'_>, feature: &Feature) -> Option<(Vec<usize>, usize)> {
    let values: Vec<_> = day
        .entries
        .iter()
        .map(|entry| feature(entry, public))
        .collect();
    let mut different = Vec::new();
    for value in &values {
        if !different.contains(value) {
            different.push(*value);
        }
        if different.len() > 16 {
            return None;
        }
    }
    different.sort_unstable();
    let class = |value| different.iter().position(|other| *other == value);
    Some((
        values.into_iter().filter_map(class).collect(),
        different.len(),
    ))
}
