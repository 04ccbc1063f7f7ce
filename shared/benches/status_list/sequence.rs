//! Peers that keep the indices in order: Roaring bitmaps, and Elias-Fano codes by two makers.

use std::path::Path;

use anyhow::{Result, anyhow};
use roaring::RoaringBitmap;
use sucds::Serializable as _;
use sucds::mii_sequences::{EliasFano, EliasFanoBuilder};
use vers_vecs::EliasFanoVec;

use crate::cell::Cell;
use crate::format::{Built, Format, read};

pub(crate) struct Roaring(RoaringBitmap);

impl Format for Roaring {
    type Input = Vec<u32>;

    fn input(set: &[u64]) -> Self::Input {
        set.iter()
            .filter_map(|&index| u32::try_from(index).ok())
            .collect()
    }

    fn build(_capacity: u64, input: Self::Input) -> Result<Built> {
        let mut bitmap = RoaringBitmap::from_sorted_iter(input)?;
        bitmap.optimize();
        let mut file = Vec::with_capacity(bitmap.serialized_size());
        bitmap.serialize_into(&mut file)?;
        Ok(Built::new(file))
    }

    fn open(path: &Path, _cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let file = read(path, hash)?;
        // Its hash is right: nothing else needs to be.
        Ok(Self(RoaringBitmap::deserialize_unchecked_from(
            file.as_slice(),
        )?))
    }

    fn is_revoked(&self, index: u64) -> bool {
        u32::try_from(index).is_ok_and(|index| self.0.contains(index))
    }
}

/// By sucds, with its table for ranks.
pub(crate) struct Sucds(EliasFano);

impl Format for Sucds {
    type Input = Vec<u64>;

    fn input(set: &[u64]) -> Self::Input {
        set.to_vec()
    }

    fn build(capacity: u64, input: Self::Input) -> Result<Built> {
        let mut builder = EliasFanoBuilder::new(capacity, input.len()).map_err(unsuitable)?;
        builder.extend(input).map_err(unsuitable)?;
        let mut file = Vec::new();
        let list = builder.build().enable_rank();
        list.serialize_into(&mut file).map_err(unsuitable)?;
        Ok(Built::new(file))
    }

    fn open(path: &Path, _cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let file = read(path, hash)?;
        let list = EliasFano::deserialize_from_unchecked(file.as_slice()).map_err(unsuitable)?;
        Ok(Self(list))
    }

    fn is_revoked(&self, index: u64) -> bool {
        self.0.successor(index) == Some(index)
    }
}

/// By vers-vecs, which has no file format of its own.
pub(crate) struct Vers(EliasFanoVec);

impl Format for Vers {
    type Input = Vec<u64>;
    const HAS_A_FILE: bool = false;

    fn input(set: &[u64]) -> Self::Input {
        set.to_vec()
    }

    fn build(_capacity: u64, input: Self::Input) -> Result<Built> {
        let list = EliasFanoVec::from_slice(&input);
        let mut file = Vec::new();
        ciborium::into_writer(&list, &mut file)?;
        let bytes = list.heap_size();
        Ok(Built {
            bytes,
            ..Built::new(file)
        })
    }

    fn open(path: &Path, _cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        Ok(Self(ciborium::from_reader(read(path, hash)?.as_slice())?))
    }

    fn is_revoked(&self, index: u64) -> bool {
        self.0.predecessor(index) == Some(index)
    }
}

fn unsuitable(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("sucds: {error}")
}
