//! A verdict in words, for people and for programs. All wording is in `russian.ftl` and `english.ftl`.

use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::{Value, json};
use shared::claims::Claim;
use shared::time::UnixTime;
use shared::verdict::{Acceptance, Gap, Reason, Verdict};

use crate::practice::lesson::{self, Lesson};
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
    /// Whether it may have passed another lane of the venue, which could not be asked.
    pub is_alone: bool,
    /// Whether the time was only played, so that nobody is admitted.
    pub is_rehearsal: bool,
    /// What it has to do with practice; nothing at most doors.
    pub lesson: Option<Lesson>,
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
        _ if decision.is_aside() => ("·", Paint::Grey),
        _ => ("!", Paint::Amber),
    };
    let band = session.painted(&lesson::band(&session.words), Paint::Grey);
    if decision.is_practice() {
        session.line(&band)?;
    }
    session.line(&session.painted(&format!("{sign} {}", told.headline), paint))?;
    for line in told.lines {
        session.line(&format!("  {line}"))?;
    }
    session.line(&format!("  {}", decision.code()))?;
    if decision.is_practice() {
        session.line(&band)?;
    }
    session.line("")
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
        match (&self.verdict, &self.lesson) {
            (Some(verdict), _) => verdict.code(),
            (None, Some(lesson)) if let Some(code) = lesson.code() => code,
            (None, _) => "N00",
        }
    }

    /// The name of what it comes to.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let of_lesson = self.lesson.filter(|_| self.verdict.is_none());
        let of_verdict = self.verdict.as_ref().map_or("no-code", Verdict::name);
        of_lesson.and_then(Lesson::name).unwrap_or(of_verdict)
    }

    /// Whether it was made in practice, where nobody is admitted.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.lesson.is_some_and(Lesson::is_practice)
    }

    /// Whether practice does not decide about this code at all.
    #[must_use]
    pub fn is_aside(&self) -> bool {
        self.verdict.is_none() && self.is_practice()
    }

    /// The decision in words.
    #[must_use]
    pub fn tell(&self, words: &Words) -> Told {
        let (headline, name, args) = match &self.verdict {
            None if self.is_aside() => ("practice-aside", self.name(), vec![]),
            None => ("verdict-cannot-tell", "no-code", vec![]),
            // What a specimen is can be said better than that it is something else.
            Some(_) if let Some(name) = self.lesson.and_then(Lesson::name) => {
                ("verdict-cannot-tell", name, vec![])
            }
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
        if let Some(Verdict::Accept(Acceptance { aged, again, .. })) = &self.verdict {
            lines.extend(again.then(|| say("verdict-again")));
            lines.extend(aged.then(|| say("verdict-aged")));
            lines.extend(self.is_alone.then(|| say("verdict-alone")));
        }
        if self.is_rehearsal {
            lines.push(say("verdict-rehearsal"));
        }
        Told {
            headline: say(headline),
            lines,
        }
    }

    /// What helps the visitor, where anything does. It tells no more than that.
    #[must_use]
    pub fn help(&self, words: &Words) -> Option<String> {
        let Some(Verdict::Reject(reason)) = &self.verdict else {
            return None;
        };
        let id = match reason {
            Reason::Malformed(_) => "visitor-whole",
            Reason::ClaimNotWanted { .. } => "visitor-other-status",
            Reason::OtherVenue { .. } | Reason::NotForThisVenue => "visitor-venue",
            Reason::ChallengeNotAsked { .. } | Reason::NoChallenge => "visitor-challenge",
            Reason::NotYetValid { .. } | Reason::FromTheFuture { .. } => "visitor-clock",
            Reason::Expired { .. } => "visitor-renew",
            Reason::Stale { .. } => "visitor-new-code",
            // Who has been here before knows it, and the staff decide by it.
            Reason::Replayed { .. } => "why-replayed",
            Reason::AdmittedToday { .. } => "why-admitted-today",
            _ => return None,
        };
        Some(words.say(id, &reason_arguments(reason, self, words)))
    }

    /// The decision for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        if self.is_practice() {
            return lesson::json(self);
        }
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
            "reason": self.name(),
            "claim": acceptance.map(|yes| yes.presentation.claim().to_string()),
            "details": self.verdict.as_ref().map_or_else(|| json!({}), details),
            "age_seconds": acceptance.map(|yes| yes.age_seconds),
            "aged": acceptance.is_some_and(|yes| yes.aged),
            "again": acceptance.is_some_and(|yes| yes.again),
            "act": self.act.as_ref().map(|act| json!({ "ru": act.ru, "en": act.en })),
            "alone": self.is_alone,
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
pub(crate) mod tests;
