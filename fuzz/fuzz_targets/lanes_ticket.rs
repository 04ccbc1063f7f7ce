//! A text makes a verifier one of a venue's lanes or has a line that is wrong; what is written is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::lanes::{Place, Ticket};

fuzz_target!(|text: &str| {
    match Ticket::parse(text) {
        Ok(ticket) => {
            let written = ticket.encode();
            let again = Ticket::parse(&written).map(|ticket| ticket.encode());
            assert_eq!(again, Ok(written));
        }
        Err(flaw) => assert!((1..=1 + text.lines().count()).contains(&flaw.line)),
    }
    if let Some(place) = Place::parse(text) {
        assert_eq!(Place::parse(&place.to_string()), Some(place));
    }
});
