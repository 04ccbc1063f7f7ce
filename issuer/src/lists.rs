//! The status lists of a publication, made on several cores.

use std::num::NonZero;
use std::panic;
use std::thread;

use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::permutation::Permutation;
use shared::status_list;
use shared::time::{Epoch, EpochRule, UnixTime};

use crate::failure::{Failure, Refused};
use crate::issue;
use crate::keys::IssuerKeys;
use crate::record::RevokedSlot;
use crate::registry::Books;

/// Most lists that are made at once: each takes memory of its own.
const MOST_AT_ONCE: usize = 4;

/// The lists of some epochs, as they will be.
#[derive(Debug)]
pub struct Lists {
    /// That of an epoch that is over, if it was made before.
    kept: Option<(Vec<u8>, ListEntry)>,
    plans: Vec<Plan>,
    revoked: Vec<RevokedSlot>,
}

/// What makes the list of one epoch.
#[derive(Debug)]
struct Plan {
    epoch: Epoch,
    end: UnixTime,
    permutation: Permutation,
    indices: u64,
}

impl Lists {
    /// Takes from the books what the lists of these epochs need, and freezes the capacities. The first epoch is over: its
    /// list is made once, and left out where its key was erased without one.
    pub fn plan(
        books: &Books<'_>,
        keys: &IssuerKeys,
        rule: EpochRule,
        (over, last): (Epoch, Epoch),
    ) -> Result<Self, Failure> {
        let kept = books.final_list(over)?;
        let first = match kept {
            Some(_) => over.checked_add(1).unwrap_or(over),
            None => over.max(keys.ratchet.epoch()),
        };
        let epochs = (first, last);
        let capacities = issue::freeze(books, epochs)?;
        let permutations = issue::permutations(&keys.ratchet, &capacities)?;
        let mut plans = Vec::new();
        for ((epoch, permutation), capacity) in permutations.into_iter().zip(capacities.values()) {
            let (_, highest) = books.fill(epoch)?;
            // A full epoch goes on in further blocks of the same size.
            let blocks = highest / capacity.get() + 1;
            plans.push(Plan {
                epoch,
                end: rule.end(epoch),
                permutation,
                indices: capacity.get().saturating_mul(blocks),
            });
        }
        Ok(Self {
            kept,
            plans,
            revoked: books.revoked_slots(epochs)?,
        })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.plans.len() + usize::from(self.kept.is_some())
    }

    /// Makes the lists, and gives each file with its entry in the manifest, oldest first. Only a few are there at a time.
    pub fn make(
        &self,
        mut give: impl FnMut(&[u8], &ListEntry) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if let Some((file, entry)) = &self.kept {
            give(file, entry)?;
        }
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        for plans in self.plans.chunks(cores.min(MOST_AT_ONCE)) {
            for (file, entry) in self.make_at_once(plans)? {
                give(&file, &entry)?;
            }
        }
        Ok(())
    }

    fn make_at_once(&self, plans: &[Plan]) -> Result<Vec<(Vec<u8>, ListEntry)>, Refused> {
        thread::scope(|scope| {
            let threads: Vec<_> = plans
                .iter()
                .map(|plan| scope.spawn(|| plan.list(&self.revoked)))
                .collect();
            let join = |thread: thread::ScopedJoinHandle<'_, _>| match thread.join() {
                Ok(made) => made,
                Err(payload) => panic::resume_unwind(payload),
            };
            threads.into_iter().map(join).collect()
        })
    }
}

impl Plan {
    fn list(&self, revoked: &[RevokedSlot]) -> Result<(Vec<u8>, ListEntry), Refused> {
        let epoch = self.epoch;
        self.indices_of(revoked)
            .and_then(|indices| status_list::encode(epoch, self.indices, indices).ok())
            .ok_or(Refused::TooManyRevoked { epoch })
    }

    fn indices_of(&self, revoked: &[RevokedSlot]) -> Option<Vec<StatusIndex>> {
        let listed = revoked
            .iter()
            .filter(|slot| slot.is_listed(self.epoch, self.end));
        let slots: Vec<u64> = listed.map(|slot| slot.number).collect();
        self.permutation.indices(&slots)
    }
}
