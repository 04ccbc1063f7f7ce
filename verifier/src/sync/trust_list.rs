//! The newest published trust list that the root keys stand for, also over changes of the root keys.

use shared::publication;
use shared::rollback::HighWater;
use shared::root_set::RootSet;
use shared::trust_list::{MAX_LENGTH, TrustList, UnverifiedTrustList};

use super::problem::{Flaw, Problem, problem};
use super::published::Published;

/// A trust list that the root keys have signed.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) list: TrustList,
    pub(super) bytes: Vec<u8>,
    /// The root keys that stand for it.
    pub(super) signed_by: RootSet,
}

impl Offered {
    pub(super) fn mark(&self) -> HighWater {
        HighWater {
            sequence: self.list.content().sequence,
            hash: *self.list.hash(),
        }
    }
}

/// What is held already.
#[derive(Debug)]
pub(super) struct Held<'h> {
    /// The root keys in force.
    pub(super) roots: &'h RootSet,
    /// The list in use and the root keys that stood for it.
    pub(super) list: Option<(&'h TrustList, &'h RootSet)>,
    /// The newest list ever accepted below this root.
    pub(super) newest: Option<HighWater>,
}

/// The newest list that is published, or the newest that can be reached from what is held.
///
/// A change of the root keys is signed by the old ones. So when the keys in force do not suffice for the
/// newest list, the lists between are tried in their order, each by the keys that the one before names.
pub(super) fn newest(
    published: &mut Published,
    held: &Held<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Offered> {
    let number = published
        .pointer(publication::TRUST_POINTER)
        .map_err(|problem| problems.push(problem))
        .ok()?;
    let name = publication::trust_list(number);
    if let Some(newest) = held.newest.filter(|newest| number < newest.sequence) {
        let (offered, held) = (number, newest.sequence);
        problems.push(problem(&name, Flaw::Older { offered, held }));
        return None;
    }
    // The list in use is signed by the keys of then, and so is another one with its number.
    let in_use = held
        .list
        .filter(|(list, _)| list.content().sequence == number);
    let by = in_use.map_or(held.roots, |(_, signed_by)| signed_by);
    let wrong = match read(published, number, by) {
        Ok(offered) => return Some(offered),
        Err(wrong) => wrong,
    };
    if wrong.is_final() {
        problems.push(wrong);
        return None;
    }
    let mut roots = held.roots.clone();
    let mut best: Option<Offered> = None;
    let mut on_the_way = Vec::new();
    let first = held
        .list
        .map_or(0, |(list, _)| list.content().sequence.saturating_add(1));
    for number in published.trust_lists(first..number) {
        match read(published, number, &roots) {
            Ok(offered) => {
                roots.clone_from(&offered.list.content().roots);
                best = Some(offered);
            }
            // Numbers may be left out.
            Err(problem) if problem.is_missing() => {}
            Err(problem) => on_the_way.push(problem),
        }
    }
    // Other keys mend a missing signature, and nothing else.
    let last = match wrong.flaw {
        Flaw::NotByRoots(_) => read(published, number, &roots),
        _ => Err(wrong),
    };
    match last {
        Ok(offered) => Some(offered),
        Err(problem) => {
            problems.append(&mut on_the_way);
            problems.push(problem);
            best
        }
    }
}

fn read(published: &mut Published, number: u64, by: &RootSet) -> Result<Offered, Problem> {
    let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
    published.take(&publication::trust_list(number), limit, |bytes| {
        let list = UnverifiedTrustList::parse(&bytes).map_err(Flaw::Malformed)?;
        let (named, says) = (number, list.sequence());
        if says != named {
            return Err(Flaw::OtherNumber { named, says });
        }
        Ok(Offered {
            list: list.verify(by).map_err(Flaw::NotByRoots)?,
            bytes,
            signed_by: by.clone(),
        })
    })
}
