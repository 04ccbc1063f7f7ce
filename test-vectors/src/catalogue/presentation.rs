//! Verdicts: each reason and each gap, with its near miss on the other side.

use shared::claims::Claim;
use shared::cose_key::SIGNATURE_LENGTH;
use shared::proof::Challenge;

use super::{Named, named};
use crate::card::Card;
use crate::cast::{self, CAPACITY, DAY, HOUR, Key, NOW, TODAY};
use crate::vector::Vector;

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
        gaps_of_data(),
        gaps_of_clock(),
        issuers(),
        signatures(),
        claims(),
        audiences(),
        challenges(),
        epochs(),
        windows(),
        statuses(),
        replays(),
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

fn gaps_of_data() -> Cases {
    let text = || card().text();
    let both = ["region.cose", "university.cose"];
    let damaged = without_manifests(
        "the status list of today has one bit flipped",
        "cannot-tell list-damaged G13",
        text(),
        "trust.cose",
    )
    .with("manifest", "lists/region.cose")
    .with(
        "status-list",
        format!("{} {TODAY} lists/damaged.list", cast::REGION),
    );
    let missing = without_manifests(
        "the status list of today is not there",
        "cannot-tell list-missing G12",
        text(),
        "trust.cose",
    )
    .with("manifest", "lists/region.cose")
    .with(
        "status-list",
        format!("{} {} lists/revoked.list", cast::REGION, TODAY - 1),
    );
    // Eight days ahead, a day after the manifest's last list: the trust list and the manifest still decide.
    let beyond = Card::new(NOW + 8 * DAY).day(TODAY + 8);
    vec![
        (
            "trust_list_missing",
            adult(bare(
                "the verifier has no trust list",
                "cannot-tell no-trust-list G03",
                text(),
            )),
        ),
        (
            "trust_list_expired",
            adult(given(
                "the trust list expires now",
                "cannot-tell trust-list-expired G04",
                text(),
                "trust-expired.cose",
                &both,
            )),
        ),
        (
            "trust_list_expires_in_a_second",
            adult(given(
                "the trust list expires in one second",
                "accept aged",
                text(),
                "trust-expires-in-1s.cose",
                &both,
            )),
        ),
        (
            "trust_list_overdue",
            adult(given(
                "the trust list's next update is due now",
                "accept aged",
                text(),
                "trust-overdue.cose",
                &both,
            )),
        ),
        (
            "trust_list_due_in_a_second",
            adult(given(
                "the trust list's next update is due in one second",
                "accept",
                text(),
                "trust-due-in-1s.cose",
                &both,
            )),
        ),
        (
            "manifest_missing",
            adult(given(
                "the verifier has no manifest of this issuer",
                "cannot-tell no-manifest G08",
                text(),
                "trust.cose",
                &["university.cose"],
            )),
        ),
        (
            "manifest_expired",
            adult(given(
                "the issuer's manifest expires now",
                "cannot-tell manifest-expired G09",
                text(),
                "trust.cose",
                &["region-expired.cose"],
            )),
        ),
        (
            "manifest_expires_in_a_second",
            adult(given(
                "the issuer's manifest expires in one second",
                "accept aged",
                text(),
                "trust.cose",
                &["region-expires-in-1s.cose"],
            )),
        ),
        (
            "manifest_overdue",
            adult(given(
                "the manifest's next update is due now",
                "accept aged",
                text(),
                "trust.cose",
                &["region-overdue.cose"],
            )),
        ),
        (
            "data_too_old",
            adult(vector(
                "the venue asks for data newer than these",
                "cannot-tell data-too-old G10",
                text(),
            ))
            .with("max-age", HOUR - 1),
        ),
        (
            "data_just_young_enough",
            adult(vector(
                "the data has the age that the venue allows",
                "accept",
                text(),
            ))
            .with("max-age", HOUR),
        ),
        (
            "list_for_epoch_missing",
            adult(given(
                "the manifest ends yesterday",
                "cannot-tell no-list-for-epoch G11",
                beyond.text(),
                "trust-beyond.cose",
                &["region-beyond.cose"],
            ))
            .replacing_now(NOW + 8 * DAY),
        ),
        ("list_missing", adult(missing)),
        ("list_damaged", adult(damaged)),
    ]
}

fn gaps_of_clock() -> Cases {
    let text = || card().text();
    let stale = || Card::new(NOW - 300).text();
    let by = |device| Card::new(NOW - 300).device(Key::Device(device)).text();
    vec![
        (
            "clock_behind_root",
            adult(vector(
                "the clock is 61 seconds behind a time that root keys signed",
                "cannot-tell clock-behind G05",
                text(),
            ))
            .with("root-floor", NOW + 61),
        ),
        (
            "clock_nearly_behind_root",
            adult(vector(
                "the clock is 60 seconds behind a time that root keys signed",
                "accept",
                text(),
            ))
            .with("root-floor", NOW + 60),
        ),
        (
            "clock_behind_issuer",
            adult(vector(
                "the clock is 61 seconds behind a time that this issuer signed",
                "cannot-tell clock-behind G05",
                text(),
            ))
            .with("issuer-floor", format!("{} {}", cast::REGION, NOW + 61)),
        ),
        (
            "clock_nearly_behind_issuer",
            adult(vector(
                "the clock is 60 seconds behind a time that this issuer signed",
                "accept",
                text(),
            ))
            .with("issuer-floor", format!("{} {}", cast::REGION, NOW + 60)),
        ),
        (
            "clock_behind_another_issuer",
            adult(vector(
                "another issuer's clock binds nobody else",
                "accept",
                text(),
            ))
            .with("issuer-floor", format!("{} {}", cast::UNIVERSITY, NOW + 61)),
        ),
        (
            "clock_wrong_by_trust_list",
            adult(given(
                "a code outside the window, and a trust list that is issued 61 seconds from now",
                "cannot-tell clock-wrong G07",
                Card::new(NOW + 300).text(),
                "trust-ahead-61s.cose",
                &["region.cose"],
            )),
        ),
        (
            "clock_not_wrong_by_trust_list",
            adult(given(
                "a code outside the window, and a trust list that is issued 60 seconds from now",
                "reject from-the-future R19",
                Card::new(NOW + 300).text(),
                "trust-ahead-60s.cose",
                &["region.cose"],
            )),
        ),
        (
            "clock_wrong_by_manifest",
            adult(given(
                "a code outside the window, and a manifest that is issued 61 seconds from now",
                "cannot-tell clock-wrong G07",
                Card::new(NOW + 300).text(),
                "trust.cose",
                &["region-ahead-61s.cose"],
            )),
        ),
        (
            "clock_wrong_by_holders",
            adult(vector(
                "the third holder whose code is five minutes old",
                "cannot-tell clock-wrong G07",
                stale(),
            ))
            .with("before", format!("{NOW} {}", by(2)))
            .with("before", format!("{NOW} {}", by(3))),
        ),
        (
            "clock_not_wrong_by_two_holders",
            adult(vector(
                "the same holder twice and another: two, not three",
                "reject stale R18",
                stale(),
            ))
            .with("before", format!("{NOW} {}", by(2)))
            .with("before", format!("{NOW} {}", by(2))),
        ),
        (
            "clock_not_wrong_after_a_good_code",
            adult(vector(
                "a code in the window shows that the clock is right",
                "reject stale R18",
                stale(),
            ))
            .with("before", format!("{NOW} {}", by(2)))
            .with("before", format!("{NOW} {}", by(3)))
            .with(
                "before",
                format!("{NOW} {}", Card::new(NOW).device(Key::Device(4)).text()),
            ),
        ),
    ]
}

fn issuers() -> Cases {
    let stranger = || card().issuer(cast::STRANGER, Key::Stranger).text();
    let overdue = |about, text| {
        adult(given(
            about,
            "cannot-tell trust-list-overdue G06",
            text,
            "trust-overdue.cose",
            &["region.cose"],
        ))
    };
    let unknown_key = || card().signed_by(Key::Stranger).text();
    vec![
        (
            "issuer_unknown",
            adult(vector(
                "an issuer that the trust list does not have",
                "reject unknown-issuer R02",
                stranger(),
            )),
        ),
        (
            "issuer_unknown_list_overdue",
            overdue(
                "an unknown issuer, and a newer trust list is due: it may be new",
                stranger(),
            ),
        ),
        (
            "key_unknown",
            adult(vector(
                "a key that the issuer does not have",
                "reject unknown-key R03",
                unknown_key(),
            )),
        ),
        (
            "key_unknown_list_overdue",
            overdue(
                "an unknown key, and a newer trust list is due: it may be new",
                unknown_key(),
            ),
        ),
        (
            "key_of_another_issuer",
            adult(vector(
                "a key that only another issuer has",
                "reject unknown-key R03",
                card().signed_by(Key::University).text(),
            )),
        ),
        (
            "key_not_for_epoch",
            adult(vector(
                "yesterday's key signs today's credential",
                "reject key-not-for-epoch R05",
                card().signed_by(Key::RegionUntilYesterday).text(),
            )),
        ),
        (
            "epoch_one_second_long",
            adult(vector(
                "exp is one second after the epoch's end",
                "reject not-an-epoch R04",
                bounds(0, 1).text(),
            )),
        ),
        (
            "epoch_one_second_early",
            adult(vector(
                "nbf is one second before the epoch's start",
                "reject not-an-epoch R04",
                bounds(-1, 0).text(),
            )),
        ),
        (
            "epoch_two_days",
            adult(vector(
                "nbf and exp are two days apart",
                "reject not-an-epoch R04",
                bounds(0, 86_400).text(),
            )),
        ),
        (
            "claim_not_granted",
            adult(vector(
                "the university asserts an adult",
                "reject claim-not-granted R06",
                university(Claim::Adult).text(),
            )),
        ),
        (
            "claim_not_granted_list_overdue",
            adult(given(
                "the university asserts an adult, and a newer trust list is due",
                "cannot-tell trust-list-overdue G06",
                university(Claim::Adult).text(),
                "trust-overdue.cose",
                &["region.cose"],
            )),
        ),
    ]
}

fn bounds(nbf_shift: i64, exp_shift: i64) -> Card {
    let today = shared::time::Epoch::new(TODAY);
    let (start, end) = (
        cast::days().start(today).seconds(),
        cast::days().end(today).seconds(),
    );
    card().bounds(
        start.saturating_add_signed(nbf_shift),
        end.saturating_add_signed(exp_shift),
    )
}

fn signatures() -> Cases {
    let mut by_other_issuer_key = card();
    by_other_issuer_key.credential_key = Key::Stranger;
    let mut by_other_device = card();
    by_other_device.proof_key = Key::Device(2);
    let mut small_order = card();
    // The neutral element: every signature (R = s·B) would verify under it.
    let mut neutral = [0; 32];
    if let Some(first) = neutral.first_mut() {
        *first = 1;
    }
    small_order = small_order.device_key(neutral);
    let mut not_a_point = [0; 32];
    if let Some(first) = not_a_point.first_mut() {
        *first = 2;
    }
    let flipped = |from_end: usize| {
        let mut bytes = card().build();
        let place = bytes.len() - from_end;
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1;
        }
        shared::qr_text::encode(&bytes)
    };
    vec![
        (
            "issuer_signature_of_another_key",
            adult(vector(
                "the credential is signed by another key than its kid names",
                "reject bad-issuer-signature R07",
                by_other_issuer_key.text(),
            )),
        ),
        (
            "device_signature_of_another_key",
            adult(vector(
                "the proof is signed by another device key",
                "reject bad-device-signature R09",
                by_other_device.text(),
            )),
        ),
        (
            "device_signature_r_flipped",
            adult(vector(
                "one bit of R in the proof's signature is flipped",
                "reject bad-device-signature R09",
                flipped(SIGNATURE_LENGTH),
            )),
        ),
        (
            "device_signature_s_flipped",
            adult(vector(
                "one bit of s in the proof's signature is flipped",
                "reject bad-device-signature R09",
                flipped(10),
            )),
        ),
        (
            "device_signature_s_not_reduced",
            adult(vector(
                "the group order is added to s in the proof's signature",
                "reject bad-device-signature R09",
                unreduced(),
            )),
        ),
        (
            "device_key_of_small_order",
            adult(vector(
                "the device key is the neutral element",
                "reject bad-device-key R08",
                small_order.text(),
            )),
        ),
        (
            "device_key_not_on_the_curve",
            adult(vector(
                "the device key is no point of the curve",
                "reject bad-device-key R08",
                card().device_key(not_a_point).text(),
            )),
        ),
    ]
}

/// The accepted card with L added to s: the same equation, another text (RFC 8032 §5.1.7 forbids it).
fn unreduced() -> String {
    const GROUP_ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = card().build();
    let start = bytes.len() - 32;
    let mut carry = 0;
    for (byte, add) in bytes.iter_mut().skip(start).zip(GROUP_ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        let [high, low] = sum.to_be_bytes();
        *byte = low;
        carry = u16::from(high);
    }
    shared::qr_text::encode(&bytes)
}

fn claims() -> Cases {
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

fn audiences() -> Cases {
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

fn challenges() -> Cases {
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

fn epochs() -> Cases {
    let today = cast::days()
        .start(shared::time::Epoch::new(TODAY))
        .seconds();
    let tomorrow = today + DAY;
    let at = |vector: Vector, now: u64| adult(vector).replacing_now(now);
    vec![
        (
            "credential_of_tomorrow",
            adult(vector(
                "tomorrow's credential, today",
                "reject not-yet-valid R16",
                card().day(TODAY + 1).text(),
            )),
        ),
        (
            "credential_of_yesterday",
            adult(vector(
                "yesterday's credential, today",
                "reject expired R17",
                card()
                    .day(TODAY - 1)
                    .signed_by(Key::RegionUntilYesterday)
                    .text(),
            )),
        ),
        (
            "epoch_first_step",
            at(
                vector("the epoch's first step", "accept", Card::new(today).text()),
                today,
            ),
        ),
        (
            "epoch_step_before_first",
            at(
                vector(
                    "the last step before the epoch",
                    "reject not-yet-valid R16",
                    Card::new(today - STEP).text(),
                ),
                today - STEP,
            ),
        ),
        (
            "epoch_last_step",
            at(
                vector(
                    "the epoch's last step",
                    "accept",
                    Card::new(tomorrow - STEP).text(),
                ),
                tomorrow - STEP,
            ),
        ),
        (
            "epoch_step_after_last",
            at(
                vector(
                    "the first step after the epoch",
                    "reject expired R17",
                    Card::new(tomorrow).text(),
                ),
                tomorrow,
            ),
        ),
    ]
}

fn windows() -> Cases {
    let start = cast::step(NOW).start().seconds();
    let shifted = |steps: i64| Card::new(start.saturating_add_signed(steps * 30)).text();
    let case = |about, expect, steps, window: u8| {
        adult(vector(about, expect, shifted(steps))).with("window", window)
    };
    vec![
        (
            "step_before",
            case("the step before, window 1", "accept", -1, 1),
        ),
        (
            "step_two_before",
            case("two steps before, window 1", "reject stale R18", -2, 1),
        ),
        (
            "step_after",
            case("the step after, window 1", "accept", 1, 1),
        ),
        (
            "step_two_after",
            case(
                "two steps after, window 1",
                "reject from-the-future R19",
                2,
                1,
            ),
        ),
        (
            "step_now_window_0",
            case("this step, window 0", "accept", 0, 0),
        ),
        (
            "step_before_window_0",
            case("the step before, window 0", "reject stale R18", -1, 0),
        ),
        (
            "step_after_window_0",
            case(
                "the step after, window 0",
                "reject from-the-future R19",
                1,
                0,
            ),
        ),
        (
            "step_two_before_window_2",
            case("two steps before, window 2", "accept", -2, 2),
        ),
        (
            "step_three_before_window_2",
            case("three steps before, window 2", "reject stale R18", -3, 2),
        ),
        (
            "step_two_after_window_2",
            case("two steps after, window 2", "accept", 2, 2),
        ),
        (
            "step_three_after_window_2",
            case(
                "three steps after, window 2",
                "reject from-the-future R19",
                3,
                2,
            ),
        ),
        (
            "step_edge_of_second",
            adult(vector(
                "59 seconds after its start, a code is of the step before",
                "accept",
                Card::new(start).text(),
            ))
            .replacing_now(start + 59),
        ),
        (
            "step_past_edge_of_second",
            adult(vector(
                "60 seconds after its start, a code is two steps old",
                "reject stale R18",
                Card::new(start).text(),
            ))
            .replacing_now(start + 60),
        ),
    ]
}

fn statuses() -> Cases {
    let indexed = |index| card().index(index).text();
    vec![
        (
            "revoked",
            adult(vector(
                "the first revoked index",
                "reject revoked R21",
                indexed(7),
            )),
        ),
        (
            "revoked_neighbour_below",
            adult(vector(
                "the index before a revoked one",
                "accept",
                indexed(6),
            )),
        ),
        (
            "revoked_neighbour_above",
            adult(vector(
                "the index after a revoked one",
                "accept",
                indexed(8),
            )),
        ),
        (
            "revoked_last_index",
            adult(vector(
                "the last index, which is revoked",
                "reject revoked R21",
                indexed(CAPACITY - 1),
            )),
        ),
        (
            "last_index_but_one",
            adult(vector(
                "the last index but one",
                "accept",
                indexed(CAPACITY - 2),
            )),
        ),
        (
            "first_index",
            adult(vector("index 0", "accept", indexed(0))),
        ),
        (
            "index_at_capacity",
            adult(vector(
                "the first index that no credential can have",
                "reject index-out-of-range R20",
                indexed(CAPACITY),
            )),
        ),
        (
            "index_largest",
            adult(vector(
                "the largest index that can be written",
                "reject index-out-of-range R20",
                indexed((1 << 40) - 1),
            )),
        ),
    ]
}

fn replays() -> Cases {
    let start = cast::step(NOW).start().seconds();
    let seen = |vector: Vector, text: String| adult(vector).with("before", format!("{NOW} {text}"));
    let asked = || format!("{} {NOW}", Challenge::new(ASKED));
    vec![
        (
            "replayed",
            seen(
                vector(
                    "the same code a second time",
                    "reject replayed R22",
                    card().text(),
                ),
                card().text(),
            ),
        ),
        (
            "replayed_signed_again",
            seen(
                vector(
                    "the same device and step for this venue: another text, the same step",
                    "reject replayed R22",
                    card().audience("v:MUSEUM01").text(),
                )
                .with("venue", "MUSEUM01"),
                card().text(),
            ),
        ),
        (
            "replayed_with_challenge",
            seen(
                vector(
                    "the same device and step with a fresh challenge: a new proof",
                    "accept",
                    card().challenge(ASKED).text(),
                )
                .with("challenge", asked()),
                card().text(),
            ),
        ),
        (
            "replayed_after_challenge",
            seen(
                vector(
                    "the same device and step without the challenge, after it",
                    "reject replayed R22",
                    card().text(),
                )
                .with("challenge", asked()),
                card().challenge(ASKED).text(),
            ),
        ),
        (
            "not_replayed_next_step",
            seen(
                vector(
                    "the same device in the next step",
                    "accept",
                    Card::new(start + STEP).text(),
                ),
                card().text(),
            ),
        ),
        (
            "not_replayed_other_device",
            seen(
                vector(
                    "another device in the same step",
                    "accept",
                    card().device(Key::Device(2)).text(),
                ),
                card().text(),
            ),
        ),
        (
            "not_replayed_after_refusal",
            seen(
                vector("a refused code can be shown again", "accept", card().text()),
                card().claim(Claim::Student.key(), true).text(),
            ),
        ),
    ]
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
