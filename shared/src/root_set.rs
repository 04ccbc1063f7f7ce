//! The root set: the offline keys of which k must sign a trust list. It is what a verifier is told to trust.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::cbor::{Reader, Writer};
use crate::cose_key::{KEY_LENGTH, Kid, PublicKey};
use crate::malformed::{Fault, Malformed};

/// Most keys of a root set.
pub const MAX_ROOT_KEYS: u64 = 16;

/// What the text of a root set starts with.
const PREFIX: &str = "spravka-root-1";

/// n root keys and the number k of them that must sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootSet {
    threshold: u8,
    keys: Vec<PublicKey>,
}

/// Why keys and a threshold are no root set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotARootSet {
    /// The text does not have the form `spravka-root-1:K:KEY:KEY...`, keys in 64 hexadecimal digits.
    Form,
    /// A key is no usable Ed25519 public key.
    Key {
        /// Its place, from 1.
        place: usize,
    },
    /// No key, more than 16, or one twice.
    Keys,
    /// The threshold is zero or larger than the number of keys.
    Threshold {
        /// The threshold.
        threshold: u8,
        /// The number of keys.
        keys: usize,
    },
}

impl fmt::Display for NotARootSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("not of the form spravka-root-1:K:KEY:KEY..."),
            Self::Key { place } => write!(f, "key {place} is no usable Ed25519 public key"),
            Self::Keys => f.write_str("a root set has 1 to 16 keys, each once"),
            Self::Threshold { threshold, keys } => {
                write!(f, "{threshold} of {keys} keys cannot be asked to sign")
            }
        }
    }
}

impl core::error::Error for NotARootSet {}

impl RootSet {
    /// A root set of these keys, which are put into their order.
    pub fn new(threshold: u8, mut keys: Vec<PublicKey>) -> Result<Self, NotARootSet> {
        keys.sort_unstable_by_key(|key| *key.as_bytes());
        let set = Self { threshold, keys };
        set.check().map(|()| set)
    }

    fn check(&self) -> Result<(), NotARootSet> {
        let count = u64::try_from(self.keys.len()).unwrap_or(u64::MAX);
        let ascending = self
            .keys
            .is_sorted_by(|earlier, later| earlier.as_bytes() < later.as_bytes());
        if count == 0 || count > MAX_ROOT_KEYS || !ascending {
            return Err(NotARootSet::Keys);
        }
        if self.threshold == 0 || u64::from(self.threshold) > count {
            return Err(NotARootSet::Threshold {
                threshold: self.threshold,
                keys: self.keys.len(),
            });
        }
        Ok(())
    }

    /// How many keys must sign.
    pub const fn threshold(&self) -> u8 {
        self.threshold
    }

    /// The keys, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &PublicKey> {
        self.keys.iter()
    }

    /// The key with this name.
    pub fn key(&self, kid: Kid) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.kid() == kid)
    }

    /// SHA-256 of the set, for people to compare: eight groups of four hexadecimal digits, 128 bits.
    pub fn fingerprint(&self) -> String {
        let mut writer = Writer::new();
        self.write(&mut writer);
        let hash = Sha256::digest(writer.finish());
        let mut text = String::new();
        for (place, byte) in hash.iter().take(16).enumerate() {
            if place > 0 && place % 2 == 0 {
                text.push(' ');
            }
            push_hex(&mut text, *byte);
        }
        text
    }

    /// The set as one line of text, `spravka-root-1:K:KEY:KEY...`.
    pub fn to_text(&self) -> String {
        let mut text = alloc::format!("{PREFIX}:{}", self.threshold);
        for key in &self.keys {
            text.push(':');
            for byte in key.as_bytes() {
                push_hex(&mut text, *byte);
            }
        }
        text
    }

    /// The set of a line of text. Space around it does not matter.
    pub fn from_text(text: &str) -> Result<Self, NotARootSet> {
        let mut parts = text.trim().split(':');
        if parts.next() != Some(PREFIX) {
            return Err(NotARootSet::Form);
        }
        let threshold = parts
            .next()
            .and_then(|part| part.parse().ok())
            .ok_or(NotARootSet::Form)?;
        let mut keys = Vec::new();
        for (place, part) in parts.enumerate() {
            let bytes = read_hex(part).ok_or(NotARootSet::Form)?;
            let key =
                PublicKey::from_bytes(&bytes).map_err(|_| NotARootSet::Key { place: place + 1 })?;
            keys.push(key);
        }
        Self::new(threshold, keys)
    }

    /// The set as it stands in a trust list.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    /// Reads a set alone.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let set = Self::read(&mut reader)?;
        reader.end()?;
        Ok(set)
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .array(2)
            .unsigned(u64::from(self.threshold))
            .array(self.keys.len());
        for key in &self.keys {
            writer.bytes(key.as_bytes());
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let before = reader.clone();
        reader.array_of(2, "a root set of 2 items")?;
        let threshold = reader.unsigned_up_to(MAX_ROOT_KEYS, "a threshold of 1 to 16")?;
        let count = reader.array_between(1, MAX_ROOT_KEYS, "1 to 16 root keys")?;
        let mut keys = Vec::new();
        for _ in 0..count {
            keys.push(PublicKey::read(reader, "a key of 32 bytes")?);
        }
        let fault = Fault::Value {
            want: "root keys in their order, each once, and a threshold that they can reach",
        };
        let set = Self {
            threshold: u8::try_from(threshold).unwrap_or(0),
            keys,
        };
        match set.check() {
            Ok(()) => Ok(set),
            Err(_) => before.fail(fault),
        }
    }
}

fn push_hex(text: &mut String, byte: u8) {
    for nibble in [byte >> 4, byte & 15] {
        text.extend(char::from_digit(u32::from(nibble), 16));
    }
}

fn read_hex(text: &str) -> Option<[u8; KEY_LENGTH]> {
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    let mut bytes = [0; KEY_LENGTH];
    for byte in &mut bytes {
        let high = digits.next()??;
        let low = digits.next()??;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    digits.next().is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cose_key::SecretKey;

    fn keys(count: u8) -> Vec<PublicKey> {
        (1..=count)
            .map(|seed| SecretKey::from_seed(&[seed; 32]).public())
            .collect()
    }

    #[test]
    fn text_and_bytes_survive() {
        let set = RootSet::new(2, keys(3)).unwrap();
        assert_eq!(RootSet::from_text(&set.to_text()), Ok(set.clone()));
        assert_eq!(RootSet::parse(&set.encode()), Ok(set.clone()));
        assert_eq!(set.fingerprint().len(), 39);
    }

    #[test]
    fn a_set_has_its_threshold_and_finds_its_keys_by_their_names() {
        let set = RootSet::new(2, keys(3)).unwrap();
        assert_eq!(set.threshold(), 2);
        for key in keys(3) {
            assert_eq!(set.key(key.kid()), Some(&key));
        }
        let other = SecretKey::from_seed(&[9; 32]).public();
        assert_eq!(set.key(other.kid()), None);
        assert!(RootSet::new(16, keys(16)).is_ok(), "the most");
    }

    #[test]
    fn a_wrong_key_in_a_text_is_named_by_its_place() {
        let text = RootSet::new(1, keys(2)).unwrap().to_text();
        let mut parts: Vec<&str> = text.split(':').collect();
        let small = "00".repeat(KEY_LENGTH);
        parts[3] = &small;
        let wrong = RootSet::from_text(&parts.join(":"));
        assert_eq!(wrong, Err(NotARootSet::Key { place: 2 }));
    }

    #[test]
    fn thresholds_that_cannot_be_reached_are_refused() {
        assert!(RootSet::new(3, keys(3)).is_ok());
        for (threshold, count) in [(0, 1), (4, 3)] {
            assert!(matches!(
                RootSet::new(threshold, keys(count)),
                Err(NotARootSet::Threshold { .. })
            ));
        }
        assert_eq!(RootSet::new(1, keys(0)), Err(NotARootSet::Keys));
        assert_eq!(RootSet::new(1, keys(17)), Err(NotARootSet::Keys));
        let mut twice = keys(1);
        twice.extend(keys(1));
        assert_eq!(RootSet::new(1, twice), Err(NotARootSet::Keys));
    }

    #[test]
    fn texts_of_other_things_are_refused() {
        for text in [
            "",
            "spravka-root-1",
            "spravka-root-1:x:00",
            "spravka-root-2:1:00",
        ] {
            assert!(matches!(RootSet::from_text(text), Err(NotARootSet::Form)));
        }
    }
}
