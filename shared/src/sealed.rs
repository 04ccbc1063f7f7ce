//! A secret at rest: encrypted under a passphrase with Argon2id (RFC 9106) and XChaCha20-Poly1305, the header
//! authenticated. Salt and nonce come from outside.

use alloc::vec::Vec;
use core::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::cbor::{Reader, Writer};
use crate::malformed::{Fault, Malformed};

/// Largest sealed file that is read, in bytes.
pub const MAX_LENGTH: usize = 64 << 20;

const MAGIC: &str = "spravka-sealed-1";

/// What it costs to try one passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// 64 MiB and 3 passes: RFC 9106 §4, second recommendation, with one lane.
    pub const USUAL: Self = Self {
        memory_kib: 64 << 10,
        passes: 3,
    };

    /// 64 KiB to 1 GiB of memory and 1 to 16 passes; more would let a file stall its reader.
    pub const fn new(memory_kib: u32, passes: u32) -> Option<Self> {
        if memory_kib >= 64 && memory_kib <= 1 << 20 && passes >= 1 && passes <= 16 {
            Some(Self { memory_kib, passes })
        } else {
            None
        }
    }
}

/// Random bytes that one sealing needs, never to be used twice.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// Salt of the passphrase.
    pub salt: [u8; 16],
    /// Nonce of the encryption.
    pub nonce: [u8; 24],
}

impl Fresh {
    /// Takes the salt and the nonce from 40 random bytes.
    pub fn from_random(random: [u8; 40]) -> Self {
        let (salt, nonce) = random.split_at(16);
        let mut fresh = Self {
            salt: [0; 16],
            nonce: [0; 24],
        };
        fresh.salt.copy_from_slice(salt);
        fresh.nonce.copy_from_slice(nonce);
        fresh
    }
}

/// Why a sealed file was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It is no sealed file.
    Malformed(Malformed),
    /// The passphrase is wrong, or the file was changed: the two cannot be told apart.
    WrongPassphrase,
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => write!(f, "not a sealed file: {malformed}"),
            Self::WrongPassphrase => f.write_str("wrong passphrase, or the file was changed"),
        }
    }
}

impl core::error::Error for NotOpened {}

/// Encrypts `secret` under `passphrase`.
#[expect(
    clippy::expect_used,
    reason = "XChaCha20-Poly1305 encrypts every message below 256 GiB"
)]
pub fn seal(secret: &[u8], passphrase: &str, cost: Cost, fresh: &Fresh) -> Vec<u8> {
    let header = header(cost, fresh);
    let ciphertext = cipher(passphrase, cost, &fresh.salt)
        .encrypt(
            &XNonce::from(fresh.nonce),
            Payload {
                msg: secret,
                aad: &header,
            },
        )
        .expect("a message that fits");
    let mut writer = Writer::new();
    writer.array(2).bytes(&header).bytes(&ciphertext);
    writer.finish()
}

/// Decrypts a sealed file.
pub fn open(bytes: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    let sealed = Sealed::read(bytes).map_err(NotOpened::Malformed)?;
    cipher(passphrase, sealed.cost, &sealed.fresh.salt)
        .decrypt(
            &XNonce::from(sealed.fresh.nonce),
            Payload {
                msg: sealed.ciphertext,
                aad: sealed.header,
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| NotOpened::WrongPassphrase)
}

fn header(cost: Cost, fresh: &Fresh) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .array(5)
        .text(MAGIC)
        .unsigned(u64::from(cost.memory_kib))
        .unsigned(u64::from(cost.passes))
        .bytes(&fresh.salt)
        .bytes(&fresh.nonce);
    writer.finish()
}

/// A sealed file, taken apart.
struct Sealed<'a> {
    header: &'a [u8],
    cost: Cost,
    fresh: Fresh,
    ciphertext: &'a [u8],
}

impl<'a> Sealed<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        const COST: &str = "64 KiB to 1 GiB of memory and 1 to 16 passes";
        let mut reader = Reader::limited(bytes, MAX_LENGTH)?;
        reader.array_of(2, "a header and a ciphertext")?;
        let (header, mut inner) = reader.wrapped("a header")?;
        let ciphertext = reader.bytes("a ciphertext")?;
        reader.end()?;
        inner.array_of(5, "a header of 5 items")?;
        if inner.text("the name of this format")? != MAGIC {
            return inner.fail(Fault::Value { want: MAGIC });
        }
        let before = inner.clone();
        let memory = inner.unsigned(COST)?;
        let passes = inner.unsigned(COST)?;
        let cost = u32::try_from(memory)
            .ok()
            .zip(u32::try_from(passes).ok())
            .and_then(|(memory, passes)| Cost::new(memory, passes))
            .ok_or(Malformed::new(before.at(), Fault::Value { want: COST }))?;
        let fresh = Fresh {
            salt: *inner.byte_array("a salt of 16 bytes")?,
            nonce: *inner.byte_array("a nonce of 24 bytes")?,
        };
        inner.end()?;
        Ok(Self {
            header,
            cost,
            fresh,
            ciphertext,
        })
    }
}

#[expect(
    clippy::expect_used,
    reason = "`Cost` and the lengths of salt and key are within Argon2's bounds"
)]
fn cipher(passphrase: &str, cost: Cost, salt: &[u8; 16]) -> XChaCha20Poly1305 {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).expect("a cost in bounds");
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .expect("lengths in bounds");
    XChaCha20Poly1305::new(&(*key).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost {
        memory_kib: 64,
        passes: 1,
    };

    fn sealed() -> Vec<u8> {
        let fresh = Fresh::from_random([7; 40]);
        seal(b"a secret", "demo", CHEAP, &fresh)
    }

    #[test]
    fn the_right_passphrase_opens_and_another_does_not() {
        assert_eq!(open(&sealed(), "demo").unwrap().as_slice(), b"a secret");
        assert_eq!(open(&sealed(), "Demo"), Err(NotOpened::WrongPassphrase));
    }

    #[test]
    fn no_changed_bit_opens() {
        let sealed = sealed();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&changed, "demo").is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_cost_that_would_stall_the_reader_is_refused() {
        assert!(Cost::new((1 << 20) + 1, 1).is_none());
        assert!(Cost::new(1 << 20, 17).is_none());
        assert!(Cost::new(63, 1).is_none());
    }
}
