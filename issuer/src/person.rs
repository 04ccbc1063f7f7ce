//! A person as the register knows one: a number, a date of birth, a citizenship and statuses with their days.

use std::fmt;

use shared::claims::ClaimKey;
use time::format_description::FormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// How the operator calls a person: 1 to 64 printable characters, no spaces at either end.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonId(String);

impl PersonId {
    /// The id with this text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Longest id, in characters.
    pub const MAX_LENGTH: usize = 64;
}

/// Personal data is not for logs.
impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonId(..)")
    }
}

/// A country, by its three letters in ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citizenship([u8; 3]);

impl Citizenship {
    /// Russia.
    pub const RUSSIA: Self = Self(*b"RUS");

    /// The country with these three capital letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
        letters
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(letters))
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What follows from the register for every status of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Where the registry keeps the person.
    pub row: i64,
    /// Date of birth.
    pub born: Date,
    /// Citizenship.
    pub citizenship: Citizenship,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// A status that a person holds, and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldStatus {
    /// The claim that it entitles to.
    pub claim: ClaimKey,
    /// First day, inclusive.
    pub valid_from: Date,
    /// Last day, inclusive.
    pub valid_until: Date,
}

/// Reads a date of exactly the form `YYYY-MM-DD`.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    // The format alone would also take a sign before the year.
    let digits_only = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
    Date::parse(text, DATE).ok().filter(|_| digits_only)
}

/// Writes a date as `YYYY-MM-DD`.
#[must_use]
pub fn write_date(date: Date) -> String {
    date.format(DATE).unwrap_or_default()
}

/// Writes a moment as `YYYY-MM-DD hh:mm (UTC+hh:mm)`.
#[must_use]
pub fn write_moment(moment: OffsetDateTime) -> String {
    moment.format(MOMENT).unwrap_or_default()
}

const DATE: &[FormatItem<'static>] = format_description!("[year]-[month]-[day]");
const MOMENT: &[FormatItem<'static>] = format_description!(
    "[year]-[month]-[day] [hour]:[minute] (UTC[offset_hour sign:mandatory]:[offset_minute])"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_printable_and_not_padded() {
        for good in ["7", "112-233-445 95", "Ж-1"] {
            assert_eq!(PersonId::parse(good).unwrap().as_str(), good);
        }
        let longest = "я".repeat(PersonId::MAX_LENGTH);
        assert!(PersonId::parse(&longest).is_some());
        for bad in ["", " 7", "7 ", "7\t8", &format!("{longest}я")] {
            assert!(PersonId::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn dates_have_one_form() {
        let date = parse_date("2008-02-29").unwrap();
        assert_eq!(write_date(date), "2008-02-29");
        for bad in [
            "2007-02-29",
            "2008-2-29",
            "29.02.2008",
            "+008-02-29",
            "2008-02-29 ",
            "",
        ] {
            assert!(parse_date(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_moment_names_its_zone() {
        let moment = time::macros::datetime!(2025-05-09 15:04:59 +3);
        assert_eq!(write_moment(moment), "2025-05-09 15:04 (UTC+03:00)");
    }

    #[test]
    fn a_country_is_three_capital_letters() {
        assert_eq!(Citizenship::parse("RUS"), Some(Citizenship::RUSSIA));
        assert!(Citizenship::parse("KAZ").is_some());
        for bad in ["RU", "rus", "RUSS", "Р", "643"] {
            assert!(Citizenship::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn personal_data_is_not_printed() {
        assert_eq!(
            format!("{:?}", PersonId::parse("4711").unwrap()),
            "PersonId(..)"
        );
        let person = Person {
            row: 1,
            born: parse_date("1990-01-01").unwrap(),
            citizenship: Citizenship::RUSSIA,
        };
        assert!(!format!("{person:?}").contains("1990"));
    }
}
