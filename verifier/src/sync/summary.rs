//! What a synchronisation came to, for people and for programs.

use host::exit::Exit;
use serde_json::{Value, json};

use super::{Change, Outcome, Problem, Published, sync};
use crate::cli::SyncFrom;
use crate::session::{Paint, Session};
use crate::status::Overview;
use crate::store::Store;
use crate::trouble::Trouble;

/// Synchronises and says what it came to.
pub fn run(session: &Session, from: &SyncFrom) -> Result<Exit, Trouble> {
    let store = Store::new(session.home.clone());
    let now = session.now();
    let mut published = Published::open(from, &store, &session.words)?;
    let outcome = sync(&store, &mut published, now)?;
    let overview = Overview::new(&store, &store.state()?, now);
    if session.json {
        session.json(&json!({
            "changes": outcome.changes.iter().map(change_json).collect::<Vec<_>>(),
            "problems": outcome.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "decides": overview.decides(),
            "lists": overview.json(),
        }))?;
        return Ok(outcome.exit());
    }
    print_problems(session, &outcome)?;
    for change in &outcome.changes {
        print_change(session, change)?;
    }
    if outcome.changes.is_empty() {
        session.say("sync-nothing-new", &[])?;
    }
    overview.print(session)?;
    overview.print_conclusion(session)?;
    Ok(outcome.exit())
}

/// Alarms first.
fn print_problems(session: &Session, outcome: &Outcome) -> Result<(), Trouble> {
    let words = &session.words;
    let (alarms, others): (Vec<_>, Vec<_>) = outcome
        .problems
        .iter()
        .partition(|problem| problem.is_alarm());
    for alarm in alarms {
        let text = words.say("sync-alarm", &[("problem", alarm.say(words).into())]);
        session.line(&session.painted(&text, Paint::Red))?;
    }
    for problem in others {
        session.line(&problem.say(words))?;
    }
    Ok(())
}

fn print_change(session: &Session, change: &Change) -> Result<(), Trouble> {
    match change {
        Change::TrustList { sequence } => session.say(
            "sync-trust-list",
            &[("sequence", sequence.to_string().into())],
        ),
        Change::Roots { fingerprint } => session.say(
            "sync-roots",
            &[("fingerprint", fingerprint.as_str().into())],
        ),
        Change::Manifest {
            issuer,
            sequence,
            lists,
        } => session.say(
            "sync-manifest",
            &[
                ("issuer", issuer.to_string().into()),
                ("sequence", sequence.to_string().into()),
                ("lists", (*lists).into()),
            ],
        ),
        Change::Gone { issuer } => {
            session.say("sync-gone", &[("issuer", issuer.to_string().into())])
        }
    }
}

fn change_json(change: &Change) -> Value {
    match change {
        Change::TrustList { sequence } => json!({"change": "trust-list", "sequence": sequence}),
        Change::Roots { fingerprint } => json!({"change": "roots", "fingerprint": fingerprint}),
        Change::Manifest {
            issuer,
            sequence,
            lists,
        } => json!({
            "change": "manifest",
            "issuer": issuer.as_str(),
            "sequence": sequence,
            "lists": lists,
        }),
        Change::Gone { issuer } => json!({"change": "gone", "issuer": issuer.as_str()}),
    }
}

fn problem_json(problem: &Problem) -> Value {
    json!({
        "file": problem.file,
        "problem": problem.flaw.name(),
        "alarm": problem.is_alarm(),
        "details": problem.flaw.to_string(),
    })
}
