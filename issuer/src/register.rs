//! `issuer register import`: the eligibility register comes in as CSV (RFC 4180), all of it or nothing.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use host::fault::{Doing, Fault};
use host::language::{FluentValue, Words};
use serde_json::json;
use shared::claims::{Claim, ClaimKey};
use time::{Date, Month};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused, all_claims};
use crate::office::Office;
use crate::person::{Citizenship, HeldStatus, PersonId, parse_date};
use crate::record::Change;
use crate::registry::Books;

/// The columns, in their order.
pub const HEADER: [&str; 6] = [
    "person",
    "born",
    "citizenship",
    "status",
    "valid_from",
    "valid_until",
];
/// Longest line that is read, in bytes.
const MAX_LINE: usize = 64 << 10;
/// How many bad rows are told one by one.
const MAX_TOLD: usize = 20;
/// Nobody who was born before this year is alive.
const FIRST_YEAR: i32 = 1900;

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

/// The rows that are wrong; nothing was imported.
#[derive(Debug, PartialEq, Eq)]
pub struct BadRows {
    /// The first of them.
    pub rows: Vec<BadRow>,
    /// How many there are in all.
    pub count: usize,
}

/// A row that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a row. What stands there is not repeated: it is personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The first line does not name the columns.
    Header,
    /// The line is too long.
    Long,
    /// The line is not UTF-8.
    Encoding,
    /// A quotation mark is not closed on its line.
    Quote,
    /// A carriage return stands inside the line: other programs would see several lines there.
    CarriageReturn,
    /// The number of fields is not that of the columns.
    Fields {
        /// How many there are.
        got: usize,
    },
    /// Not the number of a person.
    Person,
    /// Not a date of birth.
    Born,
    /// Not a country.
    Citizenship,
    /// Not a status.
    Status,
    /// A status that follows from the date of birth.
    Adult,
    /// Not a day.
    ValidFrom,
    /// Not a day.
    ValidUntil,
    /// The last day is before the first.
    Period,
    /// Days without a status.
    NoStatus,
    /// The same person has another date of birth or citizenship on another line.
    OtherPerson {
        /// That line.
        line: u64,
    },
    /// The same person and status stand on another line.
    Again {
        /// That line.
        line: u64,
    },
}

/// Reads a register into the books. Whoever gets bad rows drops the books.
pub fn import(
    books: &Books<'_>,
    mut input: impl BufRead,
    path: &Path,
    today: Date,
) -> Result<Result<Imported, BadRows>, Failure> {
    let mut import = Import {
        books,
        today,
        imported: Imported::default(),
        seen: HashMap::new(),
        bad: BadRows {
            rows: Vec::new(),
            count: 0,
        },
    };
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        let is_long = !read_line(&mut input, &mut line).map_err(Fault::io(path, Doing::Read))?;
        if line.is_empty() && !is_long {
            break;
        }
        number += 1;
        let result = if is_long {
            Ok(Err(Wrong::Long))
        } else {
            import.line(number, &line)
        };
        match result? {
            Ok(()) => {}
            // Without its columns no row can be judged.
            Err(wrong) if number == 1 => {
                let is_one_line = wrong != Wrong::CarriageReturn;
                import
                    .bad
                    .add(number, if is_one_line { Wrong::Header } else { wrong });
                break;
            }
            Err(wrong) => import.bad.add(number, wrong),
        }
    }
    if number == 0 {
        import.bad.add(1, Wrong::Header);
    }
    Ok(if import.bad.count == 0 {
        Ok(import.imported)
    } else {
        Err(import.bad)
    })
}

/// An import on its way.
struct Import<'b> {
    books: &'b Books<'b>,
    today: Date,
    imported: Imported,
    /// Every person of this file by row, with the lines of its statuses; none is the row without a status.
    seen: HashMap<i64, Vec<(Option<ClaimKey>, u64)>>,
    bad: BadRows,
}

impl Import<'_> {
    fn line(&mut self, number: u64, bytes: &[u8]) -> Result<Result<(), Wrong>, Failure> {
        let bytes = match number {
            1 => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
            _ => bytes,
        };
        if number > 1 && bytes.trim_ascii().is_empty() {
            return Ok(Ok(()));
        }
        let fields = match split(bytes) {
            Err(wrong) => return Ok(Err(wrong)),
            Ok(fields) => fields,
        };
        if number == 1 {
            let is_header = fields.iter().eq(HEADER);
            return Ok(if is_header {
                Ok(())
            } else {
                Err(Wrong::Header)
            });
        }
        match Entry::parse(&fields, self.today) {
            Err(wrong) => Ok(Err(wrong)),
            Ok(entry) => self.enter(number, &entry),
        }
    }

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

/// Reads one line with its end; false, and the rest of the line is skipped, where it is too long.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
    input.by_ref().take(limit).read_until(b'\n', line)?;
    if line.len() < MAX_LINE || line.ends_with(b"\n") {
        return Ok(true);
    }
    loop {
        let rest = input.fill_buf()?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (skipped, is_over) = match end {
            Some(place) => (place + 1, true),
            None => (rest.len(), rest.is_empty()),
        };
        input.consume(skipped);
        if is_over {
            return Ok(false);
        }
    }
}

/// The fields of one line. No field of ours has a line end in it, so a record is a line.
fn split(line: &[u8]) -> Result<csv::StringRecord, Wrong> {
    let text = str::from_utf8(line).map_err(|_| Wrong::Encoding)?;
    if text.matches('"').count() % 2 == 1 {
        return Err(Wrong::Quote);
    }
    let content = text.strip_suffix('\n').unwrap_or(text);
    if content.strip_suffix('\r').unwrap_or(content).contains('\r') {
        return Err(Wrong::CarriageReturn);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut fields = csv::StringRecord::new();
    reader.read_record(&mut fields).map_err(|_| Wrong::Quote)?;
    if fields.len() == HEADER.len() {
        Ok(fields)
    } else {
        let got = fields.len();
        Err(Wrong::Fields { got })
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

impl BadRows {
    fn add(&mut self, line: u64, wrong: Wrong) {
        self.count += 1;
        if self.rows.len() < MAX_TOLD {
            self.rows.push(BadRow { line, wrong });
        }
    }

    /// One line per bad row, then how many more there are.
    pub(crate) fn say(&self, words: &Words) -> String {
        let mut lines = vec![words.say("no-rows", &[("count", self.count.into())])];
        lines.extend(self.rows.iter().map(|row| {
            let wrong = row.wrong.say(words);
            let line = row.line.to_string().into();
            words.say("row", &[("line", line), ("wrong", wrong.into())])
        }));
        let untold = self.count.saturating_sub(self.rows.len());
        if untold > 0 {
            lines.push(words.say("rows-more", &[("count", untold.into())]));
        }
        lines.join("\n")
    }
}

impl Wrong {
    fn say(self, words: &Words) -> String {
        let header = HEADER.join(",");
        let day = |of: &str| words.say("row-day", &[("of", of.to_owned().into())]);
        let say = |id: &str, args: &[(&str, FluentValue<'_>)]| words.say(id, args);
        match self {
            Self::Header => say("row-header", &[("header", header.into())]),
            Self::Long => say("row-long", &[("limit", MAX_LINE.to_string().into())]),
            Self::Encoding => say("row-encoding", &[]),
            Self::Quote => say("row-quote", &[]),
            Self::CarriageReturn => say("row-carriage-return", &[]),
            Self::Fields { got } => say(
                "row-fields",
                &[("want", HEADER.len().into()), ("got", got.into())],
            ),
            Self::Person => say("row-person", &[("limit", PersonId::MAX_LENGTH.into())]),
            Self::Born => say("row-born", &[("first", FIRST_YEAR.to_string().into())]),
            Self::Citizenship => say("row-citizenship", &[]),
            Self::Status => say("row-status", &[("all", all_claims().into())]),
            Self::Adult => say("row-adult", &[]),
            Self::ValidFrom => day("valid_from"),
            Self::ValidUntil => day("valid_until"),
            Self::Period => say("row-period", &[]),
            Self::NoStatus => say("row-no-status", &[]),
            Self::OtherPerson { line } => {
                say("row-other-person", &[("line", line.to_string().into())])
            }
            Self::Again { line } => say("row-again", &[("line", line.to_string().into())]),
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
