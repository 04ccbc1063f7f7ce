//! What was accepted in the last steps, in a file that dies with the machine and that all runs share.

use std::path::PathBuf;

use host::fault::Fault;
use host::file::{self, Access};
use host::home::Home;
use shared::replay::{MAX_LENGTH, Memory};

use crate::session::Session;
use crate::trouble::Trouble;

/// The file of the memory.
#[derive(Clone, Debug)]
pub struct MemoryFile {
    place: Home,
    name: &'static str,
}

impl MemoryFile {
    /// The memory of this home; a rehearsal has its own, so that playing with the time erases nothing.
    pub fn open(session: &Session) -> Result<Self, Trouble> {
        session.home.create()?;
        let directory = session.home.runtime_dir()?;
        let is_rehearsal = session.clock.is_rehearsal();
        Ok(Self {
            place: Home::new(Some(&directory), "verifier")?,
            name: if is_rehearsal { "rehearsal" } else { "memory" },
        })
    }

    /// Lets `act` read and change the memory while nobody else does, and keeps what it changed.
    ///
    /// The outer error: the memory could not be had. The inner: it could not be kept, so the same code
    /// could come twice, and nothing may be accepted.
    pub fn with<T>(
        &self,
        session: &Session,
        act: impl FnOnce(&mut Memory) -> T,
    ) -> Result<(T, Result<(), Fault>), Trouble> {
        let lock = self.place.lock()?;
        file::sweep(self.place.path(), &lock)?;
        let mut memory = self.copy(session)?;
        let before = memory.encode();
        let outcome = act(&mut memory);
        let after = memory.encode();
        let kept = if after == before {
            Ok(())
        } else {
            file::replace(&self.path(), &after, Access::Private)
        };
        Ok((outcome, kept))
    }

    /// What is remembered now, to try things on: nothing that is done to it is kept.
    pub fn copy(&self, session: &Session) -> Result<Memory, Trouble> {
        match self.read()? {
            Some(memory) => Ok(memory),
            None => Ok(Memory::new(session.random()?)),
        }
    }

    /// A damaged memory counts as none: it holds nothing older than a day.
    fn read(&self) -> Result<Option<Memory>, Trouble> {
        let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
        match file::read(&self.path(), limit) {
            Ok(bytes) => Ok(Memory::decode(&bytes).ok()),
            Err(Fault::TooLarge { .. }) => Ok(None),
            Err(fault) if fault.is_missing() => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    fn path(&self) -> PathBuf {
        self.place.join(self.name)
    }
}
