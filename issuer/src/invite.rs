//! `issuer enrol invite`: a one-time code for a person who is eligible.

use serde_json::json;
use shared::claims::Claim;
use shared::enrolment_code::EnrolmentCode;
use shared::time::{Epoch, UnixTime};
use zeroize::Zeroizing;

use crate::cli;
use crate::desk::{Desk, Done};
use crate::eligibility::{self, Calendar, NotEligible};
use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::person::{Person, PersonId, write_date, write_moment};
use crate::record::InvitationState;
use crate::registry::Books;

/// Seconds of a day.
const DAY: u64 = 86_400;
/// How often a locator is drawn before all of them count as taken.
const DRAWS: usize = 1_000;

/// Invites a person.
pub fn run(desk: &mut Desk<'_>, given: &cli::Invite) -> Result<Done, Failure> {
    let office = Office::open(desk)?;
    let _lock = desk.lock()?;
    let mut registry = office.registry()?;
    let books = registry.write()?;
    let current = office.epoch_at(desk.now)?;
    let person = PersonId::parse(&given.person)
        .map(|id| books.person(&id))
        .transpose()?
        .flatten()
        .ok_or(Refused::NoPerson)?;
    check(&office, &books, &person, current)?;

    let yesterday = current.previous().unwrap_or(current);
    books.forget_invitations(desk.now, yesterday)?;
    let code = draw(|| desk.secret(), &books)?;
    let expires = desk
        .now
        .plus(u64::from(given.valid_days).saturating_mul(DAY));
    let replaced = books.invite(
        person.row,
        code.locator(),
        &code.key(),
        expires,
        u32::from(given.attempts),
    )?;
    books.commit()?;
    Ok(report(
        desk,
        office.calendar(),
        given,
        &code,
        (expires, replaced),
    ))
}

/// Whether the person is eligible and holds, now or later, something that this issuer can sign.
fn check(
    office: &Office,
    books: &Books<'_>,
    person: &Person,
    current: Epoch,
) -> Result<(), Failure> {
    let today = office.calendar().first_day(current);
    eligibility::check(person, today).map_err(|reason| refuse(reason, person))?;
    let claims = office.entry().claims();
    let signs_adult = claims.contains(&Claim::Adult.key());
    let statuses = books.statuses(person.row)?;
    let signs_status = statuses
        .iter()
        .any(|status| claims.contains(&status.claim) && status.valid_until >= today);
    if signs_adult || signs_status {
        Ok(())
    } else {
        Err(Refused::NothingToSign.into())
    }
}

/// Why a person is not eligible, for the operator.
pub(crate) fn refuse(reason: NotEligible, person: &Person) -> Refused {
    match reason {
        NotEligible::Citizenship => Refused::NotACitizen,
        NotEligible::Age => Refused::TooYoung {
            until: write_date(eligibility::comes_of_age(person.born)),
        },
    }
}

/// A code whose locator no other invitation has. Only if none is found, one whose invitation is answered.
fn draw(
    mut random: impl FnMut() -> Result<Zeroizing<[u8; 16]>, Failure>,
    books: &Books<'_>,
) -> Result<EnrolmentCode, Failure> {
    let mut second_choice = None;
    for _ in 0..DRAWS {
        let code = EnrolmentCode::from_random(*random()?);
        match books.invitation(code.locator())? {
            None => return Ok(code),
            Some(other) if other.state == InvitationState::Answered => second_choice = Some(code),
            Some(_) => {}
        }
    }
    second_choice.ok_or_else(|| Refused::NoLocator.into())
}

fn report(
    desk: &Desk<'_>,
    calendar: Calendar,
    given: &cli::Invite,
    code: &EnrolmentCode,
    (expires, replaced): (UnixTime, usize),
) -> Done {
    let revealed = code.reveal();
    let until = write_moment(calendar.local(expires));
    let text = desk.say(
        "invite-done",
        &[
            ("code", revealed.as_str().into()),
            ("until", until.into()),
            ("attempts", given.attempts.into()),
            ("replaced", replaced.into()),
        ],
    );
    Done {
        text,
        json: json!({
            "person": given.person,
            "code": revealed.as_str(),
            "locator": code.locator().to_string(),
            "expires_at": expires.seconds(),
            "attempts": given.attempts,
            "replaced": replaced,
        }),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::person::Citizenship;
    use crate::registry::Registry;

    #[test]
    fn a_locator_of_an_answered_invitation_serves_when_no_other_is_free() {
        let mut registry = Registry::in_memory().unwrap();
        let books = registry.write().unwrap();
        // Locators 1, 1, 2, 1, 1, 2 ...
        let drawn = |free_after| {
            let mut draws = 0;
            let random = || {
                draws += 1;
                let locator = if draws > free_after {
                    3
                } else {
                    1 + u8::from(draws % 3 == 0)
                };
                Ok(Zeroizing::new([locator; 16]))
            };
            draw(random, &books).map(|code| code.locator())
        };
        let locator = |byte| EnrolmentCode::from_random([byte; 16]).locator();
        let invite = |byte: u8| {
            let id = PersonId::parse(&byte.to_string()).unwrap();
            let person = books.put_person(&id, date!(1990 - 01 - 02), Citizenship::RUSSIA);
            let code = EnrolmentCode::from_random([byte; 16]);
            let expires = UnixTime::new(100).unwrap();
            books
                .invite(person.unwrap().0, code.locator(), &code.key(), expires, 5)
                .unwrap();
            books.invitation(code.locator()).unwrap().unwrap()
        };
        let (first, epochs) = (invite(1), (Epoch::new(1), Epoch::new(9)));
        invite(2);
        assert!(matches!(
            drawn(usize::MAX),
            Err(Failure::Refused(Refused::NoLocator))
        ));
        let now = UnixTime::new(10).unwrap();
        books.enrol(&first, &[1; 32], epochs, now).unwrap();
        assert_eq!(drawn(usize::MAX).unwrap(), locator(1));
        assert_eq!(drawn(DRAWS - 1).unwrap(), locator(3));
    }
}
