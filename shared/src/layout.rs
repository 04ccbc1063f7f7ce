//! The layout of a presentation: which bytes are which item, for those who take one apart. Nothing of it is
//! believed: what a presentation claims, only [`verify`](crate::verify) tells.

use alloc::vec::Vec;
use core::ops::Range;

use crate::cbor::Reader;
use crate::malformed::Malformed;
use crate::presentation::Presentation;

/// A run of bytes. What stands in a map begins with its key; what contains others ends where their first begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its bytes, by their offsets.
    pub range: Range<usize>,
    /// What it is.
    pub name: Name,
    /// How many others contain it.
    pub depth: usize,
    /// What it says.
    pub value: Value<'a>,
}

/// The value of an item, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// So many items or bytes follow.
    Contains(u64),
    /// An integer.
    Number(i64),
    /// A text.
    Text(&'a str),
    /// A byte string.
    Bytes(&'a [u8]),
    /// The one claim: its key, and yes or no.
    Claim(i64, bool),
}

/// Names every item, its name in `protocol.cddl`, and where it is from.
macro_rules! names {
    ($($variant:ident, $name:literal, $source:literal;)*) => {
        /// What an item is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Name {
            $(#[doc = concat!("`", $name, "`, ", $source)] $variant,)*
        }

        impl Name {
            /// Its name in `protocol.cddl` or the standard.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Where the item is from.
            pub const fn source(self) -> &'static str {
                match self { $(Self::$variant => $source,)* }
            }
        }
    };
}

names! {
    Presentation, "presentation", "RFC 9052 §4.2";
    Credential, "credential", "RFC 9052 §4.2";
    Protected, "protected", "RFC 9052 §3";
    Unprotected, "unprotected", "RFC 9052 §3";
    Payload, "payload", "RFC 9052 §4.1";
    DeviceSignature, "signature", "RFC 9052 §4.2";
    IssuerSignature, "signature", "RFC 9052 §4.2";
    ProofHeader, "proof-header", "SD-CWT -07 §9";
    CredentialHeader, "credential-header", "RFC 9052 §3";
    Alg, "alg", "RFC 9864";
    Kid, "kid", "RFC 9679";
    Kcwt, "kcwt", "SD-CWT -07 §9";
    Typ, "typ", "RFC 9596";
    CredentialClaims, "credential-claims", "RFC 8392 §3";
    Iss, "iss", "RFC 8392 §3.1.1";
    Sub, "sub", "RFC 8392 §3.1.2";
    Exp, "exp", "RFC 8392 §3.1.4";
    Nbf, "nbf", "RFC 8392 §3.1.5";
    Cti, "cti", "RFC 8392 §3.1.7";
    Cnf, "cnf", "RFC 8747 §3.1";
    CoseKey, "cose-key", "RFC 9052 §7";
    Kty, "kty", "RFC 9052 §7.1";
    Crv, "crv", "RFC 9053 §7.2";
    X, "x", "RFC 9053 §7.2";
    Claim, "claim-key", "RFC 8392 §9.1";
    Proof, "proof", "SD-CWT -07 §9";
    Aud, "aud", "RFC 8392 §3.1.3";
    Iat, "iat", "RFC 8392 §3.1.6";
    Cnonce, "cnonce", "RFC 9200";
}

/// The items of a presentation, which cover every byte once, in order. Of one that is malformed, those before the
/// place that the check names, and what it says.
pub fn layout(bytes: &[u8]) -> Result<Vec<Item<'_>>, (Vec<Item<'_>>, Malformed)> {
    let mut walk = Walk::default();
    let walked = walk.presentation(Reader::new(bytes));
    // The check reads each item and its value; this walk knows only their order, so the check has the word.
    match Presentation::parse(bytes).map(drop).and(walked) {
        Ok(()) => Ok(walk.items),
        Err(malformed) => {
            walk.items.retain(|item| item.range.end <= malformed.at);
            Err((walk.items, malformed))
        }
    }
}

/// Goes from item to item in the order of the bytes.
#[derive(Debug, Default)]
struct Walk<'a> {
    items: Vec<Item<'a>>,
    depth: usize,
}

type Walked = Result<(), Malformed>;

impl<'a> Walk<'a> {
    fn presentation(&mut self, mut reader: Reader<'a>) -> Walked {
        let parts = [Name::Presentation, Name::DeviceSignature];
        self.sign1(&mut reader, parts, Self::proof_header, Self::proof)
    }

    fn proof_header(&mut self, mut reader: Reader<'a>) -> Walked {
        self.map(&mut reader, Name::ProofHeader)?;
        self.number(&mut reader, Name::Alg)?;
        reader.integer(ANY)?;
        self.item(&reader, Name::Kcwt, Value::Contains(1));
        let parts = [Name::Credential, Name::IssuerSignature];
        self.depth += 1;
        self.sign1(&mut reader, parts, Self::credential_header, Self::claims)?;
        self.depth -= 1;
        self.number(&mut reader, Name::Typ)?;
        reader.end()
    }

    fn credential_header(&mut self, mut reader: Reader<'a>) -> Walked {
        self.map(&mut reader, Name::CredentialHeader)?;
        self.number(&mut reader, Name::Alg)?;
        self.bytes(&mut reader, Name::Kid)?;
        self.number(&mut reader, Name::Typ)?;
        reader.end()
    }

    fn claims(&mut self, mut reader: Reader<'a>) -> Walked {
        self.map(&mut reader, Name::CredentialClaims)?;
        self.text(&mut reader, Name::Iss)?;
        self.text(&mut reader, Name::Sub)?;
        self.number(&mut reader, Name::Exp)?;
        self.number(&mut reader, Name::Nbf)?;
        self.bytes(&mut reader, Name::Cti)?;
        self.cnf(&mut reader)?;
        let key = reader.integer(ANY)?;
        let value = reader.boolean(ANY)?;
        self.item(&reader, Name::Claim, Value::Claim(key, value));
        reader.end()
    }

    fn cnf(&mut self, reader: &mut Reader<'a>) -> Walked {
        reader.integer(ANY)?;
        let methods = reader.map(ANY)?;
        reader.integer(ANY)?;
        self.item(reader, Name::Cnf, Value::Contains(methods));
        self.depth += 1;
        self.map(reader, Name::CoseKey)?;
        self.number(reader, Name::Kty)?;
        self.number(reader, Name::Crv)?;
        self.bytes(reader, Name::X)?;
        self.depth -= 2;
        Ok(())
    }

    fn proof(&mut self, mut reader: Reader<'a>) -> Walked {
        let claims = self.map(&mut reader, Name::Proof)?;
        self.text(&mut reader, Name::Aud)?;
        self.number(&mut reader, Name::Iat)?;
        if claims > 2 {
            self.bytes(&mut reader, Name::Cnonce)?;
        }
        reader.end()
    }

    /// A COSE_Sign1, the walks through its header and its payload, and its signature.
    fn sign1(
        &mut self,
        reader: &mut Reader<'a>,
        [whole, signature]: [Name; 2],
        header: fn(&mut Self, Reader<'a>) -> Walked,
        payload: fn(&mut Self, Reader<'a>) -> Walked,
    ) -> Walked {
        reader.tag(COSE_SIGN1, ANY)?;
        let items = reader.array(ANY)?;
        self.item(reader, whole, Value::Contains(items));
        self.depth += 1;
        self.wrapped(reader, Name::Protected, header)?;
        let items = reader.map(ANY)?;
        self.item(reader, Name::Unprotected, Value::Contains(items));
        self.wrapped(reader, Name::Payload, payload)?;
        let bytes = reader.bytes(ANY)?;
        self.item(reader, signature, Value::Bytes(bytes));
        self.depth -= 1;
        Ok(())
    }

    fn wrapped(
        &mut self,
        reader: &mut Reader<'a>,
        name: Name,
        content: fn(&mut Self, Reader<'a>) -> Walked,
    ) -> Walked {
        let (bytes, inner) = reader.wrapped(ANY)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.item(&inner, name, Value::Contains(length));
        let depth = self.depth;
        self.depth += 1;
        content(self, inner)?;
        self.depth = depth;
        Ok(())
    }

    /// A map, and how many pairs it has; what follows stands in it.
    fn map(&mut self, reader: &mut Reader<'a>, name: Name) -> Result<u64, Malformed> {
        let pairs = reader.map(ANY)?;
        self.item(reader, name, Value::Contains(pairs));
        self.depth += 1;
        Ok(pairs)
    }

    fn number(&mut self, reader: &mut Reader<'a>, name: Name) -> Walked {
        reader.integer(ANY)?;
        let number = reader.integer(ANY)?;
        self.item(reader, name, Value::Number(number));
        Ok(())
    }

    fn text(&mut self, reader: &mut Reader<'a>, name: Name) -> Walked {
        reader.integer(ANY)?;
        let text = reader.text(ANY)?;
        self.item(reader, name, Value::Text(text));
        Ok(())
    }

    fn bytes(&mut self, reader: &mut Reader<'a>, name: Name) -> Walked {
        reader.integer(ANY)?;
        let bytes = reader.bytes(ANY)?;
        self.item(reader, name, Value::Bytes(bytes));
        Ok(())
    }

    /// What was read since the item before.
    fn item(&mut self, reader: &Reader<'a>, name: Name, value: Value<'a>) {
        let start = self.items.last().map_or(0, |last| last.range.end);
        self.items.push(Item {
            range: start..reader.at(),
            name,
            depth: self.depth,
            value,
        });
    }
}

/// CBOR tag of COSE_Sign1 (RFC 9052 §2).
const COSE_SIGN1: u64 = 18;

/// What this walk wants: the check says what must stand there.
const ANY: &str = "an item of a presentation";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;
    use crate::cose_key::SecretKey;
    use crate::credential::{CredentialContent, IssuerId, StatusIndex};
    use crate::malformed::Fault;
    use crate::proof::{Audience, Challenge, ProofContent};
    use crate::time::{TimeStep, UnixTime};
    use proptest::prelude::*;

    fn presentation(challenge: Option<Challenge>) -> Vec<u8> {
        let device = SecretKey::from_seed(&[2; 32]);
        let credential = CredentialContent {
            issuer: IssuerId::new("26").unwrap(),
            not_before: UnixTime::new(1_764_000_000).unwrap(),
            expires: UnixTime::new(1_764_086_400).unwrap(),
            index: StatusIndex::new(7).unwrap(),
            device_key: *device.public().as_bytes(),
            claim: Claim::Student.key(),
            value: true,
        };
        ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::at(UnixTime::new(1_764_000_030).unwrap()),
            challenge,
        }
        .sign(&credential.sign(&SecretKey::from_seed(&[1; 32])), &device)
    }

    fn covered(items: &[Item<'_>]) -> usize {
        items.iter().fold(0, |end, item| {
            assert!(item.range.start == end && item.range.end > end, "{item:?}");
            item.range.end
        })
    }

    fn of(items: &[Item<'_>], name: Name) -> (usize, usize) {
        let mut found = items.iter().filter(|item| item.name == name);
        let item = found.next().unwrap();
        (item.range.start, item.depth)
    }

    #[test]
    fn every_byte_is_in_one_item() {
        for (challenge, count) in [(None, 33), (Some(Challenge::new([1; 5])), 34)] {
            let bytes = presentation(challenge);
            let items = layout(&bytes).unwrap();
            assert_eq!(covered(&items), bytes.len());
            assert_eq!(items.len(), count);
        }
    }

    #[test]
    fn values_stand_where_they_are() {
        let bytes = presentation(Some(Challenge::new([1; 5])));
        let items = layout(&bytes).unwrap();
        let value = |name| {
            let mut found = items.iter().filter(|item| item.name == name);
            found.next().unwrap().value
        };
        assert_eq!(value(Name::Presentation), Value::Contains(4));
        assert_eq!(value(Name::Alg), Value::Number(-19));
        assert_eq!(value(Name::Iss), Value::Text("26"));
        assert_eq!(value(Name::Sub), Value::Text(""));
        assert_eq!(value(Name::Exp), Value::Number(1_764_086_400));
        assert_eq!(value(Name::Cti), Value::Bytes(&[0, 0, 0, 0, 7]));
        assert_eq!(value(Name::Claim), Value::Claim(-65_538, true));
        assert_eq!(value(Name::Iat), Value::Number(1_764_000_030));
        assert_eq!(value(Name::Cnonce), Value::Bytes(&[1; 5]));
        assert!(matches!(value(Name::X), Value::Bytes(x) if x.len() == 32));
        assert!(matches!(value(Name::DeviceSignature), Value::Bytes(s) if s.len() == 64));
        assert_eq!(of(&items, Name::Presentation), (0, 0));
        assert_eq!(of(&items, Name::Protected), (2, 1));
        assert_eq!(of(&items, Name::Alg).1, 3);
        assert_eq!(of(&items, Name::Credential).1, 4);
        assert_eq!(of(&items, Name::X).1, 9);
        assert_eq!(of(&items, Name::Iat).1, 3);
        assert_eq!(of(&items, Name::DeviceSignature).1, 1);
    }

    #[test]
    fn names_are_those_of_the_messages() {
        let messages = include_str!("../protocol.cddl");
        let bytes = presentation(Some(Challenge::new([1; 5])));
        for item in layout(&bytes).unwrap() {
            let name = item.name.as_str();
            // The CDDL writes these two as numbers.
            let is_known = messages.contains(name) || ["kty", "crv"].contains(&name);
            assert!(is_known && !item.name.source().is_empty(), "{name}");
        }
    }

    #[test]
    fn what_is_cut_or_continued_is_taken_apart_up_to_there() {
        let mut bytes = presentation(None);
        let length = bytes.len();
        let (items, malformed) = layout(&bytes[..length - 1]).unwrap_err();
        assert_eq!(malformed.fault, Fault::Truncated { missing: 1 });
        assert_eq!(covered(&items), length - 66);
        bytes.push(0);
        let (items, malformed) = layout(&bytes).unwrap_err();
        assert_eq!(malformed.at, length);
        assert_eq!(covered(&items), length);
    }

    proptest! {
        #[test]
        fn the_check_and_the_layout_agree(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            cut in 0..3_usize,
            challenge: bool,
        ) {
            let mut bytes = presentation(challenge.then_some(Challenge::new([1; 5])));
            let length = bytes.len();
            for (place, byte) in changes {
                bytes[place.index(length)] = byte;
            }
            bytes.truncate(length - cut);
            match (layout(&bytes), Presentation::parse(&bytes)) {
                (Ok(items), Ok(_)) => prop_assert_eq!(covered(&items), bytes.len()),
                (Err((items, malformed)), Err(said)) => {
                    prop_assert_eq!(malformed, said);
                    prop_assert!(covered(&items) <= malformed.at);
                }
                (_, _) => prop_assert!(false, "one says yes"),
            }
        }
    }
}
