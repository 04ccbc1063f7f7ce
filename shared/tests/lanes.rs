//! Two lanes of one venue: what passed at one is known at the other, and the staff of either may let it pass once more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use shared::claims::Claim;
use shared::lanes::{LaneKey, Passages};
use shared::replay::Memory;
use shared::time::{Epoch, UnixTime};
use shared::verdict::{Reason, Verdict};
use shared::verify::{self, Elsewhere, OtherLanes, Policy, VerifiedPresentation};
use test_vectors::card::Card;
use test_vectors::cast::{self, HOUR, NOW, REGION, TODAY, at};
use test_vectors::door::Door;
use test_vectors::told::Told;

/// Two lanes, and the store between them.
struct Venue {
    lanes: [Door; 2],
    store: Option<Told>,
}

impl Venue {
    fn new(once_a_day: bool) -> Self {
        let lane = || {
            let mut door = Door::empty(vec![Claim::Adult]);
            let list = cast::signed_trust_list(NOW - HOUR);
            door.take_trust_list(&list, &cast::roots()).unwrap();
            door.take_manifest(&cast::region_manifest(NOW - HOUR))
                .unwrap();
            let (file, _) = cast::epoch_list(TODAY);
            door.take_status_list(cast::issuer(REGION), Epoch::new(TODAY), &file)
                .unwrap();
            door.policy.once_a_day = once_a_day;
            door
        };
        Self {
            lanes: [lane(), lane()],
            store: Some(Told::nothing(LaneKey::new([7; 32]), [0; 8])),
        }
    }

    /// Shows the code of a step at a lane, `after` seconds.
    fn show(&mut self, lane: usize, step: u64, after: u64, admit_again: bool) -> Outcome {
        let door = self.lanes.get_mut(lane).unwrap();
        door.policy.admit_again = admit_again;
        door.told = self.store.take();
        if let Some(told) = &mut door.told {
            told.become_lane([u8::try_from(lane).unwrap(); 8]);
        }
        let now = NOW + after;
        let verdict = door.check(&Card::new(NOW + 30 * step).text(), at(now));
        self.store = door.told.take();
        match verdict {
            Verdict::Accept(yes) => Outcome::Passed { again: yes.again },
            Verdict::Reject(Reason::Replayed { at, again, .. }) => Outcome::Replayed {
                ago: now - at.seconds(),
                again,
            },
            Verdict::Reject(Reason::AdmittedToday { at, again }) => Outcome::Today {
                ago: now - at.seconds(),
                again,
            },
            other => panic!("{other:?}"),
        }
    }
}

/// Whether it passed, and then whether that was again; or why not, and whether it had passed again before.
#[derive(Debug, PartialEq)]
enum Outcome {
    Passed { again: bool },
    Replayed { ago: u64, again: bool },
    Today { ago: u64, again: bool },
}

const fn passed(again: bool) -> Outcome {
    Outcome::Passed { again }
}

#[test]
fn a_code_passes_at_one_lane() {
    let mut venue = Venue::new(false);
    assert_eq!(venue.show(0, 0, 0, false), passed(false));
    let replayed = |ago| Outcome::Replayed { ago, again: false };
    assert_eq!(venue.show(1, 0, 12, false), replayed(12));
    assert_eq!(venue.show(0, 0, 13, false), replayed(13));
    assert_eq!(venue.show(1, 1, 30, false), passed(false));
}

#[test]
fn the_staff_of_one_lane_let_pass_once_more() {
    for again_at in [0, 1] {
        let mut venue = Venue::new(false);
        assert_eq!(venue.show(0, 0, 0, false), passed(false));
        assert_eq!(venue.show(again_at, 0, 5, true), passed(true));
        for lane in [0, 1] {
            let replayed = |ago| Outcome::Replayed { ago, again: true };
            assert_eq!(venue.show(lane, 0, 6, true), replayed(1), "{lane}");
            assert_eq!(venue.show(lane, 0, 7, false), replayed(2), "{lane}");
        }
    }
}

#[test]
fn a_day_is_one_at_all_lanes() {
    let mut venue = Venue::new(true);
    assert_eq!(venue.show(0, 0, 0, false), passed(false));
    let today = |ago, again| Outcome::Today { ago, again };
    assert_eq!(venue.show(1, 1, 30, false), today(30, false));
    assert_eq!(venue.show(1, 1, 31, true), passed(true));
    assert_eq!(venue.show(0, 2, 60, true), today(29, true));
    assert_eq!(venue.show(1, 2, 61, true), today(30, true));
}

#[test]
fn what_another_lane_admitted_is_known_when_it_cannot_be_asked_any_more() {
    let mut venue = Venue::new(true);
    assert_eq!(venue.show(0, 0, 0, false), passed(false));
    let before = venue.show(1, 0, 3, false);
    venue.store = None;
    assert_eq!(
        before,
        Outcome::Replayed {
            ago: 3,
            again: false
        }
    );
    assert_eq!(
        venue.show(1, 0, 4, false),
        Outcome::Replayed {
            ago: 4,
            again: false
        }
    );
    // It knows the visit too.
    assert_eq!(
        venue.show(1, 1, 30, false),
        Outcome::Today {
            ago: 30,
            again: false
        }
    );
    // A lane that has heard nothing decides by its own memory.
    assert_eq!(Venue::new(true).show(1, 1, 30, false), passed(false));
}

/// A lane that only listens.
struct Listening(Option<Passages>);

impl OtherLanes for Listening {
    fn admit(&mut self, shown: &VerifiedPresentation, policy: &Policy, _: UnixTime) -> Elsewhere {
        self.0 = Some(LaneKey::new([7; 32]).passages(shown, policy));
        Elsewhere::New { again: false }
    }
}

#[test]
fn what_is_told_is_kept_for_as_long_as_it_is_of_use() {
    let venue = Venue::new(true);
    let [door, _] = venue.lanes;
    let mut listening = Listening(None);
    let text = Card::new(NOW).text();
    let policy = door.policy.clone();
    let mut memory = Memory::new([0; 32]);
    let now = at(NOW);
    let verdict = verify::check_among(&text, &door, &policy, &mut memory, &mut listening, now);
    assert!(matches!(verdict, Verdict::Accept(_)), "{verdict:?}");
    let Passages { proof, visit, .. } = listening.0.unwrap();
    let visit = visit.unwrap();
    // To the last second of the third step after it, and to 90 seconds after the day.
    let step = cast::step(NOW).start().seconds();
    assert_eq!(proof.first.last.seconds(), step + 3 * 30 + 29);
    let midnight = cast::days().start(Epoch::new(TODAY + 1)).seconds();
    assert_eq!(visit.first.last.seconds(), midnight + 90);
    for passage in [proof, visit] {
        assert_eq!(passage.first.last, passage.again.last);
        assert_ne!(passage.first.name, passage.again.name);
    }
    assert_eq!(LaneKey::new([7; 32]).as_bytes(), &[7; 32]);
}
