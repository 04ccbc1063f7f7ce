//! An accepted request is accepted by `coset`, and only the one that was made with the code is made with it.
#![no_main]

use ciborium::value::Value;
use coset::TaggedCborSerializable as _;
use fuzz::{cast, reader};
use libfuzzer_sys::fuzz_target;
use shared::enrolment::UnverifiedRequest;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = UnverifiedRequest::parse(bytes) {
        let outer = reader::mac0(bytes);
        let inner = reader::sign(reader::payload(&outer.payload));
        let body = reader::deterministic(reader::payload(&inner.payload));
        let body = body.into_map().expect("a map");
        assert_eq!(body[0].1, Value::from(request.locator().to_string()));
        let claims = body[1].1.as_array().expect("claims");
        let keys = |claim: &Value| {
            claim.as_array().expect("a claim")[1]
                .as_array()
                .expect("keys")
                .len()
        };
        assert_eq!(
            claims.iter().map(keys).sum::<usize>(),
            inner.signatures.len()
        );
        assert_eq!(outer.to_tagged_vec().expect("memory takes it"), bytes);
        let (code, count) = (cast::code().key(), claims.len());
        let is_genuine = bytes == cast::request();
        assert_eq!(request.is_made_with(&code), is_genuine);
        let request = request.verify(&code).ok();
        assert_eq!(
            request.map(|request| request.claims().len()),
            is_genuine.then_some(count)
        );
    }
});
