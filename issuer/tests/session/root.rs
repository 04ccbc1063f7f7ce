//! Trust lists, the keys that sign them, and what an issuer may assert.

use crate::room::NEXT_NOON;
use crate::room::NOON;
use crate::room::Room;
use shared::claims::Claim;
use shared::credential::IssuerId;
use shared::time::UnixTime;
use std::fs;

#[test]
fn a_killed_trust_list_comes_out_before_the_next() {
    let room = Room::new();
    room.done(
        "root",
        NOON,
        "root trust-list --to out --issuer office/issuer.entry",
    );
    room.done("root", NOON, "root trust-list --to out");
    let two = fs::read(room.path("out/trust/00000002.cose")).unwrap();
    fs::remove_file(room.path("out/trust/00000002.cose")).unwrap();
    fs::write(room.path("out/trust/latest"), "1\n").unwrap();
    room.done("root", NEXT_NOON, "root trust-list --to out");
    assert_eq!(fs::read(room.path("out/trust/00000002.cose")).unwrap(), two);
    let list = room.trust_list("root");
    assert_eq!(
        (list.content().sequence, list.content().issuers.len()),
        (3, 1)
    );
    let issued_at = list.content().validity.issued_at();
    assert_eq!(issued_at, UnixTime::new(1_746_878_400).unwrap());
    let back = room.refused("root", NOON, "root trust-list --to out");
    assert_eq!(back, (1, "no-right-clock".into()));
}

#[test]
fn what_an_issuer_may_assert_is_the_root_s_to_say() {
    let room = Room::new();
    let list = |rest: &str| room.done("root", NOON, &format!("root trust-list --to out {rest}"));
    let refused =
        |rest: &str| room.refused("root", NOON, &format!("root trust-list --to out {rest}"));
    let claims = || {
        let id = IssuerId::new("26").unwrap();
        room.trust_list("root")
            .issuer(id)
            .map(|entry| entry.claims().to_vec())
    };
    let (adult, student) = (Claim::Adult.key(), Claim::Student.key());
    assert_eq!(refused("--claims 26=adult"), (1, "no-issuer".into()));
    assert_eq!(refused("--claims 26:adult"), (2, "no-claims-form".into()));
    list("--issuer office/issuer.entry");
    assert_eq!(claims(), Some(vec![adult, student]));
    list("--claims 26=student");
    assert_eq!(claims(), Some(vec![student]));
    // The same entry again widens nothing.
    list("--issuer office/issuer.entry");
    assert_eq!(claims(), Some(vec![student]));
    assert_eq!(
        refused("--claims 26=adult"),
        (1, "no-claim-in-entry".into())
    );
    list("--issuer office/issuer.entry --claims 26=adult,student");
    assert_eq!(claims(), Some(vec![adult, student]));
    let pensioner = refused("--issuer office/issuer.entry --claims 26=pensioner");
    assert_eq!(pensioner, (1, "no-claim-in-entry".into()));
    list("--remove 26");
    assert_eq!(claims(), None);
    assert_eq!(refused("--remove 26"), (1, "no-issuer".into()));
    assert_eq!(
        refused("--issuer passphrase"),
        (1, "no-file-of-ours".into())
    );
}

#[test]
fn a_root_hands_over_to_the_next() {
    let room = Room::new();
    room.done(
        "root",
        NOON,
        "root trust-list --to out --issuer office/issuer.entry",
    );
    room.done("next", NOON, "root init --keys 2 --threshold 1");
    let unknown = room.refused("next", NOON, "root trust-list --to out");
    assert_eq!(unknown, (1, "no-newer-folder".into()));
    let early = room.refused(
        "next",
        NOON,
        "root trust-list --to out --previous-root root/root.pub",
    );
    assert_eq!(early, (1, "no-own-root".into()));
    room.done(
        "root",
        NOON,
        "root trust-list --to out --next-root next/root.pub",
    );
    let over = room.refused("root", NOON, "root trust-list --to out");
    assert_eq!(over, (1, "no-own-root".into()));
    room.done(
        "next",
        NOON,
        "root trust-list --to out --previous-root root/root.pub",
    );
    let list = room.trust_list("next");
    assert_eq!(
        (list.content().sequence, list.content().issuers.len()),
        (3, 1)
    );
    room.done("next", NOON, "root trust-list --to out");
}

#[test]
fn two_of_three_root_keys_are_enough_and_one_is_not() {
    let room = Room::new();
    fs::remove_file(room.path("root/root-1.key")).unwrap();
    room.done("root", NOON, "root trust-list --to out");
    fs::remove_file(room.path("root/root-3.key")).unwrap();
    let few = room.refused("root", NOON, "root trust-list --to out");
    assert_eq!(few, (1, "no-root-keys".into()));
}
