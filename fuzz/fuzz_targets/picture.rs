//! A decoded picture fills its frame, and is the same picture when it is written as PGM and decoded again.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use verifier::frame::Frame;
use verifier::picture::decode;

fuzz_target!(|bytes: &[u8]| {
    let time = Duration::from_millis(33);
    if let Ok(frame) = decode(bytes, time) {
        let (width, height) = (frame.width(), frame.height());
        let sides = Frame::MIN_SIDE..=Frame::MAX_SIDE;
        assert!(sides.contains(&width) && sides.contains(&height));
        assert_eq!(frame.luma().len(), usize::from(width) * usize::from(height));
        let mut pgm = format!("P5 {width} {height} 255\n").into_bytes();
        pgm.extend_from_slice(frame.luma());
        assert_eq!(decode(&pgm, time), Ok(frame));
    }
});
