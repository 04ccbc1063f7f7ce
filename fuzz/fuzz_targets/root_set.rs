//! A root set has one form as bytes; as text it is the same set when it is written again.
#![no_main]

use fuzz::reader;
use libfuzzer_sys::fuzz_target;
use shared::root_set::RootSet;

fuzz_target!(|bytes: &[u8]| {
    let from_text = str::from_utf8(bytes)
        .ok()
        .and_then(|text| RootSet::from_text(text).ok());
    let from_bytes = RootSet::parse(bytes).ok();
    if let Some(set) = &from_bytes {
        reader::deterministic(bytes);
        assert_eq!(set.encode(), bytes);
    }
    if let Some(set) = from_text.or(from_bytes) {
        assert!((1..=16).contains(&set.keys().len()));
        assert!((1..=set.keys().len()).contains(&usize::from(set.threshold())));
        assert_eq!(RootSet::from_text(&set.to_text()), Ok(set.clone()));
        assert_eq!(RootSet::parse(&set.encode()), Ok(set.clone()));
        assert_eq!(set.fingerprint().len(), 39);
    }
});
