//! A published folder in one tar file: listed once, each file read where it lies.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use host::fault::{Doing, Fault};
use tar::EntryType;

use super::problem::{Flaw, Problem, problem};
use super::published::trust_list_number;
use super::refusal::Refusal;

/// An archive and what is where in it.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    file: File,
    entries: BTreeMap<String, Entry>,
}

/// Where a file lies in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    at: u64,
    size: u64,
}

/// Why an archive is not taken.
#[derive(Debug)]
pub enum ArchiveFlaw {
    /// It cannot be taken apart.
    NotTar,
    /// A name in it, or what else stands before a file, is too long.
    Headers {
        /// The most bytes before one file.
        limit: usize,
    },
    /// There is no file in it.
    Empty,
    /// It has too many entries.
    TooMany {
        /// The most that it may have.
        limit: usize,
    },
    /// An entry is neither a file nor a folder: a link, a device.
    NotAFile {
        /// Its name.
        name: String,
    },
    /// An entry would lie outside of the folder.
    Outside {
        /// Its name.
        name: String,
    },
    /// Two files have one name.
    Twice {
        /// The name.
        name: String,
    },
}

impl Archive {
    /// Lists the archive.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let file = File::open(path).map_err(Fault::io(path, Doing::Read))?;
        let entries = list(&file, MAX_ENTRIES).map_err(|flaw| Refusal::Archive {
            path: path.to_owned(),
            flaw,
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            entries: without_common_folder(entries),
        })
    }

    pub(super) fn read(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Problem> {
        let Some(&Entry { at, size }) = self.entries.get(name) else {
            return Err(problem(name, Flaw::Missing));
        };
        if size > limit {
            return Err(problem(name, Flaw::TooLarge { limit }));
        }
        let mut bytes = Vec::new();
        // Where the archive breaks off, fewer bytes come: the check of the file says so.
        let read = self
            .file
            .seek(SeekFrom::Start(at))
            .and_then(|_| (&self.file).take(size).read_to_end(&mut bytes));
        read.map_err(Fault::io(&self.path, Doing::Read))
            .map_err(|fault| problem(name, Flaw::Unreadable(fault)))?;
        Ok(bytes)
    }

    pub(super) fn trust_lists(&self) -> Vec<u64> {
        let names = self.entries.keys();
        names.filter_map(|name| trust_list_number(name)).collect()
    }
}

/// The files of the archive by their names.
fn list(file: &File, limit: usize) -> Result<BTreeMap<String, Entry>, ArchiveFlaw> {
    let left = Cell::new(Some(MAX_HEADERS));
    // What the library says repeats bytes of the file, whatever they are.
    let not_tar = |_| match left.get() {
        Some(_) => ArchiveFlaw::NotTar,
        None => ArchiveFlaw::Headers { limit: MAX_HEADERS },
    };
    let mut archive = tar::Archive::new(Metered { file, left: &left });
    let mut found = BTreeMap::new();
    for (count, entry) in archive.entries_with_seek().map_err(not_tar)?.enumerate() {
        let entry = entry.map_err(not_tar)?;
        left.set(Some(MAX_HEADERS));
        if count >= limit {
            return Err(ArchiveFlaw::TooMany { limit });
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let Some(inside) = inside(&name) else {
            return Err(ArchiveFlaw::Outside { name });
        };
        if kind == EntryType::Directory || (kind == EntryType::Regular && name.ends_with('/')) {
            continue;
        }
        if kind != EntryType::Regular && kind != EntryType::Continuous {
            return Err(ArchiveFlaw::NotAFile { name });
        }
        let place = Entry {
            at: entry.raw_file_position(),
            size: entry.size(),
        };
        if found.insert(inside, place).is_some() {
            return Err(ArchiveFlaw::Twice { name });
        }
    }
    if found.is_empty() {
        return Err(ArchiveFlaw::Empty);
    }
    Ok(found)
}

/// The name below the folder that was packed, if it stays below.
fn inside(name: &str) -> Option<String> {
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        return None;
    }
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    Some(parts.join("/"))
}

/// The names as in the published folder, also where that folder itself was packed.
fn without_common_folder(entries: BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
    let tops: BTreeSet<&str> = entries
        .keys()
        .map(|name| name.split_once('/').map_or("", |(top, _)| top))
        .collect();
    let common = match Vec::from_iter(tops).as_slice() {
        [top] if !top.is_empty() && !PUBLISHED.contains(top) => format!("{top}/"),
        _ => return entries,
    };
    let shorter = |(name, place): (String, Entry)| {
        let name = name.strip_prefix(&common).unwrap_or(&name).to_owned();
        (name, place)
    };
    entries.into_iter().map(shorter).collect()
}

/// A file that gives only so many bytes: long names and the like are read into memory.
struct Metered<'f> {
    file: &'f File,
    /// How many; nothing, when more was wanted.
    left: &'f Cell<Option<usize>>,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        let left = self.left.get().and_then(|left| left.checked_sub(read));
        self.left.set(left);
        match left {
            Some(_) => Ok(read),
            None => Err(io::Error::other("more than may stand before one file")),
        }
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The folders at the top of every publication.
const PUBLISHED: [&str; 2] = ["trust", "issuers"];
/// Most entries of an archive: a hundred issuers publish fewer files in a year.
const MAX_ENTRIES: usize = 400_000;
/// Most bytes of headers before one entry.
const MAX_HEADERS: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_the_folder() {
        for (name, below) in [
            ("./trust/latest", Some("trust/latest")),
            ("trust//./latest", Some("trust/latest")),
            ("./", Some("")),
            ("a..b/c", Some("a..b/c")),
            ("/trust/latest", None),
            ("trust/../latest", None),
            ("..", None),
        ] {
            assert_eq!(inside(name).as_deref(), below, "{name}");
        }
    }

    #[test]
    fn entries_are_counted() {
        let mut builder = tar::Builder::new(tempfile::tempfile().unwrap());
        for name in ["1", "2", "3"] {
            let mut header = tar::Header::new_ustar();
            header.set_size(0);
            builder.append_data(&mut header, name, io::empty()).unwrap();
        }
        let file = builder.into_inner().unwrap();
        let listed = |limit| {
            (&file).rewind().unwrap();
            list(&file, limit)
        };
        assert_eq!(listed(3).unwrap().len(), 3);
        assert!(matches!(listed(2), Err(ArchiveFlaw::TooMany { limit: 2 })));
    }

    #[test]
    fn a_folder_around_all_is_left_out() {
        let names = |names: &[&str]| {
            let place = Entry { at: 0, size: 0 };
            let entries = names.iter().map(|&name| (name.to_owned(), place)).collect();
            Vec::from_iter(without_common_folder(entries).into_keys())
        };
        assert_eq!(
            names(&["p/trust/latest", "p/issuers/26/latest"]),
            ["issuers/26/latest", "trust/latest"]
        );
        assert_eq!(names(&["trust/latest"]), ["trust/latest"]);
        assert_eq!(
            names(&["README", "p/trust/latest"]),
            ["README", "p/trust/latest"]
        );
    }
}
