//! Chance that is the same every time.

use crate::webcam::whole;

/// SplitMix64: small, and the same on every machine.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> [u8; 8] {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_be_bytes()
    }

    /// A number below `limit`, for which 2^64 is large.
    pub(crate) fn number(&mut self, limit: u64) -> u64 {
        u64::from_be_bytes(self.next()) % limit.max(1)
    }

    /// One of several things.
    pub(crate) fn one_of<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        let count = u64::try_from(things.len()).unwrap_or(u64::MAX);
        let place = usize::try_from(self.number(count)).unwrap_or(0);
        things.get(place).copied()
    }

    /// Whether a coin shows heads.
    pub(crate) fn coin(&mut self) -> bool {
        self.number(2) == 0
    }

    /// From 0 to just under 1.
    pub(crate) fn unit(&mut self) -> f64 {
        let [a, b, c, d, ..] = self.next();
        f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX).next_up()
    }

    pub(crate) fn below(&mut self, limit: u16) -> usize {
        whole(self.unit() * f64::from(limit))
    }

    /// Near enough to a normal distribution of deviation 1: the sum of eight even ones.
    pub(crate) fn normal(&mut self) -> f64 {
        let sum: u16 = self.next().into_iter().map(u16::from).sum();
        let deviation = (8.0 * (256.0_f64.powi(2) - 1.0) / 12.0).sqrt();
        (f64::from(sum) - 8.0 * 127.5) / deviation
    }
}
