//! What a verifier remembers between checks: which device keys were accepted in which step, which challenges
//! are open, and which clocks disagreed. Device keys are kept as HMACs under a key that dies with the machine.

use alloc::vec::Vec;

use hmac::Mac as _;
use zeroize::ZeroizeOnDrop;

use crate::cbor::{Reader, Writer};
use crate::clock::{ClockWitnesses, Witness};
use crate::cose_key::KEY_LENGTH;
use crate::credential::read_time;
use crate::key_derivation::keyed;
use crate::malformed::{Fault, Malformed};
use crate::proof::Challenge;
use crate::time::{TimeStep, UnixTime};

/// Largest memory that is read, in bytes.
pub const MAX_LENGTH: usize = 16 << 20;
/// Steps that an accepted proof is remembered for, around the current one: the widest window.
const KEPT_STEPS: u64 = 3;
/// Steps that a challenge is open for, the one in which it was shown included.
pub const CHALLENGE_STEPS: u64 = 2;
/// Most challenges open at once.
const MAX_CHALLENGES: usize = 256;

const ACCEPTED: &[u8] = b"spravka/1/replay";
const HOLDER: &[u8] = b"spravka/1/witness";

/// A device key, or a device key and step, as nobody without the memory's key can recognise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Handle([u8; 16]);

impl Handle {
    #[cfg(test)]
    pub(crate) const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// A device key that was shown in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Showing {
    step: TimeStep,
    handle: Handle,
}

/// A verifier's memory of the last steps.
#[derive(ZeroizeOnDrop)]
pub struct Memory {
    key: [u8; 32],
    #[zeroize(skip)]
    accepted: Vec<Showing>,
    #[zeroize(skip)]
    challenges: Vec<(TimeStep, Challenge)>,
    #[zeroize(skip)]
    pub(crate) witnesses: ClockWitnesses,
}

impl Memory {
    /// An empty memory under a random key.
    pub const fn new(key: [u8; 32]) -> Self {
        Self {
            key,
            accepted: Vec::new(),
            challenges: Vec::new(),
            witnesses: ClockWitnesses::from_witnesses(Vec::new()),
        }
    }

    /// Opens a challenge that the verifier shows from now on.
    pub fn open_challenge(&mut self, challenge: Challenge, now: UnixTime) {
        self.forget(now);
        if self.challenges.len() >= MAX_CHALLENGES {
            self.challenges.remove(0);
        }
        self.challenges.push((TimeStep::at(now), challenge));
    }

    /// Whether this challenge was asked and is still open.
    pub(crate) fn is_open(&self, challenge: Challenge, now: UnixTime) -> bool {
        self.challenges
            .iter()
            .any(|&(asked, open)| open == challenge && is_young(asked, now))
    }

    /// The shown proof, as this memory knows it.
    pub(crate) fn showing(&self, device_key: &[u8; KEY_LENGTH], step: TimeStep) -> Showing {
        let handle = self.handle(&[ACCEPTED, device_key, &step.number().to_be_bytes()]);
        Showing { step, handle }
    }

    /// Whether a proof of this device key and step has been accepted.
    pub(crate) fn has_accepted(&self, showing: Showing) -> bool {
        self.accepted.contains(&showing)
    }

    /// Remembers an accepted proof and closes the challenge that it answered.
    pub(crate) fn accept(&mut self, showing: Showing, challenge: Option<Challenge>) {
        self.challenges.retain(|&(_, open)| Some(open) != challenge);
        if !self.accepted.contains(&showing) {
            self.accepted.push(showing);
        }
    }

    /// Erases what no proof can meet any more.
    pub(crate) fn forget(&mut self, now: UnixTime) {
        let current = TimeStep::at(now);
        self.accepted.retain(|Showing { step, .. }| {
            step.since(current) <= KEPT_STEPS && current.since(*step) <= KEPT_STEPS
        });
        self.challenges.retain(|&(asked, _)| is_young(asked, now));
    }

    /// The holder behind a device key, for counting distinct ones.
    pub(crate) fn holder(&self, device_key: &[u8; KEY_LENGTH]) -> Handle {
        self.handle(&[HOLDER, device_key])
    }

    fn handle(&self, parts: &[&[u8]]) -> Handle {
        let mut mac = keyed(&self.key);
        parts.iter().for_each(|part| mac.update(part));
        let output: [u8; 32] = mac.finalize().into_bytes().into();
        Handle(*output.first_chunk().unwrap_or(&[0; 16]))
    }

    /// The memory as bytes, for a file that dies with the machine.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).bytes(&self.key).array(self.accepted.len());
        for Showing { step, handle } in &self.accepted {
            writer.array(2).unsigned(step.number()).bytes(&handle.0);
        }
        writer.array(self.challenges.len());
        for (step, challenge) in &self.challenges {
            writer
                .array(2)
                .unsigned(step.number())
                .bytes(challenge.as_bytes());
        }
        let witnesses = self.witnesses.witnesses();
        writer.array(witnesses.len());
        for Witness {
            holder: Handle(holder),
            offset,
            seen,
            is_doubted,
        } in witnesses
        {
            writer
                .array(4)
                .bytes(holder)
                .integer(*offset)
                .unsigned(seen.seconds())
                .boolean(*is_doubted);
        }
        writer.finish()
    }

    /// Reads a memory back.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        reader.array_of(4, "a memory of 4 items")?;
        let key = *reader.byte_array("a key of 32 bytes")?;
        let mut accepted = Vec::new();
        for _ in 0..reader.array("accepted proofs")? {
            reader.array_of(2, "a step and a handle")?;
            let step = read_step(&mut reader)?;
            let handle = read_handle(&mut reader)?;
            accepted.push(Showing { step, handle });
        }
        let mut challenges = Vec::new();
        for _ in 0..reader.array("open challenges")? {
            reader.array_of(2, "a step and a challenge")?;
            let step = read_step(&mut reader)?;
            let challenge = Challenge::new(*reader.byte_array("a challenge of 5 bytes")?);
            challenges.push((step, challenge));
        }
        let mut witnesses = Vec::new();
        for _ in 0..reader.array("clock witnesses")? {
            reader.array_of(4, "a holder, an offset, a time and a doubt")?;
            witnesses.push(Witness {
                holder: read_handle(&mut reader)?,
                offset: reader.integer("an offset in seconds")?,
                seen: read_time(&mut reader)?,
                is_doubted: reader.boolean("a doubt")?,
            });
        }
        reader.end()?;
        Ok(Self {
            key,
            accepted,
            challenges,
            witnesses: ClockWitnesses::from_witnesses(witnesses),
        })
    }
}

impl core::fmt::Debug for Memory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Memory({} accepted)", self.accepted.len())
    }
}

fn is_young(asked: TimeStep, now: UnixTime) -> bool {
    let current = TimeStep::at(now);
    asked <= current && current.since(asked) < CHALLENGE_STEPS
}

fn read_step(reader: &mut Reader<'_>) -> Result<TimeStep, Malformed> {
    const WANT: &str = "the number of a time step";
    let before = reader.clone();
    let number = reader.unsigned(WANT)?;
    TimeStep::from_number(number).ok_or(Malformed::new(before.at(), Fault::Value { want: WANT }))
}

fn read_handle(reader: &mut Reader<'_>) -> Result<Handle, Malformed> {
    reader
        .byte_array("a handle of 16 bytes")
        .copied()
        .map(Handle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::new(seconds).unwrap()
    }

    fn showing(memory: &Memory, device: u8, seconds: u64) -> Showing {
        memory.showing(&[device; 32], TimeStep::at(at(seconds)))
    }

    #[test]
    fn one_acceptance_per_device_key_and_step() {
        let mut memory = Memory::new([9; 32]);
        let showing = showing(&memory, 1, 3_000);
        memory.accept(showing, None);
        memory.accept(showing, None);
        assert_eq!(memory.accepted.len(), 1);
        assert!(memory.has_accepted(showing));
        assert!(!memory.has_accepted(self::showing(&memory, 2, 3_000)));
        assert!(!memory.has_accepted(self::showing(&memory, 1, 3_030)));
    }

    #[test]
    fn entries_are_erased_after_three_steps() {
        let mut memory = Memory::new([9; 32]);
        let showing = showing(&memory, 1, 3_000);
        memory.accept(showing, None);
        memory.forget(at(3_119));
        assert!(memory.has_accepted(showing));
        memory.forget(at(3_120));
        assert!(!memory.has_accepted(showing));
    }

    #[test]
    fn a_challenge_is_open_for_two_steps_and_once() {
        let mut memory = Memory::new([9; 32]);
        let challenge = Challenge::new([5; 5]);
        memory.open_challenge(challenge, at(3_029));
        assert!(memory.is_open(challenge, at(3_029)));
        assert!(memory.is_open(challenge, at(3_059)));
        assert!(!memory.is_open(challenge, at(3_060)));
        assert!(!memory.is_open(Challenge::new([6; 5]), at(3_029)));
        memory.accept(showing(&memory, 1, 3_029), Some(challenge));
        assert!(!memory.is_open(challenge, at(3_029)));
    }

    proptest::proptest! {
        #[test]
        fn an_accepted_memory_has_one_form(
            place: proptest::sample::Index,
            byte: u8,
        ) {
            let mut memory = Memory::new([9; 32]);
            memory.accept(showing(&memory, 1, 3_000), None);
            memory.open_challenge(Challenge::new([5; 5]), at(3_000));
            let mut bytes = memory.encode();
            let length = bytes.len();
            bytes[place.index(length)] = byte;
            if let Ok(decoded) = Memory::decode(&bytes) {
                proptest::prop_assert_eq!(decoded.encode(), bytes);
            }
        }
    }

    #[test]
    fn a_memory_survives_on_disk() {
        let mut memory = Memory::new([9; 32]);
        memory.accept(showing(&memory, 1, 3_000), None);
        memory.open_challenge(Challenge::new([5; 5]), at(3_000));
        let holder = memory.holder(&[1; 32]);
        memory.witnesses.off(holder, -300, at(3_000));
        memory.witnesses.right();
        let bytes = memory.encode();
        let decoded = Memory::decode(&bytes).unwrap();
        assert_eq!(decoded.encode(), bytes);
        assert!(decoded.has_accepted(showing(&memory, 1, 3_000)));
        assert_eq!(decoded.witnesses, memory.witnesses);
        assert_eq!(decoded.witnesses.witnesses().len(), 1);
        assert!(Memory::decode(&bytes[..bytes.len() - 1]).is_err());
    }
}
