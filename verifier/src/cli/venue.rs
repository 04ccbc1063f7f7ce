//! The command line of what a venue shows to visitors.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What a venue shows to visitors.
#[derive(Clone, Debug, Subcommand)]
pub enum Venue {
    /// A sheet for the entrance.
    Poster(Poster),
}

/// A sheet with the venue's code.
#[derive(Clone, Debug, Args)]
pub struct Poster {
    /// The venue's code; the profile's when there is none.
    #[arg(long, value_name = "VENUE", required_unless_present = "profile")]
    pub venue: Option<String>,
    /// The profile, for the venue's name and code.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The venue's name, in place of the profile's.
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}
