//! What is wrong with a command line, said in the words of a tool.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::fault::Fault;
use crate::language::{FluentValue, Words};

/// The mistake, the nearest right thing if there is one, the usage, and where to read more.
pub(super) fn explain(error: &clap::Error, words: &Words) -> String {
    let heading = words.say("wrong-heading", &[]);
    let mut text = format!("{heading}: {}", mistake(error, words));
    if let Some(similar) = similar(error) {
        let hint = words.say("wrong-similar", &[("similar", similar.into())]);
        text = format!("{text}\n{hint}");
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        let heading = words.say("usage-heading", &[]);
        text = format!("{text}\n\n{heading}: {usage}");
    }
    let more = words.say("wrong-more", &[]);
    format!("{text}\n{more}")
}

fn mistake(error: &clap::Error, words: &Words) -> String {
    let argument = ("argument", shown(error, ContextKind::InvalidArg));
    let value = ("value", shown(error, ContextKind::InvalidValue));
    let is_empty = matches!(
        error.get(ContextKind::InvalidValue),
        Some(ContextValue::String(value)) if value.is_empty()
    );
    match error.kind() {
        ErrorKind::UnknownArgument => words.say("wrong-unknown-argument", &[argument]),
        ErrorKind::InvalidSubcommand => {
            let command = ("command", shown(error, ContextKind::InvalidSubcommand));
            words.say("wrong-unknown-command", &[command])
        }
        ErrorKind::MissingSubcommand => words.say(
            "wrong-no-command",
            &[
                ("command", shown(error, ContextKind::InvalidSubcommand)),
                ("commands", shown(error, ContextKind::ValidSubcommand)),
            ],
        ),
        ErrorKind::MissingRequiredArgument => {
            let arguments = ("arguments", shown(error, ContextKind::InvalidArg));
            words.say("wrong-missing", &[arguments])
        }
        ErrorKind::InvalidValue if is_empty => {
            with_values(words.say("wrong-no-value", &[argument]), error, words)
        }
        ErrorKind::InvalidValue => {
            with_values(words.say("wrong-value", &[argument, value]), error, words)
        }
        ErrorKind::ValueValidation => {
            let text = words.say("wrong-value", &[argument, value]);
            match error.source() {
                Some(source) => {
                    let cause = source
                        .downcast_ref::<Fault>()
                        .map_or_else(|| source.to_string(), |fault| fault.say(words));
                    format!("{text}: {cause}")
                }
                None => text,
            }
        }
        ErrorKind::ArgumentConflict
            if error.get(ContextKind::InvalidArg) == error.get(ContextKind::PriorArg) =>
        {
            words.say("wrong-twice", &[argument])
        }
        ErrorKind::ArgumentConflict => {
            let others = ("others", shown(error, ContextKind::PriorArg));
            words.say("wrong-conflict", &[argument, others])
        }
        ErrorKind::TooManyValues => words.say("wrong-too-many", &[argument, value]),
        ErrorKind::TooFewValues => count(error, ContextKind::MinValues, words),
        ErrorKind::WrongNumberOfValues => count(error, ContextKind::ExpectedNumValues, words),
        ErrorKind::NoEquals => words.say("wrong-no-equals", &[argument]),
        ErrorKind::InvalidUtf8 => words.say("wrong-encoding", &[]),
        // What a tool or the system says in its own words.
        _ => {
            let text = error.to_string();
            text.trim_start_matches("error: ").trim_end().to_owned()
        }
    }
}

fn with_values(text: String, error: &clap::Error, words: &Words) -> String {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            let list = ("values", values.join(", ").into());
            format!("{text}: {}", words.say("wrong-value-list", &[list]))
        }
        _ => text,
    }
}

fn count(error: &clap::Error, wanted: ContextKind, words: &Words) -> String {
    words.say(
        "wrong-count",
        &[
            ("argument", shown(error, ContextKind::InvalidArg)),
            ("wanted", shown(error, wanted)),
            ("given", shown(error, ContextKind::ActualNumValues)),
        ],
    )
}

fn similar(error: &clap::Error) -> Option<String> {
    [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| match error.get(kind)? {
        ContextValue::String(one) => Some(one.clone()),
        ContextValue::Strings(several) => several.first().cloned(),
        _ => None,
    })
}

fn shown(error: &clap::Error, kind: ContextKind) -> FluentValue<'static> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone().into(),
        Some(ContextValue::Strings(several)) => several.join(", ").into(),
        Some(ContextValue::Number(number)) => (*number).into(),
        _ => "".into(),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use crate::arguments::dress;
    use crate::clock::parse_time;
    use crate::language::Language;

    use super::*;

    fn explained(language: Language, line: &str) -> String {
        let words = Words::new(language, "", "");
        let open = Command::new("open")
            .arg(Arg::new("door").required(true))
            .arg(Arg::new("at").long("at").value_parser(parse_time))
            .arg(
                Arg::new("side")
                    .long("side")
                    .value_parser(["left", "right"]),
            )
            .arg(Arg::new("pair").long("pair").num_args(2))
            .arg(Arg::new("width").long("width").require_equals(true))
            .arg(
                Arg::new("slow")
                    .long("slow")
                    .action(ArgAction::SetTrue)
                    .conflicts_with("fast"),
            )
            .arg(Arg::new("fast").long("fast").action(ArgAction::SetTrue));
        let command = Command::new("tool")
            .subcommand_required(true)
            .subcommand(open);
        let error = dress(command, &words)
            .try_get_matches_from(line.split_whitespace())
            .unwrap_err();
        explain(&error, &words)
    }

    #[test]
    fn every_mistake_is_said_in_russian() {
        for (line, first) in [
            ("tool opne", "неизвестная команда «opne»"),
            ("tool", "для «tool» нужна команда: open, help"),
            ("tool open 1 --sdie left", "неизвестный аргумент «--sdie»"),
            ("tool open", "не хватает: <door>"),
            (
                "tool open 1 --side",
                "для «--side <side>» нужно значение: возможные значения: left, right",
            ),
            (
                "tool open 1 --side up",
                "неверное значение «up» для «--side <side>»: возможные значения: left, right",
            ),
            (
                "tool open 1 --at noon",
                "неверное значение «noon» для «--at <at>»: «noon» — не время: укажите 2025-05-09T12:00:00Z (RFC 3339) или секунды с 1970 года",
            ),
            (
                "tool open 1 --slow --fast",
                "«--slow» нельзя указать вместе с --fast",
            ),
            ("tool open 1 --fast --fast", "«--fast» указан дважды"),
            (
                "tool open --pair 1",
                "для «--pair <pair> <pair>» нужно 2 значения, а не 1",
            ),
            (
                "tool open 1 --width 3",
                "для «--width=<width>» значение пишется после «=»",
            ),
            (
                "tool open 1 --slow=yes",
                "для «--slow» лишнее значение «yes»",
            ),
        ] {
            let text = explained(Language::Russian, line);
            assert_eq!(
                text.lines().next(),
                Some(format!("ошибка: {first}").as_str()),
                "{line}"
            );
            assert!(text.ends_with("\nПодробнее: --help"), "{text}");
        }
    }

    #[test]
    fn the_nearest_right_thing_and_the_usage_follow() {
        assert_eq!(
            explained(Language::English, "tool opne"),
            "error: unknown command “opne”\ndid you mean “open”?\n\nUsage: tool <COMMAND>\nMore with --help"
        );
    }
}
