//! A published folder: on this machine's disk, a share or a USB stick.

use std::fs;
use std::path::{Path, PathBuf};

use host::fault::Fault;
use host::file;

use super::problem::{Flaw, Problem, problem};
use super::published::trust_list_number;

/// A folder of published files.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Problem> {
        let path = self.0.join(name);
        // A pipe would keep us waiting for ever.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(problem(name, Flaw::Missing));
        }
        file::read(&path, limit).map_err(|fault| match fault {
            fault if fault.is_missing() => problem(name, Flaw::Missing),
            Fault::TooLarge { limit, .. } => problem(name, Flaw::TooLarge { limit }),
            fault => problem(name, Flaw::Unreadable(fault)),
        })
    }

    pub(super) fn trust_lists(&self) -> Vec<u64> {
        let names = fs::read_dir(self.0.join("trust")).into_iter().flatten();
        names
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                trust_list_number(&format!("trust/{name}"))
            })
            .collect()
    }
}
