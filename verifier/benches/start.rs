//! What one `verifier check --text` costs from start to exit, against a start of the same program that does
//! nothing but print its version.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use shared::publication;
use test_vectors::card::Card;
use test_vectors::cast::{self, HOUR, Key, NOW};
use test_vectors::measure::Report;

/// Each check shows another device key, so that every one is accepted and remembered.
const ROUNDS: u8 = 60;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (home, published) = (folder.path().join("home"), folder.path().join("published"));
    publish(&published)?;
    let verifier = |args: &[&str]| run(&home, args);
    ensure!(
        verifier(&["trust", "add", &cast::roots().to_text()])?
            .status
            .success()
    );
    let published = published.to_str().context("a temporary folder in UTF-8")?;
    let synced = verifier(&["sync", published])?;
    ensure!(synced.status.success(), "{synced:?}");

    let (mut checks, mut starts) = (Vec::new(), Vec::new());
    for device in 1..=ROUNDS {
        let text = Card::new(NOW).device(Key::Device(device)).text();
        let start = Instant::now();
        let output = verifier(&["check", "--want", "adult", "--text", &text])?;
        checks.push(start.elapsed());
        ensure!(output.status.success(), "{output:?}");
        let start = Instant::now();
        verifier(&["--version"])?;
        starts.push(start.elapsed());
    }
    let [check, start] = [checks, starts].map(median);
    Report::new("start")
        .figure("check_ms", check * 1e3)
        .figure("version_ms", start * 1e3)
        .figure("check_to_version", check / start)
        .write()
}

fn run(home: &Path, args: &[&str]) -> Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_verifier"))
        .arg("--home")
        .arg(home)
        .args(["--at", &NOW.to_string()])
        .args(args)
        .output()
        .context("starting the verifier")
}

/// A folder as two issuers publish it.
fn publish(folder: &Path) -> Result<()> {
    let write = |name: String, bytes: Vec<u8>| -> Result<()> {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(fs::write(path, bytes)?)
    };
    let issued_at = NOW - HOUR;
    let sequence = cast::trust_list(issued_at).sequence;
    write(
        publication::trust_list(sequence),
        cast::signed_trust_list(issued_at),
    )?;
    let pointer = publication::write_pointer(sequence).into_bytes();
    write(publication::TRUST_POINTER.to_owned(), pointer)?;
    let (list, entry) = cast::epoch_list(cast::TODAY);
    for (name, manifest) in [
        (cast::REGION, cast::region_manifest(issued_at)),
        (cast::UNIVERSITY, cast::university_manifest(issued_at)),
    ] {
        let issuer = cast::issuer(name);
        let sequence = cast::manifest(name, issued_at).sequence;
        write(publication::manifest(issuer, sequence), manifest)?;
        let pointer = publication::write_pointer(sequence).into_bytes();
        write(publication::manifest_pointer(issuer), pointer)?;
        write(publication::status_list(issuer, &entry.hash), list.clone())?;
    }
    Ok(())
}

/// Seconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    middle.as_secs_f64()
}
