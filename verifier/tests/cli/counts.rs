//! How many codes were decided about: numbers that add up, and that nothing disturbs.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use host::clock::Clock;
use host::home::Home;
use serde_json::{Value, json};
use shared::claims::Claim;
use shared::verify::Policy;
use verifier::counts::{Counts, Day, Kind, Shelf, Status, Tally};
use verifier::door::Door;

use crate::publisher::{ADULT, Code, DAY, NOON, at};
use crate::venue::{Answer, Venue};

const TODAY: &str = "2025-11-25";
const STUDENT: Code = Code {
    claim: Claim::Student,
    index: 8,
    ..ADULT
};
const REVOKED: Code = Code { index: 3, ..ADULT };

fn report(venue: &Venue, more: &[&str]) -> Answer {
    venue.run(&[&["report"], more].concat())
}

/// The numbers of the only day.
fn numbers(report: &Value) -> Vec<(Value, Value, u64)> {
    assert_eq!(report.pointer("/days/1"), None, "{report}");
    let rows = report.pointer("/days/0/counts").and_then(Value::as_array);
    let of = |row: &Value, name: &str| row.get(name).unwrap().clone();
    let rows = rows.unwrap().iter();
    rows.map(|row| {
        let count = of(row, "count").as_u64().unwrap();
        (of(row, "claim"), of(row, "code"), count)
    })
    .collect()
}

#[test]
fn every_decision_counts_and_nothing_else_is_kept() {
    let (venue, _publisher) = Venue::usual();
    report(&venue, &[]).is(0, &["No codes were checked on 2025-11-25."]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["A00"]);
    venue.check("adult", &ADULT.text(), NOON).is(1, &["R22"]);
    venue.check("adult", &STUDENT.text(), NOON).is(1, &["R10"]);
    venue
        .check("student", &STUDENT.text(), NOON)
        .is(0, &["A00"]);
    let input = [REVOKED.text(), "https://example.org".to_owned()].join("\n");
    let scan = ["scan", "--want", "adult", "--typed"];
    venue.run_with(&scan, input.as_bytes()).is(3, &["G01"]);
    // Neither an explanation nor an empty input is a decision.
    venue
        .run(&["explain", "--want", "adult", &REVOKED.text()])
        .is(0, &[]);
    venue.run_with(&scan, b"").is(3, &["N00"]);
    let shown = report(&venue, &["--json"]).json();
    let row = |claim: Value, code: &str, count: u64| (claim, json!(code), count);
    assert_eq!(
        numbers(&shown),
        [
            row(json!("adult"), "A00", 1),
            row(json!("student"), "A00", 1),
            row(json!("student"), "R10", 1),
            row(Value::Null, "R21", 1),
            row(Value::Null, "R22", 1),
            row(Value::Null, "G01", 1),
        ]
    );
    assert_eq!(shown["rehearsal"], true);
    let file = venue.home().join("counts/rehearsal/2025-11-25.json");
    let kept: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(
        kept,
        json!({"version": "1", "counts": {
            "adult": {"A00": 1},
            "student": {"A00": 1, "R10": 1},
            "unknown": {"G01": 1, "R21": 1, "R22": 1},
        }})
    );
}

#[test]
fn people_see_a_table_in_their_language() {
    let (venue, _publisher) = Venue::usual();
    venue.check("adult", &ADULT.text(), NOON).is(0, &[]);
    venue.check("adult", &STUDENT.text(), NOON).is(1, &[]);
    let english = report(&venue, &[]);
    assert_eq!(
        english.out,
        "A rehearsal: only what was checked with --at.
Codes checked on 2025-11-25

adult         1
  YES    A00  1
student       1
  NO     R10  1
In all        2
  YES         1
  NO          1
"
    );
    let russian = report(&venue, &["--lang", "ru", "--day", TODAY]);
    russian.is(
        0,
        &[
            "за 2025-11-25\n",
            "совершеннолетний       1\n  ДА              A00  1\n",
        ],
    );
}

#[test]
fn days_are_kept_and_put_together() {
    let (venue, _publisher) = Venue::usual();
    for time in [NOON, NOON + DAY] {
        venue
            .check("adult", &Code { time, ..ADULT }.text(), time)
            .is(0, &[]);
    }
    let range = ["--from", TODAY, "--to", "2025-11-26"];
    report(&venue, &range).is(0, &["from 2025-11-25 to 2025-11-26", "In all       2"]);
    let csv = report(&venue, &[&range[..], &["--csv"]].concat());
    assert_eq!(
        csv.out,
        "day,claim,verdict,code,count\r\n\
         2025-11-25,adult,accept,A00,1\r\n\
         2025-11-26,adult,accept,A00,1\r\n"
    );
    report(&venue, &["--day", "2025-11-26"]).is(0, &["on 2025-11-26", "In all       1"]);
    for wrong in ["yesterday", "2025-11-31", "26.11.2025"] {
        report(&venue, &["--day", wrong]).is(2, &[wrong, "2026-06-01"]);
    }
    report(&venue, &["--csv", "--json"]).is(2, &[]);
}

#[test]
fn many_at_once_add_up() {
    let (venue, _publisher) = Venue::usual();
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let text = REVOKED.text();
            let check = ["check", "--want", "adult", "--text", &text];
            let mut command = venue.command(&check, NOON);
            command.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(1));
    }
    let shown = report(&venue, &["--json"]).json();
    assert_eq!(numbers(&shown), [(Value::Null, json!("R21"), 8)]);
}

#[test]
fn a_synchronisation_that_takes_long_does_not_disturb() {
    let (venue, _publisher) = Venue::usual();
    let home = Home::new(Some(&venue.home()), "verifier").unwrap();
    let lock = home.lock().unwrap();
    venue.check("adult", &REVOKED.text(), NOON).is(1, &["R21"]);
    drop(lock);
    assert_eq!(numbers(&report(&venue, &["--json"]).json()).len(), 1);
}

#[test]
fn where_nothing_can_be_written_the_verdict_is_shown_and_the_gap_said() {
    let (venue, _publisher) = Venue::usual();
    // In the place of the folder.
    fs::write(venue.home().join("counts"), "").unwrap();
    let answer = venue.check("adult", &ADULT.text(), NOON);
    answer.is(0, &["YES · adult", "1 decision is missing in the counts"]);
    let text = STUDENT.text();
    let check = ["check", "--want", "adult", "--text", &text, "--json"];
    let note: Value = serde_json::from_str(&venue.run(&check).err).unwrap();
    assert_eq!(note["note"], "counts-lost");
}

#[test]
fn what_could_not_be_written_is_written_later() {
    let (venue, _publisher) = Venue::usual();
    let place = venue.home().join("counts");
    fs::write(&place, "").unwrap();
    let mut scan = venue
        .command(&["scan", "--want", "adult", "--typed", "--json"], NOON)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut notes = BufReader::new(scan.stderr.take().unwrap()).lines();
    let mut until = |name: &str| {
        let found = notes.any(|line| line.unwrap().contains(name));
        assert!(found, "no {name}");
    };
    let mut codes = scan.stdin.take().unwrap();
    writeln!(codes, "{}", ADULT.text()).unwrap();
    until("\"counts-not-kept\"");
    fs::remove_file(place).unwrap();
    writeln!(codes, "{}", REVOKED.text()).unwrap();
    until("\"counts-kept-again\"");
    drop(codes);
    assert_eq!(scan.wait().unwrap().code(), Some(1));
    assert_eq!(numbers(&report(&venue, &["--json"]).json()).len(), 2);
}

#[test]
fn a_damaged_file_is_put_aside_and_named() {
    let (venue, _publisher) = Venue::usual();
    let file = venue.home().join("counts/rehearsal/2025-11-25.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    for number in 1..=2 {
        fs::write(&file, format!("damaged {number}")).unwrap();
        report(&venue, &[]).is(3, &["2025-11-25.json is damaged"]);
        let aside = format!("2025-11-25.json.damaged-{number}");
        let revoked = venue.check("adult", &REVOKED.text(), NOON);
        revoked.is(1, &["R21", &aside]);
        let kept = fs::read_to_string(file.with_file_name(aside)).unwrap();
        assert_eq!(kept, format!("damaged {number}"));
    }
    let answer = report(&venue, &["--json"]);
    assert_eq!((answer.code, numbers(&answer.json()).len()), (3, 1));
    let damaged = answer.json()["damaged"].as_array().unwrap().len();
    assert_eq!(damaged, 2, "said in the output too");
    let other_day = ["--day", "2025-11-24"];
    report(&venue, &other_day).is(0, &["No codes"]);
}

#[test]
fn what_the_staff_allow_again_is_a_kind_of_its_own() {
    let (venue, _publisher) = Venue::usual();
    let session = venue.session(Clock::rehearsal(NOON));
    let mut door = Door::open(&session, Policy::wanting(vec![Claim::Adult])).unwrap();
    assert!(Counts::is_open_elsewhere(&session).unwrap());
    let text = ADULT.text();
    assert_eq!(door.decide(&text).unwrap().code(), "A00");
    assert_eq!(door.decide_again(&text).unwrap().code(), "A00");
    assert_eq!(door.decide_again(&text).unwrap().code(), "R22");
    drop(door);
    assert!(!Counts::is_open_elsewhere(&session).unwrap());
    let day = Day::at(at(NOON), session.zone);
    let found = Shelf::new(&session).unwrap().between(day, day).unwrap();
    let rows = found.days[&day].rows();
    let rows: Vec<String> = rows
        .map(|(_, kind, count)| format!("{kind} {count}"))
        .collect();
    assert_eq!(rows, ["A00 1", "S01 1", "R22 1"]);
    report(&venue, &[]).is(0, &["LET IN AGAIN BY THE STAFF  S01  1\n"]);
    report(&venue, &["--csv"]).is(0, &["adult,allowed-again,S01,1"]);
    fs::remove_dir_all(session.home.runtime_dir().unwrap()).unwrap();
}

#[test]
fn rehearsals_do_not_count_among_the_real_ones() {
    let venue = Venue::new();
    let shelf = Shelf::new(&venue.session(Clock::system())).unwrap();
    let (today, mut tally) = (Day::parse(TODAY).unwrap(), Tally::default());
    tally.count(Status::Known(Claim::Adult), Kind::ALLOWED_AGAIN);
    for _ in 0..2 {
        assert_eq!(shelf.add(today, &tally).unwrap(), None);
    }
    assert!(venue.has("counts/2025-11-25.json"));
    let found = shelf.between(today.before(7), today).unwrap();
    assert_eq!(found.days[&today].sum(|_, _| true), 2);
    report(&venue, &[]).is(0, &["No codes were checked"]);
}
