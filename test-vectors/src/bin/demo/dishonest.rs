//! A citizen who has enrolled properly and then makes proofs that no honest wallet would make.

use anyhow::{Context as _, Result, bail};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::enrolment::{self, ClaimKeys, EnrolmentResponse, UnverifiedRequest};
use shared::enrolment_code::EnrolmentCode;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::seed::{DeviceKeyId, Seed};
use shared::time::TimeStep;
use test_vectors::cast;

use crate::scenery::invite;
use crate::stage::{Stage, now};

/// Days that it asks for.
const DAYS: u8 = 31;

/// Credentials of successive days, with their device keys.
#[derive(Debug)]
pub(crate) struct Dishonest {
    days: Vec<(Vec<u8>, SecretKey)>,
}

impl Dishonest {
    /// Enrols with an issuer for "adult".
    pub(crate) fn enrol(stage: &Stage<'_>, issuer: &str, person: &str) -> Result<Self> {
        let code = EnrolmentCode::parse(&invite(stage, issuer, person)?);
        let code = code.context("a code in the invitation")?;
        let claim = Claim::Adult.key();
        let seed = Seed::new([0xd1; 32]);
        let key = |day| {
            seed.device_key(DeviceKeyId {
                batch: 0,
                claim,
                day,
            })
        };
        let keys = [ClaimKeys {
            claim,
            keys: (0..DAYS).map(key).collect(),
        }];
        let request = enrolment::sign_request(&code, &keys);
        let (path, answer) = (
            stage.path("dishonest.request"),
            stage.path("dishonest.answer"),
        );
        std::fs::write(&path, &request).with_context(|| format!("writing {}", path.display()))?;
        let answer_text = answer.display().to_string();
        let path = path.display().to_string();
        stage.ask(
            "issuer",
            issuer,
            &["enrol", "answer", &path, "--out", &answer_text],
        )?;

        let response = std::fs::read(&answer).with_context(|| format!("reading {answer_text}"))?;
        let hash = *UnverifiedRequest::parse(&request)?.hash();
        let [asked] = keys;
        let public = [ClaimKeys {
            claim,
            keys: asked.keys.iter().map(SecretKey::public).collect(),
        }];
        let mut response = EnrolmentResponse::verify(&response, &code.key(), &hash, &public)?;
        let Some(claim) = response.claims.pop() else {
            bail!("the issuer answered without credentials");
        };
        Ok(Self {
            days: claim.credentials.into_iter().zip(asked.keys).collect(),
        })
    }

    /// A proof of this moment with the credential of `day` days ahead.
    pub(crate) fn presentation(&self, day: usize) -> Result<Vec<u8>> {
        let (credential, key) = self.days.get(day).context("a credential of that day")?;
        let proof = ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::at(cast::at(now()?)),
            challenge: None,
        };
        Ok(proof.sign(credential, key))
    }

    /// The same as the text of a QR code.
    pub(crate) fn text(&self, day: usize) -> Result<String> {
        Ok(qr_text::encode(&self.presentation(day)?))
    }

    /// Today's proof with one bit flipped in the middle.
    pub(crate) fn flipped(&self) -> Result<String> {
        let mut bytes = self.presentation(0)?;
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
        Ok(qr_text::encode(&bytes))
    }
}
