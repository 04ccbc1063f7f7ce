//! Which codes are before the camera: a code that stays there is shown once, one that comes back is shown again.

use std::time::Duration;

/// The codes that were seen a moment ago.
#[derive(Debug, Default)]
pub struct InView(Vec<Seen>);

/// A code may contain a status, so its text is not printed.
struct Seen {
    text: String,
    last: Duration,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl InView {
    /// How long a code may go unread and still be the one that was held there: hands tremble, frames blur.
    pub const GRACE: Duration = Duration::from_secs(2);

    /// Takes note of a code in the frame of this moment. Whether it has newly come into view.
    pub fn appears(&mut self, text: &str, at: Duration) -> bool {
        self.0
            .retain(|seen| at.saturating_sub(seen.last) <= Self::GRACE);
        match self.0.iter_mut().find(|seen| seen.text == text) {
            Some(seen) => {
                seen.last = at;
                false
            }
            None => {
                self.0.push(Seen {
                    text: text.to_owned(),
                    last: at,
                });
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_code_that_is_held_there_appears_once() {
        let mut in_view = InView::default();
        assert!(in_view.appears("a", at(0)));
        for time in (33..30_000).step_by(33) {
            assert!(!in_view.appears("a", at(time)), "{time}");
        }
    }

    #[test]
    fn two_seconds_out_of_sight_are_forgiven_and_no_more() {
        let mut in_view = InView::default();
        assert!(in_view.appears("a", at(1_000)));
        assert!(!in_view.appears("a", at(3_000)));
        assert!(in_view.appears("a", at(5_001)));
    }

    #[test]
    fn two_codes_in_turn_appear_once_each() {
        let mut in_view = InView::default();
        assert!(in_view.appears("a", at(0)));
        assert!(in_view.appears("b", at(33)));
        assert!(!in_view.appears("a", at(66)));
        assert!(!in_view.appears("b", at(99)));
        assert!(in_view.appears("c", at(132)));
    }
}
