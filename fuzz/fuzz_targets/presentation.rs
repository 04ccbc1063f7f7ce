//! An accepted presentation is accepted by `coset`, and what it reads there gives the same signed bytes again.
#![no_main]

use fuzz::reader::{self, payload, protected};
use libfuzzer_sys::fuzz_target;
use shared::credential::Credential;
use shared::presentation::{MAX_LENGTH, Presentation};
use test_vectors::cast::Key;

fuzz_target!(|bytes: &[u8]| {
    if Presentation::parse(bytes).is_ok() {
        assert!(bytes.len() <= MAX_LENGTH);
        let message = reader::sign1(bytes);
        let (credential, content, proof) = reader::presentation(bytes);
        let read = Credential::parse(&credential).expect("a credential by itself");
        assert_eq!(read.issuer(), content.issuer);
        let again = proof.sign(&credential, &Key::Device(1).secret());
        let again = reader::sign1(&again);
        assert_eq!(protected(&again.protected), protected(&message.protected));
        assert_eq!(payload(&again.payload), payload(&message.payload));
    }
});
