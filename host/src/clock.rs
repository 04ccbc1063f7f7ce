//! The clock of a tool: the system's, or a rehearsal's that starts when told.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::fault::Fault;

/// Where a tool takes the time from. Made once, in `main`, and handed down.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Rehearsal { start: Duration, began: Instant },
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that shows `start_unix_seconds` now and goes on from there.
    #[must_use]
    pub fn rehearsal(start_unix_seconds: u64) -> Self {
        Self(Source::Rehearsal {
            start: Duration::from_secs(start_unix_seconds),
            began: Instant::now(),
        })
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub fn now_unix(&self) -> u64 {
        self.now().as_secs()
    }

    /// The time since 1970, for those who wait for the next step. A clock set before 1970 counts as 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            Source::Rehearsal { start, began } => start.saturating_add(began.elapsed()),
        }
    }

    /// Whether the time is only played.
    #[must_use]
    pub const fn is_rehearsal(&self) -> bool {
        matches!(self.0, Source::Rehearsal { .. })
    }
}

/// Reads a time given as seconds since 1970 or as RFC 3339.
pub fn parse_time(given: &str) -> Result<u64, Fault> {
    let seconds = if !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit()) {
        given.parse().ok()
    } else {
        OffsetDateTime::parse(given, &Rfc3339)
            .ok()
            .and_then(|time| time.unix_timestamp().try_into().ok())
    };
    seconds.ok_or_else(|| Fault::BadTime {
        given: given.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsal_starts_when_told_and_goes_on() {
        let clock = Clock::rehearsal(1_746_792_000);
        let first = clock.now();
        assert!(first >= Duration::from_secs(1_746_792_000));
        assert!(clock.now() >= first);
        assert!(clock.is_rehearsal() && !Clock::system().is_rehearsal());
    }

    #[test]
    fn a_rehearsal_does_not_overflow() {
        assert_eq!(Clock::rehearsal(u64::MAX).now_unix(), u64::MAX);
    }

    #[test]
    fn times_are_seconds_or_rfc_3339() {
        for (given, seconds) in [
            ("0", 0),
            ("1746792000", 1_746_792_000),
            ("2025-05-09T12:00:00Z", 1_746_792_000),
            ("2025-05-09T15:00:00+03:00", 1_746_792_000),
            ("2025-05-09T12:00:00.9Z", 1_746_792_000),
        ] {
            assert_eq!(parse_time(given).unwrap(), seconds, "{given}");
        }
        for given in [
            "",
            "noon",
            "-1",
            "+1",
            "1969-12-31T23:59:59Z",
            "2025-05-09",
            "99999999999999999999",
        ] {
            assert!(
                matches!(parse_time(given), Err(Fault::BadTime { .. })),
                "{given}"
            );
        }
    }
}
