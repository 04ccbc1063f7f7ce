//! Questions and answers in a terminal.

use std::io::{self, Write as _};

use crate::session::Session;
use crate::trouble::Trouble;
use crate::typed::read_line;

/// Somebody who is asked.
#[derive(Clone, Copy)]
pub(super) struct Dialog<'s> {
    pub(super) session: &'s Session,
}

/// How many steps there are.
const STEPS: u8 = 5;

impl Dialog<'_> {
    /// Begins a step.
    pub(super) fn step(self, number: u8, id: &str) -> Result<(), Trouble> {
        let title = self.session.words.say(id, &[]);
        self.session.line(&format!("\n{number}/{STEPS}  {title}"))
    }

    /// Asks, and takes a line without what surrounds it: spaces, and the quotes of a file that was dragged here.
    pub(super) fn ask(self, id: &str) -> Result<String, Trouble> {
        let question = self.session.words.say(id, &[]);
        let mut out = io::stdout().lock();
        write!(out, "{question}\n> ")
            .and_then(|()| out.flush())
            .map_err(Trouble::Output)?;
        drop(out);
        let line = read_line(&mut io::stdin().lock()).map_err(Trouble::Input)?;
        let line = line.ok_or(Trouble::SetupLeft)?;
        Ok(bare(&line).to_owned())
    }

    /// Asks until it is yes or no.
    pub(super) fn agrees(self, id: &str) -> Result<bool, Trouble> {
        loop {
            let answer = self.ask(id)?;
            match agreement(&answer) {
                Some(agreement) => return Ok(agreement),
                None => self.session.say("setup-yes-or-no", &[])?,
            }
        }
    }

    /// Says why an answer will not do.
    pub(super) fn complain(self, trouble: &Trouble) -> Result<(), Trouble> {
        let why = trouble.say(&self.session.words);
        self.session.say("setup-again", &[("why", why.into())])
    }
}

/// A line as it was meant.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let quoted = ['\'', '"'].into_iter().find_map(|quote| {
        let inside = line.strip_prefix(quote)?;
        inside.strip_suffix(quote)
    });
    quoted.unwrap_or(line)
}

/// Whether an answer is a yes or a no, in either language.
fn agreement(answer: &str) -> Option<bool> {
    match answer.to_lowercase().as_str() {
        "yes" | "y" | "да" | "д" => Some(true),
        "no" | "n" | "нет" | "н" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_taken_as_they_were_meant() {
        for (line, meant) in [
            (" '/media/USB stick/root.pub' ", "/media/USB stick/root.pub"),
            ("\"a\"", "a"),
            ("it's", "it's"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(bare(line), meant);
        }
        for (answer, is_yes) in [
            ("yes", Some(true)),
            ("Да", Some(true)),
            ("НЕТ", Some(false)),
            ("n", Some(false)),
            ("", None),
            ("maybe", None),
        ] {
            assert_eq!(agreement(answer), is_yes, "{answer}");
        }
    }
}
