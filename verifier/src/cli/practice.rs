//! The command line of practice.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Asked, Workplace};
use crate::settings::{Reading, Settings};

/// The door, for specimens.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Practice {
    /// What to do in place of opening it.
    #[command(subcommand)]
    pub command: Option<PracticeCommand>,
    /// What is asked of codes.
    #[command(flatten)]
    pub asked: Asked,
    /// With what, and where it is shown.
    #[command(flatten)]
    pub workplace: Workplace,
    /// Show challenges too.
    #[arg(long)]
    pub challenge: bool,
}

/// What there is for practice.
#[derive(Clone, Debug, Subcommand)]
pub enum PracticeCommand {
    /// A sheet with the specimens.
    Sheet(Sheet),
}

/// Where to write it.
#[derive(Clone, Debug, Args)]
pub struct Sheet {
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// The lesson.
#[derive(Clone, Debug, Args)]
pub struct Tour {
    /// The profile.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// In a window.
    #[arg(long, conflicts_with = "plain")]
    pub in_window: bool,
    /// In the terminal, not in a window.
    #[arg(long)]
    pub plain: bool,
    /// On the full screen.
    #[arg(long)]
    pub full_screen: bool,
    /// Without tones.
    #[arg(long)]
    pub silent: bool,
}

impl Practice {
    /// Whether something is not said that settings may say.
    pub(super) fn wants_settings(&self) -> bool {
        self.command.is_none() && (self.asked.says_nothing() || self.workplace.has_no_eye())
    }

    /// Takes from the settings what is not said.
    pub(super) fn fill(&mut self, settings: &Settings) {
        self.asked.fill(settings);
        match settings.camera.filter(|_| self.workplace.has_no_eye()) {
            Some(Reading::Camera(index)) => self.workplace.camera = Some(index.to_string()),
            // In the window a hand scanner types anyway.
            Some(Reading::Typed(_)) => {
                self.workplace.typed = !self.workplace.in_window && !self.workplace.plain;
            }
            None => {}
        }
    }
}
