//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _, ValueParser};
use clap::{ArgGroup, Args, Parser, Subcommand};
use host::arguments::{Common, whole};
use shared::claims::Claim;
use shared::verify::Window;

use crate::settings::{Reading, Settings};

mod lanes;
mod practice;
mod scan;
mod venue;
mod workplace;

pub use lanes::LanesCommand;
pub use practice::{Practice, PracticeCommand, Sheet, Tour};
pub use scan::Scan;
pub use venue::{Poster, Venue};
pub use workplace::Workplace;

/// `verifier`, its options and its command.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "verifier",
    version,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// The options of every tool.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the verifier can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// The root key that is trusted.
    #[command(subcommand, arg_required_else_help = true)]
    Trust(Trust),
    /// Ask what a door needs, and try it.
    Setup,
    /// Take newly published lists.
    Sync(SyncFrom),
    /// Decide about one code.
    Check(Check),
    /// Take one code apart, without a decision that counts.
    Explain(Explain),
    /// Decide about every code that a camera sees.
    Scan(Scan),
    /// Practise with specimens.
    Practice(Practice),
    /// A lesson of five minutes.
    Tour(Tour),
    /// See what a camera sees, and what would help it.
    CameraTest(CameraTest),
    /// The other lanes of this venue.
    #[command(subcommand, arg_required_else_help = true)]
    Lanes(LanesCommand),
    /// Make a challenge for a visitor to answer.
    Challenge,
    /// What this venue shows to visitors.
    #[command(subcommand, arg_required_else_help = true)]
    Venue(Venue),
    /// Say what data is held and whether it decides.
    Status,
    /// Look at everything that a door needs.
    Doctor(Doctor),
    /// Pack what a help desk asks for.
    SupportBundle(SupportBundle),
    /// Say how many codes were decided about, day by day.
    Report(Report),
    /// What a venue asks and does.
    #[command(subcommand, arg_required_else_help = true)]
    Profile(ProfileCommand),
}

impl Command {
    /// Whether something is not said that settings may say.
    #[must_use]
    pub fn wants_settings(&self) -> bool {
        match self {
            Self::Sync(from) => from.source.is_none(),
            Self::Check(check) => check.asked.says_nothing(),
            Self::Explain(explain) => explain.asked.says_nothing(),
            Self::Scan(scan) => {
                scan.asked.says_nothing() || scan.workplace.has_no_eye() || !scan.no_sync
            }
            Self::Practice(practice) => practice.wants_settings(),
            Self::Tour(tour) => tour.profile.is_none(),
            Self::CameraTest(test) => test.camera.is_none() && test.video.is_none(),
            _ => false,
        }
    }

    /// Takes from the settings what is not said.
    pub fn fill(&mut self, settings: &Settings) {
        match self {
            Self::Sync(from) if from.source.is_none() => {
                let source = settings.source.as_ref();
                from.source = source.map(|source| source.as_str().into());
            }
            Self::Check(check) => check.asked.fill(settings),
            Self::Explain(explain) => explain.asked.fill(settings),
            Self::Scan(scan) => {
                scan.asked.fill(settings);
                scan.fill(settings);
                match settings.camera.filter(|_| scan.workplace.has_no_eye()) {
                    Some(Reading::Camera(index)) => scan.workplace.camera = Some(index.to_string()),
                    Some(Reading::Typed(_)) => scan.workplace.typed = true,
                    None => {}
                }
            }
            Self::Practice(practice) => practice.fill(settings),
            Self::Tour(tour) if tour.profile.is_none() => {
                let profile = settings.profile.as_ref();
                tour.profile = profile.map(|profile| profile.as_str().to_owned());
            }
            Self::CameraTest(test) if test.camera.is_none() && test.video.is_none() => {
                if let Some(Reading::Camera(index)) = settings.camera {
                    test.camera = Some(index.to_string());
                }
            }
            _ => {}
        }
    }

    /// The profile that was asked for.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        let asked = match self {
            Self::Check(check) => &check.asked,
            Self::Explain(explain) => &explain.asked,
            Self::Scan(scan) => &scan.asked,
            Self::Practice(practice) => &practice.asked,
            Self::Tour(tour) => return tour.profile.as_deref(),
            Self::Venue(Venue::Poster(poster)) => return poster.profile.as_deref(),
            _ => return None,
        };
        asked.profile.as_deref()
    }
}

/// What can be done with profiles.
#[derive(Clone, Debug, Subcommand)]
pub enum ProfileCommand {
    /// The profiles that are built in.
    List,
    /// One of them as it is written.
    Show {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Whether a file is a profile, and what it says.
    Check {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What can be done about the root key.
#[derive(Clone, Debug, Subcommand)]
pub enum Trust {
    /// Trust a root key.
    Add {
        /// Its file, or its text.
        #[arg(value_name = "ROOTKEY")]
        root: String,
        /// In place of the one that is trusted now.
        #[arg(long)]
        replace: bool,
    },
    /// Show the root key that is trusted.
    Show,
}

/// Where new lists come from.
#[derive(Clone, Debug, Args)]
pub struct SyncFrom {
    /// The published folder, a tar file of it, or its address.
    #[arg(value_name = "SOURCE")]
    pub source: Option<PathBuf>,
    /// The proxy that leads to the address.
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Certificates that stand for the server, beside the usual ones.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// How long nothing may come from the address.
    #[arg(long, value_name = "SECONDS", value_parser = whole::<u64>(1..=3_600))]
    pub timeout: Option<u64>,
}

/// What the venue asks of a code.
#[derive(Clone, Debug, Default, Args)]
pub struct Asked {
    /// A profile, which says all that the other options do not.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The statuses that count.
    #[arg(
        long,
        value_name = "CLAIM",
        value_delimiter = ',',
        value_parser = claim_parser()
    )]
    pub want: Vec<Claim>,
    /// This venue's code.
    #[arg(long, value_name = "VENUE")]
    pub venue: Option<String>,
    /// Only codes made for this venue.
    #[arg(long)]
    pub require_venue: bool,
    /// Only codes that answer a challenge.
    #[arg(long)]
    pub require_challenge: bool,
    /// Each phone only once a day.
    #[arg(long)]
    pub once_a_day: bool,
    /// Steps that a code may be old.
    #[arg(
        long,
        value_name = "STEPS",
        value_parser = window_parser()
    )]
    pub window: Option<Window>,
    /// The oldest data that decides.
    #[arg(long, value_name = "HOURS")]
    pub max_age: Option<String>,
}

impl Asked {
    fn says_nothing(&self) -> bool {
        self.profile.is_none() && self.want.is_empty()
    }

    fn fill(&mut self, settings: &Settings) {
        if self.says_nothing() {
            let profile = settings.profile.as_ref();
            self.profile = profile.map(|profile| profile.as_str().to_owned());
        }
    }
}

impl SyncFrom {
    /// From there, as usual.
    #[must_use]
    pub fn source(source: &str) -> Self {
        Self {
            source: Some(source.into()),
            proxy: None,
            ca: None,
            timeout: None,
        }
    }
}

/// One code.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("code").required(true))]
pub struct Check {
    /// What is asked of it.
    #[command(flatten)]
    pub asked: Asked,
    /// A picture of it.
    #[arg(long, value_name = "FILE", group = "code")]
    pub image: Option<PathBuf>,
    /// Its text.
    #[arg(long, value_name = "TEXT", group = "code")]
    pub text: Option<String>,
}

/// One code to take apart.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// What is asked of it.
    #[command(flatten)]
    pub asked: Asked,
    /// Its text.
    #[arg(value_name = "TEXT")]
    pub text: String,
}

/// A look through a camera.
#[derive(Clone, Debug, Args)]
pub struct CameraTest {
    /// Which camera.
    #[arg(long, value_name = "NUMBER", conflicts_with = "video")]
    pub camera: Option<String>,
    /// A video or pictures in place of a camera.
    #[arg(long, value_name = "FILE")]
    pub video: Option<PathBuf>,
    /// How long to look for a code.
    #[arg(long, value_name = "SECONDS", value_parser = whole::<u64>(1..=3_600))]
    pub seconds: Option<u64>,
}

/// Where to pack it.
#[derive(Clone, Debug, Args)]
pub struct SupportBundle {
    /// The archive.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// What the door will use.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Which camera.
    #[arg(long, value_name = "NUMBER")]
    pub camera: Option<String>,
    /// The profile.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Which days, and how.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// One day.
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub day: Option<String>,
    /// The first day.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// The last day.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// As a table for spreadsheets.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

fn claim_parser() -> ValueParser {
    PossibleValuesParser::new(Claim::all().map(Claim::slug))
        .try_map(|slug| Claim::from_slug(&slug).ok_or("unknown claim"))
        .into()
}

fn window_parser() -> ValueParser {
    PossibleValuesParser::new(["0", "1", "2"])
        .try_map(|steps| {
            let steps = steps.parse().ok();
            steps.and_then(Window::new).ok_or("0, 1 or 2")
        })
        .into()
}

#[cfg(test)]
mod tests;
