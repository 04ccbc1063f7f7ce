//! Writes the manual pages and the completions of every tool below a folder: `FOLDER/verifier/man/man1/verifier.1`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use host::language::Language;
use packaging::completions::scripts;
use packaging::manual::pages;
use packaging::tool::TOOLS;

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder: PathBuf = folder.context("usage: packaging FOLDER")?.into();
    for tool in TOOLS {
        let folder = folder.join(tool.name);
        for language in [Language::Russian, Language::English] {
            for page in pages(&tool, language)? {
                write(&folder.join(page.path), &page.source)?;
            }
        }
        for script in scripts(&tool) {
            write(&folder.join(script.path), &script.source)?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}
