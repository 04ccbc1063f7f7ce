//! A presentation: the bytes in a QR code. A proof with its credential inside, read but not believed.

use crate::cbor::Reader;
use crate::cose::Sign1;
use crate::credential::Credential;
use crate::malformed::Malformed;
use crate::proof::{self, ProofContent};

/// Longest presentation that is read, in bytes.
pub const MAX_LENGTH: usize = 400;

/// A presentation as received. What it claims can only be read from the
/// [`VerifiedPresentation`](crate::verify::VerifiedPresentation) that [`verify`](crate::verify) makes of it.
#[derive(Clone, Debug)]
pub struct Presentation<'a> {
    pub(crate) credential: Credential<'a>,
    pub(crate) proof: ProofContent,
    pub(crate) signed: Sign1<'a>,
}

impl<'a> Presentation<'a> {
    /// Reads one presentation and nothing after it. Allocates nothing.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::limited(bytes, MAX_LENGTH)?;
        let signed = Sign1::read(&mut reader)?;
        reader.end()?;
        let credential = proof::read_header(signed.header_reader(), Credential::read)?;
        let proof = ProofContent::read(signed.payload_reader())?;
        Ok(Self {
            credential,
            proof,
            signed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;
    use crate::cose_key::SecretKey;
    use crate::credential::{CredentialContent, IssuerId, StatusIndex};
    use crate::proof::{Audience, Challenge, VenueCode};
    use crate::qr_text;
    use crate::time::{TimeStep, UnixTime};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn presentation() -> Vec<u8> {
        let device = SecretKey::from_seed(&[2; 32]);
        let credential = CredentialContent {
            issuer: IssuerId::new("26").unwrap(),
            not_before: UnixTime::new(1_764_000_000).unwrap(),
            expires: UnixTime::new(1_764_086_400).unwrap(),
            index: StatusIndex::new(7).unwrap(),
            device_key: *device.public().as_bytes(),
            claim: Claim::Student.key(),
            value: false,
        };
        ProofContent {
            audience: Audience::AnyVenue,
            step: TimeStep::at(UnixTime::new(1_764_000_030).unwrap()),
            challenge: Some(Challenge::new([1; 5])),
        }
        .sign(&credential.sign(&SecretKey::from_seed(&[1; 32])), &device)
    }

    proptest! {
        #[test]
        fn an_accepted_presentation_has_one_form(
            place: prop::sample::Index,
            byte: u8,
            cut in 0..3_usize,
        ) {
            let mut bytes = presentation();
            let length = bytes.len();
            bytes[place.index(length)] = byte;
            bytes.truncate(length - cut);
            if let Ok(parsed) = Presentation::parse(&bytes) {
                prop_assert_eq!(parsed.proof.encode(), parsed.signed.payload);
                let credential = parsed.credential;
                prop_assert_eq!(credential.content().encode(), credential.payload());
            }
        }

        #[test]
        fn arbitrary_bytes_are_no_presentation(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(Presentation::parse(&bytes).is_err());
        }
    }

    #[test]
    fn sizes_are_255_264_and_273_bytes_and_fit_qr_version_12_at_level_m() {
        let credential = CredentialContent {
            issuer: IssuerId::new("r26").unwrap(),
            not_before: UnixTime::new(1_764_000_000).unwrap(),
            expires: UnixTime::new(1_764_086_400).unwrap(),
            index: StatusIndex::new(7).unwrap(),
            device_key: *SecretKey::from_seed(&[2; 32]).public().as_bytes(),
            claim: Claim::Adult.key(),
            value: true,
        }
        .sign(&SecretKey::from_seed(&[1; 32]));
        let venue = Audience::Venue(VenueCode::new("MUSEUM01").unwrap());
        let challenge = Some(Challenge::new([1; 5]));
        for (audience, challenge, bytes, characters) in [
            (Audience::AnyVenue, None, 255, 387),
            (venue, None, 264, 400),
            (venue, challenge, 273, 414),
        ] {
            let content = ProofContent {
                audience,
                step: TimeStep::at(UnixTime::new(1_764_000_030).unwrap()),
                challenge,
            };
            let presentation = content.sign(&credential, &SecretKey::from_seed(&[2; 32]));
            assert_eq!(presentation.len(), bytes);
            assert_eq!(qr_text::encode(&presentation).len(), characters);
            let parsed = Presentation::parse(&presentation).unwrap();
            assert_eq!(parsed.proof, content);
        }
    }
}
