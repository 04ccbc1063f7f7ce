//! What the looks at one frame may cost.
//!
//! Costs are estimates from the number of pixels, not readings of a clock: the same frames give the same texts on
//! every machine.

use std::time::Duration;

use crate::symbol::Effort;

/// What is left for a frame, in picoseconds of the machine on which the steps were measured.
#[derive(Debug)]
pub(super) struct Budget(u64);

impl Budget {
    pub(super) fn of(time: Duration) -> Self {
        Self(
            u64::try_from(time.as_nanos())
                .unwrap_or(u64::MAX)
                .saturating_mul(1000),
        )
    }

    /// Takes the cost of a step, in picoseconds for each pixel, if so much is left.
    pub(super) fn take(&mut self, pixels: usize, each: u64) -> bool {
        let pixels = u64::try_from(pixels).unwrap_or(u64::MAX);
        match self.0.checked_sub(pixels.saturating_mul(each)) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}

impl Budget {
    /// What is left, at most so much time, as effort of our own reader.
    pub(super) fn effort(&self, most: Duration) -> Effort {
        let units = self.0.min(Self::of(most).0) / EFFORT;
        Effort::new(u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// Takes what our own reader has spent.
    pub(super) fn spend(&mut self, given: Effort, left: Effort) {
        let spent = given.left().saturating_sub(left.left());
        self.0 = self.0.saturating_sub(EFFORT * u64::from(spent));
    }
}

/// A unit of effort in picoseconds.
const EFFORT: u64 = 15_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_not_taken() {
        let mut budget = Budget::of(Duration::from_millis(2));
        assert!(budget.take(1_000_000, 1500));
        assert!(!budget.take(1_000_000, 600));
        assert!(budget.take(1_000_000, 500));
        assert!(!budget.take(usize::MAX, u64::MAX));
    }
}
