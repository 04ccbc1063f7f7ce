//! What other programs read in a Token Status List is what our own list says, and what the draft's own examples say.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where it fails"
)]

#[path = "../../../shared/tests/foreign/published.rs"]
#[expect(dead_code, reason = "nothing here is JSON")]
mod published;
mod token;

use coset::RegisteredLabelWithPrivate;
use coset::iana::Algorithm;
use issuer::failure::Refused;
use issuer::keys::{IssuerKeys, IssuerSeeds};
use issuer::signer::Signer;
use issuer::token_status_list::{Address, token_status_list};
use proptest::prelude::*;
use shared::claims::Claim;
use shared::credential::{IssuerId, StatusIndex};
use shared::freshness::Validity;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::status_list::{self, Status, StatusList};
use shared::time::{Epoch, EpochRule, UnixTime};
use url::Url;

use token::{List, Token};

const URI: &str = "https://a.example/status/issuers/26/token-status-lists/7.cwt";
const EPOCH: Epoch = Epoch::new(7);

fn keys() -> IssuerKeys {
    let random = std::array::from_fn(|place| u8::try_from(place / 32).unwrap());
    IssuerSeeds::new(&random, EPOCH, EPOCH).keys().unwrap()
}

fn entry(keys: &IssuerKeys) -> IssuerEntry {
    let credential = keys.credential.iter().map(|key| CredentialKey {
        key: key.key.public(),
        first: key.first,
        last: key.last,
    });
    IssuerEntry::new(
        IssuerId::new("26").unwrap(),
        ("Край".into(), "Region".into()),
        EpochRule::new(86_400, 75_600).unwrap(),
        vec![Claim::Adult.key()],
        keys.status.public(),
        credential.collect(),
    )
    .unwrap()
}

fn list(capacity: u64, revoked: impl IntoIterator<Item = u64>) -> StatusList<Vec<u8>> {
    let revoked = revoked
        .into_iter()
        .map(|index| StatusIndex::new(index).unwrap());
    let (file, entry) = status_list::encode(EPOCH, capacity, revoked.collect()).unwrap();
    StatusList::parse(file, &entry).unwrap()
}

fn written(uri: &str, validity: Validity, list: &StatusList<Vec<u8>>) -> Vec<u8> {
    let keys = keys();
    let entry = entry(&keys);
    token_status_list(&Signer::new(&entry, &keys), uri, validity, list).unwrap()
}

fn usual() -> Validity {
    Validity::usual(UnixTime::new(1_780_304_400).unwrap())
}

/// The bits are exactly those of the list's indices, and zeros after the last one.
fn says_the_same(list: &StatusList<Vec<u8>>) {
    let capacity = list.entry().capacity;
    let token = Token::read(&written(URI, usual(), list)).list;
    let end = capacity.next_multiple_of(8);
    let is_revoked = |index: &u64| token.is_revoked(*index).unwrap();
    let revoked: Vec<u64> = (0..end).filter(is_revoked).collect();
    let ours = list.revoked().unwrap();
    let ours: Vec<u64> = ours.iter().map(|index| index.number()).collect();
    assert_eq!(revoked, ours);
    assert_eq!(token.is_revoked(end), None);
}

#[test]
fn another_program_reads_who_signed_what_and_for_how_long() {
    let bytes = written(URI, usual(), &list(100, [0, 1, 64, 99]));
    let token = Token::read(&bytes);
    assert_eq!(token.typ, "application/statuslist+cwt");
    let algorithm = RegisteredLabelWithPrivate::Assigned(Algorithm::Ed25519);
    assert_eq!(token.header().alg, Some(algorithm));
    let status_key = keys().status.public();
    assert_eq!(token.header().key_id, status_key.kid().as_bytes());
    assert_eq!(token.sub, URI);
    assert_eq!(token.times, [1_780_304_400, 1_780_909_200, 172_800]);
    assert_eq!(token.list.bits, 1);
    assert_eq!(token.list.bytes, [3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 8]);
    assert!(token.is_canonical());
    assert!(token.is_signed_by(status_key.as_bytes()));
    let credential_key = keys().credential.first().unwrap().key.public();
    assert!(!token.is_signed_by(credential_key.as_bytes()));
    assert_eq!(bytes, written(URI, usual(), &list(100, [99, 64, 1, 0])));
}

#[test]
fn every_index_has_the_same_status_in_both_lists() {
    let list = list(20_001, (0..20_001).step_by(97));
    let token = Token::read(&written(URI, usual(), &list)).list;
    for number in 0..20_001 {
        let status = list.status(StatusIndex::new(number).unwrap()).unwrap();
        let is_revoked = status == Status::Revoked;
        assert_eq!(token.is_revoked(number), Some(is_revoked), "{number}");
    }
}

#[test]
fn sets_of_all_sizes_are_the_same_in_both_lists() {
    says_the_same(&list(2, []));
    says_the_same(&list(8, 0..8));
    says_the_same(&list(9, 0..9));
    // Three blocks, with marks where they meet.
    let marks = [0, 524_287, 524_288, 1_048_575, 1_048_576, 1_048_580];
    says_the_same(&list(1_048_581, marks));
}

/// The hexadecimal digits of one of the draft's examples.
fn example_of(file: &str) -> Option<Vec<u8>> {
    let text = String::from_utf8(published::bytes(&format!("status-list/{file}.txt"))?).unwrap();
    let digits = text.lines().filter(|line| !line.contains('['));
    let digits = digits.map(|line| line.trim().trim_start_matches("encoded:"));
    Some(published::unhex(&digits.collect::<String>()))
}

#[test]
fn the_example_of_the_draft_says_what_ours_says() {
    let Some(example) = example_of("status_list_cwt") else {
        return;
    };
    let theirs = Token::read(&example);
    let [issued_at, expires, time_to_live] = theirs.times;
    let issued_at = UnixTime::new(issued_at).unwrap();
    let expires = UnixTime::new(expires).unwrap();
    let validity = Validity::new(issued_at, issued_at.plus(time_to_live), expires).unwrap();
    let revoked = [0, 3, 4, 5, 7, 8, 9, 13, 15];
    let ours = Token::read(&written(&theirs.sub, validity, &list(16, revoked)));
    assert_eq!(ours.typ, theirs.typ);
    assert_eq!(ours.sub, theirs.sub);
    assert_eq!(ours.times, theirs.times);
    assert_eq!(ours.list, theirs.list);
    let alone = example_of("status_list_encoding_cbor").unwrap();
    assert_eq!(ours.list, List::read(&alone));
}

#[test]
fn the_long_example_of_the_draft_says_what_ours_says() {
    let Some(theirs) = example_of("status_list_encoding1_long_cbor") else {
        return;
    };
    let revoked = [
        0, 1_993, 25_460, 159_495, 495_669, 554_353, 645_645, 723_232, 854_545, 934_534, 1_000_345,
    ];
    let ours = Token::read(&written(URI, usual(), &list(1 << 20, revoked)));
    assert_eq!(ours.list, List::read(&theirs));
}

#[test]
fn an_address_is_that_of_a_public_folder() {
    for (given, uri) in [
        ("https://a.example", "https://a.example/1.cwt"),
        ("https://a.example/status", "https://a.example/status/1.cwt"),
        (
            "http://A.example:8080/status/",
            "http://a.example:8080/status/1.cwt",
        ),
        (
            "https://пример.рф/списки",
            "https://xn--e1afmkfd.xn--p1ai/%D1%81%D0%BF%D0%B8%D1%81%D0%BA%D0%B8/1.cwt",
        ),
    ] {
        assert_eq!(
            Address::parse(given).map(|address| address.of("1.cwt")),
            Ok(uri.to_owned())
        );
    }
    for given in [
        "",
        "a.example/status",
        "/srv/status",
        "file:///srv/status",
        "ftp://a.example/status",
        "https://",
        "https://name@a.example/status",
        "https://:word@a.example/status",
        "https://a.example/status?epoch=7",
        "https://a.example/status#7",
        "https://a.example/a|b",
        "https://a.example/[a]",
    ] {
        assert_eq!(
            Address::parse(given),
            Err(Refused::StatusAddress),
            "{given}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_set_is_the_same_in_both_lists(
        capacity in 2..600_000_u64,
        marks in proptest::collection::vec(any::<prop::sample::Index>(), 0..300),
    ) {
        let capacity_of_indices = usize::try_from(capacity).unwrap();
        let marks = marks.iter().map(|mark| mark.index(capacity_of_indices));
        says_the_same(&list(capacity, marks.map(|mark| u64::try_from(mark).unwrap())));
    }

    #[test]
    fn what_is_taken_as_an_address_makes_a_uri(given in "(https?://)?\\PC{0,40}") {
        if let Ok(address) = Address::parse(&given) {
            let uri = address.of("issuers/26/1.cwt");
            let url = Url::parse(&uri).unwrap();
            prop_assert_eq!(url.as_str(), &uri);
            prop_assert!(uri.ends_with("/issuers/26/1.cwt"));
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            prop_assert!(url.username().is_empty() && url.password().is_none());
        }
    }
}
