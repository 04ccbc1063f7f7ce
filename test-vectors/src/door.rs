//! A verifier in memory that holds what a vector says it holds, and checks what the vector shows.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use shared::claims::Claim;
use shared::clock::TimeFloor;
use shared::credential::IssuerId;
use shared::manifest::{ListEntry, Manifest, UnverifiedManifest};
use shared::proof::{Challenge, VenueCode};
use shared::replay::Memory;
use shared::root_set::RootSet;
use shared::status_list::{Damaged, StatusList};
use shared::time::{Epoch, UnixTime};
use shared::trust_list::{TrustList, UnverifiedTrustList};
use shared::verdict::Verdict;
use shared::verify::{self, Lists, Policy, Window};

use crate::told::Told;
use crate::vector::{Vector, to_hex};

/// A status list as it was found on the disk.
pub type HeldList = Result<StatusList<Vec<u8>>, Damaged>;

/// What a verifier holds and asks for.
#[derive(Debug)]
pub struct Door {
    /// The trust list.
    pub trust_list: Option<TrustList>,
    /// The newest signed times.
    pub floor: TimeFloor,
    /// Manifests by issuer.
    pub manifests: BTreeMap<IssuerId, Manifest>,
    /// Status lists by issuer and epoch, as found on the disk.
    pub lists: BTreeMap<(IssuerId, Epoch), HeldList>,
    /// What the venue asks for.
    pub policy: Policy,
    /// What it remembers.
    pub memory: Memory,
    /// What the other lanes of the venue are told, if there are any.
    pub told: Option<Told>,
}

impl Lists for Door {
    type File = Vec<u8>;

    fn trust_list(&self) -> Option<&TrustList> {
        self.trust_list.as_ref()
    }

    fn time_floor(&self) -> &TimeFloor {
        &self.floor
    }

    fn manifest(&self, issuer: IssuerId) -> Option<&Manifest> {
        self.manifests.get(&issuer)
    }

    fn status_list(
        &self,
        issuer: IssuerId,
        entry: &ListEntry,
    ) -> Option<Result<&StatusList<Vec<u8>>, Damaged>> {
        let list = self.lists.get(&(issuer, entry.epoch))?;
        Some(list.as_ref().map_err(|damaged| *damaged))
    }
}

impl Door {
    /// A verifier that holds nothing.
    #[must_use]
    pub fn empty(wanted: Vec<Claim>) -> Self {
        Self {
            trust_list: None,
            floor: TimeFloor::default(),
            manifests: BTreeMap::new(),
            lists: BTreeMap::new(),
            policy: Policy::wanting(wanted),
            memory: Memory::new([0x5a; 32]),
            told: None,
        }
    }

    /// Takes a trust list that `roots` have signed.
    pub fn take_trust_list(&mut self, file: &[u8], roots: &RootSet) -> Result<()> {
        self.trust_list = Some(UnverifiedTrustList::parse(file)?.verify(roots)?);
        Ok(())
    }

    /// Takes a manifest of an issuer that the trust list knows.
    pub fn take_manifest(&mut self, file: &[u8]) -> Result<()> {
        let manifest = UnverifiedManifest::parse(file)?;
        let issuer = manifest.issuer();
        let entry = self
            .trust_list
            .as_ref()
            .and_then(|list| list.issuer(issuer))
            .context("a manifest of an issuer that the trust list does not know")?;
        let manifest = manifest
            .verify(entry.status_key())
            .map_err(|_| anyhow!("the manifest's signature is wrong"))?;
        self.manifests.insert(issuer, manifest);
        Ok(())
    }

    /// Takes a file for an epoch of an issuer, right or damaged.
    pub fn take_status_list(&mut self, issuer: IssuerId, epoch: Epoch, file: &[u8]) -> Result<()> {
        let entry = self
            .manifests
            .get(&issuer)
            .and_then(|manifest| manifest.list(epoch))
            .context("a status list that no manifest names")?;
        let list = StatusList::parse(file.to_vec(), entry);
        self.lists.insert((issuer, epoch), list);
        Ok(())
    }

    /// Checks one text.
    pub fn check(&mut self, text: &str, now: UnixTime) -> Verdict {
        let policy = self.policy.clone();
        let mut memory = std::mem::replace(&mut self.memory, Memory::new([0; 32]));
        let mut told = self.told.take();
        let verdict = match &mut told {
            Some(told) => verify::check_among(text, self, &policy, &mut memory, told, now),
            None => verify::check(text, self, &policy, &mut memory, now),
        };
        (self.memory, self.told) = (memory, told);
        verdict
    }
}

/// Runs a presentation vector; `file` reads a file that it names.
pub fn run(vector: &Vector, file: impl Fn(&str) -> Result<Vec<u8>>) -> Result<Verdict> {
    let mut door = open(vector, file)?;
    for before in vector.all("before") {
        let (time, text) = before.split_once(' ').context("a time and a text")?;
        let _ = door.check(text, moment(time)?);
    }
    let before = told(&door);
    let verdict = door.check(&vector.body, moment(vector.need("now")?)?);
    if door.told.is_some() {
        let after = told(&door);
        let tells: Vec<&str> = after
            .iter()
            .filter(|line| !before.contains(line))
            .map(String::as_str)
            .collect();
        let expected: Vec<&str> = vector.all("tells").collect();
        ensure!(
            tells == expected,
            "tells {tells:?} in place of {expected:?}"
        );
    }
    Ok(verdict)
}

/// What the other lanes were told, a line each.
fn told(door: &Door) -> Vec<String> {
    let told = door.told.iter().flat_map(|told| told.values());
    told.map(|(name, value)| format!("{} {}", to_hex(name), to_hex(value)))
        .collect()
}

/// `accept`, `reject NAME CODE` or `cannot-tell NAME CODE`: how a vector writes a verdict.
#[must_use]
pub fn write_verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accept(acceptance) if acceptance.aged => "accept aged".to_owned(),
        Verdict::Accept(_) => "accept".to_owned(),
        Verdict::Reject(reason) => format!("reject {} {}", reason.name(), reason.code()),
        Verdict::CannotTell(gap) => format!("cannot-tell {} {}", gap.name(), gap.code()),
    }
}

/// The verifier that a presentation vector describes.
pub fn open(vector: &Vector, file: impl Fn(&str) -> Result<Vec<u8>>) -> Result<Door> {
    let wanted = vector
        .need("want")?
        .split(' ')
        .map(|slug| Claim::from_slug(slug).with_context(|| format!("no claim {slug:?}")))
        .collect::<Result<_>>()?;
    let mut door = Door::empty(wanted);
    policy(vector, &mut door.policy)?;
    door.told = Told::of(vector)?;
    if let Some(name) = vector.get("trust-list") {
        let roots = String::from_utf8(file(vector.need("root-set")?)?)?;
        door.take_trust_list(&file(name)?, &RootSet::from_text(&roots)?)?;
    }
    for name in vector.all("manifest") {
        door.take_manifest(&file(name)?)?;
    }
    for line in vector.all("status-list") {
        let [name, epoch, path] = words(line)?;
        let epoch = Epoch::new(epoch.parse()?);
        door.take_status_list(issuer(name)?, epoch, &file(path)?)?;
    }
    // A floor counts when it is raised; the clock that raised it stood at the signed time.
    for time in vector.all("root-floor") {
        let time = moment(time)?;
        door.floor.raise_root(time, time);
    }
    for line in vector.all("issuer-floor") {
        let [name, time] = words(line)?;
        let time = moment(time)?;
        door.floor.raise_issuer(issuer(name)?, time, time);
    }
    for line in vector.all("challenge") {
        let [code, time] = words(line)?;
        let challenge = Challenge::parse(code).context("no challenge")?;
        door.memory.open_challenge(challenge, moment(time)?);
    }
    Ok(door)
}

fn policy(vector: &Vector, policy: &mut Policy) -> Result<()> {
    for (name, value) in &vector.fields {
        match name.as_str() {
            "window" => {
                policy.window = Window::new(value.parse()?).context("a window of 0 to 2")?;
            }
            "venue" => policy.venue = Some(VenueCode::new(value).context("no venue code")?),
            "require-venue" => policy.require_venue = yes(value)?,
            "require-challenge" => policy.require_challenge = yes(value)?,
            "once-a-day" => policy.once_a_day = yes(value)?,
            "max-age" => policy.max_age_seconds = Some(value.parse()?),
            "expect" | "now" | "want" | "root-set" | "trust-list" | "manifest" | "status-list"
            | "root-floor" | "issuer-floor" | "challenge" | "before" | "lane-key" | "lane"
            | "told" | "tells" => {}
            unknown => bail!("unknown field {unknown:?}"),
        }
    }
    Ok(())
}

fn yes(value: &str) -> Result<bool> {
    match value {
        "yes" => Ok(true),
        other => bail!("{other:?} where only \"yes\" may stand"),
    }
}

fn moment(text: &str) -> Result<UnixTime> {
    UnixTime::new(text.parse()?).context("a time below 2^40")
}

fn issuer(name: &str) -> Result<IssuerId> {
    IssuerId::new(name).with_context(|| format!("no issuer {name:?}"))
}

fn words<const N: usize>(line: &str) -> Result<[&str; N]> {
    let words: Vec<&str> = line.split(' ').collect();
    words
        .try_into()
        .map_err(|_| anyhow!("{line:?} does not have {N} words"))
}
