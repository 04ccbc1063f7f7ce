//! What earlier versions wrote is read, brought up to date, and gone on with.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use test_vectors::homes::{PASSPHRASE, VERSIONS, WRITTEN_AT, copy};

/// Runs the issuer in one of the homes and gives what it prints.
fn done(folder: &Path, home: &str, line: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_issuer"))
        .current_dir(folder)
        .args(["--json", "--at", WRITTEN_AT, "--home", home])
        .args(line.split(' '))
        .env("SPRAVKA_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn homes_of_earlier_versions_are_gone_on_with() {
    for version in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        copy(version, folder).unwrap();
        // Whoever only looks brings the registry up to date.
        let status = done(folder, "issuer", "status");
        let count = |name: &str| status[name].as_u64();
        assert_eq!(
            ["persons", "revoked", "invitations_open"].map(count),
            [Some(3), Some(1), Some(1)],
            "{version}: {status}"
        );
        assert_eq!(status["publication"]["sequence"], 1, "{version}");

        assert_eq!(done(folder, "issuer", "revoke P-1")["revoked"], 1);
        done(folder, "issuer", "enrol invite P-2");
        done(folder, "issuer", "publish --to published");
        let status = done(folder, "issuer", "status");
        assert_eq!(status["publication"]["sequence"], 2, "{version}");

        let list = "root trust-list --issuer issuer/issuer.entry --to published";
        assert_eq!(done(folder, "root", list)["sequence"], 2, "{version}");
    }
}
