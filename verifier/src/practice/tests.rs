use std::path::Path;
use std::time::{Duration, Instant};

use host::clock::Clock;
use host::home::Home;
use host::language::Language;
use proptest::prelude::*;
use shared::verify::Window;
use time::UtcOffset;

use super::*;
use crate::gate::may_pass_again;
use crate::profile::{BUILT_IN, Profile};
use crate::remarks::Remarks;
use crate::report::words;

const NOON: u64 = 1_780_304_400;
/// The first second of a day of Greenwich, and of a step.
const MIDNIGHT: u64 = 1_780_272_000;

/// A session at this time, whose home is nowhere.
pub(crate) fn session(time: u64, profile: Option<&str>) -> Session {
    Session {
        words: words(Language::English),
        home: Home::new(Some(Path::new("/nowhere/at/all")), "verifier").unwrap(),
        clock: Clock::rehearsal(time),
        zone: UtcOffset::UTC,
        random: |bytes| {
            getrandom::fill(bytes).unwrap();
            Ok(())
        },
        instant: Instant::now,
        pause: |_: Duration| {},
        profile: profile.map(|name| Profile::find(name).unwrap()),
        json: false,
        remarks: Remarks::default(),
        colour: false,
        window: || None,
        has_display: false,
        sticks: Vec::new(),
    }
}

fn room(session: &Session) -> Room<'_> {
    let policy = match &session.profile {
        Some(profile) => Policy {
            venue: shared::proof::VenueCode::new("THEATRE"),
            ..profile.policy.clone()
        },
        None => Policy::wanting(vec![Claim::Adult]),
    };
    Room::open(session, policy, false).unwrap()
}

fn codes(room: &mut Room<'_>) -> Vec<&'static str> {
    let codes = Situation::ALL.map(|(_, name)| {
        room.ask().unwrap();
        room.decide(&format!("SPRAVKA:S:{name}")).unwrap().code()
    });
    codes.into()
}

#[test]
fn every_specimen_comes_to_what_it_stands_for_at_any_time_and_venue() {
    for time in [
        0,
        NOON,
        NOON + 29,
        MIDNIGHT - 1,
        MIDNIGHT,
        MIDNIGHT + 15,
        4_000_000_000,
    ] {
        for profile in BUILT_IN.iter().map(|(name, _)| Some(*name)).chain([None]) {
            let session = session(time, profile);
            let mut room = room(&session);
            let is_asked = room.asks;
            let found = codes(&mut room);
            let once_a_day = room.policy.once_a_day;
            let shown = match (once_a_day, is_asked) {
                (true, _) if time == MIDNIGHT || time == MIDNIGHT + 15 || time == 0 => {
                    if is_asked {
                        "R23"
                    } else {
                        "R22"
                    }
                }
                (true, _) => "R23",
                (false, true) => "R14",
                (false, false) => "R22",
            };
            let wanted = [
                "A00", "R10", shown, "R18", "R19", "R12", "R21", "R03", "R01", "G01", "A00", "G04",
            ];
            // In the first minutes that a computer knows, nothing is older.
            if time > 0 {
                assert_eq!(found, wanted, "{time} {profile:?}");
            }
            assert_eq!(found.first(), Some(&"A00"), "{time} {profile:?}");
        }
    }
}

#[test]
fn where_every_status_counts_one_is_shown_that_is_not_had() {
    let session = session(NOON, None);
    let policy = Policy::wanting(Claim::all().collect());
    let mut room = Room::open(&session, policy, false).unwrap();
    assert_eq!(room.decide("SPRAVKA:S:STATUS").unwrap().code(), "R11");
}

#[test]
fn every_showing_is_of_another_visitor() {
    let session = session(NOON, Some("museum"));
    let mut room = room(&session);
    for _ in 0..7 {
        for (text, code) in [("YES", "A00"), ("OLD", "R18"), ("CLOCK", "R19")] {
            let decision = room.decide(&format!("SPRAVKA:S:{text}")).unwrap();
            assert_eq!(decision.code(), code);
        }
    }
}

#[test]
fn who_was_here_before_passes_once_more_and_no_more() {
    for profile in [None, Some("museum")] {
        let session = session(NOON, profile);
        let mut room = room(&session);
        assert!(room.decide_again().unwrap().is_none());
        let shown = room.decide("SPRAVKA:S:SHOWN").unwrap();
        assert!(may_pass_again(&shown));
        let again = room.decide_again().unwrap().unwrap();
        assert_eq!(again.code(), "A00");
        assert!(again.is_practice());
        let more = room.decide_again().unwrap().unwrap();
        assert!(!may_pass_again(&more) && more.exit() == Exit::Refused);
    }
}

#[test]
fn old_lists_stand_on_the_screen_for_as_long_as_they_are_played() {
    let session = session(NOON, None);
    let mut room = room(&session);
    let mut seconds = || room.data_age().unwrap().unwrap().seconds;
    assert_eq!(seconds() / 3_600, 5);
    room.decide("SPRAVKA:S:LISTS").unwrap();
    let age = room.data_age().unwrap().unwrap();
    assert_eq!(age.freshness, shared::freshness::Freshness::Expired);
    let (scene, _) = room.last.as_mut().unwrap();
    scene.began = scene.began.minus(10);
    assert_eq!(room.data_age().unwrap().unwrap().seconds / 3_600, 5);
}

#[test]
fn challenges_are_answered_and_followed_by_new_ones() {
    let session = session(NOON, None);
    let policy = Policy::wanting(vec![Claim::Adult]);
    let mut room = Room::open(&session, policy, true).unwrap();
    let first = room.ask().unwrap().unwrap();
    assert_eq!(room.ask().unwrap(), None);
    assert_eq!(room.play_unanswered().unwrap().code(), "R15");
    assert_eq!(room.decide("SPRAVKA:S:YES").unwrap().code(), "A00");
    assert_ne!(room.ask().unwrap().unwrap().challenge, first.challenge);
}

#[test]
fn a_window_of_no_steps_is_practised_too() {
    let session = session(NOON + 29, None);
    let policy = Policy {
        window: Window::new(0).unwrap(),
        ..Policy::wanting(vec![Claim::Adult])
    };
    let mut room = Room::open(&session, policy, false).unwrap();
    for (name, code) in [("YES", "A00"), ("SHOWN", "R22"), ("OLD", "R18")] {
        let decision = room.decide(&format!("SPRAVKA:S:{name}")).unwrap();
        assert_eq!(decision.code(), code);
    }
}

#[test]
fn every_situation_has_a_specimen_of_its_own() {
    for (situation, name) in Situation::ALL {
        let specimen = Specimen::new(name).unwrap();
        assert_eq!(
            (situation.name(), Situation::of(specimen)),
            (name, Some(situation))
        );
    }
    assert_eq!(Situation::of(Specimen::new("LATER").unwrap()), None);
}

#[test]
fn no_line_of_practice_opens_a_turnstile() {
    let session = session(NOON, None);
    let mut room = room(&session);
    let later = ["SPRAVKA:S:LATER".to_owned(), "SP1:ABC".to_owned()];
    let all = Situation::ALL.map(|(_, name)| format!("SPRAVKA:S:{name}"));
    for text in all.into_iter().chain(later) {
        let line = room.decide(&text).unwrap().json();
        assert_eq!(line["verdict"], "practice");
        assert_eq!(
            (&line["practice"], &line["rehearsal"]),
            (&true.into(), &true.into())
        );
        assert!(
            line.get("code").is_none() && !line.to_string().contains("accept\""),
            "{line}"
        );
        for (text, band) in [("text_en", "PRACTICE"), ("text_ru", "ТРЕНИРОВКА")] {
            assert!(line[text].as_str().unwrap().starts_with(band), "{line}");
        }
    }
}

#[test]
fn what_is_not_of_practice_is_said_in_both_languages() {
    let session = session(NOON, None);
    let mut room = room(&session);
    for (text, code) in [("SP1:ABC", "P01"), ("SPRAVKA:S:LATER", "P02")] {
        let decision = room.decide(text).unwrap();
        assert!(decision.is_aside() && decision.code() == code);
        assert!(!may_pass_again(&decision) && room.decide_again().unwrap().is_none());
        let [russian, english] =
            [Language::Russian, Language::English].map(|language| decision.tell(&words(language)));
        assert_eq!((russian.lines.len(), english.lines.len()), (2, 2));
        assert_ne!(russian, english);
    }
}

proptest! {
    #[test]
    fn a_visitors_code_is_never_decided_about(text in "\\s{0,2}[sS][pP][0-9]:.{0,60}") {
        let session = session(NOON, None);
        let decision = room(&session).decide(&text).unwrap();
        prop_assert_eq!(decision.verdict, None);
        prop_assert_eq!(decision.lesson, Some(Lesson::Visitor));
    }

    #[test]
    fn nothing_but_a_specimen_comes_to_a_yes(text in "(?i)(SPRAVKA:)?[SV]?:?.{0,20}") {
        let session = session(NOON, None);
        let decision = room(&session).decide(&text).unwrap();
        prop_assert!(decision.is_practice());
        let is_specimen = Specimen::parse(&text).is_some();
        prop_assert!(is_specimen || decision.exit() == Exit::CannotTell);
    }
}
