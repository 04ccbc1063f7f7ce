//! The three tools, as far as a package knows them: a name, a command line, and its words.

use clap::{Command, CommandFactory as _};
use host::arguments::dress;
use host::language::{Language, Words};

/// A tool that is installed.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The name of the program.
    pub name: &'static str,
    command: fn() -> Command,
    words: fn(Language) -> Words,
}

/// All of them.
pub const TOOLS: [Tool; 3] = [
    Tool {
        name: "issuer",
        command: issuer::cli::Cli::command,
        words: issuer::words::words,
    },
    Tool {
        name: "wallet",
        command: wallet::cli::Arguments::command,
        words: wallet::cli::words,
    },
    Tool {
        name: "verifier",
        command: verifier::cli::Cli::command,
        words: verifier::report::words,
    },
];

impl Tool {
    /// Its command line, with texts in this language.
    #[must_use]
    pub fn command(&self, language: Language) -> Command {
        dress((self.command)(), &(self.words)(language))
    }

    /// The same without the command `help`, for which no manual page is needed.
    #[must_use]
    pub fn command_without_help(&self, language: Language) -> Command {
        let command = (self.command)().disable_help_subcommand(true);
        dress(command, &(self.words)(language))
    }
}
