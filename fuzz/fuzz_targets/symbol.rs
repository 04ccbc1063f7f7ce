//! Whatever is in a frame, our own reader answers within its effort, and the same again; a symbol that it only finds joins itself.
#![no_main]

use fuzz::pictures::frame;
use libfuzzer_sys::fuzz_target;
use verifier::symbol::{Effort, attempt, read};

fuzz_target!(|bytes: &[u8]| {
    let Some(frame) = frame(bytes) else {
        return;
    };
    let text = read(&frame, &mut Effort::quick());
    assert_eq!(read(&frame, &mut Effort::quick()), text);
    match attempt(&frame, &mut Effort::quick()) {
        Ok(found) => assert_eq!(Some(found), text),
        Err(Some(mut soft)) => {
            assert_eq!(text, None);
            let same = soft.clone();
            soft.join(&same);
        }
        Err(None) => assert_eq!(text, None),
    }
});
