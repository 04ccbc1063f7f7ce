//! What the verifier holds, how old it is, how long it will do, and whether it could decide now.

use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::{Value, json};
use shared::clock::TOLERANCE_SECONDS;
use shared::credential::IssuerId;
use shared::freshness::{Freshness, Validity};
use shared::issuer_entry::IssuerEntry;
use shared::manifest::Manifest;
use shared::time::{Epoch, UnixTime};
use shared::trust_list::TrustList;
use shared::verdict::Gap;
use shared::verify::Lists;

use crate::camera;
use crate::lists::HeldLists;
use crate::report::{self, duration};
use crate::session::{Paint, Session};
use crate::state::State;
use crate::store::Store;
use crate::trouble::Trouble;

/// Shows it.
pub fn run(session: &Session) -> Result<Exit, Trouble> {
    let store = Store::new(session.home.clone());
    let state = store.state()?;
    let overview = Overview::new(&store, &state, session.now());
    if session.json {
        session.json(&summary(session)?)?;
    } else {
        let cameras = cameras();
        print_alarms(session, &store, &store.alarms())?;
        match state.root {
            Some(root) => {
                let fingerprint = root.added.0.fingerprint().into();
                session.say("status-root", &[("fingerprint", fingerprint)])?;
            }
            None => session.say("status-no-root", &[])?,
        }
        overview.print(session)?;
        if cameras.is_empty() {
            session.say("status-no-camera", &[])?;
        }
        for camera in &cameras {
            session.say("status-camera", &[("camera", camera.as_str().into())])?;
        }
        overview.print_conclusion(session)?;
    }
    Ok(if overview.decides() {
        Exit::Accepted
    } else {
        Exit::CannotTell
    })
}

/// The same for programs.
pub fn summary(session: &Session) -> Result<Value, Trouble> {
    let store = Store::new(session.home.clone());
    let state = store.state()?;
    let overview = Overview::new(&store, &state, session.now());
    Ok(json!({
        "decides": overview.decides(),
        "root": state.root.map(|root| json!({
            "added": root.added.0.fingerprint(),
            "in_force": root.in_force.0.fingerprint(),
        })),
        "lists": overview.json(),
        "cameras": cameras(),
        "alarms": store.alarms(),
    }))
}

fn print_alarms(session: &Session, store: &Store, alarms: &[String]) -> Result<(), Trouble> {
    if alarms.is_empty() {
        return Ok(());
    }
    let place = store.alarm().display().to_string();
    let text = session
        .words
        .say("status-alarm", &[("place", place.into())]);
    session.line(&session.painted(&text, Paint::Red))
}

/// What is held, at one moment.
#[derive(Debug)]
pub struct Overview {
    now: UnixTime,
    trust_list: Option<(u64, Validity)>,
    /// Why nothing decides.
    gap: Option<Gap>,
    /// Whether the trust list's file is damaged or gone.
    is_damaged: bool,
    issuers: Vec<IssuerOverview>,
}

/// What is held of one issuer.
#[derive(Debug)]
struct IssuerOverview {
    id: IssuerId,
    names: (String, String),
    manifest: Option<(u64, Validity)>,
    lists: Vec<(Epoch, Found)>,
    /// Why its codes cannot be decided about.
    gap: Option<Gap>,
    /// Until when they can.
    until: UnixTime,
}

/// How a status list was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Good,
    Missing,
    Damaged,
}

impl Overview {
    /// Looks at everything that the state names.
    #[must_use]
    pub fn new(store: &Store, state: &State, now: UnixTime) -> Self {
        let lists = HeldLists::load(store, state);
        let trust_list = lists.trust_list();
        let issuers = trust_list.map_or(&[][..], |list| &list.content().issuers);
        let validity = trust_list.map(|list| list.content().validity);
        Self {
            now,
            trust_list: trust_list.map(|list| (list.content().sequence, list.content().validity)),
            gap: trust_gap(trust_list, &lists, now),
            is_damaged: state.trust_list.is_some() && trust_list.is_none(),
            issuers: issuers
                .iter()
                .map(|entry| IssuerOverview::new(entry, &lists, validity, now))
                .collect(),
        }
    }

    /// Whether the codes of at least one issuer can be decided about.
    #[must_use]
    pub fn decides(&self) -> bool {
        self.gap.is_none() && self.issuers.iter().any(|issuer| issuer.gap.is_none())
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let file = |(sequence, validity): (u64, Validity)| {
            json!({
                "sequence": sequence,
                "issued_at": validity.issued_at().seconds(),
                "next_update": validity.next_update().seconds(),
                "expires": validity.expires().seconds(),
                "age_seconds": self.now.since(validity.issued_at()),
                "aged": validity.at(self.now) == Freshness::Aged,
            })
        };
        let issuers = self.issuers.iter().map(|issuer| {
            let lists = issuer.lists.iter().map(|(epoch, found)| {
                let found = match found {
                    Found::Good => "good",
                    Found::Missing => "missing",
                    Found::Damaged => "damaged",
                };
                json!({"epoch": epoch.number(), "list": found})
            });
            json!({
                "issuer": issuer.id.as_str(),
                "manifest": issuer.manifest.map(file),
                "lists": lists.collect::<Vec<_>>(),
                "gap": issuer.gap.map(|gap| gap.code()),
                "decides_until": issuer.gap.is_none().then(|| issuer.until.seconds()),
            })
        });
        json!({
            "trust_list": self.trust_list.map(file),
            "damaged": self.is_damaged,
            "gap": self.gap.map(|gap| gap.code()),
            "issuers": issuers.collect::<Vec<_>>(),
        })
    }

    /// For people: one line for each signed file.
    pub fn print(&self, session: &Session) -> Result<(), Trouble> {
        let words = &session.words;
        if self.is_damaged {
            session.say("status-trust-list-damaged", &[])?;
        }
        let args = |(sequence, validity): (u64, Validity)| {
            let age = self.now.since(validity.issued_at());
            [
                ("sequence", sequence.to_string().into()),
                ("age", duration(words, age).into()),
                ("freshness", freshness(validity.at(self.now)).into()),
            ]
        };
        if let Some(list) = self.trust_list {
            session.say("status-trust-list", &args(list))?;
        }
        for issuer in &self.issuers {
            let name = ("name", issuer.name(words.language()).into());
            match issuer.manifest {
                Some(manifest) => {
                    let [sequence, age, freshness] = args(manifest);
                    let good = issuer.lists.iter().filter(|list| list.1 == Found::Good);
                    let lists = ("lists", good.count().into());
                    session.say("status-issuer", &[name, sequence, age, freshness, lists])?;
                }
                None => session.say("status-issuer-nothing", &[name])?,
            }
            // Without a manifest the line before has said it.
            if let Some(gap) = issuer.gap.filter(|_| issuer.manifest.is_some()) {
                session.line(&format!("  {}", report::why_not(&gap, self.now, words)))?;
            }
        }
        Ok(())
    }

    /// For people: whether it could decide now, and how long.
    pub fn print_conclusion(&self, session: &Session) -> Result<(), Trouble> {
        session.line(&self.conclusion(&session.words))
    }

    /// Why some issuers' codes cannot be decided about, each in a sentence with its issuer.
    #[must_use]
    pub fn gaps(&self, words: &Words) -> Vec<String> {
        let gaps = self.issuers.iter().filter_map(|issuer| {
            let why = report::why_not(&issuer.gap?, self.now, words);
            Some(format!("{}: {why}", issuer.name(words.language())))
        });
        gaps.collect()
    }

    /// Whether some signed file is due for renewal.
    #[must_use]
    pub fn is_aged(&self) -> bool {
        let manifests = self.issuers.iter().filter_map(|issuer| issuer.manifest);
        let mut files = manifests.chain(self.trust_list);
        files.any(|(_, validity)| validity.at(self.now) != Freshness::Fresh)
    }

    /// Whether it could decide now and how long, or why not.
    #[must_use]
    pub fn conclusion(&self, words: &Words) -> String {
        let deciding = self.issuers.iter().filter(|issuer| issuer.gap.is_none());
        match (self.gap, deciding.map(|issuer| issuer.until).min()) {
            (None, Some(until)) => {
                let left = duration(words, until.since(self.now));
                words.say("status-decides", &[("left", left.into())])
            }
            (gap, _) => {
                let first = self.issuers.iter().find_map(|issuer| issuer.gap);
                let why = gap.or(first).map_or_else(
                    || words.say("status-no-issuers", &[]),
                    |gap| report::why_not(&gap, self.now, words),
                );
                words.say("status-decides-not", &[("why", why.into())])
            }
        }
    }
}

impl IssuerOverview {
    /// Its name, as people know it and as messages do.
    fn name(&self, language: Language) -> String {
        let name = match language {
            Language::Russian => &self.names.0,
            Language::English => &self.names.1,
        };
        format!("{name} ({})", self.id)
    }

    fn new(
        entry: &IssuerEntry,
        held: &HeldLists,
        trust_list: Option<Validity>,
        now: UnixTime,
    ) -> Self {
        let id = entry.id();
        let manifest = held.manifest(id);
        let lists: Vec<(Epoch, Found)> = manifest
            .map_or(&[][..], |manifest| &manifest.content().lists)
            .iter()
            .map(|list| {
                let found = match held.status_list(id, list) {
                    Some(Ok(_)) => Found::Good,
                    Some(Err(_)) => Found::Damaged,
                    None => Found::Missing,
                };
                (list.epoch, found)
            })
            .collect();
        let gap = issuer_gap(entry, manifest, &lists, held, now);
        let ends = [trust_list, manifest.map(|list| list.content().validity)];
        let ends = ends
            .into_iter()
            .flatten()
            .map(|validity| validity.expires());
        Self {
            id,
            names: (
                entry.name_russian().to_owned(),
                entry.name_english().to_owned(),
            ),
            manifest: manifest
                .map(|manifest| (manifest.content().sequence, manifest.content().validity)),
            gap,
            until: ends
                .chain([covered(entry, &lists, now)])
                .min()
                .unwrap_or(now),
            lists,
        }
    }
}

/// Until when there are status lists without a gap.
fn covered(entry: &IssuerEntry, lists: &[(Epoch, Found)], now: UnixTime) -> UnixTime {
    let rule = entry.epochs();
    let mut until = now;
    for &(epoch, found) in lists {
        if found == Found::Good && rule.start(epoch) <= until {
            until = until.max(rule.end(epoch));
        }
    }
    until
}

fn trust_gap(trust_list: Option<&TrustList>, lists: &HeldLists, now: UnixTime) -> Option<Gap> {
    let Some(trust_list) = trust_list else {
        return Some(Gap::NoTrustList);
    };
    let validity = trust_list.content().validity;
    if validity.at(now) == Freshness::Expired {
        let expired = validity.expires();
        return Some(Gap::TrustListExpired { expired });
    }
    behind(lists.time_floor().root(), None, now)
}

fn issuer_gap(
    entry: &IssuerEntry,
    manifest: Option<&Manifest>,
    lists: &[(Epoch, Found)],
    held: &HeldLists,
    now: UnixTime,
) -> Option<Gap> {
    let issuer = entry.id();
    if let Some(gap) = behind(held.time_floor().issuer(issuer), Some(issuer), now) {
        return Some(gap);
    }
    let Some(manifest) = manifest else {
        return Some(Gap::NoManifest { issuer });
    };
    let validity = manifest.content().validity;
    if validity.at(now) == Freshness::Expired {
        let expired = validity.expires();
        return Some(Gap::ManifestExpired { expired });
    }
    let epoch = entry.epochs().epoch_at(now)?;
    match lists.iter().find(|list| list.0 == epoch) {
        None => Some(Gap::NoListForEpoch { epoch }),
        Some((_, Found::Missing)) => Some(Gap::ListMissing { epoch }),
        Some((_, Found::Damaged)) => Some(Gap::ListDamaged { epoch }),
        Some((_, Found::Good)) => None,
    }
}

fn behind(signed: Option<UnixTime>, issuer: Option<IssuerId>, now: UnixTime) -> Option<Gap> {
    let signed = signed.filter(|signed| signed.since(now) > TOLERANCE_SECONDS)?;
    Some(Gap::ClockBehind { signed, issuer })
}

/// The variant of the messages `status-trust-list` and `status-issuer`.
const fn freshness(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Aged => "aged",
        Freshness::Expired => "expired",
    }
}

/// The cameras of this machine, each as its number and name.
fn cameras() -> Vec<String> {
    let found = camera::list().into_iter();
    found
        .map(|camera| format!("{}: {}", camera.index, camera.name))
        .collect()
}
