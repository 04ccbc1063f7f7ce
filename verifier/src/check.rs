//! One code, one decision.

use std::io;
use std::path::Path;

use host::exit::Exit;

use crate::cli::Check;
use crate::door::{self, Door};
use crate::reader::Scanner;
use crate::report;
use crate::session::{self, Session};
use crate::source;
use crate::trouble::Trouble;
use crate::typed::{self, Typed};

/// Decides about the code in a picture or about its text, and shows the verdict.
pub fn run(session: &Session, check: &Check) -> Result<Exit, Trouble> {
    let policy = door::policy(session, &check.asked)?;
    let text = match (&check.text, &check.image) {
        (Some(text), _) if text == "-" => Some(read_line(session)?),
        (Some(text), _) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
        (None, Some(image)) => read_picture(image)?,
        (None, None) => None,
    };
    let mut door = Door::open(session, policy)?;
    let decision = match text {
        Some(text) => door.decide(&text)?,
        None => door.no_code(),
    };
    report::show(session, &decision)?;
    Ok(decision.exit())
}

/// One line, as a hand scanner types it; what is set wrongly is said.
pub(crate) fn read_line(session: &Session) -> Result<String, Trouble> {
    let line = typed::read_line(&mut io::stdin().lock()).map_err(Trouble::Input)?;
    Ok(meant(session, &line.unwrap_or_default()))
}

/// What the scanner meant; what is set wrongly is said.
pub(crate) fn meant(session: &Session, line: &str) -> String {
    let typed = Typed::new(line);
    if let Some(slip) = typed.slip {
        session::note(&session.words.say(slip.message(), &[]));
    }
    typed.text.into_owned()
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
