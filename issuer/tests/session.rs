//! The binary from the root's first key to a revoked person, as an operator runs it, with a wallet made here.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

#[path = "token_status_list/token.rs"]
#[expect(dead_code, reason = "its form is looked at in a test of its own")]
mod token;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use host::home::Home;
use issuer::keys::IssuerSeeds;
use issuer::office::key_file;
use serde_json::Value;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::{Credential, IssuerId, StatusIndex};
use shared::enrolment::{ClaimKeys, EnrolmentResponse, UnverifiedRequest, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::{Manifest, UnverifiedManifest};
use shared::publication::{self, read_pointer};
use shared::root_set::RootSet;
use shared::status_list::{Status, StatusList};
use shared::time::{Epoch, UnixTime};
use shared::trust_list::{TrustList, UnverifiedTrustList};
use tempfile::TempDir;
use token::Token;

const NOON: &str = "2025-05-09T12:00:00Z";
const NEXT_NOON: &str = "2025-05-10T12:00:00Z";

/// A room with a root, an issuer, and a folder for what they publish.
struct Room(TempDir);

impl Room {
    fn new() -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        fs::write(room.path("passphrase"), "demo\n").unwrap();
        room.done("root", NOON, "root init");
        room.done(
            "office",
            NOON,
            "init --iss 26 --name-ru Край --name-en Region --claims adult,student",
        );
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, home: &str, at: &str, line: &str) -> Output {
        self.run_with(home, at, &format!("{line} --json --lang en"))
    }

    fn run_with(&self, home: &str, at: &str, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_issuer"))
            .current_dir(self.0.path())
            .args(line.split_whitespace())
            .args([
                "--home",
                home,
                "--at",
                at,
                "--passphrase-file",
                "passphrase",
            ])
            .output()
            .unwrap()
    }

    /// What a person reads.
    fn told(&self, line: &str) -> String {
        let output = self.run_with("office", NOON, line);
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    fn done(&self, home: &str, at: &str, line: &str) -> Value {
        let output = self.run(home, at, line);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The exit code and the name of what went wrong.
    fn refused(&self, home: &str, at: &str, line: &str) -> (i32, String) {
        let output = self.run(home, at, line);
        assert!(output.stdout.is_empty(), "{line}");
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        let code = output.status.code().unwrap();
        (code, error["error"].as_str().unwrap().to_owned())
    }

    fn people(&self) {
        let rows = "person,born,citizenship,status,valid_from,valid_until\n\
                    P-1,1990-01-02,RUS,student,2024-09-01,2026-06-30\n\
                    P-2,1990-01-02,RUS,,,\n";
        fs::write(self.path("register.csv"), rows).unwrap();
        self.done("office", NOON, "register import register.csv");
    }

    /// Invites a person and puts the request of a wallet into a file.
    fn request(&self, person: &str, at: &str, file: &str) -> EnrolmentCode {
        let invited = self.done("office", at, &format!("enrol invite {person}"));
        let code = EnrolmentCode::parse(invited["code"].as_str().unwrap()).unwrap();
        let [first, .., last] = *code.key().as_bytes();
        let key = |day| SecretKey::from_seed(&[day ^ first ^ last; 32]);
        let claim = ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..31).map(key).collect(),
        };
        fs::write(self.path(file), sign_request(&code, &[claim])).unwrap();
        code
    }

    fn entry(&self) -> IssuerEntry {
        IssuerEntry::parse(&fs::read(self.path("office/issuer.entry")).unwrap()).unwrap()
    }

    fn pointer(&self, name: &str) -> u64 {
        read_pointer(&fs::read(self.path("out").join(name)).unwrap()).unwrap()
    }

    fn trust_list(&self, root: &str) -> TrustList {
        let text = fs::read_to_string(self.path(root).join("root.pub")).unwrap();
        let name = publication::trust_list(self.pointer(publication::TRUST_POINTER));
        let bytes = fs::read(self.path("out").join(name)).unwrap();
        let list = UnverifiedTrustList::parse(&bytes).unwrap();
        list.verify(&RootSet::from_text(&text).unwrap()).unwrap()
    }

    fn manifest(&self) -> Manifest {
        let id = IssuerId::new("26").unwrap();
        let sequence = self.pointer(&publication::manifest_pointer(id));
        let name = publication::manifest(id, sequence);
        let bytes = fs::read(self.path("out").join(name)).unwrap();
        let manifest = UnverifiedManifest::parse(&bytes).unwrap();
        let manifest = manifest.verify(self.entry().status_key()).unwrap();
        assert_eq!(manifest.content().sequence, sequence);
        manifest
    }

    /// Whether an index is revoked, by the list that the newest manifest names for its epoch.
    fn status(&self, epoch: Epoch, index: StatusIndex) -> Status {
        let manifest = self.manifest();
        let entry = manifest.list(epoch).unwrap();
        let name = publication::status_list(IssuerId::new("26").unwrap(), &entry.hash);
        let file = fs::read(self.path("out").join(name)).unwrap();
        StatusList::parse(file, entry)
            .unwrap()
            .status(index)
            .unwrap()
    }

    /// The issuer's secrets, as whoever knows the passphrase has them.
    fn seeds(&self) -> IssuerSeeds {
        let home = Home::new(Some(&self.path("office")), "issuer").unwrap();
        let secret = key_file(&home).read("demo").unwrap();
        IssuerSeeds::read(secret).unwrap()
    }

    /// The epochs and indices of an answered request.
    fn credentials(&self, code: &EnrolmentCode, request: &str) -> Vec<(Epoch, StatusIndex)> {
        let answer = Path::new(request).with_extension("answer");
        let (request, answer) = (
            fs::read(self.path(request)),
            fs::read(self.0.path().join(answer)),
        );
        let request = request.unwrap();
        let request = UnverifiedRequest::parse(&request)
            .unwrap()
            .verify(&code.key())
            .unwrap();
        let response = EnrolmentResponse::verify(
            &answer.unwrap(),
            &code.key(),
            request.hash(),
            request.claims(),
        );
        let response = response.unwrap();
        let credentials = &response.claims[0].credentials;
        credentials
            .iter()
            .map(|credential| {
                let credential = Credential::parse(credential).unwrap();
                let key = response.issuer.credential_key(credential.kid()).unwrap();
                let content = credential.verify(&key.key).unwrap();
                let rule = response.issuer.epochs();
                let epoch = rule.epoch_between(content.not_before, content.expires);
                (epoch.unwrap(), content.index)
            })
            .collect()
    }
}

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
