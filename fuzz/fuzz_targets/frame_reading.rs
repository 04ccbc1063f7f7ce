//! Whatever is in a frame, the readers answer, and the same again; what they read is read again where it is drawn.
#![no_main]

use fuzz::pictures::{drawn, frame};
use host::qr::Code;
use libfuzzer_sys::fuzz_target;
use verifier::reader::read_codes;

fuzz_target!(|bytes: &[u8]| {
    if let Some(frame) = frame(bytes)
        && let Some(text) = read_codes(&frame)
    {
        assert_eq!(read_codes(&frame).as_ref(), Some(&text));
        if let Some(code) = Code::new(&text) {
            assert_eq!(read_codes(&drawn(&code)), Some(text));
        }
    }
});
