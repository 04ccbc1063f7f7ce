//! The help of a command line, from the words of a tool.

use clap::builder::Styles;
use clap::{Arg, ArgAction, Command};

use crate::language::{Language, Words};

/// Gives a command and all its subcommands their texts.
///
/// * `help` is the text of the tool, `help-enrol-invite` of `tool enrol invite`;
/// * `help-enrol-invite--person` is the text of its argument with that id; an argument without a text of its own has the one
///   of `help--person`, which also serves the options of all commands;
/// * `value-dir` is the name of the value of an argument whose `value_name` is `DIR`;
/// * `exit-codes`, and `exit-codes-enrol-invite`, stand below the help where they exist.
///
/// Texts that clap found in doc comments are replaced. The command comes back built, so this is the last thing to do to it.
#[must_use]
pub fn dress(command: Command, words: &Words) -> Command {
    let mut command = describe(command, "help", words);
    command.build();
    frame(command, "exit-codes", words)
}

/// The texts that a command line lacks, as `ru: help-enrol`, in either language.
///
/// The tests of every tool assert that this is empty. The command is one that has not been dressed.
#[must_use]
pub fn missing_help(command: &Command, words: &Words) -> Vec<String> {
    let mut missing = Vec::new();
    for language in [Language::Russian, Language::English] {
        let mut lacks = |ids: &[String]| {
            if let (Some(id), false) =
                (ids.first(), ids.iter().any(|id| words.has_in(language, id)))
            {
                missing.push(format!("{}: {id}", language.code()));
            }
        };
        walk(command, "help", &mut lacks);
    }
    missing.sort();
    missing.dedup();
    missing
}

/// Every text of a command line, as the ids of which one must exist.
fn walk(command: &Command, id: &str, wants: &mut impl FnMut(&[String])) {
    wants(&[id.to_owned()]);
    for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
        wants(&arg_ids(arg, id));
        if arg.get_action().takes_values() {
            for name in value_names(arg) {
                wants(&[value_id(&name)]);
            }
        }
    }
    for subcommand in command.get_subcommands() {
        walk(
            subcommand,
            &format!("{id}-{}", subcommand.get_name()),
            wants,
        );
    }
}

/// Before building: the texts of commands and arguments, and help and version as arguments of ours.
fn describe(command: Command, id: &str, words: &Words) -> Command {
    let has_version = command.get_version().is_some();
    let mut command = command
        .about(words.say(id, &[]))
        .long_about(None)
        .mut_args(|arg| describe_arg(arg, id, words))
        .mut_subcommands(|subcommand| {
            let id = format!("{id}-{}", subcommand.get_name());
            describe(subcommand, &id, words)
        })
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(words.say("help--help", &[]))
                .help_heading(words.say("usage-common", &[]))
                .display_order(LAST),
        );
    if has_version {
        command = command.arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(words.say("help--version", &[]))
                .help_heading(words.say("usage-common", &[]))
                .display_order(LAST),
        );
    }
    command
}

fn describe_arg(arg: Arg, command_id: &str, words: &Words) -> Arg {
    let ids = arg_ids(&arg, command_id);
    let id = ids.iter().find(|id| words.has(id)).or(ids.first());
    let mut text = id.map(|id| words.say(id, &[])).unwrap_or_default();
    let heading = if arg.is_positional() {
        "usage-arguments"
    } else if arg.is_global_set() {
        "usage-common"
    } else {
        "usage-options"
    };
    // Flags have values too, for clap: `true` and `false`.
    let takes_values = arg.get_action().takes_values();
    if takes_values {
        let values: Vec<_> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| value.get_name().to_owned())
            .collect();
        if !values.is_empty() && !arg.is_hide_possible_values_set() {
            let list = words.say("usage-values", &[("values", values.join(", ").into())]);
            text = format!("{text} {list}");
        }
        let defaults: Vec<_> = arg
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        if !defaults.is_empty() && !arg.is_hide_default_value_set() {
            let value = words.say("usage-default", &[("value", defaults.join(" ").into())]);
            text = format!("{text} {value}");
        }
    }
    let names: Vec<_> = value_names(&arg)
        .into_iter()
        .map(|name| {
            let id = value_id(&name);
            if words.has(&id) {
                words.say(&id, &[])
            } else {
                name
            }
        })
        .collect();
    let arg = arg
        .help(text)
        .long_help(None)
        .help_heading(words.say(heading, &[]));
    if takes_values {
        arg.value_names(names)
            .hide_possible_values(true)
            .hide_default_value(true)
    } else {
        arg
    }
}

/// After building, when the commands know their full names: headings, usage, and clap's own command `help`.
fn frame(command: Command, exit_codes: &str, words: &Words) -> Command {
    let styles = command.get_styles().clone();
    let mut command = command
        .subcommand_help_heading(words.say("usage-commands", &[]))
        .subcommand_value_name(words.say("usage-command", &[]))
        .help_template(template(&styles, words));
    let tag = format!("[{}]", words.say("usage-options-tag", &[]));
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    command = command.override_usage(usage.replacen("[OPTIONS]", &tag, 1));
    if words.has(exit_codes) {
        command = command.after_help(words.say(exit_codes, &[]));
    }
    command.mut_subcommands(|subcommand| {
        let name = subcommand.get_name();
        if name == "help" {
            let about = words.say("help-help", &[]);
            frame(subcommand.about(about), "", words)
        } else {
            let exit_codes = format!("{exit_codes}-{name}");
            frame(subcommand, &exit_codes, words)
        }
    })
}

/// clap's own template with our word for its one fixed heading.
fn template(styles: &Styles, words: &Words) -> String {
    let style = styles.get_usage();
    let heading = words.say("usage-heading", &[]);
    format!(
        "{{before-help}}{{about-with-newline}}\n{style}{heading}:{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"
    )
}

/// The ids of the text of an argument, the first that exists counts.
fn arg_ids(arg: &Arg, command_id: &str) -> Vec<String> {
    let own = format!("{command_id}--{}", arg.get_id());
    let of_all = format!("help--{}", arg.get_id());
    if arg.is_global_set() || own == of_all {
        vec![of_all]
    } else {
        vec![own, of_all]
    }
}

fn value_names(arg: &Arg) -> Vec<String> {
    match arg.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect(),
        None => vec![arg.get_id().to_string()],
    }
}

fn value_id(name: &str) -> String {
    format!("value-{}", name.to_ascii_lowercase().replace('_', "-"))
}

/// Help and version end their list.
const LAST: usize = 1000;

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use crate::arguments::Common;

    use super::*;

    const RUSSIAN: &str = "\
help = Бюро выдачи
help-enrol = Записать человека
help-enrol-invite = Выписать приглашение
help-enrol-invite--person = Номер в реестре
help-enrol-invite--kind = Вид приглашения
help-enrol-invite--days = Срок в днях
value-person = НОМЕР
value-kind = ВИД
value-days = ДНИ
exit-codes = Коды завершения: 0 — готово, 4 — не удалось запустить
";
    const ENGLISH: &str = "\
help = The issuing office
help-enrol = Enrol a person
help-enrol-invite = Write an invitation
help-enrol-invite--person = Number in the register
help-enrol-invite--kind = Kind of invitation
help-enrol-invite--days = Days until it ends
value-person = NUMBER
value-kind = KIND
value-days = DAYS
exit-codes = Exit codes: 0 done, 4 could not run
";

    fn tree() -> Command {
        let invite = Command::new("invite")
            .about("from a doc comment")
            .arg(
                Arg::new("person")
                    .required(true)
                    .long_help("also from there"),
            )
            .arg(
                Arg::new("kind")
                    .long("kind")
                    .value_parser(["paper", "screen"]),
            )
            .arg(
                Arg::new("days")
                    .long("days")
                    .value_name("DAYS")
                    .default_value("7"),
            );
        let enrol = Command::new("enrol")
            .subcommand_required(true)
            .subcommand(invite);
        Common::augment_args(
            Command::new("issuer")
                .version("1.0")
                .term_width(100)
                .subcommand_required(true)
                .subcommand(enrol),
        )
    }

    fn help(language: Language, line: &[&str]) -> String {
        let words = Words::new(language, RUSSIAN, ENGLISH);
        let error = dress(tree(), &words)
            .try_get_matches_from(line)
            .unwrap_err();
        error.render().to_string()
    }

    /// The Latin words in a text that are no names.
    fn foreign(text: &str) -> Vec<&str> {
        let names = [
            "issuer", "enrol", "invite", "help", "kind", "days", "home", "lang", "json", "at",
            "version", "h", "V", "paper", "screen", "ru", "en", "JSON", "RFC", "SPRAVKA", "LANG",
            "LC", "ALL", "MESSAGES",
        ];
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter(|word| !names.contains(word))
            .collect()
    }

    #[test]
    fn russian_help_is_russian() {
        for line in [
            &["issuer", "--help"][..],
            &["issuer", "-h"],
            &["issuer", "help"],
            &["issuer", "help", "help"],
            &["issuer", "enrol", "--help"],
            &["issuer", "enrol", "help", "help"],
            &["issuer", "help", "enrol", "invite"],
            &["issuer", "enrol", "invite", "--help"],
        ] {
            let text = help(Language::Russian, line);
            assert_eq!(foreign(&text), [""; 0], "{line:?}:\n{text}");
        }
    }

    #[test]
    fn russian_help_is_laid_out_like_this() {
        assert_eq!(
            help(Language::Russian, &["issuer", "enrol", "invite", "-h"]),
            "\
Выписать приглашение

Использование: issuer enrol invite [ПАРАМЕТРЫ] <НОМЕР>

Аргументы:
  <НОМЕР>  Номер в реестре

Параметры:
      --kind <ВИД>  Вид приглашения [значения: paper, screen]
      --days <ДНИ>  Срок в днях [по умолчанию: 7]

Общие параметры:
      --home <КАТАЛОГ>  Хранить данные здесь, а не в каталоге данных пользователя
      --lang <ЯЗЫК>     Язык всех текстов; иначе по SPRAVKA_LANG, LC_ALL, LC_MESSAGES или LANG
                        [значения: ru, en]
      --json            Отвечать в формате JSON, для программ
      --at <ВРЕМЯ>      Действовать так, будто сейчас это время (RFC 3339 или секунды с 1970 года):
                        для репетиций и проверок
  -h, --help            Показать эту справку
"
        );
    }

    #[test]
    fn english_help_has_our_words() {
        let text = help(Language::English, &["issuer", "--help"]);
        for part in [
            "The issuing office\n\nUsage: issuer [OPTIONS] <COMMAND>\n\nCommands:\n  enrol  Enrol a person\n",
            "--home <DIR>",
            "[values: ru, en]",
            "-V, --version",
            "Exit codes: 0 done, 4 could not run",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn no_text_is_missing_in_the_tree() {
        assert_eq!(
            missing_help(&tree(), &Words::new(Language::Russian, RUSSIAN, ENGLISH)),
            [""; 0]
        );
    }

    #[test]
    fn missing_texts_are_named_in_both_languages() {
        let command = Command::new("tool").subcommand(
            Command::new("run")
                .arg(Arg::new("fast").long("fast").action(ArgAction::SetTrue))
                .arg(Arg::new("file").long("file").value_name("INPUT_FILE")),
        );
        let words = Words::new(
            Language::English,
            "help = да\nhelp-run = да\n",
            "help = yes\nhelp--fast = yes\nhelp-run--file = yes\n",
        );
        assert_eq!(
            missing_help(&command, &words),
            [
                "en: help-run",
                "en: value-input-file",
                "ru: help-run--fast",
                "ru: help-run--file",
                "ru: value-input-file"
            ]
        );
    }
}
