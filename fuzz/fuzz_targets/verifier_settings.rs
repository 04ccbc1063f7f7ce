//! A text is a venue's settings or has a flaw on one of its lines; settings are the same when they are written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::settings::Settings;

fuzz_target!(|text: &str| {
    match Settings::parse(text) {
        Ok(settings) => assert_eq!(Settings::parse(&settings.encode()), Ok(settings)),
        Err(flaw) => assert!((1..=1 + text.matches('\n').count()).contains(&flaw.line)),
    }
});
