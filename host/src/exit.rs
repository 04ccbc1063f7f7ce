//! How a tool ends: five exit codes, the same for every tool.

use std::process::{ExitCode, Termination};

/// The end of a tool, as the shell and other programs see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; for the verifier, the code is accepted.
    Accepted,
    /// 1: the answer is no: the code, the person or the file is refused.
    Refused,
    /// 2: the command line is wrong.
    Usage,
    /// 3: no answer, because data is missing, too old or damaged.
    CannotTell,
    /// 4: the tool could not run: no camera, no disk space, the home is in use.
    CouldNotRun,
}

impl Exit {
    /// The number that the shell gets.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::CannotTell => 3,
            Self::CouldNotRun => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_the_documented_ones() {
        let all = [
            Exit::Accepted,
            Exit::Refused,
            Exit::Usage,
            Exit::CannotTell,
            Exit::CouldNotRun,
        ];
        assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4]);
    }
}
