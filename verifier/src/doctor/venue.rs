//! What is set for this venue.

use super::{Finding, Grade};
use crate::profile::Profile;
use crate::session::Session;

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
