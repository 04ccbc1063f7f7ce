//! The wallet at rest: one file in the home, sealed under a passphrase and replaced in one step.

use std::path::{Path, PathBuf};

use host::fault::Fault;
use host::file::{self, Access};
use host::home::{Home, HomeLock};
use shared::sealed::{self, Cost, Fresh, NotOpened};

use crate::failure::{Failure, Refused};
use crate::kept::Wallet;
use crate::layout::{self, NotAWallet};

/// The file that a wallet is kept in.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
}

impl Store {
    /// The wallet's file in this home.
    #[must_use]
    pub fn new(home: &Home) -> Self {
        Self {
            path: home.join("wallet.sealed"),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses where a wallet is already.
    pub fn must_be_free(&self) -> Result<(), Refused> {
        if self.path.symlink_metadata().is_ok() {
            let path = self.path.clone();
            return Err(Refused::WalletExists { path });
        }
        Ok(())
    }

    /// The sealed file as it is now. Readers need no lock: a writer replaces the file in one step.
    pub fn find(&self) -> Result<SealedWallet, Failure> {
        let path = self.path.clone();
        match file::read(&path, LIMIT) {
            Ok(bytes) => Ok(SealedWallet { path, bytes }),
            Err(fault) if fault.is_missing() => Err(Refused::NoWallet { path }.into()),
            Err(Fault::TooLarge { .. }) => Err(Refused::NotOurFile { path }.into()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Writes a new wallet; one that is there already stays as it is.
    pub fn create(&self, wallet: &Wallet, passphrase: &str, fresh: &Fresh) -> Result<(), Failure> {
        self.must_be_free()?;
        let bytes = seal(wallet, passphrase, fresh);
        Ok(file::create(&self.path, &bytes, Access::Private)?)
    }

    /// Replaces the wallet; the lock shows that nobody else does.
    pub fn save(
        &self,
        wallet: &Wallet,
        passphrase: &str,
        fresh: &Fresh,
        _lock: &HomeLock,
    ) -> Result<(), Fault> {
        let bytes = seal(wallet, passphrase, fresh);
        file::replace(&self.path, &bytes, Access::Private)
    }
}

/// A wallet's file as read, not yet opened.
#[derive(Clone, Debug)]
pub struct SealedWallet {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl SealedWallet {
    /// Opens it.
    pub fn open(self, passphrase: &str) -> Result<Wallet, Refused> {
        let path = self.path;
        let plain = match sealed::open(&self.bytes, passphrase) {
            Ok(plain) => plain,
            Err(NotOpened::Malformed(_)) => return Err(Refused::NotOurFile { path }),
            Err(NotOpened::WrongPassphrase) => return Err(Refused::WrongPassphrase { path }),
        };
        layout::decode(&plain).map_err(|not| match not {
            NotAWallet::Version(_) => Refused::NewerWallet { path },
            NotAWallet::Damaged { .. } => Refused::NotOurFile { path },
        })
    }
}

fn seal(wallet: &Wallet, passphrase: &str, fresh: &Fresh) -> Vec<u8> {
    sealed::seal(&layout::encode(wallet), passphrase, Cost::USUAL, fresh)
}

/// The most bytes of a wallet's file: many years of many issuers' credentials.
const LIMIT: u64 = 64 << 20;
