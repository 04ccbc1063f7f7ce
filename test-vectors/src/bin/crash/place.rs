//! A folder with everything that a command may touch, put back to its start as often as needed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// A folder, where its contents at the start are kept, and the tools.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    folder: PathBuf,
    start: PathBuf,
    tools: PathBuf,
}

impl Place {
    /// The place with this name below a folder that has all places.
    pub(crate) fn new(all: &Path, name: &str, tools: &Path) -> Self {
        Self {
            folder: all.join("work").join(name),
            start: all.join("start").join(name),
            tools: tools.to_owned(),
        }
    }

    /// The folder that the release tools are in.
    pub(crate) fn tools(&self) -> &Path {
        &self.tools
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the folder is at the start.
    pub(crate) fn start(&self) -> &Path {
        &self.start
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A path in the folder, as text.
    pub(crate) fn text_path(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// What a text file in the folder says.
    pub(crate) fn read(&self, name: &str) -> Result<String> {
        let path = self.path(name);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// Puts everything back as it was at the start.
    pub(crate) fn restore(&self) -> Result<()> {
        replace(&self.start, &self.folder)
    }

    /// Puts one folder back as it was at the start.
    pub(crate) fn restore_part(&self, name: &str) -> Result<()> {
        replace(&self.start.join(name), &self.path(name))
    }

    /// Whether a file is, byte for byte, what it was at the start.
    pub(crate) fn is_untouched(&self, name: &str) -> bool {
        let read = |folder: &Path| fs::read(folder.join(name)).ok();
        read(&self.folder) == read(&self.start)
    }

    /// SHA-256 of a file, or "none".
    pub(crate) fn hash(&self, name: &str) -> Result<String> {
        let path = self.path(name);
        if path.exists() {
            hash(&path)
        } else {
            Ok("none".to_owned())
        }
    }

    /// The hash of every file in a folder, by its path there.
    pub(crate) fn hashes(&self, name: &str) -> Result<BTreeMap<String, String>> {
        let mut found = BTreeMap::new();
        let folder = self.path(name);
        if folder.exists() {
            visit(&folder, "", &mut found)?;
        }
        Ok(found)
    }
}

/// Makes `to` a copy of the folder `from`, whatever was there.
pub(crate) fn replace(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("removing {}", to.display()))?;
    }
    copy(from, to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let what = || format!("copying {} to {}", from.display(), to.display());
    fs::create_dir_all(to).with_context(what)?;
    fs::set_permissions(to, fs::metadata(from).with_context(what)?.permissions())?;
    for entry in fs::read_dir(from).with_context(what)? {
        let entry = entry?;
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&old, &new)?;
        } else {
            fs::copy(&old, &new).with_context(what)?;
        }
    }
    Ok(())
}

fn visit(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            visit(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, hash(&entry.path())?);
        }
    }
    Ok(())
}

fn hash(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let digest = Sha256::digest(bytes);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
