//! The publication that lists are taken from: a folder, an archive of one, or an address. Nothing in it is
//! believed.

use std::ops::Range;
use std::path::Path;

use host::language::Words;
use shared::publication;

use super::address::Address;
use super::archive::Archive;
use super::failure::Failure;
use super::folder::Folder;
use super::problem::{Flaw, Problem, problem};
use super::progress::Progress;
use super::refusal::Refusal;
use crate::cli::SyncFrom;
use crate::store::Store;
use crate::trouble::Trouble;

/// A publication, open.
#[derive(Debug)]
pub struct Published {
    place: Place,
    progress: Progress,
}

#[derive(Debug)]
enum Place {
    Folder(Folder),
    Archive(Archive),
    Address(Box<Address>),
}

impl Published {
    /// Opens what the command line names. Nothing is asked of an address yet.
    pub fn open(from: &SyncFrom, store: &Store, words: &Words) -> Result<Self, Trouble> {
        Self::at(from, store, Progress::new(words))
    }

    /// The same, without a word on the terminal.
    pub fn in_silence(from: &SyncFrom, store: &Store) -> Result<Self, Trouble> {
        Self::at(from, store, Progress::hidden())
    }

    fn at(from: &SyncFrom, store: &Store, progress: Progress) -> Result<Self, Trouble> {
        let source = from.source.as_deref().ok_or(Trouble::NoSource)?;
        let is_address = source.to_str().filter(|text| text.contains("://"));
        if let Some(address) = is_address {
            let address = Address::new(address, from, store)?;
            let place = Place::Address(Box::new(address));
            return Ok(Self { place, progress });
        }
        let only_for_addresses = [
            ("--proxy", from.proxy.is_some()),
            ("--ca", from.ca.is_some()),
            ("--timeout", from.timeout.is_some()),
        ];
        if let Some((option, _)) = only_for_addresses.iter().find(|(_, given)| *given) {
            return Err(Refusal::OnlyForAddresses { option }.into());
        }
        let place = Self::on_disk(source)?;
        Ok(Self { place, progress })
    }

    fn on_disk(path: &Path) -> Result<Place, Refusal> {
        if path.is_dir() {
            return Ok(Place::Folder(Folder::new(path)));
        }
        if path.is_file() {
            return Ok(Place::Archive(Archive::open(path)?));
        }
        let path = path.to_owned();
        Err(Refusal::NotAPublication { path })
    }

    /// A whole file of at most `limit` bytes.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Problem> {
        self.progress.file(name);
        let bytes = match &mut self.place {
            Place::Address(address) => return address.read(name, limit, &mut self.progress),
            Place::Folder(folder) => folder.read(name, limit)?,
            Place::Archive(archive) => archive.read(name, limit)?,
        };
        self.progress.came(bytes.len());
        Ok(bytes)
    }

    /// A whole file that passes a check.
    ///
    /// One that was put together from what came before and the rest gets a second chance, as a whole.
    pub(super) fn take<T>(
        &mut self,
        name: &str,
        limit: u64,
        check: impl Fn(Vec<u8>) -> Result<T, Flaw>,
    ) -> Result<T, Problem> {
        let bytes = self.read(name, limit)?;
        let mut checked = check(bytes);
        if checked.is_err() && self.was_resumed() {
            checked = check(self.read(name, limit)?);
        }
        checked.map_err(|flaw| problem(name, flaw))
    }

    fn was_resumed(&self) -> bool {
        matches!(&self.place, Place::Address(address) if address.was_resumed())
    }

    /// The number in a pointer.
    pub(super) fn pointer(&mut self, name: &str) -> Result<u64, Problem> {
        let bytes = match &mut self.place {
            Place::Address(address) => {
                self.progress.file(name);
                address.pointer(name)?
            }
            Place::Folder(_) | Place::Archive(_) => {
                self.read(name, publication::MAX_POINTER_LENGTH)?
            }
        };
        publication::read_pointer(&bytes).ok_or_else(|| problem(name, Flaw::NotAPointer))
    }

    /// The numbers of the trust lists that may be there, ascending.
    pub(super) fn trust_lists(&self, between: Range<u64>) -> Vec<u64> {
        let numbers = match &self.place {
            Place::Folder(folder) => folder.trust_lists(),
            Place::Archive(archive) => archive.trust_lists(),
            // A server does not list its files.
            Place::Address(_) => between.clone().take(MAX_WALK).collect(),
        };
        let mut numbers: Vec<u64> = numbers
            .into_iter()
            .filter(|number| between.contains(number))
            .collect();
        numbers.sort_unstable();
        numbers.truncate(MAX_WALK);
        numbers
    }

    /// Says that so many bytes will be read.
    pub(super) fn expect(&mut self, bytes: u64) {
        self.progress.expect(bytes);
    }

    /// Why an address gave nothing at all.
    pub(super) fn unreached(&self) -> Option<Failure> {
        match &self.place {
            Place::Address(address) => address.unreached(),
            Place::Folder(_) | Place::Archive(_) => None,
        }
    }

    /// Ends the synchronisation: keeps what the next one can use.
    pub(super) fn finish(&mut self) -> Result<(), Trouble> {
        self.progress.end();
        match &mut self.place {
            Place::Address(address) => Ok(address.finish()?),
            Place::Folder(_) | Place::Archive(_) => Ok(()),
        }
    }
}

/// The number of the trust list with this name, if it is written exactly so.
pub(super) fn trust_list_number(name: &str) -> Option<u64> {
    let number = name.strip_prefix("trust/")?.strip_suffix(".cose")?;
    let number = number.parse().ok()?;
    (publication::trust_list(number) == name).then_some(number)
}

/// Most lists that are tried between the one in use and the newest.
const MAX_WALK: usize = 1_000;
