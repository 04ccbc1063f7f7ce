//! How a wallet gets credentials: it asks with device keys and a one-time code, the issuer answers with a batch.
//! Both messages are COSE_Mac0 (RFC 9052 §6.2) under keys that follow from the code, so the code itself never
//! travels, and whoever carries the files can change nothing in them.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::cbor::{Reader, Writer};
use crate::claims::ClaimKey;
use crate::cose::{self, Sign, SignerHeader, Typ};
use crate::cose_key::{PublicKey, SecretKey};
use crate::cose_mac::{self, Mac0};
use crate::credential::Credential;
use crate::enrolment_code::{CodeKey, EnrolmentCode, Locator};
use crate::issuer_entry::IssuerEntry;
use crate::malformed::{Fault, Malformed};

/// Largest request that is read, in bytes.
pub const MAX_REQUEST_LENGTH: usize = 1 << 18;
/// Largest response that is read, in bytes.
pub const MAX_RESPONSE_LENGTH: usize = 1 << 20;
/// Device keys, and so days, per claim in one request.
pub const MAX_DAYS: u64 = 31;
/// Most claims in one request.
pub const MAX_CLAIMS: u64 = 32;

const REQUEST: Typ = Typ::Name("application/vnd.spravka.enrolment-request+cose");
const RESPONSE: Typ = Typ::Name("application/vnd.spravka.enrolment-response+cose");

const REQUEST_KEY: &[u8] = b"spravka/1/enrolment-request";
const RESPONSE_KEY: &[u8] = b"spravka/1/enrolment-response";

/// The device keys for one claim, in the order of the days that they are meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimKeys<K> {
    /// The claim.
    pub claim: ClaimKey,
    /// One key per day, at most [`MAX_DAYS`].
    pub keys: Vec<K>,
}

/// A request, signed by every device key in it and authenticated by the code.
pub fn sign_request(code: &EnrolmentCode, claims: &[ClaimKeys<SecretKey>]) -> Vec<u8> {
    let mut body = Writer::new();
    body.map(2)
        .unsigned(1)
        .text(&alloc::format!("{}", code.locator()))
        .unsigned(2)
        .array(claims.len());
    for claim in claims {
        body.array(2)
            .integer(claim.claim.number())
            .array(claim.keys.len());
        for key in &claim.keys {
            body.bytes(key.public().as_bytes());
        }
    }
    let keys: Vec<&SecretKey> = claims.iter().flat_map(|claim| &claim.keys).collect();
    let mut protected = Writer::new();
    protected.map(1);
    REQUEST.write(&mut protected);
    let signed = cose::sign(
        &protected.finish(),
        &body.finish(),
        SignerHeader::ByOrder,
        keys.into_iter(),
    );
    cose_mac::sign(&code.key().message_key(REQUEST_KEY), REQUEST, &signed)
}

/// A request as received: its locator can be read, nothing in it is believed.
#[derive(Debug)]
pub struct UnverifiedRequest<'a> {
    mac0: Mac0<'a>,
    signed: Sign<'a>,
    locator: Locator,
    claims: Vec<ClaimKeys<PublicKey>>,
    hash: [u8; 32],
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRefused {
    /// It was not made with this code.
    WrongCode,
    /// The wallet does not hold the secret key of this device key.
    NoPossession {
        /// The claim that the key is for.
        claim: ClaimKey,
        /// Its place among the claim's keys, from 0.
        day: usize,
    },
}

impl fmt::Display for RequestRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCode => f.write_str("the request was not made with this code"),
            Self::NoPossession { claim, day } => write!(
                f,
                "the proof of possession of the device key for {claim}, day {day}, is wrong"
            ),
        }
    }
}

impl core::error::Error for RequestRefused {}

impl<'a> UnverifiedRequest<'a> {
    /// Reads a request.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mac0 = Mac0::parse(bytes, REQUEST, MAX_REQUEST_LENGTH)?;
        let mut reader = mac0.payload_reader();
        let signed = Sign::read(&mut reader, SignerHeader::ByOrder, MAX_CLAIMS * MAX_DAYS)?;
        let end = reader.clone();
        reader.end()?;
        let mut header = signed.header_reader();
        header.map_of(1, "a protected header of 1 parameter")?;
        REQUEST.read(&mut header)?;
        header.end()?;
        let (locator, claims) = read_request_body(signed.payload_reader())?;
        let keys: usize = claims.iter().map(|claim| claim.keys.len()).sum();
        if keys != signed.signers.len() {
            return end.fail(Fault::Value {
                want: "one signature per device key",
            });
        }
        Ok(Self {
            mac0,
            signed,
            locator,
            claims,
            hash: Sha256::digest(bytes).into(),
        })
    }

    /// Which invitation it answers, as it says.
    pub const fn locator(&self) -> Locator {
        self.locator
    }

    /// SHA-256 of the whole request: the same request gets the same answer.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Whether it was made with this code, before any signature is looked at.
    pub fn is_made_with(&self, code: &CodeKey) -> bool {
        self.mac0.verify(&code.message_key(REQUEST_KEY))
    }

    /// Checks the code and the possession of every device key.
    pub fn verify(self, code: &CodeKey) -> Result<EnrolmentRequest, RequestRefused> {
        if !self.is_made_with(code) {
            return Err(RequestRefused::WrongCode);
        }
        let mut signers = self.signed.signers.iter();
        for claim in &self.claims {
            for (day, (key, signer)) in claim.keys.iter().zip(signers.by_ref()).enumerate() {
                self.signed
                    .verify(signer, key)
                    .map_err(|_| RequestRefused::NoPossession {
                        claim: claim.claim,
                        day,
                    })?;
            }
        }
        Ok(EnrolmentRequest {
            claims: self.claims,
            hash: self.hash,
        })
    }
}

fn read_request_body(
    mut reader: Reader<'_>,
) -> Result<(Locator, Vec<ClaimKeys<PublicKey>>), Malformed> {
    const LOCATOR: &str = "a locator of 4 Crockford characters";
    reader.map_of(2, "a request of 2 members")?;
    reader.exactly(1, "key 1 (locator)")?;
    let before = reader.clone();
    let text = reader.text(LOCATOR)?;
    // One spelling only, so that one request has one hash.
    let locator = Locator::parse(text)
        .filter(|locator| alloc::format!("{locator}") == text)
        .ok_or(Malformed::new(before.at(), Fault::Value { want: LOCATOR }))?;
    reader.exactly(2, "key 2 (claims)")?;
    let before = reader.clone();
    let count = reader.array_between(1, MAX_CLAIMS, "1 to 32 claims")?;
    let mut claims: Vec<ClaimKeys<PublicKey>> = Vec::new();
    for _ in 0..count {
        reader.array_of(2, "a claim and its device keys")?;
        let claim = ClaimKey::read(&mut reader)?;
        let mut keys = Vec::new();
        for _ in 0..reader.array_between(1, MAX_DAYS, "1 to 31 device keys")? {
            keys.push(PublicKey::read(&mut reader, "a device key of 32 bytes")?);
        }
        claims.push(ClaimKeys { claim, keys });
    }
    reader.end()?;
    let keys = claims.iter().flat_map(|claim| &claim.keys);
    if !claims.is_sorted_by(|a, b| a.claim > b.claim) || crate::issuer_entry::any_key_twice(keys) {
        return before.fail(Fault::Value {
            want: "claims in their order and every device key once",
        });
    }
    Ok((locator, claims))
}

/// A request whose code and device keys are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentRequest {
    claims: Vec<ClaimKeys<PublicKey>>,
    hash: [u8; 32],
}

impl EnrolmentRequest {
    /// The claims asked for, with their device keys.
    pub fn claims(&self) -> &[ClaimKeys<PublicKey>] {
        &self.claims
    }

    /// SHA-256 of the whole request.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }
}

/// The credentials for one claim, oldest epoch first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimCredentials {
    /// The claim.
    pub claim: ClaimKey,
    /// The credentials as they were signed.
    pub credentials: Vec<Vec<u8>>,
}

/// What the issuer answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentResponse {
    /// SHA-256 of the request that it answers.
    pub request: [u8; 32],
    /// Who answers, as in the trust list.
    pub issuer: IssuerEntry,
    /// The credentials, per claim.
    pub claims: Vec<ClaimCredentials>,
}

/// Why a response is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseRefused {
    /// It is not a response at all.
    Malformed(Malformed),
    /// It was not made with the code of the request.
    WrongCode,
    /// It answers another request.
    OtherRequest,
    /// A credential in it is not what was asked for, or not signed by the issuer.
    Credential {
        /// The claim that it is for.
        claim: ClaimKey,
        /// Its place among the claim's credentials, from 0.
        place: usize,
    },
}

impl fmt::Display for ResponseRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => write!(f, "not an answer of an issuer: {malformed}"),
            Self::WrongCode => f.write_str("the answer was not made with the code of the request"),
            Self::OtherRequest => f.write_str("the answer belongs to another request"),
            Self::Credential { claim, place } => write!(
                f,
                "credential {place} for {claim} is not what was asked for"
            ),
        }
    }
}

impl core::error::Error for ResponseRefused {}

impl EnrolmentResponse {
    /// The response as bytes, authenticated by the code; the same content gives the same bytes.
    pub fn sign(&self, code: &CodeKey) -> Vec<u8> {
        let mut body = Writer::new();
        body.map(3).unsigned(1).bytes(&self.request).unsigned(2);
        self.issuer.write(&mut body);
        body.unsigned(3).array(self.claims.len());
        for claim in &self.claims {
            body.array(2)
                .integer(claim.claim.number())
                .array(claim.credentials.len());
            for credential in &claim.credentials {
                body.bytes(credential);
            }
        }
        cose_mac::sign(&code.message_key(RESPONSE_KEY), RESPONSE, &body.finish())
    }

    /// Reads a response and checks all of it: the code, the request, and every credential's issuer,
    /// signature, epoch, claim and device key.
    pub fn verify(
        bytes: &[u8],
        code: &CodeKey,
        request: &[u8; 32],
        asked: &[ClaimKeys<PublicKey>],
    ) -> Result<Self, ResponseRefused> {
        let mac0 = Mac0::parse(bytes, RESPONSE, MAX_RESPONSE_LENGTH)
            .map_err(ResponseRefused::Malformed)?;
        if !mac0.verify(&code.message_key(RESPONSE_KEY)) {
            return Err(ResponseRefused::WrongCode);
        }
        let response = Self::read(mac0.payload_reader()).map_err(ResponseRefused::Malformed)?;
        if response.request != *request {
            return Err(ResponseRefused::OtherRequest);
        }
        for answered in &response.claims {
            let keys = asked
                .iter()
                .find(|asked| asked.claim == answered.claim)
                .map(|asked| asked.keys.as_slice());
            let mut next = None;
            for (place, credential) in answered.credentials.iter().enumerate() {
                let refused = ResponseRefused::Credential {
                    claim: answered.claim,
                    place,
                };
                let epoch = response
                    .check_credential(credential, answered.claim, keys.unwrap_or(&[]))
                    .ok_or(refused)?;
                if next.is_some_and(|next| epoch < next) {
                    return Err(refused);
                }
                next = epoch.checked_add(1);
            }
        }
        Ok(response)
    }

    fn check_credential(
        &self,
        bytes: &[u8],
        claim: ClaimKey,
        keys: &[PublicKey],
    ) -> Option<crate::time::Epoch> {
        let credential = Credential::parse(bytes).ok()?;
        let key = self.issuer.credential_key(credential.kid())?;
        let content = credential.verify(&key.key).ok()?;
        let epoch = self
            .issuer
            .epochs()
            .epoch_between(content.not_before, content.expires)?;
        let asked = keys.iter().any(|key| *key.as_bytes() == content.device_key);
        let right = content.issuer == self.issuer.id()
            && content.claim == claim
            && (key.first..=key.last).contains(&epoch)
            && asked;
        right.then_some(epoch)
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        reader.map_of(3, "a response of 3 members")?;
        reader.exactly(1, "key 1 (request)")?;
        let request = *reader.byte_array("a hash of 32 bytes")?;
        reader.exactly(2, "key 2 (issuer)")?;
        let issuer = IssuerEntry::read(&mut reader)?;
        reader.exactly(3, "key 3 (claims)")?;
        let before = reader.clone();
        let count = reader.array_between(1, MAX_CLAIMS, "1 to 32 claims")?;
        let mut claims: Vec<ClaimCredentials> = Vec::new();
        for _ in 0..count {
            reader.array_of(2, "a claim and its credentials")?;
            let claim = ClaimKey::read(&mut reader)?;
            let mut credentials = Vec::new();
            for _ in 0..reader.array_between(1, MAX_DAYS, "1 to 31 credentials")? {
                credentials.push(reader.bytes("a credential")?.to_vec());
            }
            claims.push(ClaimCredentials { claim, credentials });
        }
        reader.end()?;
        if !claims.is_sorted_by(|a, b| a.claim > b.claim) {
            return before.fail(Fault::Value {
                want: "claims in their order, each once",
            });
        }
        Ok(Self {
            request,
            issuer,
            claims,
        })
    }
}
