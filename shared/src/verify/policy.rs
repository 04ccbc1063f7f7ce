//! What a venue asks for.

use alloc::vec::Vec;

use crate::claims::Claim;
use crate::proof::VenueCode;

/// What a venue asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The statuses that count here: any of them will do.
    pub wanted: Vec<Claim>,
    /// Steps that a proof may be older or newer than the current one.
    pub window: Window,
    /// This venue's code, if it has one.
    pub venue: Option<VenueCode>,
    /// Only codes that are made for this venue.
    pub require_venue: bool,
    /// Only codes that answer a challenge of this verifier.
    pub require_challenge: bool,
    /// Each device only once on each day.
    pub once_a_day: bool,
    /// The staff let what was shown before pass once more; a second time they cannot.
    pub admit_again: bool,
    /// Oldest data that decides, in seconds, where that is stricter than the signers'.
    pub max_age_seconds: Option<u64>,
}

impl Policy {
    /// Any of these statuses, the usual window, codes for any venue.
    pub const fn wanting(wanted: Vec<Claim>) -> Self {
        Self {
            wanted,
            window: Window::USUAL,
            venue: None,
            require_venue: false,
            require_challenge: false,
            once_a_day: false,
            admit_again: false,
            max_age_seconds: None,
        }
    }
}

/// Steps that a proof may be away from the current one: 0 to 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window(u8);

impl Window {
    /// One step: a code lives 60 to 90 seconds.
    pub const USUAL: Self = Self(1);

    /// A window of 0, 1 or 2 steps.
    pub const fn new(steps: u8) -> Option<Self> {
        if steps <= 2 { Some(Self(steps)) } else { None }
    }

    /// How many steps.
    pub const fn steps(self) -> u8 {
        self.0
    }
}
