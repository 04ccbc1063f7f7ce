//! `issuer init`: the keys, the registry and the public entry of a new issuer.

use host::file::{self, Access};
use serde_json::json;
use shared::claims::Claim;
use shared::cose_key::KEY_LENGTH;
use shared::credential::IssuerId;
use shared::issuer_entry::{CredentialKey, IssuerEntry, MAX_NAME_LENGTH};
use shared::permutation::Capacity;
use shared::time::{Epoch, EpochRule};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::eligibility::Calendar;
use crate::failure::{Failure, Refused, claim_name};
use crate::keys::{IssuerKeys, IssuerSeeds};
use crate::office::{entry_path, key_file, registry_path};
use crate::registry::Registry;

/// Epochs after the current one that the first credential key signs: with days, more than a year.
const KEY_EPOCHS: u32 = 400;

/// Sets up an issuer.
pub fn run(desk: &mut Desk<'_>, given: &cli::Init) -> Result<Done, Failure> {
    let plan = Plan::new(given, desk)?;
    let entry_path = entry_path(&desk.home);
    let second = Refused::AlreadySetUp {
        file: entry_path.clone(),
    };
    if entry_path.exists() {
        return Err(second.into());
    }
    let passphrase = desk.new_passphrase()?;
    desk.home.create()?;
    let _lock = desk.lock()?;
    if entry_path.exists() {
        return Err(second.into());
    }
    let random = desk.secret::<{ 3 * KEY_LENGTH }>()?;
    let seeds = IssuerSeeds::new(&random, plan.first, plan.last);
    let keys = seeds.keys();
    let key_file = key_file(&desk.home);
    let keys = keys.ok_or_else(|| Refused::not_ours(key_file.path(), None))?;
    let entry = plan.entry(&keys)?;

    // The entry last: without it nothing was set up, and the next attempt starts anew.
    key_file.write(desk, &passphrase, seeds.as_bytes())?;
    let registry_path = registry_path(&desk.home);
    file::replace(&registry_path, &[], Access::Private)?;
    let mut registry = Registry::open(&registry_path)?;
    let books = registry.write()?;
    books.choose_capacity(plan.capacity)?;
    books.commit()?;
    file::create(&entry_path, &entry.encode(), Access::Public)?;
    Ok(report(desk, &entry))
}

/// What was asked for, checked.
struct Plan {
    id: IssuerId,
    names: (String, String),
    claims: Vec<Claim>,
    rule: EpochRule,
    capacity: Option<Capacity>,
    first: Epoch,
    last: Epoch,
}

impl Plan {
    fn new(given: &cli::Init, desk: &Desk<'_>) -> Result<Self, Failure> {
        let id = IssuerId::new(&given.iss).ok_or_else(|| Refused::IssuerId {
            given: given.iss.clone(),
        })?;
        for name in [&given.name_ru, &given.name_en] {
            if name.trim().is_empty() || name.len() > MAX_NAME_LENGTH {
                return Err(Refused::Name.into());
            }
        }
        let (length, offset) = (given.epoch_seconds, given.epoch_offset);
        let rule = EpochRule::new(length, offset).ok_or(Refused::EpochRule { length, offset })?;
        let capacity = given
            .capacity
            .map(|given| Capacity::new(given).ok_or(Refused::Capacity { given }))
            .transpose()?;
        let now = desk.now;
        let then = rule.start(Epoch::new(0));
        let current = rule
            .epoch_at(now)
            .ok_or(Refused::ClockBehind { now, then })?;
        let mut claims = given.claims.clone();
        claims.sort_unstable();
        claims.dedup();
        if claims.is_empty() {
            claims.extend(Claim::all());
        }
        Ok(Self {
            id,
            names: (given.name_ru.clone(), given.name_en.clone()),
            claims,
            rule,
            capacity,
            // Clocks differ a little, so yesterday must be known from the first day on.
            first: current.previous().unwrap_or(current),
            last: current.checked_add(KEY_EPOCHS).unwrap_or(current),
        })
    }

    fn entry(&self, keys: &IssuerKeys) -> Result<IssuerEntry, Refused> {
        let credential = keys.credential.iter().map(|key| CredentialKey {
            key: key.key.public(),
            first: key.first,
            last: key.last,
        });
        IssuerEntry::new(
            self.id,
            self.names.clone(),
            self.rule,
            self.claims.iter().map(|claim| claim.key()).collect(),
            keys.status.public(),
            credential.collect(),
        )
        .map_err(|_| Refused::Name)
    }
}

fn report(desk: &Desk<'_>, entry: &IssuerEntry) -> Done {
    let calendar = Calendar::new(entry.epochs());
    let mut lines = vec![desk.say(
        "init-done",
        &[
            ("issuer", entry.id().to_string().into()),
            ("home", desk.home.path().display().to_string().into()),
        ],
    )];
    for key in entry.credential_keys() {
        lines.push(desk.say(
            "key-credential",
            &[
                ("kid", key.key.kid().to_string().into()),
                ("first", calendar.first_day(key.first).to_string().into()),
                ("last", calendar.last_day(key.last).to_string().into()),
            ],
        ));
    }
    let kid = entry.status_key().kid().to_string();
    lines.push(desk.say("key-status", &[("kid", kid.as_str().into())]));
    let claims: Vec<_> = entry
        .claims()
        .iter()
        .map(|claim| claim_name(*claim, desk.words))
        .collect();
    lines.push(desk.say("init-claims", &[("claims", claims.join(", ").into())]));
    let path = entry_path(&desk.home).display().to_string();
    lines.push(desk.say("init-next", &[("entry", path.as_str().into())]));
    let keys: Vec<_> = entry
        .credential_keys()
        .iter()
        .map(|key| {
            json!({
                "kid": key.key.kid().to_string(),
                "first_epoch": key.first.number(),
                "last_epoch": key.last.number(),
            })
        })
        .collect();
    let claims: Vec<_> = entry.claims().iter().map(ToString::to_string).collect();
    Done {
        text: lines.join("\n"),
        json: json!({
            "issuer": entry.id().as_str(),
            "entry": path,
            "credential_keys": keys,
            "status_key": kid,
            "claims": claims,
        }),
    }
}
