//! An accepted credential says what `coset` reads in it, in the only bytes that say so.
#![no_main]

use fuzz::reader::{self, payload, protected};
use libfuzzer_sys::fuzz_target;
use shared::credential::Credential;
use test_vectors::card;
use test_vectors::cast::Key;
use test_vectors::raw;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(credential) = Credential::parse(bytes) {
        let (key, message) = (Key::Region.secret(), reader::sign1(bytes));
        let header = &message.protected;
        assert_eq!(header.header.key_id, credential.kid().as_bytes());
        let content = payload(&message.payload);
        let signed = card::sign1(18, protected(header), &raw::map(&[]), content, &key);
        let signed = Credential::parse(&signed).expect("as good as before");
        let said = signed.verify(&key.public()).expect("our signature");
        assert_eq!(*said, reader::credential(bytes));
        let again = reader::sign1(&said.sign(&key));
        assert_eq!(payload(&again.payload), content);
    }
});
