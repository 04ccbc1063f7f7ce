//! What a door needs, looked at beforehand.

use std::fs;

use serde_json::Value;

use crate::publisher::{DAY, NOON, Publisher};
use crate::venue::{Answer, Venue};

fn doctor(venue: &Venue, more: &[&str], time: u64) -> Answer {
    venue.run_at(&[&["doctor"], more].concat(), time)
}

/// How a check has come out.
#[track_caller]
fn outcome(answer: &Answer, check: &str) -> (String, Value) {
    let all = answer.json();
    let checks = all.get("checks").and_then(Value::as_array);
    let mut checks = checks.unwrap().iter();
    let of = |found: &Value, name: &str| found.get(name).unwrap().clone();
    let found = checks.find(|found| of(found, "check") == check).unwrap();
    assert_ne!(of(found, "found"), "");
    let grade = of(found, "outcome").as_str().unwrap().to_owned();
    (grade, of(found, "advice"))
}

#[test]
fn a_venue_that_decides_is_told_so() {
    let (venue, _publisher) = Venue::usual();
    let answer = doctor(&venue, &["--json", "--profile", "museum"], NOON);
    // Whether there are camera and sound is the machine's.
    assert!([0, 1].contains(&answer.code), "{answer:?}");
    for check in ["home", "others", "root", "lists", "clock", "profile"] {
        let (grade, advice) = outcome(&answer, check);
        assert_eq!((grade.as_str(), advice), ("good", Value::Null), "{check}");
    }
    assert_eq!(outcome(&answer, "network-time").0, "unknown");
    assert_eq!(answer.json()["decides"], true);
    let people = doctor(&venue, &[], NOON);
    people.is(
        answer.code,
        &["✓ good ", "Root key: ", "The data will do for"],
    );
    people.is(answer.code, &["– not checked", "No profile was named"]);
    let russian = doctor(&venue, &["--lang", "ru"], NOON);
    russian.is(answer.code, &["✓ в порядке ", "Корневой ключ: "]);
}

#[test]
fn a_new_home_is_told_where_to_start() {
    let venue = Venue::new();
    let answer = doctor(&venue, &[], NOON);
    answer.is(
        3,
        &[
            "! attention",
            "verifier setup",
            "✗ wrong",
            "verifier trust add",
        ],
    );
    assert!(!venue.home().exists(), "looking changes nothing");
    venue.trust(1);
    let answer = doctor(&venue, &["--json"], NOON);
    assert_eq!(outcome(&answer, "root").0, "good");
    assert_eq!(outcome(&answer, "lists").0, "wrong");
    assert_eq!(outcome(&answer, "clock").0, "unknown");
    assert_eq!((answer.code, &answer.json()["decides"]), (3, &false.into()));
}

#[test]
fn old_lists_and_a_clock_that_is_behind_are_found() {
    let (venue, _publisher) = Venue::usual();
    let aged = doctor(&venue, &["--json"], NOON + 3 * DAY);
    let (grade, advice) = outcome(&aged, "lists");
    assert_eq!((aged.code, grade.as_str()), (1, "look"));
    assert!(advice.as_str().unwrap().contains("verifier sync"));
    let expired = doctor(&venue, &["--json"], NOON + 9 * DAY);
    assert_eq!(expired.code, 3);
    assert_eq!(outcome(&expired, "lists").0, "wrong");
    let behind = doctor(&venue, &["--json"], NOON - DAY);
    assert_eq!(behind.code, 3);
    let (grade, advice) = outcome(&behind, "clock");
    assert_eq!(grade, "wrong");
    assert!(advice.as_str().unwrap().contains("date and time"));
}

#[test]
fn damage_is_found() {
    let (venue, _publisher) = Venue::usual();
    let wrong = doctor(&venue, &["--json", "--profile", "circus"], NOON);
    assert_eq!(wrong.code, 1);
    assert_eq!(outcome(&wrong, "profile").0, "wrong");
    let number = doctor(&venue, &["--json", "--camera", "first"], NOON);
    assert_eq!(outcome(&number, "camera").0, "wrong");
    // A folder in the place of the memory cannot be read.
    let runtime = fs::read_dir(venue.path("run")).unwrap().next().unwrap();
    let memory = runtime.unwrap().path().join("rehearsal");
    fs::create_dir(&memory).unwrap();
    let answer = doctor(&venue, &["--json"], NOON);
    assert_eq!(outcome(&answer, "home").0, "wrong");
    fs::write(venue.home().join("state.json"), "damaged").unwrap();
    let answer = doctor(&venue, &["--json"], NOON);
    assert_eq!(answer.code, 3);
    assert_eq!(outcome(&answer, "lists").0, "wrong");
}

#[test]
fn an_alarm_and_others_in_the_folder_are_found() {
    let (venue, publisher) = Venue::usual();
    let other = Publisher::new(&venue.path("other"));
    other.trust_list(1, NOON, &[1], &[1], &[]);
    venue.sync(&other).is(1, &["ALARM"]);
    let home = host::home::Home::new(Some(&venue.home()), "verifier").unwrap();
    let lock = home.lock().unwrap();
    let answer = doctor(&venue, &["--json"], NOON);
    assert_eq!(outcome(&answer, "alarm").0, "wrong");
    assert_eq!(outcome(&answer, "others").0, "look");
    assert_eq!(outcome(&answer, "home").0, "good");
    drop((lock, publisher));
}
