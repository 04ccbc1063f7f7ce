//! JPEG, ITU-T T.81: where a picture ends, and its luma.

use std::time::Duration;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::frame::Frame;
use crate::guard::guarded;
use crate::luma;
use crate::source::Flaw;

/// More than any 16-megapixel JPEG needs.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// A progressive picture has about ten; each more costs as much time as a whole picture.
const MAX_SCANS: usize = 32;

/// How far the JPEG at the start of some bytes reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// It ends before this byte.
    Whole(usize),
    /// The bytes end first.
    Unfinished,
    /// It stops being a JPEG at this byte.
    Broken(usize),
}

/// Walks the segments of the JPEG at the start of `bytes` to its end marker.
///
/// Searching for the end marker alone would stop at the thumbnail inside a photograph's header.
pub(crate) fn extent(bytes: &[u8]) -> Extent {
    let mut walk = match bytes {
        [0xFF, START, rest @ ..] => Walk { rest },
        [] | [0xFF] => return Extent::Unfinished,
        _ => return Extent::Broken(0),
    };
    loop {
        let step = walk.step();
        let reached = bytes.len() - walk.rest.len();
        match step {
            Step::Segment(_) => {}
            Step::End => return Extent::Whole(reached),
            Step::Short => return Extent::Unfinished,
            Step::Broken => return Extent::Broken(reached),
        }
    }
}

/// The luma of one whole JPEG.
pub(crate) fn frame(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    match bytes {
        // Many webcams leave out the standard Huffman tables, and some of those do not announce
        // it in the way that the decoder looks for.
        [0xFF, START, rest @ ..] if !has_huffman_tables(rest) => {
            decode(&[&[0xFF, START], AVI1, rest].concat(), time)
        }
        _ => decode(bytes, time),
    }
}

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const HUFFMAN_TABLES: u8 = 0xC4;
const START_OF_SCAN: u8 = 0xDA;
/// An application segment that says: the tables of Annex K.3 apply.
const AVI1: &[u8] = b"\xFF\xE0\x00\x07AVI1\x00";

fn has_huffman_tables(segments: &[u8]) -> bool {
    let mut walk = Walk { rest: segments };
    loop {
        match walk.step() {
            Step::Segment(HUFFMAN_TABLES) => return true,
            Step::Segment(START_OF_SCAN) | Step::End | Step::Short | Step::Broken => return false,
            Step::Segment(_) => {}
        }
    }
}

fn decode(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    let undecodable = |why: &dyn std::fmt::Display| Flaw::Undecodable(why.to_string());
    guarded(|| {
        let options = DecoderOptions::default()
            .set_max_width(Frame::MAX_SIDE.into())
            .set_max_height(Frame::MAX_SIDE.into())
            .jpeg_set_max_scans(MAX_SCANS)
            .jpeg_set_out_colorspace(ColorSpace::Luma);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().map_err(|why| undecodable(&why))?;
        let size = decoder.info().map(|info| (info.width, info.height));
        let (width, height) = size.ok_or_else(|| undecodable(&"no size in its header"))?;
        Frame::size(width.into(), height.into())?;
        let grey = matches!(
            decoder.input_colorspace(),
            Some(ColorSpace::Luma | ColorSpace::YCbCr)
        );
        if !grey {
            decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
        }
        let pixels = decoder.decode().map_err(|why| undecodable(&why))?;
        let plane = if grey { pixels } else { luma::of_rgb(&pixels) };
        Ok(Frame::new(plane, width.into(), height.into(), time)?)
    })
    .unwrap_or_else(|| Err(undecodable(&"the decoder gave up")))
}

/// Goes through a JPEG segment by segment, from behind its start marker.
struct Walk<'a> {
    rest: &'a [u8],
}

enum Step {
    /// A segment with this marker was passed, together with the scan that it starts.
    Segment(u8),
    /// The end marker was passed.
    End,
    /// The bytes ended first.
    Short,
    /// Here stands something that no JPEG has.
    Broken,
}

impl Walk<'_> {
    fn step(&mut self) -> Step {
        match *self.rest {
            [0xFF, END, ref after @ ..] => {
                self.rest = after;
                Step::End
            }
            // Restart markers and TEM stand alone.
            [0xFF, marker @ (0x01 | 0xD0..=0xD7), ref after @ ..] => {
                self.rest = after;
                Step::Segment(marker)
            }
            // Any marker may have fill bytes before it.
            [0xFF, ref after @ ..] if after.first() == Some(&0xFF) => {
                self.rest = after;
                Step::Segment(0xFF)
            }
            [0xFF, 0x00 | START, ..] => Step::Broken,
            [0xFF, marker, high, low, ..] => self.segment(marker, u16::from_be_bytes([high, low])),
            [] | [0xFF] | [0xFF, _] | [0xFF, _, _] => Step::Short,
            _ => Step::Broken,
        }
    }

    /// Passes a segment; its length counts its own two bytes, but not the marker's.
    fn segment(&mut self, marker: u8, length: u16) -> Step {
        if length < 2 {
            return Step::Broken;
        }
        let Some(after) = self.rest.get(2 + usize::from(length)..) else {
            return Step::Short;
        };
        self.rest = after;
        if marker != START_OF_SCAN {
            return Step::Segment(marker);
        }
        // In a scan, 0xFF is followed by zero where it is data, and restart markers belong to it.
        let end = after
            .windows(2)
            .position(|pair| matches!(*pair, [0xFF, next] if !matches!(next, 0x00 | 0xD0..=0xD7)));
        let Some(scan) = end else {
            return Step::Short;
        };
        self.rest = after.get(scan..).unwrap_or_default();
        Step::Segment(marker)
    }
}

#[cfg(test)]
mod tests {
    use image::ExtendedColorType;
    use image::codecs::jpeg::JpegEncoder;

    use super::*;

    fn picture() -> Vec<u8> {
        let luma: Vec<u8> = (0..64 * 48).map(|at: u32| at.to_be_bytes()[3]).collect();
        let mut jpeg = Vec::new();
        JpegEncoder::new(&mut jpeg)
            .encode(&luma, 64, 48, ExtendedColorType::L8)
            .unwrap();
        jpeg
    }

    /// The picture with one more segment behind its start marker.
    fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, START, 0xFF, marker], &length[..], body, &jpeg[2..]].concat()
    }

    #[test]
    fn a_picture_ends_at_its_own_end() {
        let jpeg = picture();
        let whole = Extent::Whole(jpeg.len());
        assert_eq!(extent(&jpeg), whole);
        assert_eq!(extent(&[jpeg.clone(), jpeg.clone()].concat()), whole);
        assert_eq!(extent(&[jpeg.clone(), vec![0xFF; 9]].concat()), whole);
        for length in 0..jpeg.len() {
            assert_eq!(
                extent(&jpeg[..length]),
                Extent::Unfinished,
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_thumbnail_is_passed_over() {
        let jpeg = picture();
        let photograph = with_segment(&jpeg, 0xE1, &jpeg);
        assert_eq!(extent(&photograph), Extent::Whole(photograph.len()));
    }

    #[test]
    fn a_torn_picture_breaks_where_the_next_begins() {
        let jpeg = picture();
        let torn = jpeg.len() - 20;
        let bytes = [&jpeg[..torn], &jpeg].concat();
        assert_eq!(extent(&bytes), Extent::Broken(torn));
    }

    #[test]
    fn a_picture_without_huffman_tables_has_the_standard_ones() {
        let jpeg = picture();
        let mut bare = vec![0xFF, START];
        let mut walk = Walk { rest: &jpeg[2..] };
        loop {
            let before = walk.rest;
            let step = walk.step();
            let passed = &before[..before.len() - walk.rest.len()];
            match step {
                Step::Segment(HUFFMAN_TABLES) => {}
                Step::Segment(_) => bare.extend(passed),
                _ => break bare.extend(passed),
            }
        }
        assert!(bare.len() < jpeg.len() - 100);
        assert_eq!(
            frame(&bare, Duration::ZERO).unwrap(),
            frame(&jpeg, Duration::ZERO).unwrap()
        );
    }

    #[test]
    fn colours_that_are_not_ycbcr_are_weighed() {
        let mut jpeg = Vec::new();
        let red: Vec<u8> = [255, 0, 0].into_iter().cycle().take(3 * 32 * 32).collect();
        JpegEncoder::new(&mut jpeg)
            .encode(&red, 32, 32, ExtendedColorType::Rgb8)
            .unwrap();
        let level = |jpeg: &[u8]| frame(jpeg, Duration::ZERO).unwrap().luma()[500];
        assert_eq!(level(&jpeg), 76);
        // Adobe's segment says: these three planes are red, green and blue. Now Y 76, Cb 85 and
        // Cr 255 are meant as colours.
        let adobe = with_segment(&jpeg, 0xEE, b"Adobe\0\x64\0\0\0\0\0");
        assert!((98..=102).contains(&level(&adobe)), "{}", level(&adobe));
    }
}
