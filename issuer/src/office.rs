//! The office: an issuer as it is set up in a home.

use std::path::PathBuf;

use host::file;
use host::home::Home;
use shared::issuer_entry::IssuerEntry;
use shared::time::{Epoch, UnixTime};

use crate::desk::Desk;
use crate::eligibility::Calendar;
use crate::failure::{Failure, Refused};
use crate::keys::{IssuerKeys, IssuerSeeds, SealedFile};
use crate::registry::Registry;

/// What everybody may know of an issuer, and where the rest lies.
#[derive(Clone, Debug)]
pub struct Office {
    entry: IssuerEntry,
    home: Home,
}

impl Office {
    /// The office in the home of this desk.
    pub fn open(desk: &Desk<'_>) -> Result<Self, Failure> {
        let path = entry_path(&desk.home);
        let bytes = match file::read(&path, MAX_ENTRY_LENGTH) {
            Err(fault) if fault.is_missing() => {
                return Err(Refused::NotSetUp {
                    home: desk.home.path().to_owned(),
                    command: "issuer init",
                }
                .into());
            }
            read => read?,
        };
        let entry = IssuerEntry::parse(&bytes)
            .map_err(|malformed| Refused::not_ours(&path, Some(malformed)))?;
        Ok(Self {
            entry,
            home: desk.home.clone(),
        })
    }

    /// What the trust list shall say of this issuer.
    #[must_use]
    pub const fn entry(&self) -> &IssuerEntry {
        &self.entry
    }

    /// The calendar of its epochs.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.entry.epochs())
    }

    /// The epoch that `now` lies in.
    pub fn epoch_at(&self, now: UnixTime) -> Result<Epoch, Failure> {
        epoch_at(&self.entry, now)
    }

    /// The registry, for writing.
    pub fn registry(&self) -> Result<Registry, Failure> {
        self.known(Registry::open(&self.registry_path()?)?)
    }

    /// The registry, for reading while somebody writes.
    pub fn registry_to_read(&self) -> Result<Registry, Failure> {
        self.known(Registry::open_to_read(&self.registry_path()?)?)
    }

    /// Another registry must never be begun: numbers in it would be used twice.
    fn registry_path(&self) -> Result<PathBuf, Refused> {
        let file = registry_path(&self.home);
        if file.exists() {
            Ok(file)
        } else {
            Err(Refused::LostRegistry { file })
        }
    }

    fn known(&self, registry: Registry) -> Result<Registry, Failure> {
        if registry.is_newer()? {
            let file = registry_path(&self.home);
            return Err(Refused::NewerRegistry { file }.into());
        }
        Ok(registry)
    }

    /// The file of its secret keys.
    #[must_use]
    pub fn key_file(&self) -> SealedFile {
        key_file(&self.home)
    }

    /// Its secret keys, which must be those of its entry.
    pub fn keys(&self, passphrase: &str) -> Result<(IssuerSeeds, IssuerKeys), Failure> {
        let file = self.key_file();
        let seeds = IssuerSeeds::read(file.read(passphrase)?);
        let seeds = seeds.ok_or_else(|| Refused::not_ours(file.path(), None))?;
        let keys = seeds.keys();
        let keys = keys.ok_or_else(|| Refused::not_ours(file.path(), None))?;
        let public = self.entry.credential_keys();
        let same = keys.status.public() == *self.entry.status_key()
            && keys.credential.len() == public.len()
            && keys.credential.iter().zip(public).all(|(key, public)| {
                key.key.public() == public.key
                    && (key.first, key.last) == (public.first, public.last)
            });
        if !same {
            let file = file.path().to_owned();
            return Err(Refused::OtherKeys { file }.into());
        }
        Ok((seeds, keys))
    }
}

/// The epoch of an issuer that `now` lies in.
pub fn epoch_at(entry: &IssuerEntry, now: UnixTime) -> Result<Epoch, Failure> {
    let epochs = entry.epochs();
    epochs.epoch_at(now).ok_or_else(|| {
        let then = epochs.start(Epoch::new(0));
        Refused::ClockBehind { now, then }.into()
    })
}

/// Where the public entry lies; it is written last, so an office without one is not set up.
#[must_use]
pub fn entry_path(home: &Home) -> PathBuf {
    home.join("issuer.entry")
}

/// Where the registry lies.
#[must_use]
pub fn registry_path(home: &Home) -> PathBuf {
    home.join("registry.sqlite")
}

/// Where the secret keys lie.
#[must_use]
pub fn key_file(home: &Home) -> SealedFile {
    SealedFile::new(home.join("issuer.key"))
}

/// The most bytes of an issuer's entry: 64 keys, 256 claims and two names take less.
pub const MAX_ENTRY_LENGTH: u64 = 1 << 14;
