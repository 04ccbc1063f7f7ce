//! What tells a verifier that its clock is wrong: signed times, and holders whose codes agree with each other.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::credential::IssuerId;
use crate::replay::Handle;
use crate::time::UnixTime;

/// How far a signed time may be ahead of the clock before it counts: signers' clocks differ a little.
pub const TOLERANCE_SECONDS: u64 = 60;
/// How far ahead of the system clock a signed time may raise the floor: 48 hours.
pub const MAX_LEAD_SECONDS: u64 = 48 * 3_600;
/// How many distinct holders must agree that the clock is off: more than a family whose phones were set by hand.
pub const WITNESSES: usize = 5;
/// How long a holder's witness counts, in seconds of the verifier's own clock: a day at a quiet door.
const WITNESS_SECONDS: u64 = 8 * 3_600;
/// How far apart the offsets of agreeing holders may lie.
const AGREEMENT_SECONDS: u64 = 60;
/// How many witnesses are remembered.
const MAX_WITNESSES: usize = 64;

/// The newest signed times: the clock cannot be earlier. Times that the root has signed bind the whole
/// verifier; an issuer's own bind it for that issuer alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeFloor {
    root: Option<UnixTime>,
    issuers: BTreeMap<IssuerId, UnixTime>,
}

/// What became of a signed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    /// The floor is at least this time.
    Counted,
    /// More than [`MAX_LEAD_SECONDS`] ahead of the clock: the clock or the signer is far off, so it does
    /// not count.
    TooFarAhead,
}

impl TimeFloor {
    /// Takes a time that root keys have signed.
    pub fn raise_root(&mut self, signed: UnixTime, now: UnixTime) -> Raise {
        if too_far_ahead(signed, now) {
            return Raise::TooFarAhead;
        }
        self.root = self.root.max(Some(signed));
        Raise::Counted
    }

    /// Takes a time that an issuer has signed.
    pub fn raise_issuer(&mut self, issuer: IssuerId, signed: UnixTime, now: UnixTime) -> Raise {
        if too_far_ahead(signed, now) {
            return Raise::TooFarAhead;
        }
        let floor = self.issuers.entry(issuer).or_insert(signed);
        *floor = signed.max(*floor);
        Raise::Counted
    }

    /// The newest time that root keys have signed.
    pub const fn root(&self) -> Option<UnixTime> {
        self.root
    }

    /// The newest time that this issuer has signed.
    pub fn issuer(&self, issuer: IssuerId) -> Option<UnixTime> {
        self.issuers.get(&issuer).copied()
    }

    /// Every issuer's newest signed time.
    pub fn issuers(&self) -> impl Iterator<Item = (IssuerId, UnixTime)> {
        self.issuers.iter().map(|(&issuer, &time)| (issuer, time))
    }
}

fn too_far_ahead(signed: UnixTime, now: UnixTime) -> bool {
    signed.since(now) > MAX_LEAD_SECONDS
}

/// Whether the clock is behind a signed time by more than [`TOLERANCE_SECONDS`].
pub(crate) fn is_behind(now: UnixTime, signed: UnixTime) -> bool {
    signed.since(now) > TOLERANCE_SECONDS
}

/// Holders whose proofs were right in everything but their time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClockWitnesses(Vec<Witness>);

/// One holder's clock against ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    pub(crate) holder: Handle,
    /// The holder's clock minus ours, in seconds.
    pub(crate) offset: i64,
    /// When we saw it, by our clock.
    pub(crate) seen: UnixTime,
    /// Whether a code was accepted since.
    pub(crate) is_doubted: bool,
}

impl ClockWitnesses {
    pub(crate) const fn from_witnesses(witnesses: Vec<Witness>) -> Self {
        Self(witnesses)
    }

    pub(crate) fn witnesses(&self) -> &[Witness] {
        &self.0
    }

    /// A holder whose proof lies outside the window. Gives our clock's error if enough holders agree:
    /// how far it is behind (positive) or ahead (negative), in seconds.
    pub(crate) fn off(&mut self, holder: Handle, offset: i64, now: UnixTime) -> Option<i64> {
        self.0.retain(|witness| {
            witness.holder != holder
                && witness.seen <= now
                && now.since(witness.seen) <= WITNESS_SECONDS
        });
        if self.0.len() >= MAX_WITNESSES {
            self.0.remove(0);
        }
        self.0.push(Witness {
            holder,
            offset,
            seen: now,
            is_doubted: false,
        });
        let mut agreeing: Vec<i64> = self
            .0
            .iter()
            .map(|witness| witness.offset)
            .filter(|other| other.abs_diff(offset) <= AGREEMENT_SECONDS)
            .collect();
        agreeing.sort_unstable();
        let middle = agreeing.get(agreeing.len() / 2).copied();
        middle.filter(|_| agreeing.len() >= WITNESSES)
    }

    /// A code that is accepted: the clock is right, or that one holder's is off by as much. So one alone erases nobody
    /// who came since the one before.
    pub(crate) fn right(&mut self) {
        self.0.retain(|witness| !witness.is_doubted);
        for witness in &mut self.0 {
            witness.is_doubted = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::new(seconds).unwrap()
    }

    #[test]
    fn an_issuer_raises_the_floor_for_itself_alone() {
        let (good, bad) = (IssuerId::new("26").unwrap(), IssuerId::new("99").unwrap());
        let mut floor = TimeFloor::default();
        assert_eq!(floor.raise_root(at(1_000), at(1_000)), Raise::Counted);
        let lead = 1_000 + MAX_LEAD_SECONDS;
        assert_eq!(floor.raise_issuer(bad, at(lead), at(1_000)), Raise::Counted);
        assert_eq!(
            floor.raise_issuer(bad, at(lead + 1), at(1_000)),
            Raise::TooFarAhead
        );
        assert_eq!(floor.root(), Some(at(1_000)));
        assert_eq!(floor.issuer(good), None);
        assert_eq!(floor.issuer(bad), Some(at(lead)));
        assert_eq!(floor.raise_root(at(900), at(1_000)), Raise::Counted);
        assert_eq!(floor.root(), Some(at(1_000)));
    }

    #[test]
    fn a_signed_time_may_lead_by_two_days() {
        let now = at(1_000);
        let mut floor = TimeFloor::default();
        assert_eq!(
            floor.raise_root(at(1_000 + 172_801), now),
            Raise::TooFarAhead
        );
        assert_eq!(floor.root(), None);
        assert_eq!(floor.raise_root(at(1_000 + 172_800), now), Raise::Counted);
        assert_eq!(floor.root(), Some(at(173_800)));
    }

    fn holder(byte: u8) -> Handle {
        Handle::new([byte; 16])
    }

    #[test]
    fn five_distinct_holders_must_agree() {
        let mut witnesses = ClockWitnesses::default();
        assert_eq!(witnesses.off(holder(1), 300, at(1_000)), None);
        assert_eq!(witnesses.off(holder(1), 300, at(1_010)), None);
        assert_eq!(witnesses.off(holder(2), 310, at(1_020)), None);
        assert_eq!(witnesses.off(holder(3), -900, at(1_030)), None);
        assert_eq!(witnesses.off(holder(4), 290, at(1_040)), None);
        assert_eq!(witnesses.off(holder(5), 300, at(1_040)), None);
        assert_eq!(witnesses.off(holder(6), 290, at(1_045)), Some(300));
        assert_eq!(witnesses.off(holder(7), 295, at(1_050)), Some(300));
    }

    #[test]
    fn two_accepted_codes_erase_those_who_came_before_them() {
        let mut witnesses = ClockWitnesses::default();
        let come =
            |witnesses: &mut ClockWitnesses, byte| witnesses.off(holder(byte), 300, at(1_000));
        for byte in [1, 2] {
            assert_eq!(come(&mut witnesses, byte), None);
        }
        witnesses.right();
        for byte in [3, 4] {
            assert_eq!(come(&mut witnesses, byte), None);
        }
        assert_eq!(come(&mut witnesses.clone(), 5), Some(300));
        // Who comes again counts as seen last.
        assert_eq!(come(&mut witnesses, 2), None);
        witnesses.right();
        let left = witnesses.witnesses().iter();
        let left: Vec<Handle> = left.map(|witness| witness.holder).collect();
        assert_eq!(left, [holder(3), holder(4), holder(2)]);
        witnesses.right();
        assert_eq!(witnesses, ClockWitnesses::default());
    }

    #[test]
    fn old_witnesses_are_forgotten() {
        let mut witnesses = ClockWitnesses::default();
        for byte in 1..5 {
            assert_eq!(witnesses.off(holder(byte), 300, at(1_000)), None);
        }
        let late = 1_000 + WITNESS_SECONDS;
        assert_eq!(witnesses.clone().off(holder(5), 300, at(late)), Some(300));
        assert_eq!(witnesses.off(holder(5), 300, at(late + 1)), None);
    }
}
