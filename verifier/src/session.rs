//! What every command is given: a home, a clock, randomness, and somebody to talk to.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossterm::terminal;
use host::clock::Clock;
use host::home::Home;
use host::language::{FluentValue, Words};
use serde_json::Value;
use shared::time::UnixTime;
use time::UtcOffset;

use crate::cli::Workplace;
use crate::desk::Setting;
use crate::profile::Profile;
use crate::remarks::Remarks;
use crate::trouble::Trouble;

/// Fills bytes with randomness, or says why not.
pub type Random = fn(&mut [u8]) -> Result<(), String>;

/// One run of the tool. Clock and randomness come from `main` alone.
#[derive(Debug)]
pub struct Session {
    /// What can be said, in the person's language.
    pub words: Words,
    /// Where the verifier keeps its data.
    pub home: Home,
    /// The time.
    pub clock: Clock,
    /// The time zone of the venue, whose days are counted.
    pub zone: UtcOffset,
    /// The system's random numbers.
    pub random: Random,
    /// A clock that never goes back, for waiting.
    pub instant: fn() -> Instant,
    /// Waits for so long.
    pub pause: fn(Duration),
    /// What this venue asks and does.
    pub profile: Option<Profile>,
    /// Whether a program reads the output.
    pub json: bool,
    /// What is told beside it.
    pub remarks: Remarks,
    /// Whether colours are welcome.
    pub colour: bool,
    /// Columns and rows of the terminal that the output goes to; none where it goes elsewhere.
    pub window: fn() -> Option<(usize, usize)>,
    /// Whether windows can be opened.
    pub has_display: bool,
    /// Where USB sticks turn up.
    pub sticks: Vec<PathBuf>,
}

impl Session {
    /// The moment.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        UnixTime::new(self.clock.now_unix()).unwrap_or(UnixTime::MAX)
    }

    /// What is set for the desk.
    #[must_use]
    pub fn setting(&self, workplace: &Workplace) -> Setting {
        Setting {
            venue: self.profile.as_ref().map(|profile| profile.name.clone()),
            back: workplace.back.map_or(Setting::BACK, Duration::from_secs),
            is_silent: workplace.silent,
            is_rehearsal: self.clock.is_rehearsal(),
            is_practice: false,
        }
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], Trouble> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes).map_err(|why| Trouble::NoRandom { why })?;
        Ok(bytes)
    }

    /// Prints one text for people.
    pub fn line(&self, text: &str) -> Result<(), Trouble> {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")
            .and_then(|()| out.flush())
            .map_err(Trouble::Output)
    }

    /// Prints one message for people.
    pub fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> Result<(), Trouble> {
        self.line(&self.words.say(id, args))
    }

    /// Tells something beside the output: a sentence for people, or an object that names it for programs.
    pub fn note(&self, name: &str, text: &str) {
        self.remarks.tell(name, text);
    }

    /// Tells one message beside the output.
    pub fn remark(&self, id: &str, args: &[(&str, FluentValue<'_>)]) {
        self.note(id, &self.words.say(id, args));
    }

    /// The text in a colour, where colours are welcome. The text must say it all without.
    #[must_use]
    pub fn painted(&self, text: &str, paint: Paint) -> String {
        let Some(code) = self.colour.then(|| paint.code()) else {
            return text.to_owned();
        };
        format!("\u{1b}[{code}m {text} \u{1b}[0m")
    }

    /// Prints one line for programs.
    pub fn json(&self, value: &Value) -> Result<(), Trouble> {
        self.line(&value.to_string())
    }
}

/// A colour for a text of weight: bold, on a coloured ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// A yes.
    Green,
    /// A no, or an alarm.
    Red,
    /// Neither.
    Amber,
    /// Practice, which decides nothing.
    Grey,
}

impl Paint {
    /// The parameters of "select graphic rendition" (ECMA-48 §8.3.117). Colours by number: themes redefine
    /// the first sixteen, and turn bold black into grey.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Green => "1;38;5;231;48;5;28",
            Self::Red => "1;38;5;231;48;5;160",
            Self::Amber => "1;38;5;16;48;5;214",
            Self::Grey => "1;38;5;16;48;5;250",
        }
    }
}

/// Whether the standard output is a terminal on which colours are welcome (no-color.org).
#[must_use]
pub fn wants_colour(no_color: Option<&str>) -> bool {
    io::stdout().is_terminal() && no_color.is_none_or(str::is_empty)
}

/// Columns and rows of the terminal that the standard output is.
#[must_use]
pub fn window() -> Option<(usize, usize)> {
    let is_terminal = io::stdout().is_terminal();
    let (columns, rows) = is_terminal.then(|| terminal::size().ok()).flatten()?;
    Some((columns.into(), rows.into()))
}
