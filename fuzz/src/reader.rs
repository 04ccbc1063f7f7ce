//! The other reader: what `coset` and `ciborium` find in bytes that the strict reader has taken. Where they find
//! something that the profile does not have, it panics: a finding.

use ciborium::value::Value;
use coset::{CoseMac0, CoseSign, CoseSign1, ProtectedHeader, TaggedCborSerializable as _};
use shared::claims::ClaimKey;
use shared::credential::{CredentialContent, IssuerId, StatusIndex};
use shared::proof::{Audience, Challenge, ProofContent, VenueCode};
use shared::time::{TimeStep, UnixTime};

/// The one item that these bytes are, in CBOR's deterministic encoding (RFC 8949 §4.2.1).
pub fn deterministic(bytes: &[u8]) -> Value {
    let mut rest = bytes;
    let value: Value = ciborium::from_reader(&mut rest).expect("well-formed CBOR");
    assert!(rest.is_empty(), "bytes after the item");
    assert_eq!(written(&value), bytes, "another encoding of the same item");
    assert_ascending(&value);
    value
}

fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory takes it");
    bytes
}

fn assert_ascending(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(assert_ascending),
        Value::Tag(_, item) => assert_ascending(item),
        Value::Map(pairs) => {
            let ascending = pairs.is_sorted_by(|(a, _), (b, _)| written(a) < written(b));
            assert!(ascending, "keys out of order or twice");
            pairs.iter().for_each(|(_, item)| assert_ascending(item));
        }
        _ => {}
    }
}

/// A COSE_Sign1, all of it deterministic.
pub fn sign1(bytes: &[u8]) -> CoseSign1 {
    deterministic(bytes);
    let message = CoseSign1::from_tagged_slice(bytes).expect("coset takes it");
    assert!(message.unprotected.is_empty() && message.signature.len() == 64);
    deterministic(protected(&message.protected));
    deterministic(payload(&message.payload));
    message
}

/// A COSE_Sign, all of it deterministic.
pub fn sign(bytes: &[u8]) -> CoseSign {
    deterministic(bytes);
    let message = CoseSign::from_tagged_slice(bytes).expect("coset takes it");
    assert!(message.unprotected.is_empty());
    deterministic(protected(&message.protected));
    deterministic(payload(&message.payload));
    for signature in &message.signatures {
        assert!(signature.unprotected.is_empty() && signature.signature.len() == 64);
        deterministic(protected(&signature.protected));
    }
    message
}

/// A COSE_Mac0, all of it deterministic.
pub fn mac0(bytes: &[u8]) -> CoseMac0 {
    deterministic(bytes);
    let message = CoseMac0::from_tagged_slice(bytes).expect("coset takes it");
    assert!(message.unprotected.is_empty() && message.tag.len() == 32);
    deterministic(protected(&message.protected));
    deterministic(payload(&message.payload));
    message
}

/// A protected header as it was received.
pub fn protected(header: &ProtectedHeader) -> &[u8] {
    header.original_data.as_deref().expect("a received header")
}

/// A payload that is there.
pub fn payload(payload: &Option<Vec<u8>>) -> &[u8] {
    payload.as_deref().expect("a payload")
}

/// A presentation: the credential's bytes and what both say.
pub fn presentation(bytes: &[u8]) -> (Vec<u8>, CredentialContent, ProofContent) {
    let message = sign1(bytes);
    let header = pairs::<3>(deterministic(protected(&message.protected)));
    let [(Some(1), alg), (Some(13), kcwt), (Some(16), typ)] = header else {
        panic!("another header");
    };
    assert_eq!((number(&alg), number(&typ)), (-19, 294));
    let kcwt = written(&kcwt);
    let claims = deterministic(payload(&message.payload));
    let mut claims = claims.into_map().expect("a claims set").into_iter();
    let mut next = |key| {
        let (found, value) = claims.next()?;
        assert_eq!(found, Value::from(key));
        Some(value)
    };
    let audience = next(3).and_then(|aud| aud.into_text().ok()).expect("aud");
    let audience = match audience.strip_prefix("v:") {
        Some(code) => Audience::Venue(VenueCode::new(code).expect("a venue's code")),
        None => Audience::AnyVenue,
    };
    let issued_at = time(&next(6).expect("iat"));
    let challenge = next(39).map(|cnonce| Challenge::new(array(&cnonce)));
    assert!(claims.next().is_none(), "another claim");
    let proof = ProofContent {
        audience,
        step: TimeStep::starting_at(issued_at).expect("the start of a step"),
        challenge,
    };
    let content = credential(&kcwt);
    (kcwt, content, proof)
}

/// What a credential says.
pub fn credential(bytes: &[u8]) -> CredentialContent {
    let message = sign1(bytes);
    assert_eq!(message.protected.header.key_id.len(), 8);
    let header = pairs::<3>(deterministic(protected(&message.protected)));
    let [(Some(1), alg), (Some(4), _), (Some(16), typ)] = header else {
        panic!("another header");
    };
    assert_eq!((number(&alg), number(&typ)), (-19, 293));
    let claims = pairs::<7>(deterministic(payload(&message.payload)));
    let [iss, sub, exp, nbf, cti, cnf, (claim, value)] = claims;
    let keys = [iss.0, sub.0, exp.0, nbf.0, cti.0, cnf.0];
    assert_eq!(keys, [1, 2, 4, 5, 7, 8].map(Some));
    assert_eq!(sub.1, Value::from(""));
    let [(Some(1), key)] = pairs::<1>(cnf.1) else {
        panic!("another confirmation");
    };
    let [(Some(1), kty), (Some(-1), crv), (Some(-2), x)] = pairs::<3>(key) else {
        panic!("another key");
    };
    assert_eq!((number(&kty), number(&crv)), (1, 6));
    let [a, b, c, d, e] = array(&cti.1);
    CredentialContent {
        issuer: IssuerId::new(iss.1.as_text().expect("iss")).expect("an issuer's name"),
        not_before: time(&nbf.1),
        expires: time(&exp.1),
        index: StatusIndex::new(u64::from_be_bytes([0, 0, 0, a, b, c, d, e])).expect("40 bits"),
        device_key: array(&x),
        claim: claim.and_then(ClaimKey::new).expect("a private claim"),
        value: value.as_bool().expect("a boolean"),
    }
}

/// The pairs of a map of `N`, their keys as integers.
fn pairs<const N: usize>(map: Value) -> [(Option<i64>, Value); N] {
    let pairs = map.into_map().expect("a map").into_iter();
    let pairs = pairs.map(|(key, value)| (Some(number(&key)), value));
    let pairs: Vec<_> = pairs.collect();
    pairs.try_into().expect("as many pairs")
}

fn number(value: &Value) -> i64 {
    let number = value.as_integer().expect("an integer");
    number.try_into().expect("an integer of 64 bits")
}

fn time(value: &Value) -> UnixTime {
    UnixTime::new(number(value).unsigned_abs()).expect("a time")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    let bytes = value.as_bytes().expect("a byte string");
    bytes.as_slice().try_into().expect("as many bytes")
}
