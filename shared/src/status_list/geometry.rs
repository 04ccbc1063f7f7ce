//! How a status list is cut: everything that follows from the capacity and the number of revoked indices.

use crate::credential::StatusIndex;

/// Bits that a bucket is expected to have, four lines of a cache: few enough to walk over, many enough to pay for
/// its place in the index.
const BUCKET: u64 = 2_048;

/// The parameters of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Geometry {
    /// N: every index is below it.
    pub(super) capacity: u64,
    /// Indices that a bucket spans.
    pub(super) width: u64,
    /// How many buckets there are: none where nothing is revoked.
    pub(super) buckets: u64,
    /// Bits of a gap's remainder.
    pub(super) remainder: u32,
}

impl Geometry {
    /// The geometry of a list with so many revoked indices; none if they are more than the capacity, or that is more
    /// than 2^40.
    pub(super) fn new(capacity: u64, revoked: u64) -> Option<Self> {
        if capacity > StatusIndex::LIMIT || revoked > capacity {
            return None;
        }
        let remainder = remainder(capacity, revoked);
        // A gap takes its remainder, the end of its quotient, and about one bit of quotient.
        let expected = BUCKET / u64::from(remainder + 2);
        let width = (expected * capacity).checked_div(revoked);
        Some(Self {
            capacity,
            width: width.unwrap_or(1),
            buckets: width.map_or(0, |width| capacity.div_ceil(width)),
            remainder,
        })
    }

    /// The bucket of an index, and its offset there.
    pub(super) const fn place(&self, index: u64) -> (u64, u64) {
        (index / self.width, index % self.width)
    }

    /// How many indices a bucket spans: the last one may be cut off.
    pub(super) fn width_of(&self, bucket: u64) -> u64 {
        let rest = self
            .capacity
            .saturating_sub(bucket.saturating_mul(self.width));
        rest.min(self.width)
    }
}

/// The best length of a remainder for gaps between indices drawn at random with probability p = revoked / capacity:
/// the least k with (1 - p)^(2^k) ≤ (√5 - 1) / 2. Of that, -p and -64/133 are near enough to the logarithms.
fn remainder(capacity: u64, revoked: u64) -> u32 {
    let enough = |bits: &u32| (133 * revoked) << bits >= 64 * capacity;
    (0..40).find(enough).unwrap_or(40)
}
