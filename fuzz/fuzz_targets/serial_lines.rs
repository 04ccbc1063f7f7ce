//! A scanner's bytes are lines, however they come, and none is longer than its limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::serial::Lines;
use verifier::typed::MAX_LINE;

fuzz_target!(|bytes: &[u8]| {
    let mut at_once = Lines::default();
    at_once.push(bytes);
    at_once.end();
    let mut one_by_one = Lines::default();
    for byte in bytes {
        one_by_one.push(&[*byte]);
    }
    one_by_one.end();
    let lines: Vec<String> = at_once.collect();
    assert_eq!(lines, one_by_one.collect::<Vec<_>>());
    for line in lines {
        // What is no UTF-8 takes three bytes for each of its own.
        assert!(!line.is_empty() && line.len() <= 3 * MAX_LINE);
        assert!(!line.contains(['\r', '\n']));
    }
});
