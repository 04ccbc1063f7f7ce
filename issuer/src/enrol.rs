//! `issuer enrol answer`: a wallet's request becomes a batch of credentials, once.

use std::path::{Path, PathBuf};

use host::file::{self, Access};
use serde_json::json;
use shared::claims::ClaimKey;
use shared::enrolment::{
    EnrolmentRequest, EnrolmentResponse, MAX_REQUEST_LENGTH, RequestRefused, UnverifiedRequest,
};
use shared::enrolment_code::CodeKey;
use shared::issuer_entry::IssuerEntry;
use shared::time::{Epoch, UnixTime};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::eligibility::{self, Calendar};
use crate::failure::{Failure, Refused, claim_name};
use crate::invite::refuse;
use crate::issue;
use crate::keys::IssuerKeys;
use crate::office::{Office, epoch_at};
use crate::record::{Enrolment, Invitation, InvitationState, RevokedFor, Slot};
use crate::registry::{Books, Registry};
use crate::signer::Signer;

/// Answers a request in a file with a response in another.
pub fn run(desk: &mut Desk<'_>, given: &cli::Answer) -> Result<Done, Failure> {
    let office = Office::open(desk)?;
    let limit = u64::try_from(MAX_REQUEST_LENGTH).unwrap_or(u64::MAX);
    let request = file::read(&given.request, limit)?;
    let passphrase = desk.passphrase()?;
    let _lock = desk.lock()?;
    let (_, keys) = office.keys(&passphrase)?;
    let mut registry = office.registry()?;
    let clerk = Clerk::new(office.entry(), &keys);
    let answer = clerk.answer(&mut registry, &request, desk.now)?;
    // After the registry: what is on record can be signed again, what is signed and not on record could never be revoked.
    let path = given.out.clone().unwrap_or_else(|| beside(&given.request));
    file::replace(&path, &answer.response, Access::Private)?;
    Ok(report(desk, office.calendar(), &answer, path))
}

/// Where an answer goes when nobody says: never onto the request.
fn beside(request: &Path) -> PathBuf {
    let path = request.with_extension("answer");
    if path == request {
        request.with_added_extension("answer")
    } else {
        path
    }
}

/// What an issuer needs to answer requests.
#[derive(Clone, Copy, Debug)]
pub struct Clerk<'k> {
    entry: &'k IssuerEntry,
    keys: &'k IssuerKeys,
}

/// A response, and what it took.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The response's bytes.
    pub response: Vec<u8>,
    /// Whether the same was answered before.
    pub repeated: bool,
    /// What was signed.
    pub slots: Vec<Slot>,
    /// The claims that were asked for and are not held.
    pub left_out: Vec<ClaimKey>,
    /// Slots of another device that are revoked now.
    pub replaced: usize,
    /// Epochs that are full.
    pub overflowing: Vec<Epoch>,
}

impl<'k> Clerk<'k> {
    /// One who answers for this issuer.
    #[must_use]
    pub const fn new(entry: &'k IssuerEntry, keys: &'k IssuerKeys) -> Self {
        Self { entry, keys }
    }

    /// Answers a request, everything in one transaction. The same request gets the same bytes.
    pub fn answer(
        &self,
        registry: &mut Registry,
        request: &[u8],
        now: UnixTime,
    ) -> Result<Answer, Failure> {
        let request = UnverifiedRequest::parse(request)
            .map_err(|malformed| Refused::NotARequest { at: malformed.at })?;
        let books = registry.write()?;
        if let Some(enrolment) = books.enrolment(request.hash())? {
            return self.answer_again(&books, &enrolment, request);
        }
        let invitation = books.invitation(request.locator())?;
        let invitation = invitation.ok_or(Refused::NoInvitation)?;
        let code = open(&invitation, now)?;
        let request = match request.verify(code) {
            Err(RequestRefused::WrongCode) => {
                books.count_attempt(invitation.row)?;
                books.commit()?;
                let left = invitation.attempts_left.saturating_sub(1);
                return Err(Refused::WrongCode { left }.into());
            }
            Err(RequestRefused::NoPossession { claim, day }) => {
                return Err(Refused::NoPossession { claim, day }.into());
            }
            Ok(request) => request,
        };
        let answer = self.answer_first(&books, &invitation, code, &request, now)?;
        books.commit()?;
        Ok(answer)
    }

    /// Signs what has been signed before, unless that would undo what happened since.
    fn answer_again(
        &self,
        books: &Books<'_>,
        enrolment: &Enrolment,
        request: UnverifiedRequest<'_>,
    ) -> Result<Answer, Failure> {
        let slots = books.slots(enrolment)?;
        match slots.iter().find_map(|slot| slot.revoked) {
            Some(RevokedFor::Person) => return Err(Refused::RevokedSince.into()),
            Some(RevokedFor::Device) => return Err(Refused::DeviceSince.into()),
            None => {}
        }
        let code = books.invitation_at(enrolment.invitation)?.code_key;
        let code = code.ok_or(Refused::TooLongAgo)?;
        let request = request.verify(&code).map_err(|_| Refused::NoInvitation)?;
        let mut answer = Answer::to(&request, slots);
        answer.repeated = true;
        self.sign(books, enrolment, &code, &request, answer)
    }

    fn answer_first(
        &self,
        books: &Books<'_>,
        invitation: &Invitation,
        code: &CodeKey,
        request: &EnrolmentRequest,
        now: UnixTime,
    ) -> Result<Answer, Failure> {
        let current = epoch_at(self.entry, now)?;
        let ratchet = self.keys.ratchet.epoch();
        if current < ratchet {
            let then = self.entry.epochs().start(ratchet);
            return Err(Refused::ClockBehind { now, then }.into());
        }
        let grants = self.grants(books, invitation.person, request, current)?;
        let last = grants.iter().map(|grant| grant.epochs.1).max();
        let epochs = (current, last.unwrap_or(current));
        let enrolment = books.enrol(invitation, request.hash(), epochs, now)?;
        let yesterday = current.previous().unwrap_or(current);
        let (mut slots, mut replaced) = (Vec::new(), 0);
        for grant in grants {
            let (person, why) = (invitation.person, (now, RevokedFor::Device));
            replaced += books.revoke(person, Some(grant.claim), yesterday, why)?;
            slots.push(books.open_slot(person, &enrolment, grant.claim, grant.epochs)?);
        }
        let mut answer = Answer::to(request, slots);
        answer.replaced = replaced;
        self.sign(books, &enrolment, code, request, answer)
    }

    /// The claims of a request that the person is entitled to, and for which epochs.
    fn grants(
        &self,
        books: &Books<'_>,
        person: i64,
        request: &EnrolmentRequest,
        first: Epoch,
    ) -> Result<Vec<Grant>, Failure> {
        let calendar = Calendar::new(self.entry.epochs());
        let person = books.person_at(person)?;
        eligibility::check(&person, calendar.first_day(first))
            .map_err(|reason| refuse(reason, &person))?;
        let statuses = books.statuses(person.row)?;
        let signer = Signer::new(self.entry, self.keys);
        signer.key(first)?;
        let mut grants = Vec::new();
        for asked in request.claims() {
            let epochs = (first.number()..).map(Epoch::new).zip(&asked.keys);
            let with_key = epochs.take_while(|(epoch, _)| signer.key(*epoch).is_ok());
            let count = u32::try_from(with_key.count()).unwrap_or_default();
            if self.entry.claims().contains(&asked.claim)
                && let Some(epochs) =
                    eligibility::entitled(calendar, &statuses, asked.claim, first, count)
            {
                grants.push(Grant {
                    claim: asked.claim,
                    epochs,
                });
            }
        }
        if grants.is_empty() {
            return Err(Refused::NoneHeld.into());
        }
        Ok(grants)
    }

    fn sign(
        &self,
        books: &Books<'_>,
        enrolment: &Enrolment,
        code: &CodeKey,
        request: &EnrolmentRequest,
        mut answer: Answer,
    ) -> Result<Answer, Failure> {
        let first = answer.slots.iter().map(|slot| slot.first).min();
        let last = answer.slots.iter().map(|slot| slot.last).max();
        let (Some(first), Some(last)) = (first, last) else {
            return Err(Refused::NoneHeld.into());
        };
        let capacities = issue::freeze(books, (first, last))?;
        let permutations = issue::permutations(&self.keys.ratchet, &capacities)?;
        let signer = Signer::new(self.entry, self.keys);
        let mut claims = Vec::new();
        for asked in request.claims() {
            for slot in answer.slots.iter().filter(|slot| slot.claim == asked.claim) {
                let full = issue::overflowing(&capacities, slot);
                answer.overflowing.extend(full);
                claims.push(issue::batch(
                    &signer,
                    &permutations,
                    slot,
                    enrolment.first_epoch,
                    &asked.keys,
                )?);
            }
        }
        answer.overflowing.sort_unstable();
        answer.overflowing.dedup();
        let response = EnrolmentResponse {
            request: *request.hash(),
            issuer: self.entry.clone(),
            claims,
        };
        answer.response = response.sign(code);
        Ok(answer)
    }
}

impl Answer {
    fn to(request: &EnrolmentRequest, slots: Vec<Slot>) -> Self {
        let left_out = request
            .claims()
            .iter()
            .map(|asked| asked.claim)
            .filter(|claim| slots.iter().all(|slot| slot.claim != *claim))
            .collect();
        Self {
            response: Vec::new(),
            repeated: false,
            slots,
            left_out,
            replaced: 0,
            overflowing: Vec::new(),
        }
    }
}

/// What a person is entitled to.
struct Grant {
    claim: ClaimKey,
    /// First and last.
    epochs: (Epoch, Epoch),
}

/// The key of an invitation that can be answered now.
fn open(invitation: &Invitation, now: UnixTime) -> Result<&CodeKey, Refused> {
    match (invitation.state, &invitation.code_key) {
        (InvitationState::Replaced, _) => Err(Refused::Replaced),
        (InvitationState::Cancelled, _) => Err(Refused::Cancelled),
        (InvitationState::Answered, _) | (InvitationState::Open, None) => Err(Refused::Used),
        (InvitationState::Open, _) if now >= invitation.expires_at => Err(Refused::Expired),
        (InvitationState::Open, _) if invitation.attempts_left == 0 => Err(Refused::NoAttempts),
        (InvitationState::Open, Some(code)) => Ok(code),
    }
}

fn report(desk: &Desk<'_>, calendar: Calendar, answer: &Answer, path: PathBuf) -> Done {
    let name = |claim: &ClaimKey| claim_name(*claim, desk.words);
    let path = path.display().to_string();
    let mut lines = vec![desk.say(
        if answer.repeated {
            "answer-again"
        } else {
            "answer-done"
        },
        &[("path", path.as_str().into())],
    )];
    let mut claims = Vec::new();
    for slot in &answer.slots {
        let (first, last) = (calendar.first_day(slot.first), calendar.last_day(slot.last));
        let count = slot.last.number() - slot.first.number() + 1;
        lines.push(desk.say(
            "answer-claim",
            &[
                ("claim", name(&slot.claim).into()),
                ("count", count.into()),
                ("first", first.to_string().into()),
                ("last", last.to_string().into()),
            ],
        ));
        claims.push(json!({
            "claim": slot.claim.to_string(),
            "credentials": count,
            "first_day": first.to_string(),
            "last_day": last.to_string(),
        }));
    }
    if !answer.left_out.is_empty() {
        let names: Vec<_> = answer.left_out.iter().map(name).collect();
        lines.push(desk.say("answer-left-out", &[("claims", names.join(", ").into())]));
    }
    if answer.replaced > 0 {
        lines.push(desk.say("answer-replaced", &[("count", answer.replaced.into())]));
    }
    if let (Some(first), Some(last)) = (answer.overflowing.first(), answer.overflowing.last()) {
        lines.push(desk.say(
            "answer-overflow",
            &[
                ("count", answer.overflowing.len().into()),
                ("first", calendar.first_day(*first).to_string().into()),
                ("last", calendar.last_day(*last).to_string().into()),
            ],
        ));
    }
    lines.push(desk.say("answer-next", &[]));
    let overflowing: Vec<_> = answer
        .overflowing
        .iter()
        .map(|epoch| epoch.number())
        .collect();
    let left_out: Vec<_> = answer.left_out.iter().map(ToString::to_string).collect();
    Done {
        text: lines.join("\n"),
        json: json!({
            "response": path,
            "repeated": answer.repeated,
            "claims": claims,
            "left_out": left_out,
            "replaced": answer.replaced,
            "overflowing_epochs": overflowing,
        }),
    }
}
