//! What a folder no longer needs: manifests that have expired, and the lists, deltas and Token Status Lists that only they name.

use std::collections::BTreeSet;

use host::fault::Fault;
use shared::credential::IssuerId;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::{self, UnverifiedManifest};
use shared::publication;
use shared::time::{Epoch, UnixTime};

use crate::folder::Folder;

/// What was removed.
#[derive(Debug, Default)]
pub struct Removal {
    /// How many files.
    pub removed: u64,
    /// Why it is not all, if it is not.
    pub fault: Option<Fault>,
}

/// Removes what no verifier can need once the manifest with the number `newest` is pointed to.
///
/// Only files are touched that have the names of ours, whole; and of the lists and deltas none while there is a manifest that
/// cannot be read: it could name any of them.
#[must_use]
pub fn remove(folder: &Folder, issuer: &IssuerEntry, newest: u64, now: UnixTime) -> Removal {
    let mut removal = Removal::default();
    let removed = Publications::in_folder(folder, issuer, newest, now)
        .and_then(|found| found.remove(folder, issuer, &mut removal.removed));
    removal.fault = removed.err();
    removal
}

/// The publications of an issuer that lie in a folder.
#[derive(Default)]
struct Publications {
    /// The names of manifests that decide nothing any more.
    expired: Vec<String>,
    /// The hashes of lists that the others name.
    needed: BTreeSet<[u8; 32]>,
    /// The epochs of those lists.
    epochs: BTreeSet<Epoch>,
    is_any_unreadable: bool,
}

impl Publications {
    fn in_folder(
        folder: &Folder,
        issuer: &IssuerEntry,
        newest: u64,
        now: UnixTime,
    ) -> Result<Self, Fault> {
        let mut found = Self::default();
        let limit = u64::try_from(manifest::MAX_LENGTH).unwrap_or(u64::MAX);
        for name in folder.names_beside(&publication::manifest_pointer(issuer.id()))? {
            let Some(sequence) = sequence(issuer.id(), &name) else {
                continue;
            };
            let bytes = folder.get(&name, limit).unwrap_or_default();
            let manifest = UnverifiedManifest::parse(&bytes).ok();
            let manifest = manifest.and_then(|read| read.verify(issuer.status_key()).ok());
            let Some(manifest) = manifest else {
                found.is_any_unreadable = true;
                continue;
            };
            let content = manifest.content();
            if content.sequence == sequence
                && sequence != newest
                && now >= content.validity.expires()
            {
                found.expired.push(name);
            } else {
                let lists = || content.lists.iter();
                found.needed.extend(lists().map(|list| list.hash));
                found.epochs.extend(lists().map(|list| list.epoch));
            }
        }
        Ok(found)
    }

    fn remove(
        &self,
        folder: &Folder,
        issuer: &IssuerEntry,
        removed: &mut u64,
    ) -> Result<(), Fault> {
        let mut over = Vec::new();
        if !self.is_any_unreadable {
            let needed: BTreeSet<String> = self.needed.iter().map(|hash| hex(hash)).collect();
            let halves: BTreeSet<&str> = needed.iter().filter_map(|hash| hash.get(..32)).collect();
            let list = |name: &str| {
                let hash = name.strip_suffix(".list")?;
                (is_hex(hash, 64) && !needed.contains(hash)).then_some(())
            };
            let delta = |name: &str| {
                let (old, new) = name.strip_suffix(".delta")?.split_once('-')?;
                let is_needed = halves.contains(old) && halves.contains(new);
                (is_hex(old, 32) && is_hex(new, 32) && !is_needed).then_some(())
            };
            let token = |name: &str| {
                let epoch = Epoch::new(name.strip_suffix(".cwt")?.parse().ok()?);
                let is_ours = format!("{epoch}.cwt") == name;
                (is_ours && !self.epochs.contains(&epoch)).then_some(())
            };
            let (id, any) = (issuer.id(), [0; 32]);
            for name in folder.names_beside(&publication::token_status_list(id, Epoch::new(0)))? {
                over.extend(token(file_name(&name)).map(|()| name));
            }
            for name in folder.names_beside(&publication::status_delta(id, &any, &any))? {
                over.extend(delta(file_name(&name)).map(|()| name));
            }
            for name in folder.names_beside(&publication::status_list(id, &any))? {
                over.extend(list(file_name(&name)).map(|()| name));
            }
        }
        for name in over.iter().chain(&self.expired) {
            folder.remove(name)?;
            *removed += 1;
        }
        Ok(())
    }
}

/// The number of the manifest with this name, if it is one of ours.
fn sequence(issuer: IssuerId, name: &str) -> Option<u64> {
    let sequence = file_name(name).strip_suffix(".cose")?.parse().ok()?;
    (publication::manifest(issuer, sequence) == name).then_some(sequence)
}

fn file_name(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, file)| file)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_hex(text: &str, length: usize) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == length && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use shared::freshness::Validity;
    use shared::manifest::{ListEntry, ManifestContent};

    use super::*;
    use crate::keys::IssuerKeys;
    use crate::sample;

    const DAY: u64 = 86_400;
    const EPOCH: Epoch = Epoch::new(20_000);

    fn at(day: u64) -> UnixTime {
        UnixTime::new(1_780_000_000 + day * DAY).unwrap()
    }

    fn keys() -> IssuerKeys {
        sample::seeds(EPOCH, EPOCH.checked_add(40).unwrap())
            .keys()
            .unwrap()
    }

    /// Publishes lists with these hashes on this day, each with a delta from the list before it.
    fn publish(folder: &Folder, sequence: u64, day: u64, hashes: &[u8]) {
        let keys = keys();
        let id = sample::entry(&keys).id();
        let entry = |(hash, number): (&u8, u32)| ListEntry {
            epoch: EPOCH.checked_add(number).unwrap(),
            capacity: 100,
            revoked: 0,
            size: 0,
            hash: [*hash; 32],
        };
        for hash in hashes {
            let list = publication::status_list(id, &[*hash; 32]);
            folder.put(&list, b"list").unwrap();
            let delta = publication::status_delta(id, &[hash - 1; 32], &[*hash; 32]);
            folder.put(&delta, b"delta").unwrap();
        }
        for (_, number) in hashes.iter().zip(u32::try_from(day).unwrap()..) {
            let token = publication::token_status_list(id, EPOCH.checked_add(number).unwrap());
            folder.replace(&token, b"token").unwrap();
        }
        let content = ManifestContent {
            issuer: id,
            sequence,
            validity: Validity::usual(at(day)),
            lists: hashes
                .iter()
                .zip(u32::try_from(day).unwrap()..)
                .map(entry)
                .collect(),
        };
        let name = publication::manifest(id, sequence);
        folder.put(&name, &content.sign(&keys.status)).unwrap();
        folder
            .point(&publication::manifest_pointer(id), sequence)
            .unwrap();
    }

    fn remove_on(folder: &Folder, newest: u64, day: u64) -> u64 {
        let removal = remove(folder, &sample::entry(&keys()), newest, at(day));
        assert!(removal.fault.is_none());
        removal.removed
    }

    fn names(dir: &Path, of: &str) -> Vec<String> {
        let found = fs::read_dir(dir.join("issuers/26").join(of)).unwrap();
        let mut names: Vec<_> = found
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| name.get(..8).unwrap_or(&name).to_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_only_expired_manifests_name_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        publish(&folder, 1, 0, &[0x11, 0x12]);
        publish(&folder, 2, 3, &[0x12, 0x13]);
        publish(&folder, 3, 6, &[0x13, 0x14]);
        // The delta to the first list leads from one that no manifest names.
        assert_eq!(remove_on(&folder, 3, 6), 1);
        let deltas = || names(dir.path(), "deltas");
        let lists = || names(dir.path(), "lists");
        assert_eq!(deltas(), ["11111111", "12121212", "13131313"]);
        publish(&folder, 4, 7, &[0x15]);
        // The first has expired on this second: its list 11 goes, and 12, which the second still names, stays.
        // With it go the tokens of its two days.
        assert_eq!(remove_on(&folder, 4, 7), 5);
        let tokens = || names(dir.path(), "token-status-lists");
        assert_eq!(tokens(), ["20003.cw", "20004.cw", "20006.cw", "20007.cw"]);
        assert_eq!(lists(), ["12121212", "13131313", "14141414", "15151515"]);
        assert_eq!(deltas(), ["12121212", "13131313", "14141414"]);
        assert_eq!(remove_on(&folder, 4, 7), 0);
        // The newest stays even if it has expired.
        remove_on(&folder, 4, 1_000);
        assert_eq!(
            (lists(), tokens()),
            (vec!["15151515".into()], vec!["20007.cw".into()])
        );
        let left = names(dir.path(), "");
        assert_eq!(left, ["00000004", "deltas", "latest", "lists", "token-st"]);
    }

    #[test]
    fn what_has_no_name_of_ours_stays() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        publish(&folder, 1, 0, &[0x11]);
        publish(&folder, 2, 30, &[0x15]);
        let stem = "ab".repeat(32);
        let others = [
            format!("lists/{}.list", stem.to_uppercase()),
            format!("lists/{stem}.list.bak"),
            format!("lists/{stem}0.list"),
            format!("lists/{stem}"),
            format!("deltas/{stem}.delta"),
            format!("deltas/{stem}-{stem}.delta"),
            "token-status-lists/020000.cwt".into(),
            "1.cose".into(),
            "+0000001.cose".into(),
            "00000001.COSE".into(),
            "note.txt".into(),
        ];
        let paths = others.map(|name| dir.path().join("issuers/26").join(name));
        for path in &paths {
            fs::write(path, "mine").unwrap();
        }
        let directory = dir.path().join(format!("issuers/26/lists/{stem}.list"));
        fs::create_dir(&directory).unwrap();
        assert_eq!(remove_on(&folder, 2, 30), 5);
        assert!(paths.iter().all(|path| path.exists()));
        assert!(directory.exists());
    }

    #[test]
    fn lists_stay_while_a_manifest_cannot_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        publish(&folder, 1, 0, &[0x11]);
        publish(&folder, 2, 30, &[0x15]);
        fs::write(dir.path().join("issuers/26/00000009.cose"), "torn").unwrap();
        assert_eq!(remove_on(&folder, 2, 30), 1);
        assert_eq!(names(dir.path(), "lists"), ["11111111", "15151515"]);
        assert!(dir.path().join("issuers/26/00000009.cose").exists());
    }
}
