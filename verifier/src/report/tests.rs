use std::collections::BTreeSet;

use host::language::differences;
use shared::credential::{IssuerId, StatusIndex};
use shared::proof::{Audience, Challenge, VenueCode};
use shared::qr_text::{self, NotAPresentation};
use shared::time::{Epoch, TimeStep};
use shared::verdict::Reason;
use test_vectors::card::Card;
use test_vectors::cast;
use test_vectors::door::Door;

use super::*;
use crate::profile::Profile;

const NOW: u64 = 1_764_072_095;

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

/// Every "no", each with its values. The names of keys cannot be made here, and no sentence has one.
fn reasons() -> Vec<Reason> {
    let issuer = IssuerId::new("26").unwrap();
    let claim = Claim::Student.key();
    let kid = shared::cose_key::SecretKey::from_seed(&[1; 32])
        .public()
        .kid();
    let (step, current) = (TimeStep::at(at(NOW - 95)), TimeStep::at(at(NOW)));
    let Err(NotAPresentation::Malformed(malformed)) = qr_text::decode("SP1:::") else {
        panic!("a pair that is no Base45")
    };
    vec![
        Reason::Malformed(malformed),
        Reason::UnknownIssuer { issuer },
        Reason::UnknownKey { issuer, kid },
        Reason::NotAnEpoch {
            not_before: at(1),
            expires: at(2),
        },
        Reason::KeyNotForEpoch {
            kid,
            epoch: Epoch::new(7),
        },
        Reason::ClaimNotGranted { issuer, claim },
        Reason::BadIssuerSignature,
        Reason::BadDeviceKey,
        Reason::BadDeviceSignature,
        Reason::ClaimNotWanted { claim },
        Reason::ClaimIsFalse { claim },
        Reason::OtherVenue {
            audience: Audience::Venue(VenueCode::new("MUSEUM").unwrap()),
        },
        Reason::NotForThisVenue,
        Reason::ChallengeNotAsked {
            challenge: Challenge::new([7; 5]),
        },
        Reason::NoChallenge,
        Reason::NotYetValid {
            issued_at: at(NOW),
            not_before: at(NOW + 3_600),
        },
        Reason::Expired {
            issued_at: at(NOW),
            expires: at(NOW - 7_200),
        },
        Reason::Stale { step, current },
        Reason::FromTheFuture {
            step: TimeStep::at(at(NOW + 300)),
            current,
        },
        Reason::IndexOutOfRange {
            index: StatusIndex::new(100).unwrap(),
            capacity: 100,
        },
        Reason::Revoked,
        Reason::Replayed {
            step,
            at: at(NOW - 12),
            again: false,
        },
        Reason::AdmittedToday {
            at: at(NOW - 7_200),
            again: true,
        },
    ]
}

fn gaps() -> Vec<Gap> {
    let issuer = IssuerId::new("26").unwrap();
    let epoch = Epoch::new(7);
    vec![
        Gap::NotOurs,
        Gap::OtherVersion { version: 2 },
        Gap::NoTrustList,
        Gap::TrustListExpired { expired: at(NOW) },
        Gap::ClockBehind {
            signed: at(NOW + 90),
            issuer: None,
        },
        Gap::TrustListOverdue {
            issuer,
            otherwise: Reason::UnknownIssuer { issuer },
        },
        Gap::ClockWrong { offset: -300 },
        Gap::NoManifest { issuer },
        Gap::ManifestExpired { expired: at(NOW) },
        Gap::DataTooOld {
            age: 86_400,
            allowed: 3_600,
        },
        Gap::NoListForEpoch { epoch },
        Gap::ListMissing { epoch },
        Gap::ListDamaged { epoch },
    ]
}

pub(crate) fn decision(verdict: Option<Verdict>) -> Decision {
    Decision {
        verdict,
        now: at(NOW),
        wanted: vec![Claim::Adult, Claim::Pensioner],
        act: None,
        is_alone: false,
        is_rehearsal: false,
        lesson: None,
    }
}

pub(crate) fn decisions() -> Vec<Decision> {
    let reasons = reasons().into_iter().map(Verdict::Reject);
    let gaps = gaps().into_iter().map(Verdict::CannotTell);
    let verdicts = reasons.chain(gaps).map(Some).chain([None]);
    verdicts.map(decision).collect()
}

/// A yes: only the protocol can make one.
pub(crate) fn accepted() -> Verdict {
    let mut door = Door::empty(vec![Claim::Adult]);
    let trust_list = cast::signed_trust_list(cast::NOW);
    door.take_trust_list(&trust_list, &cast::roots()).unwrap();
    door.take_manifest(&cast::region_manifest(cast::NOW))
        .unwrap();
    let (list, entry) = cast::epoch_list(cast::TODAY);
    let region = cast::issuer(cast::REGION);
    door.take_status_list(region, entry.epoch, &list).unwrap();
    door.check(&Card::new(cast::NOW).text(), at(cast::NOW))
}

#[test]
fn both_languages_say_the_same() {
    assert_eq!(differences(RUSSIAN, ENGLISH), [""; 0]);
}

#[test]
fn every_code_of_the_protocol_has_its_words() {
    let source = include_str!("../../../shared/src/verdict.rs");
    let known: BTreeSet<&str> = source
        .split('"')
        .filter(|part| matches!(part.as_bytes(), [b'R' | b'G', b'0'..=b'9', b'0'..=b'9']))
        .collect();
    let told = decisions();
    let codes: BTreeSet<&str> = told.iter().map(Decision::code).collect();
    assert_eq!(known.len(), 36);
    assert!(codes.is_superset(&known));
}

#[test]
fn every_sentence_is_whole_in_both_languages() {
    for language in [Language::Russian, Language::English] {
        let words = words(language);
        let mut whys = BTreeSet::new();
        for decision in decisions() {
            let told = decision.tell(&words);
            assert_eq!(told.lines.len(), 2, "{decision:?}");
            for line in &told.lines {
                let is_whole = line.ends_with('.') && !line.contains(['{', '$', '}']);
                assert!(is_whole, "{line}");
                assert!(!line.starts_with("why-") && !line.starts_with("do-"));
                assert!(
                    !line.contains("26"),
                    "the region is nobody's business: {line}"
                );
            }
            whys.insert(told.lines[0].clone());
        }
        assert_eq!(whys.len(), 37, "each has its own words");
    }
}

#[test]
fn the_values_that_disagree_are_told() {
    let told = |verdict, language| decision(Some(verdict)).tell(&words(language)).lines;
    let (step, current) = (TimeStep::at(at(NOW - 95)), TimeStep::at(at(NOW)));
    let stale = Verdict::Reject(Reason::Stale { step, current });
    assert_eq!(
        told(stale.clone(), Language::Russian)[0],
        "Код устарел: он показан 95 секунд назад. Возможно, это снимок экрана."
    );
    assert!(told(stale, Language::English)[1].contains("clocks"));
    let claim = Claim::Student.key();
    let other = Verdict::Reject(Reason::ClaimNotWanted { claim });
    assert_eq!(
        told(other, Language::Russian)[0],
        "Показан статус «студент», а нужен: совершеннолетний или пенсионер."
    );
    let wrong = Verdict::CannotTell(Gap::ClockWrong { offset: -300 });
    assert_eq!(
        told(wrong, Language::English)[0],
        "This computer's clock is about 5 minutes ahead."
    );
    let behind = Verdict::CannotTell(Gap::ClockWrong { offset: 180 });
    assert_eq!(
        told(behind.clone(), Language::English)[0],
        "This computer's clock is about 3 minutes behind."
    );
    assert_eq!(
        told(behind, Language::Russian)[0],
        "Часы этого компьютера отстают примерно на 3 минуты."
    );
}

#[test]
fn the_staff_are_told_what_the_profile_says_but_not_in_a_rehearsal() {
    let act = Profile::find("museum").unwrap();
    let act = act.act(Claim::Pensioner).cloned();
    let accepted = accepted();
    for (act, said) in [(act, "Льготный билет."), (None, "Можно пропустить.")]
    {
        let decision = Decision {
            act,
            ..decision(Some(accepted.clone()))
        };
        let lines = decision.tell(&words(Language::Russian)).lines;
        assert_eq!(lines[1], said);
        let played = Decision {
            is_rehearsal: true,
            ..decision
        };
        let lines = played.tell(&words(Language::Russian)).lines;
        assert!(!lines.contains(&said.to_owned()), "{lines:?}");
    }
}

#[test]
fn durations_have_their_unit_and_plural() {
    let (russian, english) = (words(Language::Russian), words(Language::English));
    for (seconds, ru, en) in [
        (0, "0 секунд", "0 seconds"),
        (1, "1 секунду", "1 second"),
        (119, "119 секунд", "119 seconds"),
        (120, "2 минуты", "2 minutes"),
        (7_200, "2 часа", "2 hours"),
        (21 * 3_600, "21 час", "21 hours"),
        (172_800, "2 дня", "2 days"),
        (31 * 86_400, "31 день", "31 days"),
    ] {
        assert_eq!(duration(&russian, seconds), ru);
        assert_eq!(duration(&english, seconds), en);
    }
}

#[test]
fn programs_get_the_code_the_values_and_both_languages() {
    let (step, current) = (TimeStep::at(at(NOW - 95)), TimeStep::at(at(NOW)));
    let mut stale = decision(Some(Verdict::Reject(Reason::Stale { step, current })));
    stale.is_rehearsal = true;
    let json = stale.json();
    assert_eq!(json["verdict"], "reject");
    assert_eq!(
        (&json["code"], &json["reason"]),
        (&json!("R18"), &json!("stale"))
    );
    assert_eq!(json["details"]["current"], current.number());
    assert_eq!(json["rehearsal"], true);
    assert!(json["text_ru"].as_str().unwrap().contains("Репетиция"));
    assert!(json["text_en"].as_str().unwrap().starts_with("NO. "));
    assert_eq!(decision(None).json()["reason"], "no-code");
}
