//! What a wallet keeps: its seed, the requests that wait for an answer, and the credentials that it holds.

use std::fmt;

use sha2::{Digest as _, Sha256};
use shared::claims::ClaimKey;
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{Credential, CredentialContent};
use shared::enrolment::{ClaimKeys, EnrolmentResponse, MAX_DAYS, ResponseRefused};
use shared::enrolment_code::CodeKey;
use shared::issuer_entry::IssuerEntry;
use shared::seed::{DeviceKeyId, Seed};
use shared::time::UnixTime;

/// Most requests that wait for an answer, and most answers that are remembered.
pub const MEMORY: usize = 8;

/// Everything that a wallet keeps.
pub struct Wallet {
    /// From which all device keys follow.
    pub(crate) seed: Seed,
    /// The number of the next request; a number that was once used never comes back.
    pub(crate) next_batch: u32,
    /// The requests that wait for an answer, newest last.
    pub(crate) pending: Vec<Pending>,
    /// SHA-256 of the newest answers that were accepted, newest last.
    pub(crate) answered: Vec<[u8; 32]>,
    /// The credentials, by issuer.
    pub(crate) holdings: Vec<Holding>,
}

/// A request that waits for its answer.
pub struct Pending {
    /// Its number.
    pub batch: u32,
    /// Device keys per claim in it.
    pub days: u8,
    /// What follows from the code that it was made with.
    pub code: CodeKey,
    /// SHA-256 of the request.
    pub hash: [u8; 32],
    /// The claims asked for, in the order of the request.
    pub claims: Vec<ClaimKey>,
}

/// What one issuer gave.
pub struct Holding {
    /// The issuer, as in its newest answer.
    pub issuer: IssuerEntry,
    /// Its credentials, those of one claim in the order of their epochs.
    pub credentials: Vec<Held>,
}

/// A credential, checked when it came, and the device key that it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Held {
    /// Which device key can prove it.
    pub key: DeviceKeyId,
    /// First second of its epoch.
    pub not_before: UnixTime,
    /// First second after its epoch.
    pub expires: UnixTime,
    /// Whether it entitles.
    pub value: bool,
    /// The credential as it was signed.
    pub bytes: Vec<u8>,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who answered.
    pub issuer: IssuerEntry,
    /// The claims that it gave credentials for.
    pub granted: Vec<ClaimKey>,
    /// The claims that were asked for and are not in the answer.
    pub withheld: Vec<ClaimKey>,
}

/// Why an answer was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAccepted {
    /// It was accepted before.
    Again,
    /// No request waits for an answer.
    NoneWaits,
    /// It is refused by every request that waits; this is the refusal that tells most.
    Refused(ResponseRefused),
}

impl Wallet {
    /// An empty wallet.
    pub const fn new(seed: Seed) -> Self {
        Self {
            seed,
            next_batch: 0,
            pending: Vec::new(),
            answered: Vec::new(),
            holdings: Vec::new(),
        }
    }

    /// The requests that wait for an answer, newest last.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// The credentials, by issuer.
    pub fn holdings(&self) -> &[Holding] {
        &self.holdings
    }

    /// Fresh device keys for a request for these claims, and its number; none after 2³² requests.
    pub fn next_keys(&mut self, claims: &[ClaimKey]) -> Option<(u32, Vec<ClaimKeys<SecretKey>>)> {
        let batch = self.next_batch;
        self.next_batch = batch.checked_add(1)?;
        let keys = claims
            .iter()
            .map(|&claim| ClaimKeys {
                claim,
                keys: device_keys(&self.seed, batch, claim, DAYS).collect(),
            })
            .collect();
        Some((batch, keys))
    }

    /// Remembers a request that was made; the oldest is forgotten when there are too many.
    pub fn wait_for(&mut self, batch: u32, code: CodeKey, request: &[u8], claims: Vec<ClaimKey>) {
        self.pending.push(Pending {
            batch,
            days: DAYS,
            code,
            hash: Sha256::digest(request).into(),
            claims,
        });
        keep_newest(&mut self.pending);
    }

    /// Takes the credentials from an answer to one of the requests that wait. A refused answer changes nothing.
    pub fn accept(&mut self, answer: &[u8], now: UnixTime) -> Result<Accepted, NotAccepted> {
        let hash: [u8; 32] = Sha256::digest(answer).into();
        if self.answered.contains(&hash) {
            return Err(NotAccepted::Again);
        }
        let mut refused: Option<ResponseRefused> = None;
        for (place, pending) in self.pending.iter().enumerate().rev() {
            let asked = pending.asked(&self.seed);
            match EnrolmentResponse::verify(answer, &pending.code, &pending.hash, &asked) {
                Ok(response) => {
                    let pending = self.pending.remove(place);
                    // A code is answered once: what else was asked with it, by a program that was then killed, waits in vain.
                    let code = pending.code.as_bytes();
                    self.pending.retain(|other| other.code.as_bytes() != code);
                    self.answered.push(hash);
                    keep_newest(&mut self.answered);
                    return Ok(self.take(&response, &pending, &asked, now));
                }
                Err(new) if refused.is_none_or(|old| tells(&new) > tells(&old)) => {
                    refused = Some(new);
                }
                Err(_) => {}
            }
        }
        Err(refused.map_or(NotAccepted::NoneWaits, NotAccepted::Refused))
    }

    /// The device key with this name.
    pub fn device_key(&self, id: DeviceKeyId) -> SecretKey {
        self.seed.device_key(id)
    }

    /// All credentials for one claim, with their issuers.
    pub fn of_claim(&self, claim: ClaimKey) -> impl Iterator<Item = (&IssuerEntry, &Held)> {
        self.holdings.iter().flat_map(move |holding| {
            holding
                .credentials
                .iter()
                .filter(move |held| held.key.claim == claim)
                .map(|held| (&holding.issuer, held))
        })
    }

    fn take(
        &mut self,
        response: &EnrolmentResponse,
        pending: &Pending,
        asked: &[ClaimKeys<PublicKey>],
        now: UnixTime,
    ) -> Accepted {
        let issuer = &response.issuer;
        let mut fresh = Vec::new();
        for answered in &response.claims {
            let keys = asked.iter().find(|asked| asked.claim == answered.claim);
            for bytes in &answered.credentials {
                fresh.extend(keys.and_then(|keys| hold(issuer, bytes, pending.batch, keys)));
            }
        }
        let granted: Vec<ClaimKey> = response.claims.iter().map(|claim| claim.claim).collect();
        let withheld = pending.claims.iter().copied();
        let withheld = withheld.filter(|claim| !granted.contains(claim)).collect();
        let holding = match self
            .holdings
            .iter_mut()
            .find(|holding| holding.issuer.id() == issuer.id())
        {
            Some(holding) => {
                holding.issuer = issuer.clone();
                holding
            }
            None => self.holdings.push_mut(Holding {
                issuer: issuer.clone(),
                credentials: Vec::new(),
            }),
        };
        holding.credentials.retain(|old| {
            let is_renewed = granted.contains(&old.key.claim);
            !is_renewed || old.expires > now && !fresh.iter().any(|new| old.overlaps(new))
        });
        holding.credentials.append(&mut fresh);
        holding
            .credentials
            .sort_by_key(|held| (held.key.claim, held.not_before));
        Accepted {
            issuer: issuer.clone(),
            granted,
            withheld,
        }
    }
}

impl Pending {
    /// The public keys that the request had in it.
    fn asked(&self, seed: &Seed) -> Vec<ClaimKeys<PublicKey>> {
        self.claims
            .iter()
            .map(|&claim| ClaimKeys {
                claim,
                keys: device_keys(seed, self.batch, claim, self.days)
                    .map(|key| key.public())
                    .collect(),
            })
            .collect()
    }
}

impl Held {
    /// Whether it can be shown in a step that starts at `moment`.
    pub fn covers(&self, moment: UnixTime) -> bool {
        self.not_before <= moment && moment < self.expires
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.key.claim == other.key.claim
            && self.not_before < other.expires
            && other.not_before < self.expires
    }
}

/// A credential of a verified answer, with the device key that it is for.
fn hold(
    issuer: &IssuerEntry,
    bytes: &[u8],
    batch: u32,
    keys: &ClaimKeys<PublicKey>,
) -> Option<Held> {
    let credential = Credential::parse(bytes).ok()?;
    let key = issuer.credential_key(credential.kid())?;
    let &CredentialContent {
        not_before,
        expires,
        device_key,
        claim,
        value,
        ..
    } = credential.verify(&key.key).ok()?;
    let mut days = keys.keys.iter();
    let day = days.position(|key| *key.as_bytes() == device_key)?;
    let day = u8::try_from(day).ok()?;
    Some(Held {
        key: DeviceKeyId { batch, claim, day },
        not_before,
        expires,
        value,
        bytes: bytes.to_vec(),
    })
}

fn device_keys(
    seed: &Seed,
    batch: u32,
    claim: ClaimKey,
    days: u8,
) -> impl Iterator<Item = SecretKey> {
    (0..days).map(move |day| seed.device_key(DeviceKeyId { batch, claim, day }))
}

fn keep_newest<T>(memory: &mut Vec<T>) {
    let too_many = memory.len().saturating_sub(MEMORY);
    memory.drain(..too_many);
}

/// How much a refusal tells: that of the request that the answer belongs to tells most.
const fn tells(refused: &ResponseRefused) -> u8 {
    match refused {
        ResponseRefused::WrongCode => 0,
        ResponseRefused::OtherRequest => 1,
        ResponseRefused::Credential { .. } => 2,
        ResponseRefused::Malformed(_) => 3,
    }
}

// What a person holds is personal: none of these types prints its contents.

impl fmt::Debug for Wallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wallet(..)")
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending({})", self.batch)
    }
}

impl fmt::Debug for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holding(..)")
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held(..)")
    }
}

/// Device keys per claim that a new request asks with.
const DAYS: u8 = 31;
const _: () = assert!(MAX_DAYS == 31, "a request asks for as many days as it can");
