//! A line that a hand scanner types, letter by letter.

use std::time::{Duration, Instant};

use crate::typed::MAX_LINE;

/// What a hand scanner is typing.
#[derive(Default)]
pub(super) struct Typing {
    line: String,
    last: Option<Instant>,
}

impl Typing {
    /// Takes a letter; gives the line that it ends.
    pub(super) fn letter(&mut self, letter: char, now: Instant) -> Option<String> {
        let pause = self.last.map(|last| now.saturating_duration_since(last));
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            self.line.clear();
        }
        self.last = Some(now);
        if matches!(letter, '\r' | '\n') {
            let line = std::mem::take(&mut self.line);
            return (!line.trim().is_empty()).then_some(line);
        }
        if self.line.len() < MAX_LINE && !letter.is_control() {
            self.line.push(letter);
        }
        None
    }
}

/// What was typed may be a person's, so it is not printed.
impl std::fmt::Debug for Typing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typing").finish_non_exhaustive()
    }
}

/// A scanner types without pauses; after one this long, a new line begins.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
