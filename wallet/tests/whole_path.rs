//! The tool from an empty home to a code: each command in its own process, the issuer in this one.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[expect(dead_code, reason = "each test needs some of it")]
mod citizen;
#[expect(dead_code, reason = "each test needs some of it")]
mod issuer;

use std::fs;

use citizen::{Citizen, ISSUER};
use issuer::{NOW, code};
use serde_json::Value;
use shared::presentation::Presentation;
use shared::qr_text;

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
    // The text of the venue's QR code is as good as its code, and so is that of a challenge.
    let typed = citizen.said("show adult --once --venue MUSEUM01 --challenge 0410-61g5 --text");
    let scanned = citizen.said(
        "show adult --once --venue SPRAVKA:V:MUSEUM01 --challenge SPRAVKA:C:0410-61G5 --text",
    );
    assert_eq!(scanned, typed);
    let picture = image::open(citizen.path().join("code.png")).unwrap();
    assert_eq!(picture.width(), 584);
    let line = citizen.said("show adult --once --svg code.svg --png code.png --json");
    assert_eq!(json(&line)["svg"], "code.svg");
    let picture = fs::read_to_string(citizen.path().join("code.svg")).unwrap();
    assert!(picture.starts_with("<svg"), "{picture}");
    for (form, begin) in [
        ("half", "\x1b[0;38;5;16;48;5;231m "),
        ("double", "\x1b[48;5;231m  "),
        ("octants", "\x1b[0;38;5;16;48;5;231m "),
        ("kitty", "\x1b_G"),
        ("sixel", "\x1bP0;1q"),
        ("iterm", "\x1b]1337;File="),
    ] {
        let drawing = citizen.said(&format!("show adult --once --draw {form}"));
        assert!(drawing.starts_with(begin), "{form}");
    }

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
