//! COSE_Sign1 messages of other profiles: well-formed for everybody, malformed for this one, each for the
//! reason that the profile has.

use ciborium::value::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use shared::claims::Claim;
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{Credential, CredentialContent, IssuerId, StatusIndex};
use shared::malformed::{Fault, Malformed};
use shared::presentation::Presentation;
use shared::time::UnixTime;

use crate::published;

const TAG: &str = "tag 18 (COSE_Sign1)";
const UNPROTECTED: &str = "an empty unprotected header";
const HEADER: &str = "a protected header of 3 parameters";
const SIGNATURE: &str = "a signature of 64 bytes";

/// A refusal for a value at this place.
const fn value(at: usize, want: &'static str) -> Malformed {
    Malformed {
        at,
        fault: Fault::Value { want },
    }
}

/// A refusal for an algorithm at this place.
const fn algorithm(at: usize, got: i64) -> Malformed {
    Malformed {
        at,
        fault: Fault::Algorithm { got },
    }
}

/// A refusal for another item at this place.
const fn item(at: usize, want: &'static str, got: u8) -> Malformed {
    Malformed {
        at,
        fault: Fault::Unexpected { want, got },
    }
}

/// What the profile says to a message of another.
struct Example {
    file: &'static str,
    /// As it was published.
    published: Malformed,
    /// Without its unprotected header, which no signature covers: the frame is ours then.
    emptied: Malformed,
    /// Its algorithm in a credential of ours.
    algorithm: Malformed,
}

const fn example(
    file: &'static str,
    published: Malformed,
    emptied: Malformed,
    algorithm: Malformed,
) -> Example {
    Example {
        file,
        published,
        emptied,
        algorithm,
    }
}

#[rustfmt::skip]
const COSE: [Example; 10] = [
    example("eddsa-sig-01", value(8, UNPROTECTED), value(3, HEADER), algorithm(5, -8)),
    example("sign-pass-01", value(4, UNPROTECTED), value(3, HEADER), algorithm(5, -7)),
    example("sign-pass-02", value(6, UNPROTECTED), value(3, HEADER), algorithm(5, -7)),
    example("sign-pass-03", item(0, TAG, 0x84), item(0, TAG, 0x84), algorithm(5, -7)),
    example("sign-fail-01", value(0, TAG), value(0, TAG), algorithm(5, -7)),
    example("sign-fail-02", value(6, UNPROTECTED), value(3, HEADER), algorithm(5, -7)),
    example("sign-fail-03", value(8, UNPROTECTED), value(3, HEADER), algorithm(5, -999)),
    example("sign-fail-04", value(13, UNPROTECTED), value(3, HEADER), item(6, "an algorithm", 0x67)),
    example("sign-fail-06", value(8, UNPROTECTED), value(3, HEADER), algorithm(5, -7)),
    example("sign-fail-07", value(6, UNPROTECTED), value(3, HEADER), algorithm(5, -7)),
];

#[rustfmt::skip]
const SD_CWT: [Example; 4] = [
    example("issuer_cwt", value(50, UNPROTECTED), value(407, SIGNATURE), algorithm(5, -35)),
    example("decoy", value(50, UNPROTECTED), value(345, SIGNATURE), algorithm(5, -35)),
    example("kbt", algorithm(7, -7), algorithm(7, -7), algorithm(5, -7)),
    example("nested_kbt", algorithm(7, -7), algorithm(7, -7), algorithm(5, -7)),
];

impl Example {
    fn check(&self, message: &[u8]) {
        let file = self.file;
        let fault = |bytes: &[u8]| Credential::parse(bytes).unwrap_err();
        assert_eq!(fault(message), self.published, "{file}");
        let emptied = without_unprotected_header(message);
        assert_eq!(fault(&emptied), self.emptied, "{file}, emptied");
        let ours = credential_with(algorithm_of(message));
        assert_eq!(fault(&ours), self.algorithm, "{file}, its algorithm");
    }
}

#[test]
fn the_ed25519_example_of_cose_is_signed_as_we_sign() {
    let Some(example) = published::json("cose/eddsa-sig-01.json") else {
        return;
    };
    let key = |name| {
        let bytes = published::hex(&example, &format!("/input/sign0/key/{name}"));
        <[u8; 32]>::try_from(bytes).unwrap()
    };
    let signed = published::hex(&example, "/intermediates/ToBeSign_hex");
    let message = CoseSign1::from_tagged_slice(&published::hex(&example, "/output/cbor")).unwrap();
    assert_eq!(message.tbs_data(&[]), signed);

    let public = PublicKey::from_bytes(&key("x_hex")).unwrap();
    let signature = message.signature.as_slice().try_into().unwrap();
    assert_eq!(public.verify(&signed, signature), Ok(()));
    let secret = SecretKey::from_seed(&key("d_hex"));
    assert_eq!(secret.public(), public);
    assert_eq!(&secret.sign(&signed), signature);
}

#[test]
fn cose_examples_are_malformed() {
    for example in COSE {
        let Some(file) = published::json(&format!("cose/{}.json", example.file)) else {
            return;
        };
        let message = published::hex(&file, "/output/cbor");
        example.check(&message);
        // The frame is what a presentation has too.
        let presentation = Presentation::parse(&message).unwrap_err();
        assert_eq!(presentation, example.published, "{}", example.file);
    }
}

#[test]
fn sd_cwt_examples_are_well_formed_and_malformed_here() {
    for example in SD_CWT {
        let Some(message) = published::bytes(&format!("sd-cwt/{}.cbor", example.file)) else {
            return;
        };
        CoseSign1::from_tagged_slice(&message).unwrap();
        example.check(&message);
        let too_long = Malformed {
            at: 400,
            fault: Fault::TooLong {
                limit: 400,
                got: message.len(),
            },
        };
        assert_eq!(Presentation::parse(&message).unwrap_err(), too_long);
    }
}

/// A COSE_Sign1 taken apart by `ciborium`, its tag left as it is.
fn parts(message: &mut Value) -> &mut Vec<Value> {
    match message {
        Value::Tag(_, untagged) => parts(untagged),
        untagged => untagged.as_array_mut().unwrap(),
    }
}

fn decoded(bytes: &[u8]) -> Value {
    ciborium::from_reader(bytes).unwrap()
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn without_unprotected_header(message: &[u8]) -> Vec<u8> {
    let mut message = decoded(message);
    parts(&mut message)[1] = Value::Map(Vec::new());
    encoded(&message)
}

/// The algorithm that a message names, in whichever header.
fn algorithm_of(message: &[u8]) -> Value {
    let mut message = decoded(message);
    let parts = parts(&mut message);
    let headers = [decoded(parts[0].as_bytes().unwrap()), parts[1].clone()];
    let mut parameters = headers
        .into_iter()
        .flat_map(|header| header.into_map().unwrap());
    let found = parameters.find(|(label, _)| *label == Value::from(1));
    found.unwrap().1
}

/// A credential of ours, but for the algorithm that its header names.
fn credential_with(algorithm: Value) -> Vec<u8> {
    let credential = CredentialContent {
        issuer: IssuerId::new("r26").unwrap(),
        not_before: UnixTime::new(1_780_261_200).unwrap(),
        expires: UnixTime::new(1_780_347_600).unwrap(),
        index: StatusIndex::new(7).unwrap(),
        device_key: *SecretKey::from_seed(&[2; 32]).public().as_bytes(),
        claim: Claim::Adult.key(),
        value: true,
    }
    .sign(&SecretKey::from_seed(&[1; 32]));
    let mut message = decoded(&credential);
    let protected = &mut parts(&mut message)[0];
    let mut header = decoded(protected.as_bytes().unwrap());
    header.as_map_mut().unwrap()[0].1 = algorithm;
    *protected = Value::Bytes(encoded(&header));
    encoded(&message)
}
