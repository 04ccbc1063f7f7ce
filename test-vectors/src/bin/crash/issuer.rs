//! The commands of an issuer and of the root.

use anyhow::Result;
use test_vectors::cast::NOW;

use crate::place::Place;
use crate::scenario::{Scenario, answer, without};
use crate::tool::Tool;
use crate::world::{LATER, NEXT_DAY};

/// What differs between two honest answers: how long ago something was, and how often it was tried.
const PASSING: [&str; 3] = ["age_seconds", "cameras", "sequence"];
/// What differs between two honest issuers.
const OWN: [&str; 7] = [
    "root_fingerprint",
    "age_seconds",
    "sequence",
    "credential_keys",
    "status_key",
    "folder",
    "kid",
];
/// The most calls of a command that seals or opens secret keys, which is slow by design.
const MOST: usize = 120;

pub(crate) const SCENARIOS: [Scenario; 10] = [
    Scenario {
        name: "issuer-publish",
        command: |place| {
            let to = place.text_path("published");
            let publish = ["publish", "--to", &to];
            Ok(Tool::new(place, "issuer", "home", NEXT_DAY, &publish))
        },
        view: read,
        told_by: None,
        settled: |place| {
            let status = status(place, NEXT_DAY)?;
            Ok(format!("{} {status} {}", read(place)?, lists(place)?))
        },
        again: 0,
        swept: &["home", "published"],
        most: MOST,
    },
    // The publication before has expired, and its files go; lists are written for other programs too.
    Scenario {
        name: "issuer-publish-later",
        command: |place| {
            let to = place.text_path("published");
            let tokens = ["--token-status-list", "https://example.org/"];
            let publish = [&["publish", "--to", &to][..], &tokens].concat();
            Ok(Tool::new(place, "issuer", "home", LATER, &publish))
        },
        view: |place| read_at(place, LATER),
        told_by: None,
        settled: |place| {
            let files = [lists(place)?, tokens(place)?, left(place)?];
            Ok(format!("{} {}", read_at(place, LATER)?, files.join(" ")))
        },
        again: 0,
        swept: &["home", "published"],
        most: MOST,
    },
    Scenario {
        name: "root-trust-list",
        command: |place| {
            let to = place.text_path("published");
            let list = ["root", "trust-list", "--claims", "23=student", "--to", &to];
            Ok(Tool::new(place, "issuer", "home", NEXT_DAY, &list))
        },
        view: read,
        told_by: None,
        settled: read,
        again: 0,
        swept: &["home", "published"],
        most: MOST,
    },
    Scenario {
        name: "root-init",
        // One key: each is written as the others are.
        command: |place| {
            let init = ["root", "init", "--keys", "1", "--threshold", "1"];
            Ok(Tool::new(place, "issuer", "home", NOW, &init))
        },
        view: |place| Ok(exists(place, "home/root.pub")),
        told_by: None,
        settled: |place| {
            let to = place.text_path("published");
            let list = ["root", "trust-list", "--to", &to];
            let answer = Tool::new(place, "issuer", "home", NOW, &list).ask()?;
            Ok(without(answer, &OWN).to_string())
        },
        again: 1,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "issuer-init",
        command: |place| {
            let names = ["--name-ru", "Край", "--name-en", "Krai"];
            let init = [&["init", "--iss", "26"], &names[..]].concat();
            Ok(Tool::new(place, "issuer", "home", NOW, &init))
        },
        view: |place| {
            let status = Tool::new(place, "issuer", "home", NOW, &["status"]).run()?;
            Ok(format!(
                "{:?} {}",
                status.status.code(),
                exists(place, "home/issuer.entry")
            ))
        },
        told_by: None,
        // That it can publish shows that its keys are those of its entry.
        settled: |place| {
            let to = place.text_path("published");
            let publish = ["publish", "--to", &to];
            let answer = Tool::new(place, "issuer", "home", NOW, &publish).ask()?;
            Ok(format!("{} {}", without(answer, &OWN), status(place, NOW)?))
        },
        again: 1,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "issuer-import",
        settled: |place| Ok(import(place)?.ask()?.to_string()),
        ..REGISTRY
    },
    Scenario {
        name: "issuer-invite",
        command: |place| {
            let invite = ["enrol", "invite", "P-0001"];
            Ok(Tool::new(place, "issuer", "home", NOW, &invite))
        },
        ..REGISTRY
    },
    // The same request gets the same answer, byte for byte.
    Scenario {
        name: "issuer-answer",
        command: |place| {
            let (request, out) = (place.text_path("request"), place.text_path("answer"));
            let answer = ["enrol", "answer", &request, "--out", &out];
            Ok(Tool::new(place, "issuer", "home", NOW, &answer))
        },
        view: |place| place.hash("answer"),
        told_by: None,
        settled: |place| Ok(format!("{} {}", place.hash("answer")?, status(place, NOW)?)),
        again: 0,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "issuer-revoke",
        command: |place| {
            let revoke = ["revoke", "P-0004"];
            Ok(Tool::new(place, "issuer", "home", NOW, &revoke))
        },
        ..REGISTRY
    },
    // All that the file names, or nothing.
    Scenario {
        name: "issuer-revoke-file",
        command: |place| {
            let file = place.text_path("gone.csv");
            let revoke = ["revoke", "--from", &file];
            Ok(Tool::new(place, "issuer", "home", NOW, &revoke))
        },
        ..REGISTRY
    },
];

/// What changes the registry, which `status` counts.
const REGISTRY: Scenario = Scenario {
    name: "",
    command: import,
    view: |place| status(place, NOW),
    told_by: None,
    settled: |place| status(place, NOW),
    again: 0,
    swept: &["home"],
    most: MOST,
};

fn import(place: &Place) -> Result<Tool<'_>> {
    let register = place.text_path("register.csv");
    let import = ["register", "import", &register];
    Ok(Tool::new(place, "issuer", "home", NOW, &import))
}

fn status(place: &Place, at: u64) -> Result<String> {
    answer(&Tool::new(place, "issuer", "home", at, &["status"]), &OWN)
}

fn exists(place: &Place, name: &str) -> String {
    let there = if place.path(name).exists() {
        "there"
    } else {
        "none"
    };
    there.to_owned()
}

/// What a verifier that held the publication before takes from the folder, and how it then decides.
fn read(place: &Place) -> Result<String> {
    read_at(place, NEXT_DAY)
}

fn read_at(place: &Place, at: u64) -> Result<String> {
    place.restore_part("reader")?;
    let from = place.text_path("published");
    let sync = Tool::new(place, "verifier", "reader", at, &["sync", &from]).run()?;
    let code = sync.status.code();
    let reader = |args: &[&str]| {
        let tool = Tool::new(place, "verifier", "reader", at, args);
        answer(&tool, &PASSING)
    };
    let (honest, revoked) = (place.read("code-honest")?, place.read("code-revoked")?);
    Ok(format!(
        "{code:?} {} {} {}",
        reader(&["status"])?,
        reader(&["explain", "--want", "adult", &honest])?,
        reader(&["explain", "--want", "adult", &revoked])?,
    ))
}

/// The published files that are the same however often it was tried: status lists and deltas.
fn lists(place: &Place) -> Result<String> {
    let is_same = |name: &String| name.ends_with(".list") || name.ends_with(".delta");
    let files = place.hashes("published")?.into_keys().filter(is_same);
    Ok(files.collect::<Vec<_>>().join(" "))
}

/// The published Token Status Lists, which have no number either.
fn tokens(place: &Place) -> Result<String> {
    let files = place.hashes("published")?.into_iter();
    let files = files.filter(|(name, _)| name.ends_with(".cwt"));
    let files = files.map(|(name, hash)| format!("{name} {hash}"));
    Ok(files.collect::<Vec<_>>().join(" "))
}

/// The files that were there at the start and still are.
fn left(place: &Place) -> Result<String> {
    let start = place.start().join("published");
    let files = place.hashes("published")?.into_keys();
    let files = files.filter(|name| start.join(name).exists());
    Ok(files.collect::<Vec<_>>().join(" "))
}
