//! A verifier's state is the same when it is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::clock::TimeFloor;
use verifier::state::{SignedTimes, State};

fuzz_target!(|bytes: &[u8]| {
    if let Some(state) = State::decode(bytes) {
        assert_eq!(State::decode(&state.encode()), Some(state.clone()));
        let floor = TimeFloor::from(&state.signed_times);
        assert_eq!(TimeFloor::from(&SignedTimes::from(&floor)), floor);
    }
});
