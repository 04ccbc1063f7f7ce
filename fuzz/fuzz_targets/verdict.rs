//! A presentation that is signed again by those who may: accepted exactly where everything in it is right.
#![no_main]

use fuzz::{cast::door, reader};
use libfuzzer_sys::fuzz_target;
use shared::claims::Claim;
use shared::presentation::Presentation;
use shared::proof::Audience;
use shared::qr_text;
use shared::time::Epoch;
use shared::verdict::Verdict;
use test_vectors::cast::{self, CAPACITY, Key, NOW, REGION, REVOKED, TODAY};

fuzz_target!(|bytes: &[u8]| {
    if Presentation::parse(bytes).is_err() {
        return;
    }
    let (_, mut credential, proof) = reader::presentation(bytes);
    let (region, device) = (Key::Region.secret(), Key::Device(1).secret());
    credential.device_key = *device.public().as_bytes();
    let signed = proof.sign(&credential.sign(&region), &device);
    let verdict = door().check(&qr_text::encode(&signed), cast::at(NOW));
    let (today, step) = (Epoch::new(TODAY), cast::step(NOW));
    let is_right = credential.issuer == cast::issuer(REGION)
        && credential.not_before == cast::days().start(today)
        && credential.expires == cast::days().end(today)
        && Claim::from_key(credential.claim).is_some()
        && credential.value
        && (proof.audience, proof.challenge) == (Audience::AnyVenue, None)
        && proof.step.number().abs_diff(step.number()) <= 1
        && credential.index.number() < CAPACITY
        && !REVOKED.contains(&credential.index.number());
    assert_eq!(
        matches!(verdict, Verdict::Accept(_)),
        is_right,
        "{verdict:?}"
    );
    if let Verdict::Accept(acceptance) = verdict {
        let shown = acceptance.presentation;
        assert_eq!((shown.claim(), shown.value()), (credential.claim, true));
        assert_eq!((shown.epoch(), shown.step()), (today, proof.step));
    }
});
