//! The sheet for the entrance.

use std::fs;

use crate::venue::Venue;

#[test]
fn the_ending_says_what_is_written_and_the_profile_how_the_venue_is_called() {
    let venue = Venue::new();
    let svg = venue.path("sheet.svg").display().to_string();
    let poster = [
        "venue",
        "poster",
        "--venue",
        "MUSEUM01",
        "--profile",
        "museum",
        "--out",
        &svg,
        "--lang",
        "en",
    ];
    venue
        .run(&poster)
        .is(0, &["The sheet for MUSEUM01 is written", "sheet.svg"]);
    let sheet = fs::read_to_string(&svg).unwrap();
    for text in [
        ">Музей<",
        ">Museum<",
        ">MUSEUM01<",
        "наберите код",
        "type the code above it",
    ] {
        assert!(sheet.contains(text), "{text}: {sheet}");
    }
    let named = [&poster[..], &["--name", "Дом <у реки>"]].concat();
    venue.run(&named).is(0, &[]);
    let sheet = fs::read_to_string(&svg).unwrap();
    assert!(
        sheet.contains(">Дом &lt;у реки&gt;<") && !sheet.contains(">Museum<"),
        "{sheet}"
    );

    let pdf = venue.path("sheet.PDF").display().to_string();
    let answer = venue.run(&["venue", "poster", "--venue", "A", "--out", &pdf, "--json"]);
    let said = answer.json();
    assert_eq!(
        (&said["venue"], &said["text"]),
        (&"A".into(), &"SPRAVKA:V:A".into())
    );
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    // Nothing else was made: no home is needed.
    assert!(!venue.home().exists());
}

#[test]
fn what_cannot_be_a_sheet_is_refused_with_what_would_do() {
    let venue = Venue::new();
    let out = venue.path("sheet.pdf").display().to_string();
    for (given, code, part) in [
        (
            &["--venue", "A", "--out", "sheet.png"][..],
            2,
            "neither .svg nor .pdf",
        ),
        (
            &["--venue", "A", "--out", "svg"],
            2,
            "neither .svg nor .pdf",
        ),
        (&["--venue", "museum", "--out", &out], 2, "A-Z and 0-9"),
        (
            &["--profile", "museum", "--lang", "en", "--out", &out],
            2,
            "no code of a venue",
        ),
        (&["--profile", "nowhere", "--out", &out], 2, "nowhere"),
        (
            &["--venue", "A", "--name", "a\nb", "--out", &out],
            2,
            "one line",
        ),
        (
            &["--venue", "A", "--name", "博", "--out", &out],
            2,
            "no “博”",
        ),
        (
            &["--venue", "A", "--out", "/nowhere/sheet.pdf"],
            4,
            "/nowhere/sheet.pdf",
        ),
    ] {
        let answer = venue.run(&[&["venue", "poster"], given].concat());
        answer.is(code, &[part]);
    }
    assert!(!venue.path("sheet.pdf").exists());
}
