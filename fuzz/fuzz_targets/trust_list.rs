//! An accepted trust list is accepted by `coset`, which counts the same signatures, and has one form.
#![no_main]

use fuzz::reader::{self, payload, protected};
use libfuzzer_sys::fuzz_target;
use shared::trust_list::UnverifiedTrustList;
use test_vectors::card;
use test_vectors::cast::{self, Key};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = UnverifiedTrustList::parse(bytes) {
        let (message, roots) = (reader::sign(bytes), cast::roots());
        let signers = message
            .signatures
            .iter()
            .enumerate()
            .filter_map(|(place, signer)| {
                let kid = &signer.protected.header.key_id;
                let key = roots
                    .keys()
                    .find(|key| key.kid().as_bytes() == kid.as_slice())?;
                let check = |signature: &[u8], signed: &[u8]| {
                    key.verify(signed, signature.try_into().expect("64 bytes"))
                };
                Some(message.verify_signature(place, &[], check).is_ok())
            });
        let signers: Vec<bool> = signers.collect();
        let is_signed = signers.len() >= 2 && signers.iter().all(|&right| right);
        let sequence = list.sequence();
        assert_eq!(list.verify(&roots).is_ok(), is_signed);
        let (header, content) = (protected(&message.protected), payload(&message.payload));
        let signed = card::sign(header, content, &[Key::Root(1), Key::Root(2)]);
        let list = UnverifiedTrustList::parse(&signed).expect("as good as before");
        let list = list.verify(&roots).expect("signed by two");
        assert_eq!(list.content().sequence, sequence);
        assert_eq!(
            list.content().sign(&[1, 2].map(|n| Key::Root(n).secret())),
            signed
        );
    }
});
