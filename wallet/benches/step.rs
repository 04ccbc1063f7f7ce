//! What a wallet does every 30 seconds: a proof, its text, the modules of its code.

use std::hint::black_box;

use anyhow::{Context as _, Result};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::CredentialContent;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::time::Epoch;
use test_vectors::cast::{self, NOW, REGION, TODAY};
use test_vectors::measure::{Report, medians};
use wallet::qr::Code;

const ROUNDS: usize = 300;

fn main() -> Result<()> {
    let (credential, device_key) = (credential(), cast::Key::Device(1).secret());
    let mut step = || {
        black_box(Code::new(&text(&credential, &device_key)));
    };
    let shown = text(&credential, &device_key);
    Code::new(&shown).context("a code")?;
    let mut code = || {
        black_box(Code::new(black_box(&shown)));
    };
    let [step, code] = medians(ROUNDS, [&mut step, &mut code]).map(|time| time.as_secs_f64() * 1e3);
    Report::new("wallet_step")
        .figure_at_most("step_ms", step, 5.0)
        .figure("code_ms", code)
        .write()
}

fn text(credential: &[u8], device_key: &SecretKey) -> String {
    let proof = ProofContent {
        audience: Audience::AnyVenue,
        step: cast::step(NOW),
        challenge: None,
    };
    qr_text::encode(&proof.sign(black_box(credential), device_key))
}

/// A credential of the region, today's.
fn credential() -> Vec<u8> {
    let today = Epoch::new(TODAY);
    let content = CredentialContent {
        issuer: cast::issuer(REGION),
        not_before: cast::days().start(today),
        expires: cast::days().end(today),
        index: cast::index(1_000),
        device_key: *cast::Key::Device(1).secret().public().as_bytes(),
        claim: Claim::Adult.key(),
        value: true,
    };
    content.sign(&cast::Key::Region.secret())
}
