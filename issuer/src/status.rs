//! `issuer status`: what there is, how full, how old, and what needs attention. Needs no passphrase and waits for nobody.

use serde_json::{Value, json};
use shared::time::Epoch;

use crate::desk::{Desk, Done};
use crate::failure::{Failure, claim_name};
use crate::office::Office;
use crate::person::write_moment;
use crate::record::Publication;
use crate::registry::Books;

/// Fewer holders than this do not hide each other.
const LEAST_HOLDERS: u64 = 1_000;
/// Epochs that are told: the current one and those that a batch reaches.
const EPOCHS: u32 = 31;
/// Seconds of an hour, and of a day.
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Tells how things stand.
pub fn run(desk: &Desk<'_>) -> Result<Done, Failure> {
    let office = Office::open(desk)?;
    let mut registry = office.registry_to_read()?;
    let books = registry.read()?;
    let current = office.epoch_at(desk.now)?;
    let parts = [
        issuer(desk, &office, current),
        people(desk, &books)?,
        holders(desk, &office, &books, current)?,
        epochs(desk, &office, &books, current)?,
        publication(desk, &office, books.last_publication()?),
    ];
    let mut json = serde_json::Map::new();
    let mut lines = Vec::new();
    for part in parts {
        lines.extend(part.lines);
        json.extend(part.json.as_object().cloned().unwrap_or_default());
    }
    Ok(Done {
        text: lines.join("\n"),
        json: Value::Object(json),
    })
}

/// A few lines of the whole, and their part of the object.
struct Part {
    lines: Vec<String>,
    json: Value,
}

fn issuer(desk: &Desk<'_>, office: &Office, current: Epoch) -> Part {
    let (entry, calendar) = (office.entry(), office.calendar());
    let mut lines = vec![desk.say(
        "status-issuer",
        &[
            ("issuer", entry.id().to_string().into()),
            ("russian", entry.name_russian().into()),
            ("english", entry.name_english().into()),
        ],
    )];
    let mut keys = Vec::new();
    for key in entry.credential_keys() {
        let kid = key.key.kid().to_string();
        lines.push(desk.say(
            "key-credential",
            &[
                ("kid", kid.as_str().into()),
                ("first", calendar.first_day(key.first).to_string().into()),
                ("last", calendar.last_day(key.last).to_string().into()),
            ],
        ));
        keys.push(json!({
            "kid": kid,
            "first_epoch": key.first.number(),
            "last_epoch": key.last.number(),
        }));
    }
    let status_key = entry.status_key().kid().to_string();
    lines.push(desk.say("key-status", &[("kid", status_key.as_str().into())]));
    Part {
        lines,
        json: json!({
            "issuer": entry.id().as_str(),
            "epoch": current.number(),
            "credential_keys": keys,
            "status_key": status_key,
        }),
    }
}

fn people(desk: &Desk<'_>, books: &Books<'_>) -> Result<Part, Failure> {
    let persons = books.count_persons()?;
    let invitations = books.count_open_invitations(desk.now)?;
    Ok(Part {
        lines: vec![
            desk.say("status-persons", &[("count", persons.into())]),
            desk.say("status-invitations", &[("count", invitations.into())]),
        ],
        json: json!({ "persons": persons, "invitations_open": invitations }),
    })
}

/// Who holds what today, and which claims have too few holders to hide among.
fn holders(
    desk: &Desk<'_>,
    office: &Office,
    books: &Books<'_>,
    current: Epoch,
) -> Result<Part, Failure> {
    let (mut lines, mut json, mut is_few) = (Vec::new(), Vec::new(), false);
    for claim in office.entry().claims() {
        let count = books.count_holders(*claim, current)?;
        let few = (1..LEAST_HOLDERS).contains(&count);
        is_few |= few;
        lines.push(desk.say(
            "status-holders",
            &[
                ("claim", claim_name(*claim, desk.words).into()),
                ("count", count.into()),
                ("few", if few { "yes" } else { "no" }.into()),
            ],
        ));
        json.push(json!({ "claim": claim.to_string(), "holders": count, "few": few }));
    }
    if is_few {
        lines.push(desk.say("status-few", &[("least", LEAST_HOLDERS.to_string().into())]));
    }
    let end = office.entry().epochs().end(current);
    let revoked = books.revoked_slots((current, current))?;
    let revoked = revoked.iter().filter(|slot| slot.is_listed(current, end));
    let revoked = revoked.count();
    lines.push(desk.say("status-revoked", &[("count", revoked.into())]));
    Ok(Part {
        lines,
        json: json!({ "holders": json, "revoked": revoked }),
    })
}

/// How full the epochs are: the fullest is told, all stand in the object.
fn epochs(
    desk: &Desk<'_>,
    office: &Office,
    books: &Books<'_>,
    current: Epoch,
) -> Result<Part, Failure> {
    let last = current.checked_add(EPOCHS - 1).unwrap_or(current);
    let (mut json, mut fullest, mut full) = (Vec::new(), None, 0_u64);
    for (epoch, capacity) in books.capacities((current, last))? {
        let (slots, highest) = books.fill(epoch)?;
        let capacity = capacity.get();
        if slots > 0 && highest >= capacity {
            full += 1;
        }
        let used = highest.saturating_mul(100) / capacity;
        if fullest.is_none_or(|(_, most)| used > most) {
            fullest = Some((epoch, used));
        }
        json.push(json!({
            "epoch": epoch.number(),
            "capacity": capacity,
            "slots": slots,
            "highest_slot": highest,
        }));
    }
    let mut lines = Vec::new();
    if let Some((epoch, used)) = fullest {
        let day = office.calendar().first_day(epoch).to_string();
        lines.push(desk.say(
            "status-epochs",
            &[
                ("count", json.len().into()),
                ("day", day.into()),
                ("used", used.to_string().into()),
            ],
        ));
    }
    if full > 0 {
        lines.push(desk.say("status-full", &[("count", full.into())]));
    }
    Ok(Part {
        lines,
        json: json!({ "epochs": json }),
    })
}

fn publication(desk: &Desk<'_>, office: &Office, last: Option<Publication>) -> Part {
    let Some(last) = last else {
        return Part {
            lines: vec![desk.say("status-unpublished", &[])],
            json: json!({ "publication": null }),
        };
    };
    let expires = office.calendar().local(last.expires);
    let age = desk.now.since(last.issued_at);
    let (age_in_units, unit) = if age < 2 * DAY {
        (age / HOUR, "hours")
    } else {
        (age / DAY, "days")
    };
    let is_expired = desk.now >= last.expires;
    Part {
        lines: vec![desk.say(
            "status-published",
            &[
                ("sequence", last.sequence.to_string().into()),
                ("age", age_in_units.into()),
                ("unit", unit.into()),
                ("expires", write_moment(expires).into()),
                ("state", if is_expired { "expired" } else { "valid" }.into()),
            ],
        )],
        json: json!({
            "publication": {
                "sequence": last.sequence,
                "issued_at": last.issued_at.seconds(),
                "expires": last.expires.seconds(),
                "age_seconds": age,
                "expired": is_expired,
            }
        }),
    }
}
