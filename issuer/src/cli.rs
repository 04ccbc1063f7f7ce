//! The command line: names and types of arguments, nothing else. Their texts are in the Fluent files.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand};
use host::arguments::{Common, whole};
use shared::claims::Claim;
use shared::freshness::Validity;
use shared::permutation::Capacity;
use shared::time::UnixTime;

use crate::failure::{Failure, Refused};

/// `issuer`
#[derive(Clone, Debug, Parser)]
#[command(name = "issuer", version)]
pub struct Cli {
    /// What every tool has.
    #[command(flatten)]
    pub common: Common,
    /// Where the passphrase is.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// The root of trust.
    #[command(subcommand)]
    Root(Root),
    /// A new issuer.
    Init(Init),
    /// The eligibility register.
    #[command(subcommand)]
    Register(Register),
    /// Enrolments.
    #[command(subcommand)]
    Enrol(Enrol),
    /// Revocation.
    Revoke(Revoke),
    /// Publication.
    Publish(Publish),
    /// How things stand.
    Status,
}

/// `issuer root`
#[derive(Clone, Debug, Subcommand)]
pub enum Root {
    /// New root keys.
    Init(RootInit),
    /// The next trust list.
    TrustList(TrustList),
}

/// `issuer register`
#[derive(Clone, Debug, Subcommand)]
pub enum Register {
    /// Reads a CSV file.
    Import(Import),
}

/// `issuer enrol`
#[derive(Clone, Debug, Subcommand)]
pub enum Enrol {
    /// A one-time code.
    Invite(Invite),
    /// Credentials for a wallet.
    Answer(Answer),
}

/// `issuer root init`
#[derive(Clone, Debug, Args)]
pub struct RootInit {
    /// How many keys.
    #[arg(long, value_name = "N", default_value = "3", value_parser = whole::<u8>(1..=16))]
    pub keys: u8,
    /// How many must sign.
    #[arg(long, value_name = "K", default_value = "2", value_parser = whole::<u8>(1..=16))]
    pub threshold: u8,
}

/// `issuer root trust-list`
#[derive(Clone, Debug, Args)]
pub struct TrustList {
    /// The folder that verifiers read.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Entries to add or replace.
    #[arg(long, value_name = "ENTRY")]
    pub issuer: Vec<PathBuf>,
    /// What issuers may assert.
    #[arg(long, value_name = "GRANT")]
    pub claims: Vec<String>,
    /// Issuers to remove.
    #[arg(long, value_name = "ISS")]
    pub remove: Vec<String>,
    /// Who signs from the next list on.
    #[arg(long, value_name = "ROOT")]
    pub next_root: Option<PathBuf>,
    /// Who signed the list before the first of this root.
    #[arg(long, value_name = "ROOT")]
    pub previous_root: Option<PathBuf>,
    /// How old it may become.
    #[command(flatten)]
    pub validity: Lifetime,
}

/// `issuer init`
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// Name in messages.
    #[arg(long, value_name = "ISS")]
    pub iss: String,
    /// Name in Russian.
    #[arg(long, value_name = "NAME")]
    pub name_ru: String,
    /// Name in English.
    #[arg(long, value_name = "NAME")]
    pub name_en: String,
    /// What it may assert; empty for everything.
    #[arg(long, value_name = "CLAIM", value_delimiter = ',', value_parser = claim())]
    pub claims: Vec<Claim>,
    /// Length of an epoch.
    #[arg(long, value_name = "SECONDS", default_value = "86400", value_parser = whole::<u32>(3_600..=2_678_400))]
    pub epoch_seconds: u32,
    /// Where the first epoch begins.
    #[arg(long, value_name = "SECONDS", default_value = "75600", value_parser = whole::<u32>(0..=2_678_399))]
    pub epoch_offset: u32,
    /// Indices per epoch.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(2..=Capacity::MAX))]
    pub capacity: Option<u64>,
}

/// `issuer register import`
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The CSV file.
    #[arg(value_name = "CSV")]
    pub file: PathBuf,
}

/// `issuer enrol invite`
#[derive(Clone, Debug, Args)]
pub struct Invite {
    /// Who.
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// How long the code is good for.
    #[arg(long, value_name = "DAYS", default_value = "14", value_parser = whole::<u16>(1..=365))]
    pub valid_days: u16,
    /// How many wrong codes are suffered.
    #[arg(long, value_name = "N", default_value = "5", value_parser = whole::<u16>(1..=100))]
    pub attempts: u16,
}

/// `issuer enrol answer`
#[derive(Clone, Debug, Args)]
pub struct Answer {
    /// The wallet's request.
    #[arg(value_name = "REQUEST")]
    pub request: PathBuf,
    /// Where the response goes.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `issuer revoke`
#[derive(Clone, Debug, Args)]
pub struct Revoke {
    /// Whose.
    #[arg(value_name = "PERSON", required_unless_present = "from")]
    pub person: Option<String>,
    /// Which; all without it.
    #[arg(long, value_name = "CLAIM", value_parser = claim())]
    pub claim: Option<Claim>,
    /// A file of persons and statuses.
    #[arg(long, value_name = "CSV", conflicts_with_all = ["person", "claim"])]
    pub from: Option<PathBuf>,
}

/// `issuer publish`
#[derive(Clone, Debug, Args)]
pub struct Publish {
    /// The folder that verifiers read.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Where others fetch the folder, for Token Status Lists.
    #[arg(long, value_name = "ADDRESS")]
    pub token_status_list: Option<String>,
    /// How old it may become.
    #[command(flatten)]
    pub validity: Lifetime,
}

/// How old a published file may become.
#[derive(Clone, Copy, Debug, Args)]
pub struct Lifetime {
    /// Until the next one is due.
    #[arg(long, value_name = "HOURS", default_value = "48", value_parser = whole::<u32>(1..=8_760))]
    pub fresh_hours: u32,
    /// Until it decides nothing.
    #[arg(long, value_name = "DAYS", default_value = "7", value_parser = whole::<u32>(1..=365))]
    pub expire_days: u32,
}

impl Lifetime {
    /// The times of a file that is issued now.
    pub fn at(self, now: UnixTime) -> Result<Validity, Failure> {
        let next_update = now.plus(u64::from(self.fresh_hours) * 3_600);
        let expires = now.plus(u64::from(self.expire_days) * 86_400);
        Validity::new(now, next_update, expires).ok_or_else(|| {
            Refused::Validity {
                fresh_hours: self.fresh_hours,
                expire_days: self.expire_days,
            }
            .into()
        })
    }
}

/// A claim by its name for command lines.
fn claim() -> impl clap::builder::TypedValueParser<Value = Claim> {
    PossibleValuesParser::new(Claim::all().map(Claim::slug))
        .try_map(|slug: String| Claim::from_slug(&slug).ok_or(slug))
}
