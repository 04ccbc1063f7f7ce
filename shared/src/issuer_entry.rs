//! What a trust list says of one issuer: its names, keys, claims and epochs.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Reader, Writer};
use crate::claims::ClaimKey;
use crate::cose_key::{Kid, PublicKey};
use crate::credential::IssuerId;
use crate::malformed::{Fault, Malformed};
use crate::time::{Epoch, EpochRule};

/// Most credential keys of one issuer.
pub const MAX_CREDENTIAL_KEYS: u64 = 64;
/// Most claims that one issuer may assert.
pub const MAX_CLAIMS: u64 = 256;
/// Longest name of an issuer, in bytes of UTF-8.
pub const MAX_NAME_LENGTH: usize = 200;

/// A key that signs credentials, and the epochs that it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialKey {
    /// The key.
    pub key: PublicKey,
    /// First epoch that it signs.
    pub first: Epoch,
    /// Last epoch that it signs.
    pub last: Epoch,
}

/// What a trust list says of one issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerEntry {
    id: IssuerId,
    name_russian: String,
    name_english: String,
    epochs: EpochRule,
    claims: Vec<ClaimKey>,
    status_key: PublicKey,
    credential_keys: Vec<CredentialKey>,
    /// Their short names, in the same order: a presentation is looked up by one.
    kids: Vec<Kid>,
}

/// Why an issuer's entry cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnEntry {
    /// A name is empty or longer than [`MAX_NAME_LENGTH`].
    Name,
    /// No claim, too many, or one twice.
    Claims,
    /// No credential key, too many, epochs that overlap or are out of order.
    CredentialKeys,
    /// One key in two roles.
    KeyTwice,
}

impl fmt::Display for NotAnEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "the issuer's name is empty or longer than 200 bytes",
            Self::Claims => "the issuer's claims are none, too many, or one stands twice",
            Self::CredentialKeys => {
                "the issuer's credential keys are none, too many, or their epochs overlap"
            }
            Self::KeyTwice => "one key stands in two places",
        })
    }
}

impl core::error::Error for NotAnEntry {}

impl IssuerEntry {
    /// An entry; claims are put into their order, credential keys must be in the order of their epochs.
    pub fn new(
        id: IssuerId,
        (name_russian, name_english): (String, String),
        epochs: EpochRule,
        mut claims: Vec<ClaimKey>,
        status_key: PublicKey,
        credential_keys: Vec<CredentialKey>,
    ) -> Result<Self, NotAnEntry> {
        // Canonical CBOR sorts negative keys downwards.
        claims.sort_unstable_by(|a, b| b.cmp(a));
        let entry = Self {
            kids: kids(&credential_keys),
            id,
            name_russian,
            name_english,
            epochs,
            claims,
            status_key,
            credential_keys,
        };
        entry.check().map(|()| entry)
    }

    fn check(&self) -> Result<(), NotAnEntry> {
        let named = |name: &str| !name.is_empty() && name.len() <= MAX_NAME_LENGTH;
        if !named(&self.name_russian) || !named(&self.name_english) {
            return Err(NotAnEntry::Name);
        }
        if !within(self.claims.len(), MAX_CLAIMS) || !self.claims.is_sorted_by(|a, b| a > b) {
            return Err(NotAnEntry::Claims);
        }
        let in_order = self
            .credential_keys
            .is_sorted_by(|earlier, later| earlier.last < later.first);
        let not_empty = self.credential_keys.iter().all(|key| key.first <= key.last);
        if !within(self.credential_keys.len(), MAX_CREDENTIAL_KEYS) || !in_order || !not_empty {
            return Err(NotAnEntry::CredentialKeys);
        }
        if any_key_twice(self.keys()) {
            return Err(NotAnEntry::KeyTwice);
        }
        Ok(())
    }

    /// The issuer's name in messages.
    pub const fn id(&self) -> IssuerId {
        self.id
    }

    /// Its name in Russian.
    pub fn name_russian(&self) -> &str {
        &self.name_russian
    }

    /// Its name in English.
    pub fn name_english(&self) -> &str {
        &self.name_english
    }

    /// How it cuts time into epochs.
    pub const fn epochs(&self) -> EpochRule {
        self.epochs
    }

    /// The claims that it may assert.
    pub fn claims(&self) -> &[ClaimKey] {
        &self.claims
    }

    /// The key that signs its manifests.
    pub const fn status_key(&self) -> &PublicKey {
        &self.status_key
    }

    /// The keys that sign its credentials.
    pub fn credential_keys(&self) -> &[CredentialKey] {
        &self.credential_keys
    }

    /// Its credential key with this name.
    pub fn credential_key(&self, kid: Kid) -> Option<&CredentialKey> {
        let mut named = self.kids.iter().zip(&self.credential_keys);
        named.find_map(|(&name, key)| (name == kid).then_some(key))
    }

    /// The same issuer with only those of its claims that `granted` holds.
    pub fn limited_to(mut self, granted: &[ClaimKey]) -> Result<Self, NotAnEntry> {
        self.claims.retain(|claim| granted.contains(claim));
        self.check().map(|()| self)
    }

    /// The entry alone, as an issuer hands it to the root and to its wallets.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    /// Reads an entry alone.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let entry = Self::read(&mut reader)?;
        reader.end()?;
        Ok(entry)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.credential_keys
            .iter()
            .map(|key| &key.key)
            .chain([&self.status_key])
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .map(8)
            .unsigned(1)
            .text(self.id.as_str())
            .unsigned(2)
            .text(&self.name_russian)
            .unsigned(3)
            .text(&self.name_english)
            .unsigned(4)
            .unsigned(u64::from(self.epochs.length()))
            .unsigned(5)
            .unsigned(u64::from(self.epochs.offset()))
            .unsigned(6)
            .array(self.claims.len());
        for claim in &self.claims {
            writer.integer(claim.number());
        }
        writer
            .unsigned(7)
            .bytes(self.status_key.as_bytes())
            .unsigned(8)
            .array(self.credential_keys.len());
        for key in &self.credential_keys {
            writer
                .array(3)
                .bytes(key.key.as_bytes())
                .unsigned(u64::from(key.first.number()))
                .unsigned(u64::from(key.last.number()));
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let before = reader.clone();
        reader.map_of(8, "an issuer entry of 8 members")?;
        reader.exactly(1, "key 1 (issuer)")?;
        let id = IssuerId::read(reader)?;
        reader.exactly(2, "key 2 (name in Russian)")?;
        let name_russian = reader.text("a name")?.to_string();
        reader.exactly(3, "key 3 (name in English)")?;
        let name_english = reader.text("a name")?.to_string();
        let epochs = Self::read_epochs(reader)?;
        reader.exactly(6, "key 6 (claims)")?;
        let count = reader.array_between(1, MAX_CLAIMS, "1 to 256 claims")?;
        let mut claims = Vec::new();
        for _ in 0..count {
            claims.push(ClaimKey::read(reader)?);
        }
        reader.exactly(7, "key 7 (status key)")?;
        let status_key = PublicKey::read(reader, "a key of 32 bytes")?;
        reader.exactly(8, "key 8 (credential keys)")?;
        let count = reader.array_between(1, MAX_CREDENTIAL_KEYS, "1 to 64 credential keys")?;
        let mut credential_keys = Vec::new();
        for _ in 0..count {
            reader.array_of(3, "a credential key of 3 items")?;
            credential_keys.push(CredentialKey {
                key: PublicKey::read(reader, "a key of 32 bytes")?,
                first: read_epoch(reader)?,
                last: read_epoch(reader)?,
            });
        }
        let entry = Self {
            kids: kids(&credential_keys),
            id,
            name_russian,
            name_english,
            epochs,
            claims,
            status_key,
            credential_keys,
        };
        let fault = |refused| Fault::Value {
            want: match refused {
                NotAnEntry::Name => "names of 1 to 200 bytes",
                NotAnEntry::Claims => "claims in their order, each once",
                NotAnEntry::CredentialKeys => "credential keys in the order of their epochs",
                NotAnEntry::KeyTwice => "each key once",
            },
        };
        match entry.check() {
            Ok(()) => Ok(entry),
            Err(refused) => before.fail(fault(refused)),
        }
    }

    fn read_epochs(reader: &mut Reader<'_>) -> Result<EpochRule, Malformed> {
        const WANT: &str = "an epoch length of 3600 to 2678400 seconds and a smaller offset";
        reader.exactly(4, "key 4 (epoch length)")?;
        let before = reader.clone();
        let length = reader.unsigned_up_to(u64::from(u32::MAX), WANT)?;
        reader.exactly(5, "key 5 (epoch offset)")?;
        let offset = reader.unsigned_up_to(u64::from(u32::MAX), WANT)?;
        u32::try_from(length)
            .ok()
            .zip(u32::try_from(offset).ok())
            .and_then(|(length, offset)| EpochRule::new(length, offset))
            .ok_or(Malformed::new(before.at(), Fault::Value { want: WANT }))
    }
}

pub(crate) fn read_epoch(reader: &mut Reader<'_>) -> Result<Epoch, Malformed> {
    const WANT: &str = "an epoch below 2^32";
    let before = reader.clone();
    let number = reader.unsigned(WANT)?;
    u32::try_from(number)
        .map(Epoch::new)
        .map_err(|_| Malformed::new(before.at(), Fault::Value { want: WANT }))
}

fn kids(keys: &[CredentialKey]) -> Vec<Kid> {
    keys.iter().map(|key| key.key.kid()).collect()
}

fn within(count: usize, most: u64) -> bool {
    count > 0 && u64::try_from(count).is_ok_and(|count| count <= most)
}

pub(crate) fn any_key_twice<'k>(keys: impl Iterator<Item = &'k PublicKey>) -> bool {
    // By their short names, which messages use: two keys of one name would be as bad as one key twice.
    let mut kids: Vec<Kid> = keys.map(PublicKey::kid).collect();
    kids.sort_unstable();
    !kids.is_sorted_by(|a, b| a < b)
}

#[cfg(test)]
mod tests;
