//! One code, one decision.

use std::path::Path;

use host::exit::Exit;

use crate::cli::Check;
use crate::door::{self, Door};
use crate::reader::Scanner;
use crate::report;
use crate::session::Session;
use crate::source;
use crate::trouble::Trouble;
use crate::typed;

/// Decides about the code in a picture or about its text, and shows the verdict.
pub fn run(session: &Session, check: &Check) -> Result<Exit, Trouble> {
    let policy = door::policy(session, &check.asked)?;
    let text = match (&check.text, &check.image) {
        (Some(text), _) if text == "-" => Some(typed::line(session)?.unwrap_or_default()),
        (Some(text), _) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
        (None, Some(image)) => read_picture(image)?,
        (None, None) => None,
    };
    let mut door = Door::open(session, policy)?;
    if let Some(lanes) = door.lanes() {
        lanes.reach(session.now());
    }
    let decision = match text {
        Some(text) => door.decide(&text)?,
        None => door.no_code(),
    };
    report::show(session, &decision)?;
    Ok(decision.exit())
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
