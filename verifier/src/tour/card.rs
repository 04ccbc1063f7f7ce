//! The cards of the tour: what staff learn, one thing after another, and the screen that shows it.

use crate::practice::situation::Situation;

/// One lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Card {
    Visitor,
    Yes,
    No,
    Unknown,
    Shown,
    Lists,
    Challenge,
    Keys,
}

/// What a card shows after its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Example {
    /// The screen that waits for a code.
    Waiting,
    /// A specimen that is shown to it.
    Specimen(Situation),
    /// A code that does not answer the challenge on the screen.
    Unanswered,
}

impl Card {
    pub(super) const ALL: [Self; 8] = [
        Self::Visitor,
        Self::Yes,
        Self::No,
        Self::Unknown,
        Self::Shown,
        Self::Lists,
        Self::Challenge,
        Self::Keys,
    ];

    /// The ids of its title and of its words.
    pub(super) const fn messages(self) -> (&'static str, &'static str) {
        match self {
            Self::Visitor => ("tour-visitor-title", "tour-visitor"),
            Self::Yes => ("tour-yes-title", "tour-yes"),
            Self::No => ("tour-no-title", "tour-no"),
            Self::Unknown => ("tour-unknown-title", "tour-unknown"),
            Self::Shown => ("tour-shown-title", "tour-shown"),
            Self::Lists => ("tour-lists-title", "tour-lists"),
            Self::Challenge => ("tour-challenge-title", "tour-challenge"),
            Self::Keys => ("tour-keys-title", "tour-keys"),
        }
    }

    pub(super) const fn example(self) -> Example {
        match self {
            Self::Visitor => Example::Waiting,
            Self::Yes => Example::Specimen(Situation::Yes),
            Self::No => Example::Specimen(Situation::Status),
            Self::Unknown => Example::Specimen(Situation::Foreign),
            Self::Shown => Example::Specimen(Situation::Shown),
            Self::Lists => Example::Specimen(Situation::Lists),
            Self::Challenge => Example::Unanswered,
            Self::Keys => Example::Specimen(Situation::Old),
        }
    }
}
