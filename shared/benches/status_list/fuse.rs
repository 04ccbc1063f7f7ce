//! Binary fuse filters: they take innocent indices for revoked ones.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use xorf::{BinaryFuse8, BinaryFuse16, DmaSerializable, Filter};

use crate::cell::Cell;
use crate::format::{Built, Format, read};

/// Bytes that describe a filter: a seed and three lengths.
const DESCRIPTION: usize = 20;

/// A filter of one width.
pub(crate) trait Fuse: Filter<u64> + DmaSerializable + Sized {
    fn of(set: Vec<u64>) -> Result<Self, &'static str>;
    /// Makes another filter of this one: the type that describes it has no name outside of its crate.
    fn set(&mut self, seed: u64, lengths: [u32; 3], fingerprints: &[u8]);
}

impl Fuse for BinaryFuse8 {
    fn of(set: Vec<u64>) -> Result<Self, &'static str> {
        Self::try_from(set)
    }

    fn set(&mut self, seed: u64, [segment, mask, all]: [u32; 3], fingerprints: &[u8]) {
        self.descriptor.seed = seed;
        self.descriptor.segment_length = segment;
        self.descriptor.segment_length_mask = mask;
        self.descriptor.segment_count_length = all;
        self.fingerprints = fingerprints.into();
    }
}

impl Fuse for BinaryFuse16 {
    fn of(set: Vec<u64>) -> Result<Self, &'static str> {
        Self::try_from(set)
    }

    fn set(&mut self, seed: u64, [segment, mask, all]: [u32; 3], fingerprints: &[u8]) {
        self.descriptor.seed = seed;
        self.descriptor.segment_length = segment;
        self.descriptor.segment_length_mask = mask;
        self.descriptor.segment_count_length = all;
        let (fingerprints, _) = fingerprints.as_chunks();
        self.fingerprints = fingerprints
            .iter()
            .copied()
            .map(u16::from_ne_bytes)
            .collect();
    }
}

/// Such a filter as a list.
pub(crate) struct Filtered<F>(F);

impl<F: Fuse> Format for Filtered<F> {
    type Input = Vec<u64>;

    fn input(set: &[u64]) -> Self::Input {
        set.to_vec()
    }

    fn build(_capacity: u64, input: Self::Input) -> Result<Built> {
        let filter = F::of(input).map_err(|error| anyhow!("{error}"))?;
        let mut file = vec![0; DESCRIPTION];
        filter.dma_copy_descriptor_to(&mut file);
        file.extend_from_slice(filter.dma_fingerprints());
        Ok(Built::new(file))
    }

    fn open(path: &Path, _cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let file = read(path, hash)?;
        let (seed, rest) = file.split_first_chunk().context("a seed")?;
        let (lengths, _) = rest.as_chunks();
        let [segment, mask, all, ..] = lengths else {
            bail!("no lengths");
        };
        let lengths = [segment, mask, all].map(|length| u32::from_le_bytes(*length));
        let fingerprints = file.get(DESCRIPTION..).unwrap_or_default();
        let mut filter = F::of(vec![0]).map_err(|error| anyhow!("{error}"))?;
        filter.set(u64::from_le_bytes(*seed), lengths, fingerprints);
        Ok(Self(filter))
    }

    fn is_revoked(&self, index: u64) -> bool {
        self.0.contains(&index)
    }
}
