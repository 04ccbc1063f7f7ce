//! What people type or a file names in one line: what is accepted is the same when it is written and read again.
#![no_main]

use issuer::person::{Citizenship, PersonId, parse_date, write_date};
use libfuzzer_sys::fuzz_target;
use shared::credential::IssuerId;
use shared::enrolment_code::{EnrolmentCode, Locator};
use shared::proof::{Challenge, VenueCode};
use shared::publication::{read_pointer, write_pointer};

fuzz_target!(|text: &str| {
    let same = |written: Option<String>| assert!(written.is_none_or(|written| written == text));
    same(IssuerId::new(text).map(|issuer| issuer.to_string()));
    same(VenueCode::new(text).map(|venue| venue.to_string()));
    same(PersonId::parse(text).map(|person| person.as_str().to_owned()));
    same(Citizenship::parse(text).map(|country| country.as_str().to_owned()));
    same(parse_date(text).map(write_date));
    same(read_pointer(text.as_bytes()).map(write_pointer));
    if let Some(code) = EnrolmentCode::parse(text) {
        let again = EnrolmentCode::parse(&code.reveal()).expect("what was written");
        assert_eq!(
            (again.locator(), again.key().as_bytes()),
            (code.locator(), code.key().as_bytes())
        );
    }
    let challenge = Challenge::parse(text);
    assert_eq!(
        challenge.and_then(|one| Challenge::parse(&one.to_string())),
        challenge
    );
    let locator = Locator::parse(text);
    assert_eq!(
        locator.and_then(|one| Locator::parse(&one.to_string())),
        locator
    );
    if let Ok(seconds) = host::clock::parse_time(text) {
        assert_eq!(
            host::clock::parse_time(&seconds.to_string()).ok(),
            Some(seconds)
        );
    }
});
