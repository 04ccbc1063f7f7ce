//! The binary from the root's first key to a revoked person, as an operator runs it, with a wallet made here.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

mod keys;
mod publishing;
mod room;
mod root;
#[path = "../token_status_list/token.rs"]
#[expect(dead_code, reason = "its form is looked at in a test of its own")]
mod token;

use crate::room::NEXT_NOON;
use crate::room::NOON;
use crate::room::Room;
use host::home::Home;
use shared::claims::Claim;
use shared::credential::IssuerId;
use shared::status_list::Status;
use std::fs;
#[test]
fn from_a_register_to_a_revoked_person() {
    let room = Room::new();
    room.people();
    let list = "root trust-list --to out --issuer office/issuer.entry --claims 26=adult";
    room.done("root", NOON, list);
    let trusted = room.trust_list("root");
    let entry = trusted.issuer(IssuerId::new("26").unwrap()).unwrap();
    assert_eq!(entry.claims(), [Claim::Adult.key()]);
    assert_eq!(entry.credential_keys(), room.entry().credential_keys());

    let code = room.request("P-1", NOON, "one.request");
    let done = room.done("office", NOON, "enrol answer one.request");
    assert_eq!(
        (&done["repeated"], &done["claims"][0]["credentials"]),
        (&false.into(), &31.into())
    );
    let first = fs::read(room.path("one.answer")).unwrap();
    let done = room.done(
        "office",
        NEXT_NOON,
        "enrol answer one.request --out two.answer",
    );
    assert_eq!(done["repeated"], true);
    assert_eq!(fs::read(room.path("two.answer")).unwrap(), first);
    let other = room.request("P-2", NOON, "other.request");
    room.done("office", NOON, "enrol answer other.request");

    room.done("office", NOON, "publish --to out");
    let manifest = room.manifest();
    assert_eq!(manifest.content().lists.len(), 9);
    let mine = room.credentials(&code, "one.request");
    let theirs = room.credentials(&other, "other.request");
    assert_eq!(mine.len(), 31);
    // Today and the seven days ahead have a list.
    for (epoch, index) in &mine[..8] {
        assert_eq!(room.status(*epoch, *index), Status::Valid);
    }
    assert_eq!(manifest.list(mine[8].0), None);

    let done = room.done("office", NOON, "revoke P-1");
    assert_eq!(done["revoked"], 1);
    assert_eq!(room.status(mine[0].0, mine[0].1), Status::Valid);
    assert_eq!(room.done("office", NOON, "revoke P-1")["revoked"], 0);
    room.done("office", NOON, "publish --to out");
    for ((epoch, index), (_, their_index)) in mine[..8].iter().zip(&theirs) {
        assert_eq!(room.status(*epoch, *index), Status::Revoked);
        assert_eq!(room.status(*epoch, *their_index), Status::Valid);
    }
    let again = room.refused("office", NOON, "enrol answer one.request");
    assert_eq!(again, (1, "no-revoked-again".into()));
    let status = room.done("office", NOON, "status");
    assert_eq!(
        (&status["persons"], &status["revoked"]),
        (&2.into(), &1.into())
    );
    assert_eq!(status["publication"]["sequence"], 2);
}

#[test]
fn an_operator_reads_what_was_answered_and_what_to_do_next() {
    let room = Room::new();
    room.people();
    room.request("P-1", NOON, "one.request");
    assert_eq!(
        room.told("enrol answer one.request --lang en"),
        "The request is answered in one.answer.\n\
         adult: 31 days, 2025-05-09 to 2025-06-08\n\
         Next: give the answer back to the wallet (wallet enrol accept).\n"
    );
    assert_eq!(
        room.told("enrol answer one.request --lang ru"),
        "На этот запрос уже отвечали: тот же ответ снова записан в one.answer.\n\
         совершеннолетний: 31 день, с 2025-05-09 по 2025-06-08\n\
         Дальше: верните ответ кошельку (wallet enrol accept).\n"
    );
    room.request("P-1", NOON, "two.request");
    assert_eq!(
        room.told("enrol answer two.request --lang en")
            .lines()
            .nth(2)
            .unwrap(),
        "What was signed for this person's earlier device is revoked (1), from the next publication on: \
         issuer publish --to DIR"
    );
    assert_eq!(
        room.told("enrol answer one.request --lang ru"),
        "ошибка: место этого устройства с тех пор заняло другое: пригласите человека заново, если это неправильно\n"
    );
    let status = room.told("status --lang en");
    for line in [
        "Holders of “adult” today: 1 (few)",
        "Revoked today: 1",
        "31 epochs are in use; the fullest (2025-05-09) is 0 % full",
    ] {
        assert!(status.lines().any(|told| told == line), "{status}");
    }
    assert!(status.contains("Warning: with fewer than 1000 holders"));
    room.request("P-1", NOON, "three.request");
    assert_eq!(
        room.told("revoke P-1 --lang en"),
        "One credential batch of this person is revoked and the open invitation is cancelled.\n\
         Next: it takes effect with the next publication: issuer publish --to DIR\n"
    );
    assert_eq!(
        room.told("enrol answer three.request --lang en"),
        "error: the invitation was cancelled: invite the person again if that is right\n"
    );
}

#[test]
fn two_writers_wait_for_each_other_and_readers_do_not() {
    let room = Room::new();
    room.people();
    let home = Home::new(Some(&room.path("office")), "issuer").unwrap();
    let _lock = home.lock().unwrap();
    assert_eq!(room.done("office", NOON, "status")["persons"], 2);
    let busy = room.run("office", NOON, "enrol invite P-1");
    assert_eq!(busy.status.code(), Some(4));
    let message = String::from_utf8(busy.stderr).unwrap();
    assert!(
        message.contains(&std::process::id().to_string()),
        "{message}"
    );
}
