//! Accepted text is the one text of its bytes; every presentation's bytes have one, and it is accepted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::presentation;
use shared::qr_text::{MAX_LENGTH, NotAPresentation, PREFIX, decode, encode};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = str::from_utf8(bytes) {
        match decode(text) {
            Ok(presentation) => assert_eq!(encode(&presentation), text),
            Err(NotAPresentation::Malformed(_)) => assert!(text.starts_with(PREFIX)),
            Err(_) => assert!(!text.starts_with(PREFIX)),
        }
    }
    let text = encode(bytes);
    let fits = text.len() <= MAX_LENGTH && bytes.len() <= presentation::MAX_LENGTH;
    assert_eq!(decode(&text).ok(), fits.then(|| bytes.to_vec()));
});
