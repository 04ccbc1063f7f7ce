//! Protection against old files: the highest sequence that a signer has shown, and the hash that went with it.

/// The newest file that has been accepted from one signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HighWater {
    /// Its sequence number.
    pub sequence: u64,
    /// SHA-256 of the whole file.
    pub hash: [u8; 32],
}

/// How a file stands to the newest one that has been accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Succession {
    /// It is newer: accept it.
    Newer,
    /// It is the same file.
    Same,
    /// It is older: keep what is there.
    Older,
    /// The same number over other bytes: its signer shows different files to different people. An alarm;
    /// keep both.
    Fork,
}

/// Compares a correctly signed file with the newest one accepted from the same signer.
pub fn compare(held: Option<&HighWater>, offered: &HighWater) -> Succession {
    let Some(held) = held else {
        return Succession::Newer;
    };
    match offered.sequence.cmp(&held.sequence) {
        core::cmp::Ordering::Greater => Succession::Newer,
        core::cmp::Ordering::Less => Succession::Older,
        core::cmp::Ordering::Equal if offered.hash == held.hash => Succession::Same,
        core::cmp::Ordering::Equal => Succession::Fork,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_higher_sequence_replaces() {
        let file = |sequence, byte| HighWater {
            sequence,
            hash: [byte; 32],
        };
        let held = file(5, 1);
        assert_eq!(compare(None, &held), Succession::Newer);
        assert_eq!(compare(Some(&held), &file(6, 1)), Succession::Newer);
        assert_eq!(compare(Some(&held), &file(5, 1)), Succession::Same);
        assert_eq!(compare(Some(&held), &file(5, 2)), Succession::Fork);
        assert_eq!(compare(Some(&held), &file(4, 2)), Succession::Older);
    }
}
