//! What a scenario came to.

use std::collections::BTreeMap;

/// Counts, and what was wrong.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Calls that count, and those of them that were tried.
    pub(crate) calls: usize,
    pub(crate) tried: usize,
    /// Kills after which a reader saw the old state, and the new.
    pub(crate) killed_old: usize,
    pub(crate) killed_new: usize,
    /// Failures of the file system, by exit code and by what a reader saw.
    pub(crate) failed: BTreeMap<(i32, Seen), usize>,
    /// What must not be.
    pub(crate) violations: Vec<String>,
}

/// What a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    Old,
    New,
    Neither,
}

impl Tally {
    /// The heading of the table.
    pub(crate) fn heading() -> String {
        format!(
            "{:24} {:>5} {:>5}  {:>6} {:>6}  {}",
            "command", "calls", "tried", "k->old", "k->new", "errors: exit code->state x times"
        )
    }

    /// A line of the table.
    pub(crate) fn line(&self, name: &str, seconds: f32) -> String {
        let failed: Vec<_> = self
            .failed
            .iter()
            .map(|((code, seen), count)| {
                let seen = match seen {
                    Seen::Old => "old",
                    Seen::New => "new",
                    Seen::Neither => "NEITHER",
                };
                format!("{code}->{seen} x{count}")
            })
            .collect();
        format!(
            "{name:24} {:>5} {:>5}  {:>6} {:>6}  {}  ({seconds:.0} s)",
            self.calls,
            self.tried,
            self.killed_old,
            self.killed_new,
            failed.join(", ")
        )
    }
}

/// Where two texts begin to differ.
pub(crate) fn difference(found: &str, expected: &str) -> String {
    let same = found.chars().zip(expected.chars());
    let same = same
        .take_while(|(found, expected)| found == expected)
        .count();
    let part = |text: &str| -> String {
        text.chars()
            .skip(same.saturating_sub(40))
            .take(160)
            .collect()
    };
    format!("...{}\n      instead of ...{}", part(found), part(expected))
}
