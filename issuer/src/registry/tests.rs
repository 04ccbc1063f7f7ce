//! Each promise of the registry, on a database in memory.

use shared::claims::Claim;
use time::macros::date;

use super::*;

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
        .enrol(&invitation, &[code; 32], first, at(10))
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
    for (epoch, expected) in [(9, 0), (10, 1), (20, 1), (21, 0)] {
        let found = books
            .revoked_slots(Epoch::new(epoch), at(11))
            .unwrap()
            .len();
        assert_eq!(found, expected, "{epoch}");
    }
    let over_when_revoked = books.revoked_slots(Epoch::new(10), now).unwrap();
    assert!(over_when_revoked.is_empty());
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
    registry.0.pragma_update(None, "user_version", 2).unwrap();
    assert!(registry.is_newer().unwrap());
    assert!(Registry::open_to_read(&path).unwrap().is_newer().unwrap());
}
