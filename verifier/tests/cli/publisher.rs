//! A root, an issuer and a holder, with fixed keys, who publish into a folder and show codes.

use std::fs;
use std::path::{Path, PathBuf};

use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::{CredentialContent, IssuerId, StatusIndex};
use shared::freshness::Validity;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::manifest::{ListEntry, ManifestContent, UnverifiedManifest};
use shared::proof::{Audience, Challenge, ProofContent, VenueCode};
use shared::publication;
use shared::root_set::RootSet;
use shared::status_list::StatusList;
use shared::time::{Epoch, EpochRule, TimeStep, UnixTime};
use shared::trust_list::TrustListContent;
use shared::{qr_text, status_delta, status_list};

/// A noon, in the middle of an epoch.
pub(crate) const NOON: u64 = 1_764_061_200;
pub(crate) const HOUR: u64 = 3_600;
pub(crate) const DAY: u64 = 24 * HOUR;

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn rule() -> EpochRule {
    EpochRule::new(86_400, 75_600).unwrap()
}

fn epoch(time: u64) -> Epoch {
    rule().epoch_at(at(time)).unwrap()
}

/// Root keys by their seeds, all of which must sign.
pub(crate) fn roots(seeds: &[u8]) -> RootSet {
    let keys = seeds.iter().map(|&seed| key(seed).public()).collect();
    RootSet::new(u8::try_from(seeds.len()).unwrap(), keys).unwrap()
}

/// An issuer; its keys follow from its seed.
#[derive(Clone, Copy)]
pub(crate) struct Issuer {
    pub(crate) id: &'static str,
    pub(crate) seed: u8,
}

/// The usual issuer.
pub(crate) const STAVROPOL: Issuer = Issuer { id: "26", seed: 50 };
/// Another one.
pub(crate) const MOSCOW: Issuer = Issuer { id: "77", seed: 60 };

impl Issuer {
    pub(crate) fn id(self) -> IssuerId {
        IssuerId::new(self.id).unwrap()
    }

    pub(crate) fn entry(self) -> IssuerEntry {
        let credential_key = CredentialKey {
            key: key(self.seed).public(),
            first: epoch(NOON - 30 * DAY),
            last: epoch(NOON + 60 * DAY),
        };
        IssuerEntry::new(
            self.id(),
            (format!("Регион {}", self.id), format!("Region {}", self.id)),
            rule(),
            vec![Claim::Adult.key(), Claim::Student.key()],
            key(self.seed + 1).public(),
            vec![credential_key],
        )
        .unwrap()
    }
}

/// A code about to be shown.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    pub(crate) issuer: Issuer,
    pub(crate) claim: Claim,
    pub(crate) index: u64,
    pub(crate) time: u64,
    pub(crate) venue: Option<&'static str>,
    pub(crate) challenge: Option<Challenge>,
}

/// The usual code of a grown-up.
pub(crate) const ADULT: Code = Code {
    issuer: STAVROPOL,
    claim: Claim::Adult,
    index: 7,
    time: NOON,
    venue: None,
    challenge: None,
};

impl Code {
    pub(crate) fn text(self) -> String {
        let device = key(u8::try_from(self.index).unwrap() + 100);
        let epoch = epoch(self.time);
        let credential = CredentialContent {
            issuer: self.issuer.id(),
            not_before: rule().start(epoch),
            expires: rule().end(epoch),
            index: StatusIndex::new(self.index).unwrap(),
            device_key: *device.public().as_bytes(),
            claim: self.claim.key(),
            value: true,
        }
        .sign(&key(self.issuer.seed));
        let venue = self.venue.map(|code| VenueCode::new(code).unwrap());
        let proof = ProofContent {
            audience: venue.map_or(Audience::AnyVenue, Audience::Venue),
            step: TimeStep::at(at(self.time)),
            challenge: self.challenge,
        };
        qr_text::encode(&proof.sign(&credential, &device))
    }
}

/// The published folder.
pub(crate) struct Publisher {
    folder: PathBuf,
}

impl Publisher {
    pub(crate) fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A first publication of the usual issuer below root key 1, an hour before noon.
    pub(crate) fn usual(folder: &Path) -> Self {
        let publisher = Self::new(folder);
        publisher.trust_list(1, NOON - HOUR, &[1], &[1], &[STAVROPOL]);
        publisher.lists(STAVROPOL, 1, NOON - HOUR, &[3]);
        publisher
    }

    /// A trust list that names `next` as root keys, signed by `signers`.
    pub(crate) fn trust_list(
        &self,
        sequence: u64,
        issued: u64,
        next: &[u8],
        signers: &[u8],
        issuers: &[Issuer],
    ) {
        let content = TrustListContent {
            sequence,
            validity: Validity::usual(at(issued)),
            roots: roots(next),
            issuers: issuers.iter().map(|issuer| issuer.entry()).collect(),
        };
        let signers: Vec<SecretKey> = signers.iter().map(|&seed| key(seed)).collect();
        self.write(&publication::trust_list(sequence), &content.sign(&signers));
        self.point(publication::TRUST_POINTER, sequence);
    }

    /// A manifest and its lists from yesterday to seven days ahead.
    pub(crate) fn lists(&self, issuer: Issuer, sequence: u64, issued: u64, revoked: &[u64]) {
        let first = epoch(issued).previous().unwrap();
        let lists = (0..9)
            .map(|day| {
                let revoked = revoked
                    .iter()
                    .map(|&index| StatusIndex::new(index).unwrap());
                let epoch = first.checked_add(day).unwrap();
                let capacity = 100 + u64::from(day);
                // A list of its own for each day, as real indices are.
                let own = StatusIndex::new(80 + u64::from(day)).unwrap();
                let (file, entry) =
                    status_list::encode(epoch, capacity, revoked.chain([own]).collect()).unwrap();
                self.write(&publication::status_list(issuer.id(), &entry.hash), &file);
                entry
            })
            .collect();
        let content = ManifestContent {
            issuer: issuer.id(),
            sequence,
            validity: Validity::usual(at(issued)),
            lists,
        };
        let name = publication::manifest(issuer.id(), sequence);
        self.write(&name, &content.sign(&key(issuer.seed + 1)));
        self.point(&publication::manifest_pointer(issuer.id()), sequence);
    }

    /// Deltas from the lists of one publication to those of another; gives their names.
    pub(crate) fn deltas(&self, issuer: Issuer, old: u64, new: u64) -> Vec<String> {
        let lists = |sequence| -> Vec<(ListEntry, Vec<StatusIndex>)> {
            let manifest = self.read(&publication::manifest(issuer.id(), sequence));
            let manifest = UnverifiedManifest::parse(&manifest).unwrap();
            let manifest = manifest.verify(&key(issuer.seed + 1).public()).unwrap();
            let read = |entry: &ListEntry| {
                let file = self.read(&publication::status_list(issuer.id(), &entry.hash));
                (
                    *entry,
                    StatusList::parse(file, entry).unwrap().revoked().unwrap(),
                )
            };
            manifest.content().lists.iter().map(read).collect()
        };
        let mut names = Vec::new();
        for ((old, before), (new, after)) in lists(old).into_iter().zip(lists(new)) {
            assert_eq!(old.epoch, new.epoch);
            let name = publication::status_delta(issuer.id(), &old.hash, &new.hash);
            let delta = status_delta::encode(&before, &after, new.capacity);
            self.write(&name, &delta);
            names.push(name);
        }
        names
    }

    pub(crate) fn point(&self, pointer: &str, sequence: u64) {
        self.write(pointer, publication::write_pointer(sequence).as_bytes());
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.folder.join(name)).unwrap();
    }

    /// The names of the issuer's status lists.
    pub(crate) fn list_names(&self, issuer: Issuer) -> Vec<String> {
        let place = format!("issuers/{}/lists", issuer.id);
        let mut names: Vec<String> = fs::read_dir(self.folder.join(&place))
            .unwrap()
            .map(|entry| {
                let name = entry.unwrap().file_name().into_string().unwrap();
                format!("{place}/{name}")
            })
            .collect();
        names.sort();
        names
    }
}
