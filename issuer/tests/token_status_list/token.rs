//! A Status List Token as a program reads it that knows the draft alone: with `coset`, `ciborium` and an inflater.

use std::io::Read as _;

use ciborium::value::Value;
use coset::{CborSerializable as _, CoseSign1, Header, Label, TaggedCborSerializable as _};
use ed25519_dalek::{Signature, VerifyingKey};
use flate2::read::ZlibDecoder;

/// A token, taken apart.
pub(crate) struct Token {
    /// The message around it.
    message: CoseSign1,
    /// The text of the header parameter `typ`.
    pub(crate) typ: String,
    /// Claim 2: where the token lies.
    pub(crate) sub: String,
    /// Claims 6, 4 and 65534: from when, until when, and for how long at a time it holds.
    pub(crate) times: [u64; 3],
    /// Claim 65533.
    pub(crate) list: List,
}

/// The list in a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// How many bits an index has.
    pub(crate) bits: u64,
    /// The bits, inflated.
    pub(crate) bytes: Vec<u8>,
}

impl Token {
    /// Reads a token that has these claims and no other.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let message = CoseSign1::from_tagged_slice(bytes).unwrap();
        let mut claims = members(message.payload.as_ref().unwrap());
        let mut claim = |key: u64| take(&mut claims, &key.into());
        let sub = claim(2).into_text().unwrap();
        let times = [6, 4, 65_534].map(|key| number(&claim(key)));
        let list = List::of(claim(65_533).into_map().unwrap());
        assert_eq!(claims, []);
        Self {
            typ: typ(&message.protected.header),
            message,
            sub,
            times,
            list,
        }
    }

    /// Whether this key has signed it.
    pub(crate) fn is_signed_by(&self, key: &[u8; 32]) -> bool {
        let key = VerifyingKey::from_bytes(key).unwrap();
        let check = |signature: &[u8], signed: &[u8]| {
            key.verify_strict(signed, &Signature::from_slice(signature)?)
        };
        self.message.verify_signature(&[], check).is_ok()
    }

    /// The header that is signed.
    pub(crate) fn header(&self) -> &Header {
        &self.message.protected.header
    }

    /// Whether header and claims have their one form (RFC 8949 §4.2.1): sorted keys, shortest forms.
    pub(crate) fn is_canonical(&self) -> bool {
        let header = self.message.protected.original_data.as_ref().unwrap();
        [header, self.message.payload.as_ref().unwrap()]
            .into_iter()
            .all(|bytes| {
                let value: Value = ciborium::from_reader(bytes.as_slice()).unwrap();
                let mut again = Vec::new();
                ciborium::into_writer(&sorted(value), &mut again).unwrap();
                again == *bytes
            })
    }
}

impl List {
    /// Reads a list that stands alone.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self::of(members(bytes))
    }

    fn of(mut list: Vec<(Value, Value)>) -> Self {
        let bits = number(&take(&mut list, &"bits".into()));
        let lst = take(&mut list, &"lst".into()).into_bytes().unwrap();
        assert_eq!(list, []);
        let mut bytes = Vec::new();
        let mut inflated = ZlibDecoder::new(lst.as_slice());
        inflated.read_to_end(&mut bytes).unwrap();
        Self { bits, bytes }
    }

    /// Whether the bit of this index says that it is revoked; nothing where there is no bit.
    pub(crate) fn is_revoked(&self, index: u64) -> Option<bool> {
        assert_eq!(self.bits, 1);
        let byte = self.bytes.get(usize::try_from(index / 8).unwrap())?;
        Some(byte >> (index % 8) & 1 == 1)
    }
}

/// The same value with the keys of its maps in the order of their bytes.
fn sorted(value: Value) -> Value {
    let Value::Map(members) = value else {
        return value;
    };
    let mut members: Vec<_> = members
        .into_iter()
        .map(|(key, value)| (key, sorted(value)))
        .collect();
    members.sort_by_cached_key(|(key, _)| key.clone().to_vec().unwrap());
    Value::Map(members)
}

fn members(bytes: &[u8]) -> Vec<(Value, Value)> {
    let value: Value = ciborium::from_reader(bytes).unwrap();
    value.into_map().unwrap()
}

fn take(members: &mut Vec<(Value, Value)>, key: &Value) -> Value {
    let at = members.iter().position(|(found, _)| found == key);
    members.remove(at.unwrap()).1
}

fn number(value: &Value) -> u64 {
    value.as_integer().unwrap().try_into().unwrap()
}

fn typ(header: &Header) -> String {
    let mut rest = header.rest.iter();
    let (_, value) = rest.find(|(label, _)| *label == Label::Int(16)).unwrap();
    value.as_text().unwrap().to_owned()
}
