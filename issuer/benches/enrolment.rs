//! Answering one enrolment of 31 days and one claim, against the signatures that it cannot do without.
//!
//! The floor is 31 signatures and 31 strict verifications by ed25519-dalek, over messages as long as ours and with keys parsed
//! beforehand.

use std::error::Error;
use std::hint::black_box;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use issuer::enrol::Clerk;
use issuer::keys::{IssuerKeys, IssuerSeeds};
use issuer::person::{Citizenship, PersonId, parse_date};
use issuer::registry::Registry;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::IssuerId;
use shared::enrolment::{ClaimKeys, UnverifiedRequest, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::time::{EpochRule, UnixTime};
use test_vectors::measure::{Report, medians};

type Outcome<T> = Result<T, Box<dyn Error>>;
/// What a wallet sends, and the code that it was made with.
type Request = (Vec<u8>, EnrolmentCode);

/// 2025-05-09T12:00:00Z
const NOW: u64 = 1_746_792_000;
const DAYS: u8 = 31;
const ROUNDS: u16 = 400;
/// The ratio that is wanted.
const GOAL: f64 = 1.5;
/// Bytes under a credential's signature, and under a device key's.
const CREDENTIAL: usize = 144;
const POSSESSION: usize = 1_200;

fn main() -> Outcome<()> {
    let (entry, keys) = issuer()?;
    let clerk = Clerk::new(&entry, &keys);
    let (mut registry, requests) = register()?;
    let now = UnixTime::new(NOW).ok_or("a time")?;
    let floor = Floor::new();
    let mut floor = || assert!(floor.run());
    let mut waiting = requests.iter();
    let mut answer = || {
        let request = waiting.next().map(|(request, _)| request.as_slice());
        let answer = clerk.answer(&mut registry, request.unwrap_or_default(), now);
        assert_eq!(answer.map(|answer| answer.slots.len()).ok(), Some(1));
    };
    let mut waiting = requests.iter();
    let mut check = || {
        let checked = waiting.next().map(|(request, code)| {
            UnverifiedRequest::parse(request).map(|request| request.verify(&code.key()))
        });
        assert!(matches!(checked, Some(Ok(Ok(_)))));
    };
    let [floor, answer, check] =
        medians(usize::from(ROUNDS), [&mut floor, &mut answer, &mut check])
            .map(|time| time.as_secs_f64() * 1e3);
    Report::new("enrolment")
        .figure_at_most(
            "answer_to_31_signatures_and_31_strict_verifications",
            answer / floor,
            GOAL,
        )
        .figure("answer_ms", answer)
        .figure("parse_and_verify_ms", check)
        .figure("floor_ms", floor)
        .write()?;
    Ok(())
}

/// An issuer of everything, by days of Moscow.
fn issuer() -> Outcome<(IssuerEntry, IssuerKeys)> {
    let rule = EpochRule::new(86_400, 75_600).ok_or("a rule")?;
    let now = UnixTime::new(NOW).ok_or("a time")?;
    let today = rule.epoch_at(now).ok_or("an epoch")?;
    let mut random = [0; 96];
    for (place, byte) in random.iter_mut().zip(0..) {
        *place = byte;
    }
    let first = today.previous().ok_or("yesterday")?;
    let last = today.checked_add(400).ok_or("a last epoch")?;
    let keys = IssuerSeeds::new(&random, first, last)
        .keys()
        .ok_or("keys")?;
    let credential = keys.credential.iter().map(|key| CredentialKey {
        key: key.key.public(),
        first: key.first,
        last: key.last,
    });
    let entry = IssuerEntry::new(
        IssuerId::new("26").ok_or("an issuer")?,
        ("Край".into(), "Region".into()),
        rule,
        Claim::all().map(Claim::key).collect(),
        keys.status.public(),
        credential.collect(),
    )?;
    Ok((entry, keys))
}

/// A registry in memory with one invited person per round, those that warm up included, and their wallets' requests.
fn register() -> Outcome<(Registry, Vec<Request>)> {
    let mut registry = Registry::in_memory()?;
    let expires = UnixTime::new(NOW + 86_400).ok_or("a time")?;
    let born = parse_date("1990-01-02").ok_or("a date")?;
    let mut requests = Vec::new();
    let books = registry.write()?;
    for round in 0..ROUNDS + ROUNDS / 10 {
        let [high, low] = round.to_be_bytes();
        let mut random = [7; 16];
        for (place, byte) in random.iter_mut().zip([low, low >> 5, high, 0]) {
            *place = byte & 31;
        }
        let code = EnrolmentCode::from_random(random);
        let person = PersonId::parse(&round.to_string()).ok_or("a person")?;
        let (row, _) = books.put_person(&person, born, Citizenship::RUSSIA)?;
        books.invite(row, code.locator(), &code.key(), expires, 5)?;
        let key = |day| {
            let mut seed = [day; 32];
            for (place, byte) in seed.iter_mut().zip([high, low]) {
                *place = byte;
            }
            SecretKey::from_seed(&seed)
        };
        let claim = ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..DAYS).map(key).collect(),
        };
        requests.push((sign_request(&code, &[claim]), code));
    }
    books.commit()?;
    Ok((registry, requests))
}

/// What no answer can do without.
struct Floor {
    issuer: SigningKey,
    devices: Vec<(VerifyingKey, Signature)>,
}

impl Floor {
    fn new() -> Self {
        let device = |day| {
            let key = SigningKey::from_bytes(&[day; 32]);
            (key.verifying_key(), key.sign(&[5; POSSESSION]))
        };
        Self {
            issuer: SigningKey::from_bytes(&[99; 32]),
            devices: (0..DAYS).map(device).collect(),
        }
    }

    fn run(&self) -> bool {
        let mut message = [3; CREDENTIAL];
        self.devices.iter().zip(0..).all(|((key, signature), day)| {
            if let Some(first) = message.first_mut() {
                *first = day;
            }
            black_box(self.issuer.sign(black_box(&message)));
            let possession = black_box([5; POSSESSION]);
            key.verify_strict(&possession, signature).is_ok()
        })
    }
}
