//! One code, one decision.

use std::io::{self, BufRead as _, Read as _};
use std::path::Path;

use host::exit::Exit;

use crate::cli::Check;
use crate::door::{self, Door};
use crate::reader::Scanner;
use crate::report;
use crate::session::Session;
use crate::source;
use crate::trouble::Trouble;

/// Decides about the code in a picture or about its text, and shows the verdict.
pub fn run(session: &Session, check: &Check) -> Result<Exit, Trouble> {
    let policy = door::policy(session, &check.asked)?;
    let text = match (&check.text, &check.image) {
        (Some(text), _) if text == "-" => Some(read_line()?),
        (Some(text), _) => Some(text.clone()),
        (None, Some(image)) => read_picture(image)?,
        (None, None) => None,
    };
    let mut door = Door::open(session, policy)?;
    let decision = match text {
        Some(text) => door.decide(text.trim_end_matches(['\r', '\n']))?,
        None => door.no_code(),
    };
    report::show(session, &decision)?;
    Ok(decision.exit())
}

/// One line, as a hand scanner types it.
pub(crate) fn read_line() -> Result<String, Trouble> {
    let mut line = Vec::new();
    io::stdin()
        .lock()
        .take(MAX_LINE)
        .read_until(b'\n', &mut line)
        .map_err(Trouble::Input)?;
    // What is not text is not a code of ours, and the check says so.
    Ok(String::from_utf8_lossy(&line).into_owned())
}

fn read_picture(path: &Path) -> Result<Option<String>, Trouble> {
    let mut source = source::open(path)?;
    let mut scanner = Scanner::still();
    while let Some(frame) = source.next()? {
        if let Some(text) = scanner.read(&frame) {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// Longest line that is read, in bytes: several times the longest code.
const MAX_LINE: u64 = 4096;
