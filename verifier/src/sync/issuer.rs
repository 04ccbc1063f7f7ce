//! One issuer's newest publication: its manifest and the status lists that it names.

use shared::issuer_entry::IssuerEntry;
use shared::manifest::{ListEntry, MAX_LENGTH, Manifest, UnverifiedManifest};
use shared::publication;
use shared::rollback::HighWater;
use shared::status_list::StatusList;

use super::published::{Flaw, Folder, Problem, problem};
use crate::state::Hash;
use crate::store::{Kind, Writer};
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
pub(super) fn newest(folder: &Folder, entry: &IssuerEntry) -> Result<Offered, Problem> {
    let issuer = entry.id();
    let number = folder.pointer(&publication::manifest_pointer(issuer))?;
    let name = publication::manifest(issuer, number);
    let fail = |flaw| problem(&name, flaw);
    let limit = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX);
    let bytes = folder.read(&name, limit)?;
    let manifest =
        UnverifiedManifest::parse(&bytes).map_err(|wrong| fail(Flaw::Malformed(wrong)))?;
    let says = manifest.issuer();
    if says != issuer {
        return Err(fail(Flaw::OtherIssuer { says }));
    }
    let manifest = manifest
        .verify(entry.status_key())
        .map_err(|_| fail(Flaw::BadSignature))?;
    let (named, says) = (number, manifest.content().sequence);
    if says != named {
        return Err(fail(Flaw::OtherNumber { named, says }));
    }
    Ok(Offered {
        manifest,
        bytes,
        name,
    })
}

/// Has the status list of this entry, held before or taken from the folder.
pub(super) fn take_list(
    folder: &Folder,
    manifest: &Manifest,
    entry: &ListEntry,
    writer: &Writer<'_>,
) -> Result<Result<(), Problem>, Trouble> {
    if matches!(writer.store().status_list(entry), Some(Ok(_))) {
        return Ok(Ok(()));
    }
    let name = publication::status_list(manifest.content().issuer, &entry.hash);
    let bytes = match folder.read(&name, entry.size) {
        Ok(bytes) => bytes,
        Err(problem) => return Ok(Err(problem)),
    };
    if let Err(damaged) = StatusList::parse(bytes.as_slice(), entry) {
        return Ok(Err(problem(&name, Flaw::Damaged(damaged))));
    }
    writer.keep(Kind::StatusList, Hash(entry.hash), &bytes)?;
    Ok(Ok(()))
}
