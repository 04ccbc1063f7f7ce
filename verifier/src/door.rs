//! The door: one text after another becomes a verdict, with the lists and the memory of this verifier.

use shared::claims::{Claim, ClaimKey};
use shared::proof::VenueCode;
use shared::time::UnixTime;
use shared::verdict::Verdict;
use shared::verify::{self, Policy};

use crate::cli::Asked;
use crate::lists::HeldLists;
use crate::memory::MemoryFile;
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
    held: Option<Held>,
}

/// The lists, and the state that named them.
#[derive(Debug)]
struct Held {
    state: Vec<u8>,
    lists: HeldLists,
}

impl<'s> Door<'s> {
    /// A door with this policy.
    pub fn open(session: &'s Session, policy: Policy) -> Result<Self, Trouble> {
        Ok(Self {
            session,
            policy,
            store: Store::new(session.home.clone()),
            memory: MemoryFile::open(session)?,
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

    /// Decides about the text of a code. A "yes" is in the memory before anybody sees it.
    pub fn decide(&mut self, text: &str) -> Result<Decision, Trouble> {
        let now = self.session.now();
        let held = refreshed(&self.store, &mut self.held)?;
        let policy = &self.policy;
        let (verdict, kept) = self.memory.with(self.session, |memory| {
            verify::check(text, &held.lists, policy, memory, now)
        })?;
        match (&verdict, kept) {
            (Verdict::Accept(_), Err(fault)) => return Err(fault.into()),
            (_, Err(fault)) => self
                .session
                .note("not-remembered", &fault.say(&self.session.words)),
            (_, Ok(())) => {}
        }
        Ok(self.decision(Some(verdict), now))
    }

    /// A picture without a code.
    #[must_use]
    pub fn no_code(&self) -> Decision {
        self.decision(None, self.session.now())
    }

    fn act(&self, claim: ClaimKey) -> Option<Bilingual> {
        let profile = self.session.profile.as_ref()?;
        profile.act(Claim::from_key(claim)?).cloned()
    }

    fn decision(&self, verdict: Option<Verdict>, now: UnixTime) -> Decision {
        let act = match &verdict {
            Some(Verdict::Accept(yes)) => self.act(yes.presentation.claim()),
            _ => None,
        };
        Decision {
            verdict,
            now,
            wanted: self.policy.wanted.clone(),
            act,
            is_rehearsal: self.session.clock.is_rehearsal(),
        }
    }
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
        max_age_seconds: max_age.transpose()?.or(usual.max_age_seconds),
    };
    if policy.require_venue && policy.venue.is_none() {
        return Err(Trouble::NoVenue);
    }
    Ok(policy)
}
