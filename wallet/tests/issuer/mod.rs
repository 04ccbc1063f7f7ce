//! An issuer for tests: fixed keys, days of Moscow, anybody gets what was asked for.

use shared::claims::{Claim, ClaimKey};
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{CredentialContent, IssuerId, StatusIndex};
use shared::enrolment::{ClaimCredentials, EnrolmentResponse, UnverifiedRequest, sign_request};
use shared::enrolment_code::{CodeKey, EnrolmentCode};
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::time::{Epoch, EpochRule, UnixTime};
use wallet::kept::Wallet;

/// 2025-11-22T12:00:00Z, a moment in epoch [`TODAY`].
pub(crate) const NOW: u64 = 1_763_812_800;
/// The day of [`NOW`].
pub(crate) const TODAY: u32 = 20_413;

/// The issuer with this name; the name also makes its keys.
pub(crate) struct Issuer {
    id: &'static str,
}

impl Issuer {
    pub(crate) const fn new(id: &'static str) -> Self {
        Self { id }
    }

    fn key(&self, role: u8) -> SecretKey {
        let mut seed = [role; 32];
        for (place, byte) in seed.iter_mut().zip(self.id.bytes()) {
            *place = byte;
        }
        SecretKey::from_seed(&seed)
    }

    pub(crate) fn entry(&self) -> IssuerEntry {
        IssuerEntry::new(
            IssuerId::new(self.id).unwrap(),
            (format!("Регион {}", self.id), format!("Region {}", self.id)),
            rule(),
            Claim::all().map(Claim::key).collect(),
            self.key(2).public(),
            vec![CredentialKey {
                key: self.key(1).public(),
                first: Epoch::new(20_000),
                last: Epoch::new(30_000),
            }],
        )
        .unwrap()
    }

    /// The answer to a request: a credential for each key, for each day from `first` on.
    pub(crate) fn answer(&self, request: &[u8], code: &CodeKey, first: u32) -> Vec<u8> {
        self.answer_some(request, code, first, 31, |_| true)
    }

    /// The same for so many days, and for some claims only.
    pub(crate) fn answer_some(
        &self,
        request: &[u8],
        code: &CodeKey,
        first: u32,
        days: usize,
        entitled: impl Fn(ClaimKey) -> bool,
    ) -> Vec<u8> {
        let request = UnverifiedRequest::parse(request).unwrap();
        let request = request.verify(code).unwrap();
        let claims = request
            .claims()
            .iter()
            .filter(|asked| entitled(asked.claim))
            .map(|asked| ClaimCredentials {
                claim: asked.claim,
                credentials: (first..)
                    .zip(asked.keys.iter().take(days))
                    .map(|(day, key)| self.credential(asked.claim, day, key, true))
                    .collect(),
            })
            .collect();
        self.sign(*request.hash(), claims, code)
    }

    pub(crate) fn sign(
        &self,
        request: [u8; 32],
        claims: Vec<ClaimCredentials>,
        code: &CodeKey,
    ) -> Vec<u8> {
        let issuer = self.entry();
        let response = EnrolmentResponse {
            request,
            issuer,
            claims,
        };
        response.sign(code)
    }

    pub(crate) fn credential(
        &self,
        claim: ClaimKey,
        day: u32,
        key: &PublicKey,
        value: bool,
    ) -> Vec<u8> {
        let content = CredentialContent {
            issuer: IssuerId::new(self.id).unwrap(),
            not_before: rule().start(Epoch::new(day)),
            expires: rule().end(Epoch::new(day)),
            index: StatusIndex::new(7).unwrap(),
            device_key: *key.as_bytes(),
            claim,
            value,
        };
        content.sign(&self.key(1))
    }
}

/// Days that begin at midnight in Moscow.
pub(crate) fn rule() -> EpochRule {
    EpochRule::new(86_400, 75_600).unwrap()
}

pub(crate) fn time(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

pub(crate) fn code(number: u8) -> EnrolmentCode {
    EnrolmentCode::from_random([number; 16])
}

/// Makes a request as the command does.
pub(crate) fn request(wallet: &mut Wallet, code: &EnrolmentCode, claims: &[Claim]) -> Vec<u8> {
    let claims: Vec<_> = claims.iter().map(|claim| claim.key()).collect();
    let (batch, keys) = wallet.next_keys(&claims).unwrap();
    let bytes = sign_request(code, &keys);
    wallet.wait_for(batch, code.key(), &bytes, claims);
    bytes
}
