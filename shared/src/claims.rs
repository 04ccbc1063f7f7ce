//! The statuses that can be shown: one registry of claim keys (RFC 8392, private use) and names.

use core::fmt;

use crate::cbor::Reader;
use crate::malformed::{Fault, Malformed};

/// A status that a credential can assert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// Over 18.
    Adult,
    /// Student.
    Student,
    /// Parent of a large family.
    LargeFamilyParent,
    /// Pensioner.
    Pensioner,
    /// Disabled.
    Disabled,
    /// Participant of the special military operation (СВО).
    SvoParticipant,
    /// Member of the family of a participant of the special military operation.
    SvoFamily,
}

/// What the registry says of one claim.
struct Row {
    claim: Claim,
    key: i64,
    slug: &'static str,
    russian: &'static str,
    english: &'static str,
}

const fn row(
    claim: Claim,
    key: i64,
    slug: &'static str,
    russian: &'static str,
    english: &'static str,
) -> Row {
    Row {
        claim,
        key,
        slug,
        russian,
        english,
    }
}

/// The registry. A new status is one more row and one more variant; keys are never used again.
#[rustfmt::skip]
const REGISTRY: [Row; 7] = [
    row(Claim::Adult,             -65537, "adult",               "совершеннолетний",        "adult"),
    row(Claim::Student,           -65538, "student",             "студент",                 "student"),
    row(Claim::LargeFamilyParent, -65539, "large-family-parent", "многодетный родитель",    "parent of a large family"),
    row(Claim::Pensioner,         -65540, "pensioner",           "пенсионер",               "pensioner"),
    row(Claim::Disabled,          -65541, "disabled",            "инвалид",                 "disabled"),
    row(Claim::SvoParticipant,    -65542, "svo-participant",     "участник СВО",            "SVO participant"),
    row(Claim::SvoFamily,         -65543, "svo-family",          "член семьи участника СВО", "family of an SVO participant"),
];

impl Claim {
    /// Every claim of the registry, in its order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        REGISTRY.iter().map(|row| row.claim)
    }

    /// The claim with this key, if the registry has it.
    pub fn from_key(key: ClaimKey) -> Option<Self> {
        let row = REGISTRY.iter().find(|row| row.key == key.0)?;
        Some(row.claim)
    }

    /// The claim with this name for command lines and registers: "adult", "large-family-parent".
    pub fn from_slug(slug: &str) -> Option<Self> {
        let row = REGISTRY.iter().find(|row| row.slug == slug)?;
        Some(row.claim)
    }

    /// The claim's key in a credential.
    pub fn key(self) -> ClaimKey {
        ClaimKey(self.row().key)
    }

    /// Its name for command lines and registers.
    pub fn slug(self) -> &'static str {
        self.row().slug
    }

    /// Its name in Russian.
    pub fn russian(self) -> &'static str {
        self.row().russian
    }

    /// Its name in English.
    pub fn english(self) -> &'static str {
        self.row().english
    }

    #[expect(
        clippy::expect_used,
        reason = "a test shows that every claim has its row"
    )]
    fn row(self) -> &'static Row {
        REGISTRY
            .iter()
            .find(|row| row.claim == self)
            .expect("every claim has a row")
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The key of a claim, of this registry or a later one: a private-use key of CWT (RFC 8392 §9.1) that
/// takes five bytes, -65537 down to -4294967296.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey(i64);

impl ClaimKey {
    const FIRST: i64 = -65_537;
    const LAST: i64 = -4_294_967_296;

    /// The claim key with this number.
    pub const fn new(number: i64) -> Option<Self> {
        if number <= Self::FIRST && number >= Self::LAST {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    pub const fn number(self) -> i64 {
        self.0
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        const WANT: &str = "a claim key, -65537 to -4294967296";
        let before = reader.clone();
        let number = reader.integer(WANT)?;
        Self::new(number).ok_or(Malformed::new(before.at(), Fault::Value { want: WANT }))
    }
}

impl fmt::Display for ClaimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Claim::from_key(*self) {
            Some(claim) => claim.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_claim_has_a_name_of_its_own_in_each_language() {
        let claims: Vec<Claim> = Claim::all().collect();
        for (place, claim) in claims.iter().enumerate() {
            assert!(
                claim.russian().chars().all(|c| !c.is_ascii_alphabetic()),
                "{claim:?}"
            );
            assert!(claim.english().is_ascii(), "{claim:?}");
            for other in &claims[..place] {
                assert_ne!(claim.russian(), other.russian());
                assert_ne!(claim.english(), other.english());
            }
        }
    }

    #[test]
    fn every_claim_has_one_row_and_is_found_by_key_and_slug() {
        assert_eq!(Claim::all().len(), REGISTRY.len());
        for claim in Claim::all() {
            assert_eq!(Claim::from_key(claim.key()), Some(claim));
            assert_eq!(Claim::from_slug(claim.slug()), Some(claim));
            assert_eq!(ClaimKey::new(claim.key().number()), Some(claim.key()));
            assert!(!claim.russian().is_empty() && !claim.english().is_empty());
        }
        assert_eq!(Claim::SvoFamily.slug(), "svo-family");
        assert_eq!(Claim::from_slug("veteran"), None);
    }

    #[test]
    fn keys_of_registered_cwt_claims_are_not_claims() {
        assert_eq!(ClaimKey::new(-65_536), None);
        assert_eq!(ClaimKey::new(500), None);
        assert_eq!(ClaimKey::new(-4_294_967_297), None);
    }
}
