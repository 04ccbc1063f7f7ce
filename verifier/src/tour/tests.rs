use std::time::Instant;

use super::*;
use crate::practice::tests::session;
use crate::profile::BUILT_IN;

const NOON: u64 = 1_780_304_400;

/// Words that a person who reads aloud says in a minute.
const WORDS_A_MINUTE: usize = 120;
/// Seconds in which a key is found and pressed.
const SECONDS_A_KEY: usize = 3;

fn tour(session: &Session) -> Tour<'_> {
    let policy = practice::policy(session, &cli::Asked::default()).unwrap();
    Tour::new(session, policy, false).unwrap()
}

/// Every page, in this language.
fn pages(session: &Session, language: Language) -> Vec<Screen> {
    let mut tour = tour(session);
    if tour.language() != language {
        tour.step(Step::Desk(Key::Language)).unwrap();
    }
    let mut pages = Vec::new();
    loop {
        pages.push(tour.screen(session.now()));
        if tour.step(Step::Next).unwrap() == Turn::Over {
            return pages;
        }
    }
}

#[test]
fn it_takes_less_than_five_minutes() {
    for profile in BUILT_IN.iter().map(|(name, _)| Some(*name)).chain([None]) {
        let session = session(NOON, profile);
        for language in [Language::Russian, Language::English] {
            let pages = pages(&session, language);
            assert_eq!(pages.len(), 2 * Card::ALL.len() + 1);
            let words: usize = pages
                .iter()
                .map(|page| format!("{} {}", page.headline, page.line))
                .map(|text| text.split_whitespace().count())
                .sum();
            let seconds = words * 60 / WORDS_A_MINUTE + pages.len() * SECONDS_A_KEY;
            assert!(seconds < 300, "{profile:?} {language:?}: {seconds} s");
        }
    }
}

#[test]
fn each_card_shows_what_it_says() {
    for profile in BUILT_IN.iter().map(|(name, _)| Some(*name)).chain([None]) {
        let session = session(NOON, profile);
        let pages = pages(&session, Language::English);
        let faces: Vec<Face> = pages
            .iter()
            .skip(1)
            .step_by(2)
            .map(|page| page.face)
            .collect();
        let (yes, no, unknown) = (Face::Yes, Face::No, Face::Unknown);
        // What was answered before is refused for that, and for nothing else.
        let wanted = [Face::Scanning, yes, no, unknown, no, unknown, no, no];
        assert_eq!(faces, wanted, "{profile:?}");
        for page in &pages {
            assert_eq!(page.practice.as_deref(), Some("PRACTICE: admit nobody"));
            assert!(page.rehearsal.is_none() && !page.headline.starts_with("tour-"));
        }
        let words = pages.iter().step_by(2);
        for page in words {
            assert_eq!(page.face, Face::Aside);
        }
        let asked = pages.get(13).unwrap();
        assert!(asked.challenge.is_some() && asked.line.contains("this screen"));
        assert!(pages.get(11).unwrap().data.as_ref().unwrap().1);
        assert!(pages.get(15).unwrap().keys.len() > 5);
    }
}

#[test]
fn keys_turn_pages_and_try_what_they_do() {
    let session = session(NOON, Some("museum"));
    let mut tour = tour(&session);
    let title = |tour: &Tour<'_>| tour.screen(session.now()).headline;
    let first = title(&tour);
    assert_eq!(tour.step(Step::Back).unwrap(), Turn::Shown(None));
    assert_eq!(title(&tour), first);
    for _ in 0..9 {
        tour.step(Step::Next).unwrap();
    }
    assert_eq!(title(&tour), "NO");
    let keys = tour.screen(session.now()).keys;
    assert!(keys.iter().any(|(name, _)| *name == "F5"), "{keys:?}");
    assert_eq!(
        tour.step(Step::Desk(Key::Again)).unwrap(),
        Turn::Shown(Some(Tone::Yes))
    );
    assert!(title(&tour).starts_with("YES"));
    // At the door it would be ready for the next visitor; here it stays.
    tour.step(Step::Desk(Key::Back)).unwrap();
    tour.step(Step::Desk(Key::Details)).unwrap();
    assert!(!tour.screen(session.now()).notes.is_empty());
    tour.step(Step::Desk(Key::Language)).unwrap();
    assert!(title(&tour).starts_with("ДА"));
    tour.step(Step::Back).unwrap();
    assert_eq!(title(&tour), "Код уже показали");
    assert_eq!(tour.step(Step::Leave).unwrap(), Turn::Over);
}

#[test]
fn a_screen_of_the_tour_stays() {
    let session = session(NOON, None);
    let mut tour = tour(&session);
    for _ in 0..3 {
        tour.step(Step::Next).unwrap();
    }
    let later = Instant::now() + Duration::from_secs(3_600);
    assert!(tour.desk.pass(later).is_some());
    assert_eq!(tour.screen(session.now()).face, Face::Yes);
}
