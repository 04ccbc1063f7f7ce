//! Every verdict stands in the list of the specification.

use super::*;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::claims::Claim;
use crate::cose_key::SecretKey;

/// A number of the specification's list, and the name and code that stand there.
type Row = (u8, String, String);

fn issuer() -> IssuerId {
    IssuerId::new("26").unwrap()
}

fn reasons() -> Vec<Reason> {
    let issuer = issuer();
    let claim = Claim::Adult.key();
    let kid = SecretKey::from_seed(&[1; 32]).public().kid();
    let at = UnixTime::MAX;
    let step = TimeStep::at(at);
    let audience = Audience::AnyVenue;
    let challenge = Challenge::new([1; 5]);
    let malformed = |fault| Reason::Malformed(Malformed::new(0, fault));
    Vec::from([
        malformed(Fault::NotBase45),
        malformed(Fault::TooLong { limit: 1, got: 2 }),
        malformed(Fault::Indefinite),
        Reason::UnknownIssuer { issuer },
        Reason::UnknownKey { issuer, kid },
        Reason::NotAnEpoch {
            not_before: at,
            expires: at,
        },
        Reason::KeyNotForEpoch {
            kid,
            epoch: Epoch::new(1),
        },
        Reason::ClaimNotGranted { issuer, claim },
        Reason::BadIssuerSignature,
        Reason::BadDeviceKey,
        Reason::BadDeviceSignature,
        Reason::ClaimNotWanted { claim },
        Reason::ClaimIsFalse { claim },
        Reason::OtherVenue { audience },
        Reason::NotForThisVenue,
        Reason::ChallengeNotAsked { challenge },
        Reason::NoChallenge,
        Reason::NotYetValid {
            issued_at: at,
            not_before: at,
        },
        Reason::Expired {
            issued_at: at,
            expires: at,
        },
        Reason::Stale {
            step,
            current: step,
        },
        Reason::FromTheFuture {
            step,
            current: step,
        },
        Reason::IndexOutOfRange {
            index: StatusIndex::new(1).unwrap(),
            capacity: 1,
        },
        Reason::Revoked,
        Reason::Replayed {
            step,
            at,
            again: false,
        },
        Reason::AdmittedToday { at, again: true },
    ])
}

/// Those reasons, and no others, stand in the trust list's footnote.
fn overdue() -> impl Iterator<Item = Gap> {
    let of_the_list = ["R02", "R03", "R05", "R06"];
    reasons()
        .into_iter()
        .filter(move |reason| of_the_list.contains(&reason.code()))
        .map(|otherwise| Gap::TrustListOverdue {
            issuer: issuer(),
            otherwise,
        })
}

fn gaps() -> impl Iterator<Item = Gap> {
    let (issuer, epoch, at) = (issuer(), Epoch::new(1), UnixTime::MAX);
    [
        Gap::NotOurs,
        Gap::OtherVersion { version: 2 },
        Gap::NoTrustList,
        Gap::TrustListExpired { expired: at },
        Gap::ClockBehind {
            signed: at,
            issuer: None,
        },
        Gap::ClockBehind {
            signed: at,
            issuer: Some(issuer),
        },
        Gap::ClockWrong { offset: 1 },
        Gap::NoManifest { issuer },
        Gap::ManifestExpired { expired: at },
        Gap::DataTooOld { age: 1, allowed: 0 },
        Gap::NoListForEpoch { epoch },
        Gap::ListMissing { epoch },
        Gap::ListDamaged { epoch },
    ]
    .into_iter()
    .chain(overdue())
}

/// Every `*name* CODE` of the list in the specification, and those that its footnotes put in their place.
fn specified() -> BTreeSet<Row> {
    let document = include_str!("../../README.md");
    let list = document.split("| # | check | otherwise |").nth(1).unwrap();
    let lines = list
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut rows = BTreeSet::new();
    let mut number = 0;
    for line in lines {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, place, _, otherwise, _] = cells[..] else {
            panic!("three columns: {line}")
        };
        number = place.parse().unwrap_or(number);
        let mut words = otherwise.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix('*') {
                let name = name.trim_end_matches('*').to_string();
                let code = words.peek().unwrap().trim_end_matches([';', '.']);
                rows.insert((number, name, code.to_string()));
            }
            match word {
                "¹" => {
                    rows.insert((number, "trust-list-overdue".into(), "G06".into()));
                }
                "²" => {
                    rows.insert((number, "clock-wrong".into(), "G07".into()));
                }
                _ => {}
            }
        }
    }
    assert_eq!(number, CHECKS);
    rows
}

#[test]
fn every_verdict_stands_at_its_number_of_the_specification() {
    let reasons = reasons().into_iter().map(Verdict::Reject);
    let verdicts = reasons.chain(gaps().map(Verdict::CannotTell));
    let decided: BTreeSet<Row> = verdicts
        .map(|verdict| {
            let (name, code) = (verdict.name(), verdict.code());
            (verdict.step().unwrap(), name.into(), code.into())
        })
        .collect();
    assert_eq!(decided, specified());
}
