//! A wallet's request at the counter: what is answered, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

use hmac::{Hmac, KeyInit as _, Mac as _};
use issuer::enrol::{Answer, Clerk};
use issuer::failure::{Failure, Refused};
use issuer::keys::{IssuerKeys, IssuerSeeds};
use issuer::person::{Citizenship, HeldStatus, PersonId, parse_date};
use issuer::record::{Invitation, InvitationState, RevokedFor};
use issuer::registry::Registry;
use proptest::prelude::*;
use sha2::Sha256;
use shared::claims::{Claim, ClaimKey};
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{Credential, IssuerId};
use shared::enrolment::{ClaimKeys, EnrolmentResponse, UnverifiedRequest, sign_request};
use shared::enrolment_code::{CodeKey, EnrolmentCode};
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::permutation::Capacity;
use shared::time::{Epoch, EpochRule, UnixTime};

/// 2025-05-09T12:00:00Z
const NOW: u64 = 1_746_792_000;
const DAY: u64 = 86_400;

/// An issuer with an empty register.
struct Office {
    entry: IssuerEntry,
    seeds: IssuerSeeds,
    keys: IssuerKeys,
    registry: Registry,
    today: Epoch,
}

impl Office {
    fn new() -> Self {
        let rule = EpochRule::new(86_400, 75_600).unwrap();
        let today = rule.epoch_at(at(NOW)).unwrap();
        let mut random = [1; 96];
        random[32..64].fill(2);
        random[64..].fill(3);
        let last = today.checked_add(400).unwrap();
        let seeds = IssuerSeeds::new(&random, today.previous().unwrap(), last);
        let keys = seeds.keys().unwrap();
        let credential = keys.credential.iter().map(|key| CredentialKey {
            key: key.key.public(),
            first: key.first,
            last: key.last,
        });
        let entry = IssuerEntry::new(
            IssuerId::new("26").unwrap(),
            ("Край".into(), "Region".into()),
            rule,
            [Claim::Adult, Claim::Student, Claim::Pensioner]
                .map(Claim::key)
                .to_vec(),
            keys.status.public(),
            credential.collect(),
        );
        Self {
            entry: entry.unwrap(),
            keys,
            seeds,
            registry: Registry::in_memory().unwrap(),
            today,
        }
    }

    /// Enters a person with these statuses.
    fn person(&mut self, id: &str, born: &str, statuses: &[(Claim, &str, &str)]) -> i64 {
        let books = self.registry.write().unwrap();
        let (id, born) = (PersonId::parse(id).unwrap(), parse_date(born).unwrap());
        let (row, _) = books.put_person(&id, born, Citizenship::RUSSIA).unwrap();
        for (claim, from, until) in statuses {
            let status = HeldStatus {
                claim: claim.key(),
                valid_from: parse_date(from).unwrap(),
                valid_until: parse_date(until).unwrap(),
            };
            books.put_status(row, &status).unwrap();
        }
        books.commit().unwrap();
        row
    }

    fn invite(&mut self, person: i64, code: &EnrolmentCode) {
        let books = self.registry.write().unwrap();
        let expires = at(NOW + 14 * DAY);
        books
            .invite(person, code.locator(), &code.key(), expires, 2)
            .unwrap();
        books.commit().unwrap();
    }

    fn invitation(&mut self, code: &EnrolmentCode) -> Invitation {
        let books = self.registry.read().unwrap();
        books.invitation(code.locator()).unwrap().unwrap()
    }

    fn answer(&mut self, request: &[u8], now: u64) -> Result<Answer, Refused> {
        let clerk = Clerk::new(&self.entry, &self.keys);
        let answer = clerk.answer(&mut self.registry, request, at(now));
        answer.map_err(|failure| match failure {
            Failure::Refused(refused) => refused,
            other => panic!("{other:?}"),
        })
    }

    fn slots(&mut self) -> u64 {
        self.registry.read().unwrap().highest_slot().unwrap()
    }

    /// The days, from today, that a wallet finds in the answer for a claim, each with the place of its device key.
    fn days(
        &self,
        answer: &Answer,
        code: &EnrolmentCode,
        request: &[u8],
    ) -> Vec<(ClaimKey, u32, usize)> {
        let verified = UnverifiedRequest::parse(request)
            .unwrap()
            .verify(&code.key())
            .unwrap();
        let (hash, asked) = (verified.hash(), verified.claims());
        let response =
            EnrolmentResponse::verify(&answer.response, &code.key(), hash, asked).unwrap();
        assert_eq!(response.issuer, self.entry);
        let mut days = Vec::new();
        for claim in &response.claims {
            let keys = &asked
                .iter()
                .find(|asked| asked.claim == claim.claim)
                .unwrap()
                .keys;
            for credential in &claim.credentials {
                let credential = Credential::parse(credential).unwrap();
                let key = self.entry.credential_key(credential.kid()).unwrap();
                let content = credential.verify(&key.key).unwrap();
                let rule = self.entry.epochs();
                let epoch = rule
                    .epoch_between(content.not_before, content.expires)
                    .unwrap();
                let place = |key: &PublicKey| *key.as_bytes() == content.device_key;
                let place = keys.iter().position(place).unwrap();
                days.push((claim.claim, epoch.number() - self.today.number(), place));
            }
        }
        days
    }
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn code(number: u8) -> EnrolmentCode {
    EnrolmentCode::from_random([number; 16])
}

/// A request for these claims with so many days each; `wallet` makes other device keys.
fn request(code: &EnrolmentCode, wallet: u8, claims: &[(Claim, u8)]) -> Vec<u8> {
    let claims: Vec<_> = claims
        .iter()
        .map(|(claim, days)| {
            let [.., number] = claim.key().number().to_be_bytes();
            let key = |day| {
                SecretKey::from_seed(
                    &[[wallet; 16], [number; 16]]
                        .concat()
                        .try_into()
                        .map(|mut seed: [u8; 32]| {
                            seed[0] = day;
                            seed
                        })
                        .unwrap(),
                )
            };
            ClaimKeys {
                claim: claim.key(),
                keys: (0..*days).map(key).collect(),
            }
        })
        .collect();
    sign_request(code, &claims)
}

#[test]
fn an_adult_gets_31_days_each_for_its_own_key() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    let answer = office.answer(&request, NOW).unwrap();
    let expected: Vec<_> = (0_u32..31).zip(0_usize..).collect();
    let days = office.days(&answer, &code(1), &request);
    assert!(days.iter().all(|(claim, ..)| *claim == Claim::Adult.key()));
    assert_eq!(
        days.iter()
            .map(|(_, day, key)| (*day, *key))
            .collect::<Vec<_>>(),
        expected
    );
    assert!(!answer.repeated && answer.overflowing.is_empty() && answer.left_out.is_empty());
    assert_eq!(office.invitation(&code(1)).state, InvitationState::Answered);
    let epochs = (office.today, office.today.checked_add(40).unwrap());
    let frozen = office.registry.read().unwrap().capacities(epochs).unwrap();
    assert_eq!(frozen.len(), 31);
    assert!(frozen.values().all(|capacity| capacity.get() == 65_536));
}

#[test]
fn the_same_request_gets_the_same_bytes_until_its_keys_are_erased() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    let first = office.answer(&request, NOW).unwrap();
    for later in [NOW, NOW + DAY, NOW + 20 * DAY] {
        let again = office.answer(&request, later).unwrap();
        assert!(again.repeated);
        assert_eq!(again.response, first.response);
    }
    assert_eq!(office.slots(), 1);
    let tomorrow = office.today.checked_add(1).unwrap();
    let advanced = office
        .seeds
        .advanced(&office.keys.ratchet.at(tomorrow).unwrap());
    office.keys = advanced.keys().unwrap();
    assert_eq!(
        office.answer(&request, NOW + 2 * DAY).unwrap_err(),
        Refused::TooLongAgo
    );
}

#[test]
fn a_code_is_good_once() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let adult = [(Claim::Adult, 31)];
    office.answer(&request(&code(1), 7, &adult), NOW).unwrap();
    let other = office.answer(&request(&code(1), 8, &adult), NOW);
    assert_eq!(other.unwrap_err(), Refused::Used);
    let unknown = office.answer(&request(&code(2), 8, &adult), NOW);
    assert_eq!(unknown.unwrap_err(), Refused::NoInvitation);
}

#[test]
fn a_code_expires_to_the_second() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    let late = office.answer(&request, NOW + 14 * DAY);
    assert_eq!(late.unwrap_err(), Refused::Expired);
    office.answer(&request, NOW + 14 * DAY - 1).unwrap();
}

#[test]
fn wrong_codes_are_counted_although_they_are_refused() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let mut guess = [1; 16];
    guess[15] = 2;
    let guess = EnrolmentCode::from_random(guess);
    assert_eq!(guess.locator(), code(1).locator());
    let wrong = request(&guess, 7, &[(Claim::Adult, 31)]);
    for left in [1, 0] {
        assert_eq!(
            office.answer(&wrong, NOW).unwrap_err(),
            Refused::WrongCode { left }
        );
    }
    let right = request(&code(1), 7, &[(Claim::Adult, 31)]);
    assert_eq!(office.answer(&right, NOW).unwrap_err(), Refused::NoAttempts);
}

#[test]
fn every_device_key_must_be_proved() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    let broken = with_broken_last_signature(&request, &code(1).key());
    let refused = office.answer(&broken, NOW).unwrap_err();
    let claim = Claim::Adult.key();
    assert_eq!(refused, Refused::NoPossession { claim, day: 30 });
    let invitation = office.invitation(&code(1));
    assert_eq!(
        (invitation.state, invitation.attempts_left),
        (InvitationState::Open, 2)
    );
    office.answer(&request, NOW).unwrap();
}

/// The request with another last signature, and a MAC that fits: COSE_Mac0, RFC 9052 §6.3.
fn with_broken_last_signature(request: &[u8], code: &CodeKey) -> Vec<u8> {
    let (message, _tag) = request.split_at(request.len() - 32);
    let mut message = message.to_vec();
    // The payload ends with the signature and is followed by the head of the tag.
    let last = message.len() - 3;
    message[last] ^= 1;
    let items = &message[2..message.len() - 2];
    let protected = 2 + usize::from(items[1]);
    let structure = [
        b"\x84\x64MAC0",
        &items[..protected],
        b"\x40",
        &items[protected + 1..],
    ];
    let mut key = [0; 32];
    hkdf::Hkdf::<Sha256>::from_prk(code.as_bytes())
        .unwrap()
        .expand(b"spravka/1/enrolment-request", &mut key)
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(&structure.concat());
    message.extend_from_slice(&mac.finalize().into_bytes());
    message
}

#[test]
fn the_register_of_today_decides() {
    let mut office = Office::new();
    let person = office.person("1", "2007-05-09", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    // The day before, in Moscow, ends at 21:00 UTC.
    let eve = NOW - 15 * 3_600 - 1;
    let refused = office.answer(&request, eve).unwrap_err();
    let until = "2025-05-09".to_owned();
    assert_eq!(refused, Refused::TooYoung { until });
    let books = office.registry.write().unwrap();
    let (id, born) = (
        PersonId::parse("1").unwrap(),
        parse_date("2007-05-09").unwrap(),
    );
    books
        .put_person(&id, born, Citizenship::parse("KAZ").unwrap())
        .unwrap();
    books.commit().unwrap();
    assert_eq!(
        office.answer(&request, NOW).unwrap_err(),
        Refused::NotACitizen
    );
    office.person("1", "2007-05-09", &[]);
    office.answer(&request, NOW).unwrap();
}

#[test]
fn only_what_is_held_is_signed_and_only_for_its_days() {
    let mut office = Office::new();
    let statuses = [
        (Claim::Student, "2024-09-01", "2025-05-11"),
        (Claim::Pensioner, "2025-05-12", "9999-12-31"),
        (Claim::Disabled, "2020-01-01", "9999-12-31"),
    ];
    let person = office.person("1", "1990-01-02", &statuses);
    office.invite(person, &code(1));
    let claims = [
        (Claim::Student, 31),
        (Claim::LargeFamilyParent, 31),
        (Claim::Pensioner, 5),
        (Claim::Disabled, 31),
    ];
    let request = request(&code(1), 7, &claims);
    let answer = office.answer(&request, NOW).unwrap();
    let (student, pensioner) = (Claim::Student.key(), Claim::Pensioner.key());
    let expected = [
        (student, 0, 0),
        (student, 1, 1),
        (student, 2, 2),
        (pensioner, 3, 3),
        (pensioner, 4, 4),
    ];
    assert_eq!(office.days(&answer, &code(1), &request), expected);
    // Not held, and not ours to sign.
    let left_out = [Claim::LargeFamilyParent.key(), Claim::Disabled.key()];
    assert_eq!(answer.left_out, left_out);
    assert_eq!(office.slots(), 2);
    let again = office.answer(&request, NOW + DAY).unwrap();
    assert_eq!(again.response, answer.response);
}

#[test]
fn who_holds_nothing_keeps_the_code() {
    let mut office = Office::new();
    let person = office.person(
        "1",
        "1990-01-02",
        &[(Claim::Student, "2024-09-01", "2025-05-08")],
    );
    office.invite(person, &code(1));
    let refused = office.answer(&request(&code(1), 7, &[(Claim::Student, 31)]), NOW);
    assert_eq!(refused.unwrap_err(), Refused::NoneHeld);
    assert_eq!(office.invitation(&code(1)).state, InvitationState::Open);
    office
        .answer(&request(&code(1), 7, &[(Claim::Adult, 31)]), NOW)
        .unwrap();
}

#[test]
fn a_new_device_takes_the_place_of_the_old_one() {
    let mut office = Office::new();
    let person = office.person(
        "1",
        "1990-01-02",
        &[(Claim::Student, "2024-09-01", "2026-06-30")],
    );
    office.invite(person, &code(1));
    let both = [(Claim::Adult, 31), (Claim::Student, 31)];
    let older = request(&code(1), 7, &both);
    assert_eq!(office.answer(&older, NOW).unwrap().replaced, 0);
    office.invite(person, &code(2));
    let newer = request(&code(2), 8, &[(Claim::Adult, 31)]);
    let answer = office.answer(&newer, NOW + DAY).unwrap();
    assert_eq!(answer.replaced, 1);
    assert_eq!(
        office.answer(&older, NOW + DAY).unwrap_err(),
        Refused::DeviceSince
    );
    let books = office.registry.write().unwrap();
    let tomorrow = office.today.checked_add(1).unwrap();
    let revoked = books.revoked_slots((tomorrow, tomorrow)).unwrap();
    assert_eq!(revoked.first().map(|slot| slot.number), Some(1));
    assert_eq!(revoked.len(), 1);
    let why = (at(NOW + DAY), RevokedFor::Person);
    assert_eq!(books.revoke(person, None, office.today, why).unwrap(), 2);
    books.commit().unwrap();
    assert_eq!(
        office.answer(&newer, NOW + DAY).unwrap_err(),
        Refused::RevokedSince
    );
}

#[test]
fn a_full_epoch_overflows_and_says_so() {
    let mut office = Office::new();
    let books = office.registry.write().unwrap();
    books.choose_capacity(Capacity::new(2)).unwrap();
    books.commit().unwrap();
    let mut overflowing = Vec::new();
    for number in 1..=3 {
        let person = office.person(&number.to_string(), "1990-01-02", &[]);
        office.invite(person, &code(number));
        let request = request(&code(number), number, &[(Claim::Adult, 31)]);
        let answer = office.answer(&request, NOW).unwrap();
        office.days(&answer, &code(number), &request);
        overflowing.push(answer.overflowing.len());
    }
    assert_eq!(overflowing, [0, 31, 31]);
}

#[test]
fn a_clock_behind_the_keys_or_beyond_them_is_refused() {
    let mut office = Office::new();
    let person = office.person("1", "1990-01-02", &[]);
    office.invite(person, &code(1));
    let request = request(&code(1), 7, &[(Claim::Adult, 31)]);
    let early = office.answer(&request, NOW - 2 * DAY).unwrap_err();
    assert!(matches!(early, Refused::ClockBehind { .. }));
    let books = office.registry.write().unwrap();
    books
        .invite(
            person,
            code(2).locator(),
            &code(2).key(),
            at(NOW + 999 * DAY),
            5,
        )
        .unwrap();
    books.commit().unwrap();
    let late = crate::request(&code(2), 7, &[(Claim::Adult, 31)]);
    let refused = office.answer(&late, NOW + 401 * DAY).unwrap_err();
    assert!(matches!(refused, Refused::NoKey { .. }));
    // The last day of the last key is signed, the next is not.
    let answer = office.answer(&late, NOW + 400 * DAY).unwrap();
    assert_eq!(office.days(&answer, &code(2), &late).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn other_bytes_are_never_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut office = Office::new();
        let refused = office.answer(&bytes, NOW).unwrap_err();
        let is_malformed = matches!(refused, Refused::NotARequest { .. });
        prop_assert!(is_malformed);
    }

    #[test]
    fn a_changed_request_is_never_answered(place in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut office = Office::new();
        let person = office.person("1", "1990-01-02", &[]);
        office.invite(person, &code(1));
        let mut request = request(&code(1), 7, &[(Claim::Adult, 2)]);
        let place = place.index(request.len());
        request[place] ^= 1 << bit;
        office.answer(&request, NOW).unwrap_err();
        prop_assert_eq!(office.slots(), 0);
        prop_assert_eq!(office.invitation(&code(1)).state, InvitationState::Open);
    }
}
