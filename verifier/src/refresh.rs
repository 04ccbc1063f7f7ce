//! New lists while codes are checked: from the place that is set, every now and then, and from USB sticks as they are plugged in.
//!
//! A thread of its own, behind everything else in line. A door sees what it has taken with its next code.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use host::clock::Clock;
use host::fault::Fault;
use host::home::Home;
use host::language::Words;
use serde_json::json;
use shared::time::UnixTime;

use crate::cli::{Scan, SyncFrom};
use crate::session::Session;
use crate::status::Overview;
use crate::store::Store;
use crate::sync::{self, Outcome, Problem, Published};
use crate::trouble::Trouble;

mod place;

use place::{Mark, mark, publications};

/// Somebody who brings new lists.
#[derive(Clone)]
pub struct Refresher(Arc<Mutex<Vec<Refreshed>>>);

/// What an attempt to take new lists came to.
#[derive(Clone, Debug)]
pub struct Refreshed(Arc<Result<Outcome, Trouble>>);

impl Refresher {
    /// Brings new lists for as long as somebody has this; nobody where there is no place to look at.
    pub fn start(session: &Session, scan: &Scan) -> Result<Option<Self>, Trouble> {
        let source = scan.sync_from.clone();
        let sticks = scan.sticks.clone().map(|place| vec![place]);
        let sticks = sticks.unwrap_or_else(|| session.sticks.clone());
        if scan.no_sync || (source.is_none() && sticks.is_empty()) {
            return Ok(None);
        }
        // Many doors that are opened at the same hour do not all ask at the same minute.
        let [late]: [u8; 1] = session.random()?;
        let rounds = Rounds {
            home: session.home.clone(),
            clock: session.clock.clone(),
            instant: session.instant,
            source,
            sticks,
            every: scan.sync_every.map_or(USUALLY, minutes),
            late: Duration::from_millis(u64::from(late) * 250),
        };
        let told = Arc::new(Mutex::new(Vec::new()));
        let (listener, pause) = (Arc::downgrade(&told), session.pause);
        thread::spawn(move || rounds.go(&listener, pause));
        Ok(Some(Self(told)))
    }

    /// What has come since this was asked the last time.
    #[must_use]
    pub fn news(&self) -> Vec<Refreshed> {
        std::mem::take(&mut *open(&self.0))
    }
}

impl Refreshed {
    /// What an attempt came to.
    #[must_use]
    pub fn new(outcome: Result<Outcome, Trouble>) -> Self {
        Self(Arc::new(outcome))
    }

    /// Says it beside the verdicts, line by line.
    pub fn show(&self, session: &Session) -> Result<(), Trouble> {
        let (taken, why) = match &*self.0 {
            Ok(outcome) => (
                outcome.changes.len(),
                outcome
                    .problems
                    .first()
                    .map(|problem| problem.say(&session.words)),
            ),
            Err(trouble) => (0, Some(trouble.say(&session.words))),
        };
        if session.json {
            let sync = if why.is_some() { "failed" } else { "done" };
            return session.json(&json!({
                "sync": sync, "taken": taken, "alarm": self.is_alarm(), "why": why,
            }));
        }
        if taken > 0 {
            session.remark("refresh-taken", &[]);
        }
        if let Some(text) = self.warn(&session.words) {
            session.note("refresh-failed", &text);
        }
        Ok(())
    }

    /// Whether it is proof that somebody shows different venues different lists.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        let outcome = self.0.as_ref().as_ref();
        outcome.is_ok_and(|outcome| outcome.problems.iter().any(Problem::is_alarm))
    }

    /// Whether all that is published was taken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let outcome = self.0.as_ref().as_ref();
        outcome.is_ok_and(|outcome| outcome.problems.is_empty())
    }

    /// What the staff must know of it, when the lists become old, and at once where it is an alarm.
    #[must_use]
    pub fn warn(&self, words: &Words) -> Option<String> {
        let why = match &*self.0 {
            Ok(outcome) => {
                let alarm = outcome.problems.iter().find(|problem| problem.is_alarm());
                alarm.or_else(|| outcome.problems.first())?.say(words)
            }
            Err(trouble) => trouble.say(words),
        };
        let id = if self.is_alarm() {
            "sync-alarm"
        } else {
            "refresh-failed"
        };
        Some(words.say(id, &[("problem", why.into())]))
    }
}

/// What is needed to go one's rounds.
struct Rounds {
    home: Home,
    clock: Clock,
    instant: fn() -> Instant,
    source: Option<PathBuf>,
    sticks: Vec<PathBuf>,
    every: Duration,
    late: Duration,
}

impl Rounds {
    fn go(&self, listener: &Weak<Mutex<Vec<Refreshed>>>, pause: fn(Duration)) {
        step_back();
        let start = (self.instant)();
        let mut due = if self.is_in_need() {
            start
        } else {
            start + self.late
        };
        let mut before: Option<Mark> = None;
        let mut plugged: Vec<(PathBuf, Mark)> = Vec::new();
        while let Some(listener) = listener.upgrade() {
            let now = (self.instant)();
            if let Some(source) = &self.source {
                // A folder says by itself that there is something new; an address is asked.
                let (is_here, found) = mark(source);
                let has_changed = found.is_some() && found != before;
                if is_here && (now >= due || has_changed) {
                    let taken = self.take(source, &listener);
                    // What could not be taken is tried again soon, or when it has changed; not at every look.
                    before = found;
                    due = now
                        + if taken == Taken::Whole {
                            self.every
                        } else {
                            SOON
                        };
                }
            }
            let mut here = publications(&self.sticks);
            here.retain(|stick| {
                plugged.contains(stick) || self.take(&stick.0, &listener) != Taken::Busy
            });
            plugged = here;
            drop(listener);
            pause(BETWEEN_LOOKS);
        }
    }

    /// Takes what is new there, and says what it came to.
    fn take(&self, source: &Path, listener: &Mutex<Vec<Refreshed>>) -> Taken {
        let store = Store::new(self.home.clone());
        let from = SyncFrom {
            source: Some(source.to_owned()),
            proxy: None,
            ca: None,
            timeout: None,
        };
        let outcome = Published::in_silence(&from, &store)
            .and_then(|mut published| sync::sync(&store, &mut published, self.now()));
        if matches!(outcome, Err(Trouble::Machine(Fault::Busy { .. }))) {
            return Taken::Busy;
        }
        let refreshed = Refreshed::new(outcome);
        let is_whole = refreshed.is_whole();
        open(listener).push(refreshed);
        if is_whole { Taken::Whole } else { Taken::Part }
    }

    fn is_in_need(&self) -> bool {
        let store = Store::new(self.home.clone());
        store.state().is_ok_and(|state| {
            let overview = Overview::new(&store, &state, self.now());
            !overview.decides() || overview.is_aged()
        })
    }

    fn now(&self) -> UnixTime {
        UnixTime::new(self.clock.now_unix()).unwrap_or(UnixTime::MAX)
    }
}

/// What became of a publication.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Whole,
    /// Something of it is missing or wrong.
    Part,
    /// Somebody else is taking lists.
    Busy,
}

/// Lets everything else of this machine go first.
fn step_back() {
    // On Linux, what is said of the process by nobody's number counts for the thread.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Refresher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refresher")
    }
}

/// How often an address is asked.
const USUALLY: Duration = minutes(60);
/// How soon it is asked again when something was missing.
const SOON: Duration = minutes(5);
/// How often to look at folders and sticks.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
