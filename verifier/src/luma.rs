//! Luma from the bytes that cameras send, without going through colour.

use std::time::Duration;

use nokhwa::utils::FrameFormat;

use crate::frame::Frame;
use crate::jpeg::{self, Extent};
use crate::source::Flaw;

/// Takes the luma out of a camera's buffer.
///
/// A buffer may be longer than its picture: drivers hand over whole memory pages, and behind a
/// JPEG stands what is left of an earlier one.
pub(crate) fn frame(
    bytes: &[u8],
    format: FrameFormat,
    (width, height): (u32, u32),
    time: Duration,
) -> Result<Frame, Flaw> {
    let (columns, rows) = Frame::size(width, height)?;
    let pixels = usize::from(columns) * usize::from(rows);
    let first = |count: usize| bytes.get(..count).unwrap_or(bytes);
    let plane = match format {
        FrameFormat::NV12 | FrameFormat::GRAY => first(pixels).to_vec(),
        FrameFormat::YUYV => first(2 * pixels).iter().copied().step_by(2).collect(),
        FrameFormat::RAWRGB => of_rgb(first(3 * pixels)),
        FrameFormat::RAWBGR => of_bgr(first(3 * pixels)),
        FrameFormat::MJPEG => {
            return match jpeg::extent(bytes) {
                Extent::Whole(end) => jpeg::frame(first(end), time),
                // Some cameras leave out the end marker.
                Extent::Unfinished => jpeg::frame(bytes, time),
                Extent::Broken(at) => Err(Flaw::Undecodable(format!("no JPEG from byte {at} on"))),
            };
        }
    };
    Ok(Frame::new(plane, width, height, time)?)
}

/// Luma of packed red, green, blue.
pub(crate) fn of_rgb(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<3>();
    pixels.iter().map(|&[r, g, b]| weigh(r, g, b)).collect()
}

fn of_bgr(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<3>();
    pixels.iter().map(|&[b, g, r]| weigh(r, g, b)).collect()
}

/// The weights of ITU-R BT.601 in 1/256; they add up to 256, so the sum's high byte is the luma.
fn weigh(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u16::from(red) + 150 * u16::from(green) + 29 * u16::from(blue);
    let [luma, _] = sum.to_be_bytes();
    luma
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (22, 21);
    const PIXELS: usize = 22 * 21;

    fn luma_of(format: FrameFormat, bytes: &[u8]) -> Vec<u8> {
        let frame = frame(bytes, format, SIZE, Duration::ZERO).unwrap();
        frame.luma().to_vec()
    }

    #[test]
    fn every_raw_layout_gives_the_same_plane() {
        let plane: Vec<u8> = (0..=255).cycle().take(PIXELS).collect();
        let page_rest = [9; 100];
        let nv12 = [plane.clone(), vec![128; PIXELS / 2], page_rest.to_vec()].concat();
        let yuyv: Vec<u8> = plane
            .iter()
            .flat_map(|&y| [y, 128])
            .chain(page_rest)
            .collect();
        let rgb: Vec<u8> = plane
            .iter()
            .flat_map(|&y| [y, y, y])
            .chain(page_rest)
            .collect();
        assert_eq!(luma_of(FrameFormat::NV12, &nv12), plane);
        assert_eq!(luma_of(FrameFormat::GRAY, &nv12), plane);
        assert_eq!(luma_of(FrameFormat::YUYV, &yuyv), plane);
        assert_eq!(luma_of(FrameFormat::RAWRGB, &rgb), plane);
        assert_eq!(luma_of(FrameFormat::RAWBGR, &rgb), plane);
    }

    #[test]
    fn red_and_blue_are_told_apart() {
        let red: Vec<u8> = [255, 0, 0].into_iter().cycle().take(3 * PIXELS).collect();
        assert_eq!(luma_of(FrameFormat::RAWRGB, &red), vec![76; PIXELS]);
        assert_eq!(luma_of(FrameFormat::RAWBGR, &red), vec![28; PIXELS]);
    }

    #[test]
    fn a_short_buffer_is_refused() {
        for format in [
            FrameFormat::NV12,
            FrameFormat::GRAY,
            FrameFormat::YUYV,
            FrameFormat::RAWRGB,
            FrameFormat::RAWBGR,
            FrameFormat::MJPEG,
        ] {
            let bytes = vec![0; PIXELS - 1];
            assert!(frame(&bytes, format, SIZE, Duration::ZERO).is_err());
        }
    }
}
