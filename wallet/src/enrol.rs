//! Obtaining credentials: a request for the issuer, and its answer.

use std::path::Path;

use host::fault::Fault;
use host::file::{self, Access};
use serde_json::json;
use shared::claims::{Claim, ClaimKey};
use shared::enrolment::{MAX_RESPONSE_LENGTH, ResponseRefused, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::malformed;
use shared::sealed::Fresh;

use crate::cli::Request;
use crate::failure::{Failure, Refused};
use crate::kept::{Accepted, NotAccepted};
use crate::list;
use crate::session::Session;
use crate::store::Store;

/// Writes a request, and says what the issuer learns from it and what to do next. `fresh` must be random.
pub fn request(session: &Session, asked: &Request, fresh: &Fresh) -> Result<String, Failure> {
    let code = EnrolmentCode::parse(asked.code.reveal()).ok_or(Refused::BadCode)?;
    let claims = in_order(&asked.claim);
    let out = asked.out.as_path();
    if out.symlink_metadata().is_ok() {
        let path = out.to_owned();
        return Err(Fault::Exists { path }.into());
    }
    let store = Store::new(&session.home);
    store.find()?;
    let passphrase = session.passphrase()?;
    let lock = session.lock()?;
    let mut wallet = store.find()?.open(&passphrase)?;

    let (batch, keys) = wallet.next_keys(&claims).ok_or(Refused::Exhausted)?;
    let days = keys.first().map_or(0, |claim| claim.keys.len());
    let bytes = sign_request(&code, &keys);
    wallet.wait_for(batch, code.key(), &bytes, claims.clone());
    // Before anybody can see the keys: a crash after this wastes them, one before it would use them twice.
    store.save(&wallet, &passphrase, fresh, &lock)?;
    file::create(out, &bytes, Access::Private)?;

    let path = out.display().to_string();
    Ok(if session.json {
        let claims: Vec<_> = claims.iter().map(ToString::to_string).collect();
        json!({ "request": path, "claims": claims, "days": days }).to_string()
    } else {
        session.say(
            "request-done",
            &[
                ("path", path.into()),
                ("claims", session.names_of(&claims).into()),
                ("count", claims.len().into()),
                ("days", days.into()),
            ],
        )
    })
}

/// Takes an answer into the wallet, and says what it brought. `fresh` must be random.
pub fn accept(session: &Session, answer: &Path, fresh: &Fresh) -> Result<String, Failure> {
    let limit = u64::try_from(MAX_RESPONSE_LENGTH).unwrap_or(u64::MAX);
    let bytes = file::read(answer, limit)?;
    let store = Store::new(&session.home);
    store.find()?;
    let passphrase = session.passphrase()?;
    let lock = session.lock()?;
    let mut wallet = store.find()?.open(&passphrase)?;
    let now = session.now();
    match wallet.accept(&bytes, now) {
        Ok(accepted) => {
            store.save(&wallet, &passphrase, fresh, &lock)?;
            let statuses = list::statuses(&wallet, now);
            let new: Vec<_> = statuses
                .into_iter()
                .filter(|status| accepted.brought(status))
                .collect();
            Ok(said(session, &accepted, &new))
        }
        Err(NotAccepted::Again) => Ok(if session.json {
            json!({ "accepted": false, "again": true }).to_string()
        } else {
            session.say("accept-again", &[])
        }),
        Err(NotAccepted::NoneWaits) => Err(Refused::NoneWaits.into()),
        Err(NotAccepted::Refused(refused)) => {
            Err(refusal(refused, answer, wallet.pending().len()).into())
        }
    }
}

/// The claims asked for, all when none is named, in the order that a request has them.
fn in_order(asked: &[Claim]) -> Vec<ClaimKey> {
    let mut claims: Vec<_> = if asked.is_empty() {
        Claim::all().map(Claim::key).collect()
    } else {
        asked.iter().map(|claim| claim.key()).collect()
    };
    claims.sort_unstable_by(|a, b| b.cmp(a));
    claims.dedup();
    claims
}

fn said(session: &Session, accepted: &Accepted, new: &[list::Status<'_>]) -> String {
    let withheld = &accepted.withheld;
    if session.json {
        let statuses: Vec<_> = new.iter().map(|status| status.json(session)).collect();
        let withheld: Vec<_> = withheld.iter().map(ToString::to_string).collect();
        return json!({ "accepted": true, "statuses": statuses, "withheld": withheld }).to_string();
    }
    let issuer = session.issuer(&accepted.issuer);
    let mut lines = vec![session.say("accept-done", &[("issuer", issuer.into())])];
    lines.extend(new.iter().map(|status| status.line(session)));
    if !withheld.is_empty() {
        let claims = session.names_of(withheld);
        lines.push(session.say("accept-withheld", &[("claims", claims.into())]));
    }
    if let Some(claim) = new.iter().find_map(|status| Claim::from_key(status.claim)) {
        lines.push(session.say("accept-next", &[("slug", claim.slug().into())]));
    }
    lines.join("\n")
}

fn refusal(refused: ResponseRefused, answer: &Path, waiting: usize) -> Refused {
    match refused {
        ResponseRefused::Malformed(malformed) => Refused::NotAnAnswer {
            path: answer.to_owned(),
            at: malformed.at,
            cut_short: matches!(malformed.fault, malformed::Fault::Truncated { .. }),
        },
        ResponseRefused::WrongCode => Refused::OtherCode { waiting },
        ResponseRefused::OtherRequest => Refused::OtherRequest,
        ResponseRefused::Credential { claim, place } => Refused::BadCredential { claim, place },
    }
}
