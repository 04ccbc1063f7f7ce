//! The folder that verifiers read: numbered files that never change, and one pointer to the newest; for others, files that
//! are replaced.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use host::fault::{Doing, Fault};
use host::file::{self, Access};
use host::home::HomeLock;
use shared::publication;

use crate::failure::{Failure, Refused};

/// A folder that any web server, share or USB stick can carry.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at this path, made when something is put into it.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The sequence number in a pointer; 0 where there is no pointer.
    ///
    /// A folder that is ahead of `ours` is refused: our state is older than what was published, and a number must never
    /// stand for two different files.
    pub fn latest(&self, pointer: &str, ours: u64) -> Result<u64, Failure> {
        let path = self.0.join(pointer);
        let there = match file::read(&path, publication::MAX_POINTER_LENGTH) {
            Ok(content) => {
                publication::read_pointer(&content).ok_or_else(|| Refused::not_ours(&path, None))?
            }
            Err(fault) if fault.is_missing() => 0,
            Err(fault) => return Err(fault.into()),
        };
        if there > ours {
            return Err(Refused::FolderAhead {
                folder: self.0.clone(),
                there,
                here: ours,
            }
            .into());
        }
        Ok(there)
    }

    /// A file of at most `limit` bytes, if it is there and can be read.
    #[must_use]
    pub fn get(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        self.read(name, limit).ok()
    }

    /// A file of at most `limit` bytes, which must be there.
    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
        file::read(&self.path(name), limit)
    }

    /// Where a file is.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Puts a file that never changes.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.room(name)?;
        Ok(file::create(&path, bytes, Access::Public)?)
    }

    /// Puts a file in the place of an earlier one of this name.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.room(name)?;
        Ok(file::replace(&path, bytes, Access::Public)?)
    }

    /// Points to the newest file, which is there already.
    pub fn point(&self, pointer: &str, sequence: u64) -> Result<(), Failure> {
        self.replace(pointer, publication::write_pointer(sequence).as_bytes())
    }

    /// The names of the files that lie in one directory with this one, in their order.
    pub fn names_beside(&self, name: &str) -> Result<Vec<String>, Fault> {
        let directory = name.rsplit_once('/').map_or("", |(directory, _)| directory);
        let path = self.0.join(directory);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(Fault::io(&path, Doing::List))?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Fault::io(&path, Doing::List))?;
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if let (true, Ok(name)) = (is_file, entry.file_name().into_string()) {
                names.push(format!("{directory}/{name}"));
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Removes a file; that it is gone already is fine.
    pub fn remove(&self, name: &str) -> Result<(), Fault> {
        let path = self.0.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(Fault::io(&path, Doing::Remove)),
        }
    }

    /// Removes what killed publications left half-written beside this file. The lock of the home shows that none of ours is
    /// under way.
    pub fn sweep(&self, name: &str, lock: &HomeLock) -> Result<(), Fault> {
        let path = self.0.join(name);
        match path.parent().filter(|directory| directory.is_dir()) {
            Some(directory) => file::sweep(directory, lock).map(drop),
            None => Ok(()),
        }
    }

    fn room(&self, name: &str) -> Result<PathBuf, Fault> {
        let path = self.0.join(name);
        let directory = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(directory).map_err(Fault::io(directory, Doing::Create))?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_never_changes_and_a_pointer_does() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(&dir.path().join("published"));
        assert_eq!(folder.latest("trust/latest", 0).unwrap(), 0);
        folder.put("trust/00000001.cose", b"one").unwrap();
        folder.put("trust/00000001.cose", b"one").unwrap();
        let other = folder.put("trust/00000001.cose", b"two");
        assert!(matches!(other, Err(Failure::Fault(Fault::Exists { .. }))));
        folder.point("trust/latest", 1).unwrap();
        folder.point("trust/latest", 2).unwrap();
        assert_eq!(folder.latest("trust/latest", 2).unwrap(), 2);
    }

    #[test]
    fn a_folder_ahead_of_us_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        folder.point("latest", 3).unwrap();
        let refused = folder.latest("latest", 2);
        assert!(matches!(
            refused,
            Err(Failure::Refused(Refused::FolderAhead {
                there: 3,
                here: 2,
                ..
            }))
        ));
        fs::write(dir.path().join("latest"), "three").unwrap();
        assert!(matches!(
            folder.latest("latest", 9),
            Err(Failure::Refused(Refused::NotOurs { .. }))
        ));
    }
}
