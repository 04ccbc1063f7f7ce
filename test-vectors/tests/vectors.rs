//! Every vector on disk gives what it expects, and is what the generator makes.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shared::manifest::{ListEntry, UnverifiedManifest};
use shared::root_set::RootSet;
use shared::status_delta;
use shared::status_list::StatusList;
use shared::time::Epoch;
use shared::trust_list::UnverifiedTrustList;
use shared::venue_text::VenueText;
use test_vectors::vector::Vector;
use test_vectors::{catalogue, door};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(name: &str) -> anyhow::Result<Vec<u8>> {
    Ok(std::fs::read(folder().join(name))?)
}

fn hash(digits: &str) -> [u8; 32] {
    let bytes = Vector::new("", digits.to_owned()).bytes().unwrap();
    bytes.try_into().unwrap()
}

/// The vectors of one folder, by name.
fn vectors(kind: &str) -> Vec<(String, Vector)> {
    let mut vectors: Vec<(String, Vector)> = std::fs::read_dir(folder().join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let vector = Vector::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, vector)
        })
        .collect();
    vectors.sort_by(|a, b| a.0.cmp(&b.0));
    vectors
}

fn check_verdicts(kind: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for (name, vector) in vectors(kind) {
        let verdict = door::run(&vector, file).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let expect = vector.need("expect").unwrap();
        assert_eq!(
            door::write_verdict(&verdict),
            expect,
            "{kind}/{name}: {verdict:?}"
        );
        seen.insert(verdict.code().to_owned());
    }
    seen
}

#[test]
fn presentations_get_their_verdicts_and_every_reason_and_gap_is_shown() {
    let mut seen = check_verdicts("presentation");
    seen.extend(check_verdicts("canonical"));
    seen.extend(check_verdicts("qr_text"));
    let reasons = (1..=23).map(|number| format!("R{number:02}"));
    let gaps = (1..=13).map(|number| format!("G{number:02}"));
    let all: BTreeSet<String> = reasons.chain(gaps).chain(["A00".to_owned()]).collect();
    assert_eq!(seen, all);
}

#[test]
fn lanes_hear_and_tell() {
    let seen = check_verdicts("lanes");
    assert_eq!(seen, ["A00", "R22", "R23"].map(str::to_owned).into());
}

#[test]
fn trust_lists_are_taken_or_refused() {
    for (name, vector) in vectors("trust_list") {
        let roots = String::from_utf8(file(vector.need("root-set").unwrap()).unwrap()).unwrap();
        let bytes = vector.bytes().unwrap();
        let outcome = match UnverifiedTrustList::parse(&bytes) {
            Err(_) => "malformed",
            Ok(list) => match list.verify(&RootSet::from_text(&roots).unwrap()) {
                Err(_) => "not-signed",
                Ok(_) => "taken",
            },
        };
        assert_eq!(outcome, vector.need("expect").unwrap(), "{name}");
    }
}

#[test]
fn manifests_are_taken_or_refused() {
    for (name, vector) in vectors("manifest") {
        let roots = String::from_utf8(file(vector.need("root-set").unwrap()).unwrap()).unwrap();
        let trust = file(vector.need("trust-list").unwrap()).unwrap();
        let trust = UnverifiedTrustList::parse(&trust)
            .unwrap()
            .verify(&RootSet::from_text(&roots).unwrap())
            .unwrap();
        let bytes = vector.bytes().unwrap();
        let outcome = match UnverifiedManifest::parse(&bytes) {
            Err(_) => "malformed",
            Ok(manifest) => {
                let entry = trust.issuer(manifest.issuer()).unwrap();
                match manifest.verify(entry.status_key()) {
                    Err(_) => "not-signed",
                    Ok(_) => "taken",
                }
            }
        };
        assert_eq!(outcome, vector.need("expect").unwrap(), "{name}");
    }
}

#[test]
fn status_lists_are_taken_or_found_damaged() {
    for (name, vector) in vectors("status_list") {
        let (bytes, entry) = list(&vector);
        let outcome = match StatusList::parse(bytes, &entry) {
            Ok(_) => "taken",
            Err(_) => "damaged",
        };
        assert_eq!(outcome, vector.need("expect").unwrap(), "{name}");
    }
}

#[test]
fn deltas_are_taken_or_refused() {
    let named = |vector: &Vector, field: &str| {
        let text = String::from_utf8(file(vector.need(field).unwrap()).unwrap()).unwrap();
        list(&Vector::parse(&text).unwrap())
    };
    for (name, vector) in vectors("status_delta") {
        let (old, of_old) = named(&vector, "from");
        let (new, of_new) = named(&vector, "to");
        let old = StatusList::parse(old, &of_old).unwrap();
        let outcome = match status_delta::apply(&old, &vector.bytes().unwrap(), &of_new) {
            Ok(made) => {
                assert_eq!(made, new, "{name}");
                "taken"
            }
            Err(_) => "refused",
        };
        assert_eq!(outcome, vector.need("expect").unwrap(), "{name}");
    }
}

#[test]
fn what_venues_show_is_read_or_refused() {
    for (name, vector) in vectors("venue_text") {
        let read = match vector.need("for").unwrap() {
            "venue" => VenueText::venue(&vector.body).map(|code| format!("venue {code}")),
            _ => VenueText::challenge(&vector.body).map(|code| format!("challenge {code}")),
        };
        let outcome = read.unwrap_or_else(|_| "refused".to_owned());
        assert_eq!(outcome, vector.need("expect").unwrap(), "{name}");
    }
}

/// A status list and how the manifest describes it.
fn list(vector: &Vector) -> (Vec<u8>, ListEntry) {
    let number = |name: &str| vector.need(name).unwrap().parse().unwrap();
    let entry = ListEntry {
        epoch: Epoch::new(0),
        capacity: number("capacity"),
        revoked: number("revoked"),
        size: number("size"),
        hash: hash(vector.need("hash").unwrap()),
    };
    (vector.bytes().unwrap(), entry)
}

#[test]
fn the_vectors_on_disk_are_those_of_the_generator() {
    let made = catalogue::all();
    for (name, bytes) in &made {
        let on_disk = file(name).unwrap_or_default();
        assert!(
            on_disk == *bytes,
            "{name} differs: run `make vectors` and look at the change"
        );
    }
    let kinds: BTreeSet<&Path> = made
        .keys()
        .filter_map(|name| Path::new(name).parent())
        .collect();
    for kind in kinds {
        for entry in std::fs::read_dir(folder().join(kind)).unwrap() {
            let name = kind.join(entry.unwrap().file_name());
            let name = name.to_str().unwrap();
            assert!(made.contains_key(name), "{name} is not the generator's");
        }
    }
}
