//! What every format has to do, and how it is measured: building in one process, looking in others, asking for every
//! index in a last one.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::thread;

use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use test_vectors::measure::medians;

use crate::cell::{Cell, Dice, float};
use crate::process::{cpu_time, peak_memory, reset_peak_memory};

/// A form that a set of indices can have on the disk.
pub(crate) trait Format: Sized {
    /// The sorted set, in the numbers that it takes.
    type Input: Clone;

    fn input(set: &[u64]) -> Self::Input;

    fn build(capacity: u64, input: Self::Input) -> Result<Built>;

    /// Reads all of a file and checks its hash; whatever has to be unpacked is unpacked.
    fn open(path: &Path, cell: &Cell, hash: [u8; 32]) -> Result<Self>;

    fn is_revoked(&self, index: u64) -> bool;

    /// Opens the file for one look, if that needs only parts of it.
    fn open_lazily(_path: &Path, _cell: &Cell, _hash: [u8; 32]) -> Option<Result<Self>> {
        None
    }

    /// Whether there is a file format: else the time to open is that of a general-purpose one, and says nothing.
    const HAS_A_FILE: bool = true;
}

/// A file, what has to be known to trust it, and its size.
pub(crate) struct Built {
    pub(crate) file: Vec<u8>,
    pub(crate) hash: [u8; 32],
    pub(crate) bytes: usize,
}

impl Built {
    /// A file that is hashed as a whole.
    pub(crate) fn new(file: Vec<u8>) -> Self {
        Self {
            hash: Sha256::digest(&file).into(),
            bytes: file.len(),
            file,
        }
    }
}

/// A file that is hashed as a whole, if it has this hash.
pub(crate) fn read(path: &Path, hash: [u8; 32]) -> Result<Vec<u8>> {
    let file = fs::read(path)?;
    ensure!(Sha256::digest(&file)[..] == hash, "another hash");
    Ok(file)
}

/// Bytes, CPU time and memory of building; writes the file.
pub(crate) fn build<F: Format>(cell: &Cell, name: &str) -> Result<Value> {
    let set = cell.read()?;
    let input = F::input(&set);
    let (mut times, mut first) = (Vec::new(), None);
    while times.len() < 5 {
        let input = input.clone();
        reset_peak_memory();
        let (before, start) = (peak_memory(), cpu_time());
        let built = F::build(cell.capacity, input)?;
        times.push((cpu_time() - start).as_secs_f64() * 1e3);
        let peak = peak_memory()
            .zip(before)
            .map(|(after, before)| after - before);
        first.get_or_insert((built, peak));
        // What takes long is not repeated.
        if times.iter().sum::<f64>() > 500.0 {
            break;
        }
    }
    let (built, peak) = first.context("nothing was built")?;
    fs::write(cell.file(name), &built.file)?;
    fs::write(cell.file(&format!("{name}.hash")), built.hash)?;
    let bytes = built.bytes;
    Ok(json!({ "bytes": bytes, "build_ms": median(times), "build_mib": peak }))
}

/// Lookups in one chain.
const BATCH: usize = 512;
/// Chains timed, hits and misses in turn.
const BATCHES: usize = 200;
/// Different indices that are asked for, a power of two.
const QUERIES: usize = 1 << 16;

/// Time of looks, warm, and of opening.
pub(crate) fn look<F: Format>(cell: &Cell, name: &str) -> Result<Value> {
    let (hits, misses) = queries(cell)?;
    let (path, hash) = (cell.file(name), hash(cell, name)?);
    let one = hits.first().copied().unwrap_or_default();
    let is_open = |list: Result<F>| {
        assert!(list.is_ok_and(|list| list.is_revoked(black_box(one)) || cell.revoked() == 0));
    };
    let mut open = || is_open(F::open(&path, cell, hash));
    let rounds = if cell.capacity > 10_000_000 { 9 } else { 25 };
    let [open_time] = medians(rounds, [&mut open]);
    let open_lazily = F::open_lazily(&path, cell, hash).is_some().then(|| {
        let mut open = || {
            F::open_lazily(&path, cell, hash).map(is_open);
        };
        let [time] = medians(rounds * 4, [&mut open]);
        time.as_secs_f64() * 1e3
    });
    let list = F::open(&path, cell, hash)?;
    let (mut hit, mut miss) = (Chain::new(&hits, true), Chain::new(&misses, false));
    let mut look_at_hits = || hit.follow(&list);
    let mut look_at_misses = || miss.follow(&list);
    // Every page and table has been touched before anything is timed.
    (0..QUERIES / BATCH).for_each(|_| (look_at_hits(), look_at_misses()).1);
    let times = medians(BATCHES, [&mut look_at_hits, &mut look_at_misses]);
    let batch = float(u64::try_from(BATCH)?);
    let [hit, miss] = times.map(|time| time.as_secs_f64() * 1e9 / batch);
    let open = F::HAS_A_FILE.then_some(open_time.as_secs_f64() * 1e3);
    Ok(json!({ "hit_ns": hit, "miss_ns": miss, "open_ms": open, "open_lazy_ms": open_lazily }))
}

/// Indices that are in the set, and indices that are not, in no order.
fn queries(cell: &Cell) -> Result<(Vec<u64>, Vec<u64>)> {
    let set = cell.read()?;
    let mut dice = Dice::new(7);
    let revoked = u64::try_from(set.len())?;
    let hits = (0..QUERIES)
        .filter_map(|_| set.get(usize::try_from(dice.below(revoked)).ok()?).copied())
        .collect();
    let mut misses = Vec::with_capacity(QUERIES);
    while misses.len() < QUERIES {
        let index = dice.below(cell.capacity);
        if set.binary_search(&index).is_err() {
            misses.push(index);
        }
    }
    Ok((hits, misses))
}

/// Looks of which each waits for the answer of the one before.
struct Chain<'q> {
    queries: &'q [u64],
    usual: bool,
    at: usize,
}

impl<'q> Chain<'q> {
    const fn new(queries: &'q [u64], usual: bool) -> Self {
        Self {
            queries,
            usual,
            at: 0,
        }
    }

    fn follow<F: Format>(&mut self, list: &F) {
        for _ in 0..BATCH {
            let index = self.queries.get(self.at % QUERIES).copied();
            let answer = list.is_revoked(index.unwrap_or_default());
            self.at += 1 + usize::from(answer != self.usual);
        }
        black_box(self.at);
    }
}

/// How many of all indices get a wrong answer.
pub(crate) fn check<F: Format>(cell: &Cell, name: &str) -> Result<Value> {
    let set = cell.read()?;
    let (path, hash) = (cell.file(name), hash(cell, name)?);
    let threads = u64::try_from(thread::available_parallelism()?.get())?;
    let part = cell.capacity.div_ceil(threads);
    let wrong = thread::scope(|scope| {
        let count = |number: u64| {
            let (first, end) = (number * part, ((number + 1) * part).min(cell.capacity));
            let (set, path) = (&set, &path);
            scope.spawn(move || {
                let list = F::open(path, cell, hash)?;
                let mut revoked = set.iter().skip(set.partition_point(|&index| index < first));
                let mut next = revoked.next();
                let mut wrong = 0_u64;
                for index in first..end {
                    let is_revoked = next == Some(&index);
                    if is_revoked {
                        next = revoked.next();
                    }
                    wrong += u64::from(list.is_revoked(index) != is_revoked);
                }
                anyhow::Ok(wrong)
            })
        };
        let threads: Vec<_> = (0..threads).map(count).collect();
        let joined = threads.into_iter().map(|thread| {
            let wrong = thread
                .join()
                .map_err(|_| anyhow!("a thread that asks ended"));
            wrong.flatten()
        });
        joined.sum::<Result<u64>>()
    })?;
    Ok(json!({ "wrong": wrong, "asked": "every index" }))
}

fn hash(cell: &Cell, name: &str) -> Result<[u8; 32]> {
    let hash = fs::read(cell.file(&format!("{name}.hash")))?;
    hash.try_into().map_err(|_| anyhow!("a hash of 32 bytes"))
}

/// The middle one.
pub(crate) fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}
