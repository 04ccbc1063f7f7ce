//! A citizen with a wallet, among the millions who have none here.

use std::fs;

use anyhow::{Context as _, Result};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::enrolment::{ClaimKeys, EnrolmentResponse, UnverifiedRequest, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::proof::{Audience, ProofContent};
use shared::qr_text;
use shared::time::{TimeStep, UnixTime};

use crate::program::Program;

/// When everything happens.
pub(crate) const NOON: &str = "2025-05-09T12:00:00Z";
/// The same, in seconds.
pub(crate) const NOW: u64 = 1_746_792_000;
const DAYS: u8 = 31;

/// A citizen who has credentials.
pub(crate) struct Visitor {
    /// Of today.
    credential: Vec<u8>,
    key: SecretKey,
}

impl Visitor {
    /// Enters a citizen of this name into the register, and enrols.
    pub(crate) fn enrol(issuer: &Program, name: &str, seed: u8) -> Result<Self> {
        let path = |what: &str| issuer.path_of(&format!("{name}.{what}"));
        let row = "person,born,citizenship,status,valid_from,valid_until";
        fs::write(path("csv"), format!("{row}\n{name},1990-01-02,RUS,,,\n"))?;
        issuer.run(&format!("--home issuer register import {name}.csv"))?;
        let invited = issuer.run(&format!("--home issuer enrol invite {name}"))?;
        let code = invited.told("code").as_str().and_then(EnrolmentCode::parse);
        let code = code.context("a code")?;
        let key = |day| {
            let mut key = [seed; 32];
            if let Some(first) = key.first_mut() {
                *first = day;
            }
            SecretKey::from_seed(&key)
        };
        let keys = ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..DAYS).map(key).collect(),
        };
        let request = sign_request(&code, &[keys]);
        fs::write(path("request"), &request)?;
        issuer.run(&format!("--home issuer enrol answer {name}.request"))?;
        let answer = fs::read(path("answer"))?;
        let request = UnverifiedRequest::parse(&request)?.verify(&code.key());
        let request = request.ok().context("our own request")?;
        let response =
            EnrolmentResponse::verify(&answer, &code.key(), request.hash(), request.claims());
        let response = response.ok().context("an answer")?;
        let mut claims = response.claims.into_iter();
        let credentials = claims.next().context("a claim")?.credentials;
        Ok(Self {
            credential: credentials.into_iter().next().context("a credential")?,
            key: key(0),
        })
    }

    /// A code of its own for each round, and when it is shown.
    pub(crate) fn show(&self, round: u32) -> Result<(String, String)> {
        let now = UnixTime::new(NOW + u64::from(round) * TimeStep::SECONDS).context("a time")?;
        let content = ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::at(now),
            challenge: None,
        };
        let text = qr_text::encode(&content.sign(&self.credential, &self.key));
        let at = format!("2025-05-09T12:{:02}:{:02}Z", round / 2, round % 2 * 30);
        Ok((text, at))
    }
}
