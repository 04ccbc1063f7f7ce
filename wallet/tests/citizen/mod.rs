//! A citizen for tests: a home, and the tool in processes of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::issuer::{Issuer, NOW, TODAY, code};

pub(crate) const ISSUER: Issuer = Issuer::new("r26");

pub(crate) struct Citizen(tempfile::TempDir);

impl Citizen {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A citizen who holds a status.
    pub(crate) fn enrolled() -> Self {
        let citizen = Self::new();
        citizen.said("init");
        citizen.ask("--claim adult");
        citizen.answer();
        citizen.said("enrol accept answer.spravka");
        citizen
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn output(&self, line: &str) -> Output {
        self.output_with("demo", line)
    }

    pub(crate) fn output_with(&self, passphrase: &str, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_wallet"))
            .args(["--home", "home", "--lang", "en", "--at", &NOW.to_string()])
            .args(line.split_whitespace())
            .current_dir(self.path())
            .env("SPRAVKA_PASSPHRASE", passphrase)
            .env("TZ", "UTC")
            .env_remove("NO_COLOR")
            .output()
            .unwrap()
    }

    /// What a command prints that must succeed.
    pub(crate) fn said(&self, line: &str) -> String {
        let output = self.output(line);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), complaint.as_str()),
            (Some(0), ""),
            "{line}"
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code and the complaint of a command that must not succeed, and must change nothing in the wallet.
    pub(crate) fn refused(&self, line: &str) -> (i32, String) {
        let wallet = || fs::read(self.path().join("home/wallet.sealed")).ok();
        let before = wallet();
        let output = self.output(line);
        assert_eq!(wallet(), before, "{line}");
        assert_eq!(output.stdout, b"", "{line}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), complaint)
    }

    pub(crate) fn ask(&self, claims: &str) {
        let code = code(1);
        let out = "request.spravka";
        self.said(&format!(
            "enrol request --code {} {claims} --out {out}",
            *code.reveal()
        ));
    }

    pub(crate) fn answer(&self) {
        let request = fs::read(self.path().join("request.spravka")).unwrap();
        let answer = ISSUER.answer(&request, &code(1).key(), TODAY);
        fs::write(self.path().join("answer.spravka"), answer).unwrap();
    }
}
