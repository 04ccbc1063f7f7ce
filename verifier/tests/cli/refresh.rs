//! New lists arrive while codes are checked: from a folder, on a stick, not at all, and false ones.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::at_work::AtWork;
use crate::publisher::{ADULT, Code, NOON, STAVROPOL};
use crate::server::free_port;
use crate::venue::Venue;

const ELEVENTH: Code = Code { index: 11, ..ADULT };
const TWELFTH: Code = Code { index: 12, ..ADULT };

fn accepted() -> (String, bool) {
    ("A00".to_owned(), false)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn what_is_published_meanwhile_decides_about_the_next_code() {
    let (venue, publisher) = Venue::usual();
    let folder = publisher.folder().display().to_string();
    let sticks = venue.path("media").display().to_string();
    let mut door = AtWork::at(&venue, &["--sync-from", &folder, "--sticks", &sticks]);
    let first = door.wait_for("sync", "done");
    assert_eq!(first["taken"], 0);
    assert_eq!(door.show(&ADULT.text()), accepted());
    publisher.lists(STAVROPOL, 2, NOON, &[3, 11]);
    let taken = door.wait_for("sync", "done");
    assert_eq!(
        (&taken["taken"], &taken["alarm"]),
        (&1.into(), &false.into())
    );
    assert_eq!(door.show(&ELEVENTH.text()).0, "R21");
    assert_eq!(door.show(&ADULT.text()).0, "R22", "the memory is as it was");
    assert_eq!(door.show(&TWELFTH.text()), accepted());
}

#[test]
fn a_stick_is_taken_from_when_it_is_plugged_in() {
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 2, NOON, &[3, 11]);
    let media = venue.path("media");
    let mut door = AtWork::at(&venue, &["--sticks", &media.display().to_string()]);
    assert_eq!(door.show(&TWELFTH.text()), accepted());
    copy(publisher.folder(), &media.join("guard/STICK/lists"));
    assert_eq!(door.wait_for("sync", "done")["taken"], 1);
    assert_eq!(door.show(&ELEVENTH.text()).0, "R21");
}

#[test]
fn what_cannot_be_taken_is_said_and_decides_nothing() {
    let empty = Venue::new();
    empty.trust(1);
    let nobody = format!("http://127.0.0.1:{}/", free_port());
    let mut door = AtWork::at(&empty, &["--sync-from", &nobody]);
    let failed = door.wait_for("sync", "failed");
    assert!(
        failed["why"].as_str().unwrap().contains("127.0.0.1"),
        "{failed}"
    );
    assert_eq!(door.show(&ADULT.text()).0, "G03");
    drop(door);

    // Another publication under the number of the one that is held.
    let (venue, publisher) = Venue::usual();
    let media = venue.path("media");
    publisher.lists(STAVROPOL, 1, NOON + 1, &[3, 11]);
    copy(publisher.folder(), &media.join("STICK"));
    let mut door = AtWork::at(&venue, &["--sticks", &media.display().to_string()]);
    let alarm = door.wait_for("sync", "failed");
    assert_eq!(
        (&alarm["alarm"], &alarm["taken"]),
        (&true.into(), &0.into())
    );
    assert_eq!(door.show(&ELEVENTH.text()), accepted());
}

#[test]
fn a_folder_that_is_not_whole_is_not_tried_at_every_look() {
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 1, NOON + 1, &[3, 11]);
    let folder = publisher.folder().display().to_string();
    let mut door = AtWork::at(&venue, &["--sync-from", &folder]);
    door.wait_for("sync", "failed");
    // Two more looks, with a code now and then so that it would be said.
    for _ in 0..5 {
        std::thread::sleep(Duration::from_secs(1));
        let lines = door.lines_until_code("https://example.org");
        assert!(
            lines.iter().all(|line| line.get("sync").is_none()),
            "{lines:?}"
        );
    }
}

#[test]
fn nobody_looks_where_nobody_is_to_look() {
    let (venue, publisher) = Venue::usual();
    let settings = format!("source = '{}'\n", publisher.folder().display());
    fs::write(venue.home().join("settings.toml"), settings).unwrap();
    publisher.lists(STAVROPOL, 2, NOON, &[3, 11]);
    let mut door = AtWork::at(&venue, &["--no-sync"]);
    assert_eq!(door.show(&ELEVENTH.text()), accepted());
    drop(door);
    let mut door = AtWork::at(&venue, &[]);
    assert_eq!(door.wait_for("sync", "done")["taken"], 1);
    assert_eq!(
        door.show(
            &Code {
                venue: None,
                ..ELEVENTH
            }
            .text()
        )
        .0,
        "R21"
    );
}
