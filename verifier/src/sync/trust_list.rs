//! The newest published trust list that the root keys stand for, also over changes of the root keys.

use shared::publication;
use shared::rollback::HighWater;
use shared::root_set::RootSet;
use shared::trust_list::{MAX_LENGTH, TrustList, UnverifiedTrustList};

use super::published::{Flaw, Folder, Problem, problem};

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

/// The newest list of the folder, or the newest that can be reached from what is held.
///
/// A change of the root keys is signed by the old ones. So when the keys in force do not suffice for the
/// newest list, the lists between are tried in their order, each by the keys that the one before names.
pub(super) fn newest(
    folder: &Folder,
    held: &Held<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Offered> {
    let number = folder
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
    if let Ok(offered) = read(folder, number, by) {
        return Some(offered);
    }
    let mut roots = held.roots.clone();
    let mut best: Option<Offered> = None;
    let mut on_the_way = Vec::new();
    let first = held
        .list
        .map_or(0, |(list, _)| list.content().sequence.saturating_add(1));
    let between = folder.trust_lists().into_iter();
    for number in between
        .filter(|between| (first..number).contains(between))
        .take(MAX_WALK)
    {
        match read(folder, number, &roots) {
            Ok(offered) => {
                roots.clone_from(&offered.list.content().roots);
                best = Some(offered);
            }
            Err(problem) => on_the_way.push(problem),
        }
    }
    match read(folder, number, &roots) {
        Ok(offered) => Some(offered),
        Err(problem) => {
            problems.append(&mut on_the_way);
            problems.push(problem);
            best
        }
    }
}

fn read(folder: &Folder, number: u64, by: &RootSet) -> Result<Offered, Problem> {
    let name = publication::trust_list(number);
    let fail = |flaw| problem(&name, flaw);
    let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
    let bytes = folder.read(&name, limit)?;
    let list = UnverifiedTrustList::parse(&bytes).map_err(|wrong| fail(Flaw::Malformed(wrong)))?;
    let (named, says) = (number, list.sequence());
    if says != named {
        return Err(fail(Flaw::OtherNumber { named, says }));
    }
    let list = list
        .verify(by)
        .map_err(|wrong| fail(Flaw::NotByRoots(wrong)))?;
    Ok(Offered {
        list,
        bytes,
        signed_by: by.clone(),
    })
}

/// Most lists that are tried between the one in use and the newest.
const MAX_WALK: usize = 1_000;
