//! Keys of days that are over, and who may read what is secret.

use crate::room::NEXT_NOON;
use crate::room::NOON;
use crate::room::Room;
use shared::credential::IssuerId;
use shared::publication;
use shared::status_list::Status;
use std::fs;

#[test]
fn keys_of_past_days_are_erased() {
    let room = Room::new();
    room.people();
    room.request("P-1", NOON, "one.request");
    room.done("office", NOON, "enrol answer one.request");
    room.done("office", NOON, "publish --to out");
    let before = fs::read(room.path("office/issuer.key")).unwrap();
    room.done("office", NOON, "publish --to out");
    assert_eq!(fs::read(room.path("office/issuer.key")).unwrap(), before);
    // The day is over, but the key is there until its last list is out.
    room.done("office", NEXT_NOON, "enrol answer one.request");
    room.done("office", NEXT_NOON, "publish --to out");
    assert_ne!(fs::read(room.path("office/issuer.key")).unwrap(), before);
    let late = room.refused("office", NEXT_NOON, "enrol answer one.request");
    assert_eq!(late, (1, "no-old-answer".into()));
    let back = room.refused("office", NOON, "publish --to out");
    assert_eq!(back, (1, "no-right-clock".into()));
}

#[test]
fn a_copy_of_todays_issuer_cannot_invert_yesterdays_indices() {
    let room = Room::new();
    room.people();
    let code = room.request("P-1", NOON, "one.request");
    room.done("office", NOON, "enrol answer one.request");
    room.done("office", NOON, "revoke P-1");
    room.done("office", NOON, "publish --to out");
    let (yesterday, index) = room.credentials(&code, "one.request")[0];
    let old = room.seeds();
    let whole = |room: &Room| {
        let manifest = room.manifest();
        let entry = *manifest.list(yesterday).unwrap();
        let name = publication::status_list(IssuerId::new("26").unwrap(), &entry.hash);
        (entry, fs::read(room.path("out").join(name)).unwrap())
    };
    let before = whole(&room);
    assert_eq!(room.status(yesterday, index), Status::Revoked);
    room.done("office", NEXT_NOON, "publish --to out");
    // Yesterday's list is still out, to the byte, also in a folder that never saw it.
    assert_eq!(whole(&room), before);
    fs::remove_dir_all(room.path("out")).unwrap();
    room.done("office", NEXT_NOON, "publish --to out");
    assert_eq!(whole(&room), before);

    // Everything that a thief of the issuer and its passphrase has.
    let stolen = room.seeds();
    let keys = stolen.keys().unwrap();
    assert_eq!(keys.ratchet.epoch(), yesterday.checked_add(1).unwrap());
    assert!(keys.ratchet.at(yesterday).is_none());
    let erased = old.keys().unwrap().ratchet.at(yesterday).unwrap();
    let holds = |key: &[u8; 32]| stolen.as_bytes().windows(32).any(|bytes| bytes == key);
    assert!(holds(keys.ratchet.as_bytes()));
    assert!(!holds(erased.as_bytes()));
}

#[test]
fn a_wrong_passphrase_and_foreign_files_change_nothing() {
    let room = Room::new();
    room.people();
    let code = room.request("P-1", NOON, "one.request");
    fs::write(room.path("passphrase"), "Demo\n").unwrap();
    let wrong = room.refused("office", NOON, "enrol answer one.request");
    assert_eq!(wrong, (1, "no-right-passphrase".into()));
    let wrong = room.refused("root", NOON, "root trust-list --to out");
    assert_eq!(wrong, (1, "no-right-passphrase".into()));
    fs::write(room.path("passphrase"), "demo\n").unwrap();
    let foreign = room.refused("office", NOON, "enrol answer register.csv");
    assert_eq!(foreign, (1, "no-request".into()));
    let missing = room.refused("office", NOON, "enrol answer nothing.request");
    assert_eq!(missing, (4, "fault".into()));
    room.done("office", NOON, "enrol answer one.request");
    assert_eq!(room.credentials(&code, "one.request").len(), 31);

    let second = room.refused(
        "office",
        NOON,
        "init --iss 27 --name-ru Край --name-en Region",
    );
    assert_eq!(second, (1, "no-second-set-up".into()));
    let second = room.refused("root", NOON, "root init");
    assert_eq!(second, (1, "no-second-set-up".into()));
    fs::remove_file(room.path("office/registry.sqlite")).unwrap();
    assert_eq!(
        room.refused("office", NOON, "status"),
        (1, "no-registry-file".into())
    );
    fs::write(
        room.path("office/registry.sqlite"),
        "not a database, and long enough to look at",
    )
    .unwrap();
    assert_eq!(
        room.refused("office", NOON, "status"),
        (4, "no-registry".into())
    );
}

#[cfg(unix)]
#[test]
fn what_is_personal_or_secret_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = Room::new();
    for file in [
        "root/root-1.key",
        "office/issuer.key",
        "office/registry.sqlite",
    ] {
        let mode = fs::metadata(room.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}
