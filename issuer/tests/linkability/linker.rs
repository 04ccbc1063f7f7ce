//! The attackers: they get the common log and all that is public, and join visits of different days.
//!
//! None is made for one leak. What they find is counted against the truth, which they do not have.

mod class;
mod difference;
mod equality;
mod order;

use crate::log::{Entry, Public};
use crate::score::Score;

/// What one attacker made of one clue.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) attacker: &'static str,
    pub(crate) clue: String,
    pub(crate) score: Score,
    pub(crate) z: f64,
}

/// The common log of a crowd, day by day, and who came.
pub(crate) struct Case<'l> {
    pub(crate) days: Vec<Day<'l>>,
    pub(crate) public: &'l Public<'l>,
    pairs: Vec<Pair>,
}

pub(crate) struct Day<'l> {
    pub(crate) entries: &'l [Entry],
    pub(crate) who: &'l [usize],
}

/// Two days, and the visits of both by the same citizens: the truth.
struct Pair {
    first: usize,
    second: usize,
    mates: Vec<(usize, usize)>,
    /// Of the second day's visits, which have a mate.
    is_mate: Vec<bool>,
}

impl<'l> Case<'l> {
    /// `who` stands beside `log`, which goes by days.
    pub(crate) fn new(log: &'l [Entry], who: &'l [usize], public: &'l Public<'l>) -> Self {
        let mut days = Vec::new();
        let mut rest = who;
        for entries in log.chunk_by(|a, b| a.day == b.day) {
            let (who, others) = rest.split_at(entries.len());
            days.push(Day { entries, who });
            rest = others;
        }
        let pairs = pairs(&days);
        Self {
            days,
            public,
            pairs,
        }
    }

    pub(crate) fn attack(&self) -> Vec<Finding> {
        let mut findings = equality::attack(self);
        findings.extend(order::attack(self));
        findings.extend(self.classes());
        findings.push(difference::attack(self));
        findings
    }

    pub(crate) fn classes(&self) -> Vec<Finding> {
        class::attack(self)
    }

    /// How many citizens came on both of two days.
    pub(crate) fn common(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.pairs
            .iter()
            .map(|pair| (pair.first, pair.second, pair.mates.len()))
    }
}

fn pairs(days: &[Day<'_>]) -> Vec<Pair> {
    let citizens = days
        .iter()
        .flat_map(|day| day.who)
        .max()
        .map_or(0, |last| last + 1);
    let mut pairs = Vec::new();
    for (second, later) in days.iter().enumerate() {
        let mut place = vec![None; citizens];
        for (b, citizen) in later.who.iter().enumerate() {
            place[*citizen] = Some(b);
        }
        for (first, earlier) in days[..second].iter().enumerate() {
            let mates = earlier.who.iter().enumerate();
            let mates: Vec<_> = mates
                .filter_map(|(a, citizen)| Some((a, place[*citizen]?)))
                .collect();
            let mut is_mate = vec![false; later.who.len()];
            for (_, b) in &mates {
                is_mate[*b] = true;
            }
            pairs.push(Pair {
                first,
                second,
                mates,
                is_mate,
            });
        }
    }
    pairs
}
