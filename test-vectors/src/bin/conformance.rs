//! Two verifiers, one verdict: generates presentations, checks them with this implementation and with the one in
//! Python, and fails unless both say what follows from how each was made.
//!
//! `conformance PYTHON [COUNT [SEED]]`: an interpreter that has `cbor2` and `cryptography`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use test_vectors::door;
use test_vectors::generate::{Generated, Generator};

const COUNT: usize = 24_000;
const SEED: u64 = 1;
/// Acceptances that there must be, in hundredths of all: two verifiers that refuse everything must fail.
const ACCEPTED_PERCENT: usize = 21;
/// Verdicts that there must be of every reason and gap.
const OF_EACH: usize = 100;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let python = arguments.next().context("which Python interpreter?")?;
    let count = arguments.next().map_or(Ok(COUNT), |text| text.parse())?;
    let seed = arguments.next().map_or(Ok(SEED), |text| text.parse())?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated: Vec<Generated> = Generator::new(seed).take(count).collect();
    let ours = ours(&generated, folder)?;
    let theirs = theirs(&generated, folder, &python)?;
    ensure!(
        theirs.len() == count,
        "the second verifier gave {} verdicts",
        theirs.len()
    );

    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    let mut disagreements = 0;
    for ((made, our), their) in generated.iter().zip(&ours).zip(&theirs) {
        *tally.entry(our).or_default() += 1;
        let expected = made.vector.need("expect")?;
        let as_made = if made.any_refusal {
            !our.starts_with("accept")
        } else {
            our == expected
        };
        if !as_made || our != their {
            disagreements += 1;
            eprintln!(
                "expected {expected}, we say {our}, they say {their}:\n{}",
                made.vector
            );
        }
    }
    for (verdict, count) in &tally {
        println!("{count:6}  {verdict}");
    }
    ensure!(
        disagreements == 0,
        "{disagreements} of {count} verdicts differ"
    );
    ensure_enough(&tally, count)?;
    println!("conformance: {count} of {count} verdicts alike, seed {seed}");
    Ok(())
}

/// A test in which everything is refused, or a reason never shows, would prove nothing.
fn ensure_enough(tally: &BTreeMap<&str, usize>, count: usize) -> Result<()> {
    let accepted = tally.get("accept").copied().unwrap_or(0);
    let wanted = count * ACCEPTED_PERCENT / 100;
    ensure!(accepted >= wanted, "{accepted} accepted, {wanted} wanted");
    let codes = (1..=23).map(|number| format!("R{number:02}"));
    let codes = codes.chain((1..=13).map(|number| format!("G{number:02}")));
    for code in codes {
        let shown: usize = tally
            .iter()
            .filter(|(verdict, _)| verdict.ends_with(&code))
            .map(|(_, shown)| *shown)
            .sum();
        ensure!(
            shown >= OF_EACH,
            "{code} came {shown} times, {OF_EACH} wanted"
        );
    }
    Ok(())
}

fn ours(generated: &[Generated], folder: &Path) -> Result<Vec<String>> {
    let read = |name: &str| -> Result<Vec<u8>> { Ok(std::fs::read(folder.join(name))?) };
    generated
        .iter()
        .map(|made| Ok(door::write_verdict(&door::run(&made.vector, read)?)))
        .collect()
}

fn theirs(generated: &[Generated], folder: &Path, python: &str) -> Result<Vec<String>> {
    let mut lines = String::new();
    for made in generated {
        let vector = made.vector.to_string();
        writeln!(lines, "{}", serde_json::json!({ "vector": vector }))?;
    }
    let path: PathBuf = std::env::temp_dir().join(format!("spravka-{}.jsonl", std::process::id()));
    std::fs::write(&path, lines).with_context(|| format!("writing {}", path.display()))?;
    let output = Command::new(python)
        .arg(folder.join("verify.py"))
        .arg(folder)
        .arg("--lines")
        .arg(&path)
        .stderr(Stdio::inherit())
        .output();
    std::fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
    let output = output.with_context(|| format!("starting {python}"))?;
    ensure!(
        output.status.success(),
        "the second verifier ended with {}",
        output.status
    );
    let text = String::from_utf8(output.stdout).context("verdicts in UTF-8")?;
    Ok(text.lines().map(str::to_owned).collect())
}
