//! What programs read is what its schema says.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::publisher::{ADULT, Code, DAY, HOUR, NOON};
use crate::venue::Venue;

pub(crate) fn schema() -> Validator {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/lines.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
pub(crate) fn holds(schema: &Validator, line: &Value) {
    let errors: Vec<String> = schema
        .iter_errors(line)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0], "{line}");
}

#[test]
fn verdicts_and_challenges_are_what_the_schema_says() {
    let (venue, _publisher) = Venue::usual();
    let schema = schema();
    let revoked = Code { index: 3, ..ADULT };
    let late = Code {
        time: NOON + 3 * DAY,
        ..ADULT
    };
    let lost = Code {
        time: NOON + 9 * DAY,
        ..ADULT
    };
    for (text, time, verdict) in [
        (ADULT.text(), NOON, "accept"),
        (late.text(), late.time, "accept"),
        (revoked.text(), NOON, "reject"),
        (ADULT.text(), NOON + HOUR, "reject"),
        ("SP1:0".to_owned(), NOON, "reject"),
        (lost.text(), lost.time, "cannot-tell"),
        ("https://example.org".to_owned(), NOON, "cannot-tell"),
        (String::new(), NOON, "cannot-tell"),
    ] {
        let check = ["check", "--want", "adult", "--text", &text, "--json"];
        let line = venue.run_at(&check, time).json();
        assert_eq!(line["verdict"], verdict, "{line}");
        holds(&schema, &line);
    }
    for (lanes, why, twice) in [
        ("together", Value::Null, 1),
        ("alone", json!("silent"), 0),
        ("alone", json!("refused"), 0),
        ("alone", json!("strange"), 0),
    ] {
        holds(
            &schema,
            &json!({"lanes": lanes, "why": why, "twice": twice}),
        );
    }
    holds(
        &schema,
        &json!({"sync": "done", "taken": 2, "alarm": false, "why": null}),
    );
    holds(
        &schema,
        &json!({"sync": "failed", "taken": 0, "alarm": true, "why": "two lists"}),
    );
    let challenge = venue.run(&["challenge", "--json"]).json();
    holds(&schema, &challenge);
    holds(
        &schema,
        &json!({"camera": "back", "index": 0, "name": "Webcam"}),
    );
    holds(
        &schema,
        &json!({"camera": "lost", "index": 0, "why": "unplugged"}),
    );
}

#[test]
fn the_schema_holds_no_other_lines() {
    let (venue, _publisher) = Venue::usual();
    let schema = schema();
    let text = ADULT.text();
    let line = venue.run(&["check", "--want", "adult", "--text", &text, "--json"]);
    let right = line.json();
    for (name, wrong) in [
        ("verdict", json!("maybe")),
        ("verdict", json!("reject")),
        ("code", json!("R21")),
        ("code", json!("X1")),
        ("claim", Value::Null),
        ("age_seconds", json!(-1)),
        ("alone", Value::Null),
        ("rehearsal", Value::Null),
        ("more", json!(1)),
    ] {
        let mut line = right.clone();
        line[name] = wrong;
        assert!(!schema.is_valid(&line), "{line}");
    }
    for name in right.as_object().unwrap().keys() {
        let mut line = right.clone();
        line.as_object_mut().unwrap().remove(name);
        assert!(!schema.is_valid(&line), "without {name}");
    }
    assert!(!schema.is_valid(&json!({"camera": "gone", "index": 0})));
    assert!(!schema.is_valid(&json!({"lanes": "gone", "why": null, "twice": 0})));
}

#[test]
fn troubles_have_names() {
    let venue = Venue::new();
    let folder = venue.path("run").display().to_string();
    let text = ADULT.text();
    for (arguments, exit, name) in [
        (&["sync", "/nowhere"][..], 4, "no-publication"),
        (&["sync", &folder], 4, "no-root"),
        (
            &["check", "--profile", "circus", "--text", &text],
            2,
            "no-profile",
        ),
        (
            &["check", "--want", "adult", "--venue", "x", "--text", &text],
            2,
            "not-a-venue",
        ),
        (
            &["check", "--want", "adult", "--image", "/nowhere.png"],
            4,
            "no-frames",
        ),
        (&["trust", "add", "/nowhere/root.pub"], 4, "machine"),
    ] {
        let answer = venue.run(&[arguments, &["--json"]].concat());
        let error: Value = serde_json::from_str(&answer.err).unwrap();
        assert_eq!(
            (answer.code, &error["error"]),
            (exit, &json!(name)),
            "{answer:?}"
        );
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}
