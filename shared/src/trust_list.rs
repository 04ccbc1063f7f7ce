//! The trust list: which issuers a verifier believes, and for what. Signed by k of n offline root keys.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::cbor::{Reader, Writer};
use crate::cose::{self, Sign, SignerHeader, Typ};
use crate::cose_key::{Kid, SecretKey};
use crate::credential::IssuerId;
use crate::freshness::Validity;
use crate::issuer_entry::{IssuerEntry, any_key_twice};
use crate::malformed::{Fault, Malformed};
use crate::root_set::{MAX_ROOT_KEYS, RootSet};

/// Largest trust list that is read, in bytes.
pub const MAX_LENGTH: usize = 1 << 20;
/// Most issuers in a trust list.
pub const MAX_ISSUERS: u64 = 1_000;

const TYP: Typ = Typ::Name("application/vnd.spravka.trust-list+cose");

/// What a trust list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustListContent {
    /// Counts up by at least one with each list.
    pub sequence: u64,
    /// Issue, next update, hard expiry.
    pub validity: Validity,
    /// Who signs the lists after this one.
    pub roots: RootSet,
    /// The issuers, in the order of their names.
    pub issuers: Vec<IssuerEntry>,
}

impl TrustListContent {
    /// Signs the list with these root keys, each once.
    pub fn sign<'k>(&self, keys: impl IntoIterator<Item = &'k SecretKey>) -> Vec<u8> {
        let mut keys: Vec<&SecretKey> = keys.into_iter().collect();
        keys.sort_unstable_by_key(|key| key.public().kid());
        let mut protected = Writer::new();
        protected.map(1);
        TYP.write(&mut protected);
        cose::sign(
            &protected.finish(),
            &self.encode(),
            SignerHeader::Named,
            keys.into_iter(),
        )
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6).unsigned(1).unsigned(self.sequence);
        self.validity.write(&mut writer);
        writer.unsigned(5);
        self.roots.write(&mut writer);
        writer.unsigned(6).array(self.issuers.len());
        for issuer in &self.issuers {
            issuer.write(&mut writer);
        }
        writer.finish()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        reader.map_of(6, "a trust list of 6 members")?;
        reader.exactly(1, "key 1 (sequence)")?;
        let sequence = reader.unsigned("a sequence number")?;
        let validity = Validity::read(&mut reader)?;
        reader.exactly(5, "key 5 (root set)")?;
        let roots = RootSet::read(&mut reader)?;
        reader.exactly(6, "key 6 (issuers)")?;
        let before = reader.clone();
        let count = reader.array_between(0, MAX_ISSUERS, "at most 1000 issuers")?;
        let mut issuers: Vec<IssuerEntry> = Vec::new();
        for _ in 0..count {
            issuers.push(IssuerEntry::read(&mut reader)?);
        }
        reader.end()?;
        if !issuers.is_sorted_by(|a, b| a.id() < b.id()) {
            return before.fail(Fault::Value {
                want: "issuers in the order of their names, each once",
            });
        }
        let issuer_keys = issuers.iter().flat_map(IssuerEntry::keys);
        if any_key_twice(issuer_keys.chain(roots.keys())) {
            return before.fail(Fault::Value {
                want: "each key once",
            });
        }
        Ok(Self {
            sequence,
            validity,
            roots,
            issuers,
        })
    }
}

/// A trust list whose signatures are not checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedTrustList<'a> {
    content: TrustListContent,
    signed: Sign<'a>,
    hash: [u8; 32],
}

/// A trust list's signatures do not suffice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotByRoots {
    /// A key of the root set stands there with a signature that is not its own.
    BadSignature {
        /// That key.
        kid: Kid,
    },
    /// Too few keys of the root set signed.
    TooFew {
        /// How many must.
        threshold: u8,
        /// How many did.
        signed: u8,
    },
}

impl fmt::Display for NotByRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadSignature { kid } => write!(f, "the signature of root key {kid} is wrong"),
            Self::TooFew { threshold, signed } => write!(
                f,
                "{threshold} of the trusted root keys must sign, {signed} did"
            ),
        }
    }
}

impl core::error::Error for NotByRoots {}

impl<'a> UnverifiedTrustList<'a> {
    /// Reads a trust list.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::limited(bytes, MAX_LENGTH)?;
        let before = reader.clone();
        let signed = Sign::read(&mut reader, SignerHeader::Named, MAX_ROOT_KEYS)?;
        reader.end()?;
        if !signed.signers.is_sorted_by(|a, b| a.kid < b.kid) {
            return before.fail(Fault::Value {
                want: "signers in the order of their kid, each once",
            });
        }
        let mut header = signed.header_reader();
        header.map_of(1, "a protected header of 1 parameter")?;
        TYP.read(&mut header)?;
        header.end()?;
        let content = TrustListContent::read(signed.payload_reader())?;
        Ok(Self {
            content,
            signed,
            hash: Sha256::digest(bytes).into(),
        })
    }

    /// The list's sequence number, as it says.
    pub const fn sequence(&self) -> u64 {
        self.content.sequence
    }

    /// Checks that enough keys of the root set that is trusted now have signed. Signatures of others do
    /// not count and do no harm: a new root set may sign along.
    pub fn verify(self, trusted: &RootSet) -> Result<TrustList, NotByRoots> {
        let mut signed = 0;
        for signer in &self.signed.signers {
            let Some(kid) = signer.kid else { continue };
            let Some(key) = trusted.key(kid) else {
                continue;
            };
            self.signed
                .verify(signer, key)
                .map_err(|_| NotByRoots::BadSignature { kid })?;
            signed += 1;
        }
        let threshold = trusted.threshold();
        if signed < threshold {
            return Err(NotByRoots::TooFew { threshold, signed });
        }
        Ok(TrustList {
            content: self.content,
            hash: self.hash,
        })
    }
}

/// A trust list that enough root keys have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    content: TrustListContent,
    hash: [u8; 32],
}

impl TrustList {
    /// What the list says.
    pub const fn content(&self) -> &TrustListContent {
        &self.content
    }

    /// SHA-256 of the whole file.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// What it says of this issuer.
    pub fn issuer(&self, id: IssuerId) -> Option<&IssuerEntry> {
        let place = self
            .content
            .issuers
            .binary_search_by_key(&id, IssuerEntry::id)
            .ok()?;
        self.content.issuers.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;
    use crate::issuer_entry::CredentialKey;
    use crate::time::{Epoch, EpochRule, UnixTime};
    use alloc::vec;
    use proptest::prelude::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    fn signed() -> Vec<u8> {
        let roots = RootSet::new(2, (1..=3).map(|seed| key(seed).public()).collect());
        let entry = IssuerEntry::new(
            IssuerId::new("26").unwrap(),
            ("Край".into(), "Krai".into()),
            EpochRule::new(86_400, 75_600).unwrap(),
            Claim::all().map(Claim::key).collect(),
            key(4).public(),
            vec![CredentialKey {
                key: key(5).public(),
                first: Epoch::new(1),
                last: Epoch::new(9),
            }],
        );
        TrustListContent {
            sequence: 1,
            validity: Validity::usual(UnixTime::new(1_780_304_400).unwrap()),
            roots: roots.unwrap(),
            issuers: vec![entry.unwrap()],
        }
        .sign(&[key(1), key(2)])
    }

    #[test]
    fn one_key_in_two_roles_is_refused() {
        let list = signed();
        let mut content = UnverifiedTrustList::parse(&list).unwrap().content;
        content.roots = RootSet::new(1, vec![key(4).public()]).unwrap();
        let list = content.sign(&[key(4)]);
        assert!(UnverifiedTrustList::parse(&list).is_err());
    }

    #[test]
    fn an_issuer_stands_there_once_whatever_its_keys() {
        let unverified = |content: &TrustListContent| {
            let signed = content.sign(&[key(1), key(2)]);
            UnverifiedTrustList::parse(&signed).map(|list| list.sequence())
        };
        let list = signed();
        let mut content = UnverifiedTrustList::parse(&list).unwrap().content;
        content.sequence = 7;
        assert_eq!(unverified(&content), Ok(7));
        let again = content.issuers[0].clone();
        let other_key = CredentialKey {
            key: key(7).public(),
            ..again.credential_keys()[0].clone()
        };
        let names = (again.name_russian().into(), again.name_english().into());
        let claims = again.claims().to_vec();
        let again = IssuerEntry::new(
            again.id(),
            names,
            again.epochs(),
            claims,
            key(6).public(),
            vec![other_key],
        );
        content.issuers.push(again.unwrap());
        assert!(unverified(&content).is_err());
    }

    proptest! {
        #[test]
        fn an_accepted_list_has_one_form(place: prop::sample::Index, byte: u8, cut in 0..3_usize) {
            let mut bytes = signed();
            let length = bytes.len();
            bytes[place.index(length)] = byte;
            bytes.truncate(length - cut);
            if let Ok(list) = UnverifiedTrustList::parse(&bytes) {
                prop_assert_eq!(list.content.encode(), list.signed.payload);
            }
        }

        #[test]
        fn arbitrary_bytes_are_no_list(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(UnverifiedTrustList::parse(&bytes).is_err());
        }
    }
}
