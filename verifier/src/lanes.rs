//! The other lanes of the venue: what passed at one of them is known at all, as long as they reach the store between them.
//!
//! A lane never waits for it longer than a visitor would not notice. One that is alone says so, decides by its own memory, and tells
//! the others later what it has admitted.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use host::clock::Clock;
use host::language::Words;
use serde_json::json;
use shared::time::UnixTime;
use shared::verify::{Elsewhere, OtherLanes, Policy, VerifiedPresentation};

use crate::session::Session;
use crate::trouble::Trouble;

mod store;
mod ticket;
mod verbs;

pub use store::Away;
use store::{Store, Teller, Told};
pub use ticket::{NotATicket, Place, Ticket};
pub use verbs::{Found, look, run};

/// The lanes that this verifier is one of.
#[derive(Clone)]
pub struct Lanes(Arc<Mutex<Link>>);

/// How it stands with the other lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// Nobody has tried yet.
    Unknown,
    /// They are told what passes here.
    Together,
    /// They are not.
    Alone(Away),
}

/// What there is to say about the other lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneNews {
    /// How it stands.
    pub company: Company,
    /// How many passed here that had passed elsewhere, while this lane was alone.
    pub twice: usize,
}

impl LaneNews {
    /// Says it beside the verdicts, line by line.
    pub fn show(&self, session: &Session) -> Result<(), Trouble> {
        if session.json {
            let why = match self.company {
                Company::Alone(away) => Some(away.name()),
                Company::Unknown | Company::Together => None,
            };
            let lanes = if why.is_some() { "alone" } else { "together" };
            return session.json(&json!({ "lanes": lanes, "why": why, "twice": self.twice }));
        }
        match self.company {
            Company::Unknown => {}
            Company::Together => session.remark("lanes-with-others", &[]),
            Company::Alone(_) => session.remark("lanes-alone", &[]),
        }
        if let Some(text) = self.twice(&session.words) {
            session.note("lanes-twice", &text);
        }
        Ok(())
    }

    /// What the staff must know of it.
    #[must_use]
    pub fn warn(&self, words: &Words) -> Option<String> {
        match self.company {
            Company::Alone(_) => Some(words.say("lanes-alone", &[])),
            Company::Unknown | Company::Together => self.twice(words),
        }
    }

    fn twice(&self, words: &Words) -> Option<String> {
        let count = (self.twice > 0).then_some(self.twice)?;
        Some(words.say("lanes-twice", &[("count", count.into())]))
    }
}

struct Link {
    ticket: Ticket,
    teller: Teller,
    store: Option<Store>,
    company: Company,
    /// What passed here and can still be of use to others, in its order; whether they know.
    own: VecDeque<(Told, bool)>,
    twice: usize,
    /// What was said last.
    said: LaneNews,
}

impl Lanes {
    /// The lanes of this home; none where it is alone.
    pub fn of(session: &Session) -> Result<Option<Self>, Trouble> {
        let Some(ticket) = Ticket::of(&session.home)? else {
            return Ok(None);
        };
        Ok(Some(Self::new(ticket, Teller::of(session)?)))
    }

    fn new(ticket: Ticket, teller: Teller) -> Self {
        Self(Arc::new(Mutex::new(Link {
            ticket,
            teller,
            store: None,
            company: Company::Unknown,
            own: VecDeque::new(),
            twice: 0,
            said: LaneNews {
                company: Company::Unknown,
                twice: 0,
            },
        })))
    }

    /// Tries once to reach the others.
    pub fn reach(&self, now: UnixTime) {
        reach(&self.0, now);
    }

    /// Keeps in touch with the others for as long as somebody has these lanes.
    pub fn tend(&self, session: &Session) {
        let link = Arc::downgrade(&self.0);
        let (clock, pause) = (session.clock.clone(), session.pause);
        thread::spawn(move || tend(&link, &clock, pause));
    }

    /// Whether a code that has passed elsewhere may not be known here.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        matches!(open(&self.0).company, Company::Alone(_))
    }

    /// What has changed since this was asked the last time.
    pub fn news(&self) -> Option<LaneNews> {
        let mut link = open(&self.0);
        let news = LaneNews {
            company: link.company,
            twice: link.twice,
        };
        let is_news = news.company != Company::Unknown && news != link.said;
        link.twice = 0;
        link.said = LaneNews { twice: 0, ..news };
        is_news.then_some(news)
    }
}

impl OtherLanes for Lanes {
    fn admit(
        &mut self,
        presentation: &VerifiedPresentation,
        policy: &Policy,
        now: UnixTime,
    ) -> Elsewhere {
        let mut link = open(&self.0);
        let told = Told {
            passages: link.ticket.key.passages(presentation, policy),
            admit_again: policy.admit_again,
            at: now,
        };
        let answer = link.store.as_mut().map(|store| store.admit(&told, now));
        match answer {
            Some(Ok(elsewhere)) => {
                if matches!(elsewhere, Elsewhere::New { .. }) {
                    link.remember(told, true, now);
                }
                elsewhere
            }
            Some(Err(away)) => {
                link.lose(away);
                link.remember(told, false, now);
                Elsewhere::New { again: false }
            }
            None => {
                link.remember(told, false, now);
                Elsewhere::New { again: false }
            }
        }
    }
}

impl Link {
    fn remember(&mut self, told: Told, is_known: bool, now: UnixTime) {
        self.own
            .retain(|(told, _)| now <= told.longest().first.last);
        if self.own.len() >= MOST {
            self.own.pop_front();
        }
        self.own.push_back((told, is_known));
    }

    fn lose(&mut self, away: Away) {
        self.store = None;
        self.company = Company::Alone(away);
    }

    /// Tells the store one thing that it does not know; where it knows all, looks whether it is there and still does. Gives
    /// whether there is more to be told: a visitor may come in between.
    fn look_after(&mut self, now: UnixTime) -> bool {
        let Some(mut store) = self.store.take() else {
            return false;
        };
        match self.tell(&mut store, now) {
            Ok(has_more) => {
                self.store = Some(store);
                if !has_more {
                    self.company = Company::Together;
                }
                has_more
            }
            Err(away) => {
                self.lose(away);
                false
            }
        }
    }

    fn tell(&mut self, store: &mut Store, now: UnixTime) -> Result<bool, Away> {
        self.own
            .retain(|(told, _)| now <= told.longest().first.last);
        if let Some((told, is_known)) = self.own.iter_mut().find(|(_, is_known)| !is_known) {
            let elsewhere = store.admit(told, now)?;
            *is_known = true;
            self.twice += usize::from(!matches!(elsewhere, Elsewhere::New { .. }));
            return Ok(true);
        }
        let lives = |told: &Told| now.plus(SOON) <= told.longest().first.last;
        let newest = self.own.iter().rev().find(|(told, _)| lives(told));
        match newest {
            None => store.ping()?,
            Some((told, _)) if store.knows(told)? => {}
            // It was started anew, and knows nothing any more.
            Some(_) => {
                let own = self.own.iter_mut();
                own.for_each(|(_, is_known)| *is_known = false);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Connects if there is no connection. Nobody waits for that.
fn reach(link: &Mutex<Link>, now: UnixTime) {
    if open(link).store.is_none() {
        let (ticket, teller) = {
            let link = open(link);
            (link.ticket.clone(), link.teller)
        };
        let reached = Store::reach(&ticket, teller);
        let mut link = open(link);
        match reached {
            Ok(store) => link.store = Some(store),
            Err(away) => link.lose(away),
        }
    }
    while open(link).look_after(now) {}
}

fn tend(link: &Weak<Mutex<Link>>, clock: &Clock, pause: fn(Duration)) {
    while let Some(link) = link.upgrade() {
        reach(
            &link,
            UnixTime::new(clock.now_unix()).unwrap_or(UnixTime::MAX),
        );
        drop(link);
        pause(BETWEEN_LOOKS);
    }
}

/// A lock that a panic of its holder does not close.
fn open(link: &Mutex<Link>) -> MutexGuard<'_, Link> {
    link.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lanes")
    }
}

/// How often to look after the connection.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// Most that is kept for others: more than any lane admits on one day.
const MOST: usize = 100_000;
/// Seconds in which something may be forgotten that still lived when it was asked for.
const SOON: u64 = 5;
