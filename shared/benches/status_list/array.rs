//! One bit for every index: as it is; in the form of Token Status List, zlib at level 9; with Zstandard at level 19.
//! What is compressed is unpacked when it is opened.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use crate::cell::Cell;
use crate::format::{Built, Format, read};

/// A way to write an array of bits.
pub(crate) trait Packing {
    fn pack(bits: Vec<u8>) -> Result<Vec<u8>>;
    fn unpack(file: Vec<u8>, length: usize) -> Result<Vec<u8>>;
}

/// Not compressed.
pub(crate) struct Raw;
pub(crate) struct Zlib;
pub(crate) struct Zstd;

impl Packing for Raw {
    fn pack(bits: Vec<u8>) -> Result<Vec<u8>> {
        Ok(bits)
    }

    fn unpack(file: Vec<u8>, _length: usize) -> Result<Vec<u8>> {
        Ok(file)
    }
}

impl Packing for Zlib {
    fn pack(bits: Vec<u8>) -> Result<Vec<u8>> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bits)?;
        Ok(encoder.finish()?)
    }

    fn unpack(file: Vec<u8>, length: usize) -> Result<Vec<u8>> {
        let mut bits = Vec::with_capacity(length);
        ZlibDecoder::new(file.as_slice()).read_to_end(&mut bits)?;
        Ok(bits)
    }
}

impl Packing for Zstd {
    fn pack(bits: Vec<u8>) -> Result<Vec<u8>> {
        Ok(zstd::bulk::compress(&bits, 19)?)
    }

    fn unpack(file: Vec<u8>, length: usize) -> Result<Vec<u8>> {
        Ok(zstd::bulk::decompress(&file, length)?)
    }
}

/// An array of bits, in this packing on the disk.
pub(crate) struct Array<P>(Vec<u8>, std::marker::PhantomData<P>);

impl<P: Packing> Format for Array<P> {
    type Input = Vec<u64>;

    fn input(set: &[u64]) -> Self::Input {
        set.to_vec()
    }

    fn build(capacity: u64, input: Self::Input) -> Result<Built> {
        let mut bits = vec![0_u8; length(capacity)?];
        for index in input {
            let byte = bits.get_mut(usize::try_from(index / 8)?);
            byte.into_iter().for_each(|byte| *byte |= 1 << (index % 8));
        }
        Ok(Built::new(P::pack(bits)?))
    }

    fn open(path: &Path, cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let bits = P::unpack(read(path, hash)?, length(cell.capacity)?)?;
        Ok(Self(bits, std::marker::PhantomData))
    }

    fn is_revoked(&self, index: u64) -> bool {
        let byte = usize::try_from(index / 8)
            .ok()
            .and_then(|byte| self.0.get(byte));
        byte.is_some_and(|byte| byte >> (index % 8) & 1 == 1)
    }
}

fn length(capacity: u64) -> Result<usize> {
    Ok(usize::try_from(capacity.div_ceil(8))?)
}
