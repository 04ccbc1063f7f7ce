//! Verdicts: each reason and each gap, with its near miss on the other side.

use shared::claims::Claim;
use shared::proof::Challenge;

use super::{Named, named};
use crate::card::Card;
use crate::cast::{self, Key, NOW, TODAY};
use crate::vector::Vector;

mod asked;
mod held;
mod signed;
mod timed;

const ASKED: [u8; 5] = [1, 2, 3, 4, 5];

const STEP: u64 = 30;

/// A vector whose verifier holds everything and wants adults.
pub(super) fn vector(about: &str, expect: &str, text: String) -> Vector {
    given(
        about,
        expect,
        text,
        "trust.cose",
        &["region.cose", "university.cose"],
    )
}

fn given(about: &str, expect: &str, text: String, trust: &str, manifests: &[&str]) -> Vector {
    let mut vector = without_manifests(about, expect, text, trust);
    for manifest in manifests {
        vector = vector.with("manifest", format!("lists/{manifest}"));
    }
    for manifest in manifests {
        let issuer = if manifest.starts_with("university") {
            cast::UNIVERSITY
        } else {
            cast::REGION
        };
        for epoch in [TODAY - 1, TODAY] {
            vector = vector.with(
                "status-list",
                format!("{issuer} {epoch} lists/revoked.list"),
            );
        }
    }
    vector
}

fn without_manifests(about: &str, expect: &str, text: String, trust: &str) -> Vector {
    bare(about, expect, text)
        .with("root-set", "lists/root-set.txt")
        .with("trust-list", format!("lists/{trust}"))
}

fn bare(about: &str, expect: &str, text: String) -> Vector {
    Vector::new(about, text)
        .with("expect", expect)
        .with("now", NOW)
}

fn wanting(vector: Vector, claims: &str) -> Vector {
    vector.with("want", claims)
}

fn adult(vector: Vector) -> Vector {
    wanting(vector, "adult")
}

/// The card that is accepted.
fn card() -> Card {
    Card::new(NOW)
}

pub(super) fn all() -> Named {
    [
        accepted(),
        held::gaps_of_data(),
        held::gaps_of_clock(),
        signed::issuers(),
        signed::signatures(),
        asked::claims(),
        asked::audiences(),
        asked::challenges(),
        timed::epochs(),
        timed::windows(),
        timed::statuses(),
        timed::replays(),
        timed::visits(),
    ]
    .into_iter()
    .flat_map(|vectors| named("presentation", vectors))
    .collect()
}

type Cases = Vec<(&'static str, Vector)>;

fn accepted() -> Cases {
    let museum = || card().audience("v:MUSEUM01");
    vec![
        (
            "accepted",
            adult(vector(
                "an adult of the region, in the step of now",
                "accept",
                card().text(),
            )),
        ),
        (
            "accepted_for_this_venue",
            adult(vector(
                "a code made for this venue",
                "accept",
                museum().text(),
            ))
            .with("venue", "MUSEUM01"),
        ),
        (
            "accepted_with_venue_and_challenge",
            adult(vector(
                "a code made for this venue that answers its challenge: the longest there is",
                "accept",
                museum().challenge(ASKED).text(),
            ))
            .with("venue", "MUSEUM01")
            .with("challenge", format!("{} {NOW}", Challenge::new(ASKED))),
        ),
        (
            "accepted_student_of_the_university",
            wanting(
                vector(
                    "an issuer that may assert students only shows a student",
                    "accept",
                    university(Claim::Student).text(),
                ),
                "student",
            ),
        ),
        (
            "accepted_yesterdays_key",
            adult(vector(
                "yesterday's last step, credential and key, seen in today's first step",
                "accept",
                {
                    let midnight = cast::days()
                        .start(shared::time::Epoch::new(TODAY))
                        .seconds();
                    Card::new(midnight - STEP)
                        .day(TODAY - 1)
                        .signed_by(Key::RegionUntilYesterday)
                        .text()
                },
            ))
            .replacing_now(
                cast::days()
                    .start(shared::time::Epoch::new(TODAY))
                    .seconds(),
            ),
        ),
    ]
}

fn university(claim: Claim) -> Card {
    card()
        .issuer(cast::UNIVERSITY, Key::University)
        .claim(claim.key(), true)
}

impl Vector {
    /// The same at another time.
    fn replacing_now(mut self, now: u64) -> Self {
        for (name, value) in &mut self.fields {
            if name == "now" {
                *value = now.to_string();
            }
        }
        self
    }
}
