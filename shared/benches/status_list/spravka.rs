//! The status list of this protocol, read from its file in parts.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use anyhow::{Result, anyhow};
use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::status_list::{Source, Status, StatusList, Unreadable, encode};
use shared::time::Epoch;

use crate::cell::Cell;
use crate::format::{Built, Format};

pub(crate) struct Spravka(StatusList<InParts>);

impl Format for Spravka {
    type Input = Vec<StatusIndex>;

    fn input(set: &[u64]) -> Self::Input {
        set.iter().copied().filter_map(StatusIndex::new).collect()
    }

    fn build(capacity: u64, input: Self::Input) -> Result<Built> {
        let (file, entry) = encode(Epoch::new(0), capacity, input)?;
        Ok(Built {
            bytes: file.len(),
            file,
            hash: entry.hash,
        })
    }

    fn open(path: &Path, cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let list = open(path, cell, hash)?;
        list.0.check_pages()?;
        Ok(list)
    }

    fn open_lazily(path: &Path, cell: &Cell, hash: [u8; 32]) -> Option<Result<Self>> {
        Some(open(path, cell, hash))
    }

    fn is_revoked(&self, index: u64) -> bool {
        let status = StatusIndex::new(index).map(|index| self.0.status(index));
        // No answer is not “valid”.
        assert!(matches!(status, Some(Ok(_))));
        status == Some(Ok(Status::Revoked))
    }
}

fn open(path: &Path, cell: &Cell, hash: [u8; 32]) -> Result<Spravka> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let entry = ListEntry {
        epoch: Epoch::new(0),
        capacity: cell.capacity,
        revoked: cell.revoked(),
        size,
        hash,
    };
    let file = RefCell::new(file);
    let list = StatusList::open(InParts { file, size }, &entry);
    list.map(Spravka).map_err(|damaged| anyhow!("{damaged}"))
}

struct InParts {
    file: RefCell<File>,
    size: u64,
}

impl Source for InParts {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Unreadable> {
        let mut file = self.file.borrow_mut();
        let read = file.seek(SeekFrom::Start(at));
        read.and_then(|_| file.read_exact(bytes))
            .map_err(|_| Unreadable)
    }
}
