//! The home: the directory where a tool keeps everything, and the lock of its one writer.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use etcetera::BaseStrategy as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::directory;
use crate::fault::{Doing, Fault, Holder};

/// The directory of one tool. Naming it touches nothing on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    path: PathBuf,
    tool: String,
}

/// The right to write to a home, as long as it lives.
///
/// The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct HomeLock {
    /// Locked while it is open.
    _lock: File,
    /// Who holds the lock. A file of its own, because on Windows nobody can read a locked one.
    holder: PathBuf,
}

impl Home {
    /// The directory given with `--home`, or `spravka/<tool>` where the platform keeps the data of users.
    pub fn new(explicit: Option<&Path>, tool: &str) -> Result<Self, Fault> {
        let path = match explicit {
            Some(given) => std::path::absolute(given).map_err(Fault::io(given, Doing::Read))?,
            None => etcetera::base_strategy::choose_native_strategy()
                .map_err(|_| Fault::NoHome)?
                .data_dir()
                .join("spravka")
                .join(tool),
        };
        Ok(Self {
            path,
            tool: tool.to_owned(),
        })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file or directory in the home.
    #[must_use]
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// Makes the directory, closed to others (0700), if it is not there yet.
    pub fn create(&self) -> Result<(), Fault> {
        directory::make_private(&self.path)
    }

    /// Takes the lock, waiting up to five seconds for another writer. Readers need none.
    ///
    /// The home must exist.
    pub fn lock(&self) -> Result<HomeLock, Fault> {
        self.lock_within(Duration::from_secs(5))
    }

    /// Takes the lock, waiting as long as `patience` for another writer.
    pub fn lock_within(&self, patience: Duration) -> Result<HomeLock, Fault> {
        let path = self.join(".lock");
        let holder = self.join(".lock.holder");
        let lock = directory::open_private(&path).map_err(Fault::io(&path, Doing::Lock))?;
        let mut waited = Duration::ZERO;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => {
                    return Err(Fault::io(&path, Doing::Lock)(error));
                }
                Err(TryLockError::WouldBlock) if waited < patience => {
                    thread::sleep(POLL);
                    waited += POLL;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Fault::Busy {
                        home: self.path.clone(),
                        holder: read_holder(&holder),
                    });
                }
            }
        }
        fs::write(&holder, format!("{} {}\n", self.tool, std::process::id()))
            .map_err(Fault::io(&holder, Doing::Write))?;
        Ok(HomeLock {
            _lock: lock,
            holder,
        })
    }

    /// A private directory for this home alone that is gone at power-off, made if needed. The home must exist.
    ///
    /// It lies in `$XDG_RUNTIME_DIR`, else in the user's directory under `/run/user`, else among the temporary files.
    pub fn runtime_dir(&self) -> Result<PathBuf, Fault> {
        let run = Path::new("/run/user").join(directory::user());
        let places: Vec<_> = env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .into_iter()
            .chain([run])
            .collect();
        self.runtime_dir_in(&places, &env::temp_dir())
    }

    fn runtime_dir_in(&self, places: &[PathBuf], temporary: &Path) -> Result<PathBuf, Fault> {
        let home = fs::canonicalize(&self.path).map_err(Fault::io(&self.path, Doing::Read))?;
        let digest = Sha256::digest(home.as_os_str().as_encoded_bytes());
        let hash: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        // Under sudo the environment can name the directory of another user, which is not for us.
        let ours = places
            .iter()
            .find(|place| place.is_absolute() && directory::is_ours(place));
        let path = match ours {
            Some(place) => place.join(format!("spravka-{}-{hash}", self.tool)),
            None => {
                let user = directory::user();
                temporary.join(format!("spravka-{}-{user}-{hash}", self.tool))
            }
        };
        directory::claim(&path)?;
        Ok(path)
    }
}

impl Drop for HomeLock {
    fn drop(&mut self) {
        // Only a courtesy: a name that stays behind is overwritten by the next holder.
        let _ = fs::remove_file(&self.holder);
    }
}

/// Who wrote the file, and when: the time comes from the file itself, so that no clock is needed.
fn read_holder(path: &Path) -> Option<Holder> {
    let text = crate::file::read(path, 256).ok()?;
    let text = String::from_utf8(text).ok()?;
    let (tool, pid) = text.trim_end().split_once(' ')?;
    let written = fs::metadata(path).ok()?.modified().ok()?;
    Some(Holder {
        tool: tool.to_owned(),
        pid: pid.parse().ok()?,
        since: OffsetDateTime::from(written)
            .replace_nanosecond(0)
            .ok()?
            .format(&Rfc3339)
            .ok()?,
    })
}

/// Between two attempts to lock.
const POLL: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    use super::*;

    fn home(dir: &Path, tool: &str) -> Home {
        let home = Home::new(Some(dir), tool).unwrap();
        home.create().unwrap();
        home
    }

    #[test]
    fn the_given_directory_wins_and_becomes_absolute() {
        let home = Home::new(Some(Path::new("here")), "wallet").unwrap();
        assert!(home.path().is_absolute() && home.path().ends_with("here"));
        assert!(home.join("seed").ends_with("here/seed"));
        let usual = Home::new(None, "wallet").unwrap();
        assert!(usual.path().ends_with("spravka/wallet"));
    }

    #[test]
    fn a_second_writer_learns_who_is_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = home(dir.path(), "verifier").lock().unwrap();
        let second = home(dir.path(), "verifier").lock_within(Duration::ZERO);
        let Err(Fault::Busy {
            holder: Some(holder),
            ..
        }) = second
        else {
            panic!("the home is held")
        };
        assert_eq!(
            (holder.tool.as_str(), holder.pid),
            ("verifier", std::process::id())
        );
        OffsetDateTime::parse(&holder.since, &Rfc3339).unwrap();
        drop(first);
        home(dir.path(), "verifier")
            .lock_within(Duration::ZERO)
            .unwrap();
        assert!(!dir.path().join(".lock.holder").exists());
    }

    #[test]
    fn a_second_writer_waits_for_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "issuer");
        let first = home.lock().unwrap();
        thread::scope(|scope| {
            let second = scope.spawn(|| home.lock());
            drop(first);
            second.join().unwrap().unwrap();
        });
    }

    #[test]
    fn a_killed_writer_leaves_no_lock() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "verifier");
        let mut other = Command::new(env::current_exe().unwrap())
            .args(["--exact", "home::tests::hold", "--ignored", "--nocapture"])
            .env("HOLD_HOME", dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(other.stdout.take().unwrap());
        assert!(
            output
                .lines()
                .any(|line| line.unwrap().contains("the home is held"))
        );
        let Err(Fault::Busy {
            holder: Some(holder),
            ..
        }) = home.lock_within(Duration::ZERO)
        else {
            panic!("the home is held")
        };
        assert_eq!((holder.tool.as_str(), holder.pid), ("issuer", other.id()));
        other.kill().unwrap();
        other.wait().unwrap();
        home.lock_within(Duration::ZERO).unwrap();
    }

    /// The other process of the test above; on its own it does nothing.
    #[test]
    #[ignore = "run by another test, in a process to be killed"]
    fn hold() {
        if let Some(dir) = env::var_os("HOLD_HOME") {
            let _lock = home(Path::new(&dir), "issuer").lock().unwrap();
            println!("the home is held");
            std::io::stdin().lines().for_each(drop);
        }
    }

    #[test]
    fn the_runtime_directory_is_one_per_home() {
        let dir = tempfile::tempdir().unwrap();
        let runtime = |name: &str| {
            let home = home(&dir.path().join(name), "verifier");
            home.runtime_dir_in(&[dir.path().to_owned()], dir.path())
        };
        let a = runtime("a").unwrap();
        assert_eq!(a, runtime("a").unwrap());
        assert_ne!(a, runtime("b").unwrap());
        assert!(a.starts_with(dir.path()) && directory::is_ours(&a));
    }

    #[test]
    fn the_runtime_directory_needs_the_home() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(Some(&dir.path().join("none")), "verifier").unwrap();
        assert!(home.runtime_dir().unwrap_err().is_missing());
        assert!(home.lock().unwrap_err().is_missing());
    }

    #[cfg(unix)]
    #[test]
    fn a_runtime_directory_open_to_others_is_passed_over() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        let path = home(&dir.path().join("home"), "verifier")
            .runtime_dir_in(std::slice::from_ref(&open), dir.path())
            .unwrap();
        assert_eq!(path.parent(), Some(dir.path()));
    }

    #[cfg(unix)]
    #[test]
    fn a_new_home_is_closed_to_others() {
        use std::os::unix::fs::MetadataExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("parent/home");
        home(&path, "wallet");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o700);
    }
}
