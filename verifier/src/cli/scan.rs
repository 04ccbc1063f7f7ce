//! The options of a door at work.

use std::path::PathBuf;

use clap::Args;
use host::arguments::whole;

use super::{Asked, Workplace};
use crate::settings::{Line, Minutes, Settings};

/// One code after another.
#[derive(Clone, Debug, Args)]
pub struct Scan {
    /// What is asked of them.
    #[command(flatten)]
    pub asked: Asked,
    /// With what, and where it is shown.
    #[command(flatten)]
    pub workplace: Workplace,
    /// Only one decision.
    #[arg(long, conflicts_with = "in_window")]
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
}
