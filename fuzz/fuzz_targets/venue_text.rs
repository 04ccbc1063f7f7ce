//! What a venue shows to wallets: whatever is read is written and read again, and is never both a code and a challenge.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::venue_text::{NotForWallets, VenueText};

fuzz_target!(|text: &str| {
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
