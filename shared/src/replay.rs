//! What a verifier remembers between checks: which device keys were accepted in which step and, where once a day is the rule,
//! on which day; which challenges are open; and which clocks disagreed. Device keys are kept as HMACs under a key that
//! dies with the machine.

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
pub(crate) const KEPT_STEPS: u64 = 3;
/// Steps that a challenge is open for, the one in which it was shown included.
pub const CHALLENGE_STEPS: u64 = 2;
/// Most challenges open at once.
const MAX_CHALLENGES: usize = 256;
/// Most admissions that are remembered: more than any door has on one day.
const MAX_ADMISSIONS: usize = 200_000;

const PROOF: &[u8] = b"spravka/1/replay";
const VISIT: &[u8] = b"spravka/1/visit";
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

/// What may be admitted once: a device key in a step, or a device key on a day. It is of no use before its time and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Showing {
    handle: Handle,
    first: UnixTime,
    last: UnixTime,
}

/// What was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    showing: Showing,
    /// When; the last time where it was more than once.
    pub(crate) at: UnixTime,
    /// Whether the staff have let it pass again.
    pub(crate) again: bool,
}

/// A verifier's memory of the last steps.
#[derive(ZeroizeOnDrop)]
pub struct Memory {
    key: [u8; 32],
    #[zeroize(skip)]
    admissions: Vec<Admission>,
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
            admissions: Vec::new(),
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

    /// A proof: a device key and its step.
    pub(crate) fn proof(&self, device_key: &[u8; KEY_LENGTH], step: TimeStep) -> Showing {
        let kept = KEPT_STEPS * TimeStep::SECONDS;
        Showing {
            handle: self.handle(&[PROOF, device_key, &step.number().to_be_bytes()]),
            first: step.start().minus(kept),
            last: step.start().plus(kept + TimeStep::SECONDS - 1),
        }
    }

    /// A visit: a device key, on the one day that it is good for.
    pub(crate) fn visit(
        &self,
        device_key: &[u8; KEY_LENGTH],
        (not_before, expires): (UnixTime, UnixTime),
    ) -> Showing {
        let kept = KEPT_STEPS * TimeStep::SECONDS;
        Showing {
            handle: self.handle(&[VISIT, device_key]),
            first: not_before.minus(kept),
            last: expires.plus(kept),
        }
    }

    /// How this was admitted before.
    pub(crate) fn admitted(&self, showing: Showing) -> Option<Admission> {
        let mut admissions = self.admissions.iter();
        admissions.find(|before| before.showing == showing).copied()
    }

    /// Remembers what was admitted now; `again` where it was the staff's doing.
    pub(crate) fn admit(&mut self, showing: Showing, again: bool, now: UnixTime) {
        let mut admissions = self.admissions.iter_mut();
        if let Some(before) = admissions.find(|before| before.showing == showing) {
            before.at = now;
            before.again |= again;
            return;
        }
        if self.admissions.len() >= MAX_ADMISSIONS {
            self.admissions.remove(0);
        }
        self.admissions.push(Admission {
            showing,
            at: now,
            again,
        });
    }

    /// Closes a challenge that was answered.
    pub(crate) fn close(&mut self, challenge: Challenge) {
        self.challenges.retain(|&(_, open)| open != challenge);
    }

    /// Erases what cannot be shown any more.
    pub(crate) fn forget(&mut self, now: UnixTime) {
        self.admissions
            .retain(|Admission { showing, .. }| showing.first <= now && now <= showing.last);
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
        writer.array(4).bytes(&self.key);
        writer.array(self.admissions.len());
        for Admission { showing, at, again } in &self.admissions {
            let Showing {
                handle: Handle(handle),
                first,
                last,
            } = showing;
            writer
                .array(5)
                .bytes(handle)
                .unsigned(first.seconds())
                .unsigned(last.seconds())
                .unsigned(at.seconds())
                .boolean(*again);
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
        let mut admissions = Vec::new();
        for _ in 0..reader.array("admissions")? {
            reader.array_of(5, "a handle, three times and whether again")?;
            admissions.push(Admission {
                showing: Showing {
                    handle: read_handle(&mut reader)?,
                    first: read_time(&mut reader)?,
                    last: read_time(&mut reader)?,
                },
                at: read_time(&mut reader)?,
                again: reader.boolean("whether again")?,
            });
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
            admissions,
            challenges,
            witnesses: ClockWitnesses::from_witnesses(witnesses),
        })
    }
}

impl core::fmt::Debug for Memory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Memory({} admissions)", self.admissions.len())
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

    fn proof(memory: &Memory, device: u8, seconds: u64) -> Showing {
        memory.proof(&[device; 32], TimeStep::at(at(seconds)))
    }

    fn admitted(memory: &Memory, showing: Showing) -> Option<(u64, bool)> {
        let before = memory.admitted(showing)?;
        Some((before.at.seconds(), before.again))
    }

    #[test]
    fn an_admission_is_of_one_device_key_and_step() {
        let mut memory = Memory::new([9; 32]);
        let shown = proof(&memory, 1, 3_000);
        assert_eq!(admitted(&memory, shown), None);
        memory.admit(shown, false, at(3_010));
        assert_eq!(admitted(&memory, shown), Some((3_010, false)));
        memory.admit(shown, false, at(3_020));
        assert_eq!(admitted(&memory, shown), Some((3_020, false)));
        memory.admit(shown, true, at(3_025));
        memory.admit(shown, false, at(3_026));
        assert_eq!(admitted(&memory, shown), Some((3_026, true)));
        assert_eq!(memory.admissions.len(), 1);
        assert_eq!(admitted(&memory, proof(&memory, 2, 3_000)), None);
        assert_eq!(admitted(&memory, proof(&memory, 1, 3_030)), None);
    }

    #[test]
    fn proofs_are_erased_after_three_steps_on_either_side() {
        let mut memory = Memory::new([9; 32]);
        let shown = proof(&memory, 1, 3_000);
        memory.admit(shown, false, at(3_000));
        for (now, is_kept) in [(2_910, true), (3_119, true), (3_120, false), (2_909, false)] {
            let mut memory = Memory::decode(&memory.encode()).unwrap();
            memory.forget(at(now));
            assert_eq!(memory.admitted(shown).is_some(), is_kept, "{now}");
        }
    }

    #[test]
    fn visits_are_erased_three_steps_after_their_day() {
        let mut memory = Memory::new([9; 32]);
        let (start, end) = (at(86_400), at(172_800));
        let visit = memory.visit(&[1; 32], (start, end));
        memory.admit(visit, false, at(90_000));
        for (now, is_kept) in [
            (86_310, true),
            (172_890, true),
            (172_891, false),
            (86_309, false),
        ] {
            let mut memory = Memory::decode(&memory.encode()).unwrap();
            memory.forget(at(now));
            assert_eq!(memory.admitted(visit).is_some(), is_kept, "{now}");
        }
        let other = memory.visit(&[2; 32], (start, end));
        assert_eq!(memory.admitted(other), None);
        assert_ne!(visit.handle, proof(&memory, 1, 90_000).handle);
    }

    #[test]
    fn the_oldest_of_too_many_admissions_is_forgotten() {
        let mut memory = Memory::new([9; 32]);
        let shown = |number: u64| Showing {
            handle: Handle(u128::from(number).to_be_bytes()),
            first: at(0),
            last: at(9),
        };
        memory.admissions = (0..200_000)
            .map(|number| Admission {
                showing: shown(number),
                at: at(1),
                again: false,
            })
            .collect();
        memory.admit(shown(200_000), false, at(2));
        assert_eq!(memory.admissions.len(), 200_000);
        assert_eq!(memory.admitted(shown(0)), None);
        assert!(memory.admitted(shown(1)).is_some());
        assert!(memory.encode().len() <= MAX_LENGTH);
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
        memory.close(Challenge::new([6; 5]));
        assert!(memory.is_open(challenge, at(3_029)));
        memory.close(challenge);
        assert!(!memory.is_open(challenge, at(3_029)));
    }

    proptest::proptest! {
        #[test]
        fn an_accepted_memory_has_one_form(
            place: proptest::sample::Index,
            byte: u8,
        ) {
            let mut memory = Memory::new([9; 32]);
            memory.admit(proof(&memory, 1, 3_000), true, at(3_001));
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
        let shown = proof(&memory, 1, 3_000);
        memory.admit(shown, true, at(3_001));
        memory.open_challenge(Challenge::new([5; 5]), at(3_000));
        let holder = memory.holder(&[1; 32]);
        memory.witnesses.off(holder, -300, at(3_000));
        memory.witnesses.right();
        let bytes = memory.encode();
        let decoded = Memory::decode(&bytes).unwrap();
        assert_eq!(decoded.encode(), bytes);
        assert_eq!(admitted(&decoded, shown), Some((3_001, true)));
        assert_eq!(decoded.witnesses, memory.witnesses);
        assert_eq!(decoded.witnesses.witnesses().len(), 1);
        assert!(Memory::decode(&bytes[..bytes.len() - 1]).is_err());
    }
}
