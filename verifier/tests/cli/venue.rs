//! A venue with a home of its own, where the program is run.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use host::clock::Clock;
use host::home::Home;
use host::language::Language;
use serde_json::Value;
use tempfile::TempDir;
use time::UtcOffset;
use verifier::remarks::Remarks;
use verifier::report;
use verifier::session::Session;

use crate::publisher::{NOON, Publisher, roots};

/// A venue; everything of it is gone with it.
pub(crate) struct Venue {
    directory: TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }

    /// The code of the only verdict, from the output for people.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, parts: &[&str]) {
        for part in parts {
            assert!(
                self.out.contains(part) || self.err.contains(part),
                "no {part:?} in {self:#?}"
            );
        }
        assert_eq!(self.code, code, "{self:#?}");
    }
}

impl Venue {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let venue = Self { directory };
        fs::create_dir(venue.path("run")).unwrap();
        venue
    }

    /// A venue that trusts root key 1 and has the usual lists.
    pub(crate) fn usual() -> (Self, Publisher) {
        let venue = Self::new();
        let publisher = Publisher::usual(&venue.path("published"));
        venue.trust(1);
        venue.sync(&publisher).is(0, &[]);
        (venue, publisher)
    }

    /// A session at this venue's home, in this process.
    pub(crate) fn session(&self, clock: Clock) -> Session {
        Session {
            words: report::words(Language::English),
            home: Home::new(Some(&self.home()), "verifier").unwrap(),
            clock,
            zone: UtcOffset::from_hms(3, 0, 0).unwrap(),
            random: |bytes| {
                bytes.fill(7);
                Ok(())
            },
            instant: Instant::now,
            pause: std::thread::sleep,
            profile: None,
            json: false,
            remarks: Remarks::default(),
            colour: false,
            window: || None,
            has_display: false,
            sticks: Vec::new(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn trust(&self, seed: u8) {
        self.run(&["trust", "add", &roots(&[seed]).to_text()])
            .is(0, &[]);
    }

    pub(crate) fn sync(&self, publisher: &Publisher) -> Answer {
        self.sync_at(publisher, NOON)
    }

    pub(crate) fn sync_at(&self, publisher: &Publisher, time: u64) -> Answer {
        let folder = publisher.folder().display().to_string();
        self.run_at(&["sync", &folder], time)
    }

    pub(crate) fn check(&self, want: &str, text: &str, time: u64) -> Answer {
        self.run_at(&["check", "--want", want, "--text", text], time)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.run_at(arguments, NOON)
    }

    pub(crate) fn run_at(&self, arguments: &[&str], time: u64) -> Answer {
        answer(self.command(arguments, time).stdin(Stdio::null()).output())
    }

    /// Runs with bytes on the standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut child = self
            .command(arguments, NOON)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may stop reading before all is written.
        let _ = child.stdin.take().unwrap().write_all(input);
        answer(child.wait_with_output())
    }

    pub(crate) fn command(&self, arguments: &[&str], time: u64) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
        command
            .args(arguments)
            .args(["--home", &self.home().display().to_string()])
            .args(["--at", &time.to_string()])
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("SPRAVKA_LANG", "en");
        command
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Every file of the home with its bytes, but for the lock.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.home()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with(".lock") {
                    let bytes = fs::read(&path).unwrap();
                    found.push((path, bytes));
                }
            }
        }
        found.sort();
        found
    }

    /// The signed files with this ending.
    pub(crate) fn data(&self, ending: &str) -> Vec<PathBuf> {
        let files = self.files().into_iter().map(|(path, _)| path);
        files
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .filter(|path| path.parent() == Some(&self.home().join("data")))
            .collect()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        Path::new(&self.home().join(name)).exists()
    }
}

pub(crate) fn answer(output: std::io::Result<Output>) -> Answer {
    let output = output.unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
