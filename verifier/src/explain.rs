//! One code taken apart, for engineers and help desks: its bytes, and each check with its outcome.
//!
//! The decision is the protocol's own, made on a copy of the memory that is thrown away. Nobody is admitted on it,
//! so it is marked as what it is, and neither its words nor its exit code are those of a yes.

use std::collections::BTreeMap;

use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::{Map, Value as Json, json};
use shared::layout::{self, Item};
use shared::malformed::Malformed;
use shared::qr_text;
use shared::time::TimeStep;
use shared::trust_list::TrustList;
use shared::verdict::{CHECKS, Reason, Verdict};
use shared::verify::{self, Lists as _};

use crate::cli::Explain;
use crate::door;
use crate::lists::HeldLists;
use crate::memory::MemoryFile;
use crate::report::{self, Decision};
use crate::session::{Paint, Session};
use crate::store::Store;
use crate::trouble::Trouble;
use crate::typed;

mod meaning;

use meaning::{hex, meaning, moment, value, why_malformed};

/// Takes a text apart, decides about it, and shows both. Nothing is remembered.
pub fn run(session: &Session, explain: &Explain) -> Result<Exit, Trouble> {
    let policy = door::policy(session, &explain.asked)?;
    let line = match explain.text.as_str() {
        "-" => typed::line(session)?.unwrap_or_default(),
        text => text.to_owned(),
    };
    let text = line.trim_end_matches(['\r', '\n']);
    let now = session.now();
    let store = Store::new(session.home.clone());
    let lists = HeldLists::load(&store, &store.state()?);
    let mut copy = MemoryFile::open(session)?.copy(session)?;
    let verdict = verify::check(text, &lists, &policy, &mut copy, now);
    let bytes = qr_text::decode(text).ok();
    let explanation = Explanation {
        parts: bytes.as_deref().map(Parts::of),
        decision: Decision {
            verdict: Some(verdict.clone()),
            now,
            wanted: policy.wanted,
            act: None,
            is_alone: false,
            is_rehearsal: session.clock.is_rehearsal(),
            lesson: None,
        },
        verdict,
        trust_list: lists.trust_list(),
    };
    if session.json {
        session.json(&explanation.json())?;
    } else {
        explanation.print(session)?;
    }
    Ok(explanation.exit())
}

/// A code taken apart.
struct Explanation<'a> {
    parts: Option<Parts<'a>>,
    decision: Decision,
    verdict: Verdict,
    trust_list: Option<&'a TrustList>,
}

/// The bytes of a code, item by item.
struct Parts<'a> {
    bytes: &'a [u8],
    items: Vec<Item<'a>>,
    malformed: Option<Malformed>,
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let (items, malformed) = match layout::layout(bytes) {
            Ok(items) => (items, None),
            Err((items, malformed)) => (items, Some(malformed)),
        };
        Self {
            bytes,
            items,
            malformed,
        }
    }

    /// Up to where the code could be taken apart.
    fn end(&self) -> usize {
        self.items.last().map_or(0, |item| item.range.end)
    }

    fn bytes_of(&self, item: &Item<'_>) -> &'a [u8] {
        self.bytes.get(item.range.clone()).unwrap_or_default()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.end()..).unwrap_or_default()
    }
}

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    NotReached,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotReached => "not-reached",
        }
    }
}

impl Explanation<'_> {
    /// Never that of a verdict: a code that is refused is explained as well as one that is accepted.
    fn exit(&self) -> Exit {
        let is_whole = |parts: &Parts<'_>| parts.malformed.is_none();
        if self.parts.as_ref().is_some_and(is_whole) {
            Exit::Accepted
        } else {
            Exit::Refused
        }
    }

    /// The numbered checks of the specification, as the decision went through them.
    fn checks(&self) -> impl Iterator<Item = (u8, Outcome)> {
        let failed = self.verdict.step();
        (1..=CHECKS).map(move |number| {
            let outcome = match failed {
                Some(failed) if number == failed => Outcome::Failed,
                Some(failed) if number > failed => Outcome::NotReached,
                _ => Outcome::Passed,
            };
            (number, outcome)
        })
    }

    fn print(&self, session: &Session) -> Result<(), Trouble> {
        let words = &session.words;
        let mark = format!("! {}", words.say("explain-mark", &[]));
        session.line(&session.painted(&mark, Paint::Amber))?;
        let now = self.decision.now;
        let step = TimeStep::at(now).number().to_string();
        session.say(
            "explain-time",
            &[("time", moment(now).into()), ("step", step.into())],
        )?;
        session.line("")?;
        match &self.parts {
            Some(parts) => self.print_parts(session, parts)?,
            None => session.say("explain-no-bytes", &[])?,
        }
        session.line("")?;
        session.say("explain-checks", &[])?;
        let outcomes = [Outcome::Passed, Outcome::Failed, Outcome::NotReached];
        let outcomes = outcomes.map(|outcome| outcome_words(outcome, words));
        let width = outcomes.iter().map(|text| text.chars().count()).max();
        let width = width.unwrap_or_default();
        for (number, outcome) in self.checks() {
            let word = outcome_words(outcome, words);
            let check = words.say(&format!("check-{number}"), &[]);
            session.line(&format!("  {number:>2}  {word:<width$}  {check}"))?;
            if outcome == Outcome::Failed {
                for line in self.why(words) {
                    session.line(&format!("      {:width$}  {line}", ""))?;
                }
            }
        }
        let (code, name) = (self.verdict.code(), self.verdict.name());
        session.line("")?;
        session.say(
            "explain-verdict",
            &[("code", code.into()), ("name", name.into())],
        )?;
        session.line(&session.painted(&mark, Paint::Amber))
    }

    fn print_parts(&self, session: &Session, parts: &Parts<'_>) -> Result<(), Trouble> {
        let words = &session.words;
        let count = parts.bytes.len().to_string();
        session.say("explain-bytes", &[("count", count.into())])?;
        for item in &parts.items {
            let range = format!("{}..{}", item.range.start, item.range.end);
            let bytes = shortened(parts.bytes_of(item));
            let name = format!("{:1$}{2}", "", item.depth, item.name.as_str());
            let (source, meaning) = (item.name.source(), meaning(item, self.trust_list, words));
            session.line(&format!(
                "  {range:>9}  {bytes:<25}  {name:<23}  {source:<15}  {meaning}"
            ))?;
        }
        let Some(malformed) = &parts.malformed else {
            return Ok(());
        };
        if !parts.rest().is_empty() {
            let range = format!("{}..{}", parts.end(), parts.bytes.len());
            let (bytes, unread) = (shortened(parts.rest()), words.say("explain-unread", &[]));
            session.line(&format!("  {range:>9}  {bytes:<25}  {unread}"))?;
        }
        let fault = why_malformed(malformed, words);
        session.say(
            "explain-stopped",
            &[
                ("end", parts.end().to_string().into()),
                ("fault", fault.into()),
            ],
        )
    }

    /// Why the check failed: the code, the values that disagreed, and the sentence that the door says.
    fn why(&self, words: &Words) -> Vec<String> {
        let details = match &self.verdict {
            Verdict::Reject(Reason::Malformed(malformed)) => why_malformed(malformed, words),
            _ => written(&self.details()),
        };
        let head = format!("{} {}", self.verdict.code(), self.verdict.name());
        let head = if details.is_empty() {
            head
        } else {
            format!("{head}: {details}")
        };
        let sentence = self.decision.tell(words).lines.into_iter().next();
        [head].into_iter().chain(sentence).collect()
    }

    fn details(&self) -> Map<String, Json> {
        match self.decision.json().get_mut("details").map(Json::take) {
            Some(Json::Object(details)) => details,
            _ => Map::new(),
        }
    }

    fn json(&self) -> Json {
        let (russian, english) = (
            report::words(Language::Russian),
            report::words(Language::English),
        );
        let both = |say: &dyn Fn(&Words) -> String| (say(&russian), say(&english));
        let item = |parts: &Parts<'_>, item: &Item<'_>| {
            let (text_ru, text_en) = both(&|words| meaning(item, self.trust_list, words));
            json!({
                "start": item.range.start,
                "end": item.range.end,
                "hex": hex(parts.bytes_of(item)),
                "name": item.name.as_str(),
                "source": item.name.source(),
                "depth": item.depth,
                "value": value(item),
                "text_ru": text_ru,
                "text_en": text_en,
            })
        };
        let items = self.parts.as_ref().map(|parts| {
            let items = parts.items.iter();
            items.map(|one| item(parts, one)).collect::<Vec<_>>()
        });
        let check = |(number, outcome): (u8, Outcome)| {
            let (text_ru, text_en) = both(&|words| words.say(&format!("check-{number}"), &[]));
            json!({
                "check": number,
                "outcome": outcome.name(),
                "text_ru": text_ru,
                "text_en": text_en,
            })
        };
        let (mark_ru, mark_en) = both(&|words| words.say("explain-mark", &[]));
        json!({
            "explanation": true,
            "now": self.decision.now.seconds(),
            "rehearsal": self.decision.is_rehearsal,
            "bytes": self.parts.as_ref().map(|parts| parts.bytes.len()),
            "taken_apart": self.parts.as_ref().map(Parts::end),
            "rest": self.parts.as_ref().map(|parts| hex(parts.rest())),
            "items": items.unwrap_or_default(),
            "checks": self.checks().map(check).collect::<Vec<_>>(),
            // Not where `check` has them: what reads a verdict there must find none here.
            "decision": {
                "code": self.verdict.code(),
                "reason": self.verdict.name(),
                "check": self.verdict.step(),
                "details": self.details(),
            },
            "text_ru": mark_ru,
            "text_en": mark_en,
        })
    }
}

fn outcome_words(outcome: Outcome, words: &Words) -> String {
    words.say(&format!("explain-{}", outcome.name()), &[])
}

/// Bytes for people, who compare beginnings.
fn shortened(bytes: &[u8]) -> String {
    match bytes.split_at_checked(MOST_SHOWN) {
        Some((first, [_, ..])) => format!("{}…", hex(first)),
        _ => hex(bytes),
    }
}

/// Bytes of one item that people are shown.
const MOST_SHOWN: usize = 12;

/// The values that disagreed, in one line: `issued_at=2025-11-25T09:00:00Z, …`.
fn written(details: &Map<String, Json>) -> String {
    let ordered: BTreeMap<_, _> = details.iter().collect();
    let known = ordered.into_iter().filter(|(_, value)| !value.is_null());
    let values = known.map(|(name, value)| {
        let text = match (value, value.as_u64()) {
            (_, Some(seconds)) if TIMES.contains(&name.as_str()) => meaning::time(seconds),
            (Json::String(text), _) => text.clone(),
            (other, _) => other.to_string(),
        };
        format!("{name}={text}")
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Which of the values are times.
const TIMES: [&str; 5] = ["issued_at", "not_before", "expires", "expired", "signed"];
