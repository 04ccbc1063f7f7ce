//! A presentation in its parts, each of which can be changed before it is signed.

use shared::claims::{Claim, ClaimKey};
use shared::cose_key::SecretKey;
use shared::qr_text;

use crate::cast::{self, Key};
use crate::raw::{self, Pair};

/// The parts of a presentation. What `build` makes of unchanged parts is accepted at [`cast::NOW`].
#[derive(Clone, Debug)]
pub struct Card {
    /// Pairs of the credential's protected header.
    pub credential_header: Vec<Pair>,
    /// The credential's unprotected header, encoded.
    pub credential_unprotected: Vec<u8>,
    /// Pairs of the credential's payload.
    pub credential_claims: Vec<Pair>,
    /// The payload's bytes, where pairs in a map are not enough.
    pub credential_payload: Option<Vec<u8>>,
    /// Who signs the credential.
    pub credential_key: Key,
    /// Tag number of the credential.
    pub credential_tag: u64,
    /// The whole credential, where its parts are not enough.
    pub credential: Option<Vec<u8>>,
    /// Pairs of the proof's protected header; the credential goes in as the second.
    pub proof_header: Vec<Pair>,
    /// The proof's unprotected header, encoded.
    pub proof_unprotected: Vec<u8>,
    /// Pairs of the proof's payload.
    pub proof_claims: Vec<Pair>,
    /// The payload's bytes, where pairs in a map are not enough.
    pub proof_payload: Option<Vec<u8>>,
    /// Who signs the proof.
    pub proof_key: Key,
    /// Tag number of the proof.
    pub proof_tag: u64,
}

const ISS: usize = 0;
const EXP: usize = 2;
const NBF: usize = 3;
const CTI: usize = 4;
const CNF: usize = 5;
const CLAIM: usize = 6;

impl Card {
    /// An adult of the region, index 1000, first device key, at the step of `now`.
    #[must_use]
    pub fn new(now: u64) -> Self {
        let device = Key::Device(1);
        let mut card = Self {
            credential_header: vec![
                (raw::int(1), raw::int(-19)),
                (raw::int(4), raw::bytes(&[])),
                (raw::int(16), raw::int(293)),
            ],
            credential_unprotected: raw::map(&[]),
            credential_claims: vec![
                (raw::int(1), raw::text(cast::REGION)),
                (raw::int(2), raw::text("")),
                (raw::int(4), Vec::new()),
                (raw::int(5), Vec::new()),
                (raw::int(7), Vec::new()),
                (raw::int(8), Vec::new()),
                (Vec::new(), Vec::new()),
            ],
            credential_payload: None,
            credential_key: Key::Region,
            credential_tag: 18,
            credential: None,
            proof_header: vec![
                (raw::int(1), raw::int(-19)),
                (raw::int(13), Vec::new()),
                (raw::int(16), raw::int(294)),
            ],
            proof_unprotected: raw::map(&[]),
            proof_claims: vec![(raw::int(3), raw::text("v")), (raw::int(6), Vec::new())],
            proof_payload: None,
            proof_key: device,
            proof_tag: 18,
        };
        card = card.index(1_000).day(cast::TODAY).signed_by(Key::Region);
        card = card.device(device).claim(Claim::Adult.key(), true);
        card.issued_at(cast::step(now).start().seconds())
    }

    /// Another issuer and its key.
    #[must_use]
    pub fn issuer(self, name: &str, key: Key) -> Self {
        self.credential_claim(ISS, raw::text(name)).signed_by(key)
    }

    /// The epoch, with its right bounds.
    #[must_use]
    pub fn day(self, epoch: u32) -> Self {
        let epoch = shared::time::Epoch::new(epoch);
        let rule = cast::days();
        self.bounds(rule.start(epoch).seconds(), rule.end(epoch).seconds())
    }

    /// `nbf` and `exp`.
    #[must_use]
    pub fn bounds(self, not_before: u64, expires: u64) -> Self {
        self.credential_claim(NBF, unsigned(not_before))
            .credential_claim(EXP, unsigned(expires))
    }

    /// The status index.
    #[must_use]
    pub fn index(self, number: u64) -> Self {
        let [_, _, _, cti @ ..] = number.to_be_bytes();
        self.credential_claim(CTI, raw::bytes(&cti))
    }

    /// The device key, in the credential and for the proof.
    #[must_use]
    pub fn device(mut self, key: Key) -> Self {
        self.proof_key = key;
        let x = *key.secret().public().as_bytes();
        self.device_key(x)
    }

    /// The `x` in the credential alone.
    #[must_use]
    pub fn device_key(self, x: [u8; 32]) -> Self {
        let key = raw::map(&[
            (raw::int(1), raw::int(1)),
            (raw::int(-1), raw::int(6)),
            (raw::int(-2), raw::bytes(&x)),
        ]);
        self.credential_claim(CNF, raw::map(&[(raw::int(1), key)]))
    }

    /// The claim and its value.
    #[must_use]
    pub fn claim(mut self, claim: ClaimKey, value: bool) -> Self {
        if let Some(pair) = self.credential_claims.get_mut(CLAIM) {
            *pair = (raw::int(claim.number()), raw::boolean(value));
        }
        self
    }

    /// Who signs the credential, and the kid in its header.
    #[must_use]
    pub fn signed_by(mut self, key: Key) -> Self {
        self.credential_key = key;
        self.kid(key)
    }

    /// The kid in the credential's header alone.
    #[must_use]
    pub fn kid(mut self, key: Key) -> Self {
        let kid = key.secret().public().kid();
        if let Some(pair) = self.credential_header.get_mut(1) {
            pair.1 = raw::bytes(kid.as_bytes());
        }
        self
    }

    /// `aud`
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        if let Some(pair) = self.proof_claims.get_mut(0) {
            pair.1 = raw::text(audience);
        }
        self
    }

    /// `iat`
    #[must_use]
    pub fn issued_at(mut self, seconds: u64) -> Self {
        if let Some(pair) = self.proof_claims.get_mut(1) {
            pair.1 = unsigned(seconds);
        }
        self
    }

    /// `cnonce`
    #[must_use]
    pub fn challenge(mut self, challenge: [u8; 5]) -> Self {
        self.proof_claims
            .push((raw::int(39), raw::bytes(&challenge)));
        self
    }

    fn credential_claim(mut self, place: usize, value: Vec<u8>) -> Self {
        if let Some(pair) = self.credential_claims.get_mut(place) {
            pair.1 = value;
        }
        self
    }

    /// Signs both and puts them together.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let payload = self
            .credential_payload
            .clone()
            .unwrap_or_else(|| raw::map(&self.credential_claims));
        let credential = self.credential.clone().unwrap_or_else(|| {
            sign1(
                self.credential_tag,
                &raw::map(&self.credential_header),
                &self.credential_unprotected,
                &payload,
                &self.credential_key.secret(),
            )
        });
        let mut header = self.proof_header.clone();
        for (key, value) in &mut header {
            if *key == raw::int(13) {
                value.clone_from(&credential);
            }
        }
        let payload = self
            .proof_payload
            .clone()
            .unwrap_or_else(|| raw::map(&self.proof_claims));
        sign1(
            self.proof_tag,
            &raw::map(&header),
            &self.proof_unprotected,
            &payload,
            &self.proof_key.secret(),
        )
    }

    /// The text of the QR code.
    #[must_use]
    pub fn text(&self) -> String {
        qr_text::encode(&self.build())
    }
}

/// A COSE_Sign1 whose signature is right for whatever is in it.
#[must_use]
pub fn sign1(
    tag: u64,
    protected: &[u8],
    unprotected: &[u8],
    payload: &[u8],
    key: &SecretKey,
) -> Vec<u8> {
    let to_be_signed = raw::array(&[
        raw::text("Signature1"),
        raw::bytes(protected),
        raw::bytes(&[]),
        raw::bytes(payload),
    ]);
    let signature = key.sign(&to_be_signed);
    raw::tag(
        tag,
        raw::array(&[
            raw::bytes(protected),
            unprotected.to_vec(),
            raw::bytes(payload),
            raw::bytes(&signature),
        ]),
    )
}

/// A COSE_Sign whose signatures are right for whatever is in it, signers in the order of their kids.
#[must_use]
pub fn sign(protected: &[u8], payload: &[u8], keys: &[Key]) -> Vec<u8> {
    let mut keys = keys.to_vec();
    keys.sort_unstable_by_key(|key| key.secret().public().kid());
    let signatures = keys.iter().map(|key| {
        let secret = key.secret();
        let signer = raw::map(&[
            (raw::int(1), raw::int(-19)),
            (raw::int(4), raw::bytes(secret.public().kid().as_bytes())),
        ]);
        let to_be_signed = raw::array(&[
            raw::text("Signature"),
            raw::bytes(protected),
            raw::bytes(&signer),
            raw::bytes(&[]),
            raw::bytes(payload),
        ]);
        let signature = secret.sign(&to_be_signed);
        raw::array(&[raw::bytes(&signer), raw::map(&[]), raw::bytes(&signature)])
    });
    raw::tag(
        98,
        raw::array(&[
            raw::bytes(protected),
            raw::map(&[]),
            raw::bytes(payload),
            raw::array(&signatures.collect::<Vec<_>>()),
        ]),
    )
}

fn unsigned(value: u64) -> Vec<u8> {
    raw::int(i64::try_from(value).unwrap_or(i64::MAX))
}
