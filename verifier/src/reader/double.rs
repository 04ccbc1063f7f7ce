//! A picture at double size: modules of hardly more than a pixel become large enough to be followed.

use super::Clearing;
use crate::frame::Frame;

/// Every pixel becomes four, each nearer to its neighbours.
#[derive(Debug)]
pub(super) struct Double;

impl Clearing for Double {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let width = usize::from(frame.width());
        let rows: Vec<Vec<u16>> = frame
            .luma()
            .chunks(width)
            .map(|row| doubled(row.iter().map(|level| u16::from(*level)).collect()))
            .collect();
        let mut luma = Vec::with_capacity(4 * frame.luma().len());
        for (number, row) in rows.iter().enumerate() {
            let above = rows.get(number.saturating_sub(1)).unwrap_or(row);
            let below = rows.get(number + 1).unwrap_or(row);
            for other in [above, below] {
                let mixed = row.iter().zip(other).map(|(near, far)| 3 * near + far);
                luma.extend(mixed.map(|sum| u8::try_from((sum + 8) / 16).unwrap_or(u8::MAX)));
            }
        }
        let (width, height) = (u32::from(frame.width()), u32::from(frame.height()));
        Frame::new(luma, 2 * width, 2 * height, frame.time()).ok()
    }
}

/// A row at double width, four times as bright.
fn doubled(row: Vec<u16>) -> Vec<u16> {
    let before = row.iter().take(1).chain(&row);
    let behind = row.iter().skip(1).chain(row.last());
    let around = before.zip(behind).zip(&row);
    let pairs = around.flat_map(|((before, behind), own)| [3 * own + before, 3 * own + behind]);
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn levels_lie_between_those_of_neighbours() {
        let mut luma = vec![0; 21 * 21];
        luma[21 * 10 + 10] = 160;
        let frame = Frame::new(luma, 21, 21, Duration::ZERO).unwrap();
        let large = Double.clear(&frame).unwrap();
        assert_eq!((large.width(), large.height()), (42, 42));
        let row = &large.luma()[42 * 20..42 * 21];
        assert_eq!(row[18..24], [0, 30, 90, 90, 30, 0]);
    }
}
