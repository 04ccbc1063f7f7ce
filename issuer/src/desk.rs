//! The desk at which a command works: a home, a time, a passphrase, randomness and words, all handed in.

use std::fmt;
use std::path::PathBuf;

use host::file;
use host::home::{Home, HomeLock};
use host::language::{FluentValue, Words};
use host::passphrase;
use serde_json::Value;
use shared::sealed::{Cost, Fresh};
use shared::time::UnixTime;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Fills bytes with randomness.
pub type Random<'a> = dyn FnMut(&mut [u8]) -> Result<(), Failure> + 'a;

/// What a command works with.
pub struct Desk<'a> {
    /// Where everything is kept.
    pub home: Home,
    /// The time of the command: it takes none.
    pub now: UnixTime,
    /// The file with the passphrase, where one was named.
    pub passphrase_file: Option<PathBuf>,
    /// What trying a passphrase shall cost.
    pub cost: Cost,
    /// Whether a program reads what is said (`--json`): nothing moves then.
    pub is_read_by_a_program: bool,
    /// The words in the person's language.
    pub words: &'a Words,
    /// The system's randomness.
    pub random: &'a mut Random<'a>,
}

/// What a command has done, and what to do next.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// For people.
    pub text: String,
    /// For programs: one object.
    pub json: Value,
}

impl Desk<'_> {
    /// The right to write to the home; what killed writers left behind is swept away.
    pub fn lock(&self) -> Result<HomeLock, Failure> {
        let lock = self.home.lock()?;
        file::sweep(self.home.path(), &lock)?;
        Ok(lock)
    }

    /// The passphrase of the home.
    pub fn passphrase(&self) -> Result<Zeroizing<String>, Failure> {
        let prompt = self.words.say("ask-passphrase", &[]);
        let file = self.passphrase_file.as_deref();
        Ok(passphrase::obtain(file, &prompt, None)?)
    }

    /// A passphrase for a new home.
    pub fn new_passphrase(&self) -> Result<Zeroizing<String>, Failure> {
        let prompt = self.words.say("ask-new-passphrase", &[]);
        let repeat = self.words.say("ask-passphrase-again", &[]);
        let file = self.passphrase_file.as_deref();
        Ok(passphrase::obtain(file, &prompt, Some(&repeat))?)
    }

    /// Random bytes that are secret.
    pub fn secret<const N: usize>(&mut self) -> Result<Zeroizing<[u8; N]>, Failure> {
        let mut bytes = Zeroizing::new([0; N]);
        (self.random)(bytes.as_mut_slice())?;
        Ok(bytes)
    }

    /// The salt and the nonce of one sealing.
    pub fn fresh(&mut self) -> Result<Fresh, Failure> {
        Ok(Fresh::from_random(*self.secret()?))
    }

    /// A message in the person's language.
    #[must_use]
    pub fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.words.say(id, args)
    }
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("home", &self.home)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
