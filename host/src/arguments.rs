//! The command line of a tool: the options that every tool has, its help, and its mistakes, in two languages.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, ValueEnum as _};

use crate::clock::{Clock, parse_time};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::home::Home;
use crate::language::{Language, Words};

mod help;
mod wrong;

pub use help::{dress, missing_help};

/// The options that every tool has, before or after its commands.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Where the tool keeps its data, when not in the usual directory.
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// The language of all texts, read by [`language`] before all others.
    #[arg(long, global = true, value_name = "LANG", value_enum)]
    pub lang: Option<Language>,
    /// Whether a program reads the output.
    #[arg(long, global = true)]
    pub json: bool,
    /// The time to act at, when not now: seconds since 1970.
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_time)]
    pub at: Option<u64>,
}

impl Common {
    /// The clock that was asked for.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.at.map_or_else(Clock::system, Clock::rehearsal)
    }

    /// The home that was asked for.
    pub fn home(&self, tool: &str) -> Result<Home, Fault> {
        Home::new(self.home.as_deref(), tool)
    }
}

/// Reads a whole number within bounds, for `value_parser = whole(1..=16)`.
pub fn whole<T: TryFrom<u64>>(
    bounds: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, Fault> + Clone {
    move |given| {
        let number = given.parse().ok().filter(|number| bounds.contains(number));
        number
            .and_then(|number: u64| T::try_from(number).ok())
            .ok_or_else(|| Fault::BadNumber {
                given: given.to_owned(),
                least: *bounds.start(),
                most: *bounds.end(),
            })
    }
}

/// The language in `--lang`, found before parsing, because the help and the mistakes need it already.
pub fn language(arguments: impl IntoIterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments
        .into_iter()
        .take_while(|argument| argument != "--")
        .map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(value) = value {
            return Language::from_str(&value, false).ok();
        }
    }
    None
}

/// Parses the command line of a tool; the first argument is the name of the program.
///
/// Help and mistakes are printed here, and the exit code with which to end is the error.
pub fn parse<T: CommandFactory + FromArgMatches>(
    words: &Words,
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<T, Exit> {
    try_parse(words, arguments).map_err(|error| {
        // Nobody is left to be told when the terminal is gone.
        let _ = if is_mistake(&error) {
            writeln!(io::stderr(), "{}", wrong::explain(&error, words))
        } else {
            error.print()
        };
        exit_of(&error)
    })
}

fn try_parse<T: CommandFactory + FromArgMatches>(
    words: &Words,
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<T, clap::Error> {
    let matches = dress(T::command(), words).try_get_matches_from(arguments)?;
    T::from_arg_matches(&matches)
}

/// Whether there is something to explain, and not only help to print.
fn is_mistake(error: &clap::Error) -> bool {
    error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn exit_of(error: &clap::Error) -> Exit {
    if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, clap::Parser)]
    #[command(name = "door", version)]
    struct Door {
        #[command(flatten)]
        common: Common,
        #[command(subcommand)]
        verb: Verb,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Verb {
        Open { width: u32 },
    }

    fn arguments(line: &str) -> impl Iterator<Item = OsString> {
        line.split_whitespace().map(OsString::from)
    }

    fn parsed(line: &str) -> Result<Door, clap::Error> {
        try_parse(&Words::new(Language::English, "", ""), arguments(line))
    }

    #[test]
    fn common_options_stand_before_or_after_the_command() {
        for line in [
            "door --home h --at 2025-05-09T12:00:00Z --json --lang en open 3",
            "door open 3 --home h --at 1746792000 --json --lang en",
        ] {
            let door = parsed(line).unwrap();
            assert_eq!(door.common.home, Some(PathBuf::from("h")));
            assert_eq!(door.common.at, Some(1_746_792_000));
            assert_eq!(door.common.lang, Some(Language::English));
            assert!(door.common.json && door.common.clock().is_rehearsal());
            assert!(door.common.home("door").unwrap().path().ends_with("h"));
            assert!(matches!(door.verb, Verb::Open { width: 3 }));
        }
        assert!(!parsed("door open 3").unwrap().common.clock().is_rehearsal());
    }

    #[test]
    fn a_number_has_bounds() {
        let read = |given| whole::<u8>(1..=16)(given).ok();
        assert_eq!(["1", "16"].map(read), [Some(1), Some(16)]);
        assert_eq!(["0", "17", "-1", "1.5", "many", ""].map(read), [None; 6]);
        assert!(matches!(
            whole::<u8>(1..=16)("17"),
            Err(Fault::BadNumber {
                least: 1,
                most: 16,
                ..
            })
        ));
    }

    #[test]
    fn the_language_is_found_anywhere() {
        for (line, language_found) in [
            ("door --lang en open 3", Some(Language::English)),
            ("door open 3 --lang=ru", Some(Language::Russian)),
            ("door open 3", None),
            ("door --lang", None),
            ("door --lang de", None),
            ("door --language en", None),
            ("door -- --lang en", None),
        ] {
            assert_eq!(language(arguments(line)), language_found, "{line}");
        }
    }

    #[test]
    fn help_is_no_mistake() {
        for (line, mistake, exit) in [
            ("door --version", false, Exit::Accepted),
            ("door open --help", false, Exit::Accepted),
            ("door", false, Exit::Usage),
            ("door open", true, Exit::Usage),
        ] {
            let error = parsed(line).unwrap_err();
            assert_eq!(
                (is_mistake(&error), exit_of(&error)),
                (mistake, exit),
                "{line}"
            );
        }
    }
}
