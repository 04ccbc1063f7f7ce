//! What the verifier holds: the root key, the lists, alarms, and what signed times say of the clock.

use shared::clock::{TOLERANCE_SECONDS, TimeFloor};
use shared::time::UnixTime;
use time::OffsetDateTime;
use time::macros::format_description;

use super::{Finding, Grade};
use crate::session::Session;
use crate::state::State;
use crate::status::Overview;
use crate::store::Store;

/// What was found, and whether codes can be decided about.
pub(super) fn findings(session: &Session) -> (Vec<Finding>, bool) {
    let store = Store::new(session.home.clone());
    let state = match store.state() {
        Ok(state) => state,
        Err(trouble) => {
            let found = trouble.say(&session.words);
            return (vec![Finding::said(("lists", Grade::Wrong), found)], false);
        }
    };
    let overview = Overview::new(&store, &state, session.now());
    let mut findings = vec![
        root(session, &state),
        lists(session, &overview),
        clock(session, &state),
    ];
    if !store.alarms().is_empty() {
        let place = store.alarm().display().to_string();
        let place = [("place", place.into())];
        let alarm = ("alarm", Grade::Wrong);
        findings.push(Finding::new(session, alarm, "status-alarm", &place));
    }
    (findings, overview.decides())
}

fn root(session: &Session, state: &State) -> Finding {
    match &state.root {
        Some(root) => {
            let fingerprint = [("fingerprint", root.added.0.fingerprint().into())];
            Finding::new(session, ("root", Grade::Good), "status-root", &fingerprint)
        }
        None => Finding::new(session, ("root", Grade::Wrong), "doctor-no-root", &[])
            .advise(session, "doctor-do-root"),
    }
}

fn lists(session: &Session, overview: &Overview) -> Finding {
    let words = &session.words;
    let conclusion = overview.conclusion(words);
    if !overview.decides() {
        return Finding::said(("lists", Grade::Wrong), conclusion);
    }
    let gaps = overview.gaps(words);
    if !gaps.is_empty() {
        let found = format!("{conclusion} {}", gaps.join(" "));
        return Finding::said(("lists", Grade::Look), found);
    }
    if overview.is_aged() {
        return Finding::said(("lists", Grade::Look), conclusion).advise(session, "doctor-do-sync");
    }
    Finding::said(("lists", Grade::Good), conclusion)
}

/// Whatever was signed was signed before now.
fn clock(session: &Session, state: &State) -> Finding {
    let floor = TimeFloor::from(&state.signed_times);
    let issuers = floor.issuers().map(|(_, signed)| signed);
    let now = session.now();
    let shows = ("now", shown(session, now).into());
    let Some(newest) = issuers.chain(floor.root()).max() else {
        let clock = ("clock", Grade::Unknown);
        return Finding::new(session, clock, "doctor-clock-alone", &[shows]);
    };
    let args = [shows, ("signed", shown(session, newest).into())];
    if newest.since(now) > TOLERANCE_SECONDS {
        let clock = ("clock", Grade::Wrong);
        return Finding::new(session, clock, "doctor-clock-behind", &args)
            .advise(session, "doctor-do-clock");
    }
    Finding::new(
        session,
        ("clock", Grade::Good),
        "doctor-clock-not-behind",
        &args,
    )
}

/// A moment in the venue's time zone.
fn shown(session: &Session, moment: UnixTime) -> String {
    let seconds = i64::try_from(moment.seconds()).unwrap_or(i64::MAX);
    let moment = OffsetDateTime::from_unix_timestamp(seconds).ok();
    let local = moment.and_then(|moment| moment.checked_to_offset(session.zone));
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]");
    local
        .and_then(|local| local.format(form).ok())
        .unwrap_or_else(|| seconds.to_string())
}
