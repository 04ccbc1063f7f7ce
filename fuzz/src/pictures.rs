//! Small pictures from bytes, and what a source gives until it ends.

use std::time::Duration;

use host::qr::Code;
use verifier::frame::Frame;
use verifier::source::{FrameSource, SourceFault};

/// A frame of these bytes: modules along a row, pixels along a module, and the brightness of each module.
pub fn frame(bytes: &[u8]) -> Option<Frame> {
    let (&[columns, scale], modules) = bytes.split_first_chunk()?;
    let (columns, scale) = (usize::from(columns), usize::from(scale % 4) + 1);
    let rows: Vec<&[u8]> = modules.chunks_exact(columns.max(1)).collect();
    let mut luma = Vec::new();
    for row in &rows {
        let line = row
            .iter()
            .flat_map(|&module| std::iter::repeat_n(module, scale));
        let line: Vec<u8> = line.collect();
        luma.extend(std::iter::repeat_n(line, scale).flatten());
    }
    let side = |modules: usize| u32::try_from(modules * scale).ok();
    Frame::new(luma, side(columns)?, side(rows.len())?, Duration::ZERO).ok()
}

/// A code on white, three pixels to a module.
pub fn drawn(code: &Code) -> Frame {
    let side = code.side();
    let modules = (0..side * side).map(|at| code.is_dark(at % side, at / side));
    let luma = modules.map(|is_dark| if is_dark { 0 } else { u8::MAX });
    let columns = u8::try_from(side).expect("at most 185 modules");
    let bytes: Vec<u8> = [columns, 2].into_iter().chain(luma).collect();
    frame(&bytes).expect("a small picture")
}

/// Everything that a source gives: it must end, and give no more than it has bytes.
pub fn all(mut source: impl FrameSource, bytes: usize) -> Vec<Result<Frame, SourceFault>> {
    let mut given = Vec::new();
    while let Some(outcome) = source.next().transpose() {
        given.push(outcome);
        assert!(given.len() <= bytes + 1, "a source that does not end");
    }
    assert_eq!(source.next(), Ok(None), "a source that ends twice");
    given
}
