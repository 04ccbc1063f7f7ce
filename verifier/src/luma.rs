//! Luma from the bytes that cameras send, without going through colour.

use std::time::Duration;

use crate::frame::Frame;
use crate::jpeg::{self, Extent};
use crate::source::Flaw;

/// How a camera writes its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// A plane of luma, and behind it perhaps colour: NV12, YU12, GREY.
    Plane,
    /// Luma and colour in turn: YUYV.
    LumaFirst,
    /// Colour and luma in turn: UYVY.
    LumaSecond,
    /// Packed red, green, blue.
    Rgb,
    /// Packed blue, green, red.
    Bgr,
    /// A JPEG.
    MotionJpeg,
}

/// What must be known to find the luma in a camera's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) coding: Coding,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bytes from one row to the next; less than a row needs where rows stand without gaps.
    pub(crate) stride: usize,
}

/// Takes the luma out of a camera's bytes.
///
/// There may be more of them than the picture needs: drivers hand over whole memory pages, and behind a JPEG stands
/// what is left of an earlier one.
pub(crate) fn frame(bytes: &[u8], layout: &Layout, time: Duration) -> Result<Frame, Flaw> {
    let (columns, rows) = Frame::size(layout.width, layout.height)?;
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    let bytes_per_pixel = match layout.coding {
        Coding::MotionJpeg => return of_jpeg(bytes, time),
        Coding::Plane => 1,
        Coding::LumaFirst | Coding::LumaSecond => 2,
        Coding::Rgb | Coding::Bgr => 3,
    };
    let length = columns * bytes_per_pixel;
    let mut plane = Vec::with_capacity(columns * rows);
    for row in bytes.chunks(layout.stride.max(length)).take(rows) {
        let row = row.get(..length).unwrap_or_default();
        let (pairs, _) = row.as_chunks::<2>();
        let (triples, _) = row.as_chunks::<3>();
        match layout.coding {
            Coding::LumaFirst => plane.extend(pairs.iter().map(|&[luma, _]| luma)),
            Coding::LumaSecond => plane.extend(pairs.iter().map(|&[_, luma]| luma)),
            Coding::Rgb => plane.extend(triples.iter().map(|&[r, g, b]| weigh(r, g, b))),
            Coding::Bgr => plane.extend(triples.iter().map(|&[b, g, r]| weigh(r, g, b))),
            Coding::Plane | Coding::MotionJpeg => plane.extend_from_slice(row),
        }
    }
    Ok(Frame::new(plane, layout.width, layout.height, time)?)
}

fn of_jpeg(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    match jpeg::extent(bytes) {
        Extent::Whole(end) => jpeg::frame(bytes.get(..end).unwrap_or(bytes), time),
        // Some cameras leave out the end marker.
        Extent::Unfinished => jpeg::frame(bytes, time),
        Extent::Broken(at) => Err(Flaw::Undecodable(format!("no JPEG from byte {at} on"))),
    }
}

/// Luma of packed red, green, blue.
pub(crate) fn of_rgb(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<3>();
    pixels.iter().map(|&[r, g, b]| weigh(r, g, b)).collect()
}

/// The weights of ITU-R BT.601 in 1/256; they add up to 256, so the sum's high byte is the luma.
fn weigh(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u16::from(red) + 150 * u16::from(green) + 29 * u16::from(blue);
    let [luma, _] = sum.to_be_bytes();
    luma
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PIXELS: usize = 22 * 21;
    const ALL: [Coding; 6] = [
        Coding::Plane,
        Coding::LumaFirst,
        Coding::LumaSecond,
        Coding::Rgb,
        Coding::Bgr,
        Coding::MotionJpeg,
    ];

    const fn layout(coding: Coding, stride: usize) -> Layout {
        Layout {
            coding,
            width: 22,
            height: 21,
            stride,
        }
    }

    fn luma_of(coding: Coding, stride: usize, bytes: &[u8]) -> Vec<u8> {
        let frame = frame(bytes, &layout(coding, stride), Duration::ZERO).unwrap();
        frame.luma().to_vec()
    }

    #[test]
    fn every_raw_layout_gives_the_same_plane() {
        let plane: Vec<u8> = (0..=255).cycle().take(PIXELS).collect();
        let written = |pixel: &dyn Fn(u8) -> Vec<u8>| -> Vec<u8> {
            plane.iter().flat_map(|&luma| pixel(luma)).collect()
        };
        for (coding, bytes) in [
            (Coding::Plane, plane.clone()),
            (Coding::LumaFirst, written(&|luma| vec![luma, 128])),
            (Coding::LumaSecond, written(&|luma| vec![128, luma])),
            (Coding::Rgb, written(&|luma| vec![luma; 3])),
            (Coding::Bgr, written(&|luma| vec![luma; 3])),
        ] {
            let row = bytes.len() / 21;
            let with_page_rest = [&bytes[..], &[9; 100]].concat();
            assert_eq!(luma_of(coding, 0, &with_page_rest), plane, "{coding:?}");
            // Rows on boundaries of memory, the last one perhaps without its gap.
            let gap = [7; 10];
            let mut apart: Vec<u8> = bytes
                .chunks(row)
                .flat_map(|row| [row, &gap[..]].concat())
                .collect();
            assert_eq!(luma_of(coding, row + 10, &apart), plane, "{coding:?}");
            apart.truncate(apart.len() - 10);
            assert_eq!(luma_of(coding, row + 10, &apart), plane, "{coding:?}");
        }
    }

    #[test]
    fn red_and_blue_are_told_apart() {
        let red: Vec<u8> = [255, 0, 0].into_iter().cycle().take(3 * PIXELS).collect();
        assert_eq!(luma_of(Coding::Rgb, 0, &red), vec![76; PIXELS]);
        assert_eq!(luma_of(Coding::Bgr, 0, &red), vec![28; PIXELS]);
    }

    #[test]
    fn a_short_buffer_is_refused() {
        for coding in ALL {
            let bytes = vec![0; PIXELS - 1];
            assert!(frame(&bytes, &layout(coding, 0), Duration::ZERO).is_err());
            assert!(frame(&[], &layout(coding, 64), Duration::ZERO).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..4000),
            coding in proptest::sample::select(&ALL[..]),
            stride in prop_oneof![0_usize..200, Just(usize::MAX)],
            width in prop_oneof![20_u32..64, Just(u32::MAX)],
            height in 20_u32..64,
        ) {
            let layout = Layout { coding, width, height, stride };
            if let Ok(frame) = frame(&bytes, &layout, Duration::ZERO)
                && coding != Coding::MotionJpeg
            {
                prop_assert_eq!(u32::from(frame.width()), width);
            }
        }
    }
}
