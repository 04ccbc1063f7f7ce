//! Files of rows: CSV (RFC 4180) with its columns named on the first line, all of it or nothing.

use std::io::BufRead;
use std::path::Path;

use host::fault::{Doing, Fault};
use host::language::{FluentValue, Words};
use host::line;

use crate::failure::{Failure, all_claims};
use crate::person::PersonId;
use crate::register::FIRST_YEAR;

/// Longest line that is read, in bytes.
const MAX_LINE: usize = 64 << 10;
/// How many bad rows are told one by one.
const MAX_TOLD: usize = 20;

/// A kind of file.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns, in their order.
    pub columns: &'static [&'static str],
    /// The id of the message that rows are wrong.
    pub(crate) refusal: &'static str,
}

/// A row with as many fields as the table has columns.
#[derive(Debug)]
pub struct Row<'r> {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Bytes of the file since the row before, its own included.
    pub bytes: u64,
    /// What stands there.
    pub fields: &'r csv::StringRecord,
}

/// The rows that are wrong; nothing was done.
#[derive(Debug, PartialEq, Eq)]
pub struct BadRows {
    /// What they stand in.
    pub table: &'static Table,
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
    /// The register does not have this person.
    NoPerson,
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

/// Reads a file, and gives every row to `enter`, which says what is wrong with it. Whoever gets bad rows undoes what `enter` did.
pub fn read(
    mut input: impl BufRead,
    path: &Path,
    table: &'static Table,
    mut enter: impl FnMut(&Row<'_>) -> Result<Result<(), Wrong>, Failure>,
) -> Result<Result<(), BadRows>, Failure> {
    let mut bad = BadRows {
        table,
        rows: Vec::new(),
        count: 0,
    };
    let mut bytes = Vec::new();
    let (mut line, mut since) = (0_u64, 0_u64);
    loop {
        let is_whole = line::read(&mut input, MAX_LINE, &mut bytes);
        let is_long = !is_whole.map_err(Fault::io(path, Doing::Read))?;
        if bytes.is_empty() && !is_long {
            break;
        }
        line += 1;
        since += u64::try_from(bytes.len()).unwrap_or_default();
        let parsed = if is_long {
            Err(Wrong::Long)
        } else {
            table.parse(line, &bytes)
        };
        let done = match parsed {
            Ok(None) => Ok(()),
            Ok(Some(fields)) => {
                let row = Row {
                    line,
                    bytes: since,
                    fields: &fields,
                };
                since = 0;
                enter(&row)?
            }
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(()) => {}
            // Without its columns no row can be judged.
            Err(wrong) if line == 1 => {
                let is_one_line = wrong != Wrong::CarriageReturn;
                bad.add(line, if is_one_line { Wrong::Header } else { wrong });
                break;
            }
            Err(wrong) => bad.add(line, wrong),
        }
    }
    if line == 0 {
        bad.add(1, Wrong::Header);
    }
    Ok(if bad.count == 0 { Ok(()) } else { Err(bad) })
}

impl Table {
    /// The fields of a line; none if it is the one that names the columns, or empty.
    fn parse(&self, line: u64, bytes: &[u8]) -> Result<Option<csv::StringRecord>, Wrong> {
        // Also within a file: two may have been put together.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if line > 1 && bytes.trim_ascii().is_empty() {
            return Ok(None);
        }
        let fields = split(bytes, self.columns.len())?;
        match (line, fields.iter().eq(self.columns.iter().copied())) {
            (1, true) => Ok(None),
            (1, false) => Err(Wrong::Header),
            _ => Ok(Some(fields)),
        }
    }
}

/// The fields of one line. No field of ours has a line end in it, so a record is a line.
fn split(line: &[u8], columns: usize) -> Result<csv::StringRecord, Wrong> {
    let text = str::from_utf8(line).map_err(|_| Wrong::Encoding)?;
    let content = text.strip_suffix('\n').unwrap_or(text);
    let content = content.strip_suffix('\r').unwrap_or(content);
    if content.contains('\r') {
        return Err(Wrong::CarriageReturn);
    }
    // To make a reader for every line takes ten times as long as all that is done with the line.
    let fields = if content.contains('"') {
        read_quoted(content)?
    } else {
        content.split(',').collect()
    };
    if fields.len() == columns {
        Ok(fields)
    } else {
        let got = fields.len();
        Err(Wrong::Fields { got })
    }
}

/// A mark that is open at the end of the line would take the next one in, so something is put there to be found again.
fn read_quoted(content: &str) -> Result<csv::StringRecord, Wrong> {
    const NEXT: &str = "next";
    let lines = format!("{content}\n{NEXT}");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(lines.len())
        .from_reader(lines.as_bytes());
    let (mut fields, mut next) = (csv::StringRecord::new(), csv::StringRecord::new());
    reader.read_record(&mut fields).map_err(|_| Wrong::Quote)?;
    reader.read_record(&mut next).map_err(|_| Wrong::Quote)?;
    next.iter().eq([NEXT]).then_some(fields).ok_or(Wrong::Quote)
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
        let mut lines = vec![words.say(self.table.refusal, &[("count", self.count.into())])];
        lines.extend(self.rows.iter().map(|row| {
            let wrong = row.wrong.say(self.table, words);
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
    fn say(self, table: &Table, words: &Words) -> String {
        let header = table.columns.join(",");
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
                &[("want", table.columns.len().into()), ("got", got.into())],
            ),
            Self::Person => say("row-person", &[("limit", PersonId::MAX_LENGTH.into())]),
            Self::NoPerson => say("no-person", &[]),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_without_quotes_has_the_fields_that_a_reader_finds(line in "[^\r\n\"\u{feff}]{1,40}") {
            let columns = line.split(',').count();
            prop_assert_eq!(split(line.as_bytes(), columns), read_quoted(&line));
        }
    }

    #[test]
    fn a_mark_that_is_open_at_the_end_of_the_line_is_refused() {
        let fields = |line: &str| split(line.as_bytes(), 2);
        let two = |of: [&str; 2]| Ok(csv::StringRecord::from(of.to_vec()));
        assert_eq!(fields("\"a\",\"b,c\"\r\n"), two(["a", "b,c"]));
        assert_eq!(fields("a,\"b\n"), Err(Wrong::Quote));
        // Two marks, of which a reader takes the first for a letter.
        assert_eq!(fields("a\"a,\"b\n"), Err(Wrong::Quote));
        assert_eq!(fields("a\"a,b\"b\n"), two(["a\"a", "b\"b"]));
    }
}
