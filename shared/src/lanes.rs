//! Lanes of one venue: what they tell each other of whom they have admitted, so that nobody else learns anything from it.
//!
//! Each admission has a name and a value in a store that all lanes reach. Both are made with a key that only the lanes have.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

use crate::key_derivation::keyed;
use crate::replay::KEPT_STEPS;
use crate::time::{TimeStep, UnixTime};
use crate::verify::{Policy, VerifiedPresentation};

const PROOF: &[u8] = b"spravka/1/lane/proof";
const PROOF_AGAIN: &[u8] = b"spravka/1/lane/proof/again";
const VISIT: &[u8] = b"spravka/1/lane/visit";
const VISIT_AGAIN: &[u8] = b"spravka/1/lane/visit/again";
const VALUE: &[u8] = b"spravka/1/lane/value";

/// The key that the lanes of one venue share.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct LaneKey([u8; 32]);

/// What a store calls an admission, and until when it has to keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name.
    pub name: [u8; 16],
    /// The last second in which it can be of use.
    pub last: UnixTime,
}

/// What may be admitted once, and by the staff once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The first time.
    pub first: Mark,
    /// Once more.
    pub again: Mark,
}

/// What the lanes tell each other of one presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Its proof.
    pub proof: Passage,
    /// Whether the proof answers a challenge: then it is new, whatever was admitted before it, and only told.
    pub is_new: bool,
    /// Its device on its day, where each passes once a day.
    pub visit: Option<Passage>,
}

/// The value of an admission: when and where it was, and that a lane says so.
pub type Value = [u8; 32];

/// Which lane it was: random, another one whenever a verifier starts, so that it knows what it has told itself.
pub type LaneId = [u8; 8];

impl LaneKey {
    /// A key of 32 random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for the file of a lane.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What the lanes tell each other of this presentation.
    pub fn passages(&self, presentation: &VerifiedPresentation, policy: &Policy) -> Passages {
        let device_key = presentation.device_key();
        let step = presentation.step();
        let kept = KEPT_STEPS * TimeStep::SECONDS;
        let number = step.number().to_be_bytes();
        let last = step.start().plus(kept + TimeStep::SECONDS - 1);
        let proof = self.passage([PROOF, PROOF_AGAIN], &[device_key, &number], last);
        let visit = policy.once_a_day.then(|| {
            let last = presentation.expires().plus(kept);
            self.passage([VISIT, VISIT_AGAIN], &[device_key], last)
        });
        Passages {
            proof,
            is_new: presentation.challenge().is_some(),
            visit,
        }
    }

    /// The value of an admission at this lane and time.
    pub fn value(&self, mark: &Mark, lane: LaneId, at: UnixTime) -> Value {
        let at = at.seconds().to_be_bytes();
        let tag = self.tag(&[VALUE, &mark.name, &at, &lane]);
        let mut value = [0; 32];
        let parts = at.iter().chain(&lane).chain(&tag);
        for (byte, part) in value.iter_mut().zip(parts) {
            *byte = *part;
        }
        value
    }

    /// When it was admitted, if a lane wrote this value for it.
    pub fn time(&self, mark: &Mark, value: &[u8]) -> Option<UnixTime> {
        let at = UnixTime::new(u64::from_be_bytes(*value.first_chunk()?))?;
        let (said, tag) = value
            .split_at_checked(16)
            .filter(|(_, tag)| tag.len() == 16)?;
        let mac = self.mac(&[VALUE, &mark.name, said]);
        mac.verify_truncated_left(tag).ok().map(|()| at)
    }

    fn passage(&self, labels: [&[u8]; 2], parts: &[&[u8]], last: UnixTime) -> Passage {
        let [first, again] = labels.map(|label| Mark {
            name: self.tag(&[&[label], parts].concat()),
            last,
        });
        Passage { first, again }
    }

    fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let output: [u8; 32] = self.mac(parts).finalize().into_bytes().into();
        *output.first_chunk().unwrap_or(&[0; 16])
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0);
        parts.iter().for_each(|part| mac.update(part));
        mac
    }
}

/// Keys are not printed.
impl core::fmt::Debug for LaneKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LaneKey")
    }
}
