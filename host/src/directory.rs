//! Directories that only their owner can use, and the lock files in them.
//!
//! On Unix that is the mode and the owner; on Windows the directories of a user are closed to others already.

use std::fs;
use std::io;
use std::path::Path;

use crate::fault::{Doing, Fault};

/// Makes `path` a private directory, or finds that it is one.
///
/// An empty directory that exists is closed to others; one with contents is not touched, because it could be anybody's.
pub(crate) fn make_private(path: &Path) -> Result<(), Fault> {
    if !path.is_dir() {
        make(path, true).map_err(Fault::io(path, Doing::Create))?;
    } else if fs::read_dir(path)
        .map_err(Fault::io(path, Doing::List))?
        .next()
        .is_none()
    {
        close(path).map_err(Fault::io(path, Doing::Create))?;
    }
    // A home may be a link of its owner's: what counts is where it leads.
    let real = fs::canonicalize(path).map_err(Fault::io(path, Doing::Read))?;
    if is_ours(&real) {
        Ok(())
    } else {
        Err(Fault::NotPrivate {
            path: path.to_owned(),
        })
    }
}

/// Makes one private directory in a place where others can write; refuses what they may have put there first.
pub(crate) fn claim(path: &Path) -> Result<(), Fault> {
    match make(path, false) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Fault::io(path, Doing::Create)(error))
        }
        _ if is_ours(path) && is_closed(path) => Ok(()),
        _ => Err(Fault::NotPrivate {
            path: path.to_owned(),
        }),
    }
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{
        DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
    };
    use std::path::Path;

    /// The number of the user in the names of directories.
    pub(crate) fn user() -> String {
        rustix::process::geteuid().as_raw().to_string()
    }

    pub(super) fn make(path: &Path, parents: bool) -> io::Result<()> {
        DirBuilder::new()
            .recursive(parents)
            .mode(0o700)
            .create(path)
    }

    pub(super) fn close(path: &Path) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(0o700))
    }

    /// Opens a file for locking, made if needed; others cannot open it, so they cannot hold its lock.
    pub(crate) fn open_private(path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
    }

    /// Whether it is a directory, no link, that belongs to us and that nobody else can write to.
    pub(crate) fn is_ours(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| {
            found.is_dir()
                && found.uid() == rustix::process::geteuid().as_raw()
                && found.mode() & 0o022 == 0
        })
    }

    pub(super) fn is_closed(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.mode() & 0o077 == 0)
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{self, DirBuilder, File, OpenOptions};
    use std::io;
    use std::path::Path;

    /// The temporary directory is the user's own here, so no name is needed.
    pub(crate) fn user() -> String {
        "user".to_owned()
    }

    pub(super) fn make(path: &Path, parents: bool) -> io::Result<()> {
        DirBuilder::new().recursive(parents).create(path)
    }

    pub(super) fn close(_path: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Opens a file for locking, made if needed.
    pub(crate) fn open_private(path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
    }

    /// Whether it is a directory and no link.
    pub(crate) fn is_ours(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
    }

    pub(super) fn is_closed(_path: &Path) -> bool {
        true
    }
}

use system::{close, is_closed, make};
pub(crate) use system::{is_ours, open_private, user};

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn an_empty_directory_is_closed_and_a_full_one_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        set_mode(dir.path(), 0o777);
        make_private(dir.path()).unwrap();
        assert!(is_closed(dir.path()));

        fs::write(dir.path().join("file"), "").unwrap();
        set_mode(dir.path(), 0o755);
        make_private(dir.path()).unwrap();
        assert!(!is_closed(dir.path()));

        set_mode(dir.path(), 0o775);
        assert!(matches!(
            make_private(dir.path()),
            Err(Fault::NotPrivate { .. })
        ));
    }

    #[test]
    fn a_home_may_be_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        make_private(&real).unwrap();
        symlink(&real, &link).unwrap();
        make_private(&link).unwrap();
    }

    #[test]
    fn a_claim_takes_no_link_and_nothing_open() {
        let dir = tempfile::tempdir().unwrap();
        let ours = dir.path().join("ours");
        claim(&ours).unwrap();
        claim(&ours).unwrap();

        let link = dir.path().join("link");
        symlink(&ours, &link).unwrap();
        assert!(matches!(claim(&link), Err(Fault::NotPrivate { .. })));

        set_mode(&ours, 0o750);
        assert!(matches!(claim(&ours), Err(Fault::NotPrivate { .. })));
    }
}
