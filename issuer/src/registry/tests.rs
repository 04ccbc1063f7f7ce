//! Each promise of the registry, on a database in memory.

use shared::claims::Claim;
use shared::credential::StatusIndex;
use shared::status_list;
use time::macros::date;

use super::*;
use crate::record::{RevokedFor, RevokedSlot, Slot};

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn with_person(registry: &mut Registry) -> (Books<'_>, i64) {
    let books = registry.write().unwrap();
    let id = PersonId::parse("1").unwrap();
    let (row, change) = books
        .put_person(&id, date!(1990 - 01 - 02), Citizenship::RUSSIA)
        .unwrap();
    assert_eq!(change, Change::Added);
    (books, row)
}

fn enrolled(books: &Books<'_>, person: i64, code: u8, epochs: (u32, u32)) -> Slot {
    let locator = Locator::parse(&format!("000{code}")).unwrap();
    let key = CodeKey::new([code; 32]);
    books.invite(person, locator, &key, at(100), 5).unwrap();
    let invitation = books.invitation(locator).unwrap().unwrap();
    let first = Epoch::new(epochs.0);
    let enrolment = books
        .enrol(
            &invitation,
            &[code; 32],
            (first, Epoch::new(epochs.1)),
            at(10),
        )
        .unwrap();
    assert_eq!(books.enrolment(&[code; 32]).unwrap(), Some(enrolment));
    let epochs = (first, Epoch::new(epochs.1));
    let slot = books
        .open_slot(person, &enrolment, Claim::Adult.key(), epochs)
        .unwrap();
    assert_eq!(books.slots(&enrolment).unwrap(), [slot]);
    slot
}

#[test]
fn a_person_is_entered_once_and_corrected() {
    let mut registry = Registry::in_memory().unwrap();
    let (books, row) = with_person(&mut registry);
    let id = PersonId::parse("1").unwrap();
    let put = |born| books.put_person(&id, born, Citizenship::RUSSIA).unwrap();
    assert_eq!(put(date!(1990 - 01 - 02)), (row, Change::Unchanged));
    assert_eq!(put(date!(1990 - 01 - 03)), (row, Change::Changed));
    let status = |valid_until| HeldStatus {
        claim: Claim::Student.key(),
        valid_from: date!(2024 - 09 - 01),
        valid_until,
    };
    let put = |until| books.put_status(row, &status(until)).unwrap();
    assert_eq!(put(date!(2025 - 06 - 30)), Change::Added);
    assert_eq!(put(date!(2025 - 06 - 30)), Change::Unchanged);
    assert_eq!(put(date!(2026 - 06 - 30)), Change::Changed);
    assert_eq!(
        books.statuses(row).unwrap(),
        [status(date!(2026 - 06 - 30))]
    );
    assert_eq!(
        books.person(&id).unwrap(),
        Some(books.person_at(row).unwrap())
    );
}

#[test]
fn what_is_not_committed_has_not_happened() {
    let mut registry = Registry::in_memory().unwrap();
    drop(with_person(&mut registry));
    assert_eq!(registry.read().unwrap().count_persons().unwrap(), 0);
    with_person(&mut registry).0.commit().unwrap();
    assert_eq!(registry.read().unwrap().count_persons().unwrap(), 1);
}

#[test]
fn a_newer_invitation_replaces_the_older_and_its_key_is_gone() {
    let mut registry = Registry::in_memory().unwrap();
    let (books, person) = with_person(&mut registry);
    let invite = |text, expires| {
        let key = CodeKey::new([7; 32]);
        let locator = Locator::parse(text).unwrap();
        books.invite(person, locator, &key, at(expires), 5).unwrap()
    };
    assert_eq!((invite("AAAA", 100), invite("BBBB", 200)), (0, 1));
    let find = |text| books.invitation(Locator::parse(text).unwrap()).unwrap();
    let older = find("AAAA").unwrap();
    assert_eq!(older.state, InvitationState::Replaced);
    assert!(older.code_key.is_none());
    assert_eq!(find("BBBB").unwrap().state, InvitationState::Open);
    assert_eq!(books.count_open_invitations(at(199)).unwrap(), 1);
    assert_eq!(books.count_open_invitations(at(200)).unwrap(), 0);
    let forgotten = books.forget_invitations(at(100), Epoch::new(0));
    assert_eq!(forgotten.unwrap(), 1);
    assert!(find("AAAA").is_none());
    assert_eq!(books.cancel_invitations(person).unwrap(), 1);
}

#[test]
fn a_list_has_the_revoked_slots_of_its_epoch_alone() {
    let mut registry = Registry::in_memory().unwrap();
    let (books, person) = with_person(&mut registry);
    let (now, claim) = (at(10), Claim::Adult.key());
    let first = enrolled(&books, person, 1, (10, 20));
    assert_eq!(books.count_holders(claim, Epoch::new(20)).unwrap(), 1);
    assert_eq!(books.count_holders(claim, Epoch::new(21)).unwrap(), 0);
    let revoke = |claim, since| {
        let why = (now, RevokedFor::Person);
        books.revoke(person, claim, Epoch::new(since), why).unwrap()
    };
    assert_eq!(revoke(Some(Claim::Student.key()), 10), 0);
    assert_eq!(revoke(None, 21), 0);
    assert_eq!(revoke(Some(claim), 20), 1);
    assert_eq!(revoke(None, 10), 0);
    assert_eq!(books.count_holders(claim, Epoch::new(20)).unwrap(), 0);
    let second = enrolled(&books, person, 2, (15, 45));
    assert!(second.number > first.number);
    let listed = |epoch, end| {
        let slots = books.revoked_slots((Epoch::new(epoch), Epoch::new(epoch)));
        let slots = slots.unwrap().into_iter();
        slots
            .filter(|slot| slot.is_listed(Epoch::new(epoch), end))
            .count()
    };
    for (epoch, expected) in [(9, 0), (10, 1), (20, 1), (21, 0)] {
        assert_eq!(listed(epoch, at(11)), expected, "{epoch}");
    }
    // Who is revoked when the epoch is over.
    assert_eq!(listed(10, now), 0);
    let all = (Epoch::new(0), Epoch::new(50));
    let expected = RevokedSlot {
        number: first.number,
        first: Epoch::new(10),
        last: Epoch::new(20),
        revoked_at: now,
    };
    assert_eq!(books.revoked_slots(all).unwrap(), [expected]);
    assert_eq!(books.fill(Epoch::new(15)).unwrap(), (2, second.number));
    assert_eq!(books.fill(Epoch::new(46)).unwrap(), (0, 0));
    // The code of an answer is forgotten when its last epoch is over.
    let forget = |since| books.forget_invitations(now, Epoch::new(since)).unwrap();
    assert_eq!(
        (forget(20), forget(21), forget(21), forget(46)),
        (0, 1, 0, 1)
    );
}

#[test]
fn a_capacity_is_frozen_once() {
    let mut registry = Registry::in_memory().unwrap();
    let books = registry.write().unwrap();
    let (epoch, capacity) = (Epoch::new(7), Capacity::new(100).unwrap());
    let frozen = || books.capacities((epoch, Epoch::new(9))).unwrap();
    assert!(frozen().is_empty());
    books.freeze(epoch, capacity).unwrap();
    assert_eq!(frozen(), BTreeMap::from([(epoch, capacity)]));
    assert!(books.freeze(epoch, Capacity::new(101).unwrap()).is_err());
    assert_eq!(books.chosen_capacity().unwrap(), None);
    books.choose_capacity(Some(capacity)).unwrap();
    assert_eq!(books.chosen_capacity().unwrap(), Some(capacity));
}

#[test]
fn an_opened_registry_is_up_to_date_and_a_newer_one_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("registry.sqlite");
    assert!(Registry::open(&path).is_err());
    std::fs::write(&path, "").unwrap();
    assert!(!Registry::open(&path).unwrap().is_newer().unwrap());
    let registry = Registry::open(&path).unwrap();
    let newer = newest() + 1;
    registry
        .0
        .pragma_update(None, "user_version", newer)
        .unwrap();
    assert!(registry.is_newer().unwrap());
    assert!(Registry::open_to_read(&path).unwrap().is_newer().unwrap());
}

#[test]
fn the_first_final_list_of_an_epoch_stays_until_a_later_one() {
    let mut registry = Registry::in_memory().unwrap();
    let books = registry.write().unwrap();
    let list = |epoch, revoked: &[u64]| {
        let revoked = revoked
            .iter()
            .map(|index| StatusIndex::new(*index).unwrap());
        status_list::encode(Epoch::new(epoch), 1_000, revoked.collect()).unwrap()
    };
    let (first, entry) = list(5, &[1, 7]);
    books.keep_final_list(&first, &entry).unwrap();
    let (other, other_entry) = list(5, &[2]);
    books.keep_final_list(&other, &other_entry).unwrap();
    assert_eq!(
        books.final_list(Epoch::new(5)).unwrap(),
        Some((first, entry))
    );
    let (empty, entry) = list(6, &[]);
    books.keep_final_list(&empty, &entry).unwrap();
    assert_eq!(
        books.final_list(Epoch::new(6)).unwrap(),
        Some((empty, entry))
    );
    assert_eq!(books.final_list(Epoch::new(5)).unwrap(), None);
}

/// The registry as its first version left it, with two persons, one of them on a second device, and one invited.
const OLD: &str = "
INSERT INTO person VALUES (1, 'a', '1990-01-02', 'RUS'), (2, 'b', '1990-01-02', 'RUS'), (3, 'c', '1990-01-02', 'RUS');
INSERT INTO invitation VALUES
    (1, 1, NULL, NULL, 100, 5, 'answered'), (2, 1, '0002', zeroblob(32), 100, 5, 'answered'),
    (3, 2, '0003', zeroblob(32), 100, 5, 'answered'), (4, 3, '0004', NULL, 100, 5, 'replaced'),
    (5, 3, '0005', zeroblob(32), 100, 5, 'open');
INSERT INTO enrolment VALUES
    (11, 1, 1, x'1111111111111111111111111111111111111111111111111111111111111111', 10, 5),
    (12, 1, 2, x'2222222222222222222222222222222222222222222222222222222222222222', 12, 6),
    (13, 2, 3, x'3333333333333333333333333333333333333333333333333333333333333333', 12, 7);
INSERT INTO slot VALUES
    (1, 1, -65537, 1, 11, 10, 40, 6, 'device'), (2, 1, -65537, 2, 12, 12, 42, NULL, NULL),
    (3, 2, -65537, 1, 13, 12, 42, NULL, NULL), (4, 2, -65538, 1, 13, 12, 20, NULL, NULL),
    (9, 2, -65539, 1, 13, 12, 20, NULL, NULL);
DELETE FROM slot WHERE slot = 9;
";

#[test]
fn an_older_registry_is_brought_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("registry.sqlite");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(MIGRATIONS[0].1).unwrap();
    old.execute_batch(OLD).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    // Who only reads brings it up to date too.
    let mut reader = Registry::open_to_read(&path).unwrap();
    let books = reader.read().unwrap();
    assert_eq!(books.fill(Epoch::new(15)).unwrap(), (4, 4));
    let claims = [-65537, -65538].map(|claim| ClaimKey::new(claim).unwrap());
    let holders = claims.map(|claim| books.count_holders(claim, Epoch::new(15)).unwrap());
    assert_eq!(holders, [2, 1]);
    assert_eq!(books.count_persons().unwrap(), 3);
    assert_eq!(books.count_open_invitations(at(99)).unwrap(), 1);
    drop(books);

    let mut registry = Registry::open(&path).unwrap();
    let books = registry.write().unwrap();
    let find = |byte| books.enrolment(&[byte; 32]).unwrap();
    assert_eq!(find(0x44), None);
    for (byte, invitation, first, slots) in [
        (0x11, 1, 10, vec![1]),
        (0x22, 2, 12, vec![2]),
        (0x33, 3, 12, vec![3, 4]),
    ] {
        let enrolment = find(byte).unwrap();
        assert_eq!(
            (enrolment.invitation, enrolment.first_epoch.number()),
            (invitation, first)
        );
        let found = books.slots(&enrolment).unwrap();
        let found: Vec<u64> = found.iter().map(|slot| slot.number).collect();
        assert_eq!(found, slots);
    }
    let all = (Epoch::new(0), Epoch::new(50));
    assert_eq!(books.revoked_slots(all).unwrap().len(), 1);
    // Neither a locator nor a slot is lost: number 9 was given once.
    let fifth = books.invitation(Locator::parse("0005").unwrap()).unwrap();
    assert_eq!(fifth.unwrap().state, InvitationState::Open);
    let slot = enrolled(&books, 3, 6, (15, 45));
    assert_eq!(slot.number, 10);
    // The codes of epochs that are over go; those of invitations that are over too.
    assert_eq!(
        books.forget_invitations(at(100), Epoch::new(43)).unwrap(),
        4
    );
}

#[test]
fn a_tally_is_what_a_count_would_say() {
    let mut registry = Registry::in_memory().unwrap();
    let (books, person) = with_person(&mut registry);
    let claim = Claim::Adult.key();
    for (code, epochs) in [(1, (10, 20)), (2, (10, 20)), (3, (15, 45)), (4, (16, 16))] {
        enrolled(&books, person, code, epochs);
        let why = (at(10), RevokedFor::Device);
        books
            .revoke(person, Some(claim), Epoch::new(u32::from(code) * 6), why)
            .unwrap();
    }
    let count = |epoch| {
        books.count(
            "SELECT count(*) FROM slot WHERE first_epoch <= ?1 AND last_epoch >= ?1 AND revoked_at IS NULL",
            [epoch],
        )
    };
    for epoch in 9..50 {
        let holders = books.count_holders(claim, Epoch::new(epoch)).unwrap();
        assert_eq!(holders, count(epoch).unwrap(), "{epoch}");
    }
}

#[test]
fn an_answered_invitation_gives_its_locator_up() {
    let mut registry = Registry::in_memory().unwrap();
    let (books, person) = with_person(&mut registry);
    let slot = enrolled(&books, person, 1, (10, 20));
    let locator = Locator::parse("0001").unwrap();
    let key = CodeKey::new([9; 32]);
    books.invite(person, locator, &key, at(100), 5).unwrap();
    let found = books.invitation(locator).unwrap().unwrap();
    assert_eq!(found.state, InvitationState::Open);
    let enrolment = books.enrolment(&[1; 32]).unwrap().unwrap();
    assert_eq!(books.slots(&enrolment).unwrap(), [slot]);
    let older = books.invitation_at(enrolment.invitation).unwrap();
    assert!(older.code_key.is_some());
}

#[test]
fn no_statement_reads_the_whole_of_a_table_that_grows() {
    let registry = Registry::in_memory().unwrap();
    let sources = [include_str!("../registry.rs"), include_str!("slots.rs")];
    let is_statement = |text: &&str| {
        ["SELECT", "UPDATE", "DELETE"]
            .iter()
            .any(|verb| text.starts_with(verb))
    };
    let statements = sources.iter().flat_map(|source| source.split('"'));
    let statements: Vec<&str> = statements.filter(is_statement).collect();
    assert!(statements.len() > 20);
    for sql in statements {
        let mut plan = registry
            .0
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let given = rusqlite::params_from_iter(vec![1; plan.parameter_count()]);
        let steps = plan.query_map(given, |row| row.get(3)).unwrap();
        let steps: Vec<String> = steps.collect::<Result<_>>().unwrap();
        // One row; the last row; those that wait for a wallet.
        let short = [
            "SCAN office",
            "SCAN publication",
            "SCAN invitation USING INDEX invitation_open",
        ];
        let is_short = |step: &String| !step.starts_with("SCAN") || short.contains(&step.as_str());
        assert!(steps.iter().all(is_short), "{sql}: {steps:?}");
    }
}
