//! `issuer revoke`: what a person holds stops being accepted with the next publication.

use serde_json::json;
use shared::claims::Claim;

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused, claim_name};
use crate::office::Office;
use crate::person::PersonId;
use crate::record::RevokedFor;

/// Revokes what a person holds.
pub fn run(desk: &mut Desk<'_>, given: &cli::Revoke) -> Result<Done, Failure> {
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
    // A proof of yesterday can still be shown while the window reaches back.
    let yesterday = current.previous().unwrap_or(current);
    let claim = given.claim.map(Claim::key);
    let why = (desk.now, RevokedFor::Person);
    let revoked = books.revoke(person.row, claim, yesterday, why)?;
    let cancelled = match claim {
        None => books.cancel_invitations(person.row)?,
        Some(_) => 0,
    };
    books.commit()?;
    let args = [
        ("revoked", revoked.into()),
        ("cancelled", cancelled.into()),
        (
            "claim",
            claim.map_or_else(
                || "all".into(),
                |claim| claim_name(claim, desk.words).into(),
            ),
        ),
    ];
    let id = match (revoked, cancelled) {
        (0, 0) => "revoke-nothing",
        (0, _) => "revoke-invitations",
        _ => "revoke-done",
    };
    Ok(Done {
        text: desk.say(id, &args),
        json: json!({
            "person": given.person,
            "claim": given.claim.map(Claim::slug),
            "revoked": revoked,
            "invitations_cancelled": cancelled,
        }),
    })
}
