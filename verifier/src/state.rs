//! What a verifier holds, as one small file: everything else is files that never change, named by their hash.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shared::clock::TimeFloor;
use shared::credential::IssuerId;
use shared::rollback::HighWater;
use shared::root_set::RootSet;
use shared::time::UnixTime;

/// What is held. Replaced in one step, so a killed program leaves the old state or the new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    version: Version,
    /// The root that the venue trusts.
    pub root: Option<TrustedRoot>,
    /// The trust list in use.
    pub trust_list: Option<HeldTrustList>,
    /// What is in use of each issuer.
    pub issuers: BTreeMap<Issuer, HeldIssuer>,
    /// The newest files that were ever accepted.
    pub newest: Newest,
    /// The newest signed times.
    pub signed_times: SignedTimes,
}

/// The only form of this file so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Version {
    #[default]
    #[serde(rename = "1")]
    One,
}

/// The root keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedRoot {
    /// As people have compared and added them.
    pub added: Root,
    /// As signed trust lists have changed them since.
    pub in_force: Root,
}

/// A trust list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldTrustList {
    /// The hash of its file.
    pub file: Hash,
    /// The root keys that were in force when it was accepted.
    pub signed_by: Root,
}

/// One issuer's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldIssuer {
    /// The hash of its manifest's file.
    pub manifest: Hash,
    /// The hashes of its status lists' files.
    pub lists: BTreeSet<Hash>,
}

/// Protection against old files. Outlives a change of the root and comes back with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    /// The newest trust list below each root that was ever added, by its fingerprint.
    pub trust_lists: BTreeMap<String, Mark>,
    /// The newest manifest of each status key, by its kid.
    pub manifests: BTreeMap<String, Mark>,
}

/// The newest file of one signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Its sequence number.
    pub sequence: u64,
    /// Its hash.
    pub file: Hash,
}

/// The newest signed times, in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedTimes {
    root: Option<u64>,
    issuers: BTreeMap<Issuer, u64>,
}

impl State {
    /// Reads the file.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut text = format!("{:#}", serde_json::json!(self));
        text.push('\n');
        text.into_bytes()
    }
}

impl From<&HighWater> for Mark {
    fn from(newest: &HighWater) -> Self {
        Self {
            sequence: newest.sequence,
            file: Hash(newest.hash),
        }
    }
}

impl From<&Mark> for HighWater {
    fn from(mark: &Mark) -> Self {
        Self {
            sequence: mark.sequence,
            hash: mark.file.0,
        }
    }
}

impl From<&TimeFloor> for SignedTimes {
    fn from(floor: &TimeFloor) -> Self {
        let issuers = floor.issuers();
        Self {
            root: floor.root().map(UnixTime::seconds),
            issuers: issuers
                .map(|(issuer, time)| (Issuer(issuer), time.seconds()))
                .collect(),
        }
    }
}

impl From<&SignedTimes> for TimeFloor {
    fn from(times: &SignedTimes) -> Self {
        let mut floor = Self::default();
        // What was once counted counts whatever the clock says now.
        if let Some(time) = times.root.and_then(UnixTime::new) {
            let _ = floor.raise_root(time, time);
        }
        for (issuer, &seconds) in &times.issuers {
            if let Some(time) = UnixTime::new(seconds) {
                let _ = floor.raise_issuer(issuer.0, time, time);
            }
        }
        floor
    }
}

/// SHA-256 of a file: its name here, in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub [u8; 32]);

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANT: &str = "64 hexadecimal digits";
        let mut digits = text.chars().map(|digit| digit.to_digit(16));
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) else {
                return Err(WANT);
            };
            *byte = u8::try_from(high << 4 | low).map_err(|_| WANT)?;
        }
        if digits.next().is_none() {
            Ok(Self(bytes))
        } else {
            Err(WANT)
        }
    }
}

/// A root set, in its text form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Root(pub RootSet);

impl From<Root> for String {
    fn from(root: Root) -> Self {
        root.0.to_text()
    }
}

impl TryFrom<String> for Root {
    type Error = shared::root_set::NotARootSet;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        RootSet::from_text(&text).map(Self)
    }
}

/// An issuer, by its name in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(pub IssuerId);

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0.to_string()
    }
}

impl TryFrom<String> for Issuer {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let issuer = IssuerId::new(&text).map(Self);
        issuer.ok_or("an issuer of 1 to 3 characters a-z 0-9")
    }
}

#[cfg(test)]
mod tests {
    use shared::cose_key::SecretKey;

    use super::*;

    fn root() -> Root {
        let key = SecretKey::from_seed(&[1; 32]).public();
        Root(RootSet::new(1, vec![key]).unwrap())
    }

    #[test]
    fn a_state_survives_as_text() {
        let issuer = Issuer(IssuerId::new("26").unwrap());
        let mark = Mark {
            sequence: 7,
            file: Hash([0xab; 32]),
        };
        let mut state = State::default();
        assert_eq!(State::decode(&state.encode()), Some(state.clone()));
        state.root = Some(TrustedRoot {
            added: root(),
            in_force: root(),
        });
        state.trust_list = Some(HeldTrustList {
            file: Hash([1; 32]),
            signed_by: root(),
        });
        let held = HeldIssuer {
            manifest: Hash([2; 32]),
            lists: BTreeSet::from([Hash([3; 32])]),
        };
        state.issuers.insert(issuer, held);
        state.newest.manifests.insert("kid".into(), mark);
        state.newest.trust_lists.insert("print".into(), mark);
        state.signed_times.issuers.insert(issuer, 9);
        assert_eq!(State::decode(&state.encode()), Some(state));
    }

    #[test]
    fn what_is_damaged_or_unknown_is_no_state() {
        let bytes = State::default().encode();
        for cut in 0..bytes.len() - 1 {
            assert_eq!(State::decode(&bytes[..cut]), None, "{cut}");
        }
        let text = String::from_utf8(bytes).unwrap();
        for (from, to) in [("\"1\"", "\"2\""), ("issuers", "others")] {
            assert_eq!(State::decode(text.replace(from, to).as_bytes()), None);
        }
    }

    #[test]
    fn signed_times_survive_even_far_from_the_clock() {
        let issuer = IssuerId::new("26").unwrap();
        let times = SignedTimes {
            root: Some(5_000_000_000),
            issuers: BTreeMap::from([(Issuer(issuer), 7)]),
        };
        let floor = TimeFloor::from(&times);
        assert_eq!(floor.root(), UnixTime::new(5_000_000_000));
        assert_eq!(floor.issuer(issuer), UnixTime::new(7));
        assert_eq!(SignedTimes::from(&floor), times);
    }

    #[test]
    fn hashes_have_64_digits() {
        let text = String::from(Hash([0x5a; 32]));
        assert_eq!(Hash::try_from(text.clone()), Ok(Hash([0x5a; 32])));
        for wrong in ["", "5a", &format!("{text}0"), &text.replace('a', "g")] {
            assert!(Hash::try_from(wrong.to_owned()).is_err());
        }
    }
}
