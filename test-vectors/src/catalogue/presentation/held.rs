//! What a verifier lacks: data that is missing, old or damaged, and a wrong clock.

use super::{Cases, adult, bare, card, given, vector, without_manifests};
use crate::card::Card;
use crate::cast::{self, DAY, HOUR, Key, NOW, TODAY};

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
            adult(vector(
                "the third holder whose code is five minutes old",
                "cannot-tell clock-wrong G07",
                stale(),
            ))
            .with("before", format!("{NOW} {}", by(2)))
            .with("before", format!("{NOW} {}", by(3))),
        ),
        (
            "clock_wrong_by_holders_in_15_minutes",
            adult(vector(
                "two of the three holders came 900 seconds ago",
                "cannot-tell clock-wrong G07",
                stale(),
            ))
            .with("before", earlier(900, 300, 2))
            .with("before", earlier(900, 300, 3)),
        ),
        (
            "clock_not_wrong_by_holders_longer_ago",
            adult(vector(
                "two of the three holders came 901 seconds ago",
                "reject stale R18",
                stale(),
            ))
            .with("before", earlier(901, 300, 2))
            .with("before", earlier(901, 300, 3)),
        ),
        (
            "clock_wrong_by_holders_60_seconds_apart",
            adult(vector(
                "the others' offsets are 60 seconds from this one's",
                "cannot-tell clock-wrong G07",
                stale(),
            ))
            .with("before", earlier(0, 360, 2))
            .with("before", earlier(0, 240, 3)),
        ),
        (
            "clock_not_wrong_by_holders_90_seconds_apart",
            adult(vector(
                "one of the others' offsets is 90 seconds from this one's",
                "reject stale R18",
                stale(),
            ))
            .with("before", earlier(0, 360, 2))
            .with("before", earlier(0, 390, 3)),
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

/// A code of this device that was `stale` seconds old when it was checked `ago` seconds ago.
fn earlier(ago: u64, stale: u64, device: u8) -> String {
    let checked = NOW - ago;
    let text = Card::new(checked - stale)
        .device(Key::Device(device))
        .text();
    format!("{checked} {text}")
}
