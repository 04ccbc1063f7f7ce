//! What is compared: a capacity, a share of revoked indices, how they lie; the set itself, the same for every format.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// One set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// N: every index is below it.
    pub(crate) capacity: u64,
    /// Revoked indices in a thousand.
    pub(crate) per_mille: u64,
    pub(crate) lie: Lie,
}

/// How the revoked indices lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    /// As a keyed permutation spreads them.
    Random,
    /// In runs of 1 to 199 consecutive indices, as serial numbers would.
    Clustered,
}

impl Lie {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Clustered => "clustered",
        }
    }
}

/// The cell that the goals are about.
pub(crate) const COUNTRY: Cell = Cell {
    capacity: 100_000_000,
    per_mille: 10,
    lie: Lie::Random,
};

/// All cells, the smallest first.
pub(crate) fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for capacity in [1_000_000, 10_000_000, 100_000_000] {
        cells.extend([1, 10, 50].map(|per_mille| Cell {
            capacity,
            per_mille,
            lie: Lie::Random,
        }));
    }
    cells.push(Cell {
        capacity: 10_000_000,
        per_mille: 10,
        lie: Lie::Clustered,
    });
    cells
}

impl Cell {
    /// How many indices are revoked.
    pub(crate) const fn revoked(&self) -> u64 {
        self.capacity / 1_000 * self.per_mille
    }

    /// A name for files and for the reader.
    pub(crate) fn name(&self) -> String {
        let rate = float(self.per_mille) / 10.0;
        format!("{}-{rate}%-{}", self.capacity, self.lie.name())
    }

    /// The least bytes that a list of any so many of these indices can have.
    pub(crate) fn bound(&self) -> f64 {
        bound(self.capacity, self.revoked())
    }

    /// The revoked indices in ascending order.
    pub(crate) fn set(&self) -> Vec<u64> {
        let mut dice = Dice::new(self.capacity ^ self.per_mille);
        let want = usize::try_from(self.revoked()).unwrap_or(usize::MAX);
        let mut set = Vec::with_capacity(want);
        while set.len() < want {
            while set.len() < want {
                let first = dice.below(self.capacity);
                let length = match self.lie {
                    Lie::Random => 1,
                    Lie::Clustered => 1 + dice.below(199),
                };
                let end = (first + length).min(self.capacity);
                set.extend((first..end).take(want - set.len()));
            }
            set.sort_unstable();
            set.dedup();
        }
        set
    }

    /// Where the set is kept for other processes.
    pub(crate) fn path(&self) -> PathBuf {
        self.file("set")
    }

    /// Where something about this cell is kept.
    pub(crate) fn file(&self, what: &str) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.{what}", self.name()))
    }

    /// Writes the set down.
    pub(crate) fn write(&self) -> Result<()> {
        let bytes: Vec<u8> = self.set().into_iter().flat_map(u64::to_le_bytes).collect();
        fs::write(self.path(), bytes).with_context(|| format!("the set {}", self.name()))
    }

    /// Reads the set that was written down.
    pub(crate) fn read(&self) -> Result<Vec<u64>> {
        let bytes = fs::read(self.path()).with_context(|| format!("the set {}", self.name()))?;
        let (chunks, _) = bytes.as_chunks();
        Ok(chunks.iter().copied().map(u64::from_le_bytes).collect())
    }
}

/// SplitMix64, seeded.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A permutation of all numbers under which neighbours have nothing in common.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// A count below 2^32.
pub(crate) fn float(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// The least bytes that tell one set of so many of these numbers: log2 of C(N, R), in bytes.
pub(crate) fn bound(capacity: u64, members: u64) -> f64 {
    if members == 0 {
        return 0.0;
    }
    let rest = capacity - members;
    let ln = ln_factorial(capacity) - ln_factorial(members) - ln_factorial(rest);
    ln / std::f64::consts::LN_2 / 8.0
}

/// Stirling's series; its error is below 1e-8 from 100 on.
fn ln_factorial(number: u64) -> f64 {
    let n = float(number);
    let start = n * n.ln() - n + (2.0 * std::f64::consts::PI * n).ln() / 2.0;
    start + 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3))
}
