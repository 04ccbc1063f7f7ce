//! Enrolments and the slots that were signed in them.

use rusqlite::{OptionalExtension as _, Row, params};
use shared::claims::ClaimKey;
use shared::time::{Epoch, UnixTime};

use super::{Books, Result, read_claim, read_epoch, read_time, read_u64, strange, to_sql};
use crate::record::{Enrolment, Invitation, RevokedFor, RevokedSlot, Slot};

/// Enrolments and their slots.
impl Books<'_> {
    /// What was answered to the request with this hash.
    pub fn enrolment(&self, request_hash: &[u8; 32]) -> Result<Option<Enrolment>> {
        self.0
            .prepare_cached(
                "SELECT id, first_epoch FROM invitation
                 WHERE substr(request_hash, 1, 12) = substr(?1, 1, 12) AND request_hash = ?1",
            )?
            .query_row([request_hash], |row| {
                Ok(Enrolment {
                    invitation: row.get(0)?,
                    first_epoch: read_epoch(row, 1)?,
                })
            })
            .optional()
    }

    /// Enters the answer to a request, whose device keys begin at the first of these epochs, and closes its invitation.
    pub fn enrol(
        &self,
        invitation: &Invitation,
        request_hash: &[u8; 32],
        (first, last): (Epoch, Epoch),
        now: UnixTime,
    ) -> Result<Enrolment> {
        self.0
            .prepare_cached(
                "UPDATE invitation
                 SET state = 'answered', request_hash = ?2, first_epoch = ?3, last_epoch = ?4, answered_at = ?5
                 WHERE id = ?1",
            )?
            .execute(params![
                invitation.row,
                request_hash,
                first.number(),
                last.number(),
                to_sql(now.seconds())
            ])?;
        Ok(Enrolment {
            invitation: invitation.row,
            first_epoch: first,
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
                "INSERT INTO slot (person_id, claim, generation, invitation_id, first_epoch, last_epoch)
                 SELECT ?1, ?2, coalesce(max(generation), 0) + 1, ?3, ?4, ?5
                 FROM slot WHERE person_id = ?1 AND claim = ?2",
            )?
            .execute(params![
                person,
                claim.number(),
                enrolment.invitation,
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
                "SELECT slot, claim, slot.first_epoch, slot.last_epoch, revoked_for
                 FROM invitation JOIN slot USING (person_id)
                 WHERE invitation.id = ?1 AND invitation_id = ?1 ORDER BY slot",
            )?
            .query_map([enrolment.invitation], |row| {
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

    /// Adds the slots that a person has had, for one claim or for all.
    pub fn add_slots(
        &self,
        person: i64,
        claim: Option<ClaimKey>,
        slots: &mut Vec<u64>,
    ) -> Result<()> {
        let mut found = self.0.prepare_cached(
            "SELECT slot FROM slot WHERE person_id = ?1 AND (?2 IS NULL OR claim = ?2)",
        )?;
        let found = found.query_map(params![person, claim.map(ClaimKey::number)], |row| {
            read_u64(row, 0)
        })?;
        for slot in found {
            slots.push(slot?);
        }
        Ok(())
    }

    /// Revokes a slot, if it is signed for `since` or later epochs; says whether it was not revoked before.
    pub fn revoke_slot(
        &self,
        slot: u64,
        since: Epoch,
        (now, reason): (UnixTime, RevokedFor),
    ) -> Result<bool> {
        let changed = self
            .0
            .prepare_cached(
                "UPDATE slot SET revoked_at = ?3, revoked_for = ?4
                 WHERE slot = ?1 AND last_epoch >= ?2 AND revoked_at IS NULL",
            )?
            .execute(params![
                to_sql(slot),
                since.number(),
                to_sql(now.seconds()),
                reason.word()
            ])?;
        Ok(changed > 0)
    }

    /// How many hold credentials for this claim in this epoch.
    pub fn count_holders(&self, claim: ClaimKey, epoch: Epoch) -> Result<u64> {
        self.count(
            "SELECT coalesce(sum(slots - revoked), 0) FROM tally
             WHERE claim = ?1 AND first_epoch <= ?2 AND last_epoch >= ?2",
            params![claim.number(), epoch.number()],
        )
    }

    /// The revoked slots that are signed for some of these epochs, in ascending order.
    pub fn revoked_slots(&self, (first, last): (Epoch, Epoch)) -> Result<Vec<RevokedSlot>> {
        let mut slots = self
            .0
            .prepare_cached(
                "SELECT slot, first_epoch, last_epoch, revoked_at FROM slot
                 WHERE revoked_at IS NOT NULL AND last_epoch >= ?1 AND first_epoch <= ?2",
            )?
            .query_map([first.number(), last.number()], |row| {
                Ok(RevokedSlot {
                    number: read_u64(row, 0)?,
                    first: read_epoch(row, 1)?,
                    last: read_epoch(row, 2)?,
                    revoked_at: read_time(row, 3)?,
                })
            })?
            .collect::<Result<Vec<_>>>()?;
        slots.sort_unstable_by_key(|slot| slot.number);
        Ok(slots)
    }

    /// The highest slot there is; 0 where there is none.
    pub fn highest_slot(&self) -> Result<u64> {
        self.count("SELECT coalesce(max(slot), 0) FROM slot", params![])
    }

    /// How many slots are signed for this epoch, and the highest of them; 0 where there is none.
    pub fn fill(&self, epoch: Epoch) -> Result<(u64, u64)> {
        self.0
            .prepare_cached(
                "SELECT coalesce(sum(slots), 0), coalesce(max(highest), 0) FROM tally
                 WHERE first_epoch <= ?1 AND last_epoch >= ?1",
            )?
            .query_row([epoch.number()], |row| {
                Ok((read_u64(row, 0)?, read_u64(row, 1)?))
            })
    }
}

fn read_reason(row: &Row<'_>, column: usize) -> Result<Option<RevokedFor>> {
    let word: Option<String> = row.get(column)?;
    word.map(|word| RevokedFor::from_word(&word).ok_or_else(|| strange(column, "a reason")))
        .transpose()
}
