//! Deltas from the lists that verifiers may still have to those that are published now.

use shared::issuer_entry::IssuerEntry;
use shared::manifest::{self, ListEntry, Manifest, UnverifiedManifest};
use shared::publication;
use shared::status_delta;
use shared::status_list::StatusList;
use shared::time::UnixTime;

use crate::failure::Failure;
use crate::folder::Folder;

/// How many sequence numbers back deltas lead from.
const MOST: u64 = 32;

/// The earlier publications in a folder that still decide somewhere, newest first.
#[derive(Debug)]
pub struct Earlier<'f> {
    folder: &'f Folder,
    manifests: Vec<Manifest>,
}

impl<'f> Earlier<'f> {
    /// Those up to this sequence number. A folder that has none, a new USB stick, gets no deltas: they only spare verifiers
    /// a download.
    #[must_use]
    pub fn in_folder(folder: &'f Folder, issuer: &IssuerEntry, newest: u64, now: UnixTime) -> Self {
        let limit = u64::try_from(manifest::MAX_LENGTH).unwrap_or(u64::MAX);
        let read = |sequence| {
            let bytes = folder.get(&publication::manifest(issuer.id(), sequence), limit)?;
            let manifest = UnverifiedManifest::parse(&bytes).ok()?;
            manifest.verify(issuer.status_key()).ok()
        };
        let decides = |manifest: &Manifest| now < manifest.content().validity.expires();
        // A number may be missing: its publication was killed.
        let sequences = (newest.saturating_sub(MOST)..=newest).rev();
        let manifests = sequences.filter_map(read).take_while(decides);
        Self {
            folder,
            manifests: manifests.collect(),
        }
    }

    /// Puts the deltas to this list, from the newest on, as long as all of them take less room than the list.
    pub fn put_deltas(&self, file: &[u8], entry: &ListEntry) -> Result<(), Failure> {
        let Ok(new) = StatusList::open(file, entry).and_then(|list| list.revoked()) else {
            return Ok(());
        };
        let (mut room, mut done) = (file.len(), vec![entry.hash]);
        for manifest in &self.manifests {
            let content = manifest.content();
            let Some(old_entry) = manifest.list(entry.epoch) else {
                continue;
            };
            let name = publication::status_list(content.issuer, &old_entry.hash);
            if done.contains(&old_entry.hash) {
                continue;
            }
            done.push(old_entry.hash);
            let old = self.folder.get(&name, old_entry.size);
            let old = old.and_then(|old| StatusList::parse(old, old_entry).ok()?.revoked().ok());
            let Some(old) = old else {
                continue;
            };
            let delta = status_delta::encode(&old, &new, entry.capacity);
            let left = room.checked_sub(delta.len());
            let Some(left) = left.filter(|_| delta.len() < file.len()) else {
                break;
            };
            room = left;
            let name = publication::status_delta(content.issuer, &old_entry.hash, &entry.hash);
            self.folder.put(&name, &delta)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::claims::Claim;
    use shared::cose_key::SecretKey;
    use shared::credential::{IssuerId, StatusIndex};
    use shared::freshness::Validity;
    use shared::issuer_entry::CredentialKey;
    use shared::manifest::ManifestContent;
    use shared::status_list;
    use shared::time::{Epoch, EpochRule};

    const DAY: u64 = 86_400;
    const EPOCH: Epoch = Epoch::new(7);

    fn at(day: u64) -> UnixTime {
        UnixTime::new(1_780_000_000 + day * DAY).unwrap()
    }

    fn status_key() -> SecretKey {
        SecretKey::from_seed(&[1; 32])
    }

    fn issuer() -> IssuerEntry {
        let key = CredentialKey {
            key: SecretKey::from_seed(&[2; 32]).public(),
            first: EPOCH,
            last: EPOCH,
        };
        let names = ("Область".into(), "Region".into());
        let (id, epochs) = (
            IssuerId::new("26").unwrap(),
            EpochRule::new(86_400, 0).unwrap(),
        );
        let claims = vec![Claim::Adult.key()];
        IssuerEntry::new(id, names, epochs, claims, status_key().public(), vec![key]).unwrap()
    }

    /// Every 97th index up to a count.
    fn list(count: u64) -> (Vec<u8>, ListEntry) {
        let indices = (0..count).map(|n| StatusIndex::new(n * 97).unwrap());
        status_list::encode(EPOCH, 100_000, indices.collect()).unwrap()
    }

    /// Publishes this list on this day, with deltas; gives their names.
    fn publish(folder: &Folder, sequence: u64, day: u64, count: u64) -> ListEntry {
        let (file, entry) = list(count);
        let id = issuer().id();
        let earlier = Earlier::in_folder(folder, &issuer(), sequence - 1, at(day));
        folder
            .put(&publication::status_list(id, &entry.hash), &file)
            .unwrap();
        earlier.put_deltas(&file, &entry).unwrap();
        let manifest = ManifestContent {
            issuer: id,
            sequence,
            validity: Validity::usual(at(day)),
            lists: vec![entry],
        };
        let name = publication::manifest(id, sequence);
        folder.put(&name, &manifest.sign(&status_key())).unwrap();
        entry
    }

    #[test]
    fn deltas_lead_from_every_list_that_still_decides() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        // The second was killed before its manifest, the third says the same as the first.
        let first = publish(&folder, 1, 0, 500);
        let same = publish(&folder, 3, 1, 500);
        let fourth = publish(&folder, 4, 6, 520);
        let fifth = publish(&folder, 5, 7, 530);
        assert_eq!(first, same);
        let delta = |old: &ListEntry, new: &ListEntry| {
            let name = publication::status_delta(issuer().id(), &old.hash, &new.hash);
            folder.get(&name, 1 << 20)
        };
        for (old, new, count) in [
            (first, fourth, 500),
            (fourth, fifth, 520),
            (same, fifth, 500),
        ] {
            let old_list = StatusList::parse(list(count).0, &old).unwrap();
            let new_file = status_delta::apply(&old_list, &delta(&old, &new).unwrap(), &new);
            assert_eq!(new_file, Ok(list(new.revoked).0));
        }
        // A week later nobody can have them.
        let sixth = publish(&folder, 6, 14, 540);
        for old in [first, fourth, fifth] {
            assert_eq!(delta(&old, &sixth), None);
        }
    }

    #[test]
    fn deltas_that_are_no_shorter_than_the_list_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let empty = publish(&folder, 1, 0, 0);
        let one = publish(&folder, 2, 1, 1);
        let name = publication::status_delta(issuer().id(), &empty.hash, &one.hash);
        assert_eq!(folder.get(&name, 1 << 20), None);
        let name = publication::status_list(issuer().id(), &one.hash);
        assert_eq!(folder.get(&name, 1 << 20), Some(list(1).0));
    }
}
