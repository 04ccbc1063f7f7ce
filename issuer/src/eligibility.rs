//! Who may be given which credentials, for which epochs: a matter of dates alone.

use shared::claims::{Claim, ClaimKey};
use shared::time::{Epoch, EpochRule, UnixTime};
use time::{Date, Duration, Month, OffsetDateTime, UtcOffset};

use crate::person::{Citizenship, HeldStatus, Person};

/// The age from which on there are credentials.
pub const AGE: i32 = 18;

/// The issuer's calendar: its days begin where its epochs do.
///
/// The offset O of the epochs, modulo a day, is the time in UTC at which a day begins: 75,600 s (21:00) is midnight in Moscow.
/// Offsets of noon or later lie east of Greenwich, earlier ones west.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    epochs: EpochRule,
    offset: UtcOffset,
}

impl Calendar {
    /// The calendar of these epochs.
    #[must_use]
    pub fn new(epochs: EpochRule) -> Self {
        let begins = i32::try_from(epochs.offset() % DAY).unwrap_or_default();
        let day = DAY.cast_signed();
        let east = if begins >= day / 2 {
            day - begins
        } else {
            -begins
        };
        Self {
            epochs,
            offset: UtcOffset::from_whole_seconds(east).unwrap_or(UtcOffset::UTC),
        }
    }

    /// How time is cut into epochs.
    #[must_use]
    pub const fn epochs(self) -> EpochRule {
        self.epochs
    }

    /// Date and time of day at a moment; the end of the calendar for all that is later.
    #[must_use]
    pub fn local(self, moment: UnixTime) -> OffsetDateTime {
        let seconds = i64::try_from(moment.seconds()).unwrap_or(i64::MAX);
        OffsetDateTime::from_unix_timestamp(seconds)
            .ok()
            .and_then(|utc| utc.checked_to_offset(self.offset))
            .unwrap_or_else(|| OffsetDateTime::new_utc(Date::MAX, time::Time::MIDNIGHT))
    }

    /// The day on which an epoch begins.
    #[must_use]
    pub fn first_day(self, epoch: Epoch) -> Date {
        self.local(self.epochs.start(epoch)).date()
    }

    /// The day on which an epoch ends.
    #[must_use]
    pub fn last_day(self, epoch: Epoch) -> Date {
        let start = self.local(self.epochs.start(epoch));
        let length = Duration::seconds(i64::from(self.epochs.length()) - 1);
        start
            .checked_add(length)
            .map_or(Date::MAX, OffsetDateTime::date)
    }
}

/// Why a person gets no credentials at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEligible {
    /// The person is a citizen of another country.
    Citizenship,
    /// The person's 18th birthday is still to come.
    Age,
}

/// Whether a person may be given credentials on this day: citizens from their 18th birthday on.
pub fn check(person: &Person, today: Date) -> Result<(), NotEligible> {
    if person.citizenship != Citizenship::RUSSIA {
        Err(NotEligible::Citizenship)
    } else if !is_of_age(person.born, today) {
        Err(NotEligible::Age)
    } else {
        Ok(())
    }
}

/// Whether somebody born on `born` is 18 on `day`. Who was born on 29 February is, in a common year, from 1 March on.
#[must_use]
pub fn is_of_age(born: Date, day: Date) -> bool {
    let place = |date: Date| (u8::from(date.month()), date.day());
    let years = day.year() - born.year();
    years > AGE || (years == AGE && place(day) >= place(born))
}

/// The day of the 18th birthday, as [`is_of_age`] counts it.
#[must_use]
pub fn comes_of_age(born: Date) -> Date {
    let year = born.year() + AGE;
    Date::from_calendar_date(year, born.month(), born.day())
        .or_else(|_| Date::from_calendar_date(year, Month::March, 1))
        .unwrap_or(Date::MAX)
}

/// The epochs from `first` on, at most `count`, for which a person is entitled to a claim; they follow on each other.
///
/// An epoch counts only if the status covers all of its days. The person is eligible on the day on which `first` begins.
#[must_use]
pub fn entitled(
    calendar: Calendar,
    statuses: &[HeldStatus],
    claim: ClaimKey,
    first: Epoch,
    count: u32,
) -> Option<(Epoch, Epoch)> {
    let epochs = (0..count).map_while(|day| first.checked_add(day));
    let covered = |epoch: &Epoch| {
        // Whoever is of age on the first day stays so.
        claim == Claim::Adult.key()
            || statuses.iter().any(|status| {
                status.claim == claim
                    && status.valid_from <= calendar.first_day(*epoch)
                    && calendar.last_day(*epoch) <= status.valid_until
            })
    };
    let mut covered = epochs.filter(covered);
    let earliest = covered.next()?;
    Some((earliest, covered.last().unwrap_or(earliest)))
}

/// Seconds of a day.
const DAY: u32 = 86_400;

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn calendar(length: u32, offset: u32) -> Calendar {
        Calendar::new(EpochRule::new(length, offset).unwrap())
    }

    fn epoch_of(calendar: Calendar, moment: OffsetDateTime) -> Epoch {
        let seconds = moment.unix_timestamp().try_into().unwrap();
        let moment = UnixTime::new(seconds).unwrap();
        calendar.epochs().epoch_at(moment).unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_in_moscow() {
        let moscow = calendar(86_400, 75_600);
        for (moment, day) in [
            (datetime!(2025-05-09 20:59:59 UTC), date!(2025 - 05 - 09)),
            (datetime!(2025-05-09 21:00:00 UTC), date!(2025 - 05 - 10)),
            (datetime!(2025-05-10 20:59:59 UTC), date!(2025 - 05 - 10)),
        ] {
            let epoch = epoch_of(moscow, moment);
            assert_eq!(moscow.first_day(epoch), day);
            assert_eq!(moscow.last_day(epoch), day);
        }
    }

    #[test]
    fn every_zone_of_russia_has_its_own_midnight() {
        for (offset, hours) in [(43_200, 12), (79_200, 2), (64_800, 6), (0, 0), (18_000, -5)] {
            assert_eq!(calendar(86_400, offset).offset.whole_hours(), hours);
        }
    }

    #[test]
    fn longer_and_shorter_epochs_have_their_days() {
        let weeks = calendar(7 * 86_400, 75_600);
        let epoch = epoch_of(weeks, datetime!(2025-05-09 12:00 UTC));
        assert_eq!(
            weeks.last_day(epoch) - weeks.first_day(epoch),
            Duration::days(6)
        );
        let hours = calendar(3_600, 0);
        let epoch = epoch_of(hours, datetime!(2025-05-09 23:30 UTC));
        assert_eq!(hours.first_day(epoch), hours.last_day(epoch));
    }

    #[test]
    fn the_18th_birthday_counts() {
        for (born, day, of_age) in [
            (date!(2007 - 05 - 09), date!(2025 - 05 - 08), false),
            (date!(2007 - 05 - 09), date!(2025 - 05 - 09), true),
            (date!(2007 - 05 - 09), date!(2025 - 05 - 10), true),
            (date!(2007 - 12 - 31), date!(2025 - 12 - 30), false),
            (date!(2007 - 12 - 31), date!(2026 - 01 - 01), true),
            (date!(2007 - 01 - 01), date!(2024 - 12 - 31), false),
            (date!(2007 - 01 - 01), date!(2025 - 01 - 01), true),
            (date!(2008 - 02 - 29), date!(2026 - 02 - 28), false),
            (date!(2008 - 02 - 29), date!(2026 - 03 - 01), true),
            (date!(2026 - 02 - 28), date!(2044 - 02 - 28), true),
            (date!(2026 - 03 - 01), date!(2044 - 02 - 29), false),
        ] {
            assert_eq!(is_of_age(born, day), of_age, "{born} {day}");
            assert_eq!(day >= comes_of_age(born), of_age, "{born} {day}");
        }
    }

    #[test]
    fn citizens_of_age_are_eligible() {
        let person = |born, citizenship| Person {
            row: 1,
            born,
            citizenship: Citizenship::parse(citizenship).unwrap(),
        };
        let today = date!(2025 - 05 - 09);
        let (adult, minor) = (date!(2007 - 05 - 09), date!(2007 - 05 - 10));
        assert_eq!(check(&person(adult, "RUS"), today), Ok(()));
        assert_eq!(check(&person(minor, "RUS"), today), Err(NotEligible::Age));
        assert_eq!(
            check(&person(adult, "KAZ"), today),
            Err(NotEligible::Citizenship)
        );
    }

    #[test]
    fn only_days_that_a_status_covers_are_signed() {
        let moscow = calendar(86_400, 75_600);
        let today = epoch_of(moscow, datetime!(2025-05-09 12:00 UTC));
        let day = |days| today.checked_add(days).unwrap();
        let student = Claim::Student.key();
        let entitled = |valid_from, valid_until| {
            let statuses = [HeldStatus {
                claim: student,
                valid_from,
                valid_until,
            }];
            entitled(moscow, &statuses, student, today, 31)
        };
        for (from, until, expected) in [
            (date!(2024 - 09 - 01), date!(2026 - 06 - 30), Some((0, 30))),
            (date!(2025 - 05 - 09), date!(2025 - 05 - 09), Some((0, 0))),
            (date!(2025 - 05 - 10), date!(2025 - 05 - 12), Some((1, 3))),
            (date!(2025 - 06 - 08), date!(2026 - 06 - 08), Some((30, 30))),
            (date!(2025 - 06 - 09), date!(2026 - 06 - 09), None),
            (date!(2024 - 09 - 01), date!(2025 - 05 - 08), None),
        ] {
            let expected = expected.map(|(first, last)| (day(first), day(last)));
            assert_eq!(entitled(from, until), expected, "{from} {until}");
        }
    }

    #[test]
    fn an_epoch_of_a_week_must_be_covered_to_its_last_day() {
        let weeks = calendar(7 * 86_400, 75_600);
        let first = epoch_of(weeks, datetime!(2025-05-09 12:00 UTC));
        let status = |valid_until| HeldStatus {
            claim: Claim::Student.key(),
            valid_from: date!(2024 - 09 - 01),
            valid_until,
        };
        let entitled = |until| entitled(weeks, &[status(until)], Claim::Student.key(), first, 31);
        let last = weeks.last_day(first);
        assert_eq!(entitled(last), Some((first, first)));
        assert_eq!(entitled(last.previous_day().unwrap()), None);
    }

    #[test]
    fn adult_follows_from_age_and_nothing_else_does() {
        let moscow = calendar(86_400, 75_600);
        let first = Epoch::new(20_000);
        let entitled = |claim: Claim| entitled(moscow, &[], claim.key(), first, 31);
        assert_eq!(entitled(Claim::Adult), Some((first, Epoch::new(20_030))));
        assert!(
            Claim::all()
                .filter(|claim| *claim != Claim::Adult)
                .all(|claim| entitled(claim).is_none())
        );
    }
}
