//! The world of practice: a root, an issuer and their lists, of random keys that never leave this memory. What it makes is signed and
//! checked like everything real, and counts nowhere else.

use shared::claims::Claim;
use shared::clock::TimeFloor;
use shared::cose_key::SecretKey;
use shared::credential::{CredentialContent, IssuerId, StatusIndex};
use shared::freshness::Validity;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::manifest::{ListEntry, Manifest, ManifestContent, UnverifiedManifest};
use shared::proof::{Audience, Challenge, ProofContent};
use shared::qr_text;
use shared::root_set::RootSet;
use shared::status_list::{self, Damaged, StatusList};
use shared::time::{Epoch, EpochRule, TimeStep, UnixTime};
use shared::trust_list::{TrustList, TrustListContent, UnverifiedTrustList};
use shared::verify::Lists;

use crate::session::Session;
use crate::trouble::Trouble;

/// The keys of one practice.
pub(super) struct World {
    root: SecretKey,
    status: SecretKey,
    issuer: SecretKey,
    /// Of nobody who may issue anything.
    forger: SecretKey,
}

/// What a visitor's phone shows.
#[derive(Clone, Copy)]
pub(super) struct Card {
    pub(super) claim: Claim,
    pub(super) value: bool,
    pub(super) time: UnixTime,
    pub(super) audience: Audience,
    pub(super) challenge: Option<Challenge>,
    pub(super) is_revoked: bool,
    pub(super) is_forged: bool,
}

impl World {
    /// A world of random keys.
    pub(super) fn new(session: &Session) -> Result<Self, Trouble> {
        let key = || Ok::<_, Trouble>(SecretKey::from_seed(&session.random()?));
        Ok(Self {
            root: key()?,
            status: key()?,
            issuer: key()?,
            forger: key()?,
        })
    }

    /// The lists that were signed at one time, for the day of another one and its neighbours.
    pub(super) fn lists(&self, signed: UnixTime, day: UnixTime) -> Result<WorldLists, Trouble> {
        self.made(signed, day).ok_or(Trouble::NoPractice)
    }

    /// The code of a phone.
    pub(super) fn code(&self, card: &Card, phone: &SecretKey) -> Result<String, Trouble> {
        self.shown(card, phone).ok_or(Trouble::NoPractice)
    }

    fn made(&self, signed: UnixTime, day: UnixTime) -> Option<WorldLists> {
        let (validity, today) = (Validity::usual(signed), days()?.epoch_at(day)?);
        let days: Vec<Epoch> = [today.previous(), Some(today), today.checked_add(1)]
            .into_iter()
            .flatten()
            .collect();
        let roots = RootSet::new(1, vec![self.root.public()]).ok()?;
        let trust_list = TrustListContent {
            sequence: 1,
            validity,
            roots: roots.clone(),
            issuers: vec![self.entry(*days.first()?, *days.last()?)?],
        };
        let trust_list = trust_list.sign([&self.root]);
        let trust_list = UnverifiedTrustList::parse(&trust_list).ok()?;
        let mut files = Vec::new();
        for epoch in days {
            let revoked = vec![StatusIndex::new(REVOKED)?];
            files.push(status_list::encode(epoch, CAPACITY, revoked).ok()?);
        }
        let manifest = ManifestContent {
            issuer: issuer()?,
            sequence: 1,
            validity,
            lists: files.iter().map(|(_, entry)| *entry).collect(),
        };
        let manifest = manifest.sign(&self.status);
        let manifest = UnverifiedManifest::parse(&manifest).ok()?;
        let lists = files
            .into_iter()
            .map(|(file, entry)| StatusList::parse(file, &entry));
        Some(WorldLists {
            trust_list: trust_list.verify(&roots).ok()?,
            manifest: manifest.verify(&self.status.public()).ok()?,
            lists: lists.collect(),
            time_floor: TimeFloor::default(),
        })
    }

    fn entry(&self, first: Epoch, last: Epoch) -> Option<IssuerEntry> {
        let key = CredentialKey {
            key: self.issuer.public(),
            first,
            last,
        };
        IssuerEntry::new(
            issuer()?,
            ("Тренировка".to_owned(), "Practice".to_owned()),
            days()?,
            Claim::all().map(Claim::key).collect(),
            self.status.public(),
            vec![key],
        )
        .ok()
    }

    fn shown(&self, card: &Card, phone: &SecretKey) -> Option<String> {
        let epoch = days()?.epoch_at(card.time)?;
        let index = if card.is_revoked { REVOKED } else { GOOD };
        let credential = CredentialContent {
            issuer: issuer()?,
            not_before: days()?.start(epoch),
            expires: days()?.end(epoch),
            index: StatusIndex::new(index)?,
            device_key: *phone.public().as_bytes(),
            claim: card.claim.key(),
            value: card.value,
        };
        let signer = if card.is_forged {
            &self.forger
        } else {
            &self.issuer
        };
        let proof = ProofContent {
            audience: card.audience,
            step: TimeStep::at(card.time),
            challenge: card.challenge,
        };
        Some(qr_text::encode(
            &proof.sign(&credential.sign(signer), phone),
        ))
    }
}

/// The first second of the day that this moment lies in.
pub(super) fn day_begins(now: UnixTime) -> UnixTime {
    let begins = || Some(days()?.start(days()?.epoch_at(now)?));
    begins().unwrap_or(now)
}

/// Days of Greenwich: they begin with the first second that a computer knows.
const fn days() -> Option<EpochRule> {
    EpochRule::new(86_400, 0)
}

fn issuer() -> Option<IssuerId> {
    IssuerId::new("00")
}

/// What a verifier holds in practice.
pub(super) struct WorldLists {
    trust_list: TrustList,
    manifest: Manifest,
    lists: Vec<Result<StatusList<Vec<u8>>, Damaged>>,
    time_floor: TimeFloor,
}

impl Lists for WorldLists {
    type File = Vec<u8>;

    fn trust_list(&self) -> Option<&TrustList> {
        Some(&self.trust_list)
    }

    fn time_floor(&self) -> &TimeFloor {
        &self.time_floor
    }

    fn manifest(&self, issuer: IssuerId) -> Option<&Manifest> {
        Some(&self.manifest).filter(|manifest| manifest.content().issuer == issuer)
    }

    fn status_list(
        &self,
        issuer: IssuerId,
        entry: &ListEntry,
    ) -> Option<Result<&StatusList<Vec<u8>>, Damaged>> {
        let entries = &self.manifest(issuer)?.content().lists;
        let place = entries.iter().position(|known| known == entry)?;
        let list = self.lists.get(place)?;
        Some(list.as_ref().map_err(|damaged| *damaged))
    }
}

/// Indices of a day.
const CAPACITY: u64 = 1_000;
/// The index of everybody else.
const GOOD: u64 = 1;
/// The one that is revoked.
const REVOKED: u64 = 7;
