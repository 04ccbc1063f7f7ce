//! Secret keys at rest: sealed files under one passphrase, opened only while they are needed.

use std::path::{Path, PathBuf};

use host::file::{self, Access};
use shared::cose_key::{KEY_LENGTH, SecretKey};
use shared::permutation::RatchetKey;
use shared::sealed::{self, NotOpened};
use shared::time::Epoch;
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::failure::{Failure, Refused};

/// A file that is sealed under the passphrase of its home.
#[derive(Clone, Debug)]
pub struct SealedFile(PathBuf);

impl SealedFile {
    /// The sealed file at this path.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Seals a secret in place of the one that was there. An older copy that the disk may still hold stays sealed.
    pub fn write(
        &self,
        desk: &mut Desk<'_>,
        passphrase: &str,
        secret: &[u8],
    ) -> Result<(), Failure> {
        let sealed = sealed::seal(secret, passphrase, desk.cost, &desk.fresh()?);
        Ok(file::replace(&self.0, &sealed, Access::Private)?)
    }

    /// Opens the secret.
    pub fn read(&self, passphrase: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = file::read(&self.0, LIMIT)?;
        sealed::open(&bytes, passphrase).map_err(|not_opened| {
            let refused = match not_opened {
                NotOpened::Malformed(malformed) => Refused::not_ours(&self.0, Some(malformed)),
                NotOpened::WrongPassphrase => Refused::WrongPassphrase {
                    file: self.0.clone(),
                },
            };
            refused.into()
        })
    }
}

/// What an issuer keeps secret.
#[derive(Debug)]
pub struct IssuerKeys {
    /// Signs the manifests.
    pub status: SecretKey,
    /// Sign the credentials, each for its epochs.
    pub credential: Vec<EpochKey>,
    /// Permutes the slots, from its own epoch on.
    pub ratchet: RatchetKey,
}

/// A key that signs the credentials of some epochs.
#[derive(Debug)]
pub struct EpochKey {
    /// The key.
    pub key: SecretKey,
    /// First epoch that it signs.
    pub first: Epoch,
    /// Last epoch that it signs.
    pub last: Epoch,
}

/// What [`IssuerKeys`] are made of and kept as.
#[derive(Debug)]
pub struct IssuerSeeds(Zeroizing<Vec<u8>>);

impl IssuerSeeds {
    /// The seeds of a new issuer: one credential key for the epochs `first` to `last`, the ratchet from `first` on.
    #[must_use]
    pub fn new(random: &[u8; 3 * KEY_LENGTH], first: Epoch, last: Epoch) -> Self {
        let (ratchet, rest) = random.split_at(KEY_LENGTH);
        let (status, credential) = rest.split_at(KEY_LENGTH);
        // Room for all of it at once: a secret leaves no copies behind in memory.
        let mut bytes = Vec::with_capacity(256);
        for part in [
            MAGIC,
            &first.number().to_be_bytes(),
            ratchet,
            status,
            credential,
            &first.number().to_be_bytes(),
            &last.number().to_be_bytes(),
        ] {
            bytes.extend_from_slice(part);
        }
        Self(Zeroizing::new(bytes))
    }

    /// Reads seeds from an opened file; none where it holds something else.
    #[must_use]
    pub fn read(secret: Zeroizing<Vec<u8>>) -> Option<Self> {
        let seeds = Self(secret);
        seeds.keys().map(|_| seeds)
    }

    /// The bytes, for sealing them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same seeds with the ratchet moved on to a later epoch, which erases the keys before it.
    #[must_use]
    pub fn advanced(&self, ratchet: &RatchetKey) -> Self {
        let mut bytes = self.0.clone();
        let later = ratchet.epoch().number().to_be_bytes();
        let key = later.iter().chain(ratchet.as_bytes());
        for (place, byte) in bytes.iter_mut().skip(MAGIC.len()).zip(key) {
            *place = *byte;
        }
        Self(bytes)
    }

    /// The keys; none if these are no seeds.
    #[must_use]
    pub fn keys(&self) -> Option<IssuerKeys> {
        let mut rest = self.0.strip_prefix(MAGIC)?;
        let ratchet = RatchetKey::new(take_epoch(&mut rest)?, *take(&mut rest)?);
        let status = SecretKey::from_seed(take(&mut rest)?);
        let mut credential = Vec::new();
        while !rest.is_empty() {
            credential.push(EpochKey {
                key: SecretKey::from_seed(take(&mut rest)?),
                first: take_epoch(&mut rest)?,
                last: take_epoch(&mut rest)?,
            });
        }
        Some(IssuerKeys {
            status,
            credential,
            ratchet,
        })
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, others) = rest.split_first_chunk()?;
    *rest = others;
    Some(first)
}

fn take_epoch(rest: &mut &[u8]) -> Option<Epoch> {
    take(rest).map(|bytes| Epoch::new(u32::from_be_bytes(*bytes)))
}

/// What the seeds of an issuer begin with.
const MAGIC: &[u8] = b"spravka-issuer-keys-1";

/// The most bytes of a sealed file of ours.
const LIMIT: u64 = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds() -> IssuerSeeds {
        crate::sample::seeds(Epoch::new(100), Epoch::new(500))
    }

    #[test]
    fn seeds_give_the_same_keys_when_read_again() {
        let read = IssuerSeeds::read(Zeroizing::new(seeds().as_bytes().to_vec())).unwrap();
        let (keys, again) = (seeds().keys().unwrap(), read.keys().unwrap());
        assert_eq!(keys.status.public(), again.status.public());
        assert_eq!(
            keys.status.public(),
            SecretKey::from_seed(&[2; 32]).public()
        );
        let key = &again.credential[0];
        assert_eq!(key.key.public(), SecretKey::from_seed(&[3; 32]).public());
        assert_eq!((key.first, key.last), (Epoch::new(100), Epoch::new(500)));
        assert_eq!(again.ratchet.as_bytes(), &[1; 32]);
    }

    #[test]
    fn other_bytes_are_no_seeds() {
        let bytes = seeds().as_bytes().to_vec();
        for end in 0..bytes.len() {
            let part = Zeroizing::new(bytes[..end].to_vec());
            // Without its one credential key it is still a whole number of keys.
            let is_whole = end == MAGIC.len() + 4 + 32 + 32;
            assert_eq!(IssuerSeeds::read(part).is_some(), is_whole, "{end}");
        }
    }

    #[test]
    fn an_advanced_ratchet_has_no_earlier_key() {
        let later = seeds().keys().unwrap().ratchet.at(Epoch::new(105)).unwrap();
        let advanced = seeds().advanced(&later);
        let keys = advanced.keys().unwrap();
        assert_eq!(keys.ratchet.epoch(), Epoch::new(105));
        assert_eq!(keys.ratchet.as_bytes(), later.as_bytes());
        assert_eq!(
            keys.status.public(),
            seeds().keys().unwrap().status.public()
        );
        let gone = advanced
            .as_bytes()
            .windows(32)
            .any(|window| window == [1; 32]);
        assert!(!gone);
    }
}
