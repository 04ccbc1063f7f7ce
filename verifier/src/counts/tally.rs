//! How often each verdict was given for each status: numbers, and nothing about anybody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::claims::{Claim, ClaimKey};
use shared::verdict::{Gap, Reason, Verdict};

/// The status that a code was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Status {
    /// One of the registry.
    Known(Claim),
    /// The verdict says of none, or of one that is not in the registry: anybody can make such a code.
    Unknown,
}

/// What was decided, as the code of the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kind {
    outcome: Outcome,
    number: u8,
}

/// What a verdict comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A yes.
    Accept,
    /// A no.
    Reject,
    /// Neither.
    CannotTell,
    /// A code that had been accepted, and that the staff have let in once more.
    AllowedAgain,
}

/// The numbers of one day, or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Status, BTreeMap<Kind, u64>>);

impl Tally {
    /// Largest file of a day, in bytes: all statuses with all codes are less than half.
    pub const MAX_LENGTH: u64 = 32 << 10;

    /// Counts one more.
    pub fn count(&mut self, status: Status, kind: Kind) {
        self.add(status, kind, 1);
    }

    /// Counts all of the other too.
    pub fn merge(&mut self, other: &Self) {
        for (status, kind, count) in other.rows() {
            self.add(status, kind, count);
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows().next().is_none()
    }

    /// Every status and verdict with its number: the statuses in the order of the registry, a yes first.
    pub fn rows(&self) -> impl Iterator<Item = (Status, Kind, u64)> {
        self.0.iter().flat_map(|(status, kinds)| {
            let kinds = kinds.iter();
            kinds.map(|(kind, count)| (*status, *kind, *count))
        })
    }

    /// The sum of those that are wanted.
    pub fn sum(&self, is_wanted: impl Fn(Status, Outcome) -> bool) -> u64 {
        let rows = self.rows();
        rows.filter(|(status, kind, _)| is_wanted(*status, kind.outcome))
            .fold(0, |sum, (_, _, count)| sum.saturating_add(count))
    }

    /// Reads the file of a day.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        Some(Self(written.counts))
    }

    /// The file of a day.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let written = Written {
            version: Version::One,
            counts: self.0.clone(),
        };
        let mut text = format!("{:#}", serde_json::json!(written));
        text.push('\n');
        text.into_bytes()
    }

    fn add(&mut self, status: Status, kind: Kind, more: u64) {
        let count = self.0.entry(status).or_default().entry(kind).or_default();
        *count = count.saturating_add(more);
    }
}

/// The numbers as they stand in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Version,
    counts: BTreeMap<Status, BTreeMap<Kind, u64>>,
}

/// The only form of this file so far.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Version {
    #[serde(rename = "1")]
    One,
}

impl Status {
    /// The status that a verdict is about.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        let claim = match verdict {
            Verdict::Accept(yes) => Some(yes.presentation.claim()),
            Verdict::Reject(reason) => claim(reason),
            Verdict::CannotTell(Gap::TrustListOverdue { otherwise, .. }) => claim(otherwise),
            Verdict::CannotTell(_) => None,
        };
        let known = claim.and_then(Claim::from_key);
        known.map_or(Self::Unknown, Self::Known)
    }

    /// The claim, if it is known.
    #[must_use]
    pub const fn claim(self) -> Option<Claim> {
        match self {
            Self::Known(claim) => Some(claim),
            Self::Unknown => None,
        }
    }
}

const fn claim(reason: &Reason) -> Option<ClaimKey> {
    match reason {
        Reason::ClaimNotGranted { claim, .. }
        | Reason::ClaimNotWanted { claim }
        | Reason::ClaimIsFalse { claim } => Some(*claim),
        _ => None,
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.claim().map_or(UNKNOWN, Claim::slug).to_owned()
    }
}

impl TryFrom<String> for Status {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == UNKNOWN {
            return Ok(Self::Unknown);
        }
        let claim = Claim::from_slug(&text).map(Self::Known);
        claim.ok_or("the name of a status")
    }
}

/// How a status that is not known is written.
const UNKNOWN: &str = "unknown";

impl Kind {
    /// Allowed once more by the staff.
    pub const ALLOWED_AGAIN: Self = Self {
        outcome: Outcome::AllowedAgain,
        number: 1,
    };

    /// The kind that a verdict is.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Option<Self> {
        match verdict {
            Verdict::Accept(yes) if yes.again => Some(Self::ALLOWED_AGAIN),
            other => Self::parse(other.code()),
        }
    }

    /// The kind with this code: `A00`, `R22`, `G06`, `S01`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let mut letters = code.chars();
        let letter = letters.next()?;
        let outcome = Outcome::all().find(|outcome| outcome.letter() == letter)?;
        let digits = letters.as_str();
        let is_number = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number)?;
        Some(Self { outcome, number })
    }

    /// What it comes to.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        self.outcome
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:02}", self.outcome.letter(), self.number)
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for Kind {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("A, R, G or S with two digits")
    }
}

impl Outcome {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let all = [
            Self::Accept,
            Self::Reject,
            Self::CannotTell,
            Self::AllowedAgain,
        ];
        all.into_iter()
    }

    /// Its name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::CannotTell => "cannot-tell",
            Self::AllowedAgain => "allowed-again",
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Accept => 'A',
            Self::Reject => 'R',
            Self::CannotTell => 'G',
            Self::AllowedAgain => 'S',
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally(rows: &[(Status, &str, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (status, code, count) in rows {
            tally.add(*status, Kind::parse(code).unwrap(), *count);
        }
        tally
    }

    const ADULT: Status = Status::Known(Claim::Adult);

    #[test]
    fn the_form_of_the_file_is_kept() {
        let text = r#"{"version": "1", "counts": {"adult": {"A00": 12, "S01": 1}, "unknown": {"R01": 2}}}"#;
        let rows = [
            (ADULT, "A00", 12),
            (ADULT, "S01", 1),
            (Status::Unknown, "R01", 2),
        ];
        assert_eq!(Tally::decode(text.as_bytes()), Some(tally(&rows)));
        for (from, to) in [
            ("\"1\"", "\"2\""),
            ("adult", "veteran"),
            ("A00", "B00"),
            ("A00", "A+1"),
            ("12", "-1"),
            ("counts", "numbers"),
            ("}}}", "}}"),
        ] {
            let wrong = text.replace(from, to);
            assert_eq!(Tally::decode(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn sums_and_orders() {
        let tally = tally(&[
            (Status::Unknown, "G06", 1),
            (ADULT, "R21", 2),
            (ADULT, "A00", 3),
            (ADULT, "A00", u64::MAX),
        ]);
        let rows: Vec<String> = tally.rows().map(|(_, kind, _)| kind.to_string()).collect();
        assert_eq!(rows, ["A00", "R21", "G06"]);
        assert_eq!(tally.sum(|_, outcome| outcome == Outcome::Reject), 2);
        assert_eq!(tally.sum(|status, _| status == Status::Unknown), 1);
        assert_eq!(tally.sum(|_, _| true), u64::MAX, "and no overflow");
    }

    #[test]
    fn a_file_with_everything_in_it_is_read() {
        let mut tally = Tally::default();
        let statuses = Claim::all().map(Status::Known);
        for status in statuses.chain([Status::Unknown]) {
            for code in 0..25 {
                for letter in ["A", "R", "G", "S"] {
                    let kind = Kind::parse(&format!("{letter}{code:02}")).unwrap();
                    tally.add(status, kind, u64::MAX);
                }
            }
        }
        let bytes = tally.encode();
        assert!(u64::try_from(bytes.len()).unwrap() <= Tally::MAX_LENGTH);
        assert_eq!(Tally::decode(&bytes), Some(tally));
    }

    fn any_tally() -> impl Strategy<Value = Tally> {
        let row = (0..9_usize, "[ARGS][0-9]{2}", any::<u32>());
        prop::collection::vec(row, 0..40).prop_map(|rows| {
            let mut tally = Tally::default();
            for (claim, code, count) in rows {
                let claim = Claim::all().nth(claim);
                let status = claim.map_or(Status::Unknown, Status::Known);
                tally.add(status, Kind::parse(&code).unwrap(), count.into());
            }
            tally
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(tally in any_tally()) {
            prop_assert_eq!(Tally::decode(&tally.encode()), Some(tally));
        }

        #[test]
        fn in_whatever_order_the_sum_is_the_same(one in any_tally(), other in any_tally()) {
            let (mut left, mut right) = (one.clone(), other.clone());
            left.merge(&other);
            right.merge(&one);
            prop_assert_eq!(left.sum(|_, _| true), one.sum(|_, _| true) + other.sum(|_, _| true));
            prop_assert_eq!(left, right);
        }

        #[test]
        fn bytes_are_a_tally_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Tally::decode(&bytes).is_none_or(|tally| Tally::decode(&tally.encode()) == Some(tally)));
        }
    }
}
