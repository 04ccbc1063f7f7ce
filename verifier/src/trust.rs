//! Which root keys the venue trusts: the one thing that people compare by eye.

use std::path::Path;

use host::exit::Exit;
use host::file;
use serde_json::json;
use shared::root_set::{NotARootSet, RootSet};

use crate::session::Session;
use crate::state::{Newest, Root, State, TrustedRoot};
use crate::store::Store;
use crate::trouble::Trouble;

/// Trusts the root in this file or text, and shows its fingerprint.
pub fn add(session: &Session, given: &str, replace: bool) -> Result<Exit, Trouble> {
    let offered = read(given)?;
    let added = keep(session, &offered, replace)?;
    if session.json {
        session.json(&json!({
            "fingerprint": offered.fingerprint(),
            "threshold": offered.threshold(),
            "keys": offered.keys().len(),
            "added": added != Added::Already,
            "replaced": added == Added::InPlaceOfAnother,
        }))?;
        return Ok(Exit::Accepted);
    }
    session.say(
        match added {
            Added::First => "trust-added",
            Added::Already => "trust-already",
            Added::InPlaceOfAnother => "trust-replaced",
        },
        &[],
    )?;
    print(session, "trust-fingerprint", &offered)?;
    if added != Added::Already {
        session.say("trust-compare", &[])?;
    }
    Ok(Exit::Accepted)
}

/// Makes this the root that is trusted.
pub(crate) fn keep(session: &Session, offered: &RootSet, replace: bool) -> Result<Added, Trouble> {
    let store = Store::new(session.home.clone());
    let writer = store.lock()?;
    let held = match store.state() {
        // Nothing of it can be saved any more.
        Err(Trouble::StateDamaged { .. }) if replace => State::default(),
        held => held?,
    };
    let added = match &held.root {
        Some(root) if !replace && (root.added.0 == *offered || root.in_force.0 == *offered) => {
            Added::Already
        }
        Some(root) if !replace => {
            return Err(Trouble::OtherRoot {
                held: root.added.0.fingerprint(),
                given: offered.fingerprint(),
            });
        }
        Some(_) => Added::InPlaceOfAnother,
        None => Added::First,
    };
    if added != Added::Already {
        writer.save(&only(offered, held.newest))?;
    }
    Ok(added)
}

/// Shows the root that is trusted.
pub fn show(session: &Session) -> Result<Exit, Trouble> {
    let root = Store::new(session.home.clone()).state()?.root;
    if session.json {
        session.json(&json!(root.as_ref().map(|root| json!({
            "fingerprint": root.added.0.fingerprint(),
            "threshold": root.added.0.threshold(),
            "keys": root.added.0.keys().len(),
            "in_force": root.in_force.0.fingerprint(),
        }))))?;
    } else if let Some(root) = &root {
        print(session, "trust-fingerprint", &root.added.0)?;
        if root.in_force != root.added {
            print(session, "trust-in-force", &root.in_force.0)?;
        }
    } else {
        session.say("status-no-root", &[])?;
    }
    Ok(match root {
        Some(_) => Exit::Accepted,
        None => Exit::CannotTell,
    })
}

/// What became of a root that was to be trusted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    First,
    Already,
    InPlaceOfAnother,
}

/// A state that holds this root alone. Marks of newest files stay: they tell old files from new ones, should
/// the old root come back.
fn only(root: &RootSet, newest: Newest) -> State {
    let mut state = State::default();
    state.newest = newest;
    state.root = Some(TrustedRoot {
        added: Root(root.clone()),
        in_force: Root(root.clone()),
    });
    state
}

fn print(session: &Session, id: &str, root: &RootSet) -> Result<(), Trouble> {
    session.say(
        id,
        &[
            ("fingerprint", root.fingerprint().into()),
            ("threshold", root.threshold().into()),
            ("keys", root.keys().len().into()),
        ],
    )
}

/// The root in a file, or in the text itself.
pub(crate) fn read(given: &str) -> Result<RootSet, Trouble> {
    let path = Path::new(given);
    match RootSet::from_text(given) {
        Ok(root) => Ok(root),
        Err(NotARootSet::Form) if !given.starts_with("spravka-root-") => {
            let bytes = file::read(path, MAX_LENGTH)?;
            let text = String::from_utf8_lossy(&bytes);
            RootSet::from_text(&text).map_err(Trouble::NotARoot)
        }
        Err(flaw) => Err(Trouble::NotARoot(flaw)),
    }
}

/// Largest file that is read, in bytes: the text of sixteen keys is about a thousand.
const MAX_LENGTH: u64 = 4096;
