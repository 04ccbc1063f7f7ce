//! A day at the venue, by its own calendar.

use std::fmt;

use shared::time::UnixTime;
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime, UtcOffset};

/// A day, written as 2026-06-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day of this moment in this time zone.
    #[must_use]
    pub fn at(moment: UnixTime, zone: UtcOffset) -> Self {
        let seconds = i64::try_from(moment.seconds()).unwrap_or(i64::MAX);
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok();
        let there = moment.and_then(|moment| moment.checked_to_offset(zone));
        Self(there.map_or(Date::MAX, OffsetDateTime::date))
    }

    /// The day that is written so, and in no other way.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = Date::parse(text, &Iso8601::DATE).ok().map(Self)?;
        (day.to_string() == text).then_some(day)
    }

    /// The day that is so many days earlier.
    #[must_use]
    pub fn before(self, days: i64) -> Self {
        let earlier = self.0.checked_sub(time::Duration::days(days));
        Self(earlier.unwrap_or(Date::MIN))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_begins_at_the_venue_s_own_midnight() {
        let midnight = UnixTime::new(1_780_272_000).unwrap();
        let moscow = UtcOffset::from_hms(3, 0, 0).unwrap();
        let day = |seconds, zone| Day::at(midnight.plus(seconds), zone).to_string();
        assert_eq!(day(0, UtcOffset::UTC), "2026-06-01");
        assert_eq!(day(75_599, moscow), "2026-06-01");
        assert_eq!(day(75_600, moscow), "2026-06-02");
        assert_eq!(Day::at(UnixTime::MAX, moscow), Day(Date::MAX));
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        let day = Day::parse("2026-03-01").unwrap();
        assert_eq!(day.before(1), Day::parse("2026-02-28").unwrap());
        for wrong in [
            "",
            "today",
            "2026-6-1",
            "20260601",
            "2026-W23-1",
            "2026-152",
            "2026-02-29",
            "2026-06-01T00:00:00Z",
            "+002026-06-01",
            " 2026-06-01",
        ] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_a_day_is_written_again_as_it_was(text in any::<String>()) {
            if let Some(day) = Day::parse(&text) {
                prop_assert_eq!(day.to_string(), text);
            }
        }

        #[test]
        fn every_moment_has_its_day(seconds in 0..200_000_000_000_u64, offset in -50_000..50_000) {
            let zone = UtcOffset::from_whole_seconds(offset).unwrap();
            let day = Day::at(UnixTime::new(seconds).unwrap(), zone);
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }
}
