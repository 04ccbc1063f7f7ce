//! Several programs at one home: the second writer waits, readers never do, and no code counts twice.

use std::fs;
use std::process::Stdio;

use host::clock::Clock;
use shared::claims::Claim;
use shared::verify::Policy;
use verifier::door::Door;
use verifier::report::Decision;

use crate::publisher::{ADULT, Code, HOUR, NOON, STAVROPOL};
use crate::venue::Venue;

#[test]
fn an_open_door_takes_new_lists_at_once() {
    let (venue, publisher) = Venue::usual();
    let session = venue.session(Clock::rehearsal(NOON));
    let policy = Policy::wanting(vec![Claim::Adult]);
    let mut door = Door::open(&session, policy).unwrap();
    assert_eq!(door.decide(&ADULT.text()).unwrap().code(), "A00");
    assert_eq!(door.decide(&ADULT.text()).unwrap().code(), "R22");
    publisher.lists(STAVROPOL, 2, NOON, &[3, 8]);
    venue.sync(&publisher).is(0, &[]);
    let revoked = Code { index: 8, ..ADULT };
    assert_eq!(door.decide(&revoked.text()).unwrap().code(), "R21");
    drop(door);
    fs::remove_dir_all(session.home.runtime_dir().unwrap()).unwrap();
}

#[test]
fn of_many_checks_at_once_one_accepts() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let arguments = ["check", "--want", "adult", "--text", &text];
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let mut command = venue.command(&arguments, NOON);
            command.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let ends = runs.into_iter().map(|mut run| run.wait().unwrap().code());
    let mut ends: Vec<_> = ends.map(Option::unwrap).collect();
    ends.sort_unstable();
    assert_eq!(ends, [0, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn the_second_writer_learns_who_is_first_and_readers_do_not_wait() {
    let (venue, publisher) = Venue::usual();
    let session = venue.session(Clock::rehearsal(NOON));
    let _lock = session.home.lock().unwrap();
    venue
        .check("adult", &ADULT.text(), NOON)
        .is(0, &["YES · adult"]);
    venue.run(&["status"]).is(0, &[]);
    venue.sync(&publisher).is(4, &["is in use by verifier"]);
}

#[test]
fn the_staff_let_pass_once_more_and_only_once() {
    let (venue, _publisher) = Venue::usual();
    let session = venue.session(Clock::rehearsal(NOON));
    let policy = Policy {
        once_a_day: true,
        ..Policy::wanting(vec![Claim::Adult])
    };
    let mut door = Door::open(&session, policy).unwrap();
    let (text, next) = (
        ADULT.text(),
        Code {
            time: NOON + 30,
            ..ADULT
        }
        .text(),
    );
    let again = |decision: Decision| decision.json()["again"].clone();
    // Nothing is let pass more than a code that passes anyway.
    let first = door.decide_again(&text).unwrap();
    assert_eq!((first.code(), again(first)), ("A00", false.into()));
    assert_eq!(door.decide(&text).unwrap().code(), "R22");
    assert_eq!(door.decide(&next).unwrap().code(), "R23");
    let second = door.decide_again(&next).unwrap();
    assert_eq!((second.code(), again(second)), ("A00", true.into()));
    let third = door.decide_again(&next).unwrap();
    assert_eq!(third.code(), "R23");
    assert_eq!(third.json()["details"]["again"], true);
    // The first step's code was let pass this once, the day twice.
    assert_eq!(door.decide_again(&text).unwrap().code(), "R23");
    let revoked = Code { index: 3, ..ADULT };
    assert_eq!(door.decide_again(&revoked.text()).unwrap().code(), "R21");
    drop(door);
    fs::remove_dir_all(session.home.runtime_dir().unwrap()).unwrap();
}

#[test]
fn once_a_day_is_once_a_day() {
    let (venue, _publisher) = Venue::usual();
    let check = |code: Code, arguments: &[&str]| {
        let text = code.text();
        let check = ["check", "--want", "adult", "--text", &text];
        venue.run_at(&[&check, arguments].concat(), code.time)
    };
    let at = |time| Code { time, ..ADULT };
    check(at(NOON), &["--once-a-day"]).is(0, &["A00"]);
    let late = check(at(NOON + HOUR), &["--once-a-day"]);
    late.is(
        1,
        &["R23", "This phone was let in 60 minutes ago, and here"],
    );
    // Without the rule a new step is a new proof, and the rule does not know of it afterwards.
    check(at(NOON + 2 * HOUR), &[]).is(0, &["A00"]);
    let other = Code {
        index: 9,
        ..at(NOON + HOUR)
    };
    check(other, &["--once-a-day"]).is(0, &["A00"]);
}
