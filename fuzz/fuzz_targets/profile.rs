//! A text is a venue's profile or has a flaw on one of its lines; what is a profile can be shown to staff.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::profile::{Flaw, MAX_TEXT, Profile};

fuzz_target!(|text: &str| {
    match Profile::parse(text) {
        Ok(profile) => {
            let acts = profile.claims.iter().map(|(_, act)| act);
            for text in acts
                .chain([&profile.name])
                .flat_map(|text| [&text.ru, &text.en])
            {
                assert!((1..=MAX_TEXT).contains(&text.chars().count()));
                assert!(!text.chars().any(char::is_control));
            }
            let named: Vec<_> = profile.claims.iter().map(|(claim, _)| *claim).collect();
            assert_eq!(profile.policy.wanted, named);
        }
        Err(
            Flaw::Form { line, .. }
            | Flaw::UnknownClaim { line, .. }
            | Flaw::ClaimTwice { line, .. }
            | Flaw::Text { line }
            | Flaw::Venue { line, .. }
            | Flaw::Window { line },
        ) => assert!((1..=1 + text.matches('\n').count()).contains(&line)),
        Err(Flaw::NoClaims | Flaw::NoVenue | Flaw::Long | Flaw::Encoding) => {}
    }
});
