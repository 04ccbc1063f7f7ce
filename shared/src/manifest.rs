//! The manifest: one per issuer and publication, signed by its status key. It names the status list of each
//! epoch from yesterday to seven days ahead by capacity, count, size and hash.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::cbor::{Reader, Writer};
use crate::cose::{self, Sign1, Typ};
use crate::cose_key::{BadSignature, Kid, PublicKey, SecretKey};
use crate::credential::{IssuerId, StatusIndex};
use crate::freshness::Validity;
use crate::issuer_entry::read_epoch;
use crate::malformed::{Fault, Malformed};
use crate::status_list;
use crate::time::Epoch;

/// Largest manifest that is read, in bytes.
pub const MAX_LENGTH: usize = 1 << 16;
/// Most status lists in a manifest.
pub const MAX_LISTS: u64 = 64;

const TYP: Typ = Typ::Name("application/vnd.spravka.manifest+cose");

/// What a manifest says of one epoch's status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListEntry {
    /// The epoch.
    pub epoch: Epoch,
    /// N: every index of the epoch is below it.
    pub capacity: u64,
    /// How many indices are revoked.
    pub revoked: u64,
    /// Size of the list's file in bytes.
    pub size: u64,
    /// SHA-256 of the list's file; of one of more than a page, up to its body.
    pub hash: [u8; 32],
}

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestContent {
    /// Whose lists these are.
    pub issuer: IssuerId,
    /// Counts up by at least one with each publication.
    pub sequence: u64,
    /// Issue, next update, hard expiry.
    pub validity: Validity,
    /// One entry per epoch, without gaps, oldest first.
    pub lists: Vec<ListEntry>,
}

impl ManifestContent {
    /// Signs the manifest with the issuer's status key.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let protected = cose::key_header(key.public().kid(), TYP);
        cose::sign1(&protected, &self.encode(), key)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6).unsigned(1).unsigned(self.sequence);
        self.validity.write(&mut writer);
        writer
            .unsigned(5)
            .text(self.issuer.as_str())
            .unsigned(6)
            .array(self.lists.len());
        for list in &self.lists {
            writer
                .array(5)
                .unsigned(u64::from(list.epoch.number()))
                .unsigned(list.capacity)
                .unsigned(list.revoked)
                .unsigned(list.size)
                .bytes(&list.hash);
        }
        writer.finish()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        reader.map_of(6, "a manifest of 6 members")?;
        reader.exactly(1, "key 1 (sequence)")?;
        let sequence = reader.unsigned("a sequence number")?;
        let validity = Validity::read(&mut reader)?;
        reader.exactly(5, "key 5 (issuer)")?;
        let issuer = IssuerId::read(&mut reader)?;
        reader.exactly(6, "key 6 (lists)")?;
        let before = reader.clone();
        let count = reader.array_between(1, MAX_LISTS, "1 to 64 lists")?;
        let mut lists = Vec::new();
        for _ in 0..count {
            lists.push(ListEntry::read(&mut reader)?);
        }
        reader.end()?;
        if !lists.is_sorted_by(|earlier, later| earlier.epoch.checked_add(1) == Some(later.epoch)) {
            return before.fail(Fault::Value {
                want: "lists of successive epochs",
            });
        }
        Ok(Self {
            issuer,
            sequence,
            validity,
            lists,
        })
    }
}

impl ListEntry {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let before = reader.clone();
        reader.array_of(5, "a list entry of 5 items")?;
        let entry = Self {
            epoch: read_epoch(reader)?,
            capacity: reader.unsigned_up_to(StatusIndex::LIMIT, "a capacity of at most 2^40")?,
            revoked: reader.unsigned("a count of revoked indices")?,
            size: reader.unsigned_up_to(status_list::MAX_LENGTH, "a size of at most 64 MiB")?,
            hash: *reader.byte_array("a hash of 32 bytes")?,
        };
        if entry.revoked > entry.capacity {
            return before.fail(Fault::Value {
                want: "no more revoked indices than the capacity",
            });
        }
        Ok(entry)
    }
}

/// A manifest whose signature is not checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedManifest<'a> {
    kid: Kid,
    content: ManifestContent,
    signed: Sign1<'a>,
    hash: [u8; 32],
}

impl<'a> UnverifiedManifest<'a> {
    /// Reads a manifest.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::limited(bytes, MAX_LENGTH)?;
        let signed = Sign1::read(&mut reader)?;
        reader.end()?;
        let kid = cose::read_key_header(signed.header_reader(), TYP)?;
        let content = ManifestContent::read(signed.payload_reader())?;
        Ok(Self {
            kid,
            content,
            signed,
            hash: Sha256::digest(bytes).into(),
        })
    }

    /// Whose manifest it says it is.
    pub const fn issuer(&self) -> IssuerId {
        self.content.issuer
    }

    /// Checks the signature with the status key that the trust list names for the issuer.
    pub fn verify(self, status_key: &PublicKey) -> Result<Manifest, BadSignature> {
        if self.kid != status_key.kid() {
            return Err(BadSignature);
        }
        self.signed.verify(status_key)?;
        Ok(Manifest {
            kid: self.kid,
            content: self.content,
            hash: self.hash,
        })
    }
}

/// A manifest that its issuer's status key has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    kid: Kid,
    content: ManifestContent,
    hash: [u8; 32],
}

impl Manifest {
    /// Which status key signed it.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// What it says.
    pub const fn content(&self) -> &ManifestContent {
        &self.content
    }

    /// SHA-256 of the whole file.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// What it says of this epoch's list.
    pub fn list(&self, epoch: Epoch) -> Option<&ListEntry> {
        self.content.lists.iter().find(|list| list.epoch == epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixTime;
    use proptest::prelude::*;

    fn signed() -> Vec<u8> {
        let list = |number| ListEntry {
            epoch: Epoch::new(number),
            capacity: 65_536,
            revoked: 3,
            size: 15,
            hash: [7; 32],
        };
        ManifestContent {
            issuer: IssuerId::new("26").unwrap(),
            sequence: 300,
            validity: Validity::usual(UnixTime::new(1_780_304_400).unwrap()),
            lists: (20_603..20_612).map(list).collect(),
        }
        .sign(&SecretKey::from_seed(&[1; 32]))
    }

    #[test]
    fn an_epoch_is_found_by_its_number() {
        let bytes = signed();
        let key = SecretKey::from_seed(&[1; 32]).public();
        let manifest = UnverifiedManifest::parse(&bytes)
            .unwrap()
            .verify(&key)
            .unwrap();
        assert_eq!(manifest.kid(), key.kid());
        assert_eq!(manifest.list(Epoch::new(20_602)), None);
        let last = manifest.list(Epoch::new(20_611)).unwrap();
        assert_eq!(last.epoch, Epoch::new(20_611));
    }

    proptest! {
        #[test]
        fn an_accepted_manifest_has_one_form(place: prop::sample::Index, byte: u8, cut in 0..3_usize) {
            let mut bytes = signed();
            let length = bytes.len();
            bytes[place.index(length)] = byte;
            bytes.truncate(length - cut);
            if let Ok(manifest) = UnverifiedManifest::parse(&bytes) {
                prop_assert_eq!(manifest.content.encode(), manifest.signed.payload);
            }
        }

        #[test]
        fn arbitrary_bytes_are_no_manifest(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(UnverifiedManifest::parse(&bytes).is_err());
        }
    }
}
