//! The door: one text after another becomes a verdict, with the lists and the memory of this verifier.

use shared::claims::Claim;
use shared::freshness::{Freshness, Validity};
use shared::proof::VenueCode;
use shared::time::UnixTime;
use shared::verdict::Verdict;
use shared::verify::{self, Policy};

use crate::cli::Asked;
use crate::counts::Counts;
use crate::lanes::Lanes;
use crate::lists::HeldLists;
use crate::memory::MemoryFile;
use crate::practice::lesson;
use crate::profile::Bilingual;
use crate::report::Decision;
use crate::session::Session;
use crate::store::Store;
use crate::trouble::Trouble;

/// A place where codes are shown.
#[derive(Debug)]
pub struct Door<'s> {
    session: &'s Session,
    policy: Policy,
    store: Store,
    memory: MemoryFile,
    lanes: Option<Lanes>,
    counts: Counts,
    held: Option<Held>,
}

/// The lists, and the state that named them.
#[derive(Debug)]
struct Held {
    state: Vec<u8>,
    lists: HeldLists,
}

/// How old the lists are: the oldest of those that are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataAge {
    /// Seconds since it was signed.
    pub seconds: u64,
    /// What it is worth here.
    pub freshness: Freshness,
    /// Seconds until nothing can be decided any more.
    pub left: u64,
}

impl DataAge {
    /// How old these files are now, where a venue allows no more than so many seconds.
    #[must_use]
    pub fn of(files: &[Validity], allowed: Option<u64>, now: UnixTime) -> Self {
        let age = |file: &Validity| now.since(file.issued_at());
        let seconds = files.iter().map(age).max().unwrap_or_default();
        let left = files.iter().map(|file| file.expires().since(now)).min();
        let left = left
            .unwrap_or_default()
            .min(allowed.unwrap_or(u64::MAX).saturating_sub(seconds));
        let worst = files.iter().map(|file| file.at(now)).max();
        let freshness = match worst {
            Some(freshness) if left > 0 => freshness,
            _ => Freshness::Expired,
        };
        Self {
            seconds,
            freshness,
            left,
        }
    }
}

impl<'s> Door<'s> {
    /// A door with this policy.
    pub fn open(session: &'s Session, policy: Policy) -> Result<Self, Trouble> {
        Ok(Self {
            session,
            policy,
            store: Store::new(session.home.clone()),
            memory: MemoryFile::open(session)?,
            lanes: Lanes::of(session)?,
            counts: Counts::open(session)?,
            held: None,
        })
    }

    /// What is asked here.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The memory.
    #[must_use]
    pub const fn memory(&self) -> &MemoryFile {
        &self.memory
    }

    /// The other lanes of the venue, if there are any.
    #[must_use]
    pub const fn lanes(&self) -> Option<&Lanes> {
        self.lanes.as_ref()
    }

    /// Decides about the text of a code. A "yes" is in the memory before anybody sees it.
    pub fn decide(&mut self, text: &str) -> Result<Decision, Trouble> {
        self.decide_by(text, &self.policy.clone())
    }

    /// Decides about a text whose holder the staff let pass once more.
    pub fn decide_again(&mut self, text: &str) -> Result<Decision, Trouble> {
        let policy = Policy {
            admit_again: true,
            ..self.policy.clone()
        };
        self.decide_by(text, &policy)
    }

    fn decide_by(&mut self, text: &str, policy: &Policy) -> Result<Decision, Trouble> {
        let now = self.session.now();
        let held = refreshed(&self.store, &mut self.held)?;
        let lists = &held.lists;
        let (verdict, kept) = self
            .memory
            .with(self.session, |memory| match &mut self.lanes {
                Some(others) => verify::check_among(text, lists, policy, memory, others, now),
                None => verify::check(text, lists, policy, memory, now),
            })?;
        match (&verdict, kept) {
            (Verdict::Accept(_), Err(fault)) => return Err(fault.into()),
            (_, Err(fault)) => self
                .session
                .note("not-remembered", &fault.say(&self.session.words)),
            (_, Ok(())) => {}
        }
        let decision = Decision {
            lesson: lesson::at_the_door(text, &verdict),
            ..self.decision(Some(verdict), now)
        };
        self.counts.add(&decision);
        Ok(decision)
    }

    /// How old the lists are; none where there are none, or not all of them.
    pub fn data_age(&mut self) -> Result<Option<DataAge>, Trouble> {
        let now = self.session.now();
        let held = refreshed(&self.store, &mut self.held)?;
        let Some(files) = held.lists.validities().filter(|files| files.len() > 1) else {
            return Ok(None);
        };
        let allowed = self.policy.max_age_seconds;
        Ok(Some(DataAge::of(&files, allowed, now)))
    }

    /// A picture without a code.
    #[must_use]
    pub fn no_code(&self) -> Decision {
        self.decision(None, self.session.now())
    }

    fn decision(&self, verdict: Option<Verdict>, now: UnixTime) -> Decision {
        Decision {
            act: act(self.session, verdict.as_ref()),
            verdict,
            now,
            wanted: self.policy.wanted.clone(),
            is_alone: self.lanes.as_ref().is_some_and(Lanes::is_alone),
            is_rehearsal: self.session.clock.is_rehearsal(),
            lesson: None,
        }
    }
}

/// What the venue's profile tells the staff to do after a yes.
pub(crate) fn act(session: &Session, verdict: Option<&Verdict>) -> Option<Bilingual> {
    let Some(Verdict::Accept(yes)) = verdict else {
        return None;
    };
    let profile = session.profile.as_ref()?;
    let claim = Claim::from_key(yes.presentation.claim())?;
    profile.act(claim).cloned()
}

/// The lists that are held now: a synchronisation may have brought others since the last time.
fn refreshed<'h>(store: &Store, held: &'h mut Option<Held>) -> Result<&'h Held, Trouble> {
    let state = store.state_bytes()?;
    let usable = held.take().filter(|held| held.state == state);
    let usable = match usable {
        Some(held) => held,
        None => Held {
            lists: HeldLists::load(store, &store.decode(&state)?),
            state,
        },
    };
    Ok(held.insert(usable))
}

/// The venue's code that was given.
pub fn venue_code(given: &str) -> Result<VenueCode, Trouble> {
    VenueCode::new(given).ok_or_else(|| Trouble::NotAVenue {
        given: given.to_owned(),
    })
}

/// What a code must be: what these options say, and the venue's profile where they say nothing.
pub fn policy(session: &Session, asked: &Asked) -> Result<Policy, Trouble> {
    let venue = asked.venue.as_deref().map(venue_code);
    let max_age = asked.max_age.as_deref().map(|given| {
        let hours = given.parse::<u64>().ok();
        let seconds = hours.and_then(|hours| hours.checked_mul(3_600));
        seconds.ok_or_else(|| Trouble::NotHours {
            given: given.to_owned(),
        })
    });
    let of_profile = session
        .profile
        .as_ref()
        .map(|profile| profile.policy.clone());
    let usual = of_profile.unwrap_or_else(|| Policy::wanting(Vec::new()));
    let policy = Policy {
        wanted: if asked.want.is_empty() {
            usual.wanted
        } else {
            asked.want.clone()
        },
        window: asked.window.unwrap_or(usual.window),
        venue: venue.transpose()?.or(usual.venue),
        require_venue: asked.require_venue || usual.require_venue,
        require_challenge: asked.require_challenge || usual.require_challenge,
        once_a_day: asked.once_a_day || usual.once_a_day,
        admit_again: false,
        max_age_seconds: max_age.transpose()?.or(usual.max_age_seconds),
    };
    if policy.wanted.is_empty() {
        return Err(Trouble::NothingWanted);
    }
    if policy.require_venue && policy.venue.is_none() {
        return Err(Trouble::NoVenue);
    }
    Ok(policy)
}
