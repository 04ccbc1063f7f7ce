//! What is set for this venue.

use super::{Finding, Grade};
use crate::lanes;
use crate::profile::Profile;
use crate::session::Session;
use crate::settings::Settings;

/// The settings, or why there are none.
pub(super) fn settings(session: &Session) -> (Settings, Option<Finding>) {
    match Settings::of(&session.home) {
        Ok(settings) => (settings, None),
        Err(trouble) => {
            let found = trouble.say(&session.words);
            let finding = Finding::said(("settings", Grade::Wrong), found);
            (Settings::default(), Some(finding))
        }
    }
}

/// Whether the other lanes can be asked, where there are any.
pub(super) fn lanes(session: &Session) -> Option<Finding> {
    let (grade, found) = match lanes::look(session) {
        Ok(None) => return None,
        Ok(Some(found)) if found.away.is_none() => (Grade::Good, found.text),
        Ok(Some(found)) => (Grade::Look, found.text),
        Err(trouble) => (Grade::Wrong, trouble.say(&session.words)),
    };
    Some(Finding::said(("lanes", grade), found))
}

/// Whether a hand scanner is there cannot be asked: it is a keyboard among others.
pub(super) fn hand_scanner(session: &Session) -> Finding {
    let unknown = ("camera", Grade::Unknown);
    Finding::new(session, unknown, "doctor-hand-scanner", &[])
}

/// Whether the profile is one.
pub(super) fn profile(session: &Session, given: Option<&str>) -> Finding {
    let Some(given) = given else {
        let unknown = ("profile", Grade::Unknown);
        return Finding::new(session, unknown, "doctor-profile-none", &[]);
    };
    match Profile::find(given) {
        Ok(profile) => {
            let name = profile.name.within(session.words.language());
            let args = [("profile", given.into()), ("name", name.to_owned().into())];
            Finding::new(session, ("profile", Grade::Good), "doctor-profile", &args)
        }
        Err(refused) => {
            let found = refused.say(&session.words);
            Finding::said(("profile", Grade::Wrong), found).advise(session, "doctor-do-profile")
        }
    }
}
