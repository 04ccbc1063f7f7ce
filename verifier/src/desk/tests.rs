use std::time::Instant;

use host::language::Language;

use super::*;
use crate::lanes::{Away, Company};
use crate::report::tests::{accepted, decision, decisions};
use crate::source::SourceFault;
use crate::sync::{Flaw, Outcome, Problem};

fn desk() -> Desk {
    Desk::new(
        Language::English,
        Setting {
            venue: None,
            back: Setting::BACK,
            is_silent: false,
            is_rehearsal: false,
            is_practice: false,
        },
    )
}

fn now() -> UnixTime {
    UnixTime::new(1_780_304_400).unwrap()
}

fn decided(code: &str) -> News {
    let mut all = all().into_iter();
    let decision = all.find(|decision| decision.code() == code);
    News::Decided(Box::new(decision.unwrap()))
}

/// One of each code.
fn all() -> Vec<Decision> {
    let mut all = decisions();
    all.push(decision(Some(accepted())));
    all
}

fn after(start: Instant, milliseconds: u64) -> Instant {
    start + Duration::from_millis(milliseconds)
}

#[test]
fn a_verdict_stays_for_its_time_and_no_longer() {
    let (mut desk, start) = (desk(), Instant::now());
    assert_eq!(desk.pass(start), None);
    assert_eq!(desk.take(decided("R21"), start), Some(Tone::No));
    assert_eq!(desk.pass(after(start, 4_000)), Some(Duration::from_secs(1)));
    assert_eq!(desk.screen(now()).face, Face::No);
    // The next visitor takes all of the time.
    desk.take(decided("G08"), after(start, 4_999));
    assert!(desk.pass(after(start, 9_998)).is_some());
    assert_eq!(desk.screen(now()).face, Face::Unknown);
    assert_eq!(desk.pass(after(start, 9_999)), None);
    assert_eq!(desk.screen(now()).face, Face::Scanning);
    desk.take(decided("R21"), start);
    desk.press(Key::Back);
    assert!(desk.is_scanning());
}

#[test]
fn the_visitor_learns_what_helps_and_the_staff_the_rest() {
    for decision in all() {
        let exit = decision.exit();
        let help = decision.help(&words(Language::English));
        let code = decision.code();
        let mut desk = desk();
        desk.take(News::Decided(Box::new(decision)), Instant::now());
        let screen = desk.screen(now());
        let shown = match exit {
            Exit::Accepted => Face::Yes,
            Exit::Refused => Face::No,
            _ => Face::Unknown,
        };
        assert_eq!(screen.face, shown);
        assert_eq!(screen.notes, [""; 0]);
        if exit == Exit::Refused {
            assert_eq!(screen.headline, "NO");
            assert_eq!(screen.line, help.unwrap_or_default(), "{code}");
        } else {
            assert!(!screen.line.is_empty());
        }
        desk.press(Key::Details);
        let notes = desk.screen(now()).notes;
        assert_eq!(
            notes.last().unwrap(),
            &format!("Code for the help desk: {code}")
        );
        assert!(notes.len() >= 2, "{notes:?}");
        desk.press(Key::Details);
        assert_eq!(desk.screen(now()).notes, [""; 0]);
    }
}

#[test]
fn only_what_passed_before_can_pass_once_more() {
    let (mut desk, start) = (desk(), Instant::now());
    assert_eq!(desk.press(Key::Again), None);
    for (code, order) in [("R21", None), ("R22", Some(Order::Again)), ("A00", None)] {
        desk.take(decided(code), start);
        assert_eq!(desk.press(Key::Again), order, "{code}");
        let keys = desk.screen(now()).keys;
        let is_offered = keys.iter().any(|(name, _)| *name == "F5");
        assert_eq!(is_offered, order.is_some(), "{code}");
    }
    // It has passed once more already.
    desk.take(decided("R23"), start);
    assert_eq!(desk.press(Key::Again), None);
}

#[test]
fn who_is_alone_says_so_until_the_others_answer() {
    let (mut desk, start) = (desk(), Instant::now());
    let news = |company, twice| News::Lanes(LaneNews { company, twice });
    for (news, note) in [
        (news(Company::Together, 0), None),
        (
            news(Company::Alone(Away::Silent), 0),
            Some("cannot be asked"),
        ),
        (news(Company::Together, 2), Some("2 codes passed here")),
        (news(Company::Together, 0), None),
    ] {
        assert_eq!(desk.take(news, start), None);
        for _ in 0..2 {
            let notes = desk.screen(now()).notes;
            assert_eq!(notes.len(), usize::from(note.is_some()));
            assert!(notes.iter().all(|said| said.contains(note.unwrap())));
            desk.take(decided("A00"), start);
        }
        desk.press(Key::Back);
    }
}

#[test]
fn what_was_not_taken_is_said_when_lists_become_old_and_alarms_at_once() {
    let (mut desk, start) = (desk(), Instant::now());
    let age = |left| {
        News::Data(Some(DataAge {
            seconds: 3_600,
            freshness: Freshness::Fresh,
            left,
        }))
    };
    let problem = |flaw| Problem {
        file: "trust/latest".to_owned(),
        flaw,
    };
    let failed = |flaw| {
        News::Refreshed(Refreshed::new(Ok(Outcome {
            changes: Vec::new(),
            problems: vec![problem(flaw)],
        })))
    };
    desk.take(age(200_000), start);
    desk.take(failed(Flaw::Missing), start);
    assert_eq!(desk.screen(now()).notes, [""; 0]);
    desk.take(age(80_000), start);
    let notes = desk.screen(now()).notes;
    assert!(
        notes[0].starts_with("New lists could not be taken: trust/latest"),
        "{notes:?}"
    );
    desk.take(
        News::Refreshed(Refreshed::new(Ok(Outcome::default()))),
        start,
    );
    assert_eq!(desk.screen(now()).notes, [""; 0]);

    desk.take(age(200_000), start);
    let fork = Flaw::Fork {
        sequence: 7,
        kept: Vec::new(),
    };
    desk.take(failed(fork), start);
    desk.take(
        News::Refreshed(Refreshed::new(Ok(Outcome::default()))),
        start,
    );
    let notes = desk.screen(now()).notes;
    assert!(notes[0].starts_with("ALARM"), "{notes:?}");
}

#[test]
fn what_is_told_of_the_machine_stays_until_it_was_seen() {
    let mut desk = desk();
    let full = "The disk is full.".to_owned();
    desk.take(News::Remark(full.clone()), Instant::now());
    desk.take(decided("A00"), Instant::now());
    assert_eq!(desk.screen(now()).notes, [full]);
    desk.press(Key::Back);
    assert_eq!(desk.screen(now()).notes, [""; 0]);
}

#[test]
fn without_lists_that_decide_nobody_is_asked_for_a_code() {
    let mut desk = desk();
    let age = |freshness| {
        Some(DataAge {
            seconds: 3_600,
            freshness,
            left: 0,
        })
    };
    for (data, face) in [
        (age(Freshness::Aged), Face::Scanning),
        (age(Freshness::Expired), Face::Unknown),
        (age(Freshness::Fresh), Face::Scanning),
        (None, Face::Unknown),
    ] {
        desk.take(News::Data(data), Instant::now());
        let screen = desk.screen(now());
        assert_eq!(screen.face, face, "{data:?}");
        let asks = screen.headline.contains("Show your code");
        assert_eq!(asks, face == Face::Scanning);
    }
}

#[test]
fn both_languages_are_one_key_apart() {
    let mut desk = desk();
    assert_eq!(desk.screen(now()).headline, "Show your code to the camera");
    desk.press(Key::Language);
    assert_eq!(desk.screen(now()).headline, "Покажите код камере");
    assert_eq!(desk.language(), Language::Russian);
    desk.press(Key::Language);
    assert_eq!(desk.language(), Language::English);
}

#[test]
fn help_names_every_key() {
    let mut desk = desk();
    assert_eq!(desk.screen(now()).keys.len(), 1);
    desk.press(Key::Help);
    let keys = desk.screen(now()).keys;
    assert_eq!(keys.len(), Key::ALL.len() + 1);
    assert_eq!(keys.last().unwrap().0, "Ctrl-Q");
    assert!(keys.iter().all(|(_, what)| !what.contains("desk-key")));
}

#[test]
fn without_tones_there_are_none() {
    let (mut desk, start) = (desk(), Instant::now());
    let tones = ["A00", "R21", "G08"].map(|code| desk.take(decided(code), start).unwrap());
    assert_eq!(tones, [Tone::Yes, Tone::No, Tone::Unknown]);
    desk.press(Key::Sound);
    assert_eq!(desk.take(decided("A00"), start), None);
    desk.press(Key::Sound);
    assert_eq!(
        desk.take(News::Trouble(Trouble::NoRoot), start),
        Some(Tone::Unknown)
    );
    assert_eq!(desk.screen(now()).face, Face::Unknown);
}

#[test]
fn a_camera_that_is_lost_is_amber_until_it_is_back() {
    let mut desk = desk();
    desk.take(
        News::Blind(SourceFault::NoCamera { index: 0 }),
        Instant::now(),
    );
    let screen = desk.screen(now());
    assert_eq!(
        (screen.face, &*screen.headline),
        (Face::Unknown, "NO PICTURE")
    );
    assert!(screen.line.contains("camera"), "{screen:?}");
    // What a hand scanner reads is decided about all the same.
    desk.take(decided("A00"), Instant::now());
    assert_eq!(desk.screen(now()).face, Face::Yes);
}

#[test]
fn the_age_of_the_lists_is_told_before_it_matters() {
    const HOUR: u64 = 3_600;
    let mut desk = desk();
    assert_eq!(desk.screen(now()).data, None);
    let mut data = |seconds, freshness, left| {
        let age = DataAge {
            seconds,
            freshness,
            left,
        };
        desk.take(News::Data(Some(age)), Instant::now());
        desk.screen(now()).data.unwrap()
    };
    let fresh = data(5 * HOUR, Freshness::Fresh, 100 * HOUR);
    assert_eq!(fresh, ("Lists: 5 hours old".to_owned(), false));
    // A venue's own limit is near, though the signer's is not.
    assert!(data(5 * HOUR, Freshness::Fresh, 23 * HOUR).1);
    let aged = data(60 * HOUR, Freshness::Aged, 100 * HOUR);
    assert!(
        aged.1 && aged.0.contains("in 4 days checking ends"),
        "{aged:?}"
    );
    assert!(data(200 * HOUR, Freshness::Expired, 0).1);
    desk.take(News::Data(None), Instant::now());
    assert!(desk.screen(now()).data.unwrap().1);
}

#[test]
fn a_hand_scanner_types_a_line() {
    let (mut desk, start) = (desk(), Instant::now());
    let mut line = |text: &str, pause| {
        let time = after(start, pause);
        text.chars()
            .filter_map(|letter| desk.letter(letter, time))
            .last()
    };
    assert_eq!(line("SP1:A", 0), None);
    assert_eq!(
        line("BC\r", 1_000),
        Some(Order::Typed("SP1:ABC".to_owned()))
    );
    assert_eq!(line("\r\n", 1_000), None);
    // Somebody leant on the keyboard before.
    assert_eq!(line("xx", 2_000), None);
    assert_eq!(
        line("SP1:D\n", 4_001),
        Some(Order::Typed("SP1:D".to_owned()))
    );
    let long = "A".repeat(20_000) + "\n";
    assert_eq!(line(&long, 5_000), Some(Order::Typed("A".repeat(8_192))));
}

#[test]
fn a_challenge_is_shown_until_it_is_over() {
    let mut desk = desk();
    let open = OpenChallenge {
        challenge: shared::proof::Challenge::new([1; 5]),
        until: now(),
    };
    desk.take(News::Asked(open), Instant::now());
    assert_eq!(desk.screen(now()).challenge, None);
    let before = UnixTime::new(now().seconds() - 1).unwrap();
    assert_eq!(
        desk.screen(before).challenge,
        Some(open.challenge.to_string())
    );
}

#[test]
fn a_code_that_practice_does_not_decide_about_is_neither_yes_nor_no() {
    let mut desk = desk();
    let aside = Decision {
        lesson: Some(crate::practice::lesson::Lesson::Visitor),
        ..decision(None)
    };
    let tone = desk.take(News::Decided(Box::new(aside)), Instant::now());
    assert_eq!(tone, Some(Tone::Unknown));
    let screen = desk.screen(now());
    assert_eq!(screen.face, Face::Aside);
    assert!(screen.line.contains("real code") && screen.line.contains("verifier scan"));
    assert_eq!(desk.press(Key::Again), None);
}
