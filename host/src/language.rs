//! The language of a person, and the words of a tool in it.
//!
//! Every text exists in Russian and in English, in two Project Fluent files; [`differences`] finds what one lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Russian, the first language of the product.
    #[value(name = "ru")]
    Russian,
    /// English.
    #[value(name = "en")]
    English,
}

impl Language {
    /// The language asked for with `--lang`, else the first of `SPRAVKA_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG` that is
    /// set: English when it begins with `en`. Everything else is Russian, `C` and `POSIX` too.
    pub fn detect(flag: Option<Self>, env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&str| env(name).filter(|value| !value.is_empty());
        flag.unwrap_or_else(|| {
            let value = ["SPRAVKA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(set)
                .unwrap_or_default();
            if value.to_ascii_lowercase().starts_with("en") {
                Self::English
            } else {
                Self::Russian
            }
        })
    }

    /// `ru` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }
}

/// What a tool can say, in the language of the person.
///
/// It has the words of this crate too: a tool writes only its own, or other ones under the same ids.
pub struct Words {
    language: Language,
    russian: Bundle,
    english: Bundle,
}

type Bundle = FluentBundle<FluentResource>;

impl Words {
    /// The words of a tool, from its two Fluent files.
    #[must_use]
    pub fn new(language: Language, russian_ftl: &str, english_ftl: &str) -> Self {
        Self {
            language,
            russian: bundle(Language::Russian, [RUSSIAN, russian_ftl]),
            english: bundle(Language::English, [ENGLISH, english_ftl]),
        }
    }

    /// The words of this crate alone.
    pub(crate) fn own(language: Language) -> &'static Self {
        static RUSSIAN_FIRST: OnceLock<Words> = OnceLock::new();
        static ENGLISH_FIRST: OnceLock<Words> = OnceLock::new();
        match language {
            Language::Russian => &RUSSIAN_FIRST,
            Language::English => &ENGLISH_FIRST,
        }
        .get_or_init(|| Self::new(language, "", ""))
    }

    /// The language that [`Words::say`] tries first.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of a message. One that is missing is said in the other language; one missing in both is its id.
    #[must_use]
    pub fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let other = match self.language {
            Language::Russian => Language::English,
            Language::English => Language::Russian,
        };
        [self.language, other]
            .into_iter()
            .find_map(|language| self.say_in(language, id, args))
            .unwrap_or_else(|| id.to_owned())
    }

    /// Whether the message exists in the language of the person.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.has_in(self.language, id)
    }

    /// Whether the message exists in one language.
    #[must_use]
    pub fn has_in(&self, language: Language, id: &str) -> bool {
        self.bundle(language)
            .get_message(id)
            .is_some_and(|message| message.value().is_some())
    }

    fn say_in(
        &self,
        language: Language,
        id: &str,
        args: &[(&str, FluentValue<'_>)],
    ) -> Option<String> {
        let bundle = self.bundle(language);
        let message = bundle.get_message(id)?;
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        // A variable that was not handed in shows as its name: better than no message.
        let mut errors = Vec::new();
        Some(
            bundle
                .format_pattern(message.value()?, Some(&args), &mut errors)
                .into_owned(),
        )
    }

    const fn bundle(&self, language: Language) -> &Bundle {
        match language {
            Language::Russian => &self.russian,
            Language::English => &self.english,
        }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

/// What two Fluent files do not have in common: messages, the variables in them, and lines that are no messages.
///
/// The tests of every tool assert that this is empty.
#[must_use]
pub fn differences(russian_ftl: &str, english_ftl: &str) -> Vec<String> {
    let mut found = Vec::new();
    let russian = messages(russian_ftl, Language::Russian, &mut found);
    let english = messages(english_ftl, Language::English, &mut found);
    let ids: BTreeSet<_> = russian.keys().chain(english.keys()).collect();
    for id in ids {
        match (russian.get(id), english.get(id)) {
            (Some(_), None) => found.push(format!("en: no message {id}")),
            (None, Some(_)) => found.push(format!("ru: no message {id}")),
            (Some(russian), Some(english)) => {
                found.extend(
                    russian
                        .difference(english)
                        .map(|name| format!("en: no ${name} in {id}")),
                );
                found.extend(
                    english
                        .difference(russian)
                        .map(|name| format!("ru: no ${name} in {id}")),
                );
            }
            (None, None) => {}
        }
    }
    found
}

fn bundle(language: Language, sources: [&str; 2]) -> Bundle {
    let name = LanguageIdentifier::from_bytes(language.code().as_bytes()).unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![name]);
    // The marks around values are for mixed writing directions, and would stand in the way of copying.
    bundle.set_use_isolating(false);
    for source in sources {
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The messages of a file with their variables.
fn messages(
    ftl: &str,
    language: Language,
    found: &mut Vec<String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let code = language.code();
    let resource = FluentResource::try_new(ftl.to_owned()).unwrap_or_else(|(readable, errors)| {
        found.extend(errors.iter().map(|error| format!("{code}: {error}")));
        readable
    });
    let mut messages = BTreeMap::new();
    for entry in resource.entries() {
        if let Entry::Message(message) = entry {
            let id = message.id.name.to_owned();
            let mut names = BTreeSet::new();
            if let Some(value) = &message.value {
                variables(value, &mut names);
            }
            if messages.insert(id.clone(), names).is_some() {
                found.push(format!("{code}: {id} twice"));
            }
        }
    }
    messages
}

fn variables(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            variables_of(expression, names);
        }
    }
}

fn variables_of(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => variables_inline(inline, names),
        Expression::Select { selector, variants } => {
            variables_inline(selector, names);
            for variant in variants {
                variables(&variant.value, names);
            }
        }
    }
}

fn variables_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    let mut arguments = |arguments: &CallArguments<&str>| {
        for argument in &arguments.positional {
            variables_inline(argument, names);
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference {
            arguments: call, ..
        } => arguments(call),
        InlineExpression::TermReference {
            arguments: Some(call),
            ..
        } => arguments(call),
        InlineExpression::Placeable { expression } => variables_of(expression, names),
        InlineExpression::TermReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. } => {}
    }
}

const RUSSIAN: &str = include_str!("russian.ftl");
const ENGLISH: &str = include_str!("english.ftl");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_comes_from_the_first_that_is_set() {
        use Language::{English, Russian};
        type Set<'a> = &'a [(&'a str, &'a str)];
        let cases: [(Option<Language>, Set<'_>, Language); 14] = [
            (None, &[], Russian),
            (None, &[("LANG", "C")], Russian),
            (None, &[("LANG", "POSIX")], Russian),
            (None, &[("LANG", "C.UTF-8")], Russian),
            (None, &[("LANG", "de_DE.UTF-8")], Russian),
            (None, &[("LANG", "ru_RU.UTF-8")], Russian),
            (None, &[("LANG", "en_US.UTF-8")], English),
            (None, &[("LANG", "en_US.UTF-8"), ("LC_ALL", "")], English),
            (None, &[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], Russian),
            (
                None,
                &[("LANG", "ru_RU"), ("LC_MESSAGES", "en_GB")],
                English,
            ),
            (
                None,
                &[("LC_MESSAGES", "ru_RU"), ("LC_ALL", "en_GB")],
                English,
            ),
            (
                None,
                &[("LC_ALL", "ru_RU"), ("SPRAVKA_LANG", "en")],
                English,
            ),
            (Some(Russian), &[("SPRAVKA_LANG", "en")], Russian),
            (Some(English), &[("SPRAVKA_LANG", "ru")], English),
        ];
        for (flag, env, expected) in cases {
            let variable = |wanted: &str| {
                env.iter()
                    .find(|(name, _)| *name == wanted)
                    .map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(Language::detect(flag, variable), expected, "{env:?}");
        }
    }

    #[test]
    fn this_crate_says_everything_in_both_languages() {
        assert_eq!(differences(RUSSIAN, ENGLISH), [""; 0]);
    }

    #[test]
    fn differences_are_named() {
        let russian = "one = { $a }\ntwo = 2\nthree = { NUMBER($n) ->\n   *[other] { $b }\n }\n";
        let english =
            "one = { $b }\nthree = { $n ->\n   *[other] { $b }\n }\nfour = 4\nfour = 5\n?\n";
        let found = differences(russian, english);
        assert!(found.first().is_some_and(|text| text.starts_with("en: ")));
        assert_eq!(
            found[1..],
            [
                "en: four twice",
                "ru: no message four",
                "en: no $a in one",
                "ru: no $b in one",
                "en: no message two"
            ]
        );
    }

    #[test]
    fn a_missing_message_is_said_in_the_other_language() {
        let words = Words::new(
            Language::Russian,
            "both = оба\n",
            "both = both\nonly = only\n",
        );
        assert_eq!(words.say("both", &[]), "оба");
        assert_eq!(words.say("only", &[]), "only");
        assert_eq!(words.say("none", &[]), "none");
        assert!(words.has("both") && !words.has("only"));
        assert!(words.has_in(Language::English, "only"));
    }

    #[test]
    fn a_tool_can_say_it_otherwise() {
        let words = Words::new(Language::English, "", "fault-no-home = nowhere to go\n");
        assert_eq!(words.say("fault-no-home", &[]), "nowhere to go");
        assert!(words.has("fault-no-passphrase"));
    }

    #[test]
    fn russian_has_its_plurals() {
        let ftl = "days = { $n } { $n ->\n    [one] день\n    [few] дня\n   *[many] дней\n }\n";
        let words = Words::new(Language::Russian, ftl, "");
        let say = |n: u64| words.say("days", &[("n", n.into())]);
        assert_eq!(
            [say(1), say(3), say(11), say(31_000), say(22)],
            ["1 день", "3 дня", "11 дней", "31000 дней", "22 дня"]
        );
    }

    #[test]
    fn words_go_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Words>();
    }
}
