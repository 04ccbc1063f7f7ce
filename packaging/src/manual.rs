//! Manual pages: one for each tool and each of its commands, in both languages.

use std::io;

use clap::Command;
use clap_mangen::Man;
use host::language::{Language, Words};

use crate::tool::Tool;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it belongs below `/usr/share`: `man/ru/man1/verifier-scan.1`.
    pub path: String,
    /// Its roff source.
    pub source: String,
}

/// The pages of a tool in one language, the tool's own first.
pub fn pages(tool: &Tool, language: Language) -> io::Result<Vec<Page>> {
    let words = Words::new(language, RUSSIAN, ENGLISH);
    let mut pages = Vec::new();
    add(
        &tool.command_without_help(language),
        None,
        &words,
        &mut pages,
    )?;
    Ok(pages)
}

fn add(
    command: &Command,
    above: Option<&str>,
    words: &Words,
    pages: &mut Vec<Page>,
) -> io::Result<()> {
    let name = name(command);
    let folder = match words.language() {
        Language::Russian => "man/ru/man1",
        Language::English => "man/man1",
    };
    pages.push(Page {
        path: format!("{folder}/{name}.{SECTION}"),
        source: source(command, above, words)?,
    });
    for below in command.get_subcommands() {
        add(below, Some(&name), words, pages)?;
    }
    Ok(())
}

/// A page as clap makes it, but with headings in the language of its text.
fn source(command: &Command, above: Option<&str>, words: &Words) -> io::Result<String> {
    let man = Man::new(command.clone()).section(SECTION);
    let name = name(command);
    let section =
        |heading: &str, body: &str| format!(".SH \"{}\"\n{body}", words.say(heading, &[]));
    let made = |heading, render: &Render| -> io::Result<String> {
        Ok(section(heading, body(&text(render)?)))
    };
    let title = escaped(&name);
    let mut page = vec![
        APOSTROPHE.to_owned(),
        format!(".TH {title} {SECTION} \"\" \"Spravka {VERSION}\" \"Spravka\"\n"),
        made("manual-name", &|out| man.render_name_section(out))?,
        made("manual-synopsis", &|out| man.render_synopsis_section(out))?,
        made("manual-description", &|out| {
            man.render_description_section(out)
        })?,
    ];
    if command.has_subcommands() {
        page.push(made("manual-commands", &|out| {
            man.render_subcommands_section(out)
        })?);
    }
    // These have the headings of the help already.
    page.push(text(&|out| man.render_options_section(out))?);
    if command.get_after_help().is_some() {
        page.push(made("manual-exit-status", &|out| {
            man.render_extra_section(out)
        })?);
    }
    page.push(match above {
        Some(above) => {
            let above = format!("\\fB{}\\fR({SECTION})\n", escaped(above));
            section("manual-see-also", &above)
        }
        None => {
            let files = words.say(&format!("manual-files-{name}"), &[]);
            section("manual-files", &format!("{}\n", escaped(&files)))
        }
    });
    Ok(page.concat())
}

/// What writes a part of a page.
type Render<'m> = dyn Fn(&mut dyn io::Write) -> io::Result<()> + 'm;

fn text(render: &Render) -> io::Result<String> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// A part of a page without its heading.
fn body(text: &str) -> &str {
    let below = text.split_once(".SH ").map_or(text, |(_, below)| below);
    below.split_once('\n').map_or("", |(_, body)| body)
}

/// A hyphen that is to be typed is no hyphen for roff.
fn escaped(text: &str) -> String {
    text.replace('-', "\\-")
}

/// `verifier-scan`.
fn name(command: &Command) -> String {
    command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned()
}

/// What the texts write for an apostrophe, defined where roff does not know it.
const APOSTROPHE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Programs for users.
const SECTION: &str = "1";

const RUSSIAN: &str = include_str!("russian.ftl");
const ENGLISH: &str = include_str!("english.ftl");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use host::language::differences;

    use super::*;
    use crate::tool::TOOLS;

    const LANGUAGES: [Language; 2] = [Language::Russian, Language::English];

    fn names(command: &Command, name: &str, found: &mut BTreeSet<String>) {
        found.insert(name.to_owned());
        for below in command.get_subcommands() {
            if below.get_name() != "help" {
                names(below, &format!("{name}-{}", below.get_name()), found);
            }
        }
    }

    #[test]
    fn every_command_has_a_page_in_both_languages() {
        for tool in TOOLS {
            let mut expected = BTreeSet::new();
            names(&tool.command(Language::English), tool.name, &mut expected);
            for (language, folder) in LANGUAGES.into_iter().zip(["man/ru/man1", "man/man1"]) {
                let pages = pages(&tool, language).unwrap();
                let found: BTreeSet<_> = pages.into_iter().map(|page| page.path).collect();
                let expected = expected.iter().map(|name| format!("{folder}/{name}.1"));
                assert_eq!(found, expected.collect());
            }
        }
    }

    /// What each entry of a page says: options, arguments, commands.
    fn entries(page: &Page) -> Vec<(&str, &str)> {
        let parts = page.source.split(".TP\n").skip(1);
        parts
            .map(|part| {
                let (term, text) = part.split_once('\n').unwrap_or((part, ""));
                (term, text.lines().next().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn every_entry_says_something_in_its_language() {
        let is_russian = |text: &str| text.chars().any(|letter| matches!(letter, 'а'..='я'));
        for tool in TOOLS {
            for language in LANGUAGES {
                for page in pages(&tool, language).unwrap() {
                    let entries = entries(&page);
                    assert!(entries.len() >= 5, "{page:?}");
                    for (term, text) in entries {
                        let expected = language == Language::Russian;
                        assert_eq!(is_russian(text), expected, "{}: {term}: {text}", page.path);
                        assert!(text.chars().count() > 3 && !text.starts_with('.'), "{term}");
                    }
                }
            }
        }
    }

    #[test]
    fn headings_are_in_the_language_of_the_page() {
        for tool in TOOLS {
            for page in pages(&tool, Language::Russian).unwrap() {
                let headings = page.source.lines().filter(|line| line.starts_with(".SH"));
                for heading in headings {
                    let latin = heading.trim_start_matches(".SH");
                    assert!(
                        !latin.contains(|c: char| c.is_ascii_alphabetic()),
                        "{heading}"
                    );
                }
            }
        }
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        assert_eq!(differences(RUSSIAN, ENGLISH), [""; 0]);
    }
}
