//! What a full check costs, against a floor that nothing can go below: two signatures by `verify_strict`.

use std::hint::black_box;

use anyhow::Result;
use ed25519_dalek::{Signature, VerifyingKey};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::presentation::Presentation;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::replay::Memory;
use shared::time::Epoch;
use shared::verdict::Verdict;
use shared::verify;
use test_vectors::card::Card;
use test_vectors::cast::{self, Key, NOW, TODAY};
use test_vectors::door::Door;
use test_vectors::measure::{Report, medians};

const ROUNDS: usize = 3_000;

fn main() -> Result<()> {
    let mut door = Door::empty(vec![Claim::Adult]);
    door.take_trust_list(&cast::signed_trust_list(NOW), &cast::roots())?;
    door.take_manifest(&cast::region_manifest(NOW))?;
    let (list, _) = cast::epoch_list(TODAY);
    door.take_status_list(cast::issuer(cast::REGION), Epoch::new(TODAY), &list)?;
    let (text, now) = (Card::new(NOW).text(), cast::at(NOW));
    let policy = door.policy.clone();
    let mut full_check = || {
        let mut memory = Memory::new([1; 32]);
        let verdict = verify::check(black_box(&text), &door, &policy, &mut memory, now);
        assert!(matches!(verdict, Verdict::Accept(_)));
    };

    let message = [0x5a; 190];
    let (issuer, device) = (
        signed(Key::Region, &message)?,
        signed(Key::Device(1), &message)?,
    );
    let mut two_verify_strict = || {
        for (key, signature) in [&issuer, &device] {
            assert!(key.verify_strict(black_box(&message), signature).is_ok());
        }
    };

    let mut read = || {
        let bytes = qr_text::decode(black_box(&text)).unwrap_or_default();
        assert!(Presentation::parse(&bytes).is_ok());
    };
    let garbage = text.replace("SP1:A", "SP1:B").replace('0', "1");
    let mut refuse_garbage = || {
        let mut memory = Memory::new([1; 32]);
        let verdict = verify::check(black_box(&garbage), &door, &policy, &mut memory, now);
        assert!(matches!(verdict, Verdict::Reject(_)));
    };

    let credential = Card::new(NOW);
    let credential = test_vectors::card::sign1(
        18,
        &test_vectors::raw::map(&credential.credential_header),
        &credential.credential_unprotected,
        &test_vectors::raw::map(&credential.credential_claims),
        &Key::Region.secret(),
    );
    let device_key: SecretKey = Key::Device(1).secret();
    let mut wallet_step = || {
        let proof = ProofContent {
            audience: Audience::AnyVenue,
            step: cast::step(NOW),
            challenge: None,
        };
        black_box(qr_text::encode(&proof.sign(&credential, &device_key)));
    };

    let [check, floor, read, garbage, step] = medians(
        ROUNDS,
        [
            &mut full_check,
            &mut two_verify_strict,
            &mut read,
            &mut refuse_garbage,
            &mut wallet_step,
        ],
    )
    .map(|time| time.as_secs_f64() * 1e6);
    Report::new("verify")
        .figure_at_most("full_check_to_two_verify_strict", check / floor, 1.0)
        .figure("full_check_us", check)
        .figure("two_verify_strict_us", floor)
        .figure("read_us", read)
        .figure("read_to_full_check", read / check)
        .figure("refuse_garbage_to_full_check", garbage / check)
        .figure("wallet_proof_and_text_us", step)
        .write()
}

fn signed(key: Key, message: &[u8]) -> Result<(VerifyingKey, Signature)> {
    let secret = key.secret();
    let signature = Signature::from_bytes(&secret.sign(message));
    Ok((
        VerifyingKey::from_bytes(secret.public().as_bytes())?,
        signature,
    ))
}
