//! The door of practice: specimens are played, nothing counts, and no visitor's code is decided about.

use std::fs;

use serde_json::Value;

use crate::lines::{holds, schema};
use crate::publisher::{ADULT, NOON};
use crate::scan::folder;
use crate::venue::{Answer, Venue};

/// The specimens, and what the door comes to.
const SPECIMENS: [(&str, &str); 12] = [
    ("YES", "A00"),
    ("STATUS", "R10"),
    ("SHOWN", "R22"),
    ("OLD", "R18"),
    ("CLOCK", "R19"),
    ("VENUE", "R12"),
    ("REVOKED", "R21"),
    ("FORGED", "R03"),
    ("DAMAGED", "R01"),
    ("FOREIGN", "G01"),
    ("AGED", "A00"),
    ("LISTS", "G04"),
];

fn typed(venue: &Venue, lines: &[String], more: &[&str]) -> Answer {
    let practice = [&["practice", "--typed"], more].concat();
    venue.run_with(&practice, lines.join("\n").as_bytes())
}

fn specimens() -> Vec<String> {
    let texts = SPECIMENS
        .iter()
        .map(|(name, _)| format!("SPRAVKA:S:{name}"));
    texts.collect()
}

#[test]
fn a_program_that_reads_lines_opens_nothing() {
    let venue = Venue::new();
    let schema = schema();
    let mut texts = specimens();
    texts.extend([
        ADULT.text(),
        "SPRAVKA:S:LATER".to_owned(),
        "https://example.org".to_owned(),
    ]);
    let answer = typed(&venue, &texts, &["--json"]);
    // Not 0, by which a turnstile might open.
    assert_eq!(answer.code, 3, "{answer:#?}");
    let lines: Vec<Value> = answer
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let codes: Vec<&str> = lines
        .iter()
        .map(|line| line["would_be_code"].as_str().unwrap())
        .collect();
    let wanted = SPECIMENS.iter().map(|(_, code)| *code);
    let wanted: Vec<&str> = wanted.chain(["P01", "P02", "G01"]).collect();
    assert_eq!(codes, wanted);
    for line in &lines {
        assert_eq!(
            (&line["practice"], &line["verdict"]),
            (&true.into(), &"practice".into())
        );
        holds(&schema, line);
        let mut other = line.clone();
        other["verdict"] = "accept".into();
        assert!(!schema.is_valid(&other));
    }
    assert!(!answer.out.contains("\"accept\"") && !answer.out.contains("\"code\""));
    let note = serde_json::from_str::<Value>(answer.err.lines().next().unwrap()).unwrap();
    assert_eq!(note["note"], "practice-band");
    assert!(!venue.home().exists(), "no home is needed");
}

#[test]
fn everything_that_is_shown_says_that_it_is_practice() {
    let venue = Venue::new();
    let texts = [specimens(), vec![ADULT.text()]].concat();
    for (language, band) in [
        ("ru", "ТРЕНИРОВКА: никого не пропускать"),
        ("en", "PRACTICE: admit nobody"),
    ] {
        let answer = typed(&venue, &texts, &["--lang", language]);
        let shown: Vec<&str> = answer
            .out
            .split("\n\n")
            .filter(|one| !one.trim().is_empty())
            .collect();
        assert_eq!(shown.len(), 13, "{answer:#?}");
        for one in shown {
            let lines: Vec<&str> = one.trim().lines().collect();
            assert_eq!(
                (lines.first(), lines.last()),
                (Some(&band), Some(&band)),
                "{one}"
            );
        }
        assert!(answer.err.contains(band));
    }
}

#[test]
fn before_a_camera_specimens_are_played_and_visitors_are_not() {
    let venue = Venue::new();
    let visitor = ADULT.text();
    let frames = [
        (Some("SPRAVKA:S:YES"), 2),
        (Some(visitor.as_str()), 2),
        (Some("SPRAVKA:S:STATUS"), 2),
    ];
    let video = folder(&venue, &frames).display().to_string();
    let practice = ["practice", "--lang", "ru", "--video", &video];
    let answer = venue.run(&practice);
    answer.is(
        3,
        &[
            "✓ ДА · совершеннолетний",
            "✗ НЕТ",
            "Это настоящий код",
            "P01",
        ],
    );
    let challenge = venue.run(&[&practice[..], &["--challenge", "--json"]].concat());
    let line: Value = serde_json::from_str(challenge.out.lines().next().unwrap()).unwrap();
    assert_eq!(line["practice"], true, "{line}");
    holds(&schema(), &line);
}

#[test]
fn practice_leaves_no_trace_at_a_venue() {
    let (venue, _publisher) = Venue::usual();
    let settings = venue.home().join("settings.toml");
    fs::write(&settings, "profile = 'museum'\ncamera = 'typed'\n").unwrap();
    let before = (
        venue.files(),
        fs::read_dir(venue.path("run")).unwrap().count(),
    );
    let input = [specimens(), vec![ADULT.text()]].concat().join("\n");
    let answer = venue.run_with(&["practice", "--lang", "en"], input.as_bytes());
    // What the profile says counts.
    answer.is(
        3,
        &["parent of a large family", "let in 60 minutes ago", "P01"],
    );
    let after = (
        venue.files(),
        fs::read_dir(venue.path("run")).unwrap().count(),
    );
    assert_eq!(before, after);
    venue
        .run(&["report", "--lang", "en"])
        .is(0, &["No codes were checked"]);
    // The code was not used up.
    venue.check("adult", &ADULT.text(), NOON).is(0, &["A00"]);
}

#[test]
fn a_specimen_at_the_door_says_what_it_is() {
    let (venue, _publisher) = Venue::usual();
    for text in ["SPRAVKA:S:YES", "spravka:s:later"] {
        let answer = venue.check("adult", text, NOON);
        answer.is(3, &["COULD NOT CHECK", "specimen for practice", "G01"]);
    }
    let line = venue.run(&[
        "check",
        "--want",
        "adult",
        "--text",
        "SPRAVKA:S:YES",
        "--json",
    ]);
    let line = line.json();
    assert_eq!(
        (&line["verdict"], &line["code"]),
        (&"cannot-tell".into(), &"G01".into())
    );
    holds(&schema(), &line);
}

#[test]
fn what_a_turnstile_would_use_is_not_there() {
    let venue = Venue::new();
    for wrong in [
        &["practice", "--typed", "--once"][..],
        &["practice", "--typed", "--camera", "0"],
        &["practice", "sheet"],
        &["practice", "--typed", "sheet", "--out", "x.pdf"],
        &["practice", "sheet", "--out", "x.png"],
    ] {
        assert_eq!(venue.run(wrong).code, 2, "{wrong:?}");
    }
    venue
        .run(&["practice", "--camera", "63"])
        .is(4, &["no camera 63"]);
}

#[test]
fn a_sheet_of_specimens_is_written() {
    let venue = Venue::new();
    for name in ["cards.svg", "cards.pdf"] {
        let out = venue.path(name).display().to_string();
        venue
            .run(&["practice", "sheet", "--out", &out, "--lang", "ru"])
            .is(0, &["разрежьте", name]);
        assert!(fs::metadata(&out).unwrap().len() > 10_000);
    }
    let out = venue.path("cards.svg").display().to_string();
    let said = venue
        .run(&["practice", "sheet", "--out", &out, "--json"])
        .json();
    assert_eq!(said["texts"].as_array().unwrap().len(), SPECIMENS.len());
    venue
        .run(&["practice", "sheet", "--out", "/nowhere/cards.pdf"])
        .is(4, &["/nowhere/cards.pdf"]);
    assert!(!venue.home().exists());
}

#[cfg(target_os = "linux")]
#[test]
fn on_the_whole_terminal_it_has_a_frame() {
    use std::io::Write as _;

    use crate::terminal::Terminal;

    let venue = Venue::new();
    let frames = [(Some("SPRAVKA:S:SHOWN"), 2)];
    let video = folder(&venue, &frames).display().to_string();
    let practice = [
        "practice", "--plain", "--lang", "en", "--back", "600", "--video", &video,
    ];
    let mut terminal = Terminal::open(&venue, &practice);
    let mut press = |keys: &str, text: &str| {
        terminal.window.write_all(keys.as_bytes()).unwrap();
        terminal.until(text)
    };
    press("", "shown 20 seconds ago");
    press("", "PRACTICE: admit nobody");
    // F5, as terminals send it.
    press("\x1b[15~", "YES · adult");
    let typed = format!("{}\r", ADULT.text());
    press(&typed, "NOT IN PRACTICE");
    press("", "real code");
    press("\x11", "\x1b[?1049l");
    assert_eq!(terminal.exit(), Some(0));
    assert!(!venue.home().exists());
}
