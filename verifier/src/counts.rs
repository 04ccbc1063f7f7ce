//! How many codes were decided about, day by day: numbers for the venue, and nothing about anybody.
//!
//! A verdict never waits for them: a thread writes them shortly after it was shown. What cannot be written stays in
//! memory, and is tried again with the next decision, every few seconds, and at the end.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use host::fault::{Doing, Fault};
use host::language::{FluentValue, Language, Words};
use time::UtcOffset;

mod day;
mod shelf;
mod table;
mod tally;

pub use day::Day;
pub use shelf::{Found, Shelf};
pub use table::run;
pub use tally::{Kind, Outcome, Status, Tally};

use crate::remarks::Remarks;
use crate::report::{self, Decision};
use crate::session::Session;

/// The counts of one door, on their way to the disk.
pub struct Counts {
    zone: UtcOffset,
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
    /// Open for others to see, as long as a door may add something.
    _sign: Option<File>,
}

impl Counts {
    /// After a decision, others may follow and the verdict is still to be shown: so long nothing is written.
    const GATHER: Duration = Duration::from_millis(200);
    /// How long a disk that took nothing is left alone.
    const RETRY_AFTER: Duration = Duration::from_secs(10);

    /// The counts of this session's home. A home that cannot be written is said when there is something to write.
    pub fn open(session: &Session) -> Result<Self, Fault> {
        let shelf = Shelf::new(session)?;
        Ok(Self {
            zone: session.zone,
            _sign: sign(&shelf),
            desk: Arc::new(Desk {
                shelf,
                language: session.words.language(),
                remarks: session.remarks.clone(),
                state: Mutex::default(),
                changed: Condvar::new(),
            }),
            thread: None,
        })
    }

    /// Whether a door of another process, or another door of this one, is open at this home.
    pub fn is_open_elsewhere(session: &Session) -> Result<bool, Fault> {
        let path = Shelf::new(session)?.join(SIGN);
        match File::open(&path) {
            Ok(sign) => Ok(matches!(sign.try_lock(), Err(TryLockError::WouldBlock))),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(false),
            Err(why) => Err(Fault::io(&path, Doing::Lock)(why)),
        }
    }

    /// Counts a decision. A picture without a code is none.
    pub fn add(&mut self, decision: &Decision) {
        let Some(verdict) = &decision.verdict else {
            return;
        };
        let Some(kind) = Kind::of(verdict) else {
            return;
        };
        let status = Status::of(verdict);
        let day = Day::at(decision.now, self.zone);
        let mut state = self.desk.state();
        state.waiting.entry(day).or_default().count(status, kind);
        state.is_fresh = true;
        drop(state);
        self.desk.changed.notify_all();
        if self.thread.is_none() {
            let desk = Arc::clone(&self.desk);
            let thread = thread::Builder::new().name("counts".to_owned());
            // Without a thread the end writes it all.
            self.thread = thread.spawn(move || desk.serve()).ok();
        }
    }
}

/// Writes what is left.
impl Drop for Counts {
    fn drop(&mut self) {
        self.desk.state().is_closing = true;
        self.desk.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // One that has panicked has left what it could not write.
            drop(thread.join());
        }
        if let Err(fault) = self.desk.write() {
            self.desk.give_up(&fault);
        }
    }
}

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counts")
            .field("shelf", &self.desk.shelf)
            .finish_non_exhaustive()
    }
}

/// Tells other processes that a door is open. Of no use where it cannot be made: then nothing can be counted either.
fn sign(shelf: &Shelf) -> Option<File> {
    shelf.create().ok()?;
    let mut options = File::options();
    options.create(true).read(true).append(true);
    let sign = options.open(shelf.join(SIGN)).ok()?;
    sign.try_lock_shared().ok()?;
    Some(sign)
}

/// The file that is locked as long as a door is open.
const SIGN: &str = ".open";

/// Where decisions wait for the disk.
struct Desk {
    shelf: Shelf,
    language: Language,
    remarks: Remarks,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: BTreeMap<Day, Tally>,
    /// Whether something has come since the disk was last tried.
    is_fresh: bool,
    /// Whether the disk took nothing when it was last tried, which was said.
    is_stuck: bool,
    is_closing: bool,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread's work, up to the end; the end writes the rest itself.
    fn serve(&self) {
        loop {
            let mut state = self.state();
            if state.waiting.is_empty() {
                let idle = |state: &mut State| state.waiting.is_empty() && !state.is_closing;
                state = self
                    .changed
                    .wait_while(state, idle)
                    .unwrap_or_else(PoisonError::into_inner);
            } else if !state.is_fresh {
                let idle = |state: &mut State| !state.is_fresh && !state.is_closing;
                let waited = self
                    .changed
                    .wait_timeout_while(state, Counts::RETRY_AFTER, idle);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            let open = |state: &mut State| !state.is_closing;
            let waited = self.changed.wait_timeout_while(state, Counts::GATHER, open);
            let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if state.is_closing {
                return;
            }
            state.is_fresh = false;
            drop(state);
            let written = self.write();
            let was_stuck = mem::replace(&mut self.state().is_stuck, written.is_err());
            match written {
                Err(fault) if !was_stuck => self.tell("counts-not-kept", |words| {
                    vec![("why", fault.say(words).into())]
                }),
                Ok(()) if was_stuck => self.tell("counts-kept-again", |_| vec![]),
                _ => {}
            }
        }
    }

    /// Writes what waits, day by day; what could not be written waits on.
    fn write(&self) -> Result<(), Fault> {
        let waiting = mem::take(&mut self.state().waiting);
        let mut outcome = Ok(());
        for (day, tally) in waiting {
            match self.shelf.add(day, &tally) {
                Ok(None) => {}
                Ok(Some(aside)) => self.tell("counts-damaged", |_| {
                    vec![
                        ("day", day.to_string().into()),
                        ("path", aside.display().to_string().into()),
                    ]
                }),
                Err(fault) => {
                    let mut state = self.state();
                    state.waiting.entry(day).or_default().merge(&tally);
                    outcome = Err(fault);
                }
            }
        }
        outcome
    }

    /// Says how much the end has lost.
    fn give_up(&self, fault: &Fault) {
        let state = self.state();
        let waiting = state.waiting.values().map(|tally| tally.sum(|_, _| true));
        let lost = waiting.fold(0, u64::saturating_add);
        drop(state);
        self.tell("counts-lost", |words| {
            vec![("n", lost.into()), ("why", fault.say(words).into())]
        });
    }

    fn tell(
        &self,
        id: &str,
        args: impl FnOnce(&Words) -> Vec<(&'static str, FluentValue<'static>)>,
    ) {
        // The words are made anew, because it happens hardly ever and nobody waits for them here.
        let words = report::words(self.language);
        let text = words.say(id, &args(&words));
        self.remarks.tell(id, &text);
    }
}
