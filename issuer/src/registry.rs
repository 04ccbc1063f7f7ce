//! The registry: what the issuer knows and has done, in SQLite. All SQL is here, in `registry/` and in `migrations/`.
//!
//! A country has 100 million slots: nothing that is done daily reads all of them.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::config::DbConfig;
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
use crate::record::{Change, Invitation, InvitationState, Publication};

mod final_list;
mod slots;

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

    /// Opens a registry that is only read; nobody waits for it. An old one is brought up to date first.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let registry = Self(Connection::open_with_flags(path, flags)?);
        if version(&registry.0)? < newest() {
            Self::open(path)?;
        }
        Ok(registry)
    }

    /// A registry in memory, gone when dropped.
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        // A plan that depended on what is bound would be made anew for every slot, which takes longer than the slot.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(64);
        // A table that is made anew is dropped while others still refer to it.
        connection.pragma_update(None, "foreign_keys", "OFF")?;
        while version(&connection)? < newest() {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Somebody else may have taken the step while we waited.
            let current = version(&transaction)?;
            let step = MIGRATIONS.iter().find(|(version, _)| *version > current);
            if let Some((version, migration)) = step {
                transaction.execute_batch(migration)?;
                transaction.pragma_update(None, "user_version", version)?;
            }
            transaction.commit()?;
        }
        connection.pragma_update(None, "foreign_keys", "ON")?;
        Ok(Self(connection))
    }

    /// Whether a newer program has written it, whose tables we do not know.
    pub fn is_newer(&self) -> Result<bool> {
        Ok(version(&self.0)? > newest())
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

    /// Where the person with this id is, which an index tells.
    pub fn person_row(&self, id: &PersonId) -> Result<Option<i64>> {
        self.0
            .prepare_cached("SELECT id FROM person WHERE person = ?1")?
            .query_row([id.as_str()], |row| row.get(0))
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

    /// How many persons there are: their rows are numbered in turn, and nobody is ever deleted.
    pub fn count_persons(&self) -> Result<u64> {
        self.count("SELECT coalesce(max(id), 0) FROM person", params![])
    }
}

/// Invitations.
impl Books<'_> {
    /// Enters an invitation; open ones of the same person are replaced. Gives how many those were. An answered invitation
    /// with the same locator gives it up: its request is still known by its hash.
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
                "UPDATE invitation SET locator = NULL WHERE locator = ?1 AND state = 'answered'",
            )?
            .execute([locator.to_string()])?;
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
                 WHERE code_key IS NOT NULL AND last_epoch < ?1",
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

/// The last of [`MIGRATIONS`].
fn newest() -> u32 {
    MIGRATIONS
        .iter()
        .fold(0, |newest, (version, _)| newest.max(*version))
}

/// The steps to today's tables, in their order; each runs once.
const MIGRATIONS: [(u32, &str); 3] = [
    (1, include_str!("../migrations/0001_registry.sql")),
    (2, include_str!("../migrations/0002_scale.sql")),
    (3, include_str!("../migrations/0003_final_list.sql")),
];

/// Memory for pages of the database. A mass revocation goes all over it.
const CACHE_KIB: i64 = 64 << 10;

#[cfg(test)]
mod tests;
