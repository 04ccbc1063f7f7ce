//! An independent reader agrees: what the strict reader takes, `coset` takes, with the same content, and both
//! signatures check with its `Sig_structure`.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use ciborium::value::Value;
use coset::{AsCborValue as _, CoseSign, CoseSign1, Header, Label, TaggedCborSerializable as _};
use proptest::prelude::*;
use shared::claims::Claim;
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{CredentialContent, IssuerId, StatusIndex};
use shared::freshness::Validity;
use shared::presentation::Presentation;
use shared::proof::{Audience, Challenge, ProofContent, VenueCode};
use shared::root_set::RootSet;
use shared::time::{TimeStep, UnixTime};
use shared::trust_list::{TrustListContent, UnverifiedTrustList};

fn credential(index: u64, claim: usize, value: bool, device: &SecretKey) -> CredentialContent {
    CredentialContent {
        issuer: IssuerId::new("r26").unwrap(),
        not_before: UnixTime::new(1_780_261_200).unwrap(),
        expires: UnixTime::new(1_780_347_600).unwrap(),
        index: StatusIndex::new(index).unwrap(),
        device_key: *device.public().as_bytes(),
        claim: Claim::all().nth(claim).unwrap().key(),
        value,
    }
}

fn verifies(message: &CoseSign1, key: &PublicKey) -> bool {
    message
        .verify_signature(&[], |signature, signed| {
            key.verify(signed, signature.try_into().unwrap())
        })
        .is_ok()
}

fn payload(message: &CoseSign1) -> Vec<(Value, Value)> {
    let bytes = message.payload.as_ref().unwrap();
    let value: Value = ciborium::de::from_reader(bytes.as_slice()).unwrap();
    value.into_map().unwrap()
}

fn kcwt(header: &Header) -> CoseSign1 {
    let value = header
        .rest
        .iter()
        .find(|(label, _)| *label == Label::Int(13));
    let Value::Tag(18, inner) = value.unwrap().1.clone() else {
        panic!("a tagged credential");
    };
    CoseSign1::from_cbor_value(*inner).unwrap()
}

proptest! {
    #[test]
    fn coset_reads_what_we_write(
        index in 0..StatusIndex::LIMIT,
        claim in 0..7_usize,
        value: bool,
        step in 0..60_000_000_u64,
        venue in proptest::option::of("[A-Z0-9]{1,8}"),
        challenge: Option<[u8; 5]>,
    ) {
        let (issuer, device) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let content = credential(index, claim, value, &device);
        let proof = ProofContent {
            audience: venue.as_ref().map_or(Audience::AnyVenue, |code| {
                Audience::Venue(VenueCode::new(code).unwrap())
            }),
            step: TimeStep::from_number(step).unwrap(),
            challenge: challenge.map(Challenge::new),
        };
        let bytes = proof.sign(&content.sign(&issuer), &device);

        let outer = CoseSign1::from_tagged_slice(&bytes).unwrap();
        prop_assert!(verifies(&outer, &device.public()));
        let inner = kcwt(&outer.protected.header);
        prop_assert!(verifies(&inner, &issuer.public()));
        let kid = issuer.public().kid();
        prop_assert_eq!(&inner.protected.header.key_id, kid.as_bytes());
        let claims = payload(&inner);
        let number = i64::try_from(index).unwrap().to_be_bytes();
        prop_assert_eq!(&claims[4].1, &Value::Bytes(number[3..].to_vec()));
        prop_assert_eq!(&claims[6].0, &Value::from(content.claim.number()));
        prop_assert_eq!(&claims[6].1, &Value::Bool(value));
        let claims = payload(&outer);
        prop_assert_eq!(&claims[1].1, &Value::from(step * 30));
        prop_assert_eq!(claims.len(), 2 + usize::from(challenge.is_some()));
    }

    #[test]
    fn what_the_strict_reader_takes_coset_takes(
        place in 0..255_usize,
        byte: u8,
        cut in 0..40_usize,
        insert: Option<u8>,
    ) {
        let (issuer, device) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let proof = ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::from_number(59_343_480).unwrap(),
            challenge: None,
        };
        let mut bytes = proof.sign(&credential(7, 0, true, &device).sign(&issuer), &device);
        bytes[place] = byte;
        if let Some(insert) = insert {
            bytes.insert(place, insert);
        }
        bytes.truncate(bytes.len() - cut / 20);
        if Presentation::parse(&bytes).is_ok() {
            let outer = CoseSign1::from_tagged_slice(&bytes);
            prop_assert!(outer.is_ok());
            prop_assert_eq!(kcwt(&outer.unwrap().protected.header).payload.is_some(), true);
        }
    }
}

#[test]
fn coset_reads_a_trust_list() {
    let keys = [3, 4, 5].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let public = || keys.iter().map(SecretKey::public).collect::<Vec<_>>();
    let roots = RootSet::new(2, public()).unwrap();
    let list = TrustListContent {
        sequence: 1,
        validity: Validity::usual(UnixTime::new(1_780_304_400).unwrap()),
        roots: roots.clone(),
        issuers: Vec::new(),
    };
    let bytes = list.sign(&keys);
    let verified = UnverifiedTrustList::parse(&bytes)
        .unwrap()
        .verify(&roots)
        .unwrap();
    assert_eq!(verified.content(), &list);
    let foreign = CoseSign::from_tagged_slice(&bytes).unwrap();
    for (place, signature) in foreign.signatures.iter().enumerate() {
        let kid = &signature.protected.header.key_id;
        let key = public()
            .into_iter()
            .find(|key| key.kid().as_bytes() == kid.as_slice())
            .unwrap();
        foreign
            .verify_signature(place, &[], |signature, signed| {
                key.verify(signed, signature.try_into().unwrap())
            })
            .unwrap();
    }
}
