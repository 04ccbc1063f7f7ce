//! Which clock is off: a venue's days, with people as they are and with some who mislead. Every visit is a signed code
//! that is checked. `benches/clocks.rs` does the same for longer and for more kinds of venues.

use anyhow::Result;
use test_vectors::crowd::{Crowd, Tally, live};

/// A museum that many come to from far away, with phones set by hand.
const TOURISTS: Crowd = Crowd {
    minutes_off: 20,
    hours_off: 10,
    screenshots: 50,
    families_off: 10,
    ..Crowd::USUAL
};

fn days(crowd: Crowd, days: u64) -> Result<Tally> {
    live(&crowd, 7, |tally| tally.days >= days)
}

#[test]
fn a_right_clock_is_not_called_wrong() -> Result<()> {
    for parties_an_hour in [5, 60] {
        let crowd = Crowd {
            parties_an_hour,
            ..TOURISTS
        };
        let tally = live(&crowd, 7, |tally| tally.visits >= 4_000)?;
        assert!(tally.accepted * 10 > tally.visits * 7, "{tally:?}");
        assert_eq!(tally.alarms, 0, "{tally:?}");
    }
    Ok(())
}

#[test]
fn a_wrong_clock_is_named_by_the_fifth_right_phone() -> Result<()> {
    for venue_off in [120, -120, 3_600, -3_600] {
        for right_before in [0, 5] {
            // At a quiet door too.
            for parties_an_hour in [2, 60] {
                let crowd = Crowd {
                    venue_off,
                    right_before,
                    parties_an_hour,
                    ..Crowd::USUAL
                };
                let tally = days(crowd, 20)?;
                let named = tally.named_within(5);
                assert!(named >= 0.95, "{crowd:?}: {named} of {tally:?}");
                assert_eq!(tally.alarms, 0, "{crowd:?}: {tally:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_clock_that_is_off_by_one_step_refuses_nobody() -> Result<()> {
    let crowd = Crowd {
        venue_off: 30,
        ..Crowd::USUAL
    };
    let tally = days(crowd, 2)?;
    assert!(tally.accepted * 10 > tally.visits * 9, "{tally:?}");
    assert!(
        tally.until_named.is_empty() && tally.alarms == 0,
        "{tally:?}"
    );
    Ok(())
}

#[test]
fn a_group_that_misleads_takes_five_and_must_come_as_one() -> Result<()> {
    let misled = |plotters, between, at_opening| -> Result<bool> {
        let crowd = Crowd {
            parties_an_hour: 10,
            minutes_off: 0,
            hours_off: 0,
            screenshots: 0,
            families_off: 0,
            plotters,
            between,
            at_opening,
            ..Crowd::USUAL
        };
        let tally = days(crowd, 3)?;
        assert!([0, tally.days].contains(&tally.days_with_alarm));
        Ok(tally.days_with_alarm > 0)
    };
    for (plotters, between, at_opening, is_misled) in [
        (4, 0, true, false),
        (5, 0, true, true),
        (4, 0, false, false),
        (5, 0, false, true),
        (6, 1, false, false),
        (12, 2, false, false),
    ] {
        assert_eq!(
            misled(plotters, between, at_opening)?,
            is_misled,
            "{plotters} with {between} others between two of them, first to come: {at_opening}"
        );
    }
    Ok(())
}
