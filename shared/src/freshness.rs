//! How old signed data may be: fresh until its next update is due, aged until it expires, then worth nothing.

use crate::cbor::{Reader, Writer};
use crate::credential::read_time;
use crate::malformed::{Fault, Malformed};
use crate::time::UnixTime;

/// The three times of a signed file, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    issued_at: UnixTime,
    next_update: UnixTime,
    expires: UnixTime,
}

/// What a file's age means for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// The next update is not due yet.
    Fresh,
    /// The next update is overdue; the file still decides.
    Aged,
    /// The file decides nothing any more.
    Expired,
}

impl Validity {
    /// How long after its issue a file is fresh, unless its signer says otherwise: 48 hours.
    pub const FRESH_SECONDS: u64 = 48 * 3_600;
    /// How long after its issue a file decides, unless its signer says otherwise: 7 days.
    pub const EXPIRY_SECONDS: u64 = 7 * 86_400;

    /// Issue, next update and hard expiry, each not before the other.
    pub fn new(issued_at: UnixTime, next_update: UnixTime, expires: UnixTime) -> Option<Self> {
        (issued_at <= next_update && next_update <= expires).then_some(Self {
            issued_at,
            next_update,
            expires,
        })
    }

    /// The usual 48 hours and 7 days from `issued_at`.
    pub const fn usual(issued_at: UnixTime) -> Self {
        Self {
            issued_at,
            next_update: issued_at.plus(Self::FRESH_SECONDS),
            expires: issued_at.plus(Self::EXPIRY_SECONDS),
        }
    }

    /// When the file was signed, by the signer's clock.
    pub const fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// When the next file is due.
    pub const fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// From when on the file decides nothing.
    pub const fn expires(&self) -> UnixTime {
        self.expires
    }

    /// What the file is worth at `now`.
    pub fn at(&self, now: UnixTime) -> Freshness {
        if now < self.next_update {
            Freshness::Fresh
        } else if now < self.expires {
            Freshness::Aged
        } else {
            Freshness::Expired
        }
    }

    /// Writes map entries 2, 3 and 4.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .unsigned(2)
            .unsigned(self.issued_at.seconds())
            .unsigned(3)
            .unsigned(self.next_update.seconds())
            .unsigned(4)
            .unsigned(self.expires.seconds());
    }

    /// Reads map entries 2, 3 and 4.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let before = reader.clone();
        reader.exactly(2, "key 2 (issued at)")?;
        let issued_at = read_time(reader)?;
        reader.exactly(3, "key 3 (next update)")?;
        let next_update = read_time(reader)?;
        reader.exactly(4, "key 4 (expires)")?;
        let expires = read_time(reader)?;
        Self::new(issued_at, next_update, expires).ok_or(Malformed::new(
            before.at(),
            Fault::Value {
                want: "issued at, next update and expiry in this order",
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_belongs_to_the_later_state() {
        let at = |seconds| UnixTime::new(seconds).unwrap();
        let validity = Validity::new(at(100), at(200), at(300)).unwrap();
        for (now, freshness) in [
            (0, Freshness::Fresh),
            (199, Freshness::Fresh),
            (200, Freshness::Aged),
            (299, Freshness::Aged),
            (300, Freshness::Expired),
        ] {
            assert_eq!(validity.at(at(now)), freshness, "{now}");
        }
        assert!(Validity::new(at(100), at(99), at(300)).is_none());
        assert!(Validity::new(at(100), at(301), at(300)).is_none());
    }
}
