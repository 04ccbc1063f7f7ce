//! What a venue shows to wallets as a QR code, on paper or on its screen: its code, or a challenge.

use core::fmt;

use crate::proof::{Challenge, VenueCode};
use crate::qr_text;

/// What every such text starts with: a URI scheme (RFC 3986), in capitals for QR's alphanumeric mode.
pub(crate) const SCHEME: &str = "SPRAVKA:";
const VENUE: &str = "V:";
const CHALLENGE: &str = "C:";
/// Longest text that is read, in bytes: several times the longest that there is.
const MAX_LENGTH: usize = 100;

/// A text for wallets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VenueText {
    /// The venue's code.
    Venue(VenueCode),
    /// A challenge.
    Challenge(Challenge),
}

/// Why a text says nothing to a wallet that asks for one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotForWallets {
    /// Neither the text of a QR code nor the code itself.
    Form,
    /// A challenge in the place of a venue's code.
    IsChallenge,
    /// A venue's code in the place of a challenge.
    IsVenue,
    /// Another thing than these two, which a later version may know.
    OtherThing,
    /// What wallets show to venues.
    IsPresentation,
}

impl VenueText {
    /// The text of a QR code. Case and spaces around it do not matter.
    ///
    /// # Errors
    /// When it is none, or one of a later version.
    pub fn parse(text: &str) -> Result<Self, NotForWallets> {
        let text = bounded(text)?;
        if prefixed(text, qr_text::PREFIX).is_some() {
            return Err(NotForWallets::IsPresentation);
        }
        let thing = prefixed(text, SCHEME).ok_or(NotForWallets::Form)?;
        let read = match (prefixed(thing, VENUE), prefixed(thing, CHALLENGE)) {
            (Some(code), _) => venue_code(code).map(Self::Venue),
            (None, Some(typed)) => Challenge::parse(typed).map(Self::Challenge),
            (None, None) => return Err(NotForWallets::OtherThing),
        };
        read.ok_or(NotForWallets::Form)
    }

    /// A venue's code: the text of its QR code, or the code as typed.
    ///
    /// # Errors
    /// When it is neither.
    pub fn venue(text: &str) -> Result<VenueCode, NotForWallets> {
        match Self::parse(text) {
            Ok(Self::Venue(code)) => Ok(code),
            Ok(Self::Challenge(_)) => Err(NotForWallets::IsChallenge),
            Err(NotForWallets::Form) => venue_code(bounded(text)?).ok_or(NotForWallets::Form),
            Err(other) => Err(other),
        }
    }

    /// A challenge: the text of its QR code, or the challenge as typed.
    ///
    /// # Errors
    /// When it is neither.
    pub fn challenge(text: &str) -> Result<Challenge, NotForWallets> {
        match Self::parse(text) {
            Ok(Self::Challenge(challenge)) => Ok(challenge),
            Ok(Self::Venue(_)) => Err(NotForWallets::IsVenue),
            Err(NotForWallets::Form) => Challenge::parse(bounded(text)?).ok_or(NotForWallets::Form),
            Err(other) => Err(other),
        }
    }
}

impl fmt::Display for VenueText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Venue(code) => write!(f, "{SCHEME}{VENUE}{code}"),
            Self::Challenge(challenge) => write!(f, "{SCHEME}{CHALLENGE}{challenge}"),
        }
    }
}

/// A text that is short enough, without what surrounds it.
pub(crate) fn bounded(text: &str) -> Result<&str, NotForWallets> {
    let text = text.trim();
    if text.len() > MAX_LENGTH && prefixed(text, qr_text::PREFIX).is_none() {
        return Err(NotForWallets::Form);
    }
    Ok(text)
}

/// What follows the prefix, which may have any case.
pub(crate) fn prefixed<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn venue_code(typed: &str) -> Option<VenueCode> {
    VenueCode::new(&typed.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString as _;
    use proptest::prelude::*;

    fn museum() -> VenueCode {
        VenueCode::new("MUSEUM1").unwrap()
    }

    #[test]
    fn both_forms_are_the_same_code() {
        for text in [
            "SPRAVKA:V:MUSEUM1",
            "spravka:v:museum1",
            " MUSEUM1\n",
            "museum1",
        ] {
            assert_eq!(VenueText::venue(text), Ok(museum()), "{text:?}");
        }
        let challenge = Challenge::new([1, 2, 3, 4, 5]);
        let text = challenge.to_string();
        for text in [
            format!("SPRAVKA:C:{text}"),
            format!("Spravka:c:{}", text.to_lowercase()),
            text.replace('-', " "),
            text,
        ] {
            assert_eq!(VenueText::challenge(&text), Ok(challenge), "{text:?}");
        }
    }

    #[test]
    fn near_misses_are_told_apart() {
        use NotForWallets::{Form, IsChallenge, IsPresentation, IsVenue, OtherThing};
        let presentation = format!("SP1:{}", "A".repeat(400));
        for (text, venue, challenge) in [
            ("SPRAVKA:C:0410-6105", Err(IsChallenge), Ok(())),
            ("SPRAVKA:V:MUSEUM1", Ok(()), Err(IsVenue)),
            ("SPRAVKA:X:MUSEUM1", Err(OtherThing), Err(OtherThing)),
            ("SPRAVKA:", Err(OtherThing), Err(OtherThing)),
            ("SPRAVKA:V:", Err(Form), Err(Form)),
            ("SPRAVKA:V:MUSEUM123", Err(Form), Err(Form)),
            ("SPRAVKA:V:MUSEUM 1", Err(Form), Err(Form)),
            ("SPRAVKA:V:МУЗЕЙ", Err(Form), Err(Form)),
            ("SPRAVKA:C:0410-610", Err(Form), Err(Form)),
            ("SPRAVKA:C:0410-610U", Err(Form), Err(Form)),
            ("SPRAVKA V:MUSEUM1", Err(Form), Err(Form)),
            ("V:MUSEUM1", Err(Form), Err(Form)),
            ("HTTPS://EXAMPLE.ORG/V:MUSEUM1", Err(Form), Err(Form)),
            (&presentation, Err(IsPresentation), Err(IsPresentation)),
            ("", Err(Form), Err(Form)),
        ] {
            assert_eq!(VenueText::venue(text).map(|_| ()), venue, "{text:?}");
            assert_eq!(
                VenueText::challenge(text).map(|_| ()),
                challenge,
                "{text:?}"
            );
        }
        assert_eq!(VenueText::challenge(&" 0".repeat(1_000)), Err(Form));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(code in "[A-Z0-9]{1,8}", bytes: [u8; 5]) {
            let texts = [
                VenueText::Venue(VenueCode::new(&code).unwrap()),
                VenueText::Challenge(Challenge::new(bytes)),
            ];
            for text in texts {
                let shown = text.to_string();
                // The smallest QR code at level M holds 20 alphanumeric characters.
                prop_assert!(shown.len() <= 20);
                prop_assert_eq!(VenueText::parse(&shown), Ok(text));
                prop_assert_eq!(VenueText::parse(&shown.to_lowercase()), Ok(text));
            }
        }

        #[test]
        fn whatever_is_read_is_written_and_read_again(text in "(?i)(SPRAVKA:)?[vcx]?:?.{0,12}") {
            if let Ok(read) = VenueText::parse(&text) {
                prop_assert_eq!(VenueText::parse(&read.to_string()), Ok(read));
            }
            if let Ok(code) = VenueText::venue(&text) {
                prop_assert_eq!(VenueText::venue(code.as_str()), Ok(code));
            }
        }
    }
}
