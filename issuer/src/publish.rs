//! `issuer publish`: the status lists of nine days under one signed manifest.

use serde_json::json;
use shared::manifest::{ListEntry, ManifestContent};
use shared::publication;
use shared::time::UnixTime;

use crate::cli;
use crate::deltas::Earlier;
use crate::desk::{Desk, Done};
use crate::expired::{self, Removal};
use crate::failure::{Failure, Refused};
use crate::folder::Folder;
use crate::keys::IssuerKeys;
use crate::lists::Lists;
use crate::office::Office;
use crate::person::write_moment;
use crate::progress::Progress;
use crate::record::Publication;
use crate::signer::Signer;
use crate::token_status_list::{self, Address, Placed};

/// Epochs after the current one that have a list.
const AHEAD: u32 = 7;

/// Publishes into a folder.
///
/// The order makes it safe to be killed anywhere: lists and deltas, which say nothing alone; then the registry, so that no sequence number
/// is used twice; then the manifest; then the pointer; then Token Status Lists, which speak for themselves; then the erasing of keys; then
/// files that nobody needs any more. The next run does it all again with the next number.
pub fn run(desk: &mut Desk<'_>, given: &cli::Publish) -> Result<Done, Failure> {
    let validity = given.validity.at(desk.now)?;
    let address = given.token_status_list.as_deref().map(Address::parse);
    let address = address.transpose()?;
    let office = Office::open(desk)?;
    let passphrase = desk.passphrase()?;
    let lock = desk.lock()?;
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
    let any = [0; 32];
    for name in [
        &pointer,
        &publication::status_list(id, &any),
        &publication::status_delta(id, &any, &any),
        &publication::token_status_list(id, current),
    ] {
        folder.sweep(name, &lock)?;
    }
    let epochs = office.entry().epochs();
    let last = current.checked_add(AHEAD).unwrap_or(current);
    let lists = Lists::plan(&books, &keys, epochs, (yesterday, last))?;
    let progress = Progress::new(desk, "publish-progress", as_u64(lists.count()));
    let mut entries = Vec::new();
    let earlier = Earlier::in_folder(&folder, office.entry(), used, desk.now);
    lists.make(|file, entry| {
        folder.put(&publication::status_list(id, &entry.hash), file)?;
        earlier.put_deltas(file, entry)?;
        if entry.epoch < current {
            books.keep_final_list(file, entry)?;
        }
        entries.push(*entry);
        progress.advance(1);
        Ok(())
    })?;
    drop((lists, progress));
    let revoked = entries.iter().find(|entry| entry.epoch == current);
    let publication = Publication {
        sequence: used + 1,
        issued_at: desk.now,
        expires: validity.expires(),
        revoked: revoked.map_or(0, |entry| entry.revoked),
    };
    let content = ManifestContent {
        issuer: id,
        sequence: publication.sequence,
        validity,
        lists: entries,
    };
    let manifest = signer.manifest(&content);
    books.publish(&publication)?;
    books.commit()?;
    folder.put(&publication::manifest(id, publication.sequence), &manifest)?;
    folder.point(&pointer, publication.sequence)?;
    let tokens = match address {
        Some(address) => {
            let progress = Progress::new(desk, "publish-progress", as_u64(content.lists.len()));
            let placed = || progress.advance(1);
            token_status_list::put(&folder, &signer, &address, &content, placed)?
        }
        None => Vec::new(),
    };

    // Nothing that is permuted with an earlier key can change any more.
    if let Some(later) = keys.ratchet.at(current)
        && later.epoch() > keys.ratchet.epoch()
    {
        let advanced = seeds.advanced(&later);
        office
            .key_file()
            .write(desk, &passphrase, advanced.as_bytes())?;
    }
    let removal = expired::remove(&folder, office.entry(), publication.sequence, desk.now);
    let published = Published {
        publication,
        entries: content.lists,
        tokens,
        removal,
    };
    Ok(published.report(desk, &office, given))
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

/// What came of it.
struct Published {
    publication: Publication,
    entries: Vec<ListEntry>,
    tokens: Vec<Placed>,
    removal: Removal,
}

impl Published {
    fn report(&self, desk: &Desk<'_>, office: &Office, given: &cli::Publish) -> Done {
        let (publication, entries) = (&self.publication, &self.entries);
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
        let mut lines = vec![text];
        if let Some(address) = &given.token_status_list {
            let count = self.tokens.len().into();
            let args = [("count", count), ("address", address.as_str().into())];
            lines.push(desk.say("publish-tokens", &args));
        }
        if self.removal.removed > 0 {
            let count = self.removal.removed.into();
            lines.push(desk.say("publish-removed", &[("count", count)]));
        }
        if let Some(fault) = &self.removal.fault {
            let fault = fault.say(desk.words).into();
            lines.push(desk.say("publish-not-removed", &[("fault", fault)]));
        }
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
        let tokens: Vec<_> = self.tokens.iter().map(Placed::for_programs).collect();
        Done {
            text: lines.join("\n"),
            json: json!({
                "folder": folder,
                "sequence": publication.sequence,
                "issued_at": publication.issued_at.seconds(),
                "expires": publication.expires.seconds(),
                "lists": lists,
                "token_status_lists": tokens,
                "removed": self.removal.removed,
            }),
        }
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
