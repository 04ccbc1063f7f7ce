//! A day's counts are the same when they are written and read again, and added to none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::counts::Tally;

fuzz_target!(|bytes: &[u8]| {
    if let Some(tally) = Tally::decode(bytes) {
        assert_eq!(Tally::decode(&tally.encode()).as_ref(), Some(&tally));
        let mut sum = Tally::default();
        sum.merge(&tally);
        assert_eq!(sum.sum(|_, _| true), tally.sum(|_, _| true));
    }
});
