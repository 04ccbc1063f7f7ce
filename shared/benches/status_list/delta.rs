//! A day's change of the list of a country: what leads from the older file to the newer one, and what applying it takes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::{Value, json};
use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::status_delta::{apply, encode};
use shared::status_list::{self, StatusList};
use shared::time::Epoch;

use crate::cell::{COUNTRY, Cell, Dice, bound};
use crate::format::median;
use crate::process::{cpu_time, run};

/// Indices that are added, and indices that are removed.
pub(crate) const CHANGES: [(u64, u64); 2] = [(30_000, 0), (30_000, 30_000)];

/// What a process is asked for each change.
pub(crate) const TASK: &str = "delta";

/// Times that each delta is made and applied.
const ROUNDS: usize = 9;

/// A row for every change, each from a fresh process; the set of the country is written down.
pub(crate) fn rows(country: usize) -> Result<Vec<Value>> {
    (0..CHANGES.len())
        .map(|change| run(&format!("{TASK} {country} {change}")))
        .collect()
}

/// Makes and applies one change of this cell's list.
pub(crate) fn measure(cell: &Cell, change: &str) -> Result<Value> {
    let change = CHANGES.get(change.parse::<usize>()?).copied();
    let (added, removed) = change.context("a change")?;
    let (old, new) = sets(cell, added, removed)?;
    let (old_file, old_entry) = list(cell, &old)?;
    let (new_file, new_entry) = list(cell, &new)?;
    let old_list = StatusList::parse(old_file, &old_entry).map_err(|error| anyhow!("{error}"))?;
    let mut delta = Vec::new();
    let build = times(|| {
        delta = encode(&old, &new, cell.capacity);
        Ok(())
    })?;
    let mut made = Vec::new();
    let taken = times(|| {
        made = apply(&old_list, &delta, &new_entry)?;
        Ok(())
    })?;
    ensure!(made == new_file, "another list came of the delta");
    let least = bound(cell.capacity - cell.revoked(), added) + bound(cell.revoked(), removed);
    let bytes = u32::try_from(delta.len())?;
    Ok(json!({
        "n": cell.capacity,
        "revoked": cell.revoked(),
        "added": added,
        "removed": removed,
        "bytes": bytes,
        "to_bound": f64::from(bytes) / least,
        "build_ms": build,
        "apply_ms": taken,
        "identical": made == new_file,
    }))
}

/// Median CPU time in milliseconds.
fn times(mut what: impl FnMut() -> Result<()>) -> Result<Option<f64>> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = cpu_time();
        what()?;
        times.push((cpu_time() - start).as_secs_f64() * 1e3);
    }
    Ok(median(times))
}

/// The set of the cell, and what it is after the change.
fn sets(cell: &Cell, added: u64, removed: u64) -> Result<(Vec<StatusIndex>, Vec<StatusIndex>)> {
    let old = cell.read()?;
    let mut dice = Dice::new(added ^ removed << 20);
    let (added, removed) = (usize::try_from(added)?, usize::try_from(removed)?);
    let mut gone: BTreeSet<u64> = BTreeSet::new();
    while gone.len() < removed {
        let rank = usize::try_from(dice.below(cell.revoked()))?;
        gone.extend(old.get(rank).copied());
    }
    let mut come: BTreeSet<u64> = BTreeSet::new();
    while come.len() < added {
        let index = dice.below(cell.capacity);
        if old.binary_search(&index).is_err() {
            come.insert(index);
        }
    }
    let stay = old.iter().filter(|index| !gone.contains(index));
    let mut new: Vec<u64> = stay.chain(&come).copied().collect();
    new.sort_unstable();
    Ok((indices(&old), indices(&new)))
}

fn indices(numbers: &[u64]) -> Vec<StatusIndex> {
    numbers
        .iter()
        .copied()
        .filter_map(StatusIndex::new)
        .collect()
}

fn list(cell: &Cell, set: &[StatusIndex]) -> Result<(Vec<u8>, ListEntry)> {
    Ok(status_list::encode(
        Epoch::new(0),
        cell.capacity,
        set.to_vec(),
    )?)
}

/// The cell whose list changes, among all.
pub(crate) fn is_changed(cell: &Cell) -> bool {
    *cell == COUNTRY
}
