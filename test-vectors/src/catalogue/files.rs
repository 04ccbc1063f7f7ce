//! Trust lists and manifests: files in hexadecimal digits that are taken or refused.

use shared::cose_key::SecretKey;
use shared::freshness::Validity;

use super::{Named, named};
use crate::card;
use crate::cast::{self, HOUR, Key, NOW};
use crate::raw;
use crate::vector::{Vector, to_hex};

const TAKEN: &str = "taken";
const MALFORMED: &str = "malformed";
const NOT_SIGNED: &str = "not-signed";

pub(super) fn all() -> Named {
    [
        named("trust_list", trust_lists()),
        named("trust_list", broken_trust_lists()),
        named("manifest", manifests()),
    ]
    .concat()
}

fn file(about: &str, expect: &str, bytes: &[u8]) -> Vector {
    Vector::new(about, to_hex(bytes)).with("expect", expect)
}

fn trust_lists() -> Vec<(&'static str, Vector)> {
    let case = |about: &str, expect: &str, bytes: &[u8]| {
        file(about, expect, bytes).with("root-set", "lists/root-set.txt")
    };
    let content = cast::trust_list(NOW - HOUR);
    let by = |keys: &[Key]| {
        let keys: Vec<SecretKey> = keys.iter().map(|key| key.secret()).collect();
        content.sign(&keys)
    };
    let two = by(&[Key::Root(1), Key::Root(3)]);
    let mut flipped = two.clone();
    if let Some(byte) = flipped.last_mut() {
        *byte ^= 1;
    }
    let mut third_flipped = by(&[Key::Root(1), Key::Root(2), Key::Root(3)]);
    if let Some(byte) = third_flipped.last_mut() {
        *byte ^= 1;
    }
    let mut rest = two.clone();
    rest.push(0);
    let mut twice = content.clone();
    twice.issuers.extend(content.issuers.first().cloned());
    let mut backwards = content.clone();
    backwards.issuers.reverse();
    let mut empty = content.clone();
    empty.issuers.clear();
    let keys = [Key::Root(1).secret(), Key::Root(2).secret()];
    vec![
        (
            "signed_by_two_of_three",
            case("two of the three root keys have signed", TAKEN, &two),
        ),
        (
            "signed_by_all",
            case(
                "all three root keys have signed",
                TAKEN,
                &by(&[Key::Root(1), Key::Root(2), Key::Root(3)]),
            ),
        ),
        (
            "signed_by_two_and_a_stranger",
            case(
                "two root keys and an unknown one have signed",
                TAKEN,
                &by(&[Key::Root(1), Key::Root(2), Key::Stranger]),
            ),
        ),
        (
            "signed_by_one",
            case(
                "one root key has signed, two must",
                NOT_SIGNED,
                &by(&[Key::Root(1)]),
            ),
        ),
        (
            "signed_by_one_and_a_stranger",
            case(
                "one root key and an unknown one have signed",
                NOT_SIGNED,
                &by(&[Key::Root(1), Key::Stranger]),
            ),
        ),
        (
            "signed_by_one_twice",
            case(
                "one root key has signed twice",
                MALFORMED,
                &by(&[Key::Root(1), Key::Root(1)]),
            ),
        ),
        (
            "signature_flipped",
            case(
                "one bit of the second root key's signature is flipped",
                NOT_SIGNED,
                &flipped,
            ),
        ),
        (
            "signed_by_two_and_falsely_by_the_third",
            case(
                "two root keys have signed, and the third one's signature is wrong",
                NOT_SIGNED,
                &third_flipped,
            ),
        ),
        (
            "with_rest",
            case("a byte follows the list", MALFORMED, &rest),
        ),
        (
            "issuer_twice",
            case("an issuer stands twice", MALFORMED, &twice.sign(&keys)),
        ),
        (
            "issuers_out_of_order",
            case(
                "the issuers are not in the order of their names",
                MALFORMED,
                &backwards.sign(&keys),
            ),
        ),
        (
            "without_issuers",
            case(
                "no issuer: the region is closed, the list is good",
                TAKEN,
                &empty.sign(&keys),
            ),
        ),
        (
            "is_a_manifest",
            case(
                "a manifest in the place of a trust list",
                MALFORMED,
                &cast::region_manifest(NOW - HOUR),
            ),
        ),
    ]
}

/// Trust lists whose content is written by hand, right in all but one thing, and properly signed.
fn broken_trust_lists() -> Vec<(&'static str, Vector)> {
    let case = |about: &str, expect: &str, list: &ByHand| {
        file(about, expect, &list.sign()).with("root-set", "lists/root-set.txt")
    };
    let with = |change: fn(&mut ByHand)| {
        let mut list = ByHand::new();
        change(&mut list);
        list
    };
    vec![
        (
            "by_hand",
            case("one issuer with one key", TAKEN, &ByHand::new()),
        ),
        (
            "threshold_above_keys",
            case(
                "four of three root keys must sign",
                MALFORMED,
                &with(|list| list.threshold = 4),
            ),
        ),
        (
            "threshold_zero",
            case(
                "no root key must sign",
                MALFORMED,
                &with(|list| list.threshold = 0),
            ),
        ),
        (
            "root_keys_out_of_order",
            case(
                "the root keys are not in ascending order",
                MALFORMED,
                &with(|list| list.roots.reverse()),
            ),
        ),
        (
            "offset_of_epoch_length",
            case(
                "the epochs' offset is their length",
                MALFORMED,
                &with(|list| list.offset = 86_400),
            ),
        ),
        (
            "claims_out_of_order",
            case(
                "the claims are not in their order",
                MALFORMED,
                &with(|list| list.claims.reverse()),
            ),
        ),
        (
            "claim_twice",
            case(
                "a claim stands twice",
                MALFORMED,
                &with(|list| list.claims = vec![-65_537, -65_537]),
            ),
        ),
        (
            "epochs_overlap",
            case(
                "two credential keys sign one epoch",
                MALFORMED,
                &with(|list| list.keys = vec![(Key::Region, 1, 10), (Key::University, 10, 20)]),
            ),
        ),
        (
            "epochs_adjoin",
            case(
                "the second credential key begins where the first ends",
                TAKEN,
                &with(|list| list.keys = vec![(Key::Region, 1, 10), (Key::University, 11, 20)]),
            ),
        ),
        (
            "epochs_backwards",
            case(
                "a credential key ends before it begins",
                MALFORMED,
                &with(|list| list.keys = vec![(Key::Region, 10, 9)]),
            ),
        ),
        (
            "key_twice",
            case(
                "the status key signs credentials too",
                MALFORMED,
                &with(|list| list.keys = vec![(Key::RegionStatus, 1, 10)]),
            ),
        ),
        (
            "root_key_issues",
            case(
                "a root key signs credentials",
                MALFORMED,
                &with(|list| list.keys = vec![(Key::Root(1), 1, 10)]),
            ),
        ),
    ]
}

/// The parts of a trust list.
struct ByHand {
    threshold: i64,
    roots: Vec<[u8; 32]>,
    offset: i64,
    claims: Vec<i64>,
    keys: Vec<(Key, i64, i64)>,
}

impl ByHand {
    fn new() -> Self {
        let root = |number| *Key::Root(number).secret().public().as_bytes();
        let mut roots = [1, 2, 3].map(root).to_vec();
        roots.sort_unstable();
        Self {
            threshold: 2,
            roots,
            offset: 75_600,
            claims: vec![-65_537, -65_538],
            keys: vec![(Key::Region, 1, 10)],
        }
    }

    fn sign(&self) -> Vec<u8> {
        let public = |key: Key| raw::bytes(key.secret().public().as_bytes());
        let roots: Vec<_> = self.roots.iter().map(|key| raw::bytes(key)).collect();
        let claims: Vec<_> = self.claims.iter().map(|&claim| raw::int(claim)).collect();
        let keys = self
            .keys
            .iter()
            .map(|&(key, first, last)| raw::array(&[public(key), raw::int(first), raw::int(last)]));
        let entry = raw::map(&[
            (raw::int(1), raw::text(cast::REGION)),
            (raw::int(2), raw::text("Край")),
            (raw::int(3), raw::text("Krai")),
            (raw::int(4), raw::int(86_400)),
            (raw::int(5), raw::int(self.offset)),
            (raw::int(6), raw::array(&claims)),
            (raw::int(7), public(Key::RegionStatus)),
            (raw::int(8), raw::array(&keys.collect::<Vec<_>>())),
        ]);
        let payload = raw::map(&[
            (raw::int(1), raw::int(5)),
            (raw::int(2), raw::int(1_780_300_000)),
            (raw::int(3), raw::int(1_780_400_000)),
            (raw::int(4), raw::int(1_780_900_000)),
            (
                raw::int(5),
                raw::array(&[raw::int(self.threshold), raw::array(&roots)]),
            ),
            (raw::int(6), raw::array(&[entry])),
        ]);
        card::sign(
            &raw::map(&[(
                raw::int(16),
                raw::text("application/vnd.spravka.trust-list+cose"),
            )]),
            &payload,
            &[Key::Root(1), Key::Root(2)],
        )
    }
}

fn manifests() -> Vec<(&'static str, Vector)> {
    let case = |about: &str, expect: &str, bytes: &[u8]| {
        file(about, expect, bytes)
            .with("root-set", "lists/root-set.txt")
            .with("trust-list", "lists/trust.cose")
    };
    let content = cast::manifest(cast::REGION, NOW - HOUR);
    let sign =
        |content: &shared::manifest::ManifestContent| content.sign(&Key::RegionStatus.secret());
    let mut hole = content.clone();
    hole.lists.remove(3);
    let mut none = content.clone();
    none.lists.clear();
    let mut too_many = content.clone();
    if let Some(list) = too_many.lists.first_mut() {
        list.revoked = list.capacity + 1;
    }
    let mut full = content.clone();
    if let Some(list) = full.lists.first_mut() {
        list.revoked = list.capacity;
    }
    let mut long = content.clone();
    long.validity = Validity::usual(cast::at(NOW));
    vec![
        (
            "signed_by_status_key",
            case("the issuer's status key has signed", TAKEN, &sign(&content)),
        ),
        (
            "signed_by_credential_key",
            case(
                "the issuer's credential key has signed",
                NOT_SIGNED,
                &content.sign(&Key::Region.secret()),
            ),
        ),
        (
            "signed_by_another_issuer",
            case(
                "another issuer's status key has signed",
                NOT_SIGNED,
                &content.sign(&Key::UniversityStatus.secret()),
            ),
        ),
        (
            "signed_under_a_false_kid",
            case(
                "another key has signed under the status key's kid",
                NOT_SIGNED,
                &under_false_kid(),
            ),
        ),
        (
            "lists_with_a_hole",
            case("an epoch is left out", MALFORMED, &sign(&hole)),
        ),
        (
            "lists_missing",
            case("there is no list", MALFORMED, &sign(&none)),
        ),
        (
            "more_revoked_than_indices",
            case(
                "more indices are revoked than there are",
                MALFORMED,
                &sign(&too_many),
            ),
        ),
        (
            "as_many_revoked_as_indices",
            case("every index is revoked", TAKEN, &sign(&full)),
        ),
        (
            "times_out_of_order",
            case(
                "the next update is due before the issue",
                MALFORMED,
                &times_out_of_order(),
            ),
        ),
        (
            "is_a_trust_list",
            case(
                "a trust list in the place of a manifest",
                MALFORMED,
                &cast::signed_trust_list(NOW - HOUR),
            ),
        ),
    ]
}

/// A manifest's header with the region's status kid, and a body of the given times, signed by `key`.
fn by_hand(issued_at: i64, next_update: i64, key: Key) -> Vec<u8> {
    let kid = Key::RegionStatus.secret().public().kid();
    let protected = raw::map(&[
        (raw::int(1), raw::int(-19)),
        (raw::int(4), raw::bytes(kid.as_bytes())),
        (
            raw::int(16),
            raw::text("application/vnd.spravka.manifest+cose"),
        ),
    ]);
    let list = raw::array(&[
        raw::int(20_604),
        raw::int(1),
        raw::int(0),
        raw::int(0),
        raw::bytes(&[0; 32]),
    ]);
    let payload = raw::map(&[
        (raw::int(1), raw::int(9)),
        (raw::int(2), raw::int(issued_at)),
        (raw::int(3), raw::int(next_update)),
        (raw::int(4), raw::int(1_781_000_000)),
        (raw::int(5), raw::text(cast::REGION)),
        (raw::int(6), raw::array(&[list])),
    ]);
    card::sign1(18, &protected, &raw::map(&[]), &payload, &key.secret())
}

fn under_false_kid() -> Vec<u8> {
    by_hand(1_780_300_000, 1_780_400_000, Key::Stranger)
}

fn times_out_of_order() -> Vec<u8> {
    by_hand(1_780_300_000, 1_780_299_999, Key::RegionStatus)
}
