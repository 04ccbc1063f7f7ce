//! Several programs at one home: the second writer waits, readers never do, and no code counts twice.

use std::fs;
use std::process::Stdio;
use std::time::Instant;

use host::clock::Clock;
use host::home::Home;
use host::language::Language;
use shared::claims::Claim;
use shared::verify::Policy;
use verifier::door::Door;
use verifier::report;
use verifier::session::Session;

use crate::publisher::{ADULT, Code, NOON, STAVROPOL};
use crate::venue::Venue;

fn session(venue: &Venue) -> Session {
    Session {
        words: report::words(Language::English),
        home: Home::new(Some(&venue.home()), "verifier").unwrap(),
        clock: Clock::rehearsal(NOON),
        random: |bytes| {
            bytes.fill(7);
            Ok(())
        },
        instant: Instant::now,
        pause: std::thread::sleep,
        profile: None,
        json: false,
        colour: false,
        window: || None,
    }
}

#[test]
fn an_open_door_takes_new_lists_at_once() {
    let (venue, publisher) = Venue::usual();
    let session = session(&venue);
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
    let session = session(&venue);
    let _lock = session.home.lock().unwrap();
    venue
        .check("adult", &ADULT.text(), NOON)
        .is(0, &["YES · adult"]);
    venue.run(&["status"]).is(0, &[]);
    venue.sync(&publisher).is(4, &["is in use by verifier"]);
}
