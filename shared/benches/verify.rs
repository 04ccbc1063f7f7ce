//! What a full check costs, against a floor that nothing can go below: two signatures by `verify_strict`.

use std::hint::black_box;

use anyhow::{Result, anyhow, bail};
use ciborium::value::Value;
use coset::{AsCborValue as _, CoseSign1, Label, TaggedCborSerializable as _};
use ed25519_dalek::{Signature, VerifyingKey};
use shared::claims::Claim;
use shared::cose_key::PublicKey;
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
use test_vectors::measure::{Report, medians, over_processes};

const ROUNDS: usize = 1_000;
const PROCESSES: usize = 15;

fn main() -> Result<()> {
    let [check, floor, signatures, rest, read, garbage, step] = over_processes(PROCESSES, figures)?;
    Report::new("verify")
        .figure_at_most("full_check_to_two_verify_strict", check / floor, 1.0)
        .figure_at_most("rest_share", rest / check, 0.02)
        .figure_at_most("refuse_garbage_to_full_check", garbage / check, 0.01)
        .figure("full_check_us", check)
        .figure("two_verify_strict_us", floor)
        .figure("its_signatures_us", signatures)
        .figure("rest_us", rest)
        .figure("read_us", read)
        .figure("read_to_full_check", read / check)
        .figure("refuse_garbage_us", garbage)
        .figure("wallet_proof_and_text_us", step)
        .write()
}

/// Microseconds, in the order in which they are reported.
fn figures() -> Result<[f64; 7]> {
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

    // The same signatures over the same bytes, taken out by another reader.
    let presentation = qr_text::decode(&text).unwrap_or_default();
    let (credential, proof) = messages(&presentation)?;
    let (issuer, device) = (
        Signed::by(Key::Region, &credential)?,
        Signed::by(Key::Device(1), &proof)?,
    );
    let mut two_verify_strict = || {
        for Signed {
            key,
            message,
            signature,
        } in [&issuer, &device]
        {
            assert!(key.verify_strict(black_box(message), signature).is_ok());
        }
    };
    let issuer_key = PublicKey::from_bytes(issuer.key.as_bytes());
    let issuer_key = issuer_key.map_err(|_| anyhow!("the region's key"))?;
    let mut its_signatures = || {
        let device_key = PublicKey::from_bytes(black_box(device.key.as_bytes()));
        assert!(
            issuer_key
                .verify(black_box(&issuer.message), &issuer.signature.to_bytes())
                .is_ok()
        );
        assert!(device_key.is_ok_and(|key| {
            key.verify(black_box(&device.message), &device.signature.to_bytes())
                .is_ok()
        }));
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

    let credential = credential
        .to_tagged_vec()
        .map_err(|error| anyhow!("{error}"))?;
    let device_key = Key::Device(1).secret();
    let mut wallet_step = || {
        let proof = ProofContent {
            audience: Audience::AnyVenue,
            step: cast::step(NOW),
            challenge: None,
        };
        black_box(qr_text::encode(&proof.sign(&credential, &device_key)));
    };

    let [check, floor, signatures, read, garbage, step] = medians(
        ROUNDS,
        [
            &mut full_check,
            &mut two_verify_strict,
            &mut its_signatures,
            &mut read,
            &mut refuse_garbage,
            &mut wallet_step,
        ],
    )
    .map(|time| time.as_secs_f64() * 1e6);
    Ok([
        check,
        floor,
        signatures,
        check - signatures,
        read,
        garbage,
        step,
    ])
}

/// A message, its key as dalek takes it, and its signature.
struct Signed {
    key: VerifyingKey,
    message: Vec<u8>,
    signature: Signature,
}

impl Signed {
    fn by(key: Key, message: &CoseSign1) -> Result<Self> {
        let signed = Self {
            key: VerifyingKey::from_bytes(key.secret().public().as_bytes())?,
            message: message.tbs_data(&[]),
            signature: Signature::from_slice(&message.signature)?,
        };
        signed
            .key
            .verify_strict(&signed.message, &signed.signature)?;
        Ok(signed)
    }
}

/// The credential and the proof around it.
fn messages(presentation: &[u8]) -> Result<(CoseSign1, CoseSign1)> {
    let proof = CoseSign1::from_tagged_slice(presentation).map_err(|error| anyhow!("{error}"))?;
    let rest = &proof.protected.header.rest;
    let credential = match rest.iter().find(|(label, _)| *label == Label::Int(13)) {
        Some((_, Value::Tag(18, credential))) => CoseSign1::from_cbor_value((**credential).clone()),
        _ => bail!("no credential in the proof's header"),
    };
    Ok((credential.map_err(|error| anyhow!("{error}"))?, proof))
}
