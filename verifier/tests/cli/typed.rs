//! Hand scanners type codes, not always into a keyboard layout that suits them.

use serde_json::Value;

use crate::publisher::{ADULT, Code};
use crate::venue::Venue;

/// What comes out when the keys of this text are pressed with a Russian layout.
fn in_russian(text: &str) -> String {
    let keys = "QWERTYUIOPASDFGHJKLZXCVBNM:./$".chars();
    let russian: Vec<char> = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬЖЮ.;".chars().collect();
    let pairs: Vec<(char, char)> = keys.zip(russian).collect();
    let typed = |letter| {
        let found = pairs.iter().find(|(key, _)| *key == letter);
        found.map_or(letter, |(_, typed)| *typed)
    };
    text.chars().map(typed).collect()
}

#[test]
fn every_line_is_decided_about_and_layouts_are_put_right() {
    let (venue, _publisher) = Venue::usual();
    let revoked = Code { index: 3, ..ADULT };
    let third = Code { index: 9, ..ADULT };
    let lines = [
        ADULT.text(),
        String::new(),
        in_russian(&revoked.text()),
        "Здравствуйте".to_owned(),
        in_russian(&third.text()).to_lowercase(),
        ADULT.text(),
    ];
    let input = lines.join("\r\n");
    let answer = venue.run_with(&["scan", "--want", "adult", "--typed"], input.as_bytes());
    let codes: Vec<&str> = answer.out.lines().map(str::trim).collect();
    let codes: Vec<&str> = codes.into_iter().filter(|line| line.len() == 3).collect();
    assert_eq!(codes, ["A00", "R21", "G01", "A00", "R22"], "{answer:#?}");
    assert_eq!(answer.code, 1, "as the last one");
    assert_eq!(answer.err.matches("layout is Russian").count(), 2);
    assert_eq!(answer.err.matches("Russian letters came").count(), 1);
}

#[test]
fn programs_read_lines_and_once_is_once() {
    let (venue, _publisher) = Venue::usual();
    let input = format!("{}\n{}\n", ADULT.text(), ADULT.text());
    let scan = ["scan", "--want", "adult", "--typed", "--once", "--json"];
    let answer = venue.run_with(&scan, input.as_bytes());
    let line: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((answer.code, &line["code"]), (0, &"A00".into()));
    let input = in_russian(&ADULT.text());
    let answer = venue.run_with(&scan, input.as_bytes());
    let notes = answer.err.lines();
    let notes: Vec<Value> = notes
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(notes[0]["note"], "scan-typed");
    assert_eq!(notes[1]["note"], "typed-russian");
    let nothing = venue.run_with(&["scan", "--want", "adult", "--typed"], b"");
    nothing.is(3, &["N00"]);
}

#[test]
fn a_piped_text_is_put_right_too() {
    let (venue, _publisher) = Venue::usual();
    let line = in_russian(&ADULT.text());
    let check = ["check", "--want", "adult", "--text", "-"];
    let answer = venue.run_with(&check, line.as_bytes());
    answer.is(0, &["A00", "switch the layout to English"]);
}
