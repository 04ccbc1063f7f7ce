//! What codes are read with at a door, and where what happens is shown.

use std::path::PathBuf;

use clap::Args;
use host::arguments::whole;

/// A camera or a hand scanner, and a window or a terminal.
#[derive(Clone, Debug, Args)]
pub struct Workplace {
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
}

impl Workplace {
    /// Whether nobody has said what codes are read with.
    pub(super) const fn has_no_eye(&self) -> bool {
        self.camera.is_none() && self.video.is_none() && !self.typed && self.serial.is_none()
    }
}
