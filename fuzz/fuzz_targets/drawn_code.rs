//! Every presentation that a wallet draws, a verifier reads.
#![no_main]

use fuzz::pictures::drawn;
use host::qr::Code;
use libfuzzer_sys::fuzz_target;
use shared::qr_text;
use verifier::reader::read_codes;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.get(..397).unwrap_or(bytes);
    let text = qr_text::encode(bytes);
    let code = Code::new(&text).expect("a text of alphanumeric mode");
    let read = read_codes(&drawn(&code));
    assert_eq!(read, Some(text));
    let read = read.and_then(|text| qr_text::decode(&text).ok());
    assert_eq!(read.as_deref(), Some(bytes));
});
