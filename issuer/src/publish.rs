//! `issuer publish`: the status lists of nine days under one signed manifest.

use serde_json::json;
use shared::manifest::{ListEntry, ManifestContent};
use shared::permutation::{Capacity, Permutation};
use shared::publication;
use shared::status_list;
use shared::time::{Epoch, EpochRule, UnixTime};

use crate::cli;
use crate::deltas::Earlier;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused};
use crate::folder::Folder;
use crate::issue;
use crate::keys::IssuerKeys;
use crate::office::Office;
use crate::person::write_moment;
use crate::record::Publication;
use crate::registry::Books;
use crate::signer::Signer;

/// Epochs after the current one that have a list.
const AHEAD: u32 = 7;

/// Publishes into a folder.
///
/// The order makes it safe to be killed anywhere: lists and deltas, which say nothing alone; then the registry, so that no sequence number
/// is used twice; then the manifest; then the pointer; then the erasing of keys. The next run does it all again with the next
/// number.
pub fn run(desk: &mut Desk<'_>, given: &cli::Publish) -> Result<Done, Failure> {
    let validity = given.validity.at(desk.now)?;
    let office = Office::open(desk)?;
    let passphrase = desk.passphrase()?;
    let _lock = desk.lock()?;
    let (seeds, keys) = office.keys(&passphrase)?;
    let mut registry = office.registry()?;
    let books = registry.write()?;
    let id = office.entry().id();
    let current = office.epoch_at(desk.now)?;
    let yesterday = current.previous().unwrap_or(current);
    let signer = Signer::new(office.entry(), &keys);
    // A clock that is years ahead would erase keys that are still needed.
    signer.key(current)?;
    let last = books.last_publication()?;
    not_before(&last, &office, &keys, desk.now)?;

    let folder = Folder::new(&given.to);
    let pointer = publication::manifest_pointer(id);
    let used = last.map_or(0, |last| last.sequence);
    folder.latest(&pointer, used)?;
    let epochs = office.entry().epochs();
    let lists = lists(&books, &keys, epochs, (yesterday, current))?;
    let mut entries = Vec::new();
    let earlier = Earlier::in_folder(&folder, office.entry(), used, desk.now);
    for (file, entry) in &lists {
        folder.put(&publication::status_list(id, &entry.hash), file)?;
        earlier.put_deltas(file, entry)?;
        entries.push(*entry);
    }
    let revoked = entries.iter().find(|entry| entry.epoch == current);
    let publication = Publication {
        sequence: used + 1,
        issued_at: desk.now,
        expires: validity.expires(),
        revoked: revoked.map_or(0, |entry| entry.revoked),
    };
    let manifest = signer.manifest(&ManifestContent {
        issuer: id,
        sequence: publication.sequence,
        validity,
        lists: entries.clone(),
    });
    books.publish(&publication)?;
    books.commit()?;
    folder.put(&publication::manifest(id, publication.sequence), &manifest)?;
    folder.point(&pointer, publication.sequence)?;

    if let Some(later) = keys.ratchet.at(yesterday)
        && later.epoch() > keys.ratchet.epoch()
    {
        let advanced = seeds.advanced(&later);
        office
            .key_file()
            .write(desk, &passphrase, advanced.as_bytes())?;
    }
    Ok(report(desk, &office, given, &publication, &entries))
}

/// Lists and keys only go forwards.
fn not_before(
    last: &Option<Publication>,
    office: &Office,
    keys: &IssuerKeys,
    now: UnixTime,
) -> Result<(), Failure> {
    let erased = office.entry().epochs().start(keys.ratchet.epoch());
    let recorded = last.map_or(erased, |last| last.issued_at.max(erased));
    if now < recorded {
        let then = recorded;
        return Err(Refused::ClockBehind { now, then }.into());
    }
    Ok(())
}

/// The list of every epoch from yesterday on, with its entry in the manifest.
fn lists(
    books: &Books<'_>,
    keys: &IssuerKeys,
    epochs: EpochRule,
    (yesterday, current): (Epoch, Epoch),
) -> Result<Vec<(Vec<u8>, ListEntry)>, Failure> {
    let last = current.checked_add(AHEAD).unwrap_or(current);
    let capacities = issue::freeze(books, (yesterday, last))?;
    let permutations = issue::permutations(&keys.ratchet, &capacities)?;
    permutations
        .iter()
        .zip(capacities.values())
        .map(|((epoch, permutation), capacity)| {
            let revoked = books.revoked_slots(*epoch, epochs.end(*epoch))?;
            list(books, *epoch, revoked, permutation, *capacity)
        })
        .collect()
}

fn list(
    books: &Books<'_>,
    epoch: Epoch,
    revoked: Vec<u64>,
    permutation: &Permutation,
    capacity: Capacity,
) -> Result<(Vec<u8>, ListEntry), Failure> {
    let too_many = Refused::TooManyRevoked { epoch };
    let revoked: Option<Vec<_>> = revoked
        .into_iter()
        .map(|slot| permutation.index(slot))
        .collect();
    let (_, highest) = books.fill(epoch)?;
    // A full epoch goes on in further blocks of the same size.
    let blocks = highest / capacity.get() + 1;
    let indices = capacity.get().saturating_mul(blocks);
    revoked
        .and_then(|revoked| status_list::encode(epoch, indices, revoked).ok())
        .ok_or_else(|| too_many.into())
}

fn report(
    desk: &Desk<'_>,
    office: &Office,
    given: &cli::Publish,
    publication: &Publication,
    entries: &[ListEntry],
) -> Done {
    let folder = given.to.display().to_string();
    let expires = office.calendar().local(publication.expires);
    let text = desk.say(
        "publish-done",
        &[
            ("sequence", publication.sequence.to_string().into()),
            ("lists", entries.len().into()),
            ("revoked", publication.revoked.into()),
            ("folder", folder.as_str().into()),
            ("expires", write_moment(expires).into()),
        ],
    );
    let lists: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "epoch": entry.epoch.number(),
                "capacity": entry.capacity,
                "revoked": entry.revoked,
                "size": entry.size,
            })
        })
        .collect();
    Done {
        text,
        json: json!({
            "folder": folder,
            "sequence": publication.sequence,
            "issued_at": publication.issued_at.seconds(),
            "expires": publication.expires.seconds(),
            "lists": lists,
        }),
    }
}
