//! What a specimen's QR code says: which situation staff practise with it. It is never a presentation, so it opens no door.

use core::fmt;

use crate::venue_text::{SCHEME, bounded, prefixed};

/// What follows the scheme.
const SPECIMEN: &str = "S:";
/// Longest name, in letters: with it the text fits the smallest QR code at level M.
const MAX_LENGTH: usize = 10;

/// A specimen's name: 1 to 10 letters A-Z. Which ones there are is the verifier's business.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Specimen {
    letters: [u8; MAX_LENGTH],
    length: usize,
}

impl Specimen {
    /// The specimen of this name.
    pub fn new(name: &str) -> Option<Self> {
        let mut letters = [0; MAX_LENGTH];
        let place = letters.get_mut(..name.len())?;
        place.copy_from_slice(name.as_bytes());
        let is_name = !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_uppercase());
        let length = name.len();
        is_name.then_some(Self { letters, length })
    }

    /// What the text of a QR code names, if it is a specimen's. Case and spaces around it do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let thing = prefixed(bounded(text).ok()?, SCHEME)?;
        Self::new(&prefixed(thing, SPECIMEN)?.to_ascii_uppercase())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        let letters = self.letters.get(..self.length).unwrap_or_default();
        core::str::from_utf8(letters).unwrap_or_default()
    }
}

/// The text of its QR code.
impl fmt::Display for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{SPECIMEN}{}", self.name())
    }
}

impl fmt::Debug for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use proptest::prelude::*;

    use super::*;
    use crate::qr_text::{self, NotAPresentation};
    use crate::venue_text::{NotForWallets, VenueText};

    #[test]
    fn near_misses_are_no_specimens() {
        for text in ["SPRAVKA:S:YES", "spravka:s:yes", " Spravka:s:YES\n"] {
            assert_eq!(Specimen::parse(text), Specimen::new("YES"), "{text:?}");
        }
        for text in [
            "",
            "YES",
            "S:YES",
            "SPRAVKA:S:",
            "SPRAVKA:S:YES1",
            "SPRAVKA:S:YES NO",
            "SPRAVKA:S:ДА",
            "SPRAVKA:S:ABCDEFGHIJK",
            "SPRAVKA:V:YES",
            "SP1:SPRAVKA:S:YES",
        ] {
            assert_eq!(Specimen::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_read_and_is_nothing_else(name in "[A-Z]{1,10}") {
            let specimen = Specimen::new(&name).unwrap();
            let text = specimen.to_string();
            // The smallest QR code at level M holds 20 alphanumeric characters.
            prop_assert!(text.len() <= 20);
            prop_assert_eq!(specimen.name(), &name);
            prop_assert_eq!(Specimen::parse(&text), Some(specimen));
            prop_assert_eq!(Specimen::parse(&text.to_lowercase()), Some(specimen));
            prop_assert_eq!(qr_text::decode(&text), Err(NotAPresentation::NotOurs));
            prop_assert_eq!(VenueText::parse(&text), Err(NotForWallets::OtherThing));
        }

        #[test]
        fn whatever_is_read_is_written_and_read_again(text in "(?i)(SPRAVKA:)?[sv]?:?.{0,12}") {
            if let Some(specimen) = Specimen::parse(&text) {
                prop_assert_eq!(Specimen::parse(&specimen.to_string()), Some(specimen));
            }
        }
    }
}
