//! The wallet as bytes, before they are sealed: numbers big-endian, everything of variable length behind its length.
//!
//! ```text
//! wallet     = version (1 byte: 1), next batch (4), answers, holdings, requests, seed (32)
//! answers    = count (1), each: SHA-256 (32)
//! holdings   = count (4), each: length (4), issuer entry (CBOR); count (4), each credential
//! credential = claim (8), batch (4), day (1), nbf (8), exp (8), value (1: 0 or 1), length (4), credential (COSE)
//! requests   = count (1), each: batch (4), days (1), SHA-256 (32), count (1), each claim (8); code key (32)
//! ```
//!
//! A value has one encoding, and nothing may follow it.

use shared::claims::ClaimKey;
use shared::enrolment_code::CodeKey;
use shared::issuer_entry::IssuerEntry;
use shared::seed::{DeviceKeyId, Seed};
use shared::time::UnixTime;
use zeroize::Zeroizing;

use crate::kept::{Held, Holding, Pending, Wallet};

/// These bytes are no wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAWallet {
    /// A version of this tool that is newer wrote it.
    Version(u8),
    /// It is damaged.
    Damaged {
        /// Bytes from the end at which it goes wrong.
        left: usize,
    },
}

/// The bytes of a wallet.
#[must_use]
pub fn encode(wallet: &Wallet) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(vec![VERSION]);
    out.extend(wallet.next_batch.to_be_bytes());
    out.push(short(wallet.answered.len()));
    for hash in &wallet.answered {
        out.extend(hash);
    }
    out.extend(long(wallet.holdings.len()));
    for holding in &wallet.holdings {
        write_long(&mut out, &holding.issuer.encode());
        out.extend(long(holding.credentials.len()));
        for held in &holding.credentials {
            write_held(&mut out, held);
        }
    }
    // The secrets come last, and find room: a buffer that moves would leave copies of them behind.
    let room: usize = wallet
        .pending
        .iter()
        .map(|one| 70 + 8 * one.claims.len())
        .sum();
    out.reserve_exact(1 + room + Seed::LENGTH);
    out.push(short(wallet.pending.len()));
    for pending in &wallet.pending {
        out.extend(pending.batch.to_be_bytes());
        out.push(pending.days);
        out.extend(pending.hash);
        out.push(short(pending.claims.len()));
        for claim in &pending.claims {
            out.extend(claim.number().to_be_bytes());
        }
        out.extend(pending.code.as_bytes());
    }
    out.extend(wallet.seed.as_bytes());
    out
}

/// The wallet of these bytes.
pub fn decode(bytes: &[u8]) -> Result<Wallet, NotAWallet> {
    let mut reader = Reader(bytes);
    let wallet = reader.version()?;
    let wallet = wallet.and_then(|()| reader.wallet());
    wallet
        .filter(|_| reader.0.is_empty())
        .ok_or(NotAWallet::Damaged {
            left: reader.0.len(),
        })
}

fn write_held(out: &mut Vec<u8>, held: &Held) {
    out.extend(held.key.claim.number().to_be_bytes());
    out.extend(held.key.batch.to_be_bytes());
    out.push(held.key.day);
    out.extend(held.not_before.seconds().to_be_bytes());
    out.extend(held.expires.seconds().to_be_bytes());
    out.push(u8::from(held.value));
    write_long(out, &held.bytes);
}

fn write_long(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(long(bytes.len()));
    out.extend(bytes);
}

#[expect(
    clippy::expect_used,
    reason = "a wallet remembers 8 requests, of 32 claims at most, and 8 answers"
)]
fn short(length: usize) -> u8 {
    u8::try_from(length).expect("a short list")
}

#[expect(
    clippy::expect_used,
    reason = "a file of 64 MiB holds nothing of this length"
)]
fn long(length: usize) -> [u8; 4] {
    let length = u32::try_from(length);
    length.expect("a length below 4 GiB").to_be_bytes()
}

/// What is still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn version(&mut self) -> Result<Option<()>, NotAWallet> {
        match self.byte() {
            Some(VERSION) => Ok(Some(())),
            Some(newer) if newer > VERSION => Err(NotAWallet::Version(newer)),
            _ => Ok(None),
        }
    }

    fn wallet(&mut self) -> Option<Wallet> {
        let next_batch = u32::from_be_bytes(self.array()?);
        let mut answered = Vec::new();
        for _ in 0..self.byte()? {
            answered.push(self.array()?);
        }
        let mut holdings = Vec::new();
        for _ in 0..u32::from_be_bytes(self.array()?) {
            holdings.push(self.holding()?);
        }
        let mut pending = Vec::new();
        for _ in 0..self.byte()? {
            pending.push(self.pending()?);
        }
        let seed = Zeroizing::new(self.array()?);
        Some(Wallet {
            seed: Seed::new(*seed),
            next_batch,
            pending,
            answered,
            holdings,
        })
    }

    fn holding(&mut self) -> Option<Holding> {
        let issuer = IssuerEntry::parse(self.long()?).ok()?;
        let mut credentials = Vec::new();
        for _ in 0..u32::from_be_bytes(self.array()?) {
            credentials.push(self.held()?);
        }
        Some(Holding {
            issuer,
            credentials,
        })
    }

    fn held(&mut self) -> Option<Held> {
        let claim = self.claim()?;
        let batch = u32::from_be_bytes(self.array()?);
        let day = self.byte()?;
        Some(Held {
            key: DeviceKeyId { batch, claim, day },
            not_before: self.time()?,
            expires: self.time()?,
            value: match self.byte()? {
                0 => false,
                1 => true,
                _ => return None,
            },
            bytes: self.long()?.to_vec(),
        })
    }

    fn pending(&mut self) -> Option<Pending> {
        let batch = u32::from_be_bytes(self.array()?);
        let days = self.byte()?;
        let hash = self.array()?;
        let mut claims = Vec::new();
        for _ in 0..self.byte()? {
            claims.push(self.claim()?);
        }
        let code = Zeroizing::new(self.array()?);
        Some(Pending {
            batch,
            days,
            code: CodeKey::new(*code),
            hash,
            claims,
        })
    }

    fn claim(&mut self) -> Option<ClaimKey> {
        ClaimKey::new(i64::from_be_bytes(self.array()?))
    }

    fn time(&mut self) -> Option<UnixTime> {
        UnixTime::new(u64::from_be_bytes(self.array()?))
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn long(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(u32::from_be_bytes(self.array()?)).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

const VERSION: u8 = 1;
