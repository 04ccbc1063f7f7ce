//! What a venue shows to wallets, and specimens: whatever is read is written and read again, and is never two things at once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::qr_text::{self, NotAPresentation};
use shared::specimen::Specimen;
use shared::venue_text::{NotForWallets, VenueText};

fuzz_target!(|text: &str| {
    if let Some(specimen) = Specimen::parse(text) {
        assert_eq!(Specimen::parse(&specimen.to_string()), Some(specimen));
        assert_eq!(VenueText::parse(text), Err(NotForWallets::OtherThing));
        assert_eq!(qr_text::decode(text), Err(NotAPresentation::NotOurs));
    }
    let (venue, challenge) = (VenueText::venue(text), VenueText::challenge(text));
    match VenueText::parse(text) {
        Ok(read) => {
            assert_eq!(VenueText::parse(&read.to_string()), Ok(read));
            match read {
                VenueText::Venue(code) => {
                    assert_eq!((venue, challenge), (Ok(code), Err(NotForWallets::IsVenue)));
                }
                VenueText::Challenge(code) => {
                    assert_eq!(
                        (venue, challenge),
                        (Err(NotForWallets::IsChallenge), Ok(code))
                    );
                }
            }
        }
        Err(NotForWallets::Form) => {
            assert!(
                venue.is_err()
                    || text
                        .trim()
                        .eq_ignore_ascii_case(venue.expect("a code").as_str())
            );
        }
        Err(other) => assert_eq!((venue, challenge), (Err(other), Err(other))),
    }
});
