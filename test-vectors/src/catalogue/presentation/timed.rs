//! When a code is shown, whether it is revoked, and whether it was shown before.

use shared::claims::Claim;
use shared::proof::Challenge;

use super::{ASKED, Cases, STEP, adult, card, vector};
use crate::card::Card;
use crate::cast::{self, CAPACITY, DAY, Key, NOW, TODAY};
use crate::vector::Vector;

pub(super) fn epochs() -> Cases {
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

pub(super) fn windows() -> Cases {
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

pub(super) fn statuses() -> Cases {
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

pub(super) fn replays() -> Cases {
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

pub(super) fn visits() -> Cases {
    let start = cast::step(NOW).start().seconds();
    let today = cast::days()
        .start(shared::time::Epoch::new(TODAY))
        .seconds();
    let seen = |about, expect, text, time, before: String| {
        adult(vector(about, expect, text))
            .with("once-a-day", "yes")
            .with("before", format!("{time} {before}"))
    };
    let next = || Card::new(start + STEP);
    vec![
        (
            "admitted_today",
            seen(
                "the same device in the next step, where once a day is the rule",
                "reject admitted-today R23",
                next().text(),
                NOW,
                card().text(),
            ),
        ),
        (
            "admitted_today_with_challenge",
            seen(
                "a fresh challenge makes no new visit",
                "reject admitted-today R23",
                next().challenge(ASKED).text(),
                NOW,
                card().text(),
            )
            .with("challenge", format!("{} {NOW}", Challenge::new(ASKED))),
        ),
        (
            "admitted_today_in_this_step",
            seen(
                "the same code a second time is that, where once a day is the rule too",
                "reject replayed R22",
                card().text(),
                NOW,
                card().text(),
            ),
        ),
        (
            "admitted_today_other_status",
            vector(
                "one device key is one device key, whatever it shows",
                "reject admitted-today R23",
                next().claim(Claim::Student.key(), true).text(),
            )
            .with("want", "adult student")
            .with("once-a-day", "yes")
            .with("before", format!("{NOW} {}", card().text())),
        ),
        (
            "not_admitted_other_device",
            seen(
                "another device on the same day",
                "accept",
                next().device(Key::Device(2)).text(),
                NOW,
                card().text(),
            ),
        ),
        (
            "not_admitted_after_refusal",
            seen(
                "who was refused is not in",
                "accept",
                next().text(),
                NOW,
                card().claim(Claim::Student.key(), true).text(),
            ),
        ),
        (
            "not_admitted_today_but_yesterday",
            seen(
                "the same device key on the day before",
                "accept",
                Card::new(today).text(),
                today - STEP,
                Card::new(today - STEP)
                    .day(TODAY - 1)
                    .signed_by(Key::RegionUntilYesterday)
                    .text(),
            )
            .replacing_now(today),
        ),
    ]
}
