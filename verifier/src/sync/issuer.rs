//! One issuer's newest publication: its manifest and the status lists that it names.

use shared::issuer_entry::IssuerEntry;
use shared::manifest::{ListEntry, MAX_LENGTH, Manifest, UnverifiedManifest};
use shared::publication;
use shared::rollback::HighWater;
use shared::status_delta;
use shared::status_list::StatusList;

use super::problem::{Flaw, Problem};
use super::published::Published;
use crate::state::Hash;
use crate::store::{Kind, Store, Writer};
use crate::trouble::Trouble;

/// A manifest that the issuer's status key has signed.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) manifest: Manifest,
    pub(super) bytes: Vec<u8>,
    /// The name of its file.
    pub(super) name: String,
}

impl Offered {
    pub(super) fn mark(&self) -> HighWater {
        HighWater {
            sequence: self.manifest.content().sequence,
            hash: *self.manifest.hash(),
        }
    }
}

/// The manifest that the issuer's pointer names.
pub(super) fn newest(published: &mut Published, entry: &IssuerEntry) -> Result<Offered, Problem> {
    let issuer = entry.id();
    let number = published.pointer(&publication::manifest_pointer(issuer))?;
    let name = publication::manifest(issuer, number);
    let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
    published.take(&name, limit, |bytes| {
        let manifest = UnverifiedManifest::parse(&bytes).map_err(Flaw::Malformed)?;
        let says = manifest.issuer();
        if says != issuer {
            return Err(Flaw::OtherIssuer { says });
        }
        let manifest = manifest
            .verify(entry.status_key())
            .map_err(|_| Flaw::BadSignature)?;
        let (named, says) = (number, manifest.content().sequence);
        if says != named {
            return Err(Flaw::OtherNumber { named, says });
        }
        Ok(Offered {
            manifest,
            bytes,
            name: name.clone(),
        })
    })
}

/// Whether the status list of this entry is held, whole.
pub(super) fn has_list(entry: &ListEntry, store: &Store) -> bool {
    let held = store.status_list(entry);
    matches!(held.map(|list| list?.check_pages()), Some(Ok(())))
}

/// Takes the status list of this entry: what was changed in the list that is held for its epoch, or all of it.
pub(super) fn take_list(
    published: &mut Published,
    manifest: &Manifest,
    entry: &ListEntry,
    deltas: &mut Deltas<'_>,
    writer: &Writer<'_>,
) -> Result<Result<(), Problem>, Trouble> {
    if let Some(list) = deltas.lead_to(published, manifest, entry, writer.store()) {
        writer.keep(Kind::StatusList, Hash(entry.hash), &list)?;
        return Ok(Ok(()));
    }
    let name = publication::status_list(manifest.content().issuer, &entry.hash);
    let taken = published.take(&name, entry.size, |bytes| {
        StatusList::parse(bytes.as_slice(), entry).map_err(Flaw::Damaged)?;
        Ok(bytes)
    });
    match taken {
        Ok(bytes) => writer.keep(Kind::StatusList, Hash(entry.hash), &bytes)?,
        Err(problem) => return Ok(Err(problem)),
    }
    Ok(Ok(()))
}

/// Shorter ways from the lists that are held to those of a newer manifest.
#[derive(Debug)]
pub(super) struct Deltas<'h> {
    held: Option<&'h Manifest>,
    /// A publication has them or not: one that is missing is not asked for nine times.
    are_there: bool,
}

impl<'h> Deltas<'h> {
    pub(super) const fn from(held: Option<&'h Manifest>) -> Self {
        let are_there = true;
        Self { held, are_there }
    }

    /// The list of an entry, by a delta that is shorter. Whatever is wrong with one, there is still the list itself.
    fn lead_to(
        &mut self,
        published: &mut Published,
        manifest: &Manifest,
        new: &ListEntry,
        store: &Store,
    ) -> Option<Vec<u8>> {
        let old = self.held.filter(|_| self.are_there)?.list(new.epoch)?;
        let list = store.status_list(old)?.ok()?;
        let name = publication::status_delta(manifest.content().issuer, &old.hash, &new.hash);
        let delta = published.read(&name, new.size.checked_sub(1)?);
        self.are_there = delta.is_ok();
        status_delta::apply(&list, &delta.ok()?, new).ok()
    }
}
