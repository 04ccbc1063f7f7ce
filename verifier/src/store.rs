//! The verifier's home on the disk: `state.json`, the signed files in `data/`, `download/` and `alarm/`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use host::fault::{Doing, Fault};
use host::file::{self, Access};
use host::home::{Home, HomeLock};
use shared::manifest::ListEntry;
use shared::status_list::{Damaged, StatusList};

use crate::list_file::ListFile;
use crate::state::{Hash, State};
use crate::trouble::Trouble;

/// What a file in `data/` is, and how its name ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A trust list.
    TrustList,
    /// An issuer's manifest.
    Manifest,
    /// A status list.
    StatusList,
}

impl Kind {
    const fn ending(self) -> &'static str {
        match self {
            Self::TrustList => "trust",
            Self::Manifest => "manifest",
            Self::StatusList => "list",
        }
    }
}

/// The files of one verifier.
#[derive(Clone, Debug)]
pub struct Store {
    home: Home,
}

impl Store {
    /// The files below this home.
    #[must_use]
    pub const fn new(home: Home) -> Self {
        Self { home }
    }

    /// The home.
    #[must_use]
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// Takes the right to write, making the home if there is none.
    pub fn lock(&self) -> Result<Writer<'_>, Trouble> {
        self.home.create()?;
        let lock = self.home.lock()?;
        let data = self.data();
        fs::create_dir_all(&data).map_err(Fault::io(&data, Doing::Create))?;
        file::sweep(self.home.path(), &lock)?;
        file::sweep(&data, &lock)?;
        Ok(Writer { store: self, lock })
    }

    /// The bytes of the state; a home without one holds nothing yet.
    pub fn state_bytes(&self) -> Result<Vec<u8>, Trouble> {
        match file::read(&self.state_path(), MAX_STATE) {
            Ok(bytes) => Ok(bytes),
            Err(fault) if fault.is_missing() => Ok(State::default().encode()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// What is held.
    pub fn state(&self) -> Result<State, Trouble> {
        self.decode(&self.state_bytes()?)
    }

    /// What these bytes of the state say.
    pub fn decode(&self, bytes: &[u8]) -> Result<State, Trouble> {
        State::decode(bytes).ok_or_else(|| Trouble::StateDamaged {
            path: self.state_path(),
        })
    }

    /// A signed file, as it is on the disk.
    pub fn read(&self, kind: Kind, name: Hash, limit: usize) -> Result<Vec<u8>, Fault> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        file::read(&self.path(kind, name), limit)
    }

    /// The status list of this entry, open; `None` if there is no such file.
    pub fn status_list(&self, entry: &ListEntry) -> Option<Result<StatusList<ListFile>, Damaged>> {
        let path = self.path(Kind::StatusList, Hash(entry.hash));
        match ListFile::open(&path) {
            Ok(file) => Some(StatusList::open(file, entry)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => Some(Err(Damaged::Unreadable)),
        }
    }

    /// The names of the files that alarms have kept.
    #[must_use]
    pub fn alarms(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.alarm())
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// Where alarms keep their files.
    #[must_use]
    pub fn alarm(&self) -> PathBuf {
        self.home.join("alarm")
    }

    /// Where downloads leave what the next one can use.
    #[must_use]
    pub fn downloads(&self) -> PathBuf {
        self.home.join("download")
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn state_path(&self) -> PathBuf {
        self.home.join("state.json")
    }

    fn path(&self, kind: Kind, name: Hash) -> PathBuf {
        self.data().join(file_name(kind, name))
    }
}

/// The right to write to the store, as long as it lives.
#[derive(Debug)]
pub struct Writer<'s> {
    store: &'s Store,
    lock: HomeLock,
}

impl Writer<'_> {
    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        self.store
    }

    /// Keeps a signed file under its hash. It counts from the moment when a saved state names it.
    pub fn keep(&self, kind: Kind, name: Hash, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.store.path(kind, name);
        let limit = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match file::read(&path, limit) {
            Ok(found) if found == bytes => Ok(()),
            // Also over a damaged one.
            _ => file::replace(&path, bytes, Access::Private),
        }
    }

    /// Keeps a file that contradicts another one, for those who will look into it. Gives its name.
    pub fn keep_for_alarm(&self, kind: Kind, name: Hash, bytes: &[u8]) -> Result<String, Fault> {
        let alarm = self.store.alarm();
        fs::create_dir_all(&alarm).map_err(Fault::io(&alarm, Doing::Create))?;
        let name = file_name(kind, name);
        file::replace(&alarm.join(&name), bytes, Access::Private)?;
        Ok(name)
    }

    /// Makes `state` what is held.
    pub fn save(&self, state: &State) -> Result<(), Fault> {
        file::replace(&self.store.state_path(), &state.encode(), Access::Private)
    }

    /// Removes signed files that none of these states names, and says how many.
    ///
    /// One who has just read the state before the last needs its files for a moment, so they stay until next time.
    pub fn tidy(&self, states: [&State; 2]) -> Result<usize, Fault> {
        let wanted: BTreeSet<String> = states.into_iter().flat_map(names).collect();
        let data = self.store.data();
        let mut removed = 0;
        for entry in fs::read_dir(&data).map_err(Fault::io(&data, Doing::List))? {
            let entry = entry.map_err(Fault::io(&data, Doing::List))?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| wanted.contains(name)) {
                continue;
            }
            let path = entry.path();
            fs::remove_file(&path).map_err(Fault::io(&path, Doing::Remove))?;
            removed += 1;
        }
        // The lock is what makes this safe: nobody is writing files that no state names yet.
        let _ = &self.lock;
        Ok(removed)
    }
}

fn names(state: &State) -> impl Iterator<Item = String> {
    let trust_list = state
        .trust_list
        .iter()
        .map(|list| (Kind::TrustList, list.file));
    let issuers = state.issuers.values().flat_map(|issuer| {
        let lists = issuer.lists.iter().map(|&list| (Kind::StatusList, list));
        lists.chain([(Kind::Manifest, issuer.manifest)])
    });
    trust_list
        .chain(issuers)
        .map(|(kind, name)| file_name(kind, name))
}

fn file_name(kind: Kind, name: Hash) -> String {
    format!("{}.{}", String::from(name), kind.ending())
}

/// Largest state that is read, in bytes: a thousand issuers with all their lists are less than a tenth.
const MAX_STATE: u64 = 16 << 20;
