//! Where each bucket of a status list begins. Buckets are padded to whole units of bits, so that all their lengths
//! lie within 255 units of the least; every 32 of them, a running total is written out.

use alloc::vec::Vec;

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
    /// Reads an index: its head, and the bit where each bucket begins, behind the index, and where the last one ends.
    pub(super) fn read(index: &[u8]) -> Option<(Self, Vec<u32>)> {
        let (&unit, rest) = index.split_first()?;
        let (least, groups) = rest.split_first_chunk()?;
        let (unit, least) = (u32::from(unit), u64::from(u32::from_be_bytes(*least)));
        if !(FINEST..=COARSEST).contains(&unit) {
            return None;
        }
        let bits = |units: u64| u32::try_from(units.checked_mul(1 << unit)?).ok();
        let (mut starts, mut total) = (Vec::with_capacity(groups.len()), 0);
        for group in groups.chunks(usize::try_from(TOTAL + GROUP).ok()?) {
            let (before, lengths) = group.split_first_chunk()?;
            if u64::from(u32::from_be_bytes(*before)) != total {
                return None;
            }
            for &length in lengths {
                starts.push(bits(total)?);
                total += least + u64::from(length);
            }
        }
        starts.push(bits(total)?);
        Some((Self { unit, least }, starts))
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
