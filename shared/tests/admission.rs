//! Who passes twice: the same proof, the same device on the same day, and a holder whom the staff let pass once more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use shared::claims::Claim;
use shared::time::Epoch;
use shared::verdict::{Reason, Verdict};
use test_vectors::card::Card;
use test_vectors::cast::{self, HOUR, NOW, REGION, TODAY, at};
use test_vectors::door::Door;

fn door(once_a_day: bool) -> Door {
    let mut door = Door::empty(vec![Claim::Adult]);
    let list = cast::signed_trust_list(NOW - HOUR);
    door.take_trust_list(&list, &cast::roots()).unwrap();
    door.take_manifest(&cast::region_manifest(NOW - HOUR))
        .unwrap();
    let epoch = Epoch::new(TODAY);
    let (file, _) = cast::epoch_list(TODAY);
    door.take_status_list(cast::issuer(REGION), epoch, &file)
        .unwrap();
    door.policy.once_a_day = once_a_day;
    door
}

/// Whether it passed, and then whether that was again; or why not, and whether it had passed again before.
#[derive(Debug, PartialEq)]
enum Outcome {
    Passed { again: bool },
    Replayed { ago: u64, again: bool },
    Today { ago: u64, again: bool },
}

fn show(door: &mut Door, step: u64, now: u64, admit_again: bool) -> Outcome {
    door.policy.admit_again = admit_again;
    match door.check(&Card::new(NOW + 30 * step).text(), at(now)) {
        Verdict::Accept(yes) => Outcome::Passed { again: yes.again },
        Verdict::Reject(Reason::Replayed {
            at: then, again, ..
        }) => Outcome::Replayed {
            ago: now - then.seconds(),
            again,
        },
        Verdict::Reject(Reason::AdmittedToday { at: then, again }) => Outcome::Today {
            ago: now - then.seconds(),
            again,
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_passes_once_and_once_more_where_the_staff_let_it() {
    let mut door = door(false);
    // There is nothing to let pass again, so that is not used up.
    assert_eq!(
        show(&mut door, 0, NOW, true),
        Outcome::Passed { again: false }
    );
    let replayed = |ago, again| Outcome::Replayed { ago, again };
    assert_eq!(show(&mut door, 0, NOW + 12, false), replayed(12, false));
    assert_eq!(
        show(&mut door, 0, NOW + 13, true),
        Outcome::Passed { again: true }
    );
    assert_eq!(show(&mut door, 0, NOW + 14, false), replayed(1, true));
    assert_eq!(show(&mut door, 0, NOW + 15, true), replayed(2, true));
    // A new step is a new proof.
    assert_eq!(
        show(&mut door, 1, NOW + 30, true),
        Outcome::Passed { again: false }
    );
}

#[test]
fn a_day_is_one_and_one_more() {
    let mut door = door(true);
    assert_eq!(
        show(&mut door, 0, NOW, false),
        Outcome::Passed { again: false }
    );
    let today = |ago, again| Outcome::Today { ago, again };
    let (later, step) = (NOW + HOUR, HOUR / 30);
    assert_eq!(show(&mut door, step, later, false), today(HOUR, false));
    assert_eq!(
        show(&mut door, step, later, true),
        Outcome::Passed { again: true }
    );
    assert_eq!(show(&mut door, step + 1, later + 30, true), today(30, true));
    // The step's own proof was new then, so its showing again is one that could pass; the day's is not.
    let replayed = Outcome::Replayed {
        ago: 30,
        again: false,
    };
    assert_eq!(show(&mut door, step, later + 30, false), replayed);
    assert_eq!(show(&mut door, step, later + 30, true), today(30, true));
}
