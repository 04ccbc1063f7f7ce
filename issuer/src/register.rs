//! `issuer register import`: the eligibility register comes in as CSV (RFC 4180), all of it or nothing.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use host::fault::{Doing, Fault};
use serde_json::json;
use shared::claims::{Claim, ClaimKey};
use time::{Date, Month};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::person::{Citizenship, HeldStatus, PersonId, parse_date};
use crate::record::Change;
use crate::registry::Books;
use crate::rows::{self, BadRows, Table, Wrong};

/// A register.
pub const REGISTER: Table = Table {
    columns: &[
        "person",
        "born",
        "citizenship",
        "status",
        "valid_from",
        "valid_until",
    ],
    refusal: "no-rows",
};
/// Nobody who was born before this year is alive.
pub(crate) const FIRST_YEAR: i32 = 1900;

/// Imports a register.
pub fn run(desk: &mut Desk<'_>, given: &cli::Import) -> Result<Done, Failure> {
    let office = Office::open(desk)?;
    let file = File::open(&given.file).map_err(Fault::io(&given.file, Doing::Read))?;
    let _lock = desk.lock()?;
    let mut registry = office.registry()?;
    let today = office.calendar().local(desk.now).date();
    let books = registry.write()?;
    let import = import(&books, BufReader::new(file), &given.file, today)?;
    let imported = match import {
        Ok(imported) => imported,
        Err(bad) => return Err(Refused::BadRows(bad).into()),
    };
    books.commit()?;
    Ok(report(desk, &imported))
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// To persons.
    pub persons: Counts,
    /// To statuses.
    pub statuses: Counts,
}

/// How many rows were added, changed and left as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Corrected ones.
    pub changed: u64,
    /// Ones that were there.
    pub unchanged: u64,
}

/// Reads a register into the books. Whoever gets bad rows drops the books.
pub fn import(
    books: &Books<'_>,
    input: impl BufRead,
    path: &Path,
    today: Date,
) -> Result<Result<Imported, BadRows>, Failure> {
    let mut import = Import {
        books,
        imported: Imported::default(),
        seen: HashMap::new(),
    };
    let read = rows::read(input, path, &REGISTER, |row| {
        match Entry::parse(row.fields, today) {
            Err(wrong) => Ok(Err(wrong)),
            Ok(entry) => import.enter(row.line, &entry),
        }
    })?;
    Ok(read.map(|()| import.imported))
}

/// An import on its way.
struct Import<'b> {
    books: &'b Books<'b>,
    imported: Imported,
    /// Every person of this file by row, with the lines of its statuses; none is the row without a status.
    seen: HashMap<i64, Vec<(Option<ClaimKey>, u64)>>,
}

impl Import<'_> {
    fn enter(&mut self, number: u64, entry: &Entry) -> Result<Result<(), Wrong>, Failure> {
        let known = self.books.person(&entry.person)?;
        let seen = known.and_then(|person| self.seen.get(&person.row).map(|lines| (person, lines)));
        if let Some((person, lines)) = seen {
            let first = lines.first().map_or(number, |(_, line)| *line);
            if (person.born, person.citizenship) != (entry.born, entry.citizenship) {
                return Ok(Err(Wrong::OtherPerson { line: first }));
            }
            let claim = entry.status.map(|status| status.claim);
            if let Some((_, line)) = lines.iter().find(|(other, _)| *other == claim) {
                return Ok(Err(Wrong::Again { line: *line }));
            }
        }
        let is_first = seen.is_none();
        let (row, change) = self
            .books
            .put_person(&entry.person, entry.born, entry.citizenship)?;
        if is_first {
            self.imported.persons.count(change);
        }
        if let Some(status) = &entry.status {
            let change = self.books.put_status(row, status)?;
            self.imported.statuses.count(change);
        }
        let claim = entry.status.map(|status| status.claim);
        self.seen.entry(row).or_default().push((claim, number));
        Ok(Ok(()))
    }
}

/// A row of the register.
struct Entry {
    person: PersonId,
    born: Date,
    citizenship: Citizenship,
    status: Option<HeldStatus>,
}

impl Entry {
    fn parse(fields: &csv::StringRecord, today: Date) -> Result<Self, Wrong> {
        let mut fields = fields.iter();
        let mut next = || fields.next().unwrap_or_default();
        let person = PersonId::parse(next()).ok_or(Wrong::Person)?;
        let first = Date::from_calendar_date(FIRST_YEAR, Month::January, 1).unwrap_or(Date::MIN);
        let born = parse_date(next())
            .filter(|born| (first..=today).contains(born))
            .ok_or(Wrong::Born)?;
        let citizenship = Citizenship::parse(next()).ok_or(Wrong::Citizenship)?;
        let (status, from, until) = (next(), next(), next());
        let status = match (status, from, until) {
            ("", "", "") => None,
            ("", _, _) => return Err(Wrong::NoStatus),
            _ => Some(Self::status(status, from, until)?),
        };
        Ok(Self {
            person,
            born,
            citizenship,
            status,
        })
    }

    fn status(status: &str, from: &str, until: &str) -> Result<HeldStatus, Wrong> {
        let claim = Claim::from_slug(status).ok_or(Wrong::Status)?;
        if claim == Claim::Adult {
            return Err(Wrong::Adult);
        }
        let valid_from = parse_date(from).ok_or(Wrong::ValidFrom)?;
        let valid_until = parse_date(until).ok_or(Wrong::ValidUntil)?;
        if valid_until < valid_from {
            return Err(Wrong::Period);
        }
        Ok(HeldStatus {
            claim: claim.key(),
            valid_from,
            valid_until,
        })
    }
}

impl Counts {
    fn count(&mut self, change: Change) {
        match change {
            Change::Added => self.added += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => self.unchanged += 1,
        }
    }
}

fn report(desk: &Desk<'_>, imported: &Imported) -> Done {
    let counts = |id: &str, counts: &Counts| {
        desk.say(
            id,
            &[
                ("added", counts.added.into()),
                ("changed", counts.changed.into()),
                ("unchanged", counts.unchanged.into()),
            ],
        )
    };
    let all = [&imported.persons, &imported.statuses];
    let is_same = all.iter().all(|counts| counts.added + counts.changed == 0);
    let is_changed = all.iter().any(|counts| counts.changed > 0);
    let mut lines = vec![desk.say(
        if is_same {
            "import-same"
        } else {
            "import-done"
        },
        &[],
    )];
    lines.push(counts("import-persons", &imported.persons));
    lines.push(counts("import-statuses", &imported.statuses));
    if is_changed {
        lines.push(desk.say("import-changed", &[]));
    }
    lines.push(desk.say("import-next", &[]));
    let json = |counts: &Counts| {
        json!({
            "added": counts.added,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
        })
    };
    Done {
        text: lines.join("\n"),
        json: json!({
            "persons": json(&imported.persons),
            "statuses": json(&imported.statuses),
        }),
    }
}
