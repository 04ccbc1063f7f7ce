//! How much work a picture may cost.

/// Work that is left, in units of about ten microseconds on a small computer.
///
/// Nothing here looks at a clock, so the same picture with the same effort always gives the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort(u32);

impl Effort {
    /// Enough for a code that is easy to find.
    #[must_use]
    pub const fn quick() -> Self {
        Self(400)
    }

    /// Enough for most hard ones.
    #[must_use]
    pub const fn thorough() -> Self {
        Self(4000)
    }

    /// So many units.
    #[must_use]
    pub const fn new(units: u32) -> Self {
        Self(units)
    }

    /// What is left.
    #[must_use]
    pub const fn left(self) -> u32 {
        self.0
    }

    /// Takes what a step costs; when not so much is left, nothing is, and the step is not to be taken.
    pub(super) fn spend(&mut self, units: usize) -> bool {
        let left = u32::try_from(units)
            .ok()
            .and_then(|units| self.0.checked_sub(units));
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// A unit is so many looks at a picture.
pub(super) const LOOKS: usize = 1000;
