//! What the other lanes of a venue have told, and what they are told then.

use shared::claims::Claim;
use shared::lanes::{LaneId, LaneKey, Mark, Passages};
use shared::proof::Challenge;
use shared::replay::Memory;
use shared::time::{Epoch, UnixTime};
use shared::verify::{self, Elsewhere, OtherLanes, Policy, VerifiedPresentation};

use super::presentation::vector;
use super::{Named, named};
use crate::card::Card;
use crate::cast::{self, HOUR, Key, NOW, REGION, TODAY, at};
use crate::door::Door;
use crate::told::Told;
use crate::vector::{Vector, to_hex};

const KEY: [u8; 32] = [0x1a; 32];
const OTHER_KEY: [u8; 32] = [0x1b; 32];
const LANE: LaneId = *b"lane one";
const OTHER_LANE: LaneId = *b"lane two";
const ASKED: [u8; 5] = [1, 2, 3, 4, 5];
/// The other lane admitted it so many seconds before.
const AGO: u64 = 7;

pub(super) fn all() -> Named {
    let card = || Card::new(NOW);
    let Some(Passages {
        proof,
        visit: Some(visit),
        ..
    }) = passages(&card(), KEY)
    else {
        return Named::new();
    };
    let next = Card::new(NOW + 30);
    const REPLAYED: &str = "reject replayed R22";
    const TODAY: &str = "reject admitted-today R23";
    const ACCEPT: &str = "accept";
    let mut vectors = vec![
        (
            "told_nothing",
            "the first lane that sees a code",
            ACCEPT,
            card(),
            vec![],
        ),
        (
            "told_proof",
            "another lane has admitted it",
            REPLAYED,
            card(),
            vec![told(&proof.first)],
        ),
        (
            "told_proof_again",
            "and its staff have let it pass once more",
            REPLAYED,
            card(),
            vec![told(&proof.first), told(&proof.again)],
        ),
        (
            "told_proof_before_challenge",
            "an answer to this lane's challenge is a new proof",
            ACCEPT,
            card().challenge(ASKED),
            vec![told(&proof.first)],
        ),
        (
            "told_proof_next_step",
            "the same device in the next step",
            ACCEPT,
            next,
            vec![told(&proof.first)],
        ),
        (
            "told_proof_other_device",
            "another device in the same step",
            ACCEPT,
            card().device(Key::Device(2)),
            vec![told(&proof.first)],
        ),
        (
            "told_visit_not_asked",
            "each device may pass as often as it likes",
            ACCEPT,
            card(),
            vec![told(&visit.first)],
        ),
        (
            "told_by_strangers",
            "a value that no lane has written",
            ACCEPT,
            card(),
            vec![told_by(OTHER_KEY, &proof.first, OTHER_LANE, at(NOW - AGO))],
        ),
        (
            "told_here",
            "what this lane has told before, without an answer",
            ACCEPT,
            card(),
            vec![told_by(KEY, &proof.first, LANE, at(NOW))],
        ),
        (
            "told_other_lane",
            "a value whose lane was changed",
            ACCEPT,
            card(),
            vec![told(&proof.first).replacen(&to_hex(&OTHER_LANE), &to_hex(&LANE), 1)],
        ),
        (
            "told_other_time",
            "a value whose time was changed",
            ACCEPT,
            card(),
            vec![told(&proof.first).replacen("00000000", "00000001", 1)],
        ),
        (
            "told_other_name",
            "the value of another name",
            ACCEPT,
            card(),
            vec![told(&visit.first).replacen(
                &to_hex(&visit.first.name),
                &to_hex(&proof.first.name),
                1,
            )],
        ),
        (
            "told_too_little",
            "a value of 31 bytes",
            ACCEPT,
            card(),
            vec![told(&proof.first).split_at(33 + 62).0.to_owned()],
        ),
        (
            "told_too_much",
            "a value of 33 bytes",
            ACCEPT,
            card(),
            vec![told(&proof.first) + "00"],
        ),
    ]
    .into_iter()
    .map(|(name, about, expect, card, told)| (name, lane(about, expect, &card, &told, false)))
    .collect::<Vec<_>>();
    let days = [
        (
            "told_visit",
            "another lane has admitted this device today",
            TODAY,
            card(),
            vec![told(&visit.first)],
        ),
        (
            "told_visit_again",
            "and once more",
            TODAY,
            card(),
            vec![told(&visit.first), told(&visit.again)],
        ),
        (
            "told_visit_before_challenge",
            "a fresh challenge makes no new visit",
            TODAY,
            card().challenge(ASKED),
            vec![told(&visit.first)],
        ),
        (
            "told_visit_next_step",
            "nor does a new step",
            TODAY,
            Card::new(NOW + 30),
            vec![told(&visit.first)],
        ),
        (
            "told_proof_and_visit",
            "the proof is looked at first",
            REPLAYED,
            card(),
            vec![told(&proof.first), told(&visit.first)],
        ),
        (
            "told_visit_other_device",
            "another device",
            ACCEPT,
            card().device(Key::Device(2)),
            vec![told(&visit.first)],
        ),
        (
            "told_nothing_today",
            "the first lane that sees a device",
            ACCEPT,
            card(),
            vec![],
        ),
    ];
    vectors.extend(
        days.map(|(name, about, expect, card, told)| {
            (name, lane(about, expect, &card, &told, true))
        }),
    );
    named("lanes", vectors)
}

/// A vector whose lanes were told this before; what they are told by it stands there too.
fn lane(about: &str, expect: &str, card: &Card, told: &[String], once_a_day: bool) -> Vector {
    let mut vector = vector(about, expect, card.text())
        .with("want", "adult")
        .with("challenge", format!("{} {NOW}", Challenge::new(ASKED)));
    if once_a_day {
        vector = vector.with("once-a-day", "yes");
    }
    vector = vector
        .with("lane-key", to_hex(&KEY))
        .with("lane", to_hex(&LANE));
    for line in told {
        vector = vector.with("told", line);
    }
    let Ok(Some(mut others)) = Told::of(&vector) else {
        return vector;
    };
    let before = others.values().clone();
    show(card, once_a_day, &mut others);
    for (name, value) in others.values() {
        if before.get(name) != Some(value) {
            vector = vector.with("tells", format!("{} {}", to_hex(name), to_hex(value)));
        }
    }
    vector
}

/// Shows a card at a door that has these other lanes.
fn show(card: &Card, once_a_day: bool, others: &mut impl OtherLanes) {
    let mut door = door().unwrap_or_else(|_| Door::empty(vec![Claim::Adult]));
    door.policy.once_a_day = once_a_day;
    let (policy, mut memory) = (door.policy.clone(), Memory::new([0; 32]));
    memory.open_challenge(Challenge::new(ASKED), at(NOW));
    let _ = verify::check_among(&card.text(), &door, &policy, &mut memory, others, at(NOW));
}

fn door() -> anyhow::Result<Door> {
    let mut door = Door::empty(vec![Claim::Adult]);
    let list = cast::signed_trust_list(NOW - HOUR);
    door.take_trust_list(&list, &cast::roots())?;
    door.take_manifest(&cast::region_manifest(NOW - HOUR))?;
    let (file, _) = cast::epoch_list(TODAY);
    door.take_status_list(cast::issuer(REGION), Epoch::new(TODAY), &file)?;
    Ok(door)
}

/// What lanes with this key tell of a card.
fn passages(card: &Card, key: [u8; 32]) -> Option<Passages> {
    let mut overheard = Overheard {
        key: LaneKey::new(key),
        passages: None,
    };
    show(card, true, &mut overheard);
    overheard.passages
}

/// A lane that only listens.
struct Overheard {
    key: LaneKey,
    passages: Option<Passages>,
}

impl OtherLanes for Overheard {
    fn admit(&mut self, shown: &VerifiedPresentation, policy: &Policy, _: UnixTime) -> Elsewhere {
        self.passages = Some(self.key.passages(shown, policy));
        Elsewhere::New { again: false }
    }
}

/// What a lane told.
fn told(mark: &Mark) -> String {
    told_by(KEY, mark, OTHER_LANE, at(NOW - AGO))
}

fn told_by(key: [u8; 32], mark: &Mark, lane: LaneId, at: UnixTime) -> String {
    let value = LaneKey::new(key).value(mark, lane, at);
    format!("{} {}", to_hex(&mark.name), to_hex(&value))
}
