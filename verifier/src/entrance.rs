//! Who is asked about one code after another: the gate of a door at work, or practice.

use crate::challenge::OpenChallenge;
use crate::door::DataAge;
use crate::gate::Gate;
use crate::lanes::LaneNews;
use crate::refresh::Refreshed;
use crate::report::Decision;
use crate::trouble::Trouble;

/// What a lane, a window and a terminal need of whoever decides.
pub trait Entrance {
    /// Opens a challenge when one is due. Gives it when it has to be shown.
    fn ask(&mut self) -> Result<Option<OpenChallenge>, Trouble>;

    /// Decides about a code.
    fn decide(&mut self, text: &str) -> Result<Decision, Trouble>;

    /// Lets the holder of the last code pass once more, if it was refused for having passed before.
    fn decide_again(&mut self) -> Result<Option<Decision>, Trouble>;

    /// How old the lists are; none where there are none.
    fn data_age(&mut self) -> Result<Option<DataAge>, Trouble>;

    /// What has changed between the lanes of the venue.
    fn lanes_news(&self) -> Option<LaneNews>;

    /// What attempts to take new lists have come to.
    fn refreshed(&self) -> Vec<Refreshed>;

    /// Whether nobody is admitted here, whatever is decided.
    fn is_practice(&self) -> bool;
}

impl Entrance for Gate<'_> {
    fn ask(&mut self) -> Result<Option<OpenChallenge>, Trouble> {
        Gate::ask(self)
    }

    fn decide(&mut self, text: &str) -> Result<Decision, Trouble> {
        Gate::decide(self, text)
    }

    fn decide_again(&mut self) -> Result<Option<Decision>, Trouble> {
        Gate::decide_again(self)
    }

    fn data_age(&mut self) -> Result<Option<DataAge>, Trouble> {
        self.door().data_age()
    }

    fn lanes_news(&self) -> Option<LaneNews> {
        Gate::lanes_news(self)
    }

    fn refreshed(&self) -> Vec<Refreshed> {
        Gate::refreshed(self)
    }

    fn is_practice(&self) -> bool {
        false
    }
}
