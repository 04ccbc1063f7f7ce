//! The signed data that a verifier holds, checked again as it is read: a disk can go bad.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use shared::clock::TimeFloor;
use shared::credential::IssuerId;
use shared::freshness::Validity;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::{self, ListEntry, Manifest, UnverifiedManifest};
use shared::status_list::{Damaged, StatusList};
use shared::trust_list::{self, TrustList, UnverifiedTrustList};
use shared::verify::Lists;

use crate::list_file::ListFile;
use crate::state::{Hash, HeldTrustList, Issuer, State};
use crate::store::{Kind, Store};

/// What one state names, read from the disk when it is first needed.
#[derive(Debug)]
pub struct HeldLists {
    store: Store,
    trust_list: Option<TrustList>,
    time_floor: TimeFloor,
    manifests: BTreeMap<IssuerId, (Hash, OnceCell<Option<HeldManifest>>)>,
}

#[derive(Debug)]
struct HeldManifest {
    manifest: Manifest,
    lists: Vec<HeldStatusList>,
}

type HeldStatusList = OnceCell<Option<Result<StatusList<ListFile>, Damaged>>>;

impl HeldLists {
    /// The lists that this state names. A damaged trust list or manifest counts as absent.
    #[must_use]
    pub fn load(store: &Store, state: &State) -> Self {
        let trust_list = state.trust_list.as_ref();
        let manifests = state.issuers.iter().map(|(&Issuer(issuer), held)| {
            let unread = (held.manifest, OnceCell::new());
            (issuer, unread)
        });
        Self {
            store: store.clone(),
            trust_list: trust_list.and_then(|held| read_trust_list(store, held)),
            time_floor: (&state.signed_times).into(),
            manifests: manifests.collect(),
        }
    }

    /// The times of the trust list and of every manifest; none where one of them is missing or damaged.
    pub fn validities(&self) -> Option<Vec<Validity>> {
        let trust_list = self.trust_list.as_ref()?;
        let manifests = self.manifests.keys().map(|&issuer| {
            let held = self.held(issuer)?;
            Some(held.manifest.content().validity)
        });
        let all = [Some(trust_list.content().validity)];
        all.into_iter().chain(manifests).collect()
    }

    fn held(&self, issuer: IssuerId) -> Option<&HeldManifest> {
        let entry = self.trust_list.as_ref()?.issuer(issuer)?;
        let (name, held) = self.manifests.get(&issuer)?;
        held.get_or_init(|| read_manifest(&self.store, *name, entry))
            .as_ref()
    }
}

impl Lists for HeldLists {
    type File = ListFile;

    fn trust_list(&self) -> Option<&TrustList> {
        self.trust_list.as_ref()
    }

    fn time_floor(&self) -> &TimeFloor {
        &self.time_floor
    }

    fn manifest(&self, issuer: IssuerId) -> Option<&Manifest> {
        self.held(issuer).map(|held| &held.manifest)
    }

    fn status_list(
        &self,
        issuer: IssuerId,
        entry: &ListEntry,
    ) -> Option<Result<&StatusList<ListFile>, Damaged>> {
        let held = self.held(issuer)?;
        let entries = &held.manifest.content().lists;
        let place = entries.iter().position(|known| known == entry)?;
        let list = held.lists.get(place)?;
        let list = list.get_or_init(|| self.store.status_list(entry));
        list.as_ref()
            .map(|list| list.as_ref().map_err(|damaged| *damaged))
    }
}

fn read_trust_list(store: &Store, held: &HeldTrustList) -> Option<TrustList> {
    let bytes = store
        .read(Kind::TrustList, held.file, trust_list::MAX_LENGTH)
        .ok()?;
    let list = UnverifiedTrustList::parse(&bytes).ok()?;
    let list = list.verify(&held.signed_by.0).ok()?;
    (*list.hash() == held.file.0).then_some(list)
}

fn read_manifest(store: &Store, name: Hash, entry: &IssuerEntry) -> Option<HeldManifest> {
    let bytes = store
        .read(Kind::Manifest, name, manifest::MAX_LENGTH)
        .ok()?;
    let manifest = UnverifiedManifest::parse(&bytes).ok()?;
    let manifest = manifest.verify(entry.status_key()).ok()?;
    let is_it = *manifest.hash() == name.0 && manifest.content().issuer == entry.id();
    let lists = manifest.content().lists.iter().map(|_| OnceCell::new());
    let lists = lists.collect();
    is_it.then_some(HeldManifest { manifest, lists })
}
