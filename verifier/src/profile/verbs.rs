//! `verifier profile`: which profiles there are, what is in them, and whether a file is one.

use std::path::Path;

use host::exit::Exit;
use host::language::Language;
use serde_json::{Value, json};

use super::{BUILT_IN, Bilingual, NoProfile, Profile};
use crate::cli;
use crate::report::name_of;
use crate::session::Session;
use crate::trouble::Trouble;

/// Lists, shows or checks profiles.
pub fn run(session: &Session, command: &cli::ProfileCommand) -> Result<Exit, Trouble> {
    match command {
        cli::ProfileCommand::List => list(session),
        cli::ProfileCommand::Show { name } => show(session, name),
        cli::ProfileCommand::Check { file } => check(session, file),
    }
}

fn list(session: &Session) -> Result<Exit, Trouble> {
    for (name, _) in BUILT_IN {
        let profile = Profile::find(name)?;
        if session.json {
            session.json(&json!({ "profile": name, "name": both(&profile.name) }))?;
        } else {
            let called = profile.name.within(session.words.language());
            session.line(&format!("{name:14} {called}"))?;
        }
    }
    Ok(Exit::Accepted)
}

/// Prints a profile as it is written, to be kept in a file and changed.
fn show(session: &Session, given: &str) -> Result<Exit, Trouble> {
    let found = BUILT_IN.iter().find(|(name, _)| *name == given);
    let (_, text) = found.ok_or_else(|| NoProfile::Unknown {
        given: given.to_owned(),
    })?;
    if session.json {
        session.json(&summary(&Profile::find(given)?))?;
    } else {
        session.line(text.trim_end())?;
    }
    Ok(Exit::Accepted)
}

fn check(session: &Session, file: &Path) -> Result<Exit, Trouble> {
    let profile = match Profile::read(file) {
        Ok(profile) => profile,
        Err(refused @ NoProfile::Flaw { .. }) => {
            let why = refused.say(&session.words);
            if session.json {
                session.json(&json!({ "profile": "wrong", "message": why }))?;
            } else {
                session.line(&why)?;
            }
            return Ok(Exit::Refused);
        }
        Err(other) => return Err(other.into()),
    };
    if session.json {
        session.json(&summary(&profile))?;
        return Ok(Exit::Accepted);
    }
    for line in told(&profile, session) {
        session.line(&line)?;
    }
    Ok(Exit::Accepted)
}

/// What a profile says, for people.
fn told(profile: &Profile, session: &Session) -> Vec<String> {
    let (words, policy) = (&session.words, &profile.policy);
    let language = words.language();
    let name = profile.name.within(language).to_owned();
    let mut lines = vec![words.say("profile-good", &[("name", name.into())])];
    for (claim, act) in &profile.claims {
        let (claim, act) = (name_of(claim.key(), words), act.within(language).to_owned());
        lines.push(words.say(
            "profile-claim",
            &[("claim", claim.into()), ("act", act.into())],
        ));
    }
    if let Some(venue) = &policy.venue {
        let id = if policy.require_venue {
            "profile-only-venue"
        } else {
            "profile-with-venue"
        };
        lines.push(words.say(id, &[("venue", venue.to_string().into())]));
    }
    if policy.require_challenge {
        lines.push(words.say("profile-challenge", &[]));
    }
    if policy.once_a_day {
        lines.push(words.say("profile-once-a-day", &[]));
    }
    let steps = u64::from(policy.window.steps());
    lines.push(words.say("profile-steps", &[("n", steps.into())]));
    if let Some(seconds) = policy.max_age_seconds {
        let age = crate::report::duration(words, seconds);
        lines.push(words.say("profile-age", &[("age", age.into())]));
    }
    lines
}

/// The same for programs.
fn summary(profile: &Profile) -> Value {
    let policy = &profile.policy;
    let claims = profile.claims.iter();
    let claims: Vec<Value> = claims
        .map(|(claim, act)| json!({ "claim": claim.slug(), "act": both(act) }))
        .collect();
    json!({
        "profile": "good",
        "name": both(&profile.name),
        "language": profile.language.map(Language::code),
        "claims": claims,
        "venue": policy.venue.as_ref().map(ToString::to_string),
        "require_venue": policy.require_venue,
        "challenge": policy.require_challenge,
        "once_a_day": policy.once_a_day,
        "window": policy.window.steps(),
        "max_age_seconds": policy.max_age_seconds,
    })
}

fn both(text: &Bilingual) -> Value {
    json!({ "ru": text.ru, "en": text.en })
}
