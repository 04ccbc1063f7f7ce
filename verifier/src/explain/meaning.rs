//! What an item of a code means, in words. Nothing of it is verified, so nothing of it is trusted to be printable.

use host::language::{FluentValue, Language, Words};
use serde_json::{Value as Json, json};
use shared::claims::{Claim, ClaimKey};
use shared::credential::IssuerId;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::layout::{Item, Name, Value};
use shared::malformed::{Fault, Malformed};
use shared::proof::{Challenge, VenueCode};
use shared::time::{TimeStep, UnixTime};
use shared::trust_list::TrustList;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::report::name_of;

/// The value of an item in words.
pub(super) fn meaning(item: &Item<'_>, trust_list: Option<&TrustList>, words: &Words) -> String {
    let say = |id: &str, args: &[(&str, FluentValue<'_>)]| words.say(id, args);
    let told = match (item.name, item.value) {
        (name, Value::Contains(count)) => Some(say(container(name), &[("count", text(&count))])),
        (Name::Exp, Value::Number(seconds)) => said_time("item-exp", seconds, words),
        (Name::Nbf, Value::Number(seconds)) => said_time("item-nbf", seconds, words),
        (Name::Iat, Value::Number(seconds)) => said_time("item-iat", seconds, words),
        (_, Value::Number(number)) => {
            let registered = registered(item.name, number);
            registered.map(|registered| format!("{number}: {registered}"))
        }
        (Name::Iss, Value::Text(id)) => said_issuer(id, trust_list, words),
        (Name::Sub, Value::Text("")) => Some(say("item-sub", &[])),
        (Name::Aud, Value::Text("v")) => Some(say("item-any-venue", &[])),
        (Name::Aud, Value::Text(audience)) => {
            let venue = audience.strip_prefix("v:").and_then(VenueCode::new);
            venue.map(|venue| say("item-venue", &[("venue", text(&venue))]))
        }
        (Name::Kid, Value::Bytes(kid)) => Some(said_kid(kid, trust_list, words)),
        (Name::Cti, Value::Bytes(index)) => <[u8; 5]>::try_from(index).ok().map(|index| {
            let [a, b, c, d, e] = index;
            let index = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
            say("item-cti", &[("index", text(&index))])
        }),
        (Name::X, Value::Bytes(_)) => Some(say("item-x", &[])),
        (Name::DeviceSignature, Value::Bytes(_)) => Some(say("item-device-signature", &[])),
        (Name::IssuerSignature, Value::Bytes(_)) => Some(say("item-issuer-signature", &[])),
        (Name::Cnonce, Value::Bytes(challenge)) => {
            <[u8; 5]>::try_from(challenge).ok().map(|bytes| {
                say(
                    "item-cnonce",
                    &[("challenge", text(&Challenge::new(bytes)))],
                )
            })
        }
        (_, Value::Claim(key, value)) => ClaimKey::new(key).map(|key| {
            let claim = name_of(key, words);
            let slug = Claim::from_key(key).map_or("-", Claim::slug);
            say(
                "item-claim",
                &[
                    ("claim", claim.into()),
                    ("slug", slug.into()),
                    ("key", text(&key.number())),
                    ("value", if value { "yes" } else { "no" }.into()),
                ],
            )
        }),
        _ => None,
    };
    told.unwrap_or_else(|| plain(item.value))
}

/// The value of an item for programs; nothing for what only contains others.
pub(super) fn value(item: &Item<'_>) -> Json {
    match item.value {
        Value::Contains(_) => Json::Null,
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!(hex(bytes)),
        Value::Claim(key, value) => json!({"key": key, "value": value}),
    }
}

/// What is wrong with a code, and where.
pub(super) fn why_malformed(malformed: &Malformed, words: &Words) -> String {
    let say = |id: &str, args: &[(&str, FluentValue<'_>)]| words.say(id, args);
    let fault = match malformed.fault {
        Fault::Truncated { missing } => say("malformed-truncated", &[("missing", text(&missing))]),
        Fault::Trailing { extra } => say("malformed-trailing", &[("extra", text(&extra))]),
        Fault::NotShortest => say("malformed-not-shortest", &[]),
        Fault::Indefinite => say("malformed-indefinite", &[]),
        Fault::Unexpected { want, got } => say(
            "malformed-unexpected",
            &[("want", want.into()), ("got", format!("{got:#04x}").into())],
        ),
        Fault::Value { want } => say("malformed-value", &[("want", want.into())]),
        Fault::Algorithm { got } => say("malformed-algorithm", &[("got", text(&got))]),
        Fault::NotUtf8 => say("malformed-not-utf8", &[]),
        Fault::TooLong { limit, got } => say(
            "malformed-too-long",
            &[("limit", text(&limit)), ("got", text(&got))],
        ),
        Fault::NotBase45 => say("malformed-not-base45", &[]),
        other => other.to_string(),
    };
    let at = text(&malformed.at);
    say("malformed-at", &[("at", at), ("fault", fault.into())])
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A moment in UTC, RFC 3339.
pub(super) fn moment(time: UnixTime) -> String {
    self::time(time.seconds())
}

/// Seconds since 1970 in UTC, RFC 3339; years that it does not have stay a number.
pub(super) fn time(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok();
    moment
        .and_then(|moment| OffsetDateTime::from_unix_timestamp(moment).ok())
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| seconds.to_string())
}

/// The message of an item that contains others.
const fn container(name: Name) -> &'static str {
    match name {
        Name::Presentation => "item-presentation",
        Name::Credential => "item-credential",
        Name::Protected => "item-protected",
        Name::Unprotected => "item-unprotected",
        Name::Payload => "item-payload",
        Name::Kcwt => "item-kcwt",
        Name::Cnf => "item-cnf",
        _ => "item-map",
    }
}

/// The word that a registry has for a number.
const fn registered(name: Name, number: i64) -> Option<&'static str> {
    match (name, number) {
        (Name::Alg, -19) | (Name::Crv, 6) => Some("Ed25519"),
        (Name::Typ, 293) => Some("application/sd-cwt"),
        (Name::Typ, 294) => Some("application/kb+cwt"),
        (Name::Kty, 1) => Some("OKP"),
        _ => None,
    }
}

fn said_time(id: &str, seconds: i64, words: &Words) -> Option<String> {
    let time = UnixTime::new(u64::try_from(seconds).ok()?)?;
    let args = [
        ("time", moment(time).into()),
        ("step", text(&TimeStep::at(time).number())),
    ];
    Some(words.say(id, &args))
}

fn said_issuer(id: &str, trust_list: Option<&TrustList>, words: &Words) -> Option<String> {
    let id = IssuerId::new(id)?;
    let entry = trust_list.and_then(|list| list.issuer(id));
    let name = entry.map(|entry| match words.language() {
        Language::Russian => entry.name_russian(),
        Language::English => entry.name_english(),
    });
    Some(match name {
        Some(name) => format!("{id}: {}", name.escape_debug()),
        None => words.say("item-issuer-unknown", &[("issuer", text(&id))]),
    })
}

fn said_kid(kid: &[u8], trust_list: Option<&TrustList>, words: &Words) -> String {
    let entries = trust_list.map(|list| list.content().issuers.iter());
    let known = entries.into_iter().flatten().find_map(|entry| {
        let mut keys = entry.credential_keys().iter();
        let key = keys.find(|key| key.key.kid().as_bytes() == kid)?;
        Some((entry, key))
    });
    let kid = hex(kid);
    match known {
        Some((entry, key)) => said_key(kid, entry, key, words),
        None => words.say("item-kid-unknown", &[("kid", kid.into())]),
    }
}

fn said_key(kid: String, entry: &IssuerEntry, key: &CredentialKey, words: &Words) -> String {
    let args = [
        ("kid", kid.into()),
        ("issuer", text(&entry.id())),
        ("first", text(&key.first.number())),
        ("last", text(&key.last.number())),
    ];
    words.say("item-kid", &args)
}

/// A value that the profile does not have, so that no name fits it.
fn plain(value: Value<'_>) -> String {
    match value {
        Value::Contains(count) => count.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => hex(bytes),
        Value::Claim(key, value) => format!("{key}: {value}"),
    }
}

/// A value without plural and grouping.
fn text(value: &impl ToString) -> FluentValue<'static> {
    value.to_string().into()
}
