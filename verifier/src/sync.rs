//! Newly published lists become what the verifier holds: each file checked, each issuer by itself, all at once.

use std::collections::BTreeSet;

use host::exit::Exit;
use shared::clock::{Raise, TimeFloor};
use shared::credential::IssuerId;
use shared::freshness::Freshness;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::ListEntry;
use shared::publication;
use shared::rollback::{HighWater, Succession, compare};
use shared::time::UnixTime;
use shared::verify::Lists as _;

use crate::lists::HeldLists;
use crate::state::{Hash, HeldIssuer, HeldTrustList, Issuer, Mark, Root, State};
use crate::store::{Kind, Store, Writer};
use crate::trouble::Trouble;

mod address;
mod archive;
mod connection;
mod failure;
mod folder;
mod issuer;
mod kept;
mod problem;
mod progress;
mod published;
mod refusal;
mod summary;
mod trust_list;

pub use archive::ArchiveFlaw;
pub use failure::{Failure, Why};
pub use problem::{Flaw, Problem};
pub use published::Published;
pub use refusal::Refusal;

use problem::problem;

/// What a synchronisation came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is newly in use.
    pub changes: Vec<Change>,
    /// The files that were not taken, or not without a word.
    pub problems: Vec<Problem>,
}

/// Something that is newly in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A trust list.
    TrustList {
        /// Its number.
        sequence: u64,
    },
    /// Other root keys, which the old ones have named.
    Roots {
        /// Their fingerprint.
        fingerprint: String,
    },
    /// An issuer's manifest and lists.
    Manifest {
        /// The issuer.
        issuer: IssuerId,
        /// The manifest's number.
        sequence: u64,
        /// How many status lists there are.
        lists: usize,
    },
    /// An issuer that the trust list no longer has.
    Gone {
        /// The issuer.
        issuer: IssuerId,
    },
}

impl Outcome {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        if self.problems.is_empty() {
            Exit::Accepted
        } else {
            Exit::Refused
        }
    }
}

pub use summary::run;

/// Takes what is new and right in the publication.
///
/// Signed files are written first, under their hashes; then one small state that names them replaces the old
/// one. Killed at any point, the verifier has the old lists or the new.
pub fn sync(store: &Store, published: &mut Published, now: UnixTime) -> Result<Outcome, Trouble> {
    let writer = store.lock()?;
    let before = store.state()?;
    let mut update = Update {
        published,
        writer: &writer,
        floor: (&before.signed_times).into(),
        state: before.clone(),
        now,
        outcome: Outcome::default(),
    };
    update.trust_list()?;
    update.issuers()?;
    update.state.signed_times = (&update.floor).into();
    let Update {
        published,
        state,
        mut outcome,
        ..
    } = update;
    if state != before {
        writer.save(&state)?;
    }
    writer.tidy([&before, &state])?;
    published.finish()?;
    if let Some(failure) = published.unreached() {
        return Err(Refusal::Unreached(failure).into());
    }
    // Of an address that was lost on the way, the file at which it was lost says enough.
    let is_said = |problem: &Problem| !matches!(problem.flaw, Flaw::NotAsked);
    outcome.problems.retain(is_said);
    Ok(outcome)
}

/// A synchronisation under way.
struct Update<'w> {
    published: &'w mut Published,
    writer: &'w Writer<'w>,
    state: State,
    floor: TimeFloor,
    now: UnixTime,
    outcome: Outcome,
}

impl Update<'_> {
    fn trust_list(&mut self) -> Result<(), Trouble> {
        let root = self.state.root.clone().ok_or(Trouble::NoRoot)?;
        let fingerprint = root.added.0.fingerprint();
        let lists = HeldLists::load(self.writer.store(), &self.state);
        let signed_by = self.state.trust_list.as_ref().map(|held| &held.signed_by.0);
        let held = trust_list::Held {
            roots: &root.in_force.0,
            list: lists.trust_list().zip(signed_by),
            newest: self
                .state
                .newest
                .trust_lists
                .get(&fingerprint)
                .map(Into::into),
        };
        let Some(offered) = trust_list::newest(self.published, &held, &mut self.outcome.problems)
        else {
            return Ok(());
        };
        let content = offered.list.content();
        let sequence = content.sequence;
        let (mark, name) = (offered.mark(), publication::trust_list(sequence));
        let file = Hash(mark.hash);
        if !self.follows(held.newest, &mark, Kind::TrustList, &name, &offered.bytes)? {
            return Ok(());
        }
        self.writer.keep(Kind::TrustList, file, &offered.bytes)?;
        let taken = HeldTrustList {
            file,
            signed_by: Root(offered.signed_by),
        };
        if self.state.trust_list.as_ref() != Some(&taken) {
            self.outcome.changes.push(Change::TrustList { sequence });
        }
        self.state.trust_list = Some(taken);
        if content.roots != root.in_force.0 {
            let fingerprint = content.roots.fingerprint();
            self.outcome.changes.push(Change::Roots { fingerprint });
        }
        if let Some(root) = &mut self.state.root {
            root.in_force = Root(content.roots.clone());
        }
        let marks = &mut self.state.newest.trust_lists;
        marks.insert(fingerprint, Mark::from(&mark));
        let signed = content.validity.issued_at();
        let raise = self.floor.raise_root(signed, self.now);
        self.heed(raise, signed, &name);
        Ok(())
    }

    fn issuers(&mut self) -> Result<(), Trouble> {
        let lists = HeldLists::load(self.writer.store(), &self.state);
        let Some(trust_list) = lists.trust_list() else {
            return Ok(());
        };
        let known = |issuer: IssuerId| trust_list.issuer(issuer).is_some();
        for &Issuer(issuer) in self.state.issuers.keys().filter(|held| !known(held.0)) {
            self.outcome.changes.push(Change::Gone { issuer });
        }
        self.state.issuers.retain(|held, _| known(held.0));
        for entry in &trust_list.content().issuers {
            self.issuer(entry, &lists)?;
        }
        Ok(())
    }

    fn issuer(&mut self, entry: &IssuerEntry, held: &HeldLists) -> Result<(), Trouble> {
        let offered = match issuer::newest(self.published, entry) {
            Ok(offered) => offered,
            Err(problem) => {
                self.outcome.problems.push(problem);
                return Ok(());
            }
        };
        let (issuer, manifest, mark) = (entry.id(), &offered.manifest, offered.mark());
        let (kid, file) = (manifest.kid().to_string(), Hash(mark.hash));
        let newest = self.state.newest.manifests.get(&kid).map(Into::into);
        if !self.follows(newest, &mark, Kind::Manifest, &offered.name, &offered.bytes)? {
            return Ok(());
        }
        let (there, missing): (Vec<&ListEntry>, Vec<_>) = manifest
            .content()
            .lists
            .iter()
            .partition(|list| issuer::has_list(list, self.writer.store()));
        let mut lists: BTreeSet<Hash> = there.iter().map(|list| Hash(list.hash)).collect();
        let mut problems = Vec::new();
        let sizes = missing.iter().map(|list| list.size);
        self.published.expect(sizes.fold(0, u64::saturating_add));
        let mut deltas = issuer::Deltas::from(held.manifest(issuer));
        for list in missing {
            // Lists without anybody in them are all the same file.
            if issuer::has_list(list, self.writer.store()) {
                lists.insert(Hash(list.hash));
                continue;
            }
            match issuer::take_list(self.published, manifest, list, &mut deltas, self.writer)? {
                Ok(()) => drop(lists.insert(Hash(list.hash))),
                Err(problem) => problems.push(problem),
            }
        }
        // A publication is taken whole. Only when nothing else decides is a part better than nothing.
        let is_whole = problems.is_empty();
        self.outcome.problems.append(&mut problems);
        let is_new = held.manifest(issuer) != Some(manifest);
        if !is_whole && is_new && decides(held, entry, self.now) {
            return Ok(());
        }
        self.writer.keep(Kind::Manifest, file, &offered.bytes)?;
        let count = lists.len();
        let taken = HeldIssuer {
            manifest: file,
            lists,
        };
        if self.state.issuers.get(&Issuer(issuer)) != Some(&taken) {
            self.outcome.changes.push(Change::Manifest {
                issuer,
                sequence: mark.sequence,
                lists: count,
            });
        }
        self.state.issuers.insert(Issuer(issuer), taken);
        self.state.newest.manifests.insert(kid, Mark::from(&mark));
        let signed = manifest.content().validity.issued_at();
        let raise = self.floor.raise_issuer(issuer, signed, self.now);
        self.heed(raise, signed, &offered.name);
        Ok(())
    }

    /// Whether a signed file may follow the newest one of its signer. If not, says why.
    fn follows(
        &mut self,
        newest: Option<HighWater>,
        offered: &HighWater,
        kind: Kind,
        name: &str,
        bytes: &[u8],
    ) -> Result<bool, Trouble> {
        let held = newest.unwrap_or(*offered);
        let flaw = match compare(newest.as_ref(), offered) {
            Succession::Newer | Succession::Same => return Ok(true),
            Succession::Older => Flaw::Older {
                offered: offered.sequence,
                held: held.sequence,
            },
            Succession::Fork => {
                let mut kept = vec![
                    self.writer
                        .keep_for_alarm(kind, Hash(offered.hash), bytes)?,
                ];
                let file = Hash(held.hash);
                if let Ok(bytes) = self
                    .writer
                    .store()
                    .read(kind, file, bytes.len().max(MAX_KEPT))
                {
                    kept.push(self.writer.keep_for_alarm(kind, file, &bytes)?);
                }
                let sequence = offered.sequence;
                Flaw::Fork { sequence, kept }
            }
        };
        self.outcome.problems.push(problem(name, flaw));
        Ok(false)
    }

    fn heed(&mut self, raise: Raise, signed: UnixTime, name: &str) {
        if raise == Raise::TooFarAhead {
            let seconds = signed.since(self.now);
            let flaw = Flaw::FarAhead { seconds };
            self.outcome.problems.push(problem(name, flaw));
        }
    }
}

/// Whether what is held of this issuer still decides.
fn decides(held: &HeldLists, entry: &IssuerEntry, now: UnixTime) -> bool {
    held.manifest(entry.id()).is_some_and(|manifest| {
        let list = entry
            .epochs()
            .epoch_at(now)
            .and_then(|epoch| manifest.list(epoch));
        let list = list.and_then(|list| held.status_list(entry.id(), list));
        manifest.content().validity.at(now) != Freshness::Expired && matches!(list, Some(Ok(_)))
    })
}

/// Largest file that an alarm keeps, in bytes: the largest trust list.
const MAX_KEPT: usize = shared::trust_list::MAX_LENGTH;
