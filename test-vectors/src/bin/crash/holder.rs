//! A person who holds credentials, without a wallet: a hundred starts of one would take too long.

use std::fs;

use anyhow::{Context as _, Result};
use shared::claims::{Claim, ClaimKey};
use shared::cose_key::SecretKey;
use shared::enrolment::{self, ClaimKeys, EnrolmentResponse, UnverifiedRequest};
use shared::enrolment_code::EnrolmentCode;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::seed::{DeviceKeyId, Seed};
use shared::time::TimeStep;
use test_vectors::cast;

use crate::place::Place;
use crate::tool::Tool;

/// Days that are asked for.
const DAYS: u8 = 31;

/// Credentials for "adult" on successive days, with their device keys. More claims were asked for, to fill the lists.
pub(crate) struct Holder {
    days: Vec<(Vec<u8>, SecretKey)>,
}

impl Holder {
    /// Enrols a person for everything that the person holds.
    pub(crate) fn enrol(
        place: &Place,
        issuer: &'static str,
        person: &str,
        seed: u8,
    ) -> Result<Self> {
        let invite = ["enrol", "invite", person];
        let code = Tool::new(place, "issuer", issuer, cast::NOW, &invite).ask_for("code")?;
        let code = EnrolmentCode::parse(&code).context("a code in the invitation")?;
        let mut claims: Vec<_> = Claim::all().map(Claim::key).collect();
        claims.sort_unstable_by(|a, b| b.cmp(a));
        let seed = Seed::new([seed; 32]);
        let keys: Vec<_> = claims.iter().map(|&claim| keys(&seed, claim)).collect();
        let request = enrolment::sign_request(&code, &keys);
        fs::write(place.path("a.request"), &request)?;

        let (path, out) = (place.text_path("a.request"), place.text_path("an.answer"));
        let answer = ["enrol", "answer", &path, "--out", &out];
        Tool::new(place, "issuer", issuer, cast::NOW, &answer).ask()?;
        let response = fs::read(&out).with_context(|| format!("reading {out}"))?;
        let hash = *UnverifiedRequest::parse(&request)?.hash();
        let public: Vec<_> = keys.iter().map(public).collect();
        let response = EnrolmentResponse::verify(&response, &code.key(), &hash, &public)?;
        let adult = Claim::Adult.key();
        let mut issued = response.claims.into_iter();
        let issued = issued.find(|issued| issued.claim == adult);
        let asked = keys.into_iter().find(|asked| asked.claim == adult);
        let (issued, asked) = issued.zip(asked).context("no credentials for adults")?;
        Ok(Self {
            days: issued.credentials.into_iter().zip(asked.keys).collect(),
        })
    }

    /// The text of the code at a moment, so many days after the enrolment.
    pub(crate) fn code(&self, day: usize, at: u64) -> Result<String> {
        let (credential, key) = self.days.get(day).context("a credential of that day")?;
        let proof = ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::at(cast::at(at)),
            challenge: None,
        };
        Ok(qr_text::encode(&proof.sign(credential, key)))
    }
}

fn keys(seed: &Seed, claim: ClaimKey) -> ClaimKeys<SecretKey> {
    let key = |day| {
        seed.device_key(DeviceKeyId {
            batch: 0,
            claim,
            day,
        })
    };
    ClaimKeys {
        claim,
        keys: (0..DAYS).map(key).collect(),
    }
}

fn public(asked: &ClaimKeys<SecretKey>) -> ClaimKeys<shared::cose_key::PublicKey> {
    ClaimKeys {
        claim: asked.claim,
        keys: asked.keys.iter().map(SecretKey::public).collect(),
    }
}
