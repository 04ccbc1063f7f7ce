//! The credential: an SD-CWT with no redactions (draft-ietf-spice-sd-cwt-07), so also a plain CWT
//! (RFC 8392). One claim, one epoch, one device key, one status index; nothing else.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Reader, Writer};
use crate::claims::ClaimKey;
use crate::cose::{self, Sign1, Typ};
use crate::cose_key::{self, BadSignature, KEY_LENGTH, Kid, PublicKey, SecretKey};
use crate::malformed::{Fault, Malformed};
use crate::time::UnixTime;

/// Content type of an SD-CWT.
const TYP: Typ = Typ::Number(293);

const ISS: i64 = 1;
const SUB: i64 = 2;
const EXP: i64 = 4;
const NBF: i64 = 5;
const CTI: i64 = 7;
const CNF: i64 = 8;

/// An issuer's name: one to three characters of a-z and 0-9, such as "26" or "ru".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssuerId {
    // Unused places stay zero, so that the derived order is the order of the texts.
    bytes: [u8; Self::MAX_LENGTH],
}

impl IssuerId {
    /// Longest name, in characters.
    pub const MAX_LENGTH: usize = 3;

    /// The issuer with this name.
    pub fn new(name: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let mut bytes = [0; Self::MAX_LENGTH];
        for (place, byte) in bytes.iter_mut().zip(name.bytes()) {
            *place = byte;
        }
        fits.then_some(Self { bytes })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let used = self.bytes.split(|&byte| byte == 0).next().unwrap_or(&[]);
        core::str::from_utf8(used).unwrap_or("")
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        const WANT: &str = "an issuer of 1 to 3 characters a-z 0-9";
        let before = reader.clone();
        let name = reader.text(WANT)?;
        Self::new(name).ok_or(Malformed::new(before.at(), Fault::Value { want: WANT }))
    }
}

impl fmt::Display for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A place in an epoch's status list: `cti`, 40 bits, big-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusIndex(u64);

impl StatusIndex {
    /// Bytes that an index takes.
    pub const LENGTH: usize = 5;
    /// How many indices there can be: 2^40.
    pub const LIMIT: u64 = 1 << 40;

    /// The index with this number, below [`StatusIndex::LIMIT`].
    pub const fn new(number: u64) -> Option<Self> {
        if number < Self::LIMIT {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self.0
    }

    pub(crate) const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        let [a, b, c, d, e] = bytes;
        Self(u64::from_be_bytes([0, 0, 0, a, b, c, d, e]))
    }

    pub(crate) const fn to_bytes(self) -> [u8; Self::LENGTH] {
        let [_, _, _, a, b, c, d, e] = self.0.to_be_bytes();
        [a, b, c, d, e]
    }
}

impl fmt::Display for StatusIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a credential says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialContent {
    /// `iss`
    pub issuer: IssuerId,
    /// `nbf`: first second of the epoch.
    pub not_before: UnixTime,
    /// `exp`: first second after the epoch.
    pub expires: UnixTime,
    /// `cti`
    pub index: StatusIndex,
    /// `x` of the key in `cnf` (RFC 8747 §3.2).
    pub device_key: [u8; KEY_LENGTH],
    /// The claim's key.
    pub claim: ClaimKey,
    /// The claim's value: `true` entitles, `false` is a well-formed "no".
    pub value: bool,
}

impl CredentialContent {
    /// Signs the credential with the key of its epoch.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let protected = cose::key_header(key.public().kid(), TYP);
        cose::sign1(&protected, &self.encode(), key)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .map(7)
            .integer(ISS)
            .text(self.issuer.as_str())
            .integer(SUB)
            .text("")
            .integer(EXP)
            .unsigned(self.expires.seconds())
            .integer(NBF)
            .unsigned(self.not_before.seconds())
            .integer(CTI)
            .bytes(&self.index.to_bytes())
            .integer(CNF)
            .map(1)
            .integer(1);
        cose_key::write_cose_key(&mut writer, &self.device_key);
        writer.integer(self.claim.number()).boolean(self.value);
        writer.finish()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        reader.map_of(7, "a claims set of 7 claims")?;
        reader.exactly(ISS, "claim 1 (iss)")?;
        let issuer = IssuerId::read(&mut reader)?;
        reader.exactly(SUB, "claim 2 (sub)")?;
        let before = reader.clone();
        if !reader.text("an empty sub")?.is_empty() {
            return before.fail(Fault::Value {
                want: "an empty sub",
            });
        }
        reader.exactly(EXP, "claim 4 (exp)")?;
        let expires = read_time(&mut reader)?;
        reader.exactly(NBF, "claim 5 (nbf)")?;
        let not_before = read_time(&mut reader)?;
        reader.exactly(CTI, "claim 7 (cti)")?;
        let index = StatusIndex::from_bytes(*reader.byte_array("a cti of 5 bytes")?);
        reader.exactly(CNF, "claim 8 (cnf)")?;
        reader.map_of(1, "a cnf of 1 member")?;
        reader.exactly(1, "confirmation method 1 (COSE_Key)")?;
        let device_key = *cose_key::read_cose_key(&mut reader)?;
        let claim = ClaimKey::read(&mut reader)?;
        let value = reader.boolean("true or false")?;
        reader.end()?;
        Ok(Self {
            issuer,
            not_before,
            expires,
            index,
            device_key,
            claim,
            value,
        })
    }
}

pub(crate) fn read_time(reader: &mut Reader<'_>) -> Result<UnixTime, Malformed> {
    const WANT: &str = "a time in seconds, below 2^40";
    let before = reader.clone();
    let seconds = reader.unsigned(WANT)?;
    UnixTime::new(seconds).ok_or(Malformed::new(before.at(), Fault::Value { want: WANT }))
}

/// A credential as received: readable, not yet believed.
#[derive(Clone, Debug)]
pub struct Credential<'a> {
    kid: Kid,
    content: CredentialContent,
    signed: Sign1<'a>,
}

impl<'a> Credential<'a> {
    /// Reads one credential and nothing after it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let credential = Self::read(&mut reader)?;
        reader.end()?;
        Ok(credential)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let signed = Sign1::read(reader)?;
        let kid = cose::read_key_header(signed.header_reader(), TYP)?;
        let content = CredentialContent::read(signed.payload_reader())?;
        Ok(Self {
            kid,
            content,
            signed,
        })
    }

    /// Which key is said to have signed it.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// Which issuer is said to have signed it.
    pub const fn issuer(&self) -> IssuerId {
        self.content.issuer
    }

    /// What it says, to those who check it step by step.
    pub(crate) const fn content(&self) -> &CredentialContent {
        &self.content
    }

    /// The signed payload, as received.
    #[cfg(test)]
    pub(crate) const fn payload(&self) -> &'a [u8] {
        self.signed.payload
    }

    /// Checks the issuer's signature and gives what the credential says.
    pub fn verify(&self, key: &PublicKey) -> Result<&CredentialContent, BadSignature> {
        self.signed.verify(key)?;
        Ok(&self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;

    pub(crate) fn content() -> CredentialContent {
        CredentialContent {
            issuer: IssuerId::new("r26").unwrap(),
            not_before: UnixTime::new(1_764_000_000).unwrap(),
            expires: UnixTime::new(1_764_086_400).unwrap(),
            index: StatusIndex::new(0x01_0203_0405).unwrap(),
            device_key: *SecretKey::from_seed(&[2; 32]).public().as_bytes(),
            claim: Claim::Adult.key(),
            value: true,
        }
    }

    #[test]
    fn a_credential_is_165_bytes_and_says_what_was_signed() {
        let key = SecretKey::from_seed(&[1; 32]);
        let bytes = content().sign(&key);
        assert_eq!(bytes.len(), 165);
        let credential = Credential::parse(&bytes).unwrap();
        assert_eq!(credential.verify(&key.public()), Ok(&content()));
        assert_eq!(credential.kid(), key.public().kid());
        let other = SecretKey::from_seed(&[3; 32]).public();
        assert_eq!(credential.verify(&other), Err(BadSignature));
    }

    #[test]
    fn issuers_have_one_to_three_characters() {
        assert_eq!(IssuerId::new("ru").unwrap().as_str(), "ru");
        for wrong in ["", "abcd", "A", "я", "a b", "\0"] {
            assert_eq!(IssuerId::new(wrong), None, "{wrong:?}");
        }
        assert!(IssuerId::new("1") < IssuerId::new("10"));
    }
}
