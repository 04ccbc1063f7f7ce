//! The proof: the SD-CWT's key binding token (KBT, draft-ietf-spice-sd-cwt-07 §9). The device key signs one
//! 30-second step, whom the proof is for, and the challenge that it answers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Reader, Writer};
use crate::cose::{self, Typ};
use crate::cose_key::SecretKey;
use crate::credential::read_time;
use crate::crockford;
use crate::malformed::{Fault, Malformed};
use crate::time::TimeStep;

/// Content type of a key binding token.
const TYP: Typ = Typ::Number(294);

/// Header parameter kcwt (draft-ietf-spice-sd-cwt-07): the credential.
const KCWT: i64 = 13;

const AUD: i64 = 3;
const IAT: i64 = 6;
const CNONCE: i64 = 39;

/// A venue's code: one to eight characters of A-Z and 0-9.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VenueCode {
    // Unused places stay zero.
    bytes: [u8; Self::MAX_LENGTH],
}

impl VenueCode {
    /// Longest code, in characters.
    pub const MAX_LENGTH: usize = 8;

    /// The venue with this code, exactly as written.
    pub fn new(code: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&code.len())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let mut bytes = [0; Self::MAX_LENGTH];
        for (place, byte) in bytes.iter_mut().zip(code.bytes()) {
            *place = byte;
        }
        fits.then_some(Self { bytes })
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        let used = self.bytes.split(|&byte| byte == 0).next().unwrap_or(&[]);
        core::str::from_utf8(used).unwrap_or("")
    }
}

impl fmt::Display for VenueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for VenueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whom a proof is for: `aud`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// "v": any venue.
    AnyVenue,
    /// "v:" and the venue's code: this venue alone.
    Venue(VenueCode),
}

impl Audience {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("v:") {
            Some(code) => VenueCode::new(code).map(Self::Venue),
            None => (text == "v").then_some(Self::AnyVenue),
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnyVenue => f.write_str("v"),
            Self::Venue(code) => write!(f, "v:{code}"),
        }
    }
}

/// A challenge that a verifier shows: `cnonce`, 40 bits, eight Crockford characters for people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Challenge([u8; Self::LENGTH]);

impl Challenge {
    /// Length in bytes.
    pub const LENGTH: usize = 5;

    /// The challenge of these bytes, which must be random.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The challenge as typed: case, hyphens and spaces do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        crockford::read(text).map(crockford::join_40).map(Self)
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = crockford::write(crockford::split_40(self.0).into_iter());
        f.write_str(&text)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a proof says besides the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofContent {
    /// `aud`
    pub audience: Audience,
    /// `iat` is the step's first second.
    pub step: TimeStep,
    /// `cnonce`
    pub challenge: Option<Challenge>,
}

impl ProofContent {
    /// Binds `credential` to this proof: the whole presentation, signed by the device key.
    pub fn sign(&self, credential: &[u8], device_key: &SecretKey) -> Vec<u8> {
        let mut protected = Writer::new();
        protected.map(3);
        cose::write_alg(&mut protected);
        protected.integer(KCWT).encoded(credential);
        TYP.write(&mut protected);
        cose::sign1(&protected.finish(), &self.encode(), device_key)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .map(if self.challenge.is_some() { 3 } else { 2 })
            .integer(AUD);
        match &self.audience {
            Audience::AnyVenue => writer.text("v"),
            Audience::Venue(code) => {
                let mut audience = String::from("v:");
                audience.push_str(code.as_str());
                writer.text(&audience)
            }
        };
        writer.integer(IAT).unsigned(self.step.start().seconds());
        if let Some(challenge) = &self.challenge {
            writer.integer(CNONCE).bytes(challenge.as_bytes());
        }
        writer.finish()
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        const AUDIENCE: &str = "\"v\" or \"v:\" and 1 to 8 characters A-Z 0-9";
        const STEP: &str = "an iat that is a multiple of 30";
        let before = reader.clone();
        let claims = reader.map("a claims set")?;
        if !(2..=3).contains(&claims) {
            return before.fail(Fault::Value {
                want: "a claims set of 2 or 3 claims",
            });
        }
        reader.exactly(AUD, "claim 3 (aud)")?;
        let before = reader.clone();
        let audience = Audience::parse(reader.text(AUDIENCE)?)
            .ok_or(Malformed::new(before.at(), Fault::Value { want: AUDIENCE }))?;
        reader.exactly(IAT, "claim 6 (iat)")?;
        let before = reader.clone();
        let step = TimeStep::starting_at(read_time(&mut reader)?)
            .ok_or(Malformed::new(before.at(), Fault::Value { want: STEP }))?;
        let challenge = if claims == 3 {
            reader.exactly(CNONCE, "claim 39 (cnonce)")?;
            Some(Challenge(*reader.byte_array("a cnonce of 5 bytes")?))
        } else {
            None
        };
        reader.end()?;
        Ok(Self {
            audience,
            step,
            challenge,
        })
    }
}

/// Reads a KBT's protected header up to the credential, hands the reader over for it, and reads the rest.
pub(crate) fn read_header<'a, T>(
    mut reader: Reader<'a>,
    credential: impl FnOnce(&mut Reader<'a>) -> Result<T, Malformed>,
) -> Result<T, Malformed> {
    reader.map_of(3, "a protected header of 3 parameters")?;
    cose::read_alg(&mut reader)?;
    reader.exactly(KCWT, "header parameter 13 (kcwt)")?;
    let credential = credential(&mut reader)?;
    TYP.read(&mut reader)?;
    reader.end()?;
    Ok(credential)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences() {
        assert_eq!(Audience::parse("v"), Some(Audience::AnyVenue));
        let museum = VenueCode::new("MUSEUM1").unwrap();
        assert_eq!(Audience::parse("v:MUSEUM1"), Some(Audience::Venue(museum)));
        for wrong in ["", "V", "v:", "v:museum", "v:MUSEUM123", "w", "v:A B"] {
            assert_eq!(Audience::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_challenge_is_typed_in_any_case() {
        let challenge = Challenge::new([1, 2, 3, 4, 255]);
        let text = alloc::format!("{challenge}");
        assert_eq!(text.len(), 9);
        assert_eq!(
            Challenge::parse(&text.to_ascii_lowercase()),
            Some(challenge)
        );
        assert_eq!(Challenge::parse("ABCD"), None);
    }
}
