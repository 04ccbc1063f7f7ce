//! What colluding venues write down of every visit, and what they hold besides. Nothing here knows who came.

use std::collections::BTreeMap;
use std::ops::Range;

use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::freshness::Validity;
use shared::layout::{Name, Value, layout};
use shared::presentation::Presentation;
use shared::qr_text;
use shared::root_set::RootSet;
use shared::time::UnixTime;
use shared::trust_list::TrustListContent;
use shared::verdict::Verdict;
use test_vectors::door::Door;

use crate::region::{List, Region, Visit, WINDOW, day_of, epoch};

/// A visit in the common log.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) day: u32,
    pub(crate) venue: u64,
    pub(crate) now: UnixTime,
    pub(crate) bytes: Vec<u8>,
    /// Every item of the presentation, in order.
    pub(crate) items: Vec<(Name, Range<usize>)>,
    pub(crate) index: u64,
}

/// All that is public besides the log.
pub(crate) struct Public<'r> {
    pub(crate) capacities: BTreeMap<u32, u64>,
    lists: &'r BTreeMap<(u32, u32), List>,
    published: Published,
}

/// When the issuer publishes the lists of yesterday and of the days from this one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Published {
    /// Before anybody goes out.
    AsTheDayBegins,
    /// When the office has closed.
    InTheEvening,
    /// Then, with everybody who was revoked after the epoch that a list is for: a leak.
    NamingThePast,
}

impl Entry {
    pub(crate) fn read(visit: &Visit) -> Self {
        let bytes = visit.presentation.clone();
        Presentation::parse(&bytes).unwrap();
        let layout = layout(&bytes).unwrap();
        let index = layout
            .iter()
            .find_map(|item| match (item.name, item.value) {
                (Name::Cti, Value::Bytes(bytes)) => Some(
                    bytes
                        .iter()
                        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
                ),
                _ => None,
            });
        let items = layout
            .iter()
            .map(|item| (item.name, item.range.clone()))
            .collect();
        Self {
            day: visit.day,
            venue: visit.venue,
            now: visit.step.start(),
            index: index.unwrap(),
            items,
            bytes,
        }
    }

    /// The bytes of the last item of this name.
    pub(crate) fn item(&self, name: Name) -> &[u8] {
        let (_, range) = self.items.iter().rfind(|(item, _)| *item == name).unwrap();
        &self.bytes[range.clone()]
    }

    /// The end of an item, as a number.
    pub(crate) fn tail(&self, name: Name) -> u64 {
        let tail = self.item(name).last_chunk();
        u64::from_be_bytes(*tail.unwrap())
    }
}

impl<'r> Public<'r> {
    pub(crate) fn of(region: &'r Region, published: Published) -> Self {
        let capacities = region.capacities.iter();
        Self {
            capacities: capacities
                .map(|(epoch, capacity)| (day_of(*epoch), capacity.get()))
                .collect(),
            lists: &region.lists,
            published,
        }
    }

    /// The same with another capacity of every epoch.
    pub(crate) fn with_capacity(mut self, indices: u64) -> Self {
        self.capacities
            .values_mut()
            .for_each(|capacity| *capacity = indices);
        self
    }

    /// How many days later a visitor of then turned out to be revoked, from 1; 0 for the others. A day's last list is
    /// published on the next day.
    pub(crate) fn revoked_later(&self, entry: &Entry) -> u64 {
        let last = match self.published {
            Published::AsTheDayBegins => entry.day,
            Published::InTheEvening | Published::NamingThePast => entry.day + 1,
        };
        let is_revoked = |then| {
            let list = &self.lists[&(then, entry.day)];
            let revoked = match self.published {
                Published::NamingThePast => &list.naming_the_past,
                _ => &list.revoked,
            };
            revoked.contains(&entry.index)
        };
        let first = (entry.day..=last).find(|then| is_revoked(*then));
        first.map_or(0, |then| (then - entry.day + 1).into())
    }
}

/// Every visit passes the door of its venue, with all checks, and is logged.
pub(crate) fn at_the_doors(region: &Region, claim: Claim) -> Vec<Entry> {
    let root = SecretKey::from_seed(&[0x52; 32]);
    let roots = RootSet::new(1, vec![root.public()]).unwrap();
    let mut log = Vec::new();
    for day in WINDOW {
        let (manifest, lists) = region.manifest(day);
        let epochs = region.entry.epochs();
        let trust_list = TrustListContent {
            sequence: day.into(),
            validity: Validity::usual(epochs.start(epoch(day))),
            roots: roots.clone(),
            issuers: vec![region.entry.clone()],
        };
        let mut door = Door::empty(vec![claim]);
        door.take_trust_list(&trust_list.sign([&root]), &roots)
            .unwrap();
        door.take_manifest(&manifest).unwrap();
        for list in lists {
            door.take_status_list(region.entry.id(), list.entry.epoch, &list.file)
                .unwrap();
        }
        // Whoever shows one code a day may be checked at one door: no two proofs meet in its memory.
        for visit in region.visits.iter().filter(|visit| visit.day == day) {
            let entry = Entry::read(visit);
            let verdict = door.check(&qr_text::encode(&entry.bytes), entry.now);
            assert!(matches!(verdict, Verdict::Accept(_)), "{verdict:?}");
            log.push(entry);
        }
    }
    log
}
