//! A response is refused as it comes unless it is the genuine one; under the right tag, an accepted one has one
//! form, and its credentials are those that were asked for.
#![no_main]

use std::sync::LazyLock;

use coset::{CoseMac0, TaggedCborSerializable as _};
use fuzz::{cast, reader};
use libfuzzer_sys::fuzz_target;
use shared::cose_key::PublicKey;
use shared::enrolment::{ClaimKeys, EnrolmentResponse, UnverifiedRequest};

/// What was asked for, the request's hash and its answer.
static GENUINE: LazyLock<(Vec<ClaimKeys<PublicKey>>, [u8; 32], Vec<u8>)> = LazyLock::new(|| {
    let (request, asked) = (cast::request(), cast::public_keys(&cast::device_keys()));
    let parsed = UnverifiedRequest::parse(&request);
    let hash = *parsed.expect("a request").hash();
    let answer = cast::response(hash, &asked).sign(&cast::code().key());
    (asked, hash, answer)
});

fuzz_target!(|bytes: &[u8]| {
    let (asked, hash, genuine) = &*GENUINE;
    let code = cast::code().key();
    let response = EnrolmentResponse::verify(bytes, &code, hash, asked);
    assert_eq!(response.is_ok(), bytes == genuine);
    let Some(message) = CoseMac0::from_tagged_slice(bytes)
        .ok()
        .filter(|message| message.payload.is_some())
    else {
        return;
    };
    let message = cast::authenticated(message, &code, b"spravka/1/enrolment-response");
    if let Ok(response) = EnrolmentResponse::verify(&message, &code, hash, asked) {
        reader::mac0(&message);
        assert_eq!(response.sign(&code), message);
        for claim in &response.claims {
            let keys = &asked
                .iter()
                .find(|asked| asked.claim == claim.claim)
                .expect("asked for")
                .keys;
            for credential in claim
                .credentials
                .iter()
                .map(|credential| reader::credential(credential))
            {
                assert_eq!(
                    (credential.claim, credential.issuer),
                    (claim.claim, response.issuer.id())
                );
                assert!(
                    keys.iter()
                        .any(|key| *key.as_bytes() == credential.device_key)
                );
            }
        }
    }
});
