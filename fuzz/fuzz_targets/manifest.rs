//! An accepted manifest is accepted by `coset` and has one form.
#![no_main]

use fuzz::reader::{self, payload};
use libfuzzer_sys::fuzz_target;
use shared::manifest::UnverifiedManifest;
use test_vectors::card;
use test_vectors::cast::Key;
use test_vectors::raw::{self, bytes, int, text};

fuzz_target!(|input: &[u8]| {
    if let Ok(manifest) = UnverifiedManifest::parse(input) {
        let (message, key) = (reader::sign1(input), Key::RegionStatus.secret());
        let kid = key.public().kid();
        let typ = text("application/vnd.spravka.manifest+cose");
        let header = raw::map(&[
            (int(1), int(-19)),
            (int(4), bytes(kid.as_bytes())),
            (int(16), typ),
        ]);
        let signed = card::sign1(18, &header, &raw::map(&[]), payload(&message.payload), &key);
        let again = UnverifiedManifest::parse(&signed).expect("as good as before");
        let again = again.verify(&key.public()).expect("our signature");
        assert_eq!(again.content().sign(&key), signed);
        assert_eq!(again.content().issuer, manifest.issuer());
        assert_eq!(manifest.verify(&key.public()).is_ok(), input == signed);
    }
});
