//! What a wallet does every 30 seconds: a proof, its text, the modules of its code, and what a terminal is sent.

use std::hint::black_box;

use anyhow::{Context as _, Result};
use host::qr::{Code, Ink};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::CredentialContent;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::time::Epoch;
use test_vectors::cast::{self, NOW, REGION, TODAY};
use test_vectors::measure::{Report, medians};
use wallet::drawing::{Fitted, Form, png, svg};

const ROUNDS: usize = 300;
/// Pixels to a module of a picture: those of a code on a whole screen, 1168 pixels high.
const SCALE: usize = 16;
/// The drawings, in the order of [`Form::ALL`], and the files.
const DRAWINGS: [&str; 8] = [
    "half_ms",
    "double_ms",
    "kitty_ms",
    "sixel_ms",
    "iterm_ms",
    "octants_ms",
    "png_ms",
    "svg_ms",
];

fn main() -> Result<()> {
    let (credential, device_key) = (credential(), cast::Key::Device(1).secret());
    let mut step = || {
        black_box(Code::new(&text(&credential, &device_key)));
    };
    let shown = text(&credential, &device_key);
    let drawn = Code::new(&shown).context("a code")?;
    let mut code = || {
        black_box(Code::new(black_box(&shown)));
    };
    let draw = |form| {
        let drawn = &drawn;
        move || {
            let cells = (0, 0);
            let fitted = Fitted {
                form,
                cells,
                scale: SCALE,
            };
            black_box(fitted.draw(black_box(drawn), Ink::BlackOnWhite, 0));
        }
    };
    let [half, double, kitty, sixel, iterm, octants] = &mut Form::ALL.map(draw);
    let mut png = || {
        black_box(png::png(black_box(&drawn), png::SCALE));
    };
    let mut svg = || {
        black_box(svg::svg(black_box(&drawn)));
    };
    let calls: [&mut dyn FnMut(); 10] = [
        &mut step, &mut code, half, double, kitty, sixel, iterm, octants, &mut png, &mut svg,
    ];
    let times = medians(ROUNDS, calls).map(|time| time.as_secs_f64() * 1e3);
    let [step, code, drawings @ ..] = times;
    let slowest = drawings.into_iter().fold(0.0, f64::max);
    let mut report = Report::new("wallet_step");
    report
        .figure_at_most("step_and_slowest_drawing_ms", step + slowest, 5.0)
        .figure("step_ms", step)
        .figure("code_ms", code);
    for (name, time) in DRAWINGS.into_iter().zip(drawings) {
        report.figure(name, time);
    }
    report.write()
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
