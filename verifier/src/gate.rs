//! The gate: a door with the challenge that is shown there, if challenges are asked, and the code that was shown last.

use std::fmt;

use host::exit::Exit;
use shared::verdict::{Reason, Verdict};
use shared::verify::Policy;

use crate::challenge::OpenChallenge;
use crate::cli::Scan;
use crate::door::Door;
use crate::lanes::{LaneNews, Lanes};
use crate::refresh::{Refreshed, Refresher};
use crate::report::Decision;
use crate::session::Session;
use crate::trouble::Trouble;

/// A door that is asked about one code after another.
pub struct Gate<'s> {
    session: &'s Session,
    door: Door<'s>,
    refresher: Option<Refresher>,
    challenge: Option<OpenChallenge>,
    asks: bool,
    /// The last code, where the staff may let its holder pass once more.
    last: Option<String>,
}

impl<'s> Gate<'s> {
    /// A gate with this policy, which shows challenges where it `asks` them.
    pub fn open(session: &'s Session, policy: Policy, asks: bool) -> Result<Self, Trouble> {
        Ok(Self {
            session,
            door: Door::open(session, policy)?,
            refresher: None,
            challenge: None,
            asks,
            last: None,
        })
    }

    /// Keeps in touch with the other lanes and with those who publish lists, for as long as it is open.
    pub fn keep_in_touch(&mut self, scan: &Scan) -> Result<(), Trouble> {
        if let Some(lanes) = self.door.lanes() {
            lanes.tend(self.session);
        }
        self.refresher = Refresher::start(self.session, scan)?;
        Ok(())
    }

    /// The door.
    pub const fn door(&mut self) -> &mut Door<'s> {
        &mut self.door
    }

    /// Opens a challenge when there is none, or none any more. Gives it when it has to be shown.
    pub fn ask(&mut self) -> Result<Option<OpenChallenge>, Trouble> {
        let now = self.session.now();
        let is_open = self.challenge.is_some_and(|open| now < open.until);
        if !self.asks || is_open {
            return Ok(None);
        }
        let challenge = OpenChallenge::new(self.session, self.door.memory())?;
        self.challenge = Some(challenge);
        Ok(self.challenge)
    }

    /// What attempts to take new lists have come to.
    pub fn refreshed(&self) -> Vec<Refreshed> {
        let refresher = self.refresher.as_ref();
        refresher.map(Refresher::news).unwrap_or_default()
    }

    /// What has changed between the lanes of the venue.
    pub fn lanes_news(&self) -> Option<LaneNews> {
        self.door.lanes().and_then(Lanes::news)
    }

    /// Decides about a code.
    pub fn decide(&mut self, text: &str) -> Result<Decision, Trouble> {
        let decision = self.door.decide(text)?;
        self.take_note(text, &decision);
        Ok(decision)
    }

    /// Lets the holder of the last code pass once more, if it was refused for having passed before.
    pub fn decide_again(&mut self) -> Result<Option<Decision>, Trouble> {
        let Some(text) = self.last.take() else {
            return Ok(None);
        };
        let decision = self.door.decide_again(&text)?;
        self.take_note(&text, &decision);
        Ok(Some(decision))
    }

    fn take_note(&mut self, text: &str, decision: &Decision) {
        if decision.exit() == Exit::Accepted {
            // It was answered, so it is closed.
            self.challenge = None;
        }
        self.last = may_pass_again(decision).then(|| text.to_owned());
    }
}

/// Whether the staff may let this holder pass once more.
#[must_use]
pub const fn may_pass_again(decision: &Decision) -> bool {
    matches!(
        decision.verdict,
        Some(Verdict::Reject(
            Reason::Replayed { again: false, .. } | Reason::AdmittedToday { again: false, .. }
        ))
    )
}

/// A code may contain a status, so its text is not printed.
impl fmt::Debug for Gate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("door", &self.door)
            .field("asks", &self.asks)
            .finish_non_exhaustive()
    }
}
