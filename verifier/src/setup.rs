//! `verifier setup`: a new venue, question by question. What is answered is kept at once, so that a setup that was
//! left half-way goes on where it was.

use std::io::{self, IsTerminal as _};
use std::path::{Path, absolute};

use host::exit::Exit;

mod dialog;
mod eye;

use crate::cli::SyncFrom;
use crate::profile::{BUILT_IN, Profile};
use crate::session::Session;
use crate::settings::{Line, Settings};
use crate::status::Overview;
use crate::store::Store;
use crate::sync;
use crate::trouble::Trouble;
use crate::trust;
use dialog::Dialog;

/// Asks what a door needs, and tries each answer at once.
pub fn run(session: &Session) -> Result<Exit, Trouble> {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !is_terminal || session.json {
        return Err(Trouble::NoTerminal);
    }
    let settings = Settings::of(&session.home)?;
    let mut setup = Setup {
        dialog: Dialog { session },
        session,
        store: Store::new(session.home.clone()),
        // Whoever comes once more, with all answered, wants to change something.
        is_change: settings.is_complete(),
        settings,
    };
    session.say("setup-begin", &[])?;
    setup.root()?;
    setup.source()?;
    setup.profile()?;
    setup.camera()?;
    setup.first_code()?;
    session.line("")?;
    let overview = setup.overview()?;
    overview.print_conclusion(session)?;
    session.say("setup-end", &[])?;
    Ok(if overview.decides() {
        Exit::Accepted
    } else {
        Exit::CannotTell
    })
}

/// A setup under way.
struct Setup<'s> {
    session: &'s Session,
    dialog: Dialog<'s>,
    store: Store,
    settings: Settings,
    is_change: bool,
}

impl Setup<'_> {
    /// Which root key the venue trusts.
    fn root(&self) -> Result<(), Trouble> {
        let session = self.session;
        self.dialog.step(1, "setup-root")?;
        if let Some(root) = self.store.state()?.root {
            let fingerprint = root.added.0.fingerprint().into();
            return session.say("setup-root-is", &[("fingerprint", fingerprint)]);
        }
        loop {
            let given = self.dialog.ask("setup-ask-root")?;
            if given.is_empty() {
                continue;
            }
            let offered = match trust::read(&given) {
                Ok(offered) => offered,
                Err(trouble) => {
                    self.dialog.complain(&trouble)?;
                    continue;
                }
            };
            let fingerprint = offered.fingerprint().into();
            session.say("setup-compare", &[("fingerprint", fingerprint)])?;
            if self.dialog.agrees("setup-ask-same")? {
                trust::keep(session, &offered, false)?;
                return session.say("trust-added", &[]);
            }
            session.say("setup-not-same", &[])?;
        }
    }

    /// Where lists come from; they are taken at once.
    fn source(&mut self) -> Result<(), Trouble> {
        let session = self.session;
        self.dialog.step(2, "setup-source")?;
        let held = self.settings.source.clone();
        if let Some(held) = &held {
            let source = ("source", held.as_str().to_owned().into());
            session.say("setup-source-is", &[source])?;
            if !self.is_change {
                return Ok(());
            }
        }
        let question = match held {
            Some(_) => "setup-ask-other-source",
            None => "setup-ask-source",
        };
        loop {
            let given = self.dialog.ask(question)?;
            let source = match &held {
                Some(held) if given.is_empty() => held.as_str().to_owned(),
                _ if given.contains("://") => given,
                _ => whole(&given),
            };
            let Some(line) = Line::new(&source) else {
                continue;
            };
            match sync::run(session, &SyncFrom::source(&source)) {
                Ok(_) if self.overview()?.decides() => {
                    self.settings.source = Some(line);
                    return self.save();
                }
                Ok(_) => session.say("setup-source-decides-not", &[])?,
                Err(trouble) => self.dialog.complain(&trouble)?,
            }
        }
    }

    /// What counts here.
    fn profile(&mut self) -> Result<(), Trouble> {
        let session = self.session;
        self.dialog.step(3, "setup-profile")?;
        let held = self.settings.profile.clone();
        if let Some(held) = &held {
            let profile = ("profile", held.as_str().to_owned().into());
            session.say("setup-profile-is", &[profile])?;
            if !self.is_change {
                return Ok(());
            }
        }
        for (number, (name, _)) in (1..).zip(BUILT_IN) {
            let profile = Profile::find(name)?;
            let called = profile.name.within(session.words.language());
            session.line(&format!("  {number}  {name:14} {called}"))?;
        }
        let question = match held {
            Some(_) => "setup-ask-other-profile",
            None => "setup-ask-profile",
        };
        loop {
            let given = self.dialog.ask(question)?;
            if given.is_empty() {
                if held.is_some() {
                    return Ok(());
                }
                continue;
            }
            let given = numbered(&given).unwrap_or(&given);
            match Profile::find(given) {
                Ok(_) => {
                    let is_built_in = BUILT_IN.iter().any(|(name, _)| *name == given);
                    let kept = if is_built_in {
                        given.to_owned()
                    } else {
                        whole(given)
                    };
                    self.settings.profile = Line::new(&kept);
                    return self.save();
                }
                Err(refused) => self.dialog.complain(&refused.into())?,
            }
        }
    }

    fn overview(&self) -> Result<Overview, Trouble> {
        let state = self.store.state()?;
        Ok(Overview::new(&self.store, &state, self.session.now()))
    }

    fn save(&self) -> Result<(), Trouble> {
        let writer = self.store.lock()?;
        Ok(self.settings.save(&writer)?)
    }
}

/// The profile with this number in the list.
fn numbered(given: &str) -> Option<&'static str> {
    let number: usize = given.parse().ok()?;
    let (name, _) = BUILT_IN.get(number.checked_sub(1)?)?;
    Some(name)
}

/// A path that means the same wherever the program is started.
fn whole(given: &str) -> String {
    let whole = absolute(given).ok();
    let whole = whole.as_deref().and_then(Path::to_str);
    whole.unwrap_or(given).to_owned()
}
