//! The other lanes of the venue, as a decision meets them.

use super::{Policy, VerifiedPresentation};
use crate::time::UnixTime;

/// The other lanes of the venue.
pub trait OtherLanes {
    /// Tells them that this is about to be admitted, unless they have admitted it before. What they cannot be told
    /// counts as admitted here first.
    fn admit(
        &mut self,
        presentation: &VerifiedPresentation,
        policy: &Policy,
        now: UnixTime,
    ) -> Elsewhere;
}

/// What the other lanes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// None of them has admitted it; or the staff let it pass once more.
    New {
        /// Whether it is once more.
        again: bool,
    },
    /// This proof was admitted.
    Proof {
        /// When.
        at: UnixTime,
        /// Whether the staff have let it pass again.
        again: bool,
    },
    /// This device was, today.
    Visit {
        /// When.
        at: UnixTime,
        /// Whether the staff have let it pass again.
        again: bool,
    },
}

/// A verifier that is alone.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl OtherLanes for Alone {
    fn admit(&mut self, _: &VerifiedPresentation, _: &Policy, _: UnixTime) -> Elsewhere {
        Elsewhere::New { again: false }
    }
}
