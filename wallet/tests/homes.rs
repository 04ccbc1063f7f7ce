//! A wallet that an earlier version made shows the same codes.

use std::fs;
use std::process::Command;

use test_vectors::homes::{PASSPHRASE, VERSIONS, WRITTEN_AT, copy};

#[test]
fn wallets_of_earlier_versions_show_the_same_codes() {
    for version in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        copy(version, folder).unwrap();
        for home in ["wallet", "revoked"] {
            let output = Command::new(env!("CARGO_BIN_EXE_wallet"))
                .current_dir(folder)
                .args(["--at", WRITTEN_AT, "--home", home])
                .args(["show", "adult", "--once", "--text"])
                .env("SPRAVKA_PASSPHRASE", PASSPHRASE)
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{version}: {errors}");
            let shown = fs::read(folder.join(format!("{home}-shows"))).unwrap();
            assert_eq!(output.stdout, shown, "{version}: {home}");
        }
    }
}
