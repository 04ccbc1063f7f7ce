//! The registry: what the issuer knows and has done, in SQLite. All SQL is here and in `migrations/`.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::Type;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Row, Transaction, TransactionBehavior, params,
};
use shared::claims::ClaimKey;
use shared::enrolment_code::{CodeKey, Locator};
use shared::permutation::Capacity;
use shared::time::{Epoch, UnixTime};
use time::Date;

use crate::person::{Citizenship, HeldStatus, Person, PersonId, parse_date, write_date};
use crate::record::{
    Change, Enrolment, Invitation, InvitationState, Publication, RevokedFor, Slot,
};

/// The registry of one issuer.
#[derive(Debug)]
pub struct Registry(Connection);

/// What the database answers when it cannot.
pub type Result<T> = rusqlite::Result<T>;

impl Registry {
    /// Opens a registry for writing, brought up to date if needed. An empty file becomes a registry; there must be one.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepare(Connection::open_with_flags(path, flags)?)
    }

    /// Opens a registry that is only read; nobody waits for it.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self(Connection::open_with_flags(path, flags)?))
    }

    /// A registry in memory, gone when dropped.
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.set_prepared_statement_cache_capacity(64);
        let current = version(&connection)?;
        for (version, migration) in MIGRATIONS.iter().filter(|(version, _)| *version > current) {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", version)?;
            transaction.commit()?;
        }
        Ok(Self(connection))
    }

    /// Whether a newer program has written it, whose tables we do not know.
    pub fn is_newer(&self) -> Result<bool> {
        let newest = MIGRATIONS.iter().map(|(version, _)| *version).max();
        Ok(Some(version(&self.0)?) > newest)
    }

    /// Everything until [`Books::commit`] happens together or not at all.
    pub fn write(&mut self) -> Result<Books<'_>> {
        let behavior = TransactionBehavior::Immediate;
        self.0.transaction_with_behavior(behavior).map(Books)
    }

    /// The registry as it is at one moment.
    pub fn read(&mut self) -> Result<Books<'_>> {
        self.0.transaction().map(Books)
    }
}

/// The registry during one transaction. Dropped without [`Books::commit`], nothing has happened.
#[derive(Debug)]
pub struct Books<'r>(Transaction<'r>);

/// Persons and their statuses.
impl Books<'_> {
    /// Makes everything since [`Registry::write`] last.
    pub fn commit(self) -> Result<()> {
        self.0.commit()
    }

    /// The person with this id.
    pub fn person(&self, id: &PersonId) -> Result<Option<Person>> {
        self.0
            .prepare_cached("SELECT id, born, citizenship FROM person WHERE person = ?1")?
            .query_row([id.as_str()], read_person)
            .optional()
    }

    /// The person at this row.
    pub fn person_at(&self, row: i64) -> Result<Person> {
        self.0
            .prepare_cached("SELECT id, born, citizenship FROM person WHERE id = ?1")?
            .query_row([row], read_person)
    }

    /// Enters a person or corrects the entry; gives the row.
    pub fn put_person(
        &self,
        id: &PersonId,
        born: Date,
        citizenship: Citizenship,
    ) -> Result<(i64, Change)> {
        let Some(found) = self.person(id)? else {
            self.0
                .prepare_cached(
                    "INSERT INTO person (person, born, citizenship) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id.as_str(), write_date(born), citizenship.as_str()])?;
            return Ok((self.0.last_insert_rowid(), Change::Added));
        };
        if (found.born, found.citizenship) == (born, citizenship) {
            return Ok((found.row, Change::Unchanged));
        }
        self.0
            .prepare_cached("UPDATE person SET born = ?2, citizenship = ?3 WHERE id = ?1")?
            .execute(params![found.row, write_date(born), citizenship.as_str()])?;
        Ok((found.row, Change::Changed))
    }

    /// Enters a status of a person or corrects the entry.
    pub fn put_status(&self, person: i64, status: &HeldStatus) -> Result<Change> {
        let found = self
            .0
            .prepare_cached(
                "SELECT claim, valid_from, valid_until FROM status WHERE person_id = ?1 AND claim = ?2",
            )?
            .query_row(params![person, status.claim.number()], read_status)
            .optional()?;
        if found.as_ref() == Some(status) {
            return Ok(Change::Unchanged);
        }
        self.0
            .prepare_cached(
                "INSERT INTO status (person_id, claim, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until",
            )?
            .execute(params![
                person,
                status.claim.number(),
                write_date(status.valid_from),
                write_date(status.valid_until)
            ])?;
        Ok(if found.is_some() {
            Change::Changed
        } else {
            Change::Added
        })
    }

    /// What a person holds, besides what follows from age.
    pub fn statuses(&self, person: i64) -> Result<Vec<HeldStatus>> {
        self.0
            .prepare_cached(
                "SELECT claim, valid_from, valid_until FROM status WHERE person_id = ?1",
            )?
            .query_map([person], read_status)?
            .collect()
    }

    /// How many persons there are.
    pub fn count_persons(&self) -> Result<u64> {
        self.count("SELECT count(*) FROM person", params![])
    }
}

/// Invitations.
impl Books<'_> {
    /// Enters an invitation; open ones of the same person are replaced. Gives how many those were.
    pub fn invite(
        &self,
        person: i64,
        locator: Locator,
        code_key: &CodeKey,
        expires_at: UnixTime,
        attempts: u32,
    ) -> Result<usize> {
        let replaced = self.close_invitations(person, InvitationState::Replaced)?;
        self.0
            .prepare_cached(
                "INSERT INTO invitation (person_id, locator, code_key, expires_at, attempts_left, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'open')",
            )?
            .execute(params![
                person,
                locator.to_string(),
                code_key.as_bytes(),
                to_sql(expires_at.seconds()),
                attempts
            ])?;
        Ok(replaced)
    }

    /// Cancels the open invitations of a person; gives how many those were.
    pub fn cancel_invitations(&self, person: i64) -> Result<usize> {
        self.close_invitations(person, InvitationState::Cancelled)
    }

    fn close_invitations(&self, person: i64, state: InvitationState) -> Result<usize> {
        self.0
            .prepare_cached(
                "UPDATE invitation SET state = ?2, code_key = NULL WHERE person_id = ?1 AND state = 'open'",
            )?
            .execute(params![person, state.word()])
    }

    /// The invitation with this locator.
    pub fn invitation(&self, locator: Locator) -> Result<Option<Invitation>> {
        self.0
            .prepare_cached(
                "SELECT id, person_id, expires_at, attempts_left, state, code_key FROM invitation WHERE locator = ?1",
            )?
            .query_row([locator.to_string()], read_invitation)
            .optional()
    }

    /// The invitation at this row.
    pub fn invitation_at(&self, row: i64) -> Result<Invitation> {
        self.0
            .prepare_cached(
                "SELECT id, person_id, expires_at, attempts_left, state, code_key FROM invitation WHERE id = ?1",
            )?
            .query_row([row], read_invitation)
    }

    /// Counts a wrong code.
    pub fn count_attempt(&self, invitation: i64) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE invitation SET attempts_left = attempts_left - 1 WHERE id = ?1",
            )?
            .execute([invitation])
            .map(drop)
    }

    /// Forgets what no request can need any more, so that its locators can serve again: invitations that expired without
    /// an answer, and the codes of answers that are signed for no epoch from `since` on.
    pub fn forget_invitations(&self, now: UnixTime, since: Epoch) -> Result<usize> {
        let expired = self
            .0
            .prepare_cached(
                "DELETE FROM invitation WHERE state <> 'answered' AND expires_at <= ?1",
            )?
            .execute([to_sql(now.seconds())])?;
        let over = self
            .0
            .prepare_cached(
                "UPDATE invitation SET locator = NULL, code_key = NULL
                 WHERE state = 'answered' AND locator IS NOT NULL AND NOT EXISTS (
                     SELECT 1 FROM enrolment JOIN slot ON enrolment_id = enrolment.id
                     WHERE invitation_id = invitation.id AND last_epoch >= ?1)",
            )?
            .execute([since.number()])?;
        Ok(expired + over)
    }

    /// How many invitations wait for their request.
    pub fn count_open_invitations(&self, now: UnixTime) -> Result<u64> {
        self.count(
            "SELECT count(*) FROM invitation WHERE state = 'open' AND attempts_left > 0 AND expires_at > ?1",
            params![to_sql(now.seconds())],
        )
    }
}

/// Enrolments and their slots.
impl Books<'_> {
    /// What was answered to the request with this hash.
    pub fn enrolment(&self, request_hash: &[u8; 32]) -> Result<Option<Enrolment>> {
        self.0
            .prepare_cached(
                "SELECT id, invitation_id, first_epoch FROM enrolment WHERE request_hash = ?1",
            )?
            .query_row([request_hash], |row| {
                Ok(Enrolment {
                    row: row.get(0)?,
                    invitation: row.get(1)?,
                    first_epoch: read_epoch(row, 2)?,
                })
            })
            .optional()
    }

    /// Enters the answer to a request, and closes its invitation.
    pub fn enrol(
        &self,
        invitation: &Invitation,
        request_hash: &[u8; 32],
        first_epoch: Epoch,
        now: UnixTime,
    ) -> Result<Enrolment> {
        self.0
            .prepare_cached("UPDATE invitation SET state = 'answered' WHERE id = ?1")?
            .execute([invitation.row])?;
        self.0
            .prepare_cached(
                "INSERT INTO enrolment (person_id, invitation_id, request_hash, first_epoch, answered_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                invitation.person,
                invitation.row,
                request_hash,
                first_epoch.number(),
                to_sql(now.seconds())
            ])?;
        Ok(Enrolment {
            row: self.0.last_insert_rowid(),
            invitation: invitation.row,
            first_epoch,
        })
    }

    /// Opens the next generation of a person's entitlement to a claim: a new slot for these epochs.
    pub fn open_slot(
        &self,
        person: i64,
        enrolment: &Enrolment,
        claim: ClaimKey,
        (first, last): (Epoch, Epoch),
    ) -> Result<Slot> {
        self.0
            .prepare_cached(
                "INSERT INTO slot (person_id, claim, generation, enrolment_id, first_epoch, last_epoch)
                 SELECT ?1, ?2, coalesce(max(generation), 0) + 1, ?3, ?4, ?5
                 FROM slot WHERE person_id = ?1 AND claim = ?2",
            )?
            .execute(params![
                person,
                claim.number(),
                enrolment.row,
                first.number(),
                last.number()
            ])?;
        Ok(Slot {
            number: self.0.last_insert_rowid().unsigned_abs(),
            claim,
            first,
            last,
            revoked: None,
        })
    }

    /// What was signed in an enrolment.
    pub fn slots(&self, enrolment: &Enrolment) -> Result<Vec<Slot>> {
        self.0
            .prepare_cached(
                "SELECT slot, claim, first_epoch, last_epoch, revoked_for FROM slot WHERE enrolment_id = ?1",
            )?
            .query_map([enrolment.row], |row| {
                Ok(Slot {
                    number: read_u64(row, 0)?,
                    claim: read_claim(row, 1)?,
                    first: read_epoch(row, 2)?,
                    last: read_epoch(row, 3)?,
                    revoked: read_reason(row, 4)?,
                })
            })?
            .collect()
    }

    /// Revokes what a person holds, of one claim or of all, where it is signed for `since` or later epochs. Gives how
    /// many slots that were.
    pub fn revoke(
        &self,
        person: i64,
        claim: Option<ClaimKey>,
        since: Epoch,
        (now, reason): (UnixTime, RevokedFor),
    ) -> Result<usize> {
        self.0
            .prepare_cached(
                "UPDATE slot SET revoked_at = ?4, revoked_for = ?5
                 WHERE person_id = ?1 AND (?2 IS NULL OR claim = ?2) AND last_epoch >= ?3 AND revoked_at IS NULL",
            )?
            .execute(params![
                person,
                claim.map(ClaimKey::number),
                since.number(),
                to_sql(now.seconds()),
                reason.word()
            ])
    }

    /// How many hold credentials for this claim in this epoch.
    pub fn count_holders(&self, claim: ClaimKey, epoch: Epoch) -> Result<u64> {
        self.count(
            "SELECT count(*) FROM slot
             WHERE claim = ?1 AND first_epoch <= ?2 AND last_epoch >= ?2 AND revoked_at IS NULL",
            params![claim.number(), epoch.number()],
        )
    }

    /// The slots that are signed for this epoch and were revoked before its end. Whoever is revoked later has nothing
    /// left to show of it; to list it all the same would name a visitor of yesterday and one of today together.
    pub fn revoked_slots(&self, epoch: Epoch, end: UnixTime) -> Result<Vec<u64>> {
        self.0
            .prepare_cached(
                "SELECT slot FROM slot WHERE revoked_at < ?2 AND first_epoch <= ?1 AND last_epoch >= ?1",
            )?
            .query_map(params![epoch.number(), to_sql(end.seconds())], |row| read_u64(row, 0))?
            .collect()
    }

    /// The highest slot there is; 0 where there is none.
    pub fn highest_slot(&self) -> Result<u64> {
        self.count("SELECT coalesce(max(slot), 0) FROM slot", params![])
    }

    /// How many slots are signed for this epoch, and the highest of them; 0 where there is none.
    pub fn fill(&self, epoch: Epoch) -> Result<(u64, u64)> {
        self.0
            .prepare_cached(
                "SELECT count(*), coalesce(max(slot), 0) FROM slot WHERE first_epoch <= ?1 AND last_epoch >= ?1",
            )?
            .query_row([epoch.number()], |row| Ok((read_u64(row, 0)?, read_u64(row, 1)?)))
    }
}

/// Epochs and publications.
impl Books<'_> {
    /// Enters how many indices every epoch shall have, where the operator chooses it.
    pub fn choose_capacity(&self, capacity: Option<Capacity>) -> Result<()> {
        let capacity = capacity.map(|capacity| to_sql(capacity.get()));
        self.0
            .execute(
                "INSERT OR REPLACE INTO office (id, capacity) VALUES (1, ?1)",
                [capacity],
            )
            .map(drop)
    }

    /// How many indices every epoch shall have, where the operator chose it.
    pub fn chosen_capacity(&self) -> Result<Option<Capacity>> {
        let capacity = self
            .0
            .prepare_cached("SELECT capacity FROM office")?
            .query_row([], |row| row.get::<_, Option<i64>>(0))
            .optional()?;
        Ok(capacity
            .flatten()
            .and_then(|capacity| Capacity::new(capacity.unsigned_abs())))
    }

    /// The capacities of these epochs, as far as they are frozen.
    pub fn capacities(&self, (first, last): (Epoch, Epoch)) -> Result<BTreeMap<Epoch, Capacity>> {
        self.0
            .prepare_cached("SELECT epoch, capacity FROM epoch WHERE epoch BETWEEN ?1 AND ?2")?
            .query_map([first.number(), last.number()], |row| {
                let capacity = Capacity::new(read_u64(row, 1)?);
                Ok((
                    read_epoch(row, 0)?,
                    capacity.ok_or_else(|| strange(1, "a capacity"))?,
                ))
            })?
            .collect()
    }

    /// Freezes the capacity of an epoch for good.
    pub fn freeze(&self, epoch: Epoch, capacity: Capacity) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO epoch (epoch, capacity) VALUES (?1, ?2)")?
            .execute(params![epoch.number(), to_sql(capacity.get())])
            .map(drop)
    }

    /// The last publication.
    pub fn last_publication(&self) -> Result<Option<Publication>> {
        self.0
            .prepare_cached(
                "SELECT sequence, issued_at, expires, revoked FROM publication ORDER BY sequence DESC LIMIT 1",
            )?
            .query_row([], |row| {
                Ok(Publication {
                    sequence: read_u64(row, 0)?,
                    issued_at: read_time(row, 1)?,
                    expires: read_time(row, 2)?,
                    revoked: read_u64(row, 3)?,
                })
            })
            .optional()
    }

    /// Enters a publication.
    pub fn publish(&self, publication: &Publication) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO publication (sequence, issued_at, expires, revoked) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                to_sql(publication.sequence),
                to_sql(publication.issued_at.seconds()),
                to_sql(publication.expires.seconds()),
                to_sql(publication.revoked)
            ])
            .map(drop)
    }

    fn count(&self, sql: &str, params: impl rusqlite::Params) -> Result<u64> {
        self.0
            .prepare_cached(sql)?
            .query_row(params, |row| read_u64(row, 0))
    }
}

fn read_person(row: &Row<'_>) -> Result<Person> {
    let citizenship: String = row.get(2)?;
    Ok(Person {
        row: row.get(0)?,
        born: read_date(row, 1)?,
        citizenship: Citizenship::parse(&citizenship).ok_or_else(|| strange(2, "a country"))?,
    })
}

fn read_status(row: &Row<'_>) -> Result<HeldStatus> {
    Ok(HeldStatus {
        claim: read_claim(row, 0)?,
        valid_from: read_date(row, 1)?,
        valid_until: read_date(row, 2)?,
    })
}

fn read_invitation(row: &Row<'_>) -> Result<Invitation> {
    let state: String = row.get(4)?;
    Ok(Invitation {
        row: row.get(0)?,
        person: row.get(1)?,
        expires_at: read_time(row, 2)?,
        attempts_left: row.get(3)?,
        state: InvitationState::from_word(&state).ok_or_else(|| strange(4, "a state"))?,
        code_key: row
            .get::<_, Option<[u8; CodeKey::LENGTH]>>(5)?
            .map(CodeKey::new),
    })
}

fn read_reason(row: &Row<'_>, column: usize) -> Result<Option<RevokedFor>> {
    let word: Option<String> = row.get(column)?;
    word.map(|word| RevokedFor::from_word(&word).ok_or_else(|| strange(column, "a reason")))
        .transpose()
}

fn read_date(row: &Row<'_>, column: usize) -> Result<Date> {
    let text: String = row.get(column)?;
    parse_date(&text).ok_or_else(|| strange(column, "a date"))
}

fn read_claim(row: &Row<'_>, column: usize) -> Result<ClaimKey> {
    ClaimKey::new(row.get(column)?).ok_or_else(|| strange(column, "a claim key"))
}

fn read_epoch(row: &Row<'_>, column: usize) -> Result<Epoch> {
    row.get(column).map(Epoch::new)
}

fn read_time(row: &Row<'_>, column: usize) -> Result<UnixTime> {
    UnixTime::new(read_u64(row, column)?).ok_or_else(|| strange(column, "a time"))
}

fn read_u64(row: &Row<'_>, column: usize) -> Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// Somebody else has written to the registry.
fn strange(column: usize, want: &str) -> rusqlite::Error {
    let error = format!("not {want}");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}

/// SQLite has no unsigned integers; all of ours are below 2^63.
fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Which step of [`MIGRATIONS`] the tables are at.
fn version(connection: &Connection) -> Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The steps to today's tables, in their order; each runs once.
const MIGRATIONS: [(u32, &str); 1] = [(1, include_str!("../migrations/0001_registry.sql"))];

#[cfg(test)]
mod tests;
