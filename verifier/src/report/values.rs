//! The values that disagreed: those that help staff, and all of them for programs.

use host::language::{FluentValue, Language, Words};
use serde_json::{Value, json};
use shared::claims::{Claim, ClaimKey};
use shared::credential::IssuerId;
use shared::proof::Audience;
use shared::time::UnixTime;
use shared::verdict::{Acceptance, Gap, Reason, Verdict};

use super::{Decision, duration};

/// What a message is told.
pub(super) type Arguments = Vec<(&'static str, FluentValue<'static>)>;

/// What the sentences of a "no" tell.
pub(super) fn reason_arguments(reason: &Reason, decision: &Decision, words: &Words) -> Arguments {
    let now = decision.now;
    let span = |seconds| FluentValue::from(duration(words, seconds));
    match reason {
        Reason::Malformed(malformed) => vec![("at", malformed.at.to_string().into())],
        Reason::ClaimNotWanted { claim } => vec![
            ("claim", name_of(*claim, words).into()),
            ("wanted", wanted(&decision.wanted, words).into()),
        ],
        Reason::ClaimNotGranted { claim, .. } | Reason::ClaimIsFalse { claim } => {
            vec![("claim", name_of(*claim, words).into())]
        }
        Reason::OtherVenue { audience } => vec![("venue", venue(*audience).into())],
        Reason::ChallengeNotAsked { challenge } => {
            vec![("challenge", challenge.to_string().into())]
        }
        Reason::NotYetValid {
            issued_at,
            not_before,
        } => vec![("left", span(not_before.since(*issued_at)))],
        Reason::Expired { issued_at, expires } => {
            let ago = issued_at.since(*expires).max(now.since(*expires));
            vec![("ago", span(ago))]
        }
        Reason::Stale { step, .. } => vec![("ago", span(now.since(step.start())))],
        Reason::Replayed { at, again, .. } | Reason::AdmittedToday { at, again } => vec![
            ("ago", span(now.since(*at))),
            ("again", if *again { "yes" } else { "no" }.into()),
        ],
        Reason::FromTheFuture { step, .. } => vec![("ahead", span(step.start().since(now)))],
        _ => vec![],
    }
}

/// What the sentences of a gap tell.
pub(super) fn gap_arguments(gap: &Gap, now: UnixTime, words: &Words) -> Arguments {
    let span = |seconds| FluentValue::from(duration(words, seconds));
    match gap {
        Gap::OtherVersion { version } => vec![("version", version.to_string().into())],
        Gap::TrustListExpired { expired } | Gap::ManifestExpired { expired } => {
            vec![("ago", span(now.since(*expired)))]
        }
        Gap::ClockBehind { signed, .. } => vec![("behind", span(signed.since(now)))],
        Gap::ClockWrong { offset } => vec![
            ("off", span(offset.unsigned_abs())),
            ("way", if *offset > 0 { "behind" } else { "ahead" }.into()),
        ],
        Gap::DataTooOld { age, allowed } => {
            vec![("age", span(*age)), ("allowed", span(*allowed))]
        }
        _ => vec![],
    }
}

/// Everything, for programs.
pub(super) fn details(verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Accept(Acceptance { presentation, .. }) => json!({
            "issuer": presentation.issuer().as_str(),
            "epoch": presentation.epoch().number(),
            "step": presentation.step().number(),
            "audience": presentation.audience().to_string(),
        }),
        Verdict::Reject(reason) => reason_details(reason),
        Verdict::CannotTell(gap) => gap_details(gap),
    }
}

fn reason_details(reason: &Reason) -> Value {
    match reason {
        Reason::Malformed(malformed) => {
            json!({"at": malformed.at, "fault": malformed.fault.to_string()})
        }
        Reason::UnknownIssuer { issuer } => json!({"issuer": issuer.as_str()}),
        Reason::UnknownKey { issuer, kid } => {
            json!({"issuer": issuer.as_str(), "kid": kid.to_string()})
        }
        Reason::NotAnEpoch {
            not_before,
            expires,
        } => json!({"not_before": not_before.seconds(), "expires": expires.seconds()}),
        Reason::KeyNotForEpoch { kid, epoch } => {
            json!({"kid": kid.to_string(), "epoch": epoch.number()})
        }
        Reason::ClaimNotGranted { issuer, claim } => {
            json!({"issuer": issuer.as_str(), "claim": claim.to_string()})
        }
        Reason::ClaimNotWanted { claim } | Reason::ClaimIsFalse { claim } => {
            json!({"claim": claim.to_string()})
        }
        Reason::OtherVenue { audience } => json!({"audience": audience.to_string()}),
        Reason::ChallengeNotAsked { challenge } => json!({"challenge": challenge.to_string()}),
        Reason::NotYetValid {
            issued_at,
            not_before,
        } => json!({"issued_at": issued_at.seconds(), "not_before": not_before.seconds()}),
        Reason::Expired { issued_at, expires } => {
            json!({"issued_at": issued_at.seconds(), "expires": expires.seconds()})
        }
        Reason::Stale { step, current } | Reason::FromTheFuture { step, current } => {
            json!({"step": step.number(), "current": current.number()})
        }
        Reason::IndexOutOfRange { index, capacity } => {
            json!({"index": index.number(), "capacity": capacity})
        }
        Reason::Replayed { step, at, again } => {
            json!({"step": step.number(), "at": at.seconds(), "again": again})
        }
        Reason::AdmittedToday { at, again } => json!({"at": at.seconds(), "again": again}),
        _ => json!({}),
    }
}

fn gap_details(gap: &Gap) -> Value {
    match gap {
        Gap::OtherVersion { version } => json!({"version": version}),
        Gap::TrustListExpired { expired } | Gap::ManifestExpired { expired } => {
            json!({"expired": expired.seconds()})
        }
        Gap::ClockBehind { signed, issuer } => {
            json!({"signed": signed.seconds(), "issuer": issuer.as_ref().map(IssuerId::as_str)})
        }
        Gap::TrustListOverdue { issuer, otherwise } => {
            json!({"issuer": issuer.as_str(), "otherwise": otherwise.code()})
        }
        Gap::NoManifest { issuer } => json!({"issuer": issuer.as_str()}),
        Gap::ClockWrong { offset } => json!({"offset": offset}),
        Gap::DataTooOld { age, allowed } => json!({"age": age, "allowed": allowed}),
        Gap::NoListForEpoch { epoch } | Gap::ListMissing { epoch } | Gap::ListDamaged { epoch } => {
            json!({"epoch": epoch.number()})
        }
        _ => json!({}),
    }
}

/// A status as people call it.
pub(crate) fn name_of(claim: ClaimKey, words: &Words) -> String {
    match (Claim::from_key(claim), words.language()) {
        (Some(claim), Language::Russian) => claim.russian().to_owned(),
        (Some(claim), Language::English) => claim.english().to_owned(),
        (None, _) => words.say(
            "claim-unknown",
            &[("number", claim.number().to_string().into())],
        ),
    }
}

fn wanted(claims: &[Claim], words: &Words) -> String {
    let names: Vec<String> = claims
        .iter()
        .map(|claim| name_of(claim.key(), words))
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => {
            let or = words.say("claim-or", &[]);
            format!("{} {or} {last}", others.join(", "))
        }
        None => String::new(),
    }
}

fn venue(audience: Audience) -> String {
    match audience {
        Audience::Venue(code) => code.to_string(),
        Audience::AnyVenue => String::new(),
    }
}
