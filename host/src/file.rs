//! Files that are there whole or not at all, and are never read beyond their limit.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::fault::{Doing, Fault};
use crate::home::HomeLock;

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Its owner (0600).
    Private,
    /// Everybody (0644).
    Public,
}

/// Reads a file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Fault> {
    let fault = |size| Fault::TooLarge {
        path: path.to_owned(),
        limit,
        size,
    };
    let file = File::open(path).map_err(Fault::io(path, Doing::Read))?;
    let found = file.metadata().map_err(Fault::io(path, Doing::Read))?;
    // The length of a directory or a device means nothing.
    let size = if found.is_file() { found.len() } else { 0 };
    if size > limit {
        return Err(fault(size));
    }
    // Room for all of it at once: a secret leaves no copies behind in memory.
    let room = usize::try_from(size.max(limit.min(SMALL))).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room.saturating_add(1));
    // A pipe has no size, and a file can grow.
    let read = file
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(Fault::io(path, Doing::Read))?;
    match u64::try_from(read) {
        Ok(read) if read <= limit => Ok(bytes),
        _ => Err(fault(limit.saturating_add(1))),
    }
}

/// Writes a file in one step: after a crash it has its old contents or the new, never a part.
///
/// A device or a pipe stays what it is: a file in its place would break it for everybody.
pub fn replace(path: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let error = io::Error::new(ErrorKind::InvalidInput, "not a regular file");
        return Err(Fault::io(path, Doing::Write)(error));
    }
    let temporary = written(path, access, |file| file.write_all(bytes))?;
    temporary
        .persist(path)
        .map_err(|error| Fault::io(path, Doing::Write)(error.error))?;
    sync_directory(path)
}

/// Writes a file that never changes, in one step.
///
/// The same bytes once more are fine; other bytes are [`Fault::Exists`], and the file stays as it is.
pub fn create(path: &Path, bytes: &[u8], access: Access) -> Result<(), Fault> {
    if fs::symlink_metadata(path).is_err() {
        let temporary = written(path, access, |file| file.write_all(bytes))?;
        match temporary.persist_noclobber(path) {
            Err(error) if error.error.kind() != ErrorKind::AlreadyExists => {
                return Err(Fault::io(path, Doing::Create)(error.error));
            }
            Err(_) | Ok(_) => {}
        }
    }
    let limit = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match read(path, limit) {
        // Also for an old file: whoever wrote it may have been killed before this.
        Ok(found) if found == bytes => sync_directory(path),
        Ok(_) | Err(Fault::TooLarge { .. }) => Err(Fault::Exists {
            path: path.to_owned(),
        }),
        Err(fault) => Err(fault),
    }
}

/// Removes what killed writers left half-written in `directory`, and says how many files that were.
///
/// The lock of the home shows that nobody is writing now.
pub fn sweep(directory: &Path, _lock: &HomeLock) -> Result<usize, Fault> {
    let mut swept = 0;
    for entry in fs::read_dir(directory).map_err(Fault::io(directory, Doing::List))? {
        let entry = entry.map_err(Fault::io(directory, Doing::List))?;
        let name = entry.file_name();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            let path = entry.path();
            fs::remove_file(&path).map_err(Fault::io(&path, Doing::Remove))?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// A temporary file beside `path`, complete and on the disk. Dropped, it is gone.
fn written(
    path: &Path,
    access: Access,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<NamedTempFile, Fault> {
    let attempt = || {
        let mut temporary = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(directory_of(path))?;
        write(temporary.as_file_mut())?;
        set_access(temporary.as_file(), access)?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    };
    attempt().map_err(Fault::io(path, Doing::Write))
}

#[cfg(unix)]
fn set_access(file: &File, access: Access) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = match access {
        Access::Private => 0o600,
        Access::Public => 0o644,
    };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_access(_file: &File, _access: Access) -> io::Result<()> {
    Ok(())
}

/// Makes the name of a new file durable.
#[cfg(unix)]
fn sync_directory(path: &Path) -> Result<(), Fault> {
    let directory = directory_of(path);
    match File::open(directory).and_then(|open| open.sync_all()) {
        // Some network file systems cannot do this for directories.
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Err(Fault::io(directory, Doing::Write)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_directory(_path: &Path) -> Result<(), Fault> {
    Ok(())
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// How the names of temporary files begin.
const PREFIX: &str = ".spravka-";

/// Files up to this size are read without growing a buffer.
const SMALL: u64 = 8192;

#[cfg(test)]
mod tests {
    use crate::home::Home;

    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_limit_is_the_last_size_that_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, [7; 10]).unwrap();
        assert_eq!(read(&path, 10).unwrap(), [7; 10]);
        assert!(matches!(
            read(&path, 9),
            Err(Fault::TooLarge {
                limit: 9,
                size: 10,
                ..
            })
        ));
        assert!(read(&dir.path().join("none"), 9).unwrap_err().is_missing());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_endless_file_is_not_read_to_its_end() {
        assert!(matches!(
            read(Path::new("/dev/zero"), 100),
            Err(Fault::TooLarge {
                limit: 100,
                size: 101,
                ..
            })
        ));
    }

    #[test]
    fn replacing_leaves_the_new_file_alone_in_the_directory() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        replace(&path, b"old", Access::Private).unwrap();
        replace(&path, b"new", Access::Private).unwrap();
        assert_eq!(read(&path, 3).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["file"]);
    }

    #[test]
    fn a_write_that_fails_half_way_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        replace(&path, b"old", Access::Private).unwrap();
        let failure = written(&path, Access::Private, |file| {
            file.write_all(b"ne")?;
            Err(ErrorKind::StorageFull.into())
        });
        assert!(failure.unwrap_err().to_string().contains("free some space"));
        assert_eq!(read(&path, 3).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["file"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_made_one() {
        let dir = tempfile::tempdir().unwrap();
        let (socket, link) = (dir.path().join("socket"), dir.path().join("link"));
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        std::os::unix::fs::symlink(&socket, &link).unwrap();
        for path in [&socket, &link] {
            let fault = replace(path, b"new", Access::Private).unwrap_err();
            assert!(fault.to_string().contains("not a regular file"), "{fault}");
        }
        assert_eq!(names(dir.path()), ["link", "socket"]);
    }

    #[test]
    fn a_directory_in_the_way_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("name");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "").unwrap();
        assert!(matches!(
            replace(&path, b"new", Access::Private),
            Err(Fault::Io { .. })
        ));
        assert!(matches!(
            create(&path, b"new", Access::Private),
            Err(Fault::Io { .. })
        ));
        assert_eq!(names(dir.path()), ["name"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_cannot_be_written_keeps_the_old_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        replace(&path, b"old", Access::Private).unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o500)).unwrap();
        let result = replace(&path, b"new", Access::Private);
        // The superuser is not held up by modes.
        let expected = if rustix::process::geteuid().is_root() {
            b"new"
        } else {
            assert!(
                result
                    .unwrap_err()
                    .to_string()
                    .contains("permission denied")
            );
            b"old"
        };
        assert_eq!(read(&path, 3).unwrap(), expected);
    }

    #[test]
    fn creating_is_idempotent_and_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("7.list");
        create(&path, b"bytes", Access::Public).unwrap();
        create(&path, b"bytes", Access::Public).unwrap();
        for other in [&b"other"[..], b"byte", b"bytes and more"] {
            let fault = create(&path, other, Access::Public).unwrap_err();
            assert!(matches!(fault, Fault::Exists { path: named } if named == path));
        }
        assert_eq!(read(&path, 5).unwrap(), b"bytes");
        assert_eq!(names(dir.path()), ["7.list"]);
    }

    #[cfg(unix)]
    #[test]
    fn access_is_exactly_as_asked() {
        use std::os::unix::fs::MetadataExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for (access, mode) in [(Access::Private, 0o600), (Access::Public, 0o644)] {
            replace(&path, b"", access).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, mode);
        }
    }

    #[test]
    fn sweeping_removes_only_what_killed_writers_left() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(Some(dir.path()), "issuer").unwrap();
        let lock = home.lock().unwrap();
        let path = home.join("file");
        replace(&path, b"whole", Access::Private).unwrap();
        let left = written(&path, Access::Private, |file| file.write_all(b"ha")).unwrap();
        left.keep().unwrap();
        fs::create_dir(home.join(".spravka-directory")).unwrap();
        assert_eq!(sweep(home.path(), &lock).unwrap(), 1);
        assert_eq!(
            names(dir.path()),
            [".lock", ".lock.holder", ".spravka-directory", "file"]
        );
    }
}
