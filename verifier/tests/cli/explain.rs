//! A code taken apart: its bytes, each check with its outcome, and no word or file that makes a yes of it.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use shared::proof::Challenge;
use shared::qr_text;

use crate::publisher::{ADULT, Code, HOUR, MOSCOW, NOON, STAVROPOL};
use crate::venue::{Answer, Venue};

fn explain(venue: &Venue, text: &str, more: &[&str]) -> Answer {
    let mut arguments = vec!["explain", "--want", "adult", text];
    arguments.extend(more);
    venue.run(&arguments)
}

/// Whatever is remembered.
fn memories(venue: &Venue) -> Vec<(PathBuf, Vec<u8>)> {
    let folders = fs::read_dir(venue.path("run")).unwrap();
    let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    let paths = paths.filter(|path| !path.ends_with(".lock"));
    let mut found: Vec<_> = paths
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    found.sort();
    found
}

/// The outcomes of the checks, in their order.
fn outcomes(json: &Value) -> Vec<&str> {
    let checks = json["checks"].as_array().unwrap();
    let outcome = |check: &'_ Value| json!(check["check"]);
    let numbers: Vec<_> = checks.iter().map(outcome).collect();
    assert_eq!(numbers, (1..=20).map(Value::from).collect::<Vec<_>>());
    checks
        .iter()
        .map(|check| check["outcome"].as_str().unwrap())
        .collect()
}

fn failed_at(number: usize) -> Vec<&'static str> {
    let mut outcomes = vec!["passed"; number - 1];
    outcomes.push("failed");
    outcomes.resize(20, "not-reached");
    outcomes
}

/// The code with its bytes changed, and written as text again.
fn changed(text: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = qr_text::decode(text).unwrap();
    change(&mut bytes);
    qr_text::encode(&bytes)
}

#[test]
fn what_would_be_accepted_is_explained_and_not_accepted() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let answer = explain(&venue, &text, &[]);
    answer.is(
        0,
        &[
            "d284 ",
            " presentation ",
            "RFC 9052 §4.2",
            "application/kb+cwt",
            "26: Region 26",
            "key of 26 for the epochs",
            "status index 7",
            "adult (adult, -65537): yes, true",
            "v: any venue",
            "2025-11-25T09:00:00Z, the first second of step 58802040",
            "20  passed",
            "The checks come to: A00 accept",
        ],
    );
    for word in ["YES", "✓", "FAILED", "not reached", "let them in"] {
        assert!(!answer.out.contains(word), "{word}: {}", answer.out);
    }
    let mark = "! AN EXPLANATION, NOT AN ACCEPTANCE: nobody may be admitted on this.";
    assert!(answer.out.starts_with(mark) && answer.out.trim_end().ends_with(mark));
    explain(&venue, &text, &["--lang", "ru"]).is(
        0,
        &[
            "! ЭТО ОБЪЯСНЕНИЕ, А НЕ ДОПУСК: пропускать по этому нельзя.",
            "26: Регион 26",
            "совершеннолетний (adult, -65537): да, true",
            "20  пройдена",
            "Итог проверок: A00 accept",
        ],
    );
}

#[test]
fn nothing_is_remembered() {
    let (venue, _publisher) = Venue::usual();
    let (text, before) = (ADULT.text(), venue.files());
    explain(&venue, &text, &[]).is(0, &["A00"]);
    explain(&venue, &text, &[]).is(0, &["A00"]);
    assert_eq!((venue.files(), memories(&venue)), (before, vec![]));
    // What the door remembers is seen and not touched, also by those who show that its clock is wrong.
    venue.check("adult", &text, NOON).is(0, &[]);
    let kept = memories(&venue);
    assert_eq!(kept.len(), 1);
    let told = "R22 replayed: again=false, at=1764061200, step=58802040";
    explain(&venue, &text, &[]).is(0, &["19  FAILED", told]);
    for index in 20..24 {
        let old = Code {
            time: NOON - 600,
            index,
            ..ADULT
        };
        explain(&venue, &old.text(), &[]).is(0, &["R18"]);
    }
    assert_eq!(memories(&venue), kept);
}

#[test]
fn what_is_stale_fails_there_and_goes_no_further() {
    let (venue, _publisher) = Venue::usual();
    let old = Code {
        time: NOON - 120,
        ..ADULT
    };
    let answer = explain(&venue, &old.text(), &[]);
    answer.is(
        0,
        &[
            "13  passed",
            "14  FAILED",
            "R18 stale: current=58802040, step=58802036",
            "it was shown 2 minutes ago",
            "15  not reached",
            "The checks come to: R18 stale",
        ],
    );
    explain(&venue, &old.text(), &["--lang", "ru"]).is(
        0,
        &["14  НЕ ПРОЙДЕНА", "Код устарел", "15  не дошло", "R18"],
    );
    let json = explain(&venue, &old.text(), &["--json"]).json();
    assert_eq!(outcomes(&json), failed_at(14));
    assert_eq!(json["decision"]["code"], "R18");
    assert_eq!(json["decision"]["check"], 14);
    assert_eq!(json["decision"]["details"]["step"], 58_802_036);
    explain(&venue, &old.text(), &["--window", "2", "--max-age", "0"]).is(0, &["R18"]);
}

#[test]
fn a_gap_fails_at_its_check() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    explain(&venue, &text, &["--max-age", "0"])
        .is(0, &["16  FAILED", "G10 data-too-old: age=3600, allowed=0"]);
    let empty = Venue::new();
    explain(&empty, &text, &[]).is(
        0,
        &[
            "26: not in the trust list that is held here",
            " 3  FAILED",
            "G03 no-trust-list",
        ],
    );
    let foreign = Code {
        issuer: MOSCOW,
        ..ADULT
    };
    explain(&venue, &foreign.text(), &[]).is(0, &[" 4  FAILED", "R02 unknown-issuer: issuer=77"]);
}

#[test]
fn what_several_checks_can_come_to_stands_at_the_one_that_did() {
    let (venue, publisher) = Venue::usual();
    let foreign = Code {
        issuer: MOSCOW,
        time: NOON + 47 * HOUR,
        ..ADULT
    };
    let at = |text: &str, time| venue.run_at(&["explain", "--want", "adult", text], time);
    at(&foreign.text(), NOON + 47 * HOUR).is(
        0,
        &[
            " 4  FAILED",
            "G06 trust-list-overdue: issuer=77, otherwise=R02",
        ],
    );
    at(&ADULT.text(), NOON - 2 * HOUR).is(0, &[" 3  FAILED", "G05 clock-behind: signed=2025-"]);
    publisher.lists(STAVROPOL, 2, NOON + HOUR, &[3]);
    venue.sync(&publisher).is(0, &[]);
    at(&ADULT.text(), NOON).is(
        0,
        &[
            " 4  FAILED",
            "G05 clock-behind: issuer=26, signed=2025-11-25T10:00:00Z",
        ],
    );
}

#[test]
fn programs_get_every_byte_and_no_verdict() {
    let (venue, _publisher) = Venue::usual();
    let code = Code {
        venue: Some("MUSEUM"),
        challenge: Some(Challenge::new([1; 5])),
        ..ADULT
    };
    let answer = explain(&venue, &code.text(), &["--venue", "MUSEUM", "--json"]);
    answer.is(0, &[]);
    let json = answer.json();
    assert_eq!(json["explanation"], true);
    assert_eq!(
        (&json["verdict"], &json["code"]),
        (&Value::Null, &Value::Null)
    );
    assert!(
        json["text_en"]
            .as_str()
            .unwrap()
            .contains("NOT AN ACCEPTANCE")
    );
    assert_eq!(outcomes(&json), failed_at(12));
    let items = json["items"].as_array().unwrap();
    let whole: String = items
        .iter()
        .map(|item| item["hex"].as_str().unwrap())
        .collect();
    let bytes = qr_text::decode(&code.text()).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(whole, hex);
    assert_eq!(json["bytes"], bytes.len());
    let find = |name: &str| items.iter().find(|item| item["name"] == name).unwrap();
    assert_eq!(find("aud")["value"], "v:MUSEUM");
    assert_eq!(find("aud")["text_en"], "v:MUSEUM: the venue MUSEUM alone");
    assert_eq!(find("iat")["value"], NOON);
    assert_eq!(
        find("claim-key")["value"],
        json!({"key": -65_537, "value": true})
    );
    assert!(
        find("cnonce")["text_ru"]
            .as_str()
            .unwrap()
            .starts_with("ответ на вызов")
    );
    assert_eq!(find("presentation")["start"], 0);
}

#[test]
fn what_is_malformed_is_taken_apart_up_to_there() {
    let (venue, _publisher) = Venue::usual();
    let cut = changed(&ADULT.text(), |bytes| {
        bytes.pop();
    });
    let answer = explain(&venue, &cut, &[]);
    answer.is(
        1,
        &[
            "status index 7",
            "not read",
            "Taken apart up to byte ",
            "ends too early, bytes missing: 1",
            " 2  FAILED",
            "R01 malformed",
            "3  not reached",
            "NOT AN ACCEPTANCE",
        ],
    );
    explain(&venue, &cut, &["--lang", "ru"]).is(
        1,
        &["не прочитано", "не хватает байтов: 1", "2  НЕ ПРОЙДЕНА"],
    );
    let json = explain(&venue, &cut, &["--json"]);
    json.is(1, &[]);
    let json = json.json();
    assert_eq!(outcomes(&json), failed_at(2));
    let (taken, rest) = (json["taken_apart"].as_u64().unwrap(), &json["rest"]);
    assert_eq!(rest.as_str().unwrap().len(), 2 * 65);
    assert_eq!(json["bytes"].as_u64().unwrap(), taken + 65);
    let algorithm = changed(&ADULT.text(), |bytes| bytes[6] = 0x27);
    explain(&venue, &algorithm, &[]).is(1, &["up to byte 5", "algorithm -19 (Ed25519), found -8"]);
}

#[test]
fn what_is_read_before_it_is_checked_cannot_write_to_the_terminal() {
    let (venue, _publisher) = Venue::usual();
    let text = changed(&ADULT.text(), |bytes| {
        let place = bytes.windows(3).position(|three| three == b"\x6226");
        bytes[place.unwrap() + 1] = 0x1b;
        bytes.pop();
    });
    let answer = explain(&venue, &text, &[]);
    answer.is(1, &["\"\\u{1b}6\""]);
    assert!(!answer.out.contains('\u{1b}'));
}

#[test]
fn what_is_not_ours_cannot_be_taken_apart() {
    let (venue, _publisher) = Venue::usual();
    for (text, code) in [
        ("https://example.org", "G01 not-ours"),
        ("", "G01 not-ours"),
        ("SP7:ABC", "G02 other-version: version=7"),
        ("SP1:::", "R01 malformed: at 4: not canonical Base45"),
    ] {
        explain(&venue, text, &[]).is(
            1,
            &[
                "nothing can be taken apart",
                " 1  FAILED",
                code,
                "2  not reached",
            ],
        );
        let json = explain(&venue, text, &["--json"]).json();
        assert_eq!((&json["items"], &json["bytes"]), (&json!([]), &Value::Null));
        assert_eq!(outcomes(&json), failed_at(1));
    }
    explain(&venue, "https://example.org", &["--lang", "ru"]).is(
        1,
        &[
            "разбирать нечего",
            "1  НЕ ПРОЙДЕНА",
            "Это QR-код чего-то другого",
            "G01",
        ],
    );
}

#[test]
fn text_comes_from_the_standard_input_too() {
    let (venue, _publisher) = Venue::usual();
    let arguments = ["explain", "--want", "adult", "-"];
    let line = format!("{}\r\nwhat follows is the next one", ADULT.text());
    venue.run_with(&arguments, line.as_bytes()).is(0, &["A00"]);
    venue.run_with(&arguments, b"").is(1, &["G01"]);
    venue.run_with(&arguments, &[0xff; 100_000]).is(1, &["G01"]);
}
