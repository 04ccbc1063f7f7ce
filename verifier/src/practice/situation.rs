//! What can be practised: the situations at a door, each with its specimen.

use shared::specimen::Specimen;

/// A situation at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// A wanted status, now.
    Yes,
    /// Another status than those that are wanted.
    Status,
    /// A code that has been shown before.
    Shown,
    /// A screenshot of a few minutes ago.
    Old,
    /// A phone whose clock is wrong.
    Clock,
    /// A code that is made for another venue.
    Venue,
    /// A certificate that was revoked.
    Revoked,
    /// A code that nobody has issued.
    Forged,
    /// Half a code.
    Damaged,
    /// The QR code of something else.
    Foreign,
    /// Lists that are due for renewal.
    Aged,
    /// Lists that are too old to decide.
    Lists,
}

impl Situation {
    /// Every situation, in the order of the sheet, and the name of its specimen.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Yes, "YES"),
        (Self::Status, "STATUS"),
        (Self::Shown, "SHOWN"),
        (Self::Old, "OLD"),
        (Self::Clock, "CLOCK"),
        (Self::Venue, "VENUE"),
        (Self::Revoked, "REVOKED"),
        (Self::Forged, "FORGED"),
        (Self::Damaged, "DAMAGED"),
        (Self::Foreign, "FOREIGN"),
        (Self::Aged, "AGED"),
        (Self::Lists, "LISTS"),
    ];

    /// The name of its specimen.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(situation, _)| *situation == self);
        found.map_or("", |(_, name)| name)
    }

    /// What this specimen stands for; none where a later version has made it.
    #[must_use]
    pub fn of(specimen: Specimen) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(_, name)| *name == specimen.name());
        found.map(|(situation, _)| situation)
    }
}
