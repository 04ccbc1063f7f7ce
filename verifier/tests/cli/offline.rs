//! A laptop that got its lists once, an hour after they were signed, and is offline from then on.

use crate::publisher::{ADULT, Code, DAY, HOUR, NOON};
use crate::venue::Venue;

/// When the lists were a week old.
const WEEK: u64 = NOON - HOUR + 7 * DAY;

/// What is shown at a time: of a good code, of a revoked one, by `status`.
struct Shown {
    time: u64,
    good: (i32, &'static [&'static str]),
    revoked: (i32, &'static [&'static str]),
    status: (i32, &'static [&'static str]),
}

#[test]
fn what_a_laptop_shows_on_each_day_offline() {
    let yes: (_, &[_]) = (0, &["YES · adult", "A00"]);
    let no: (_, &[_]) = (1, &["NO", "is revoked", "R21"]);
    let shown = |time, good, status| Shown {
        time,
        good,
        revoked: no,
        status,
    };
    let day = |days| NOON + days * DAY;
    let table = [
        shown(day(0), yes, (0, &["can be checked", "for 6 days"])),
        shown(day(1), yes, (0, &["can be checked", "for 5 days"])),
        shown(
            day(2),
            (
                0,
                &["YES · adult", "signed 2 days ago", "time for new ones"],
            ),
            (0, &["due for renewal", "for 4 days"]),
        ),
        shown(
            day(3),
            (0, &["YES · adult", "signed 3 days ago"]),
            (0, &["due for renewal", "for 3 days"]),
        ),
        shown(
            day(4),
            (0, &["YES · adult", "signed 4 days ago"]),
            (0, &["due for renewal", "for 2 days"]),
        ),
        shown(
            day(5),
            (0, &["YES · adult", "signed 5 days ago"]),
            (0, &["due for renewal", "for 47 hours"]),
        ),
        shown(
            day(6),
            (0, &["YES · adult", "signed 6 days ago"]),
            (0, &["due for renewal", "for 23 hours"]),
        ),
        shown(
            WEEK - 1,
            (0, &["YES · adult", "signed 6 days ago"]),
            (0, &["due for renewal", "for 1 second"]),
        ),
        Shown {
            revoked: (3, &["COULD NOT CHECK", "G04"]),
            ..shown(
                WEEK,
                (3, &["COULD NOT CHECK", "expired", "verifier sync", "G04"]),
                (3, &["cannot be checked", "expired", "G09", "G04"]),
            )
        },
        Shown {
            revoked: (3, &["COULD NOT CHECK", "G04"]),
            ..shown(
                day(8),
                (3, &["COULD NOT CHECK", "expired 25 hours ago", "G04"]),
                (3, &["cannot be checked", "expired 25 hours ago", "G04"]),
            )
        },
    ];
    let (venue, _publisher) = Venue::usual();
    for row in table {
        let good = Code {
            time: row.time,
            ..ADULT
        };
        let revoked = Code { index: 3, ..good };
        for (code, (exit, parts)) in [(good, row.good), (revoked, row.revoked)] {
            let answer = venue.check("adult", &code.text(), row.time);
            answer.is(exit, parts);
            let is_old = answer.out.contains("time for new ones");
            let is_told = exit != 0 || is_old == (row.time >= NOON - HOUR + 2 * DAY);
            assert!(
                is_told,
                "the age is said from the second day on: {answer:#?}"
            );
        }
        let (exit, parts) = row.status;
        venue.run_at(&["status"], row.time).is(exit, parts);
    }
}
