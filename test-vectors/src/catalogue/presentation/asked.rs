//! What a venue asks for: claims, its own codes, challenges.

use shared::claims::Claim;
use shared::proof::Challenge;

use super::{ASKED, Cases, STEP, adult, card, vector, wanting};
use crate::card::Card;
use crate::cast::{self, NOW};

pub(super) fn claims() -> Cases {
    let student = || card().claim(Claim::Student.key(), true).text();
    vec![
        (
            "claim_not_wanted",
            adult(vector(
                "a student's code where adults are asked for",
                "reject claim-not-wanted R10",
                student(),
            )),
        ),
        (
            "claim_wanted_among_others",
            wanting(
                vector(
                    "a student's code where students or adults are asked for",
                    "accept",
                    student(),
                ),
                "adult student",
            ),
        ),
        (
            "claim_of_a_later_registry",
            adult(vector(
                "a claim that the registry does not have yet, from an issuer that may not assert it",
                "reject claim-not-granted R06",
                later_claim().text(),
            )),
        ),
        (
            "claim_is_false",
            adult(vector(
                "the status is shown, with the value no",
                "reject claim-is-false R11",
                card().claim(Claim::Adult.key(), false).text(),
            )),
        ),
        (
            "claim_is_false_and_not_wanted",
            adult(vector(
                "another status than asked for comes before its value",
                "reject claim-not-wanted R10",
                card().claim(Claim::Student.key(), false).text(),
            )),
        ),
    ]
}

fn later_claim() -> Card {
    let mut card = card();
    if let Some(pair) = card.credential_claims.last_mut() {
        pair.0 = crate::raw::int(-65_600);
    }
    card
}

pub(super) fn audiences() -> Cases {
    let other = || card().audience("v:THEATRE2").text();
    vec![
        (
            "venue_is_another",
            adult(vector(
                "a code made for another venue",
                "reject other-venue R12",
                other(),
            ))
            .with("venue", "MUSEUM01"),
        ),
        (
            "venue_unknown_to_itself",
            adult(vector(
                "a code made for a venue, at a verifier without a venue code",
                "reject other-venue R12",
                other(),
            )),
        ),
        (
            "venue_prefix_is_not_enough",
            adult(vector(
                "a venue code that starts like this one",
                "reject other-venue R12",
                card().audience("v:MUSEUM0").text(),
            ))
            .with("venue", "MUSEUM01"),
        ),
        (
            "venue_required",
            adult(vector(
                "a code for any venue where one for this venue is asked for",
                "reject not-for-this-venue R13",
                card().text(),
            ))
            .with("venue", "MUSEUM01")
            .with("require-venue", "yes"),
        ),
        (
            "venue_required_and_given",
            adult(vector(
                "a code for this venue where that is asked for",
                "accept",
                card().audience("v:MUSEUM01").text(),
            ))
            .with("venue", "MUSEUM01")
            .with("require-venue", "yes"),
        ),
        (
            "venue_not_required",
            adult(vector(
                "a code for any venue at a verifier with a venue code",
                "accept",
                card().text(),
            ))
            .with("venue", "MUSEUM01"),
        ),
    ]
}

pub(super) fn challenges() -> Cases {
    let answer = || card().challenge(ASKED).text();
    let asked = |time: u64| format!("{} {time}", Challenge::new(ASKED));
    let start = cast::step(NOW).start().seconds();
    vec![
        (
            "challenge_not_asked",
            adult(vector(
                "the answer to a challenge that nobody asked",
                "reject challenge-not-asked R14",
                answer(),
            )),
        ),
        (
            "challenge_is_another",
            adult(vector(
                "the answer to another challenge",
                "reject challenge-not-asked R14",
                card().challenge([5, 4, 3, 2, 1]).text(),
            ))
            .with("challenge", asked(NOW)),
        ),
        (
            "challenge_answered",
            adult(vector(
                "the answer to the challenge of this step",
                "accept",
                answer(),
            ))
            .with("challenge", asked(NOW)),
        ),
        (
            "challenge_of_last_step",
            adult(vector(
                "the answer to a challenge of the step before",
                "accept",
                answer(),
            ))
            .with("challenge", asked(start - STEP)),
        ),
        (
            "challenge_too_old",
            adult(vector(
                "the answer to a challenge of two steps before",
                "reject challenge-not-asked R14",
                answer(),
            ))
            .with("challenge", asked(start - STEP - 1)),
        ),
        (
            "challenge_of_next_step",
            adult(vector(
                "the answer to a challenge that is asked in the next step: the clock was set back",
                "reject challenge-not-asked R14",
                answer(),
            ))
            .with("challenge", asked(start + STEP)),
        ),
        (
            "challenge_answered_twice",
            adult(vector(
                "a challenge is answered once",
                "reject challenge-not-asked R14",
                answer(),
            ))
            .with("challenge", asked(NOW))
            .with("before", format!("{NOW} {}", answer())),
        ),
        (
            "challenge_required",
            adult(vector(
                "no answer where a challenge is asked",
                "reject no-challenge R15",
                card().text(),
            ))
            .with("challenge", asked(NOW))
            .with("require-challenge", "yes"),
        ),
        (
            "challenge_required_and_answered",
            adult(vector(
                "an answer where a challenge is asked",
                "accept",
                answer(),
            ))
            .with("challenge", asked(NOW))
            .with("require-challenge", "yes"),
        ),
    ]
}
