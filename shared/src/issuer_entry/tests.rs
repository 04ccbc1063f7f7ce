use super::*;
use crate::cose_key::SecretKey;

fn key(seed: u8) -> PublicKey {
    SecretKey::from_seed(&[seed; 32]).public()
}

/// A key for these epochs; its seed is the first of them.
fn signing(first: u32, last: u32) -> CredentialKey {
    CredentialKey {
        key: key(u8::try_from(first).unwrap()),
        first: Epoch::new(first),
        last: Epoch::new(last),
    }
}

fn claims(count: i64) -> Vec<ClaimKey> {
    let keys = (0..count).map(|place| ClaimKey::new(-65_537 - place).unwrap());
    keys.collect()
}

fn entry_of(
    names: (&str, &str),
    claims: Vec<ClaimKey>,
    keys: Vec<CredentialKey>,
) -> Result<IssuerEntry, NotAnEntry> {
    IssuerEntry::new(
        IssuerId::new("26").unwrap(),
        (names.0.into(), names.1.into()),
        EpochRule::new(86_400, 75_600).unwrap(),
        claims,
        key(255),
        keys,
    )
}

#[test]
fn what_an_entry_says_is_what_went_into_it() {
    let keys = Vec::from([signing(1, 9), signing(10, 10)]);
    let entry = entry_of(("Край", "Krai"), claims(3), keys.clone()).unwrap();
    assert_eq!(
        (entry.name_russian(), entry.name_english()),
        ("Край", "Krai")
    );
    assert_eq!(entry.claims(), claims(3));
    assert_eq!(entry.credential_keys(), keys);
    assert_eq!(entry.status_key(), &key(255));
    for of in &keys {
        assert_eq!(entry.credential_key(of.key.kid()), Some(of));
    }
    assert_eq!(entry.credential_key(key(255).kid()), None);
    assert_eq!(IssuerEntry::parse(&entry.encode()), Ok(entry.clone()));
    let limited = entry.clone().limited_to(&claims(1)).unwrap();
    assert_eq!(limited.claims(), claims(1));
    assert_eq!(entry.limited_to(&[]), Err(NotAnEntry::Claims));
}

#[test]
fn names_have_one_byte_to_two_hundred() {
    let (longest, longer) = ("a".repeat(MAX_NAME_LENGTH), "a".repeat(MAX_NAME_LENGTH + 1));
    let made = |names| entry_of(names, claims(1), Vec::from([signing(1, 1)])).map(drop);
    for fits in ["a", &longest] {
        assert_eq!(made((fits, "b")), Ok(()));
        assert_eq!(made(("b", fits)), Ok(()));
    }
    for unfit in ["", &longer] {
        assert_eq!(made((unfit, "b")), Err(NotAnEntry::Name));
        assert_eq!(made(("b", unfit)), Err(NotAnEntry::Name));
    }
}

#[test]
fn claims_are_one_to_256_each_once() {
    let made = |claims| entry_of(("a", "b"), claims, Vec::from([signing(1, 1)])).map(drop);
    let most = i64::try_from(MAX_CLAIMS).unwrap();
    assert_eq!(made(claims(1)), Ok(()));
    assert_eq!(made(claims(most)), Ok(()));
    assert_eq!(made(claims(0)), Err(NotAnEntry::Claims));
    assert_eq!(made(claims(most + 1)), Err(NotAnEntry::Claims));
    let twice = [claims(1), claims(1)].concat();
    assert_eq!(made(twice), Err(NotAnEntry::Claims));
}

#[test]
fn credential_keys_are_one_to_64_in_order_without_overlap() {
    let made = |keys: &[(u32, u32)]| {
        let keys = keys.iter().map(|&(first, last)| signing(first, last));
        entry_of(("a", "b"), claims(1), keys.collect()).map(drop)
    };
    let many = |count: u32| (1..=count).map(|epoch| (epoch, epoch)).collect::<Vec<_>>();
    assert_eq!(made(&[(1, 1)]), Ok(()));
    assert_eq!(made(&[(1, 5), (6, 9)]), Ok(()));
    assert_eq!(made(&many(64)), Ok(()));
    for wrong in [
        &many(65)[..],
        &[],
        &[(2, 1)],
        &[(1, 5), (5, 9)],
        &[(6, 9), (1, 5)],
    ] {
        assert_eq!(made(wrong), Err(NotAnEntry::CredentialKeys), "{wrong:?}");
    }
}

#[test]
fn no_key_stands_in_two_places() {
    let made = |first: PublicKey, second: PublicKey| {
        let (mut one, mut two) = (signing(1, 1), signing(2, 2));
        (one.key, two.key) = (first, second);
        entry_of(("a", "b"), claims(1), Vec::from([one, two])).map(drop)
    };
    assert_eq!(made(key(1), key(2)), Ok(()));
    assert_eq!(made(key(1), key(1)), Err(NotAnEntry::KeyTwice));
    assert_eq!(made(key(255), key(1)), Err(NotAnEntry::KeyTwice));
    assert_eq!(made(key(1), key(255)), Err(NotAnEntry::KeyTwice));
}
