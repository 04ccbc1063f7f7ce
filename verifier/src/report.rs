//! A verdict in words, for people and for programs. All wording is in `russian.ftl` and `english.ftl`.

use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::{Value, json};
use shared::claims::Claim;
use shared::time::UnixTime;
use shared::verdict::{Acceptance, Gap, Verdict};

use crate::profile::Bilingual;
use crate::session::{Paint, Session};
use crate::trouble::Trouble;

mod values;

pub(crate) use values::name_of;
use values::{details, gap_arguments, reason_arguments};

/// All that the verifier can say.
#[must_use]
pub fn words(language: Language) -> Words {
    Words::new(language, RUSSIAN, ENGLISH)
}

const RUSSIAN: &str = include_str!("russian.ftl");
const ENGLISH: &str = include_str!("english.ftl");

/// What was decided about one code, and when.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The verdict; `None` where no code was found.
    pub verdict: Option<Verdict>,
    /// The time of the check.
    pub now: UnixTime,
    /// The statuses that were asked for.
    pub wanted: Vec<Claim>,
    /// What the staff do now, as the venue's profile says.
    pub act: Option<Bilingual>,
    /// Whether the time was only played, so that nobody is admitted.
    pub is_rehearsal: bool,
}

/// Shows a decision.
pub fn show(session: &Session, decision: &Decision) -> Result<(), Trouble> {
    if session.json {
        return session.json(&decision.json());
    }
    let told = decision.tell(&session.words);
    let (sign, paint) = match decision.exit() {
        Exit::Accepted => ("✓", Paint::Green),
        Exit::Refused => ("✗", Paint::Red),
        _ => ("!", Paint::Amber),
    };
    session.line(&session.painted(&format!("{sign} {}", told.headline), paint))?;
    for line in told.lines {
        session.line(&format!("  {line}"))?;
    }
    session.line(&format!("  {}\n", decision.code()))
}

/// A decision in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Yes, no, or neither.
    pub headline: String,
    /// Why, what to do, and what else must be known.
    pub lines: Vec<String>,
}

impl Decision {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self.verdict {
            Some(Verdict::Accept(_)) => Exit::Accepted,
            Some(Verdict::Reject(_)) => Exit::Refused,
            Some(Verdict::CannotTell(_)) | None => Exit::CannotTell,
        }
    }

    /// The stable code for help desks.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match &self.verdict {
            Some(verdict) => verdict.code(),
            None => "N00",
        }
    }

    /// The decision in words.
    #[must_use]
    pub fn tell(&self, words: &Words) -> Told {
        let (headline, name, args) = match &self.verdict {
            None => ("verdict-cannot-tell", "no-code", vec![]),
            Some(verdict @ Verdict::CannotTell(gap)) => {
                let args = gap_arguments(gap, self.now, words);
                ("verdict-cannot-tell", verdict.name(), args)
            }
            Some(verdict @ Verdict::Reject(reason)) => {
                let args = reason_arguments(reason, self, words);
                ("verdict-reject", verdict.name(), args)
            }
            Some(verdict @ Verdict::Accept(acceptance)) => {
                let args = vec![
                    (
                        "claim",
                        name_of(acceptance.presentation.claim(), words).into(),
                    ),
                    ("age", duration(words, acceptance.age_seconds).into()),
                ];
                ("verdict-accept", verdict.name(), args)
            }
        };
        let say = |id: &str| words.say(id, &args);
        let mut lines = vec![say(&format!("why-{name}"))];
        // A rehearsal never says to let anybody in.
        if !self.is_rehearsal || self.exit() != Exit::Accepted {
            let act = self.act.as_ref().map(|act| act.within(words.language()));
            lines.push(act.map_or_else(|| say(&format!("do-{name}")), str::to_owned));
        }
        if matches!(
            &self.verdict,
            Some(Verdict::Accept(Acceptance { aged: true, .. }))
        ) {
            lines.push(say("verdict-aged"));
        }
        if self.is_rehearsal {
            lines.push(say("verdict-rehearsal"));
        }
        Told {
            headline: say(headline),
            lines,
        }
    }

    /// The decision for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let verdict = match self.exit() {
            Exit::Accepted => "accept",
            Exit::Refused => "reject",
            _ => "cannot-tell",
        };
        let acceptance = match &self.verdict {
            Some(Verdict::Accept(acceptance)) => Some(acceptance),
            _ => None,
        };
        let text = |language| {
            let told = self.tell(&words(language));
            format!("{}. {}", told.headline, told.lines.join(" "))
        };
        json!({
            "verdict": verdict,
            "code": self.code(),
            "reason": self.verdict.as_ref().map_or("no-code", Verdict::name),
            "claim": acceptance.map(|yes| yes.presentation.claim().to_string()),
            "details": self.verdict.as_ref().map_or_else(|| json!({}), details),
            "age_seconds": acceptance.map(|yes| yes.age_seconds),
            "aged": acceptance.is_some_and(|yes| yes.aged),
            "act": self.act.as_ref().map(|act| json!({ "ru": act.ru, "en": act.en })),
            "rehearsal": self.is_rehearsal,
            "text_ru": text(Language::Russian),
            "text_en": text(Language::English),
        })
    }
}

/// Why nothing can be decided, and what to do, in one line.
#[must_use]
pub fn why_not(gap: &Gap, now: UnixTime, words: &Words) -> String {
    let args = gap_arguments(gap, now, words);
    let why = words.say(&format!("why-{}", gap.name()), &args);
    let hint = words.say(&format!("do-{}", gap.name()), &args);
    format!("{why} {hint} ({})", gap.code())
}

/// A span of time in its natural unit: "95 seconds", "3 hours".
#[must_use]
pub fn duration(words: &Words, seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let (id, unit) = match seconds {
        0..120 => ("duration-seconds", 1),
        120..7_200 => ("duration-minutes", MINUTE),
        7_200..172_800 => ("duration-hours", HOUR),
        _ => ("duration-days", DAY),
    };
    words.say(id, &[("n", (seconds / unit).into())])
}

#[cfg(test)]
mod tests {
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
            Reason::Replayed { step },
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

    fn decision(verdict: Option<Verdict>) -> Decision {
        Decision {
            verdict,
            now: at(NOW),
            wanted: vec![Claim::Adult, Claim::Pensioner],
            act: None,
            is_rehearsal: false,
        }
    }

    fn decisions() -> Vec<Decision> {
        let reasons = reasons().into_iter().map(Verdict::Reject);
        let gaps = gaps().into_iter().map(Verdict::CannotTell);
        let verdicts = reasons.chain(gaps).map(Some).chain([None]);
        verdicts.map(decision).collect()
    }

    #[test]
    fn both_languages_say_the_same() {
        assert_eq!(differences(RUSSIAN, ENGLISH), [""; 0]);
    }

    #[test]
    fn every_code_of_the_protocol_has_its_words() {
        let source = include_str!("../../shared/src/verdict.rs");
        let known: BTreeSet<&str> = source
            .split('"')
            .filter(|part| matches!(part.as_bytes(), [b'R' | b'G', b'0'..=b'9', b'0'..=b'9']))
            .collect();
        let told = decisions();
        let codes: BTreeSet<&str> = told.iter().map(Decision::code).collect();
        assert_eq!(known.len(), 35);
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
            assert_eq!(whys.len(), 36, "each has its own words");
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
            "This computer's clock is ahead by about 5 minutes."
        );
    }

    #[test]
    fn the_staff_are_told_what_the_profile_says_but_not_in_a_rehearsal() {
        let act = Profile::find("museum").unwrap();
        let act = act.act(Claim::Pensioner).cloned();
        let mut door = Door::empty(vec![Claim::Adult]);
        let trust_list = cast::signed_trust_list(cast::NOW);
        door.take_trust_list(&trust_list, &cast::roots()).unwrap();
        door.take_manifest(&cast::region_manifest(cast::NOW))
            .unwrap();
        let (list, entry) = cast::epoch_list(cast::TODAY);
        let region = cast::issuer(cast::REGION);
        door.take_status_list(region, entry.epoch, &list).unwrap();
        let accepted = door.check(&Card::new(cast::NOW).text(), at(cast::NOW));
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
}
