//! What is kept of an address in the verifier's home, below `download/`: which pointers it gave, so that an
//! unchanged one need not come again, and downloads that broke off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use host::fault::{Doing, Fault};
use host::file::{self, Access};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::state::Hash;

/// What is kept between two synchronisations. Nothing depends on it but time.
#[derive(Debug)]
pub(super) struct Kept {
    place: PathBuf,
    before: Notes,
    now: Notes,
    parts: BTreeSet<PathBuf>,
}

/// What an address gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    /// Pointers by their address.
    pointers: BTreeMap<String, Pointer>,
    /// The hashes of numbered files by their address.
    files: BTreeMap<String, Hash>,
}

/// A pointer as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pointer {
    /// What the server calls this content, RFC 9110 §8.8.3.
    pub(super) etag: String,
    /// The content.
    pub(super) content: String,
}

impl Kept {
    /// What is kept in this folder. Damaged, it counts as nothing.
    pub(super) fn open(place: PathBuf) -> Self {
        let notes = file::read(&place.join(NOTES), MAX_NOTES).ok();
        let before = notes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self {
            place,
            before: before.unwrap_or_default(),
            now: Notes::default(),
            parts: BTreeSet::new(),
        }
    }

    /// The pointer that came from this address last time.
    pub(super) fn pointer(&self, address: &str) -> Option<&Pointer> {
        self.before.pointers.get(address)
    }

    /// Notes the pointer at this address.
    pub(super) fn note_pointer(&mut self, address: &str, pointer: Pointer) {
        self.now.pointers.insert(address.to_owned(), pointer);
    }

    /// The hash of the file that came from this address.
    pub(super) fn file(&self, address: &str) -> Option<Hash> {
        self.before.files.get(address).copied()
    }

    /// Notes the hash of the file at this address.
    pub(super) fn note_file(&mut self, address: &str, hash: Hash) {
        self.now.files.insert(address.to_owned(), hash);
    }

    /// What came of the file at this address before a download broke off.
    pub(super) fn part(&mut self, address: &str, limit: u64) -> Part {
        let name = String::from(hash(address.as_bytes()));
        let path = self.place.join(format!("{name}.part"));
        self.parts.insert(path.clone());
        let bytes = file::read(&path, limit).unwrap_or_default();
        Part {
            path,
            file: None,
            bytes,
        }
    }

    /// Keeps the notes, and of the parts those that were asked for; all of them when not everything could be asked
    /// for.
    pub(super) fn finish(&mut self, is_whole: bool) -> Result<(), Fault> {
        if !is_whole {
            let mut notes = self.before.clone();
            notes.pointers.append(&mut self.now.pointers);
            notes.files.append(&mut self.now.files);
            self.now = notes;
        }
        if self.now != self.before {
            make(&self.place)?;
            let text = format!("{:#}\n", serde_json::json!(self.now));
            file::replace(&self.place.join(NOTES), text.as_bytes(), Access::Private)?;
        }
        let entries = fs::read_dir(&self.place).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let is_wanted = path.ends_with(NOTES) || !is_whole || self.parts.contains(&path);
            if !is_wanted {
                fs::remove_file(&path).map_err(Fault::io(&path, Doing::Remove))?;
            }
        }
        Ok(())
    }
}

/// A file that is coming, and is kept as far as it has come.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    file: Option<File>,
    bytes: Vec<u8>,
}

impl Part {
    /// How many bytes have come.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds what has come.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if self.file.is_none() {
            self.file = self.open();
        }
        // What cannot be kept comes again: a full disk is reported where the whole file is written.
        if let Some(file) = &mut self.file
            && file.write_all(bytes).is_err()
        {
            self.forget();
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn open(&self) -> Option<File> {
        make(self.path.parent()?).ok()?;
        let mut options = OpenOptions::new();
        if self.bytes.is_empty() {
            options.write(true).create(true).truncate(true);
        } else {
            options.append(true);
        }
        options.open(&self.path).ok()
    }

    /// Starts anew.
    pub(super) fn clear(&mut self) {
        self.forget();
        self.bytes.clear();
    }

    /// All has come.
    pub(super) fn whole(mut self) -> Vec<u8> {
        self.forget();
        std::mem::take(&mut self.bytes)
    }

    fn forget(&mut self) {
        self.file = None;
        // There may be none.
        let _ = fs::remove_file(&self.path);
    }
}

/// The SHA-256 of some bytes.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

fn make(place: &Path) -> Result<(), Fault> {
    fs::create_dir_all(place).map_err(Fault::io(place, Doing::Create))
}

/// The name of the notes.
const NOTES: &str = "pointers.json";
/// Largest notes that are read, in bytes.
const MAX_NOTES: u64 = 1 << 20;
