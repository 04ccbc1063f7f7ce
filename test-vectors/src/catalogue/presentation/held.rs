//! What a verifier lacks: data that is missing, old or damaged, and a wrong clock.

use super::{Cases, adult, bare, card, given, vector, without_manifests};
use crate::card::Card;
use crate::cast::{self, DAY, HOUR, Key, NOW, TODAY};
use crate::vector::Vector;

use Came::{Late, Right};

pub(super) fn gaps_of_data() -> Cases {
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
            "data_too_old_by_trust_list",
            adult(given(
                "the manifest is young enough, the trust list is not",
                "cannot-tell data-too-old G10",
                text(),
                "trust-2h-old.cose",
                &["region.cose"],
            ))
            .with("max-age", HOUR),
        ),
        (
            "data_too_old_by_manifest",
            adult(given(
                "the trust list is young enough, the manifest is not",
                "cannot-tell data-too-old G10",
                text(),
                "trust.cose",
                &["region-2h-old.cose"],
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

pub(super) fn gaps_of_clock() -> Cases {
    let text = || card().text();
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
                "a code outside the window, and a trust list that is issued 49 hours from now",
                "cannot-tell clock-wrong G07",
                Card::new(NOW + 300).text(),
                "trust-ahead-49h.cose",
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
            ))
            .with("root-floor", NOW + 60),
        ),
        (
            "clock_wrong_by_manifest",
            adult(given(
                "a code outside the window, and a manifest that is issued 49 hours from now",
                "cannot-tell clock-wrong G07",
                Card::new(NOW + 300).text(),
                "trust.cose",
                &["region-ahead-49h.cose"],
            )),
        ),
        (
            "clock_wrong_by_holders",
            after(
                "the fifth holder whose code is five minutes old",
                WRONG,
                &[Late(2), Late(3), Late(4), Late(5)],
            ),
        ),
        (
            "clock_not_wrong_by_four_holders",
            after(
                "the same holder twice and three others: four, not five",
                STALE,
                &[Late(2), Late(2), Late(3), Late(4)],
            ),
        ),
        (
            "clock_wrong_by_holders_in_8_hours",
            spread(
                "four of the five holders came 28,800 seconds ago",
                WRONG,
                [28_800; 4],
                [300; 4],
            ),
        ),
        (
            "clock_not_wrong_by_holders_longer_ago",
            spread(
                "one of the five holders came 28,801 seconds ago",
                STALE,
                [28_801, 28_800, 28_800, 28_800],
                [300; 4],
            ),
        ),
        (
            "clock_wrong_by_holders_60_seconds_apart",
            spread(
                "the others' offsets are 60 seconds from this one's",
                WRONG,
                [0; 4],
                [360, 240, 360, 240],
            ),
        ),
        (
            "clock_not_wrong_by_holders_90_seconds_apart",
            spread(
                "one of the others' offsets is 90 seconds from this one's",
                STALE,
                [0; 4],
                [360, 240, 360, 390],
            ),
        ),
        (
            "clock_wrong_with_a_good_code_between",
            after(
                "one code in the window among five holders: a phone that is off by as much",
                WRONG,
                &[Late(2), Late(3), Right(6), Late(4), Late(5)],
            ),
        ),
        (
            "clock_not_wrong_with_two_good_codes_between",
            after(
                "two codes in the window erase the holders before them",
                STALE,
                &[Late(2), Late(3), Right(6), Right(7), Late(4), Late(5)],
            ),
        ),
        (
            "clock_wrong_by_holders_who_came_again",
            after(
                "the same, but those holders came again in between",
                WRONG,
                &[
                    Late(2),
                    Late(3),
                    Right(6),
                    Late(2),
                    Late(3),
                    Right(7),
                    Late(4),
                    Late(5),
                ],
            ),
        ),
    ]
}

const WRONG: &str = "cannot-tell clock-wrong G07";
const STALE: &str = "reject stale R18";

/// Who came before, by device.
enum Came {
    /// With a code that is five minutes old.
    Late(u8),
    /// With a code of now.
    Right(u8),
}

/// A code that is five minutes old, after these.
fn after(about: &str, expect: &str, before: &[Came]) -> Vector {
    let before = before.iter().map(|came| match *came {
        Late(device) => earlier(0, 300, device),
        Right(device) => earlier(0, 0, device),
    });
    behind(about, expect, before)
}

/// A code that is five minutes old, after four that were so many seconds old when they were checked so long ago.
fn spread(about: &str, expect: &str, ago: [u64; 4], stale: [u64; 4]) -> Vector {
    let before = ago.into_iter().zip(stale).zip([2, 3, 4, 5]);
    let before = before.map(|((ago, stale), device)| earlier(ago, stale, device));
    behind(about, expect, before)
}

fn behind(about: &str, expect: &str, before: impl Iterator<Item = String>) -> Vector {
    let stale = Card::new(NOW - 300).text();
    before.fold(adult(vector(about, expect, stale)), |vector, line| {
        vector.with("before", line)
    })
}

/// A code of this device that was `stale` seconds old when it was checked `ago` seconds ago.
fn earlier(ago: u64, stale: u64, device: u8) -> String {
    let checked = NOW - ago;
    let text = Card::new(checked - stale)
        .device(Key::Device(device))
        .text();
    format!("{checked} {text}")
}
