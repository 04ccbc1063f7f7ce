//! The options of a door at work.

use std::path::PathBuf;

use clap::Args;
use host::arguments::whole;

use super::Asked;
use crate::settings::{Line, Minutes, Settings};

/// One code after another.
#[derive(Clone, Debug, Args)]
pub struct Scan {
    /// What is asked of them.
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
    #[arg(long, conflicts_with_all = ["plain", "once", "typed"])]
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
    /// Only one decision.
    #[arg(long)]
    pub once: bool,
    /// Where new lists come from meanwhile.
    #[arg(long, value_name = "SOURCE")]
    pub sync_from: Option<PathBuf>,
    /// How often an address is asked.
    #[arg(long, value_name = "MINUTES", value_parser = whole::<u64>(Minutes::RANGE))]
    pub sync_every: Option<u64>,
    /// Where USB sticks with new lists turn up.
    #[arg(long, value_name = "FOLDER")]
    pub sticks: Option<PathBuf>,
    /// Take no new lists meanwhile.
    #[arg(long, conflicts_with_all = ["sync_from", "sync_every", "sticks"])]
    pub no_sync: bool,
    /// Show challenges and take only answers to them.
    #[arg(long)]
    pub challenge: bool,
}

impl Scan {
    pub(super) fn fill(&mut self, settings: &Settings) {
        let path = |line: &Line| line.as_str().into();
        let source = settings.source.as_ref();
        self.sync_from = self.sync_from.take().or_else(|| source.map(path));
        self.sync_every = self.sync_every.or(settings.sync_every.map(Into::into));
        let sticks = settings.sticks.as_ref();
        self.sticks = self.sticks.take().or_else(|| sticks.map(path));
    }

    pub(super) const fn has_no_eye(&self) -> bool {
        self.camera.is_none() && self.video.is_none() && !self.typed && self.serial.is_none()
    }
}
