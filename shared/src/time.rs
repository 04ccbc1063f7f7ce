//! Moments, 30-second time steps (RFC 6238) and epochs. All time comes from outside.

use core::fmt;

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds (RFC 8392 NumericDate, whole seconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The last moment that a message can name: 2^40 - 1 seconds, in the year 36812.
    pub const MAX: Self = Self((1 << 40) - 1);

    /// A moment, in seconds; nothing after [`UnixTime::MAX`].
    pub const fn new(seconds: u64) -> Option<Self> {
        if seconds <= Self::MAX.0 {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// This moment and `seconds` more, at most [`UnixTime::MAX`].
    pub const fn plus(self, seconds: u64) -> Self {
        let sum = self.0.saturating_add(seconds);
        if sum <= Self::MAX.0 {
            Self(sum)
        } else {
            Self::MAX
        }
    }

    /// This moment and `seconds` less, at least 1970.
    pub const fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this moment; 0 if it is not earlier.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds from `other` to this moment, negative if `other` is later.
    pub fn offset_from(self, other: Self) -> i64 {
        let distance = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        distance(self.since(other)) - distance(other.since(self))
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number T of a 30-second step: floor(now / 30), with T0 = 0 (RFC 6238 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeStep(u64);

impl TimeStep {
    /// Length X of a step in seconds (RFC 6238 §4.1).
    pub const SECONDS: u64 = 30;

    /// The step that `now` lies in.
    pub const fn at(now: UnixTime) -> Self {
        Self(now.0 / Self::SECONDS)
    }

    /// The step that starts exactly at `iat`.
    pub const fn starting_at(iat: UnixTime) -> Option<Self> {
        if iat.0.is_multiple_of(Self::SECONDS) {
            Some(Self::at(iat))
        } else {
            None
        }
    }

    /// The step with this number; nothing beyond [`UnixTime::MAX`].
    pub fn from_number(number: u64) -> Option<Self> {
        let start = number.checked_mul(Self::SECONDS)?;
        UnixTime::new(start).map(Self::at)
    }

    /// The step's number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// First second of the step: the proof's `iat`.
    pub const fn start(self) -> UnixTime {
        UnixTime(self.0 * Self::SECONDS)
    }

    /// Steps from `earlier` to this one; 0 if it is not earlier.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The number k of an issuer's epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u32);

impl Epoch {
    /// The epoch with this number.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The epoch's number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The epoch `count` later, if there is one.
    pub fn checked_add(self, count: u32) -> Option<Self> {
        self.0.checked_add(count).map(Self)
    }

    /// The epoch before, if there is one.
    pub fn previous(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How an issuer cuts time: epoch k covers [k·L + O, (k+1)·L + O) seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochRule {
    length: u32,
    offset: u32,
}

impl EpochRule {
    /// Shortest epoch: an hour.
    pub const MIN_LENGTH: u32 = 3_600;
    /// Longest epoch: 31 days.
    pub const MAX_LENGTH: u32 = 31 * 86_400;

    /// Length L and offset O in seconds: an hour to 31 days, and O below L.
    pub const fn new(length: u32, offset: u32) -> Option<Self> {
        if length >= Self::MIN_LENGTH && length <= Self::MAX_LENGTH && offset < length {
            Some(Self { length, offset })
        } else {
            None
        }
    }

    /// Length L in seconds.
    pub const fn length(self) -> u32 {
        self.length
    }

    /// Offset O in seconds.
    pub const fn offset(self) -> u32 {
        self.offset
    }

    /// The epoch that `now` lies in; none before the first one.
    pub fn epoch_at(self, now: UnixTime) -> Option<Epoch> {
        let since_first = now.0.checked_sub(u64::from(self.offset))?;
        u32::try_from(since_first / u64::from(self.length))
            .ok()
            .map(Epoch)
    }

    /// The epoch that starts exactly at `nbf` and ends exactly at `exp`.
    pub fn epoch_between(self, nbf: UnixTime, exp: UnixTime) -> Option<Epoch> {
        let epoch = self.epoch_at(nbf)?;
        (self.start(epoch) == nbf && self.end(epoch) == exp).then_some(epoch)
    }

    /// First second of the epoch: a credential's `nbf`.
    pub fn start(self, epoch: Epoch) -> UnixTime {
        UnixTime(u64::from(epoch.0) * u64::from(self.length) + u64::from(self.offset))
    }

    /// First second after the epoch: a credential's `exp`.
    pub fn end(self, epoch: Epoch) -> UnixTime {
        self.start(epoch).plus(u64::from(self.length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_have_neighbours_up_to_their_ends() {
        assert_eq!(Epoch::new(7).previous(), Some(Epoch::new(6)));
        assert_eq!(Epoch::new(0).previous(), None);
        assert_eq!(Epoch::new(7).checked_add(2), Some(Epoch::new(9)));
        assert_eq!(Epoch::new(u32::MAX).checked_add(1), None);
    }

    #[test]
    fn steps_of_rfc_6238_appendix_b() {
        for (seconds, step) in [
            (59, 0x1),
            (1_111_111_109, 0x0235_23ec),
            (1_111_111_111, 0x0235_23ed),
            (1_234_567_890, 0x0273_ef07),
            (2_000_000_000, 0x03f9_40aa),
            (20_000_000_000, 0x27bc_86aa),
        ] {
            assert_eq!(TimeStep::at(UnixTime(seconds)).number(), step);
        }
    }

    #[test]
    fn an_epoch_holds_its_first_second_and_not_its_last_bound() {
        let moscow_days = EpochRule::new(86_400, 75_600).unwrap();
        let epoch = Epoch::new(20_000);
        let (start, end) = (moscow_days.start(epoch), moscow_days.end(epoch));
        assert_eq!(moscow_days.epoch_at(start), Some(epoch));
        assert_eq!(moscow_days.epoch_at(UnixTime(end.0 - 1)), Some(epoch));
        assert_eq!(moscow_days.epoch_at(end), epoch.checked_add(1));
        assert_eq!(moscow_days.epoch_between(start, end), Some(epoch));
        assert_eq!(moscow_days.epoch_between(start, UnixTime(end.0 + 1)), None);
        assert_eq!(moscow_days.epoch_between(UnixTime(start.0 + 1), end), None);
        assert_eq!(moscow_days.epoch_at(UnixTime(75_599)), None);
    }

    #[test]
    fn bounds_of_rules_and_moments() {
        assert!(EpochRule::new(3_599, 0).is_none());
        assert!(EpochRule::new(86_400, 86_400).is_none());
        assert!(EpochRule::new(2_678_400, 0).is_some());
        assert!(EpochRule::new(2_678_401, 0).is_none());
        assert!(UnixTime::new(1 << 40).is_none());
        assert_eq!(UnixTime::MAX.plus(1), UnixTime::MAX);
        assert_eq!(UnixTime(10).offset_from(UnixTime(70)), -60);
        assert!(TimeStep::starting_at(UnixTime(31)).is_none());
    }
}
