//! The arguments, and the words of the tool in its two languages.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::builder::{
    PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser, ValueParser,
};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, Parser, Subcommand};
use host::arguments::Common;
use host::language::{Language, Words};
use shared::claims::Claim;
use zeroize::Zeroizing;

use crate::drawing::{Draw, Form};

/// What the tool says, in this language first.
#[must_use]
pub fn words(language: Language) -> Words {
    Words::new(language, RUSSIAN, ENGLISH)
}

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "wallet", version, arg_required_else_help = true)]
pub struct Arguments {
    /// The options that every tool has.
    #[command(flatten)]
    pub common: Common,
    /// A file whose first line is the passphrase.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What the wallet can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a wallet.
    Init,
    /// Obtain credentials.
    #[command(subcommand)]
    Enrol(Enrol),
    /// Say which statuses the wallet holds.
    List,
    /// Show a code.
    Show(Show),
}

/// Obtaining credentials, in two steps.
#[derive(Debug, Subcommand)]
pub enum Enrol {
    /// Make a request for the issuer.
    Request(Request),
    /// Take the issuer's answer.
    Accept {
        /// The answer.
        response: PathBuf,
    },
}

/// What a request is made of.
#[derive(Debug, Args)]
pub struct Request {
    /// The one-time code, not looked at here, so that no message about a wrong one repeats it.
    #[arg(long)]
    pub code: TypedCode,
    /// The statuses to ask for; all when there are none.
    #[arg(long, value_parser = ClaimParser)]
    pub claim: Vec<Claim>,
    /// Where to write the request.
    #[arg(long, value_name = "FILE", default_value = "request.spravka")]
    pub out: PathBuf,
}

/// A one-time code as typed: a secret, erased when dropped and never printed.
#[derive(Clone)]
pub struct TypedCode(Zeroizing<String>);

impl TypedCode {
    /// What was typed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for TypedCode {
    fn from(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(..)")
    }
}

/// Which code to show, and how.
#[derive(Debug, Args)]
pub struct Show {
    /// The status.
    #[arg(value_parser = ClaimParser)]
    pub claim: Claim,
    /// The venue that the code is for; any venue when there is none.
    #[arg(long, value_name = "CODE")]
    pub venue: Option<String>,
    /// The challenge that the verifier shows.
    #[arg(long, value_name = "CODE")]
    pub challenge: Option<String>,
    /// Whether to show the code of this moment and end.
    #[arg(long)]
    pub once: bool,
    /// How to draw it in a terminal.
    #[arg(
        long,
        value_name = "FORM",
        default_value = "auto",
        value_parser = draw_parser(),
        conflicts_with_all = ["text", "png", "svg"]
    )]
    pub draw: Draw,
    /// Whether to write the text of the code.
    #[arg(long, conflicts_with_all = ["png", "svg"])]
    pub text: bool,
    /// The picture of pixels to write.
    #[arg(long, value_name = "FILE")]
    pub png: Option<PathBuf>,
    /// The picture for any size to write.
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// What a picture in a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFile {
    /// Pixels.
    Png,
    /// Lines.
    Svg,
}

impl Show {
    /// The pictures to write.
    pub fn files(&self) -> impl Iterator<Item = (&Path, PictureFile)> {
        let files = [(&self.png, PictureFile::Png), (&self.svg, PictureFile::Svg)];
        files
            .into_iter()
            .filter_map(|(path, kind)| Some((path.as_deref()?, kind)))
    }
}

fn draw_parser() -> ValueParser {
    let names = ["auto"].into_iter().chain(Form::ALL.map(Form::name));
    PossibleValuesParser::new(names)
        .map(|name| {
            Form::ALL
                .into_iter()
                .find(|form| form.name() == name)
                .map_or(Draw::Auto, Draw::Only)
        })
        .into()
}

/// Reads a status by its name on command lines, in Russian or in English, in any case.
#[derive(Clone, Copy, Debug)]
struct ClaimParser;

impl TypedValueParser for ClaimParser {
    type Value = Claim;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Claim, clap::Error> {
        let given = StringValueParser::new().parse_ref(command, argument, value)?;
        claim_named(&given).ok_or_else(|| {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let name = argument.map(ToString::to_string).unwrap_or_default();
            error.insert(ContextKind::InvalidArg, ContextValue::String(name));
            error.insert(ContextKind::InvalidValue, ContextValue::String(given));
            let slugs = Claim::all().map(|claim| claim.slug().to_owned()).collect();
            error.insert(ContextKind::ValidValue, ContextValue::Strings(slugs));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            Claim::all().map(|claim| PossibleValue::new(claim.slug())),
        ))
    }
}

fn claim_named(given: &str) -> Option<Claim> {
    let given = given.trim().to_lowercase();
    Claim::all().find(|claim| {
        [claim.slug(), claim.russian(), claim.english()]
            .iter()
            .any(|name| name.to_lowercase() == given)
    })
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
        let words = words(Language::Russian);
        assert_eq!(missing_help(&Arguments::command(), &words), [""; 0]);
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_code_is_not_printed() {
        let line = "wallet enrol request --code 0123-4567-89AB-CDEF";
        let given = Arguments::try_parse_from(line.split(' ')).unwrap();
        assert!(!format!("{given:?}").contains("0123"));
    }

    #[test]
    fn a_status_has_three_names() {
        for name in [
            "svo-family",
            "Член семьи участника СВО",
            "Family of an SVO Participant ",
        ] {
            assert_eq!(claim_named(name), Some(Claim::SvoFamily), "{name}");
        }
        assert_eq!(claim_named("ветеран"), None);
        assert_eq!(claim_named(""), None);
    }

    #[test]
    fn an_unknown_status_is_told_with_those_that_there_are() {
        let error = Arguments::try_parse_from(["wallet", "show", "adlt"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        let Some(ContextValue::Strings(slugs)) = error.get(ContextKind::ValidValue) else {
            panic!("no values");
        };
        assert_eq!(slugs.len(), Claim::all().len());
    }
}
