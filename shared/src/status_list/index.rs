//! Where each bucket of a status list begins. Buckets are padded to whole units of bits, so that all their lengths
//! lie within 255 units of the least; every 32 of them, a running total is written out.

use alloc::vec::Vec;

use super::rice::Bucket;

/// Buckets between two totals.
const GROUP: u64 = 32;
/// Length of a total, in bytes.
const TOTAL: u64 = 4;
/// The unit's exponent, one byte; the least length, four.
const HEADER: u64 = 5;
/// Finest unit: 2^2 bits. Finer ones would need more than one byte for a length, in lists of every size.
const FINEST: u32 = 2;
/// Coarsest unit, far beyond the longest bucket.
const COARSEST: u32 = 32;

/// The head of an index, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Index {
    /// A unit is 2^unit bits.
    pub(super) unit: u32,
    /// Units of the shortest bucket.
    pub(super) least: u64,
}

/// Bytes that the index of so many buckets takes.
pub(super) const fn size(buckets: u64) -> u64 {
    match buckets {
        0 => 0,
        _ => HEADER + buckets.div_ceil(GROUP) * TOTAL + buckets,
    }
}

impl Index {
    /// Reads the head of an index.
    pub(super) fn read(index: &[u8]) -> Option<Self> {
        let (&unit, rest) = index.split_first()?;
        let least = u32::from_be_bytes(*rest.first_chunk()?);
        let unit = u32::from(unit);
        (FINEST..=COARSEST).contains(&unit).then_some(Self {
            unit,
            least: u64::from(least),
        })
    }

    /// The only index of buckets that take these bits, the shortest and the longest: none where that is too long.
    pub(super) fn of(shortest: u64, longest: u64) -> Option<Self> {
        let unit = (FINEST..=COARSEST)
            .find(|&unit| units(longest, unit) - units(shortest, unit) <= u64::from(u8::MAX))?;
        Some(Self {
            unit,
            least: units(shortest, unit),
        })
    }

    /// Where a bucket's bits are, counted from the first bit behind the index.
    pub(super) fn bucket(&self, index: &[u8], bucket: u64) -> Option<Bucket> {
        let (group, place) = (bucket / GROUP, usize::try_from(bucket % GROUP).ok()?);
        let at = HEADER + group * (TOTAL + GROUP);
        let group = index.get(usize::try_from(at).ok()?..)?;
        let (total, lengths) = group.split_first_chunk::<4>()?;
        let (before, own) = (lengths.get(..place)?, *lengths.get(place)?);
        let extra: u32 = before.iter().copied().map(u32::from).sum();
        let place = bucket % GROUP;
        let start = u64::from(u32::from_be_bytes(*total)) + place * self.least + u64::from(extra);
        let end = start + self.least + u64::from(own);
        Some(Bucket {
            start: start << self.unit,
            end: end << self.unit,
        })
    }

    /// So many bits, padded to whole units.
    pub(super) const fn padded(&self, bits: u64) -> u64 {
        units(bits, self.unit) << self.unit
    }

    /// Writes the index of buckets that take these bits; gives the bits of all of them.
    pub(super) fn write(&self, buckets: &[u64], index: &mut Vec<u8>) -> Option<u64> {
        index.push(u8::try_from(self.unit).ok()?);
        index.extend_from_slice(&u32::try_from(self.least).ok()?.to_be_bytes());
        let mut total = 0;
        for group in buckets.chunks(usize::try_from(GROUP).ok()?) {
            index.extend_from_slice(&u32::try_from(total).ok()?.to_be_bytes());
            for &bits in group {
                let units = units(bits, self.unit);
                index.push(u8::try_from(units - self.least).ok()?);
                total += units;
            }
        }
        Some(total << self.unit)
    }
}

const fn units(bits: u64, unit: u32) -> u64 {
    bits.div_ceil(1 << unit)
}
