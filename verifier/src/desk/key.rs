//! The keys of the desk.

/// What the staff press. No letters: a hand scanner types those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Shows and hides what the keys do.
    Help,
    /// The other language.
    Language,
    /// Shows and hides why, and the code for the help desk.
    Details,
    /// Tones on and off.
    Sound,
    /// The holder of the last code passes once more.
    Again,
    /// Back to scanning.
    Back,
}

impl Key {
    /// Every key, with the name that stands on it.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Help, "F1"),
        (Self::Language, "F2"),
        (Self::Details, "F3"),
        (Self::Sound, "F4"),
        (Self::Again, "F5"),
        (Self::Back, "Esc"),
    ];

    /// The id of what it does.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Help => "desk-key-help",
            Self::Language => "desk-key-language",
            Self::Details => "desk-key-details",
            Self::Sound => "desk-key-sound",
            Self::Again => "desk-key-again",
            Self::Back => "desk-key-back",
        }
    }
}
