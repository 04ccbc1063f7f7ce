//! `issuer revoke`: what persons hold stops being accepted with the next publication.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use host::fault::{Doing, Fault};
use serde_json::json;
use shared::claims::{Claim, ClaimKey};
use shared::time::{Epoch, UnixTime};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused, claim_name};
use crate::office::Office;
use crate::person::PersonId;
use crate::progress::Progress;
use crate::record::RevokedFor;
use crate::registry::Books;
use crate::rows::{self, BadRows, Row, Table, Wrong};

/// A file of what is to be revoked: a row without a status is about all that the person holds.
pub const REVOCATIONS: Table = Table {
    columns: &["person", "status"],
    refusal: "no-revocations",
};

/// Revokes what a person holds, or what a file names: all of it or nothing.
pub fn run(desk: &mut Desk<'_>, given: &cli::Revoke) -> Result<Done, Failure> {
    let office = Office::open(desk)?;
    let current = office.epoch_at(desk.now)?;
    let revocation = Revocation {
        // A proof of yesterday can still be shown while the window reaches back.
        since: current.previous().unwrap_or(current),
        now: desk.now,
    };
    let file = match &given.from {
        Some(path) => Some((
            path,
            File::open(path).map_err(Fault::io(path, Doing::Read))?,
        )),
        None => None,
    };
    let _lock = desk.lock()?;
    let mut registry = office.registry()?;
    let books = registry.write()?;
    let done = match (file, &given.person) {
        (Some((path, file)), _) => revocation.of_file(desk, &books, path, file)?,
        (None, person) => {
            let person = person.as_deref().unwrap_or_default();
            revocation.of_person(desk, &books, person, given.claim)?
        }
    };
    books.commit()?;
    Ok(done)
}

/// From when on what is revoked.
#[derive(Clone, Copy, Debug)]
pub struct Revocation {
    /// The first epoch whose proofs can still be shown.
    pub since: Epoch,
    /// When that is decided.
    pub now: UnixTime,
}

/// What a file names.
#[derive(Debug, Default)]
pub struct Named {
    rows: u64,
    slots: Vec<u64>,
    invitations: usize,
}

/// What came of a revocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Credential batches.
    pub slots: usize,
    /// Open invitations.
    pub invitations: usize,
}

impl Revocation {
    fn of_person(
        self,
        desk: &Desk<'_>,
        books: &Books<'_>,
        person: &str,
        claim: Option<Claim>,
    ) -> Result<Done, Failure> {
        let row = PersonId::parse(person)
            .map(|id| books.person_row(&id))
            .transpose()?
            .flatten()
            .ok_or(Refused::NoPerson)?;
        let (key, why) = (claim.map(Claim::key), (self.now, RevokedFor::Person));
        let revoked = Revoked {
            slots: books.revoke(row, key, self.since, why)?,
            invitations: match claim {
                None => books.cancel_invitations(row)?,
                Some(_) => 0,
            },
        };
        let name = claim.map_or_else(
            || "all".into(),
            |claim| claim_name(claim.key(), desk.words).into(),
        );
        let args = [
            ("revoked", revoked.slots.into()),
            ("cancelled", revoked.invitations.into()),
            ("claim", name),
        ];
        let id = match (revoked.slots, revoked.invitations) {
            (0, 0) => "revoke-nothing",
            (0, _) => "revoke-invitations",
            _ => "revoke-done",
        };
        Ok(Done {
            text: desk.say(id, &args),
            json: json!({
                "person": person,
                "claim": claim.map(Claim::slug),
                "revoked": revoked.slots,
                "invitations_cancelled": revoked.invitations,
            }),
        })
    }

    fn of_file(
        self,
        desk: &Desk<'_>,
        books: &Books<'_>,
        path: &Path,
        file: File,
    ) -> Result<Done, Failure> {
        let length = file.metadata().map_or(0, |found| found.len());
        let progress = Progress::new(desk, "revoke-reading", length);
        let named = self.read(books, BufReader::new(file), path, |bytes| {
            progress.advance(bytes);
        });
        drop(progress);
        let named = named?.map_err(Refused::BadRows)?;
        let slots = u64::try_from(named.slots.len()).unwrap_or(u64::MAX);
        let progress = Progress::new(desk, "revoke-progress", slots);
        let rows = named.rows;
        let revoked = self.revoke_named(books, named, || progress.advance(1))?;
        drop(progress);
        let args = [
            ("rows", rows.into()),
            ("revoked", revoked.slots.into()),
            ("cancelled", revoked.invitations.into()),
        ];
        Ok(Done {
            text: desk.say("revoke-all-done", &args),
            json: json!({
                "rows": rows,
                "revoked": revoked.slots,
                "invitations_cancelled": revoked.invitations,
            }),
        })
    }

    /// Reads what the rows of a file name, and tells how many bytes each row took. Open invitations are cancelled already:
    /// whoever gets bad rows drops the books.
    pub fn read(
        self,
        books: &Books<'_>,
        input: impl BufRead,
        path: &Path,
        mut tell: impl FnMut(u64),
    ) -> Result<Result<Named, BadRows>, Failure> {
        let mut named = Named::default();
        let read = rows::read(input, path, &REVOCATIONS, |row| {
            tell(row.bytes);
            let (person, claim) = match entry(row) {
                Ok(entry) => entry,
                Err(wrong) => return Ok(Err(wrong)),
            };
            let Some(person) = books.person_row(&person)? else {
                return Ok(Err(Wrong::NoPerson));
            };
            named.rows += 1;
            books.add_slots(person, claim, &mut named.slots)?;
            if claim.is_none() {
                named.invitations += books.cancel_invitations(person)?;
            }
            Ok(Ok(()))
        })?;
        Ok(read.map(|()| named))
    }

    /// Revokes the slots that a file names in their order, so that every page of the registry is written once; tells of each.
    pub fn revoke_named(
        self,
        books: &Books<'_>,
        mut named: Named,
        mut tell: impl FnMut(),
    ) -> Result<Revoked, Failure> {
        named.slots.sort_unstable();
        let mut revoked = Revoked {
            slots: 0,
            invitations: named.invitations,
        };
        for slot in named.slots {
            let is_new = books.revoke_slot(slot, self.since, (self.now, RevokedFor::Person))?;
            revoked.slots += usize::from(is_new);
            tell();
        }
        Ok(revoked)
    }
}

fn entry(row: &Row<'_>) -> Result<(PersonId, Option<ClaimKey>), Wrong> {
    let mut fields = row.fields.iter();
    let person = fields.next().and_then(PersonId::parse);
    let claim = match fields.next() {
        None | Some("") => None,
        Some(slug) => Some(Claim::from_slug(slug).ok_or(Wrong::Status)?.key()),
    };
    Ok((person.ok_or(Wrong::Person)?, claim))
}
