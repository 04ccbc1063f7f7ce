//! One situation, played: the code that a specimen stands for at this moment, and what the verifier holds and remembers then.

use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::freshness::Validity;
use shared::proof::{Audience, Challenge, VenueCode};
use shared::replay::Memory;
use shared::time::{TimeStep, UnixTime};
use shared::verdict::Verdict;
use shared::verify::{self, Policy};

use super::situation::Situation;
use super::world::{Card, World, WorldLists, day_begins};
use crate::session::Session;
use crate::trouble::Trouble;

/// What happens at the door when a specimen is shown. Each is played on its own, so that none changes another.
pub(super) struct Scene {
    /// When it began.
    pub(super) began: UnixTime,
    /// When its lists were signed.
    pub(super) signed: UnixTime,
    text: String,
    lists: WorldLists,
    memory: Memory,
    policy: Policy,
}

/// Who plays: somebody's phone, at a venue with these rules, before this challenge.
#[derive(Clone, Copy)]
pub(super) struct Stage<'s> {
    pub(super) session: &'s Session,
    pub(super) world: &'s World,
    pub(super) policy: &'s Policy,
    /// The challenge that is shown, and that the phone answers.
    pub(super) challenge: Option<Challenge>,
}

impl Stage<'_> {
    /// The scene of this situation.
    pub(super) fn play(self, situation: Situation) -> Result<Scene, Trouble> {
        let now = self.session.now();
        let mut card = self.card(now)?;
        let mut age = USUAL_AGE;
        match situation {
            Situation::Yes | Situation::Foreign | Situation::Damaged => {}
            Situation::Status => match self.unwanted() {
                Some(claim) => card.claim = claim,
                None => card.value = false,
            },
            Situation::Shown => return self.shown_before(now),
            Situation::Old => card.time = now.minus(OFF),
            Situation::Clock => card.time = now.plus(OFF),
            Situation::Venue => card.audience = Audience::Venue(self.elsewhere()?),
            Situation::Revoked => card.is_revoked = true,
            Situation::Forged => card.is_forged = true,
            Situation::Aged => age = self.aged(),
            Situation::Lists => age = Validity::EXPIRY_SECONDS + USUAL_AGE,
        }
        let mut text = match situation {
            Situation::Foreign => FOREIGN.to_owned(),
            _ => self.world.code(&card, &self.phone()?)?,
        };
        if situation == Situation::Damaged {
            text.truncate(text.len() / 2);
        }
        self.scene(text, age, now)
    }

    /// A code of something else, as it is.
    pub(super) fn other(self, text: &str) -> Result<Scene, Trouble> {
        self.scene(text.to_owned(), USUAL_AGE, self.session.now())
    }

    /// A code that does not answer the challenge that is asked.
    pub(super) fn unanswered(self) -> Result<Scene, Trouble> {
        let now = self.session.now();
        let card = Card {
            challenge: None,
            ..self.card(now)?
        };
        let text = self.world.code(&card, &self.phone()?)?;
        self.scene(text, USUAL_AGE, now)
    }

    /// A phone that was let in some time ago.
    fn shown_before(self, now: UnixTime) -> Result<Scene, Trouble> {
        let before = if self.policy.once_a_day {
            // With another code, on the same day.
            now.minus(LONG_AGO).max(day_begins(now))
        } else if self.policy.window.steps() > 0 {
            now.minus(SHORT_AGO)
        } else {
            now.minus(SHORT_AGO).max(TimeStep::at(now).start())
        };
        let phone = self.phone()?;
        let first = Card {
            time: before,
            ..self.card(before)?
        };
        let first = self.world.code(&first, &phone)?;
        let text = if self.policy.once_a_day {
            self.world.code(&self.card(now)?, &phone)?
        } else {
            first.clone()
        };
        let mut scene = self.scene(text, USUAL_AGE, now)?;
        if let Some(challenge) = self.challenge {
            scene.memory.open_challenge(challenge, before);
        }
        let _ = verify::check(
            &first,
            &scene.lists,
            &scene.policy,
            &mut scene.memory,
            before,
        );
        // In the other order it would have been forgotten.
        if let Some(challenge) = self.challenge.filter(|_| self.policy.once_a_day) {
            scene.memory.open_challenge(challenge, now);
        }
        Ok(scene)
    }

    /// A visitor whose code is as it should be.
    fn card(self, time: UnixTime) -> Result<Card, Trouble> {
        let wanted = self.policy.wanted.first();
        let here = self.policy.venue.filter(|_| self.policy.require_venue);
        Ok(Card {
            claim: *wanted.ok_or(Trouble::NothingWanted)?,
            value: true,
            time,
            audience: here.map_or(Audience::AnyVenue, Audience::Venue),
            challenge: self.challenge,
            is_revoked: false,
            is_forged: false,
        })
    }

    fn phone(self) -> Result<SecretKey, Trouble> {
        Ok(SecretKey::from_seed(&self.session.random()?))
    }

    fn scene(self, text: String, age: u64, now: UnixTime) -> Result<Scene, Trouble> {
        let signed = now.minus(age);
        let mut memory = Memory::new(self.session.random()?);
        if let Some(challenge) = self.challenge {
            memory.open_challenge(challenge, now);
        }
        Ok(Scene {
            began: now,
            signed,
            text,
            lists: self.world.lists(signed, now)?,
            memory,
            policy: self.policy.clone(),
        })
    }

    /// A status that is not wanted, where not all of them are.
    fn unwanted(self) -> Option<Claim> {
        Claim::all().find(|claim| !self.policy.wanted.contains(claim))
    }

    fn elsewhere(self) -> Result<VenueCode, Trouble> {
        let codes = ["THEATRE", "CINEMA"].map(VenueCode::new);
        let mut others = codes.into_iter().flatten();
        let found = others.find(|code| Some(*code) != self.policy.venue);
        found.ok_or(Trouble::NoPractice)
    }

    /// Seconds after which lists are due, but do for this venue too if any due ones do.
    fn aged(self) -> u64 {
        let most = self.policy.max_age_seconds.unwrap_or(u64::MAX);
        let due = Validity::FRESH_SECONDS;
        // A little less than would be too much.
        most.min(due + 86_400).saturating_sub(600).max(due)
    }
}

impl Scene {
    /// What the verifier decides. The code is shown once; a second time the staff let it pass.
    pub(super) fn decide(&mut self, admit_again: bool, now: UnixTime) -> Verdict {
        let policy = Policy {
            admit_again,
            ..self.policy.clone()
        };
        verify::check(&self.text, &self.lists, &policy, &mut self.memory, now)
    }
}

/// Lists of this morning.
pub(super) const USUAL_AGE: u64 = 5 * 3_600;
/// How far a wrong clock is off, and how old a screenshot is.
const OFF: u64 = 5 * 60;
/// Since somebody showed the code of a moment ago.
const SHORT_AGO: u64 = 20;
/// Since somebody was let in where that is once a day.
const LONG_AGO: u64 = 3_600;
/// What is on many a sheet in a museum.
const FOREIGN: &str = "https://example.org/menu";
