//! `issuer root trust-list`: the next list of the issuers that are believed, signed by the root.

use std::collections::BTreeMap;
use std::path::Path;

use host::file::{self, Access};
use serde_json::json;
use shared::claims::{Claim, ClaimKey};
use shared::credential::IssuerId;
use shared::issuer_entry::IssuerEntry;
use shared::publication::{self, TRUST_POINTER};
use shared::root_set::RootSet;
use shared::trust_list::{MAX_LENGTH, TrustList, TrustListContent, UnverifiedTrustList};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused, claim_name, moment};
use crate::folder::Folder;
use crate::office::MAX_ENTRY_LENGTH;
use crate::root::{RootHome, read_set};

/// Signs the next trust list and publishes it into a folder.
///
/// The order makes it safe to be killed anywhere: the home, so that no sequence number is used twice; then the list; then the
/// pointer. The next run first brings out what only the home has.
pub fn run(desk: &mut Desk<'_>, given: &cli::TrustList) -> Result<Done, Failure> {
    let validity = given.validity.at(desk.now)?;
    let root = RootHome::open(desk)?;
    let changes = Changes::read(given)?;
    let next_root = given.next_root.as_deref().map(read_set).transpose()?;
    let passphrase = desk.passphrase()?;
    let lock = desk.lock()?;
    let folder = Folder::new(&given.to);
    folder.sweep(TRUST_POINTER, &lock)?;
    let last = last(&root, &folder, given)?;
    let used = last.as_ref().map_or(0, |last| last.content().sequence);
    if folder.latest(TRUST_POINTER, used)? < used {
        let unpublished = file::read(&root.last_list_path(), limit())?;
        publish(&folder, used, &unpublished)?;
    }
    if let Some(last) = &last {
        let (now, then) = (desk.now, last.content().validity.issued_at());
        if now < then {
            return Err(Refused::ClockBehind { now, then }.into());
        }
    }

    let known = last.map_or(Vec::new(), |last| last.content().issuers.clone());
    let content = TrustListContent {
        sequence: used + 1,
        validity,
        roots: next_root.unwrap_or_else(|| root.set().clone()),
        issuers: changes.apply(known)?,
    };
    let signed = content.sign(&root.keys(&passphrase)?);
    // A list that verifiers would refuse must not leave the house.
    verified(&signed, root.set()).ok_or(Refused::NotATrustList)?;
    file::replace(&root.last_list_path(), &signed, Access::Private)?;
    publish(&folder, content.sequence, &signed)?;
    Ok(report(desk, given, &root, &content))
}

/// The last list: of this home, or of the root before it where this one has signed none yet.
fn last(
    root: &RootHome,
    folder: &Folder,
    given: &cli::TrustList,
) -> Result<Option<TrustList>, Failure> {
    let path = root.last_list_path();
    let (path, by) = match &given.previous_root {
        Some(previous) if !path.exists() => {
            let sequence = folder.latest(TRUST_POINTER, u64::MAX)?;
            let path = given.to.join(publication::trust_list(sequence));
            (path, read_set(previous)?)
        }
        _ => (path, root.set().clone()),
    };
    let bytes = match file::read(&path, limit()) {
        Err(fault) if fault.is_missing() => return Ok(None),
        read => read?,
    };
    let list = verified(&bytes, &by).ok_or_else(|| Refused::not_ours(&path, None))?;
    let roots = &list.content().roots;
    if roots != root.set() {
        let fingerprint = roots.fingerprint();
        return Err(Refused::OtherRoot { fingerprint }.into());
    }
    Ok(Some(list))
}

fn verified(bytes: &[u8], by: &RootSet) -> Option<TrustList> {
    UnverifiedTrustList::parse(bytes).ok()?.verify(by).ok()
}

fn publish(folder: &Folder, sequence: u64, list: &[u8]) -> Result<(), Failure> {
    folder.put(&publication::trust_list(sequence), list)?;
    folder.point(TRUST_POINTER, sequence)
}

fn limit() -> u64 {
    u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX)
}

/// How the next list differs from the last.
struct Changes {
    entries: BTreeMap<IssuerId, IssuerEntry>,
    grants: BTreeMap<IssuerId, Vec<ClaimKey>>,
    removed: Vec<IssuerId>,
}

impl Changes {
    fn read(given: &cli::TrustList) -> Result<Self, Failure> {
        let mut changes = Self {
            entries: BTreeMap::new(),
            grants: BTreeMap::new(),
            removed: Vec::new(),
        };
        for path in &given.issuer {
            let entry = read_entry(path)?;
            let issuer = entry.id();
            if changes.entries.insert(issuer, entry).is_some() {
                return Err(Refused::IssuerTwice { issuer }.into());
            }
        }
        for given in &given.claims {
            let (issuer, claims) = parse_grant(given).ok_or_else(|| Refused::ClaimsForm {
                given: given.clone(),
            })?;
            if changes.grants.insert(issuer, claims).is_some() {
                return Err(Refused::IssuerTwice { issuer }.into());
            }
        }
        for name in &given.remove {
            let issuer = IssuerId::new(name).ok_or_else(|| Refused::IssuerId {
                given: name.clone(),
            })?;
            changes.removed.push(issuer);
        }
        Ok(changes)
    }

    /// The issuers of the next list. A new entry of a known issuer never widens what it may assert: only a grant does.
    fn apply(self, known: Vec<IssuerEntry>) -> Result<Vec<IssuerEntry>, Refused> {
        let mut issuers: BTreeMap<_, _> =
            known.into_iter().map(|entry| (entry.id(), entry)).collect();
        for issuer in self.removed {
            issuers
                .remove(&issuer)
                .ok_or(Refused::NoIssuer { issuer })?;
        }
        for (issuer, entry) in self.entries {
            let entry = match issuers.get(&issuer) {
                Some(known) if !self.grants.contains_key(&issuer) => entry
                    .limited_to(known.claims())
                    .map_err(|_| Refused::NoClaims { issuer })?,
                _ => entry,
            };
            issuers.insert(issuer, entry);
        }
        for (issuer, claims) in self.grants {
            let entry = issuers
                .remove(&issuer)
                .ok_or(Refused::NoIssuer { issuer })?;
            if let Some(&claim) = claims.iter().find(|claim| !entry.claims().contains(claim)) {
                return Err(Refused::NotInEntry { issuer, claim });
            }
            let limited = entry.limited_to(&claims);
            issuers.insert(issuer, limited.map_err(|_| Refused::NoClaims { issuer })?);
        }
        Ok(issuers.into_values().collect())
    }
}

fn read_entry(path: &Path) -> Result<IssuerEntry, Failure> {
    let bytes = file::read(path, MAX_ENTRY_LENGTH)?;
    IssuerEntry::parse(&bytes).map_err(|malformed| Refused::not_ours(path, Some(malformed)).into())
}

/// `23=student,pensioner`
fn parse_grant(text: &str) -> Option<(IssuerId, Vec<ClaimKey>)> {
    let (issuer, claims) = text.split_once('=')?;
    let claims: Option<Vec<_>> = claims
        .split(',')
        .map(|slug| Claim::from_slug(slug.trim()).map(Claim::key))
        .collect();
    Some((IssuerId::new(issuer)?, claims?))
}

fn report(
    desk: &Desk<'_>,
    given: &cli::TrustList,
    root: &RootHome,
    content: &TrustListContent,
) -> Done {
    let folder = given.to.display().to_string();
    let expires = content.validity.expires();
    let mut lines = vec![desk.say(
        "trust-done",
        &[
            ("sequence", content.sequence.to_string().into()),
            ("count", content.issuers.len().into()),
            ("folder", folder.as_str().into()),
            ("expires", moment(expires).into()),
        ],
    )];
    let mut issuers = Vec::new();
    for entry in &content.issuers {
        let keys: Vec<_> = entry
            .credential_keys()
            .iter()
            .map(|key| key.key.kid().to_string())
            .collect();
        let status_key = entry.status_key().kid().to_string();
        let claims = entry.claims().iter();
        let names: Vec<_> = claims
            .clone()
            .map(|claim| claim_name(*claim, desk.words))
            .collect();
        let slugs: Vec<_> = claims.map(ToString::to_string).collect();
        lines.push(desk.say(
            "trust-issuer",
            &[
                ("issuer", entry.id().to_string().into()),
                ("russian", entry.name_russian().into()),
                ("english", entry.name_english().into()),
                ("claims", names.join(", ").into()),
                ("keys", keys.join(", ").into()),
                ("status", status_key.as_str().into()),
            ],
        ));
        issuers.push(json!({
            "issuer": entry.id().as_str(),
            "claims": slugs,
            "credential_keys": keys,
            "status_key": status_key,
        }));
    }
    let fingerprint = content.roots.fingerprint();
    let is_handed_over = content.roots != *root.set();
    lines.push(desk.say(
        if is_handed_over {
            "trust-handed-over"
        } else {
            "trust-next"
        },
        &[("fingerprint", fingerprint.as_str().into())],
    ));
    Done {
        text: lines.join("\n"),
        json: json!({
            "folder": folder,
            "sequence": content.sequence,
            "issued_at": content.validity.issued_at().seconds(),
            "expires": expires.seconds(),
            "root_fingerprint": fingerprint,
            "issuers": issuers,
        }),
    }
}
