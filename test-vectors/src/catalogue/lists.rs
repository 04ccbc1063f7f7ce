//! The signed files that presentation vectors name.

use std::collections::BTreeMap;

use crate::cast::{self, DAY, HOUR, NOW};

/// How long before `NOW` a fresh file was issued.
const FRESH: u64 = HOUR;

/// Names below `test-vectors/` and the files' bytes.
pub(super) fn all() -> BTreeMap<String, Vec<u8>> {
    let (list, _) = cast::epoch_list(cast::TODAY);
    let mut damaged = list.clone();
    if let Some(byte) = damaged.last_mut() {
        *byte ^= 1;
    }
    let files = [
        (
            "root-set.txt",
            (cast::roots().to_text() + "\n").into_bytes(),
        ),
        ("trust.cose", cast::signed_trust_list(NOW - FRESH)),
        ("trust-overdue.cose", cast::signed_trust_list(NOW - 2 * DAY)),
        (
            "trust-due-in-1s.cose",
            cast::signed_trust_list(NOW + 1 - 2 * DAY),
        ),
        ("trust-expired.cose", cast::signed_trust_list(NOW - 7 * DAY)),
        (
            "trust-expires-in-1s.cose",
            cast::signed_trust_list(NOW + 1 - 7 * DAY),
        ),
        ("trust-ahead-60s.cose", cast::signed_trust_list(NOW + 60)),
        (
            "trust-ahead-49h.cose",
            cast::signed_trust_list(NOW + 49 * HOUR),
        ),
        ("region.cose", cast::region_manifest(NOW - FRESH)),
        ("region-overdue.cose", cast::region_manifest(NOW - 2 * DAY)),
        ("region-expired.cose", cast::region_manifest(NOW - 7 * DAY)),
        (
            "region-expires-in-1s.cose",
            cast::region_manifest(NOW + 1 - 7 * DAY),
        ),
        (
            "region-ahead-49h.cose",
            cast::region_manifest(NOW + 49 * HOUR),
        ),
        ("trust-2h-old.cose", cast::signed_trust_list(NOW - 2 * HOUR)),
        ("region-2h-old.cose", cast::region_manifest(NOW - 2 * HOUR)),
        ("university.cose", cast::university_manifest(NOW - FRESH)),
        ("trust-beyond.cose", cast::signed_trust_list(NOW + 7 * DAY)),
        ("region-beyond.cose", cast::region_manifest(NOW + 7 * DAY)),
        ("revoked.list", list),
        ("damaged.list", damaged),
    ];
    files
        .into_iter()
        .map(|(name, bytes)| (format!("lists/{name}"), bytes))
        .collect()
}
