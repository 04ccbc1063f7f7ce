//! The people and keys of the vectors. Every key follows from a byte that stands here: none of them is secret.

use shared::claims::{Claim, ClaimKey};
use shared::cose_key::SecretKey;
use shared::credential::{IssuerId, StatusIndex};
use shared::freshness::Validity;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::manifest::{ListEntry, ManifestContent};
use shared::root_set::RootSet;
use shared::status_list;
use shared::time::{Epoch, EpochRule, TimeStep, UnixTime};
use shared::trust_list::TrustListContent;

/// 2026-06-01 12:00:10 in Moscow, ten seconds into a time step.
pub const NOW: u64 = 1_780_304_410;
/// The day that `NOW` lies in.
pub const TODAY: u32 = 20_604;
/// Indices of each epoch.
pub const CAPACITY: u64 = 65_536;
/// Indices that are revoked in each epoch.
pub const REVOKED: [u64; 3] = [7, 40_000, 65_535];
/// Seconds in an hour.
pub const HOUR: u64 = 3_600;
/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// The region that may assert every claim.
pub const REGION: &str = "r26";
/// The university that may assert students only.
pub const UNIVERSITY: &str = "un";
/// An issuer that no trust list knows.
pub const STRANGER: &str = "xx";

/// The keys of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Root keys one to three; two must sign.
    Root(u8),
    /// The region's key for the days before today.
    RegionUntilYesterday,
    /// The region's key from today on.
    Region,
    /// The region's status key.
    RegionStatus,
    /// The university's credential key.
    University,
    /// The university's status key.
    UniversityStatus,
    /// The key of the issuer that no trust list knows.
    Stranger,
    /// Citizens' device keys.
    Device(u8),
    /// A device key out of very many, by its seed.
    Citizen([u8; 32]),
}

impl Key {
    /// The secret key.
    #[must_use]
    pub fn secret(self) -> SecretKey {
        SecretKey::from_seed(&self.seed())
    }

    const fn seed(self) -> [u8; 32] {
        let byte = match self {
            Self::Citizen(seed) => return seed,
            Self::Root(number) => 0x10 + number,
            Self::RegionUntilYesterday => 0x20,
            Self::Region => 0x21,
            Self::RegionStatus => 0x22,
            Self::University => 0x30,
            Self::UniversityStatus => 0x31,
            Self::Stranger => 0x40,
            Self::Device(number) => 0x80 + number,
        };
        [byte; 32]
    }
}

/// A moment.
#[must_use]
pub fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap_or(UnixTime::MAX)
}

/// The step that `seconds` lies in.
#[must_use]
pub fn step(seconds: u64) -> TimeStep {
    TimeStep::at(at(seconds))
}

/// Every issuer of the cast cuts days at midnight in Moscow.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "a day and an offset below it are a rule"
)]
pub fn days() -> EpochRule {
    EpochRule::new(86_400, 75_600).expect("a day and an offset below it")
}

/// An issuer's name.
#[must_use]
#[expect(clippy::expect_used, reason = "the cast's names are names")]
pub fn issuer(name: &str) -> IssuerId {
    IssuerId::new(name).expect("one to three characters")
}

/// A status index.
#[must_use]
#[expect(clippy::expect_used, reason = "the cast's indices are indices")]
pub fn index(number: u64) -> StatusIndex {
    StatusIndex::new(number).expect("below 2^40")
}

/// Two of three root keys.
#[must_use]
#[expect(clippy::expect_used, reason = "three different keys are a root set")]
pub fn roots() -> RootSet {
    let keys = (1..=3).map(|number| Key::Root(number).secret().public());
    RootSet::new(2, keys.collect()).expect("two of three")
}

/// What the trust list says when it was issued at `issued_at`.
#[must_use]
pub fn trust_list(issued_at: u64) -> TrustListContent {
    let all = Claim::all().map(Claim::key).collect();
    let region_keys = [
        (Key::RegionUntilYesterday, 20_500, TODAY - 1),
        (Key::Region, TODAY, 20_700),
    ];
    let region = entry(
        REGION,
        ("Ставропольский край", "Stavropol Krai"),
        all,
        Key::RegionStatus,
        &region_keys,
    );
    let university = entry(
        UNIVERSITY,
        ("Университет", "University"),
        vec![Claim::Student.key()],
        Key::UniversityStatus,
        &[(Key::University, 20_500, 20_700)],
    );
    TrustListContent {
        sequence: 5,
        validity: Validity::usual(at(issued_at)),
        roots: roots(),
        issuers: vec![region, university],
    }
}

#[expect(clippy::expect_used, reason = "the cast's entries are entries")]
fn entry(
    name: &str,
    names: (&str, &str),
    claims: Vec<ClaimKey>,
    status: Key,
    keys: &[(Key, u32, u32)],
) -> IssuerEntry {
    let keys = keys.iter().map(|&(key, first, last)| CredentialKey {
        key: key.secret().public(),
        first: Epoch::new(first),
        last: Epoch::new(last),
    });
    IssuerEntry::new(
        issuer(name),
        (names.0.to_owned(), names.1.to_owned()),
        days(),
        claims,
        status.secret().public(),
        keys.collect(),
    )
    .expect("a proper entry")
}

/// The trust list, signed by the first two root keys.
#[must_use]
pub fn signed_trust_list(issued_at: u64) -> Vec<u8> {
    trust_list(issued_at).sign(&[Key::Root(1).secret(), Key::Root(2).secret()])
}

/// The status list of one epoch, the same set for every issuer and day.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "the cast's indices are below the capacity"
)]
pub fn epoch_list(epoch: u32) -> (Vec<u8>, ListEntry) {
    let revoked = REVOKED.into_iter().map(index).collect();
    status_list::encode(Epoch::new(epoch), CAPACITY, revoked).expect("indices in range")
}

/// The manifest of an issuer, from yesterday to seven days ahead.
#[must_use]
pub fn manifest(name: &str, issued_at: u64) -> ManifestContent {
    ManifestContent {
        issuer: issuer(name),
        sequence: 9,
        validity: Validity::usual(at(issued_at)),
        lists: (TODAY - 1..=TODAY + 7)
            .map(|epoch| epoch_list(epoch).1)
            .collect(),
    }
}

/// The region's manifest, signed.
#[must_use]
pub fn region_manifest(issued_at: u64) -> Vec<u8> {
    manifest(REGION, issued_at).sign(&Key::RegionStatus.secret())
}

/// The university's manifest, signed.
#[must_use]
pub fn university_manifest(issued_at: u64) -> Vec<u8> {
    manifest(UNIVERSITY, issued_at).sign(&Key::UniversityStatus.secret())
}
