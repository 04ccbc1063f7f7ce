//! What a help desk gets, and what it does not.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;

use serde_json::Value;

use crate::publisher::{ADULT, Code, NOON};
use crate::venue::Venue;

/// The files of an archive.
fn unpacked(venue: &Venue, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(File::open(venue.path(name)).unwrap());
    let entries = archive.entries().unwrap();
    let file = |entry: std::io::Result<tar::Entry<'_, File>>| {
        let mut entry = entry.unwrap();
        let owner = (entry.header().uid().unwrap(), entry.header().username());
        assert_eq!(owner, (0, Ok(Some(""))));
        let name = entry.path().unwrap().display().to_string();
        let name = name.strip_prefix("verifier-support/").unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    entries.map(file).collect()
}

#[test]
fn a_help_desk_gets_what_it_needs_and_nothing_about_anybody() {
    let (venue, publisher) = Venue::usual();
    let accepted = ADULT.text();
    let challenged = Code { index: 9, ..ADULT }.text();
    venue.check("adult", &accepted, NOON).is(0, &[]);
    venue.run(&["challenge"]).is(0, &[]);
    venue.check("student", &challenged, NOON).is(1, &[]);
    let settings = "source = 'https://door:s3cr3t@lists.example/26?key=hidden'\nprofile = 'museum'\ncamera = 3\n";
    fs::write(venue.home().join("settings.toml"), settings).unwrap();
    let out = venue.path("support.tar").display().to_string();
    let mut command = venue.command(&["support-bundle", "--out", &out], NOON);
    let directory = venue.path("").display().to_string();
    let directory = directory.trim_end_matches('/');
    let answer = crate::venue::answer(command.env("HOME", directory).output());
    answer.is(0, &[&out]);
    let files = unpacked(&venue, "support.tar");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "about.json",
            "cameras.json",
            "counts/2025-11-25.json",
            "doctor.json",
            "held.json",
            "profile.toml",
            "settings.toml",
            "status.json",
        ]
    );
    let json = |name: &str| serde_json::from_slice::<Value>(&files[name]).unwrap();
    assert_eq!(json("about.json")["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json("doctor.json")["decides"], true);
    assert_eq!(json("status.json")["lists"]["trust_list"]["sequence"], 1);
    assert_eq!(
        json("held.json")["newest"]["manifests"]
            .as_object()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(json("counts/2025-11-25.json")["counts"]["adult"]["A00"], 1);
    let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
    let others = names
        .iter()
        .filter(|name| name.ends_with(".json") || name.ends_with(".toml"));
    for name in others.filter(|name| !name.starts_with("counts/")) {
        assert_eq!(readme.matches(name).count(), 2, "{name}, in both languages");
    }
    let bytes = fs::read(venue.path("support.tar")).unwrap();
    let all = String::from_utf8_lossy(&bytes);
    let runtime = fs::read_dir(venue.path("run")).unwrap().next().unwrap();
    let memory = fs::read(runtime.unwrap().path().join("rehearsal")).unwrap();
    for (secret, what) in [
        (accepted.as_str(), "a code"),
        (challenged.as_str(), "a code"),
        ("SP1:", "the beginning of a code"),
        (directory, "the user's directory"),
        ("s3cr3t", "a password"),
        ("hidden", "a key"),
    ] {
        assert!(!all.contains(secret), "{what}");
    }
    // The handles of devices, the key that makes them, and the challenges all stand in the memory.
    let is_random = |part: &&[u8]| part.iter().filter(|byte| **byte == 0).count() < 4;
    let parts: Vec<&[u8]> = memory.windows(12).filter(is_random).collect();
    assert!(parts.len() > 40, "there is a memory");
    for part in parts {
        let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
        let is_there = all.contains(&hex) || bytes.windows(12).any(|found| found == part);
        assert!(!is_there, "a piece of the memory");
    }
    drop(publisher);
}

#[test]
fn a_file_that_is_there_stays() {
    let venue = Venue::new();
    let out = venue.path("support.tar");
    let path = out.display().to_string();
    fs::write(&out, "mine").unwrap();
    let bundle = ["support-bundle", "--out", &path];
    venue.run(&bundle).is(4, &["is already there"]);
    assert_eq!(fs::read(&out).unwrap(), b"mine");
    fs::remove_file(&out).unwrap();
    // Nothing is held here, and that is a case for the help desk too.
    venue.run(&bundle).is(0, &[]);
    let files = unpacked(&venue, "support.tar");
    assert!(files.contains_key("doctor.json") && !files.contains_key("profile.toml"));
    let nowhere = venue.path("nowhere/support.tar").display().to_string();
    venue
        .run(&["support-bundle", "--out", &nowhere])
        .is(4, &["nowhere"]);
}
