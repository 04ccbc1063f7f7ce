//! A status list's file, read where it is asked: a country's list is open before it is read.

use std::fs::File;
use std::io;
use std::path::Path;

use shared::status_list::{Source, Unreadable};

/// An open file. It is never written again under its name.
#[derive(Debug)]
pub struct ListFile {
    file: File,
    size: u64,
}

impl ListFile {
    /// Opens the file at this path.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size })
    }
}

impl Source for ListFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Unreadable> {
        read_at(&self.file, at, bytes).map_err(|_| Unreadable)
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut at: u64, mut bytes: &mut [u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !bytes.is_empty() {
        let read = file.seek_read(bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += u64::try_from(read).unwrap_or(u64::MAX);
        bytes = bytes.get_mut(read..).unwrap_or_default();
    }
    Ok(())
}
