//! New lists come in whole, and nothing bad does.

use std::fs;

use serde_json::json;
use shared::publication;

use crate::publisher::{ADULT, Code, DAY, HOUR, MOSCOW, NOON, Publisher, STAVROPOL, roots};
use crate::venue::Venue;

fn flip(publisher: &Publisher, name: &str) {
    let mut bytes = publisher.read(name);
    *bytes.last_mut().unwrap() ^= 1;
    publisher.write(name, &bytes);
}

fn cut(publisher: &Publisher, name: &str) {
    let mut bytes = publisher.read(name);
    bytes.pop();
    publisher.write(name, &bytes);
}

#[test]
fn a_first_synchronisation_makes_decisions_possible() {
    let venue = Venue::new();
    let publisher = Publisher::usual(&venue.path("published"));
    venue.run(&["status"]).is(3, &["There is no root key"]);
    venue.sync(&publisher).is(4, &["there is no root key"]);
    venue.trust(1);
    venue
        .run(&["status"])
        .is(3, &["There is no trust list", "G03"]);
    venue.sync(&publisher).is(
        0,
        &[
            "Taken: trust list no. 1.",
            "Taken: lists of 26 no. 1, 9 days.",
            "Region 26 (26) no. 1: signed 60 minutes ago; lists for 9 days",
            "The data will do for 6 days.",
        ],
    );
    venue.sync(&publisher).is(0, &["Nothing new."]);
    venue.run(&["status"]).is(0, &["Codes can be checked."]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn a_newer_publication_replaces_the_one_before_and_its_files_go() {
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
    venue.sync(&publisher).is(0, &["Taken: lists of 26 no. 2"]);
    venue.check("adult", &ADULT.text(), NOON).is(1, &["R21"]);
    assert_eq!(venue.data("manifest").len(), 2, "readers may still need it");
    venue.sync(&publisher).is(0, &["Nothing new."]);
    assert_eq!(venue.data("manifest").len(), 1);
    assert_eq!(venue.data("list").len(), 9);
}

#[test]
fn an_older_publication_is_named_and_not_taken() {
    let (venue, publisher) = Venue::usual();
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL]);
    publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
    venue.sync(&publisher).is(0, &[]);
    let before = venue.files();
    publisher.point(publication::TRUST_POINTER, 1);
    publisher.point(&publication::manifest_pointer(STAVROPOL.id()), 1);
    venue.sync(&publisher).is(
        1,
        &[
            "trust/00000001.cose: no. 1 is here, no. 2 is held already",
            "issuers/26/00000001.cose: no. 1 is here, no. 2 is held already",
        ],
    );
    venue.sync(&publisher).is(1, &[]);
    let kept: Vec<_> = venue.files();
    assert!(before.iter().filter(|file| kept.contains(file)).count() > 10);
    venue.check("adult", &ADULT.text(), NOON).is(1, &["R21"]);
}

#[test]
fn two_files_with_one_number_are_an_alarm() {
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 1, NOON, &[3, 7]);
    publisher.trust_list(1, NOON, &[1], &[1], &[STAVROPOL]);
    let answer = venue.sync(&publisher);
    answer.is(
        1,
        &[
            "ALARM! trust/00000001.cose: two different files are signed as number 1",
            "ALARM! issuers/26/00000001.cose: two different files",
        ],
    );
    assert!(answer.out.starts_with("ALARM!"), "alarms come first");
    assert_eq!(fs::read_dir(venue.home().join("alarm")).unwrap().count(), 4);
    venue.run(&["status"]).is(0, &["ALARM! Different files"]);
    // What was held stays in use: nobody is revoked there.
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn damaged_and_foreign_files_are_named_and_the_good_data_stays() {
    type Spoil = fn(&Publisher);
    let cases: [(Spoil, &str); 12] = [
        (
            |p| p.remove(publication::TRUST_POINTER),
            "trust/latest: there is no such file",
        ),
        (
            |p| p.write(publication::TRUST_POINTER, b"2"),
            "trust/latest: one number must be in it",
        ),
        (
            |p| p.write(publication::TRUST_POINTER, &[b'1'; 33]),
            "trust/latest: larger than 32 bytes",
        ),
        (
            |p| cut(p, "trust/00000002.cose"),
            "trust/00000002.cose: breaks off at byte",
        ),
        (
            |p| flip(p, "trust/00000002.cose"),
            "trust/00000002.cose: the signature of root key",
        ),
        (
            |p| p.write("trust/00000002.cose", b"\x89PNG"),
            "trust/00000002.cose: damaged, or not the right file",
        ),
        (
            |p| {
                let first = p.read("trust/00000001.cose");
                p.write("trust/00000002.cose", &first);
            },
            "the number inside is 1, in its name 2",
        ),
        (
            |p| p.trust_list(2, NOON, &[9], &[9], &[STAVROPOL]),
            "0 trusted root keys have signed, 1 must",
        ),
        (
            |p| cut(p, "issuers/26/00000002.cose"),
            "issuers/26/00000002.cose: breaks off",
        ),
        (
            |p| flip(p, "issuers/26/00000002.cose"),
            "not signed with this issuer's key",
        ),
        (
            |p| {
                p.lists(MOSCOW, 2, NOON, &[]);
                let foreign = p.read("issuers/77/00000002.cose");
                p.write("issuers/26/00000002.cose", &foreign);
            },
            "it is a file of the issuer 77",
        ),
        (
            |p| p.remove("issuers/26/00000002.cose"),
            "issuers/26/00000002.cose: there is no such file",
        ),
    ];
    for (spoil, problem) in cases {
        let (venue, publisher) = Venue::usual();
        publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL]);
        publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
        spoil(&publisher);
        venue
            .sync(&publisher)
            .is(1, &[problem, "Codes can be checked."]);
        venue.run(&["status"]).is(0, &["lists for 9 days"]);
    }
}

#[test]
fn a_publication_with_a_bad_list_is_not_taken_while_the_one_before_decides() {
    for spoil in [cut, flip, |p: &Publisher, name: &str| p.remove(name)] {
        let (venue, publisher) = Venue::usual();
        let before = publisher.list_names(STAVROPOL);
        publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
        let mut new = publisher.list_names(STAVROPOL);
        new.retain(|name| !before.contains(name));
        spoil(&publisher, &new[0]);
        venue.sync(&publisher).is(1, &[&new[0], "no. 1: signed"]);
        venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    }
}

#[test]
fn a_part_of_a_publication_is_better_than_nothing() {
    let venue = Venue::new();
    let publisher = Publisher::usual(&venue.path("published"));
    for name in publisher.list_names(STAVROPOL).iter().skip(1) {
        publisher.remove(name);
    }
    venue.trust(1);
    venue
        .sync(&publisher)
        .is(1, &["there is no such file", "lists for 1 day"]);
    publisher.lists(STAVROPOL, 1, NOON - HOUR, &[3]);
    venue.sync(&publisher).is(0, &["lists for 9 days"]);
}

#[test]
fn one_bad_issuer_does_not_stop_the_others() {
    let venue = Venue::new();
    let publisher = Publisher::usual(&venue.path("published"));
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL, MOSCOW]);
    venue.trust(1);
    let problem = "issuers/77/latest: there is no such file";
    venue.sync(&publisher).is(
        1,
        &[problem, "Region 77 (77): no lists", "Codes can be checked."],
    );
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    let other = Code {
        issuer: MOSCOW,
        index: 11,
        ..ADULT
    };
    venue.check("adult", &other.text(), NOON).is(3, &["G08"]);
    publisher.lists(MOSCOW, 1, NOON, &[]);
    venue.sync(&publisher).is(0, &[]);
    venue.check("adult", &other.text(), NOON).is(0, &["YES"]);
    publisher.trust_list(3, NOON, &[1], &[1], &[MOSCOW]);
    venue
        .sync(&publisher)
        .is(0, &["The issuer 26 is no longer in the trust list."]);
    let new = Code { index: 9, ..ADULT };
    venue.check("adult", &new.text(), NOON).is(1, &["R02"]);
}

#[test]
fn changes_of_the_root_keys_are_followed_one_by_one() {
    let (venue, publisher) = Venue::usual();
    publisher.trust_list(2, NOON - 50, &[2, 3], &[1], &[STAVROPOL]);
    publisher.trust_list(4, NOON - 40, &[2, 3], &[2, 3], &[STAVROPOL]);
    publisher.trust_list(5, NOON - 30, &[4], &[2, 3], &[STAVROPOL]);
    publisher.trust_list(7, NOON - 20, &[4], &[4], &[STAVROPOL]);
    let answer = venue.sync(&publisher);
    answer.is(
        0,
        &["Taken: trust list no. 7.", "The root keys have changed"],
    );
    venue.sync(&publisher).is(0, &["Nothing new."]);
    venue
        .run(&["trust", "show"])
        .is(0, &[&roots(&[1]).fingerprint(), &roots(&[4]).fingerprint()]);
    // The old keys sign nothing any more.
    publisher.trust_list(8, NOON, &[1], &[1], &[STAVROPOL]);
    venue
        .sync(&publisher)
        .is(1, &["0 trusted root keys have signed"]);
    // Another file with the number of the list in use, signed by the same keys.
    publisher.trust_list(7, NOON, &[4], &[4], &[STAVROPOL]);
    venue.sync(&publisher).is(1, &["ALARM!"]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn a_missing_link_leaves_the_newest_list_that_can_be_reached() {
    let (venue, publisher) = Venue::usual();
    publisher.trust_list(2, NOON - 50, &[1], &[1], &[STAVROPOL]);
    publisher.trust_list(3, NOON - 40, &[2], &[1], &[STAVROPOL]);
    publisher.trust_list(4, NOON - 30, &[2], &[2], &[STAVROPOL]);
    publisher.remove("trust/00000003.cose");
    let answer = venue.sync(&publisher);
    answer.is(
        1,
        &[
            "trust/00000004.cose: 0 trusted root keys",
            "trust list no. 2.",
        ],
    );
}

#[test]
fn another_root_needs_to_be_asked_for() {
    let (venue, publisher) = Venue::usual();
    let (first, second) = (roots(&[1]).to_text(), roots(&[2]).to_text());
    venue.run(&["trust", "add", &first]).is(0, &["already"]);
    venue.run(&["trust", "add", &second]).is(1, &["--replace"]);
    venue.run(&["status"]).is(0, &[]);
    venue
        .run(&["trust", "add", &second, "--replace"])
        .is(0, &[&roots(&[2]).fingerprint()]);
    venue.run(&["status"]).is(3, &["There is no trust list"]);
    venue
        .sync(&publisher)
        .is(1, &["0 trusted root keys have signed"]);
    // The marks come back with the root: an older list is still older.
    venue.run(&["trust", "add", &first, "--replace"]).is(0, &[]);
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL]);
    venue.sync(&publisher).is(0, &[]);
    venue.run(&["trust", "add", &first, "--replace"]).is(0, &[]);
    publisher.point(publication::TRUST_POINTER, 1);
    venue
        .sync(&publisher)
        .is(1, &["no. 1 is here, no. 2 is held already"]);
    publisher.point(publication::TRUST_POINTER, 2);
    venue.sync(&publisher).is(0, &["Codes can be checked."]);
}

#[test]
fn a_root_comes_from_a_file_or_a_text_and_must_be_one() {
    let venue = Venue::new();
    let file = venue.path("root.pub");
    fs::write(&file, format!("{}\r\n", roots(&[1]).to_text())).unwrap();
    let file = file.display().to_string();
    let fingerprint = roots(&[1]).fingerprint();
    venue
        .run(&["trust", "show"])
        .is(3, &["There is no root key"]);
    venue
        .run(&["trust", "add", &file])
        .is(0, &[&fingerprint, "Compare the fingerprint"]);
    let shown = venue.run(&["trust", "show", "--json"]);
    assert_eq!(shown.json()["fingerprint"], json!(fingerprint));
    fs::write(venue.path("wrong"), "hello").unwrap();
    let wrong = venue.path("wrong").display().to_string();
    venue
        .run(&["trust", "add", &wrong])
        .is(2, &["not a root key"]);
    venue
        .run(&["trust", "add", "spravka-root-1:1:00"])
        .is(2, &["not a root key"]);
    venue
        .run(&["trust", "add", "nowhere"])
        .is(4, &["there is no such file"]);
}

#[test]
fn times_far_ahead_are_reported_and_stop_nobody() {
    let (venue, publisher) = Venue::usual();
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL, MOSCOW]);
    publisher.lists(MOSCOW, 1, NOON + 30 * DAY, &[]);
    venue
        .sync(&publisher)
        .is(1, &["its time is 30 days ahead of this computer's clock"]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn a_signed_time_shows_that_the_clock_is_behind() {
    let (venue, _publisher) = Venue::usual();
    let early = NOON - 2 * HOUR;
    let code = Code {
        time: early,
        ..ADULT
    };
    venue
        .check("adult", &code.text(), early)
        .is(3, &["G05", "60 minutes"]);
    venue.run_at(&["status"], early).is(3, &["G05"]);
}

#[test]
fn a_folder_that_is_none_is_said() {
    let (venue, _publisher) = Venue::usual();
    venue
        .run(&["sync", "nowhere"])
        .is(4, &["nowhere is neither a folder nor a file"]);
}

#[test]
fn a_killed_synchronisation_leaves_the_old_state_or_the_new() {
    let (venue, publisher) = Venue::usual();
    let old = fs::read(venue.home().join("state.json")).unwrap();
    publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
    venue.sync(&publisher).is(0, &[]);
    // Killed after the signed files, before the state: the old state counts, with all its files.
    fs::write(venue.home().join("state.json"), old).unwrap();
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    // Killed while writing: half a file, under a name that nobody reads.
    fs::write(venue.home().join(".spravka-half"), b"{").unwrap();
    fs::write(venue.home().join("data/.spravka-half"), b"x").unwrap();
    venue.run(&["status"]).is(0, &[]);
    venue.sync(&publisher).is(0, &["Taken: lists of 26 no. 2"]);
    assert!(!venue.has(".spravka-half") && !venue.has("data/.spravka-half"));
    let other = Code {
        time: NOON + 30,
        ..ADULT
    };
    venue
        .check("adult", &other.text(), NOON + 30)
        .is(1, &["R21"]);
}

#[test]
fn damage_on_the_disk_is_a_gap_and_mends_itself() {
    let spoilt: [(&str, &[&str]); 3] = [
        ("trust", &["The trust list's file is damaged", "G03"]),
        ("manifest", &["Region 26 (26): no lists", "G08"]),
        (
            "list",
            &[
                "The revocation list for the day of this code is damaged",
                "G13",
            ],
        ),
    ];
    for (ending, said) in spoilt {
        let (venue, publisher) = Venue::usual();
        for path in venue.data(ending) {
            fs::write(path, b"x").unwrap();
        }
        venue.run(&["status"]).is(3, said);
        venue.check("adult", &ADULT.text(), NOON).is(3, &[said[1]]);
        venue.sync(&publisher).is(0, &["Codes can be checked."]);
        venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    }
    let (venue, publisher) = Venue::usual();
    for path in venue.data("list") {
        fs::remove_file(path).unwrap();
    }
    venue.check("adult", &ADULT.text(), NOON).is(3, &["G12"]);
    venue.sync(&publisher).is(0, &[]);
    fs::write(venue.home().join("state.json"), b"{").unwrap();
    venue
        .check("adult", &ADULT.text(), NOON)
        .is(4, &["state.json is damaged"]);
    let root = roots(&[1]).to_text();
    venue
        .run(&["trust", "add", &root])
        .is(4, &["state.json is damaged"]);
    venue.run(&["trust", "add", &root, "--replace"]).is(0, &[]);
    venue.sync(&publisher).is(0, &["Codes can be checked."]);
}

#[test]
fn programs_read_the_same() {
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 2, NOON, &[]);
    publisher.remove(publication::TRUST_POINTER);
    let folder = publisher.folder().display().to_string();
    let answer = venue.run(&["sync", &folder, "--json"]);
    assert_eq!(answer.code, 1);
    let json = answer.json();
    assert_eq!(
        json["changes"][0],
        json!({"change": "manifest", "issuer": "26", "sequence": 2, "lists": 9})
    );
    assert_eq!(json["problems"][0]["file"], "trust/latest");
    assert_eq!(json["problems"][0]["problem"], "missing");
    assert_eq!(json["decides"], true);
    let status = venue.run(&["status", "--json"]).json();
    assert_eq!(status["decides"], true);
    assert_eq!(
        status["lists"]["issuers"][0]["lists"]
            .as_array()
            .unwrap()
            .len(),
        9
    );
    assert_eq!(status["lists"]["trust_list"]["age_seconds"], 3_600);
}

#[test]
fn a_delta_is_enough_where_an_older_list_is_held() {
    let even: Vec<u64> = (0..50).map(|n| 2 * n).collect();
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 2, NOON, &even);
    venue.sync(&publisher).is(0, &["Taken: lists of 26 no. 2"]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    // All that comes of the third publication are deltas.
    let before = publisher.list_names(STAVROPOL);
    publisher.lists(STAVROPOL, 3, NOON, &[&even[..], &[7]].concat());
    let names = publisher.list_names(STAVROPOL);
    let new: Vec<_> = names.iter().filter(|name| !before.contains(name)).collect();
    assert!(!new.is_empty());
    let files: Vec<_> = new.iter().map(|name| publisher.read(name)).collect();
    publisher.deltas(STAVROPOL, 2, 3);
    new.iter().for_each(|name| publisher.remove(name));
    venue.sync(&publisher).is(0, &["Taken: lists of 26 no. 3"]);
    venue.check("adult", &ADULT.text(), NOON).is(1, &["R21"]);
    let held: Vec<_> = venue
        .data("list")
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect();
    assert!(files.iter().all(|file| held.contains(file)));
}

#[test]
fn a_bad_delta_is_passed_over_for_the_list_itself() {
    let even: Vec<u64> = (0..50).map(|n| 2 * n).collect();
    let (venue, publisher) = Venue::usual();
    publisher.lists(STAVROPOL, 2, NOON, &even);
    venue.sync(&publisher).is(0, &[]);
    publisher.lists(STAVROPOL, 3, NOON, &[&even[..], &[7]].concat());
    for name in publisher.deltas(STAVROPOL, 2, 3) {
        flip(&publisher, &name);
    }
    venue.sync(&publisher).is(0, &["Taken: lists of 26 no. 3"]);
    venue.check("adult", &ADULT.text(), NOON).is(1, &["R21"]);
}
