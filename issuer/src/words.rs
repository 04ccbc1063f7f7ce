//! The words of this tool, in Russian and in English.

use host::language::{Language, Words};

/// The words in the person's language.
#[must_use]
pub fn words(language: Language) -> Words {
    Words::new(language, RUSSIAN, ENGLISH)
}

const RUSSIAN: &str = include_str!("russian.ftl");
const ENGLISH: &str = include_str!("english.ftl");

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use host::arguments::missing_help;
    use host::language::differences;

    use super::*;

    #[test]
    fn everything_is_said_in_both_languages() {
        assert_eq!(differences(RUSSIAN, ENGLISH), [""; 0]);
    }

    #[test]
    fn every_command_and_option_has_its_help() {
        let command = crate::cli::Cli::command();
        assert_eq!(missing_help(&command, &words(Language::English)), [""; 0]);
    }
}
