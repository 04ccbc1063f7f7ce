//! `verifier lanes`: making a venue's lanes, joining and leaving them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use host::exit::Exit;
use host::fault::{Doing, Fault};
use host::file::{self, Access};
use serde_json::json;

use super::store::{Store as Between, Teller};
use super::{Away, Place, Ticket, ticket};
use crate::cli::LanesCommand;
use crate::session::Session;
use crate::store::Store;
use crate::trouble::Trouble;

/// Does what was asked.
pub fn run(session: &Session, command: &LanesCommand) -> Result<Exit, Trouble> {
    match command {
        LanesCommand::New { store, out } => new(session, store, out),
        LanesCommand::Join { file } => join(session, &Ticket::read(file)?),
        LanesCommand::Store { out } => store(session, out),
        LanesCommand::Show => show(session),
        LanesCommand::Leave => leave(session),
    }
}

/// Makes a key that only the lanes have, joins them, and writes the file that the others join with.
fn new(session: &Session, given: &str, out: &Path) -> Result<Exit, Trouble> {
    let place = Place::parse(given).ok_or_else(|| Trouble::NotAPlace {
        given: given.to_owned(),
    })?;
    if Ticket::of(&session.home)?.is_some() {
        return Err(Trouble::AreLanes);
    }
    let ticket = Ticket::new(session, place)?;
    file::create(out, ticket.encode().as_bytes(), Access::Private)?;
    keep(session, &ticket)?;
    let path = out.display().to_string();
    if session.json {
        session.json(&json!({ "store": ticket.store.to_string(), "file": path }))?;
    } else {
        session.say("lanes-new", &[("path", path.into())])?;
    }
    Ok(Exit::Accepted)
}

fn join(session: &Session, ticket: &Ticket) -> Result<Exit, Trouble> {
    keep(session, ticket)?;
    let store = ticket.store.to_string();
    if session.json {
        session.json(&json!({ "store": store }))?;
    } else {
        session.say("lanes-joined", &[("store", store.into())])?;
    }
    Ok(Exit::Accepted)
}

fn keep(session: &Session, ticket: &Ticket) -> Result<(), Trouble> {
    let store = Store::new(session.home.clone());
    let writer = store.lock()?;
    Ok(ticket.keep(&writer)?)
}

/// Writes what the store is started with.
fn store(session: &Session, out: &Path) -> Result<Exit, Trouble> {
    let ticket = Ticket::of(&session.home)?.ok_or(Trouble::NoLanes)?;
    let (port, password) = (ticket.store.port, ticket.password.as_str());
    let text = zeroize::Zeroizing::new(format!(
        "# The store of a venue's lanes: in memory alone, gone with the power, for those who know the password.\n\
         port {port}\n\
         bind * -::*\n\
         save \"\"\n\
         appendonly no\n\
         maxmemory 64mb\n\
         maxmemory-policy noeviction\n\
         user default on >{password} ~spravka:* -@all +@connection +eval +evalsha +script|load +get +set +del +exists\n"
    ));
    file::replace(out, text.as_bytes(), Access::Private)?;
    let path = out.display().to_string();
    if session.json {
        session.json(&json!({ "file": path }))?;
    } else {
        session.say("lanes-store", &[("path", path.into())])?;
    }
    Ok(Exit::Accepted)
}

/// A look at the store.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it is.
    pub store: Place,
    /// Why it does not answer, if it does not.
    pub away: Option<Away>,
    /// That, in words.
    pub text: String,
}

/// Looks whether the store of this home's lanes answers; nothing where it is alone.
pub fn look(session: &Session) -> Result<Option<Found>, Trouble> {
    let Some(ticket) = Ticket::of(&session.home)? else {
        return Ok(None);
    };
    let teller = Teller::of(session)?;
    let began = (session.instant)();
    let away = Between::reach(&ticket, teller).err();
    let took = (session.instant)().saturating_duration_since(began);
    let store = ticket.store;
    let args = [
        ("store", store.to_string().into()),
        ("ms", took.as_millis().to_string().into()),
    ];
    let id = away.map_or("lanes-together", Away::message);
    let text = session.words.say(id, &args);
    Ok(Some(Found { store, away, text }))
}

fn show(session: &Session) -> Result<Exit, Trouble> {
    let found = look(session)?;
    let reached = found.as_ref().is_some_and(|found| found.away.is_none());
    if session.json {
        session.json(&json!(found.map(|found| json!({
            "store": found.store.to_string(),
            "reached": reached,
            "why": found.away.map(Away::name),
        }))))?;
    } else {
        let none = || session.words.say("lanes-none", &[]);
        session.line(&found.map_or_else(none, |found| found.text))?;
    }
    Ok(if reached {
        Exit::Accepted
    } else {
        Exit::CannotTell
    })
}

fn leave(session: &Session) -> Result<Exit, Trouble> {
    let store = Store::new(session.home.clone());
    let writer = store.lock()?;
    let path = ticket::path(&session.home);
    let was_there = match fs::remove_file(&path) {
        Ok(()) => true,
        Err(why) if why.kind() == ErrorKind::NotFound => false,
        Err(why) => return Err(Fault::io(&path, Doing::Remove)(why).into()),
    };
    drop(writer);
    if session.json {
        session.json(&json!({ "left": was_there }))?;
    } else {
        session.say(
            if was_there {
                "lanes-left"
            } else {
                "lanes-none"
            },
            &[],
        )?;
    }
    Ok(Exit::Accepted)
}

impl Away {
    /// Its name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Refused => "refused",
            Self::Strange => "strange",
        }
    }

    /// The message that says it and what to do.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Silent => "lanes-silent",
            Self::Refused => "lanes-refused",
            Self::Strange => "lanes-strange",
        }
    }
}
