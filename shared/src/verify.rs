//! The decision: every check of a presentation, in the order of the specification.

use alloc::vec::Vec;

use crate::claims::ClaimKey;
use crate::clock::{self, TimeFloor};
use crate::cose_key::{KEY_LENGTH, PublicKey};
use crate::credential::{CredentialContent, IssuerId};
use crate::freshness::Freshness;
use crate::issuer_entry::IssuerEntry;
use crate::manifest::{ListEntry, Manifest};
use crate::presentation::Presentation;
use crate::proof::{Audience, Challenge, ProofContent};
use crate::qr_text::{self, NotAPresentation};
use crate::replay::{Admission, Memory, Showing};
use crate::status_list::{Damaged, NoAnswer, OutOfRange, Source, Status, StatusList};
use crate::time::{Epoch, TimeStep, UnixTime};
use crate::trust_list::TrustList;
use crate::verdict::{Acceptance, Gap, Reason, Verdict};

mod others;
mod policy;

pub use others::{Alone, Elsewhere, OtherLanes};
pub use policy::{Policy, Window};

/// The signed data that a verifier holds.
pub trait Lists {
    /// A status list's file, as this verifier keeps it.
    type File: Source;

    /// The trust list, checked against the root keys.
    fn trust_list(&self) -> Option<&TrustList>;

    /// The newest signed times.
    fn time_floor(&self) -> &TimeFloor;

    /// The issuer's newest manifest, checked against its status key in the trust list.
    fn manifest(&self, issuer: IssuerId) -> Option<&Manifest>;

    /// The status list that this entry of the issuer's manifest names; `None` if there is no such file.
    fn status_list(
        &self,
        issuer: IssuerId,
        entry: &ListEntry,
    ) -> Option<Result<&StatusList<Self::File>, Damaged>>;
}

/// A presentation whose two signatures are right. Only this module can make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPresentation {
    credential: CredentialContent,
    proof: ProofContent,
    epoch: Epoch,
}

impl VerifiedPresentation {
    /// Who issued the credential.
    pub const fn issuer(&self) -> IssuerId {
        self.credential.issuer
    }

    /// The status that it shows.
    pub const fn claim(&self) -> ClaimKey {
        self.credential.claim
    }

    /// The status' value.
    pub const fn value(&self) -> bool {
        self.credential.value
    }

    /// The credential's epoch.
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The proof's step.
    pub const fn step(&self) -> TimeStep {
        self.proof.step
    }

    /// Whom the proof is for.
    pub const fn audience(&self) -> Audience {
        self.proof.audience
    }

    /// The challenge that the proof answers.
    pub(crate) const fn challenge(&self) -> Option<Challenge> {
        self.proof.challenge
    }

    /// When the credential ends.
    pub(crate) const fn expires(&self) -> UnixTime {
        self.credential.expires
    }

    pub(crate) const fn device_key(&self) -> &[u8; KEY_LENGTH] {
        &self.credential.device_key
    }
}

/// Decides about the text of a QR code. Remembers an accepted proof in `memory`, so that the same code is
/// refused the next time, and clocks that disagree; nothing else changes it.
pub fn check<L: Lists>(
    text: &str,
    lists: &L,
    policy: &Policy,
    memory: &mut Memory,
    now: UnixTime,
) -> Verdict {
    check_among(text, lists, policy, memory, &mut Alone, now)
}

/// Decides as [`check`] does, at one of several lanes: what the others have admitted was shown before here, too.
pub fn check_among<L: Lists>(
    text: &str,
    lists: &L,
    policy: &Policy,
    memory: &mut Memory,
    others: &mut impl OtherLanes,
    now: UnixTime,
) -> Verdict {
    match decide(text, lists, policy, memory, others, now) {
        Ok(acceptance) => Verdict::Accept(acceptance),
        Err(No::Reject(reason)) => Verdict::Reject(reason),
        Err(No::CannotTell(gap)) => Verdict::CannotTell(gap),
    }
}

/// Anything but a yes.
enum No {
    Reject(Reason),
    CannotTell(Gap),
}

impl From<Reason> for No {
    fn from(reason: Reason) -> Self {
        Self::Reject(reason)
    }
}

impl From<Gap> for No {
    fn from(gap: Gap) -> Self {
        Self::CannotTell(gap)
    }
}

/// The numbered list of the specification. The order is part of the protocol.
fn decide<L: Lists>(
    text: &str,
    lists: &L,
    policy: &Policy,
    memory: &mut Memory,
    others: &mut impl OtherLanes,
    now: UnixTime,
) -> Result<Acceptance, No> {
    memory.forget(now);
    let bytes = read_text(text)?; // 1
    let presentation = Presentation::parse(&bytes).map_err(Reason::Malformed)?; // 2
    let trust_list = usable_trust_list(lists, now)?; // 3
    let issuer = known_issuer(&presentation, trust_list, lists, now)?; // 4
    let verified = verify_signatures(&presentation, trust_list, issuer, now)?; // 5-9
    check_claim(&verified, policy)?; // 10
    check_audience(&verified, policy)?; // 11
    check_challenge(&verified, policy, memory, now)?; // 12
    check_epoch(&verified)?; // 13
    check_window(&verified, lists, policy, memory, now)?; // 14
    let manifest = usable_manifest(&verified, lists, now)?; // 15
    let age_seconds = check_age(trust_list, manifest, policy, now)?; // 16
    check_status(&verified, lists, manifest)?; // 17, 18
    let proof = check_replay(&verified, policy, memory)?; // 19
    let visit = check_visit(&verified, policy, memory)?; // 20
    let showings = (proof.showing, visit.as_ref().map(|visit| visit.showing));
    let mut again = check_others(&verified, policy, memory, others, showings, now)?; // 19, 20
    memory.witnesses.right();
    if let Some(challenge) = verified.proof.challenge {
        memory.close(challenge);
    }
    for once in [Some(proof), visit].into_iter().flatten() {
        memory.admit(once.showing, once.again, now);
        again |= once.again;
    }
    let aged = |freshness| freshness == Freshness::Aged;
    Ok(Acceptance {
        presentation: verified,
        aged: aged(trust_list.content().validity.at(now))
            || aged(manifest.content().validity.at(now)),
        age_seconds,
        again,
    })
}

fn read_text(text: &str) -> Result<Vec<u8>, No> {
    qr_text::decode(text).map_err(|error| match error {
        NotAPresentation::NotOurs => Gap::NotOurs.into(),
        NotAPresentation::OtherVersion { version } => Gap::OtherVersion { version }.into(),
        NotAPresentation::Malformed(malformed) => Reason::Malformed(malformed).into(),
    })
}

fn usable_trust_list<L: Lists>(lists: &L, now: UnixTime) -> Result<&TrustList, No> {
    let trust_list = lists.trust_list().ok_or(Gap::NoTrustList)?;
    let validity = trust_list.content().validity;
    if validity.at(now) == Freshness::Expired {
        return Err(Gap::TrustListExpired {
            expired: validity.expires(),
        }
        .into());
    }
    match lists.time_floor().root() {
        Some(signed) if clock::is_behind(now, signed) => {
            let issuer = None;
            Err(Gap::ClockBehind { signed, issuer }.into())
        }
        _ => Ok(trust_list),
    }
}

fn known_issuer<'t, L: Lists>(
    presentation: &Presentation<'_>,
    trust_list: &'t TrustList,
    lists: &L,
    now: UnixTime,
) -> Result<&'t IssuerEntry, No> {
    let issuer = presentation.credential.issuer();
    let entry = trust_list
        .issuer(issuer)
        .ok_or_else(|| not_covered(trust_list, issuer, now, Reason::UnknownIssuer { issuer }))?;
    match lists.time_floor().issuer(issuer) {
        Some(signed) if clock::is_behind(now, signed) => {
            let issuer = Some(issuer);
            Err(Gap::ClockBehind { signed, issuer }.into())
        }
        _ => Ok(entry),
    }
}

/// What the trust list does not cover is refused, unless a newer list is overdue.
fn not_covered(trust_list: &TrustList, issuer: IssuerId, now: UnixTime, reason: Reason) -> No {
    if trust_list.content().validity.at(now) == Freshness::Fresh {
        reason.into()
    } else {
        let otherwise = reason;
        Gap::TrustListOverdue { issuer, otherwise }.into()
    }
}

fn verify_signatures(
    presentation: &Presentation<'_>,
    trust_list: &TrustList,
    entry: &IssuerEntry,
    now: UnixTime,
) -> Result<VerifiedPresentation, No> {
    let credential = &presentation.credential;
    let (kid, issuer) = (credential.kid(), entry.id());
    let not_covered = |reason| not_covered(trust_list, issuer, now, reason);
    let key = entry
        .credential_key(kid)
        .ok_or_else(|| not_covered(Reason::UnknownKey { issuer, kid }))?; // 5
    let content = credential.content();
    let (not_before, expires) = (content.not_before, content.expires);
    let epoch = entry
        .epochs()
        .epoch_between(not_before, expires)
        .ok_or(Reason::NotAnEpoch {
            not_before,
            expires,
        })?; // 6
    if epoch < key.first || key.last < epoch {
        return Err(not_covered(Reason::KeyNotForEpoch { kid, epoch }));
    }
    let claim = content.claim;
    if !entry.claims().contains(&claim) {
        return Err(not_covered(Reason::ClaimNotGranted { issuer, claim })); // 7
    }
    let content = credential
        .verify(&key.key)
        .map_err(|_| Reason::BadIssuerSignature)?; // 8
    let device_key =
        PublicKey::from_bytes(&content.device_key).map_err(|_| Reason::BadDeviceKey)?; // 9
    presentation
        .signed
        .verify(&device_key)
        .map_err(|_| Reason::BadDeviceSignature)?;
    Ok(VerifiedPresentation {
        credential: content.clone(),
        proof: presentation.proof,
        epoch,
    })
}

fn check_claim(verified: &VerifiedPresentation, policy: &Policy) -> Result<(), No> {
    let claim = verified.claim();
    if !policy.wanted.iter().any(|wanted| wanted.key() == claim) {
        return Err(Reason::ClaimNotWanted { claim }.into());
    }
    if !verified.value() {
        return Err(Reason::ClaimIsFalse { claim }.into());
    }
    Ok(())
}

fn check_audience(verified: &VerifiedPresentation, policy: &Policy) -> Result<(), No> {
    match verified.audience() {
        Audience::AnyVenue if policy.require_venue => Err(Reason::NotForThisVenue.into()),
        Audience::AnyVenue => Ok(()),
        Audience::Venue(code) if Some(code) == policy.venue => Ok(()),
        audience @ Audience::Venue(_) => Err(Reason::OtherVenue { audience }.into()),
    }
}

fn check_challenge(
    verified: &VerifiedPresentation,
    policy: &Policy,
    memory: &Memory,
    now: UnixTime,
) -> Result<(), No> {
    match verified.proof.challenge {
        Some(challenge) if !memory.is_open(challenge, now) => {
            Err(Reason::ChallengeNotAsked { challenge }.into())
        }
        None if policy.require_challenge => Err(Reason::NoChallenge.into()),
        _ => Ok(()),
    }
}

fn check_epoch(verified: &VerifiedPresentation) -> Result<(), No> {
    let issued_at = verified.step().start();
    let (not_before, expires) = (verified.credential.not_before, verified.credential.expires);
    if issued_at < not_before {
        return Err(Reason::NotYetValid {
            issued_at,
            not_before,
        }
        .into());
    }
    if issued_at >= expires {
        return Err(Reason::Expired { issued_at, expires }.into());
    }
    Ok(())
}

fn check_window<L: Lists>(
    verified: &VerifiedPresentation,
    lists: &L,
    policy: &Policy,
    memory: &mut Memory,
    now: UnixTime,
) -> Result<(), No> {
    let (step, current) = (verified.step(), TimeStep::at(now));
    let window = u64::from(policy.window.steps());
    let reason = if current.since(step) > window {
        Reason::Stale { step, current }
    } else if step.since(current) > window {
        Reason::FromTheFuture { step, current }
    } else {
        return Ok(());
    };
    let offset = step.start().offset_from(current.start());
    let holder = memory.holder(verified.device_key());
    let witnessed = memory.witnesses.off(holder, offset, now);
    match witnessed.or_else(|| signed_ahead(lists, verified.issuer(), now)) {
        Some(offset) => Err(Gap::ClockWrong { offset }.into()),
        None => Err(reason.into()),
    }
}

/// Seconds by which signed times show this clock to be behind, however far ahead they are.
fn signed_ahead<L: Lists>(lists: &L, issuer: IssuerId, now: UnixTime) -> Option<i64> {
    let trust_list = lists.trust_list().map(|list| list.content().validity);
    let manifest = lists.manifest(issuer).map(|list| list.content().validity);
    [trust_list, manifest]
        .into_iter()
        .flatten()
        .map(|validity| validity.issued_at())
        .filter(|&signed| clock::is_behind(now, signed))
        .map(|signed| signed.offset_from(now))
        .max()
}

fn usable_manifest<'l, L: Lists>(
    verified: &VerifiedPresentation,
    lists: &'l L,
    now: UnixTime,
) -> Result<&'l Manifest, No> {
    let issuer = verified.issuer();
    let manifest = lists.manifest(issuer).ok_or(Gap::NoManifest { issuer })?;
    let validity = manifest.content().validity;
    if validity.at(now) == Freshness::Expired {
        return Err(Gap::ManifestExpired {
            expired: validity.expires(),
        }
        .into());
    }
    Ok(manifest)
}

fn check_age(
    trust_list: &TrustList,
    manifest: &Manifest,
    policy: &Policy,
    now: UnixTime,
) -> Result<u64, No> {
    let age = |validity: crate::freshness::Validity| now.since(validity.issued_at());
    let age = age(trust_list.content().validity).max(age(manifest.content().validity));
    match policy.max_age_seconds {
        Some(allowed) if age > allowed => Err(Gap::DataTooOld { age, allowed }.into()),
        _ => Ok(age),
    }
}

fn check_status<L: Lists>(
    verified: &VerifiedPresentation,
    lists: &L,
    manifest: &Manifest,
) -> Result<(), No> {
    let epoch = verified.epoch();
    let entry = manifest.list(epoch).ok_or(Gap::NoListForEpoch { epoch })?;
    let index = verified.credential.index;
    let out_of_range = |OutOfRange { index, capacity }| Reason::IndexOutOfRange { index, capacity };
    if index.number() >= entry.capacity {
        let capacity = entry.capacity;
        return Err(out_of_range(OutOfRange { index, capacity }).into());
    }
    let list = lists
        .status_list(verified.issuer(), entry)
        .ok_or(Gap::ListMissing { epoch })?
        .map_err(|_| Gap::ListDamaged { epoch })?;
    if list.entry() != entry {
        return Err(Gap::ListMissing { epoch }.into());
    }
    match list.status(index) {
        Ok(Status::Valid) => Ok(()),
        Ok(Status::Revoked) => Err(Reason::Revoked.into()),
        Err(NoAnswer::OutOfRange(index)) => Err(out_of_range(index).into()),
        Err(NoAnswer::Damaged(_)) => Err(Gap::ListDamaged { epoch }.into()),
    }
}

/// What may pass once, and whether it passes once more.
struct Once {
    showing: Showing,
    again: bool,
}

fn check_replay(
    verified: &VerifiedPresentation,
    policy: &Policy,
    memory: &Memory,
) -> Result<Once, No> {
    let step = verified.step();
    let showing = memory.proof(verified.device_key(), step);
    // An open challenge is answered once, so an answer to it is a new proof.
    let is_new = verified.proof.challenge.is_some();
    match memory.admitted(showing).filter(|_| !is_new) {
        Some(Admission { at, again, .. }) if again || !policy.admit_again => {
            Err(Reason::Replayed { step, at, again }.into())
        }
        before => Ok(Once {
            showing,
            again: before.is_some(),
        }),
    }
}

fn check_visit(
    verified: &VerifiedPresentation,
    policy: &Policy,
    memory: &Memory,
) -> Result<Option<Once>, No> {
    if !policy.once_a_day {
        return Ok(None);
    }
    let day = (verified.credential.not_before, verified.credential.expires);
    let showing = memory.visit(verified.device_key(), day);
    match memory.admitted(showing) {
        Some(Admission { at, again, .. }) if again || !policy.admit_again => {
            Err(Reason::AdmittedToday { at, again }.into())
        }
        before => Ok(Some(Once {
            showing,
            again: before.is_some(),
        })),
    }
}

/// Checks 19 and 20 at the other lanes. What they have admitted is remembered here too, and whether this is once more is given.
fn check_others(
    verified: &VerifiedPresentation,
    policy: &Policy,
    memory: &mut Memory,
    others: &mut impl OtherLanes,
    (proof, visit): (Showing, Option<Showing>),
    now: UnixTime,
) -> Result<bool, No> {
    let (at, again, reason) = match others.admit(verified, policy, now) {
        Elsewhere::New { again } => return Ok(again),
        Elsewhere::Proof { at, again } => {
            memory.admit(proof, again, at);
            let step = verified.step();
            (at, again, Reason::Replayed { step, at, again })
        }
        Elsewhere::Visit { at, again } => (at, again, Reason::AdmittedToday { at, again }),
    };
    // Whoever has shown a proof there was there.
    if let Some(visit) = visit {
        memory.admit(visit, again, at);
    }
    Err(reason.into())
}
