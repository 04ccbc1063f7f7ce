//! What an earlier version held, set and counted is gone on with.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use test_vectors::homes::{VERSIONS, WRITTEN_AT, copy};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verifier"))
        .current_dir(folder)
        .args(["--json", "--at", WRITTEN_AT, "--home", "verifier"])
        .args(arguments)
        .output()
        .unwrap()
}

fn shown(folder: &Path, name: &str) -> String {
    let shown = fs::read_to_string(folder.join(name)).unwrap();
    shown.trim_end().to_owned()
}

fn said(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.stdout.is_empty(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn homes_of_earlier_versions_decide() {
    for version in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        copy(version, folder).unwrap();
        assert_eq!(run(folder, &["status"]).status.code(), Some(0), "{version}");
        for (name, code) in [("wallet-shows", "A00"), ("revoked-shows", "R21")] {
            let shown = shown(folder, name);
            let decided = run(folder, &["check", "--want", "adult", "--text", &shown]);
            assert_eq!(said(&decided)["code"], code, "{version}: {name}");
        }
    }
}

#[test]
fn settings_and_counts_of_the_first_version_are_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy("0.1.0", folder).unwrap();
    let shown = shown(folder, "wallet-shows");
    // The shop of the settings asks for the answer to a challenge.
    let decided = run(folder, &["check", "--text", &shown]);
    assert_eq!(said(&decided)["code"], "R15");
    let report = said(&run(folder, &["report", "--day", "2026-06-01"]));
    let counts = &report["days"][0]["counts"];
    assert_eq!(counts[0]["code"], "A00", "what was counted then: {report}");
    assert_eq!(counts[1]["code"], "R15", "what was counted now: {report}");
}
