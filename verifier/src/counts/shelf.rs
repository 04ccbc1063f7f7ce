//! The files of the counts: one for each day, in `counts/` of the home.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use host::fault::{Doing, Fault};
use host::file::{self, Access};
use host::home::Home;

use super::day::Day;
use super::tally::Tally;
use crate::session::Session;

/// The folder of the counts.
///
/// It has a lock of its own: a synchronisation may hold the home's for minutes, and several doors add up here.
#[derive(Clone, Debug)]
pub struct Shelf {
    place: Home,
}

/// The counts of some days.
#[derive(Debug, Default)]
pub struct Found {
    /// The numbers of each day that has any.
    pub days: BTreeMap<Day, Tally>,
    /// The files of those days that cannot be read, or were put aside because of that.
    pub damaged: Vec<PathBuf>,
}

impl Shelf {
    /// The counts of this home; a rehearsal has its own.
    pub fn new(session: &Session) -> Result<Self, Fault> {
        let counts = session.home.join("counts");
        let place = if session.clock.is_rehearsal() {
            counts.join("rehearsal")
        } else {
            counts
        };
        Ok(Self {
            place: Home::new(Some(&place), "verifier")?,
        })
    }

    /// Makes the folder.
    pub(super) fn create(&self) -> Result<(), Fault> {
        self.place.create()
    }

    /// A file in the folder.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    /// Adds to the numbers of a day. Gives the new name of a damaged file that was in the way.
    pub fn add(&self, day: Day, more: &Tally) -> Result<Option<PathBuf>, Fault> {
        self.create()?;
        let lock = self.place.lock()?;
        file::sweep(self.place.path(), &lock)?;
        let path = self.path(day);
        let (mut tally, aside) = match self.tally(day)? {
            Some(Ok(tally)) => (tally, None),
            Some(Err(Damaged)) => (Tally::default(), Some(self.put_aside(day)?)),
            None => (Tally::default(), None),
        };
        tally.merge(more);
        let bytes = tally.encode();
        match file::replace(&path, &bytes, Access::Private) {
            // What failed came after: once more would count it twice.
            Err(_) if file::read(&path, Tally::MAX_LENGTH).is_ok_and(|found| found == bytes) => {}
            written => written?,
        }
        Ok(aside)
    }

    /// The counts from the first day to the last.
    pub fn between(&self, first: Day, last: Day) -> Result<Found, Fault> {
        let place = self.place.path();
        let entries = match fs::read_dir(place).map_err(Fault::io(place, Doing::List)) {
            Ok(entries) => entries,
            Err(fault) if fault.is_missing() => return Ok(Found::default()),
            Err(fault) => return Err(fault),
        };
        let mut found = Found::default();
        for entry in entries {
            let entry = entry.map_err(Fault::io(place, Doing::List))?;
            let name = entry.file_name();
            let Some((day, end)) = name.to_str().and_then(split) else {
                continue;
            };
            if !(first..=last).contains(&day) {
                continue;
            }
            if !end.is_empty() {
                found.damaged.push(entry.path());
                continue;
            }
            match self.tally(day)? {
                Some(Ok(tally)) => drop(found.days.insert(day, tally)),
                Some(Err(Damaged)) => found.damaged.push(entry.path()),
                None => {}
            }
        }
        found.damaged.sort();
        Ok(found)
    }

    fn tally(&self, day: Day) -> Result<Option<Result<Tally, Damaged>>, Fault> {
        match file::read(&self.path(day), Tally::MAX_LENGTH) {
            Ok(bytes) => Ok(Some(Tally::decode(&bytes).ok_or(Damaged))),
            Err(Fault::TooLarge { .. }) => Ok(Some(Err(Damaged))),
            Err(fault) if fault.is_missing() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Gives a damaged file another name, so that it can be looked into and the day goes on.
    fn put_aside(&self, day: Day) -> Result<PathBuf, Fault> {
        let path = self.path(day);
        let mut number = 1_u64;
        loop {
            let aside = self.place.join(format!("{day}{FILE}{ASIDE}{number}"));
            // The lock keeps others from taking the name.
            if fs::symlink_metadata(&aside).is_err() {
                fs::rename(&path, &aside).map_err(Fault::io(&path, Doing::Write))?;
                return Ok(aside);
            }
            number = number.saturating_add(1);
        }
    }

    fn path(&self, day: Day) -> PathBuf {
        self.place.join(format!("{day}{FILE}"))
    }
}

/// A file that holds no counts, or not only.
#[derive(Debug)]
struct Damaged;

/// The day of a file, and how the name goes on if it was put aside.
fn split(name: &str) -> Option<(Day, &str)> {
    let (day, end) = name.split_once(FILE)?;
    let is_ours = end.is_empty() || end.starts_with(ASIDE);
    Day::parse(day).map(|day| (day, end)).filter(|_| is_ours)
}

const FILE: &str = ".json";
const ASIDE: &str = ".damaged-";
