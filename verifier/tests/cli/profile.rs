//! Profiles: what a kind of venue asks and does.

use std::fs;

use shared::claims::Claim;

use crate::publisher::{ADULT, Code, NOON};
use crate::venue::{Answer, Venue};

const STUDENT: Code = Code {
    claim: Claim::Student,
    index: 8,
    ..ADULT
};

fn check(venue: &Venue, code: Code, more: &[&str]) -> Answer {
    let text = code.text();
    let mut arguments = vec!["check", "--text", &text];
    arguments.extend(more);
    venue.run_at(&arguments, code.time)
}

#[test]
fn a_profile_says_what_counts_and_in_which_language() {
    let (venue, _publisher) = Venue::usual();
    let museum = ["--profile", "museum"];
    check(&venue, STUDENT, &museum).is(0, &["ДА · студент", "A00"]);
    let asked = "нужен: многодетный родитель, инвалид";
    check(&venue, ADULT, &museum).is(1, &["НЕТ", asked, "R10"]);
    let english = ["--profile", "museum", "--lang", "en"];
    check(&venue, ADULT, &english).is(1, &["NO", "R10"]);
    // Data of an hour: the museum's limit is 72.
    let strict = ["--profile", "museum", "--max-age", "0"];
    check(
        &venue,
        Code {
            index: 9,
            ..STUDENT
        },
        &strict,
    )
    .is(3, &["G10"]);
}

#[test]
fn options_are_stronger_than_the_profile() {
    let (venue, _publisher) = Venue::usual();
    let adults = ["--profile", "museum", "--want", "adult"];
    check(&venue, ADULT, &adults).is(0, &["ДА · совершеннолетний"]);
    let old = Code {
        time: NOON - 60,
        ..STUDENT
    };
    let text = old.text();
    for (more, code) in [(&[][..], "A00"), (&["--window", "1"], "R18")] {
        let mut arguments = vec!["explain", "--profile", "library", &text, "--json"];
        arguments.extend(more);
        let verdict = venue.run_at(&arguments, NOON).json();
        assert_eq!(verdict["decision"]["code"], code);
    }
}

#[test]
fn a_venue_of_its_own_and_challenges_are_asked_where_the_profile_says_so() {
    let (venue, _publisher) = Venue::usual();
    let theatre = ["--profile", "theatre"];
    check(&venue, STUDENT, &theatre).is(1, &["R13"]);
    let here = Code {
        venue: Some("THEATRE"),
        ..STUDENT
    };
    check(&venue, here, &theatre).is(0, &["A00"]);
    let other = ["--profile", "theatre", "--venue", "OPERA"];
    check(&venue, Code { index: 9, ..here }, &other).is(1, &["R12"]);
    check(&venue, ADULT, &["--profile", "shop-18"]).is(1, &["R15"]);
    let text = ADULT.text();
    let nowhere = [
        "check",
        "--want",
        "adult",
        "--require-venue",
        "--text",
        &text,
    ];
    venue.run(&nowhere).is(2, &["--venue"]);
}

#[test]
fn profiles_are_listed_shown_and_checked() {
    let venue = Venue::new();
    venue
        .run(&["profile", "list"])
        .is(0, &["museum", "Shop 18+"]);
    let museum = venue.run(&["profile", "show", "museum"]);
    museum.is(0, &["[[claims]]"]);
    let file = venue.path("mine.toml");
    fs::write(&file, museum.out).unwrap();
    let file = file.display().to_string();
    let said = ["This is a profile: Museum.", "disabled: Free.", "3 days"];
    venue.run(&["profile", "check", &file]).is(0, &said);
    let json = venue.run(&["profile", "check", &file, "--json"]).json();
    assert_eq!(json["claims"][0]["claim"], "large-family-parent");
    assert_eq!(
        (&json["window"], &json["language"]),
        (&1.into(), &"ru".into())
    );
    let json = venue.run(&["profile", "show", "museum", "--json"]).json();
    assert_eq!(json["max_age_seconds"], 72 * 3_600);
}

#[test]
fn what_is_no_profile_is_refused_with_file_and_line() {
    let (venue, _publisher) = Venue::usual();
    let file = venue.path("wrong.toml");
    let text = "name = { ru = \"а\", en = \"a\" }\n\n[[claims]]\nstatus = \"veteran\"\nru = \"а\"\nen = \"a\"\n";
    fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let said = [file.as_str(), "line 4", "veteran", "pensioner"];
    venue.run(&["profile", "check", &file]).is(1, &said);
    let json = venue.run(&["profile", "check", &file, "--json"]).json();
    assert_eq!(json["profile"], "wrong");
    check(&venue, ADULT, &["--profile", &file]).is(2, &said);
    check(&venue, ADULT, &["--profile", "circus"]).is(2, &["“circus”", "museum, theatre"]);
    venue
        .run(&["profile", "show", "circus"])
        .is(2, &["“circus”"]);
    let missing = venue.path("none.toml").display().to_string();
    venue
        .run(&["profile", "check", &missing])
        .is(4, &["none.toml"]);
    fs::write(&file, [0xff, 0xfe]).unwrap();
    venue.run(&["profile", "check", &file]).is(1, &["UTF-8"]);
    fs::write(&file, vec![b'#'; 70_000]).unwrap();
    venue.run(&["profile", "check", &file]).is(1, &["65536"]);
}
