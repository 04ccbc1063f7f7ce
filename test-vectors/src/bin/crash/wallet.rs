//! The wallet's commands.

use anyhow::{Result, ensure};
use shared::enrolment::UnverifiedRequest;
use test_vectors::cast::NOW;

use crate::place::Place;
use crate::scenario::{Scenario, answer};
use crate::tool::Tool;

/// The most calls of a command that seals a wallet, which is slow by design.
const MOST: usize = 120;

pub(crate) const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "wallet-init",
        command: |place| Ok(wallet(place, &["init"])),
        view: |place| {
            let list = wallet(place, &["list"]).run()?;
            Ok(format!("{:?}", list.status.code()))
        },
        told_by: None,
        settled: list,
        again: 1,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "wallet-request",
        command: |place| Ok(wallet(place, &request(place)?)),
        // Other keys give another request: what counts is that it is whole.
        view: |place| {
            let Ok(bytes) = std::fs::read(place.path("request")) else {
                return Ok("none".to_owned());
            };
            UnverifiedRequest::parse(&bytes)?;
            Ok("whole".to_owned())
        },
        told_by: None,
        settled: |place| {
            let (request, out) = (place.text_path("request"), place.text_path("answer"));
            place.restore_part("issuer")?;
            let answer = ["enrol", "answer", &request, "--out", &out];
            Tool::new(place, "issuer", "issuer", NOW, &answer).ask()?;
            wallet(place, &["enrol", "accept", &out]).ask()?;
            list(place)
        },
        // A request that is there is not written over.
        again: 4,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "wallet-accept",
        command: |place| {
            let answer = place.text_path("answer");
            Ok(wallet(place, &["enrol", "accept", &answer]))
        },
        view: list,
        told_by: Some("home/wallet.sealed"),
        settled: |place| Ok(format!("{} {}", list(place)?, shown(place)?)),
        again: 0,
        swept: &["home"],
        most: MOST,
    },
    Scenario {
        name: "wallet-show",
        command: |place| {
            let png = place.text_path("code.png");
            Ok(wallet(place, &["show", "adult", "--once", "--png", &png]))
        },
        view: |place| {
            let is_untouched = place.is_untouched("home/wallet.sealed");
            ensure!(is_untouched, "showing a code has changed the wallet");
            place.hash("code.png")
        },
        told_by: None,
        settled: |place| Ok(format!("{} {}", place.hash("code.png")?, shown(place)?)),
        again: 0,
        swept: &["home"],
        most: MOST,
    },
];

fn wallet<'p, S: AsRef<str>>(place: &'p Place, args: &[S]) -> Tool<'p> {
    Tool::new(place, "wallet", "home", NOW, args)
}

fn request(place: &Place) -> Result<[String; 6]> {
    let (code, out) = (place.read("code")?, place.text_path("request"));
    let parts = ["enrol", "request", "--code", &code, "--out", &out];
    Ok(parts.map(str::to_owned))
}

fn list(place: &Place) -> Result<String> {
    answer(&wallet(place, &["list"]), &[])
}

/// The code of this moment: the same credential and key give the same.
fn shown(place: &Place) -> Result<String> {
    let output = wallet(place, &["show", "adult", "--once", "--text"]).run()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "wallet show: {errors}");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
