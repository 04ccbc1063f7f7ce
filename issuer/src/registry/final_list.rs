//! The list of the last epoch that is over.

use rusqlite::{OptionalExtension as _, params};
use shared::manifest::ListEntry;
use shared::time::Epoch;

use super::{Books, Result, read_u64, to_sql};

impl Books<'_> {
    /// The final list of an epoch and its entry in the manifest, if it was made.
    pub fn final_list(&self, epoch: Epoch) -> Result<Option<(Vec<u8>, ListEntry)>> {
        self.0
            .prepare_cached(
                "SELECT file, capacity, revoked, hash FROM final_list WHERE epoch = ?1",
            )?
            .query_row([epoch.number()], |row| {
                let file: Vec<u8> = row.get(0)?;
                let entry = ListEntry {
                    epoch,
                    capacity: read_u64(row, 1)?,
                    revoked: read_u64(row, 2)?,
                    size: u64::try_from(file.len()).unwrap_or(u64::MAX),
                    hash: row.get(3)?,
                };
                Ok((file, entry))
            })
            .optional()
    }

    /// Keeps the final list of an epoch, and none of those before.
    pub fn keep_final_list(&self, file: &[u8], entry: &ListEntry) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM final_list WHERE epoch < ?1")?
            .execute([entry.epoch.number()])?;
        self.0
            .prepare_cached(
                "INSERT INTO final_list (epoch, capacity, revoked, hash, file) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                entry.epoch.number(),
                to_sql(entry.capacity),
                to_sql(entry.revoked),
                entry.hash,
                file
            ])
            .map(drop)
    }
}
