//! A picture at half its size: the fine lines between a terminal's rows, which cut a drawn code into strips,
//! fade away.

use crate::frame::Frame;
use crate::reader::Clearing;

/// Averages squares of two by two pixels. None where half a frame would be too small for one.
#[derive(Debug)]
pub(crate) struct Halve;

impl Clearing for Halve {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let width = usize::from(frame.width());
        let mut luma = Vec::with_capacity(frame.luma().len() / 4);
        for rows in frame.luma().chunks_exact(width * 2) {
            let (upper, lower) = rows.split_at_checked(width)?;
            let (upper, _) = upper.as_chunks::<2>();
            let (lower, _) = lower.as_chunks::<2>();
            luma.extend(upper.iter().zip(lower).map(|(&[a, b], &[c, d])| {
                let sum: u16 = [a, b, c, d].into_iter().map(u16::from).sum();
                u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)
            }));
        }
        let (width, height) = (frame.width() / 2, frame.height() / 2);
        Frame::new(luma, width.into(), height.into(), frame.time()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn squares_are_averaged_and_an_odd_edge_is_left_out() {
        let side = 45_usize;
        let mut luma = vec![100; side * side];
        luma[0] = 0;
        luma[1] = 255;
        luma[side] = 10;
        let frame = Frame::new(luma, 45, 45, Duration::ZERO).unwrap();
        let half = Halve.clear(&frame).unwrap();
        assert_eq!((half.width(), half.height()), (22, 22));
        assert_eq!(half.luma()[0], 91);
        assert_eq!(half.luma()[1], 100);
        assert!(Halve.clear(&half).is_none(), "11 pixels are no frame");
    }
}
