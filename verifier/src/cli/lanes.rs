//! The other lanes of a venue.

use std::path::PathBuf;

use clap::Subcommand;

/// What can be done about a venue's lanes.
#[derive(Clone, Debug, Subcommand)]
pub enum LanesCommand {
    /// Make lanes, this verifier the first of them.
    New {
        /// Where their store is.
        #[arg(long, value_name = "HOST")]
        store: String,
        /// The file that the others join with.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Become one of them.
    Join {
        /// The file that was made with them.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Write what their store is started with.
    Store {
        /// The settings of Redis.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Whether the others can be reached.
    Show,
    /// Be alone again.
    Leave,
}
