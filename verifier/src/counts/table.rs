//! `verifier report`: the counts of a day or of several, for people, for spreadsheets and for programs.

use std::io;

use csv::{Terminator, WriterBuilder};
use host::exit::Exit;
use host::language::Words;
use serde_json::{Value, json};
use shared::claims::Claim;

use super::{Day, Found, Kind, Outcome, Shelf, Status, Tally};
use crate::cli::Report;
use crate::report::name_of;
use crate::session::Session;
use crate::trouble::Trouble;

/// Shows the counts of the days that are asked for. Where a day's file is damaged they are not all, and that is said.
pub fn run(session: &Session, asked: &Report) -> Result<Exit, Trouble> {
    let today = Day::at(session.now(), session.zone);
    let given = |text: &Option<String>| text.as_deref().map(parse).transpose();
    let (first, last) = match given(&asked.day)? {
        Some(day) => (day, day),
        None => {
            let last = given(&asked.to)?.unwrap_or(today);
            (given(&asked.from)?.unwrap_or(last), last)
        }
    };
    let found = Shelf::new(session)?.between(first, last)?;
    for path in &found.damaged {
        let path = path.display().to_string().into();
        session.remark("report-damaged", &[("path", path)]);
    }
    if session.json {
        session.json(&summary(session, &found, (first, last)))?;
    } else if asked.csv {
        write_csv(&found).map_err(Trouble::Output)?;
    } else {
        print(session, &found, (first, last))?;
    }
    Ok(if found.damaged.is_empty() {
        Exit::Accepted
    } else {
        Exit::CannotTell
    })
}

fn parse(given: &str) -> Result<Day, Trouble> {
    Day::parse(given).ok_or_else(|| Trouble::NotADay {
        given: given.to_owned(),
    })
}

/// One row for each day, status and verdict, below a line of names (RFC 4180).
fn write_csv(found: &Found) -> io::Result<()> {
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF);
    let mut table = builder.from_writer(io::stdout().lock());
    table.write_record(["day", "claim", "verdict", "code", "count"])?;
    for (day, tally) in &found.days {
        for (status, kind, count) in tally.rows() {
            table.write_record([
                day.to_string().as_str(),
                status.claim().map_or("", Claim::slug),
                kind.outcome().name(),
                &kind.to_string(),
                &count.to_string(),
            ])?;
        }
    }
    table.flush()
}

fn summary(session: &Session, found: &Found, (first, last): (Day, Day)) -> Value {
    let row = |(status, kind, count): (Status, Kind, u64)| {
        json!({
            "claim": status.claim().map(Claim::slug),
            "verdict": kind.outcome().name(),
            "code": kind.to_string(),
            "count": count,
        })
    };
    let days = found.days.iter().map(|(day, tally)| {
        let counts: Vec<Value> = tally.rows().map(row).collect();
        json!({ "day": day.to_string(), "counts": counts })
    });
    let damaged = found.damaged.iter();
    let damaged = damaged.map(|path| path.display().to_string());
    json!({
        "rehearsal": session.clock.is_rehearsal(),
        "from": first.to_string(),
        "to": last.to_string(),
        "days": days.collect::<Vec<_>>(),
        "damaged": damaged.collect::<Vec<_>>(),
    })
}

/// One line of the table: how deep it stands, what was counted, its code, how many.
type Line = (usize, String, String, u64);

fn print(session: &Session, found: &Found, (first, last): (Day, Day)) -> Result<(), Trouble> {
    let words = &session.words;
    if session.clock.is_rehearsal() {
        session.say("report-rehearsal", &[])?;
    }
    let days = [
        ("first", first.to_string().into()),
        ("last", last.to_string().into()),
    ];
    let of = if first == last { "day" } else { "days" };
    let mut all = Tally::default();
    for tally in found.days.values() {
        all.merge(tally);
    }
    if all.is_empty() {
        return session.say(&format!("report-nothing-{of}"), &days);
    }
    session.say(&format!("report-{of}"), &days)?;
    session.line("")?;
    let lines = lines(&all, words);
    let widest = |of: &dyn Fn(&Line) -> usize| lines.iter().map(of).max().unwrap_or_default();
    let name = widest(&|(depth, name, ..)| depth + name.chars().count());
    let count = widest(&|(.., count)| count.to_string().len());
    for (depth, text, code, number) in &lines {
        let space = name - depth - text.chars().count();
        session.line(&format!(
            "{:depth$}{text}{:space$}  {code:3}  {number:>count$}",
            "", ""
        ))?;
    }
    Ok(())
}

fn lines(all: &Tally, words: &Words) -> Vec<Line> {
    let outcome_words = |outcome: Outcome| match outcome {
        Outcome::Accept => words.say("report-yes", &[]),
        Outcome::Reject => words.say("verdict-reject", &[]),
        Outcome::CannotTell => words.say("verdict-cannot-tell", &[]),
        Outcome::AllowedAgain => words.say("report-allowed-again", &[]),
    };
    let none = String::new;
    let mut lines = Vec::new();
    let mut last = None;
    for (status, kind, count) in all.rows() {
        if last != Some(status) {
            last = Some(status);
            let name = match status {
                Status::Known(claim) => name_of(claim.key(), words),
                Status::Unknown => words.say("report-no-status", &[]),
            };
            lines.push((0, name, none(), all.sum(|of, _| of == status)));
        }
        let outcome = outcome_words(kind.outcome());
        lines.push((2, outcome, kind.to_string(), count));
    }
    let total = words.say("report-total", &[]);
    lines.push((0, total, none(), all.sum(|_, _| true)));
    for outcome in Outcome::all() {
        let count = all.sum(|_, of| of == outcome);
        if count > 0 {
            lines.push((2, outcome_words(outcome), none(), count));
        }
    }
    lines
}
