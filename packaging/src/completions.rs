//! Completions of command lines for shells; where a shell explains what it offers, it does so in the user's language.

use clap_complete::{Shell, generate};
use host::language::Language;

use crate::tool::Tool;

/// A script that a shell loads.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it belongs below `/usr/share`: `bash-completion/completions/wallet`.
    pub path: String,
    /// What it is.
    pub source: String,
}

/// The scripts of a tool: bash, zsh, fish.
#[must_use]
pub fn scripts(tool: &Tool) -> [Script; 3] {
    let name = tool.name;
    let text = |shell, language| text(tool, shell, language);
    let [zsh_english, zsh_russian] = LANGUAGES.map(|language| text(Shell::Zsh, language));
    let [fish_english, fish_russian] = LANGUAGES.map(|language| text(Shell::Fish, language));
    [
        Script {
            path: format!("bash-completion/completions/{name}"),
            // It explains nothing, so it has no language.
            source: text(Shell::Bash, Language::English),
        },
        Script {
            path: format!("zsh/vendor-completions/_{name}"),
            source: format!(
                "#compdef {name}\n\n{ZSH_IS_ENGLISH}\n{zsh_english}\nelse\n{zsh_russian}\nfi\n"
            ),
        },
        Script {
            path: format!("fish/vendor_completions.d/{name}.fish"),
            source: format!("{FISH_IS_ENGLISH}\n{fish_english}\nelse\n{fish_russian}\nend\n"),
        },
    ]
}

fn text(tool: &Tool, shell: Shell, language: Language) -> String {
    let mut bytes = Vec::new();
    generate(shell, &mut tool.command(language), tool.name, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

const LANGUAGES: [Language; 2] = [Language::English, Language::Russian];

/// [`Language::detect`] for zsh.
const ZSH_IS_ENGLISH: &str =
    "if [[ \"${(L)${SPRAVKA_LANG:-${LC_ALL:-${LC_MESSAGES:-$LANG}}}}\" == en* ]]; then";

/// The same for fish: lists of nothing leave out what is not set.
const FISH_IS_ENGLISH: &str = "\
set -l spravka_lang (string match -v '' -- $SPRAVKA_LANG $LC_ALL $LC_MESSAGES $LANG)[1]
if string match -qi 'en*' -- \"$spravka_lang\"";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::TOOLS;

    #[test]
    fn every_shell_knows_every_command_and_its_options() {
        for tool in TOOLS {
            let command = tool.command(Language::English);
            for script in scripts(&tool) {
                for below in command.get_subcommands() {
                    assert!(script.source.contains(below.get_name()), "{}", script.path);
                    for option in below.get_opts().filter_map(|option| option.get_long()) {
                        assert!(script.source.contains(option), "{}: {option}", script.path);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_offered_is_explained_in_both_languages() {
        for tool in TOOLS {
            let [_, zsh, fish] = scripts(&tool);
            for script in [zsh, fish] {
                for language in LANGUAGES {
                    let command = tool.command(language);
                    let first = command.get_subcommands().next().unwrap();
                    let text = first.get_about().unwrap().to_string();
                    let text = text
                        .split(['\'', ':'])
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    assert!(script.source.contains(&text), "{}: {text}", script.path);
                }
            }
        }
    }
}
