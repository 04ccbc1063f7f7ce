//! The verifier's commands.

use std::fs;

use anyhow::{Result, ensure};
use test_vectors::cast::NOW;

use crate::place::Place;
use crate::scenario::{ALL, Scenario, answer};
use crate::tool::Tool;
use crate::world::NEXT_DAY;

/// What differs between two honest answers: how long ago something was.
const PASSING: [&str; 2] = ["age_seconds", "cameras"];
/// The most calls of a synchronisation that waits for a server.
const MOST: usize = 120;

pub(crate) const SCENARIOS: [Scenario; 10] = [
    Scenario {
        name: "verifier-sync",
        ..SYNC
    },
    Scenario {
        name: "verifier-sync-archive",
        command: |place| {
            let from = place.text_path("published.tar");
            Ok(sync_from(place, NEXT_DAY, &from))
        },
        ..SYNC
    },
    Scenario {
        name: "verifier-sync-address",
        command: |place| {
            let from = place.read("address")?;
            Ok(sync_from(place, NEXT_DAY, &from))
        },
        most: MOST,
        ..SYNC
    },
    Scenario {
        name: "verifier-first-sync",
        command: |place| sync(place, NOW),
        ..FIRST
    },
    Scenario {
        name: "verifier-trust",
        command: |place| {
            let root = place.text_path("root/root.pub");
            Ok(Tool::new(
                place,
                "verifier",
                "home",
                NOW,
                &["trust", "add", &root],
            ))
        },
        ..FIRST
    },
    Scenario {
        name: "verifier-poster",
        command: |place| {
            let sheet = place.text_path("sheet.pdf");
            let poster = ["venue", "poster", "--venue", "MUSEUM01", "--out", &sheet];
            Ok(Tool::new(place, "verifier", "home", NOW, &poster))
        },
        view: |place| place.hash("sheet.pdf"),
        told_by: None,
        settled: |place| place.hash("sheet.pdf"),
        again: 0,
        swept: &[],
        most: ALL,
    },
    // There is an archive or there is none, and never half of one; one that is there stays.
    Scenario {
        name: "verifier-support-bundle",
        command: |place| {
            let archive = place.text_path("help.tar");
            let bundle = ["support-bundle", "--out", &archive];
            Ok(Tool::new(place, "verifier", "home", NOW, &bundle))
        },
        view: archive,
        told_by: None,
        settled: archive,
        again: 4,
        swept: &[],
        most: ALL,
    },
    // A lane has a key or it has none; who joins again comes to the same.
    Scenario {
        name: "verifier-lanes-join",
        command: |place| {
            let ticket = place.text_path("ticket");
            Ok(lanes(place, &["join", &ticket]))
        },
        view: lanes_shown,
        told_by: None,
        settled: lanes_shown,
        again: 0,
        swept: &["home"],
        most: ALL,
    },
    Scenario {
        name: "verifier-practice-sheet",
        command: |place| {
            let sheet = place.text_path("specimens.pdf");
            let practice = ["practice", "sheet", "--out", &sheet];
            Ok(Tool::new(place, "verifier", "home", NOW, &practice))
        },
        view: |place| place.hash("specimens.pdf"),
        told_by: None,
        settled: |place| place.hash("specimens.pdf"),
        again: 0,
        swept: &[],
        most: ALL,
    },
    // A code is accepted once, and a "yes" that was seen is the once; what was accepted earlier stays so. What was
    // counted stays readable.
    Scenario {
        name: "verifier-check",
        command: |place| check(place, "code-now"),
        view: |place| {
            let now = explained(place, "code-now")?;
            Ok(format!("{now} {}", explained(place, "code-earlier")?))
        },
        told_by: None,
        settled: |place| {
            let now = answer(&check(place, "code-now")?, &PASSING)?;
            let earlier = answer(&check(place, "code-earlier")?, &PASSING)?;
            Ok(format!("{now} {earlier} {}", counted(place)?))
        },
        again: 1,
        swept: &["home", "home/counts/rehearsal", "run"],
        most: ALL,
    },
];

/// A synchronisation of the next day.
const SYNC: Scenario = Scenario {
    name: "",
    command: |place| sync(place, NEXT_DAY),
    view: |place| held(place, NEXT_DAY),
    told_by: None,
    settled: |place| settled(place, NEXT_DAY),
    again: 0,
    swept: &["home"],
    most: ALL,
};

/// What a new verifier does.
const FIRST: Scenario = Scenario {
    view: |place| held(place, NOW),
    settled: |place| settled(place, NOW),
    ..SYNC
};

fn check<'p>(place: &'p Place, code: &str) -> Result<Tool<'p>> {
    let text = place.read(code)?;
    let check = ["check", "--want", "adult", "--text", &text];
    Ok(Tool::new(place, "verifier", "home", NOW, &check))
}

/// A tar ends with two blocks of zeros.
fn archive(place: &Place) -> Result<String> {
    let Ok(bytes) = fs::read(place.path("help.tar")) else {
        return Ok("none".to_owned());
    };
    let is_whole = bytes.len().is_multiple_of(512) && bytes.ends_with(&[0; 1_024]);
    ensure!(
        is_whole,
        "an archive of {} bytes without an end",
        bytes.len()
    );
    Ok("whole".to_owned())
}

fn lanes<'p>(place: &'p Place, more: &[&str]) -> Tool<'p> {
    Tool::new(place, "verifier", "home", NOW, &[&["lanes"], more].concat())
}

/// Whether this verifier is one of several lanes; their store is away.
fn lanes_shown(place: &Place) -> Result<String> {
    answer(&lanes(place, &["show"]), &[])
}

/// The decision that a check would come to.
fn explained(place: &Place, code: &str) -> Result<String> {
    let text = place.read(code)?;
    let explain = ["explain", "--want", "adult", &text];
    answer(
        &Tool::new(place, "verifier", "home", NOW, &explain),
        &PASSING,
    )
}

/// Whether what was counted can be read: how often it was counted differs with the place of the kill.
fn counted(place: &Place) -> Result<String> {
    let report = Tool::new(place, "verifier", "home", NOW, &["report"]);
    answer(&report, &["days"])
}

fn sync(place: &Place, at: u64) -> Result<Tool<'_>> {
    Ok(sync_from(place, at, &place.text_path("published")))
}

fn sync_from<'p>(place: &'p Place, at: u64, from: &str) -> Tool<'p> {
    Tool::new(place, "verifier", "home", at, &["sync", from])
}

/// What the verifier holds and whether it decides; every file is what its name says.
fn held(place: &Place, at: u64) -> Result<String> {
    for (name, hash) in place.hashes("home/data")? {
        let is_whole = name.starts_with(&hash) || name.starts_with('.');
        ensure!(is_whole, "{name} has the hash {hash}");
    }
    answer(
        &Tool::new(place, "verifier", "home", at, &["status"]),
        &PASSING,
    )
}

fn settled(place: &Place, at: u64) -> Result<String> {
    Ok(format!(
        "{} {}",
        held(place, at)?,
        place.hash("home/state.json")?
    ))
}
