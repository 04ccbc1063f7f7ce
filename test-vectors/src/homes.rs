//! What earlier versions of the tools wrote, kept so that every later one is asked to read it: `test-vectors/homes`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The versions of which homes are kept, the oldest first.
pub const VERSIONS: [&str; 2] = ["before-0.1.0", "0.1.0"];

/// When all of it was written, 2026-06-01T12:00:00Z.
pub const WRITTEN_AT: &str = "1780315200";

/// The passphrase of all of it.
pub const PASSPHRASE: &str = "kept";

/// Copies what a version wrote into a folder, where tools may change it.
pub fn copy(version: &str, folder: &Path) -> Result<()> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("homes");
    copy_folder(&kept.join(version), folder)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(())
}
