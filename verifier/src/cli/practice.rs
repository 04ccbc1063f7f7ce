//! The command line of practice.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use host::arguments::whole;

use super::{Asked, Scan};
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
    /// Which camera.
    #[arg(long, value_name = "NUMBER", conflicts_with = "video")]
    pub camera: Option<String>,
    /// A video or pictures in place of a camera.
    #[arg(long, value_name = "FILE")]
    pub video: Option<PathBuf>,
    /// A hand scanner in place of a camera: a line of the standard input is a code.
    #[arg(long, conflicts_with_all = ["camera", "video"])]
    pub typed: bool,
    /// In a window.
    #[arg(long, conflicts_with_all = ["plain", "typed"])]
    pub in_window: bool,
    /// In the terminal, not in a window.
    #[arg(long)]
    pub plain: bool,
    /// How long a verdict is shown.
    #[arg(long, value_name = "SECONDS", value_parser = whole::<u64>(1..=600))]
    pub back: Option<u64>,
    /// On the full screen.
    #[arg(long)]
    pub full_screen: bool,
    /// Without tones.
    #[arg(long)]
    pub silent: bool,
    /// A hand scanner on a serial port in place of a camera.
    #[arg(long, value_name = "PORT", conflicts_with_all = ["camera", "video", "typed"])]
    pub serial: Option<String>,
    /// Its bits in a second.
    #[arg(long, value_name = "NUMBER", requires = "serial", value_parser = whole::<u32>(50..=4_000_000))]
    pub baud: Option<u32>,
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
        self.command.is_none() && (self.asked.says_nothing() || self.has_no_eye())
    }

    /// Takes from the settings what is not said.
    pub(super) fn fill(&mut self, settings: &Settings) {
        self.asked.fill(settings);
        match settings.camera.filter(|_| self.has_no_eye()) {
            Some(Reading::Camera(index)) => self.camera = Some(index.to_string()),
            // In the window a hand scanner types anyway.
            Some(Reading::Typed(_)) => self.typed = !self.in_window && !self.plain,
            None => {}
        }
    }

    /// The same as a scan.
    #[must_use]
    pub fn scan(&self) -> Scan {
        Scan {
            asked: self.asked.clone(),
            camera: self.camera.clone(),
            video: self.video.clone(),
            typed: self.typed,
            in_window: self.in_window,
            plain: self.plain,
            back: self.back,
            full_screen: self.full_screen,
            silent: self.silent,
            serial: self.serial.clone(),
            baud: self.baud,
            once: false,
            sync_from: None,
            sync_every: None,
            sticks: None,
            no_sync: true,
            challenge: self.challenge,
        }
    }

    const fn has_no_eye(&self) -> bool {
        self.camera.is_none() && self.video.is_none() && !self.typed && self.serial.is_none()
    }
}
