//! What comes into a folder, what goes, and what another program reads there.

use crate::room::NOON;
use crate::room::Room;
use crate::token::Token;
use serde_json::Value;
use shared::credential::IssuerId;
use shared::publication;
use shared::status_list::Status;
use shared::time::Epoch;
use std::fs;

#[test]
fn a_killed_publication_is_followed_by_a_whole_one() {
    let room = Room::new();
    room.done("office", NOON, "publish --to out");
    room.done("office", NOON, "publish --to out");
    // Killed after the registry: neither the manifest nor the pointer of number 2 came out.
    fs::remove_file(room.path("out/issuers/26/00000002.cose")).unwrap();
    fs::write(room.path("out/issuers/26/latest"), "1\n").unwrap();
    room.done("office", NOON, "publish --to out");
    assert_eq!(room.manifest().content().sequence, 3);
    // The folder knows more than the registry: a copy from before was brought back.
    fs::write(room.path("out/issuers/26/latest"), "9\n").unwrap();
    let ahead = room.refused("office", NOON, "publish --to out");
    assert_eq!(ahead, (1, "no-newer-folder".into()));
}

#[test]
fn a_file_revokes_all_that_it_names_or_nothing() {
    let room = Room::new();
    room.people();
    let code = room.request("P-1", NOON, "one.request");
    room.done("office", NOON, "enrol answer one.request");
    let other = room.request("P-2", NOON, "two.request");
    room.done("office", NOON, "enrol answer two.request");
    room.request("P-2", NOON, "three.request");

    let file = |rows: &str| fs::write(room.path("gone.csv"), format!("person,status\n{rows}"));
    file("P-1,\nP-3,\n\nP-2,citizen\nP-2\n").unwrap();
    assert_eq!(
        room.told("revoke --from gone.csv --lang en"),
        "error: 3 rows are wrong, so nothing was revoked:\n  \
         line 3: the register has no such person: check the number, or import the register\n  \
         line 5: status must be one of adult, student, large-family-parent, pensioner, disabled, svo-participant, svo-family, or empty\n  \
         line 6: 2 fields are needed, 1 are there\n"
    );
    assert_eq!(room.done("office", NOON, "status")["revoked"], 0);

    file("P-1,adult\r\n\"P-2\",\nP-1,adult\nP-2,student\n").unwrap();
    let done = room.done("office", NOON, "revoke --from gone.csv");
    let expected = serde_json::json!({"rows": 4, "revoked": 2, "invitations_cancelled": 1});
    assert_eq!(done, expected);
    assert_eq!(
        room.told("revoke --from gone.csv --lang en"),
        "4 rows were read: nothing signed was left to revoke, no open invitation was there to cancel.\n\
         Next: it takes effect with the next publication: issuer publish --to DIR\n"
    );
    assert_eq!(
        room.told("revoke --from gone.csv --lang ru"),
        "Прочитаны 4 строки; отозвано наборов справок: 0, отменено открытых приглашений: 0.\n\
         Дальше: отзыв подействует со следующей публикации: issuer publish --to КАТАЛОГ\n"
    );
    room.done("office", NOON, "publish --to out");
    for (code, request) in [(code, "one.request"), (other, "two.request")] {
        let (epoch, index) = room.credentials(&code, request)[0];
        assert_eq!(room.status(epoch, index), Status::Revoked);
    }

    fs::write(room.path("gone.csv"), "P-1\n").unwrap();
    for (line, refused) in [
        ("revoke --from gone.csv", (1, "no-revocations")),
        ("revoke --from nothing.csv", (4, "fault")),
        ("revoke P-3", (1, "no-person")),
    ] {
        let (exit, id) = room.refused("office", NOON, line);
        assert_eq!((exit, id.as_str()), refused, "{line}");
    }
    for line in [
        "revoke",
        "revoke P-1 --from gone.csv",
        "revoke --claim adult --from gone.csv",
    ] {
        let exit = room.run("office", NOON, line).status.code();
        assert_eq!(exit, Some(2), "{line}");
    }
}

#[test]
fn a_publication_removes_what_has_expired() {
    let room = Room::new();
    let names = |of: &str| {
        let found = fs::read_dir(room.path("out/issuers/26").join(of)).unwrap();
        let mut names: Vec<_> = found
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    room.people();
    room.request("P-1", NOON, "one.request");
    room.done("office", NOON, "enrol answer one.request");
    room.done("office", NOON, "revoke P-1");
    let publish = |day: &str| {
        room.done(
            "office",
            &format!("2025-05-{day}T12:00:00Z"),
            "publish --to out",
        )
    };
    assert_eq!(publish("09")["removed"], 0);
    assert_eq!(publish("12")["removed"], 0);
    fs::write(room.path("out/issuers/26/lists/note.list"), "mine").unwrap();
    let before = names("lists");
    // The first publication has expired now, and its lists of three days are not in the second.
    assert_eq!(publish("16")["removed"], 4);
    assert_eq!(
        names(""),
        ["00000002.cose", "00000003.cose", "latest", "lists"]
    );
    assert!(before.len() > 3 && names("lists").contains(&"note.list".to_owned()));
    let manifest = room.manifest();
    for list in &manifest.content().lists {
        let name = publication::status_list(IssuerId::new("26").unwrap(), &list.hash);
        assert!(room.path("out").join(name).exists());
    }
}

#[test]
fn other_programs_read_the_same_in_token_status_lists() {
    let room = Room::new();
    room.people();
    let mine = room.request("P-1", NOON, "one.request");
    room.done("office", NOON, "enrol answer one.request");
    let theirs = room.request("P-2", NOON, "two.request");
    room.done("office", NOON, "enrol answer two.request");
    assert_eq!(
        room.refused("office", NOON, "publish --to out --token-status-list out"),
        (2, "no-status-address".into())
    );
    assert!(!room.path("out").exists());
    let done = room.done("office", NOON, "publish --to out");
    assert_eq!(done["token_status_lists"], Value::Array(vec![]));
    assert!(!room.path("out/issuers/26/token-status-lists").exists());

    let line = "publish --to out --token-status-list https://a.example/status/";
    room.done("office", NOON, line);
    room.done("office", NOON, "revoke P-1");
    let done = room.done("office", NOON, line);
    let tokens = done["token_status_lists"].as_array().unwrap();
    let manifest = room.manifest();
    let validity = manifest.content().validity;
    assert_eq!(tokens.len(), manifest.content().lists.len());
    for (told, entry) in tokens.iter().zip(&manifest.content().lists) {
        let epoch = entry.epoch;
        let name = format!("issuers/26/token-status-lists/{epoch}.cwt");
        let uri = format!("https://a.example/status/{name}");
        let bytes = fs::read(room.path("out").join(&name)).unwrap();
        let wanted = serde_json::json!(
            {"epoch": epoch.number(), "file": name, "uri": uri, "size": bytes.len()}
        );
        assert_eq!(*told, wanted);
        let token = Token::read(&bytes);
        assert_eq!(token.sub, uri);
        let issued_at = validity.issued_at().seconds();
        assert_eq!(
            token.times,
            [issued_at, validity.expires().seconds(), 48 * 3_600]
        );
        assert!(token.is_signed_by(room.entry().status_key().as_bytes()));
        let bits = token.list.bytes.iter().map(|byte| byte.count_ones());
        assert_eq!(u64::from(bits.sum::<u32>()), entry.revoked);
        assert_eq!(
            token.list.is_revoked(entry.capacity.next_multiple_of(8)),
            None
        );
    }
    let read = |epoch: Epoch| {
        let name = publication::token_status_list(IssuerId::new("26").unwrap(), epoch);
        Token::read(&fs::read(room.path("out").join(name)).unwrap()).list
    };
    for (credentials, is_revoked) in [
        (room.credentials(&mine, "one.request"), true),
        (room.credentials(&theirs, "two.request"), false),
    ] {
        // Today and the seven days ahead have a list.
        for (epoch, index) in &credentials[..8] {
            assert_eq!(read(*epoch).is_revoked(index.number()), Some(is_revoked));
        }
    }
    let told = room.told(&format!("{line} --lang en"));
    let said = "9 Token Status Lists say the same to other programs, \
                which fetch the folder from https://a.example/status/.";
    assert!(told.lines().any(|told| told == said), "{told}");
}
