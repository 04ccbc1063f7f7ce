//! The tool from an empty home to a code: each command in its own process, the issuer in this one.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[expect(dead_code, reason = "each test needs some of it")]
mod issuer;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use issuer::{Issuer, NOW, TODAY, code};
use serde_json::Value;
use shared::presentation::Presentation;
use shared::qr_text;

const ISSUER: Issuer = Issuer::new("r26");

struct Citizen(tempfile::TempDir);

impl Citizen {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn output(&self, line: &str) -> Output {
        self.output_with("demo", line)
    }

    fn output_with(&self, passphrase: &str, line: &str) -> Output {
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
    fn said(&self, line: &str) -> String {
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
    fn refused(&self, line: &str) -> (i32, String) {
        let wallet = || fs::read(self.path().join("home/wallet.sealed")).ok();
        let before = wallet();
        let output = self.output(line);
        assert_eq!(wallet(), before, "{line}");
        assert_eq!(output.stdout, b"", "{line}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), complaint)
    }

    fn ask(&self, claims: &str) {
        let code = code(1);
        let out = "request.spravka";
        self.said(&format!(
            "enrol request --code {} {claims} --out {out}",
            *code.reveal()
        ));
    }

    fn answer(&self) {
        let request = fs::read(self.path().join("request.spravka")).unwrap();
        let answer = ISSUER.answer(&request, &code(1).key(), TODAY);
        fs::write(self.path().join("answer.spravka"), answer).unwrap();
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn from_nothing_to_a_code() {
    let citizen = Citizen::new();
    citizen.said("init");
    citizen.ask("--claim adult --claim student");
    citizen.answer();
    assert_eq!(
        citizen.said("enrol accept answer.spravka"),
        "The answer is taken in. Issued by: Region r26.\n\
         adult: until 22 December 2025, 21:00 (UTC), 31 days left — Region r26\n\
         student: until 22 December 2025, 21:00 (UTC), 31 days left — Region r26\n\
         Next: show a code: wallet show adult\n"
    );
    assert_eq!(
        citizen.said("enrol accept answer.spravka"),
        "This answer was taken in before, nothing changed.\n"
    );

    let list = json(&citizen.said("list --json"));
    assert_eq!(list["waiting"], 0);
    assert_eq!(list["statuses"][1]["claim"], "student");
    assert_eq!(list["statuses"][0]["days_left"], 31);

    let text = citizen.said("show adult --once --text");
    assert_eq!(text.lines().count(), 1);
    let bytes = qr_text::decode(text.trim_end()).unwrap();
    Presentation::parse(&bytes).unwrap();
    let shown = json(&citizen.said("show ADULT --once --json"));
    assert_eq!(shown["text"], text.trim_end());
    assert_eq!(
        (&shown["from"], &shown["until"]),
        (&NOW.into(), &(NOW + 30).into())
    );

    let drawing = citizen.said("show adult --once");
    assert_eq!(drawing.lines().count(), 37);
    let line = citizen.said("show adult --once --venue museum01 --png code.png");
    assert_eq!(line, "The code is written: code.png\n");
    let picture = image::open(citizen.path().join("code.png")).unwrap();
    assert_eq!(picture.width(), 584);

    let (exit, complaint) = citizen.refused("show pensioner --once");
    assert_eq!(exit, 1);
    assert!(
        complaint.contains("It holds: adult, student"),
        "{complaint}"
    );
    let (exit, complaint) = citizen.refused("show adult --once --at 2026-01-01T00:00:00Z");
    assert_eq!(
        (exit, complaint.contains("Get a new code")),
        (1, true),
        "{complaint}"
    );
    let (exit, complaint) = citizen.refused("show adult");
    assert_eq!((exit, complaint.contains("--once")), (2, true));
}

#[test]
fn a_refused_answer_loses_nothing() {
    let citizen = Citizen::new();
    citizen.said("init");
    citizen.ask("");
    citizen.answer();
    let answer = fs::read(citizen.path().join("answer.spravka")).unwrap();
    let write = |bytes: &[u8]| fs::write(citizen.path().join("wrong.spravka"), bytes).unwrap();

    write(&answer[..1000]);
    let (exit, complaint) = citizen.refused("enrol accept wrong.spravka");
    assert_eq!(
        (exit, complaint.contains("ends too early")),
        (1, true),
        "{complaint}"
    );
    write(b"a letter");
    let (exit, complaint) = citizen.refused("enrol accept wrong.spravka");
    assert_eq!(
        (exit, complaint.contains("not an issuer's answer")),
        (1, true),
        "{complaint}"
    );
    write(&vec![0; 2 << 20]);
    let (exit, complaint) = citizen.refused("enrol accept wrong.spravka");
    assert_eq!(
        (exit, complaint.contains("not the right file")),
        (4, true),
        "{complaint}"
    );
    let other = ISSUER.sign([0; 32], Vec::new(), &code(2).key());
    write(&other);
    let (exit, complaint) = citizen.refused("enrol accept wrong.spravka --json");
    assert_eq!(
        (exit, &json(&complaint)["error"]),
        (1, &"other-code".into())
    );

    citizen.said("enrol accept answer.spravka");
    let list = json(&citizen.said("list --json"));
    assert_eq!(list["statuses"].as_array().unwrap().len(), 7);
}

#[test]
fn a_wrong_passphrase_opens_and_changes_nothing() {
    let citizen = Citizen::new();
    citizen.said("init");
    for line in [
        "list",
        "enrol request --code 0000-0000-0000-0000",
        "show adult --once",
    ] {
        let output = citizen.output_with("Demo", line);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(complaint.contains("does not open"), "{complaint}");
    }
    assert!(!citizen.path().join("request.spravka").exists());
    let list = json(&citizen.said("list --json"));
    assert_eq!(list["waiting"], 0);
}

#[test]
fn a_foreign_or_damaged_wallet_is_left_alone() {
    let citizen = Citizen::new();
    citizen.said("init");
    let path = citizen.path().join("home/wallet.sealed");
    let sealed = fs::read(&path).unwrap();
    for (bytes, exit) in [(&sealed[..sealed.len() - 1], 4), (b"", 4), (b"PNG", 4)] {
        fs::write(&path, bytes).unwrap();
        let (found, complaint) = citizen.refused("list");
        assert_eq!(
            (found, complaint.contains("is not a wallet")),
            (exit, true),
            "{complaint}"
        );
        let (found, _) = citizen.refused("init");
        assert_eq!(found, 1);
    }
}

#[test]
fn keys_are_never_used_twice() {
    let citizen = Citizen::new();
    citizen.said("init");
    citizen.ask("--claim adult");
    let request = citizen.path().join("request.spravka");
    let first = fs::read(&request).unwrap();
    let (exit, complaint) = citizen.refused("enrol request --code 0000-0000-0000-0000");
    assert_eq!(
        (exit, complaint.contains("already there")),
        (4, true),
        "{complaint}"
    );
    fs::remove_file(&request).unwrap();
    citizen.ask("--claim adult");
    assert_ne!(fs::read(&request).unwrap(), first);
    assert_eq!(json(&citizen.said("list --json"))["waiting"], 2);
}

#[test]
fn one_writer_at_a_time_and_readers_do_not_wait() {
    let citizen = Citizen::new();
    citizen.said("init");
    let home = host::home::Home::new(Some(&citizen.path().join("home")), "wallet").unwrap();
    let _lock = home.lock().unwrap();
    citizen.said("list");
    let (exit, complaint) = citizen.refused("enrol request --code 0000-0000-0000-0000");
    let pid = std::process::id().to_string();
    assert_eq!((exit, complaint.contains(&pid)), (4, true), "{complaint}");
    assert!(!citizen.path().join("request.spravka").exists());
}

/// The window is closed while the code is shown: nobody sees it any more, so it must not go on.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_goes_away_ends_the_display() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::fs::File;
    use std::io::Read as _;
    use std::os::unix::ffi::OsStrExt as _;

    let citizen = Citizen::new();
    citizen.said("init");
    citizen.ask("--claim adult");
    citizen.answer();
    citizen.said("enrol accept answer.spravka");

    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let window = openpt(flags).unwrap();
    grantpt(&window).unwrap();
    unlockpt(&window).unwrap();
    let size = rustix::termios::Winsize {
        ws_row: 50,
        ws_col: 90,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(&window, size).unwrap();
    let name = ptsname(&window, Vec::new()).unwrap();
    let inside = File::options()
        .read(true)
        .write(true)
        .open(std::ffi::OsStr::from_bytes(name.as_bytes()))
        .unwrap();
    let mut wallet = Command::new("setsid")
        .args(["--ctty", "--wait", env!("CARGO_BIN_EXE_wallet")])
        .args(["--home", "home", "--at", &NOW.to_string(), "show", "adult"])
        .current_dir(citizen.path())
        .env("SPRAVKA_PASSPHRASE", "demo")
        .stdin(inside.try_clone().unwrap())
        .stdout(inside.try_clone().unwrap())
        .stderr(inside)
        .spawn()
        .unwrap();

    let mut window = File::from(window);
    let mut shown = Vec::new();
    let half_block = "▀".as_bytes();
    while !shown
        .windows(half_block.len())
        .any(|bytes| bytes == half_block)
    {
        let mut some = [0; 4096];
        let count = window.read(&mut some).unwrap();
        shown.extend_from_slice(&some[..count]);
    }
    drop(window);
    let ended = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        wallet.try_wait().unwrap().is_some()
    });
    if !ended {
        wallet.kill().unwrap();
    }
    assert!(ended, "still running after ten seconds");
}
