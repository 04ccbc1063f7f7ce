//! `issuer root init`: the keys that say which issuers are believed, and the home where they lie.

use std::path::{Path, PathBuf};

use host::file::{self, Access};
use host::home::Home;
use serde_json::json;
use shared::cose_key::{KEY_LENGTH, SecretKey};
use shared::root_set::{MAX_ROOT_KEYS, RootSet};

use crate::cli;
use crate::desk::{Desk, Done};
use crate::failure::{Failure, Refused};
use crate::keys::SealedFile;

/// Makes root keys.
pub fn run(desk: &mut Desk<'_>, given: &cli::RootInit) -> Result<Done, Failure> {
    let (keys, threshold) = (given.keys, given.threshold);
    if threshold == 0 || threshold > keys || u64::from(keys) > MAX_ROOT_KEYS {
        return Err(Refused::Threshold { threshold, keys }.into());
    }
    let public = public_path(&desk.home);
    let second = Refused::AlreadySetUp {
        file: public.clone(),
    };
    if public.exists() {
        return Err(second.into());
    }
    let passphrase = desk.new_passphrase()?;
    desk.home.create()?;
    let _lock = desk.lock()?;
    if public.exists() {
        return Err(second.into());
    }
    let mut kids = Vec::new();
    let mut publics = Vec::new();
    for number in 1..=keys {
        let seed = desk.secret::<KEY_LENGTH>()?;
        let key = SecretKey::from_seed(&seed).public();
        key_file(&desk.home, number).write(desk, &passphrase, seed.as_slice())?;
        kids.push(key.kid().to_string());
        publics.push(key);
    }
    // The public set last: without it nothing was set up, and the next attempt starts anew.
    let set =
        RootSet::new(threshold, publics).map_err(|_| Refused::Threshold { threshold, keys })?;
    let text = format!("{}\n", set.to_text());
    file::create(&public, text.as_bytes(), Access::Public)?;
    let public = public.display().to_string();
    Ok(Done {
        text: desk.say(
            "root-done",
            &[
                ("keys", keys.into()),
                ("threshold", threshold.into()),
                ("home", desk.home.path().display().to_string().into()),
                ("public", public.as_str().into()),
                ("fingerprint", set.fingerprint().into()),
            ],
        ),
        json: json!({
            "root": public,
            "fingerprint": set.fingerprint(),
            "threshold": threshold,
            "keys": kids,
        }),
    })
}

/// The root as it is set up in a home.
#[derive(Clone, Debug)]
pub struct RootHome {
    home: Home,
    set: RootSet,
}

impl RootHome {
    /// The root in the home of this desk.
    pub fn open(desk: &Desk<'_>) -> Result<Self, Failure> {
        let path = public_path(&desk.home);
        match read_set(&path) {
            Err(Failure::Fault(fault)) if fault.is_missing() => Err(Refused::NotSetUp {
                home: desk.home.path().to_owned(),
                command: "issuer root init",
            }
            .into()),
            set => Ok(Self {
                home: desk.home.clone(),
                set: set?,
            }),
        }
    }

    /// Its keys, and how many must sign.
    #[must_use]
    pub const fn set(&self) -> &RootSet {
        &self.set
    }

    /// As many secret keys as must sign. The others may lie elsewhere, and stay closed.
    pub fn keys(&self, passphrase: &str) -> Result<Vec<SecretKey>, Failure> {
        let mut keys = Vec::new();
        for number in 1..=u8::try_from(MAX_ROOT_KEYS).unwrap_or(u8::MAX) {
            if keys.len() >= usize::from(self.set.threshold()) {
                break;
            }
            let file = key_file(&self.home, number);
            if !file.path().exists() {
                continue;
            }
            let seed = file.read(passphrase)?;
            let seed: Option<&[u8; KEY_LENGTH]> = seed.as_slice().try_into().ok();
            let key =
                SecretKey::from_seed(seed.ok_or_else(|| Refused::not_ours(file.path(), None))?);
            if self.set.key(key.public().kid()).is_none() {
                let file = file.path().to_owned();
                return Err(Refused::OtherKeys { file }.into());
            }
            keys.push(key);
        }
        let (threshold, found) = (self.set.threshold(), keys.len());
        if found < usize::from(threshold) {
            let found = u8::try_from(found).unwrap_or(u8::MAX);
            return Err(Refused::TooFewRootKeys { threshold, found }.into());
        }
        Ok(keys)
    }

    /// Where the last list that was signed here lies.
    #[must_use]
    pub fn last_list_path(&self) -> PathBuf {
        self.home.join("trust-list.cose")
    }
}

/// Reads a root set from its line of text.
pub fn read_set(path: &Path) -> Result<RootSet, Failure> {
    let bytes = file::read(path, MAX_PUBLIC_LENGTH)?;
    let set = str::from_utf8(&bytes)
        .ok()
        .and_then(|text| RootSet::from_text(text).ok());
    set.ok_or_else(|| Refused::not_ours(path, None).into())
}

fn public_path(home: &Home) -> PathBuf {
    home.join("root.pub")
}

fn key_file(home: &Home, number: u8) -> SealedFile {
    SealedFile::new(home.join(format!("root-{number}.key")))
}

/// The most bytes of a root set's line: sixteen keys take less.
const MAX_PUBLIC_LENGTH: u64 = 2_048;
