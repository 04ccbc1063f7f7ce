//! `verifier practice`: the door as it always is, for specimens instead of visitors' codes. Everything is played in memory: nothing is
//! read of the home, nothing written, and a visitor's code is never decided about.

use std::fmt;

use host::exit::Exit;
use shared::claims::Claim;
use shared::freshness::Validity;
use shared::proof::Challenge;
use shared::replay::CHALLENGE_STEPS;
use shared::specimen::Specimen;
use shared::time::TimeStep;
use shared::verdict::Verdict;
use shared::verify::Policy;

use crate::challenge::OpenChallenge;
use crate::cli;
use crate::door::{self, DataAge};
use crate::entrance::Entrance;
use crate::lanes::LaneNews;
use crate::plain;
use crate::refresh::Refreshed;
use crate::report::Decision;
use crate::scan::{self, View};
use crate::session::Session;
use crate::trouble::Trouble;
use crate::window;

pub mod lesson;
mod scene;
mod sheet;
pub mod situation;
mod world;

use lesson::Lesson;
use scene::{Scene, Stage, USUAL_AGE};
use situation::Situation;
use world::World;

/// Opens the door of practice.
pub fn run(session: &Session, practice: &cli::Practice) -> Result<Exit, Trouble> {
    if let Some(cli::PracticeCommand::Sheet(asked)) = &practice.command {
        return sheet::run(session, asked);
    }
    let asked = &practice.asked;
    let workplace = &practice.workplace;
    let asks = practice.challenge;
    let mut room = Room::open(session, policy(session, asked)?, asks)?;
    match scan::view(session, workplace, false)? {
        View::Window => window::run(session, workplace, Box::new(room)),
        View::Screen => plain::run(session, workplace, Box::new(room)),
        View::Lines => {
            session.remark("practice-band", &[]);
            scan::lines(session, workplace, false, &mut room)?;
            // Whoever opens a turnstile by the exit code must not open it here.
            Ok(Exit::CannotTell)
        }
    }
}

/// What is asked in practice: what the venue asks, or one status where nobody has said.
pub(crate) fn policy(session: &Session, asked: &cli::Asked) -> Result<Policy, Trouble> {
    match door::policy(session, asked) {
        Err(Trouble::NothingWanted) => {
            let asked = cli::Asked {
                want: vec![Claim::Adult],
                ..asked.clone()
            };
            door::policy(session, &asked)
        }
        other => other,
    }
}

/// A door at which specimens are shown.
pub(crate) struct Room<'s> {
    session: &'s Session,
    world: World,
    policy: Policy,
    asks: bool,
    challenge: Option<OpenChallenge>,
    /// What was played last, and what it was.
    last: Option<(Scene, Lesson)>,
}

impl<'s> Room<'s> {
    /// A room with this policy, which shows challenges where it `asks` them or the policy wants answers.
    pub(crate) fn open(
        session: &'s Session,
        mut policy: Policy,
        asks: bool,
    ) -> Result<Self, Trouble> {
        policy.require_challenge |= asks;
        Ok(Self {
            session,
            world: World::new(session)?,
            asks: policy.require_challenge,
            policy,
            challenge: None,
            last: None,
        })
    }

    /// Decides about what a specimen stands for.
    pub(crate) fn play(&mut self, situation: Situation) -> Result<Decision, Trouble> {
        let specimen = Specimen::new(situation.name());
        let scene = self.stage().play(situation)?;
        self.decided(scene, Lesson::AsAtTheDoor(specimen))
    }

    /// Decides about a code that answers no challenge.
    pub(crate) fn play_unanswered(&mut self) -> Result<Decision, Trouble> {
        let scene = self.stage().unanswered()?;
        self.decided(scene, Lesson::AsAtTheDoor(None))
    }

    fn stage(&self) -> Stage<'_> {
        Stage {
            session: self.session,
            world: &self.world,
            policy: &self.policy,
            challenge: self.challenge.map(|open| open.challenge),
        }
    }

    fn decided(&mut self, mut scene: Scene, lesson: Lesson) -> Result<Decision, Trouble> {
        let verdict = scene.decide(false, self.session.now());
        self.last = Some((scene, lesson));
        Ok(self.decision(Some(verdict), lesson))
    }

    fn decision(&mut self, verdict: Option<Verdict>, lesson: Lesson) -> Decision {
        let decision = Decision {
            act: door::act(self.session, verdict.as_ref()),
            verdict,
            now: self.session.now(),
            wanted: self.policy.wanted.clone(),
            is_alone: false,
            is_rehearsal: false,
            lesson: Some(lesson),
        };
        if decision.exit() == Exit::Accepted {
            // It was answered, so it is closed.
            self.challenge = None;
        }
        decision
    }
}

impl Entrance for Room<'_> {
    fn ask(&mut self) -> Result<Option<OpenChallenge>, Trouble> {
        let now = self.session.now();
        let is_open = self.challenge.is_some_and(|open| now < open.until);
        if !self.asks || is_open {
            return Ok(None);
        }
        let lifetime = CHALLENGE_STEPS * TimeStep::SECONDS;
        self.challenge = Some(OpenChallenge {
            challenge: Challenge::new(self.session.random()?),
            until: TimeStep::at(now).start().plus(lifetime),
        });
        Ok(self.challenge)
    }

    fn decide(&mut self, text: &str) -> Result<Decision, Trouble> {
        if is_visitors(text) {
            self.last = None;
            return Ok(self.decision(None, Lesson::Visitor));
        }
        let Some(specimen) = Specimen::parse(text) else {
            let scene = self.stage().other(text)?;
            return self.decided(scene, Lesson::AsAtTheDoor(None));
        };
        match Situation::of(specimen) {
            Some(situation) => self.play(situation),
            None => {
                self.last = None;
                Ok(self.decision(None, Lesson::Unknown(specimen)))
            }
        }
    }

    fn decide_again(&mut self) -> Result<Option<Decision>, Trouble> {
        let Some((mut scene, lesson)) = self.last.take() else {
            return Ok(None);
        };
        let verdict = scene.decide(true, self.session.now());
        self.last = Some((scene, lesson));
        Ok(Some(self.decision(Some(verdict), lesson)))
    }

    fn data_age(&mut self) -> Result<Option<DataAge>, Trouble> {
        let now = self.session.now();
        let of_scene = self.last.as_ref();
        let of_scene = of_scene.filter(|(scene, _)| now.since(scene.began) < SHOWN_SECONDS);
        let signed = of_scene.map_or(now.minus(USUAL_AGE), |(scene, _)| scene.signed);
        let files = [Validity::usual(signed)];
        Ok(Some(DataAge::of(&files, self.policy.max_age_seconds, now)))
    }

    fn lanes_news(&self) -> Option<LaneNews> {
        None
    }

    fn refreshed(&self) -> Vec<Refreshed> {
        Vec::new()
    }

    fn is_practice(&self) -> bool {
        true
    }
}

/// Whether it may be what a visitor's wallet shows, of whatever version: then it is none of practice's business.
fn is_visitors(text: &str) -> bool {
    match text.trim_start().as_bytes() {
        [b's' | b'S', b'p' | b'P', digit, b':', ..] => digit.is_ascii_digit(),
        _ => false,
    }
}

impl fmt::Debug for Room<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

/// How long old lists of a scene stay on the screen.
const SHOWN_SECONDS: u64 = 10;

#[cfg(test)]
pub(crate) mod tests;
