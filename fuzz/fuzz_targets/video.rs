//! A video gives the same frames however its bytes arrive, no more luma than it has bytes (Y4M), the first frame
//! that a picture would be (Motion JPEG), and it ends.
#![no_main]

use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Duration;

use fuzz::pictures::all;
use libfuzzer_sys::fuzz_target;
use verifier::picture::decode;
use verifier::video::{MotionJpeg, Y4m};

/// Gives few bytes at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(7);
        self.0.read(&mut buffer[..length])
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (path, length) = (Path::new("video"), bytes.len());
    if bytes.starts_with(b"YUV4MPEG2") {
        let slow =
            Y4m::new(BufReader::with_capacity(7, bytes), path).map(|video| all(video, length));
        let fast = Y4m::new(bytes, path).map(|video| all(video, length));
        assert_eq!(slow, fast);
        let frames = fast.iter().flatten().flatten();
        assert!(frames.map(|frame| frame.luma().len()).sum::<usize>() <= length);
    } else {
        let fast = all(MotionJpeg::new(bytes, path), length);
        assert_eq!(all(MotionJpeg::new(Slow(bytes), path), length), fast);
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            let picture = decode(bytes, Duration::ZERO).ok();
            let first = fast.into_iter().next().and_then(Result::ok);
            assert_eq!(picture, first);
        }
    }
});
