//! One code, one decision; what was accepted once is remembered by the next run.

use std::fs;

use shared::claims::Claim;
use shared::proof::Challenge;

use crate::publisher::{ADULT, Code, DAY, HOUR, MOSCOW, NOON};
use crate::venue::Venue;

#[test]
fn the_outcomes_have_their_codes_and_words() {
    let (venue, _publisher) = Venue::usual();
    let student = Code {
        claim: Claim::Student,
        index: 8,
        ..ADULT
    };
    let revoked = Code { index: 3, ..ADULT };
    let nobody = Code {
        index: 101,
        ..ADULT
    };
    let foreign = Code {
        issuer: MOSCOW,
        ..ADULT
    };
    let old = Code {
        time: NOON - 120,
        ..ADULT
    };
    let early = Code {
        time: NOON + 90,
        ..ADULT
    };
    let damaged = ADULT.text().replacen("SP1:", "SP1:0", 1);
    for (text, exit, said) in [
        (ADULT.text(), 0, &["YES · adult", "A00"][..]),
        (
            student.text(),
            1,
            &["NO", "“student”", "asked for is: adult", "R10"],
        ),
        (revoked.text(), 1, &["revoked", "R21"]),
        (nobody.text(), 1, &["R20"]),
        (foreign.text(), 1, &["R02"]),
        (old.text(), 1, &["shown 2 minutes ago", "clocks", "R18"]),
        (early.text(), 1, &["90 seconds ahead", "R19"]),
        (damaged, 1, &["R01"]),
        (
            "https://example.org".to_owned(),
            3,
            &["something else", "G01"],
        ),
        ("SP7:ABC".to_owned(), 3, &["new version (7)", "G02"]),
        (String::new(), 3, &["G01"]),
    ] {
        venue.check("adult", &text, NOON).is(exit, said);
    }
    let later = Code {
        time: NOON + 30,
        ..student
    };
    venue
        .check("adult,student", &later.text(), NOON + 30)
        .is(0, &["YES · student"]);
}

#[test]
fn russian_comes_first() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let arguments = ["check", "--want", "adult", "--text", &text, "--lang", "ru"];
    let answer = venue.run(&arguments);
    answer.is(0, &["✓ ДА · совершеннолетний", "Репетиция", "A00"]);
    assert!(!answer.out.contains("пропустить"), "nobody is let in");
}

#[test]
fn a_code_is_accepted_once_also_by_another_run() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    venue.check("adult", &text, NOON).is(0, &[]);
    venue
        .check("adult", &text, NOON + 5)
        .is(1, &["shown 5 seconds ago already", "R22"]);
    let next = Code {
        time: NOON + 30,
        ..ADULT
    };
    venue.check("adult", &next.text(), NOON + 30).is(0, &[]);
}

#[test]
fn a_damaged_memory_starts_anew() {
    let (venue, _publisher) = Venue::usual();
    venue.check("adult", &ADULT.text(), NOON).is(0, &[]);
    let runtime = fs::read_dir(venue.path("run")).unwrap().next().unwrap();
    let memory = runtime.unwrap().path().join("rehearsal");
    assert!(memory.exists(), "a rehearsal has a memory of its own");
    assert!(!memory.with_file_name("memory").exists());
    fs::write(memory, b"damaged").unwrap();
    let next = Code { index: 9, ..ADULT };
    venue.check("adult", &next.text(), NOON).is(0, &[]);
}

#[test]
fn without_a_memory_nobody_is_accepted() {
    let (venue, _publisher) = Venue::usual();
    venue.check("student", &ADULT.text(), NOON).is(1, &["R10"]);
    let runtime = fs::read_dir(venue.path("run")).unwrap().next().unwrap();
    // A folder in the place of the memory cannot be read or written.
    fs::create_dir(runtime.unwrap().path().join("rehearsal")).unwrap();
    let answer = venue.check("adult", &ADULT.text(), NOON);
    answer.is(4, &["rehearsal"]);
    assert!(!answer.out.contains("YES"));
}

#[test]
fn venues_and_their_rules() {
    let (venue, _publisher) = Venue::usual();
    let check = |code: Code, more: &[&str]| {
        let text = code.text();
        let mut arguments = vec!["check", "--want", "adult", "--text", &text];
        arguments.extend(more);
        venue.run(&arguments)
    };
    let museum = Code {
        venue: Some("MUSEUM"),
        index: 10,
        ..ADULT
    };
    check(museum, &[]).is(1, &["another venue (MUSEUM)", "R12"]);
    check(museum, &["--venue", "CINEMA"]).is(1, &["R12"]);
    check(museum, &["--venue", "MUSEUM", "--require-venue"]).is(0, &[]);
    check(ADULT, &["--venue", "MUSEUM", "--require-venue"]).is(1, &["R13"]);
    check(ADULT, &["--venue", "museum"]).is(2, &["not a venue's code"]);
    check(ADULT, &["--max-age", "0"]).is(3, &["G10"]);
    check(ADULT, &["--max-age", "x"]).is(2, &["not a number of hours"]);
    let old = Code {
        time: NOON - 60,
        ..ADULT
    };
    check(old, &["--window", "1"]).is(1, &["R18"]);
    check(old, &["--window", "2"]).is(0, &[]);
}

#[test]
fn a_challenge_is_answered_once() {
    let (venue, _publisher) = Venue::usual();
    let shown = venue.run(&["challenge", "--json"]).json();
    assert!((50..=60).contains(&shown["seconds"].as_u64().unwrap()));
    let challenge = Challenge::parse(shown["challenge"].as_str().unwrap());
    let answer = Code { challenge, ..ADULT }.text();
    let asked = ["check", "--want", "adult", "--require-challenge", "--text"];
    let with = |text: &str| {
        let mut arguments = asked.to_vec();
        arguments.push(text);
        venue.run(&arguments)
    };
    with(&ADULT.text()).is(1, &["R15"]);
    with(&answer).is(0, &["YES"]);
    with(&answer).is(1, &["R14"]);
    let invented = Code {
        challenge: Some(Challenge::new([1; 5])),
        ..ADULT
    };
    with(&invented.text()).is(1, &["R14"]);
    venue
        .run(&["challenge"])
        .is(0, &["Challenge: ", "more seconds"]);
}

#[test]
fn age_is_told_and_then_stops_the_door() {
    let (venue, _publisher) = Venue::usual();
    let check = |time: u64| venue.check("adult", &Code { time, ..ADULT }.text(), time);
    let fresh = check(NOON + 46 * HOUR);
    fresh.is(0, &[]);
    assert!(!fresh.out.contains("verifier sync"));
    check(NOON + 47 * HOUR).is(0, &["signed 2 days ago", "verifier sync"]);
    check(NOON + 7 * DAY).is(3, &["G04"]);
}

#[test]
fn text_comes_from_the_standard_input_too() {
    let (venue, _publisher) = Venue::usual();
    let arguments = ["check", "--want", "adult", "--text", "-"];
    let line = format!("{}\r\nwhat follows is the next one", ADULT.text());
    venue.run_with(&arguments, line.as_bytes()).is(0, &["YES"]);
    venue.run_with(&arguments, b"").is(3, &["G01"]);
    venue.run_with(&arguments, &[0xff; 100_000]).is(3, &["G01"]);
    let long = format!("SP1:{}", "0".repeat(100_000));
    venue.run_with(&arguments, long.as_bytes()).is(1, &["R01"]);
}

#[test]
fn programs_read_one_line() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let yes = venue.run(&["check", "--want", "adult", "--text", &text, "--json"]);
    let json = yes.json();
    assert_eq!(json["verdict"], "accept");
    assert_eq!(json["code"], "A00");
    assert_eq!(json["claim"], "adult");
    assert_eq!(json["details"]["issuer"], "26");
    assert_eq!(json["age_seconds"], 3_600);
    assert_eq!(
        (&json["aged"], &json["rehearsal"]),
        (&false.into(), &true.into())
    );
    assert!(
        json["text_ru"]
            .as_str()
            .unwrap()
            .starts_with("ДА · совершеннолетний.")
    );
    assert!(!json["text_ru"].as_str().unwrap().contains("26"));
}

#[test]
fn a_home_that_holds_nothing_cannot_tell() {
    let venue = Venue::new();
    venue
        .check("adult", &ADULT.text(), NOON)
        .is(3, &["G03", "trust add"]);
}

#[test]
fn five_holders_show_that_the_clock_is_wrong() {
    let (venue, _publisher) = Venue::usual();
    let shown = |index| Code { index, ..ADULT }.text();
    let late = NOON + 600;
    for index in 20..24 {
        venue.check("adult", &shown(index), late).is(1, &["R18"]);
    }
    venue
        .check("adult", &shown(24), late)
        .is(3, &["about 10 minutes ahead", "another clock", "G07"]);
}
