//! A hand scanner's bytes are lines, each of them read once; what is put right begins like a code of ours and stays so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verifier::typed::{MAX_LINE, Slip, Typed, read_line};

fuzz_target!(|bytes: &[u8]| {
    let mut input = bytes;
    let mut lines = Vec::new();
    while let Some(line) = read_line(&mut input).expect("memory") {
        // What is no UTF-8 takes three bytes for each of its own.
        assert!(line.len() <= 3 * MAX_LINE);
        let typed = Typed::new(&line);
        let is_changed = matches!(typed.slip, Some(Slip::Russian | Slip::Capitals));
        assert_eq!(is_changed, *typed.text != *line);
        if is_changed {
            let again = Typed::new(&typed.text);
            let starts = ["SP1:", "SPRAVKA:S:"];
            let is_ours = starts.iter().any(|start| typed.text.starts_with(start));
            assert!(is_ours && again.slip.is_none());
        }
        lines.push(line);
    }
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(
        lines.len(),
        ends + usize::from(bytes.last().is_some_and(|last| *last != b'\n'))
    );
});
