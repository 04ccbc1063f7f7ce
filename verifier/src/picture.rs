//! Frames of pictures: PNG, JPEG and PGM, one file or a folder of them.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use crate::frame::Frame;
use crate::guard::guarded;
use crate::jpeg;
use crate::source::{Flaw, FrameSource, SourceFault};

/// The largest picture file taken.
pub const MAX_BYTES: u64 = 64 << 20;

/// One picture file: a source of one frame.
#[derive(Debug)]
pub struct Picture {
    path: Option<PathBuf>,
}

impl Picture {
    /// The picture in this file.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
        }
    }
}

impl FrameSource for Picture {
    fn next(&mut self) -> Result<Option<Frame>, SourceFault> {
        let Some(path) = self.path.take() else {
            return Ok(None);
        };
        read(&path, Duration::ZERO)
            .map(Some)
            .map_err(|flaw| SourceFault::frame(&path, 1, flaw))
    }
}

/// The pictures of a folder, in the order of their names.
#[derive(Debug)]
pub struct PictureFolder {
    paths: std::vec::IntoIter<PathBuf>,
    number: u32,
}

impl PictureFolder {
    /// The most pictures taken from one folder.
    pub const MAX_PICTURES: usize = 100_000;
    /// Pictures have no times of their own, so they follow each other this fast.
    pub const INTERVAL: Duration = Duration::from_millis(33);

    /// Lists the folder's files named `.png`, `.jpg`, `.jpeg` or `.pgm`.
    ///
    /// # Errors
    /// When the folder cannot be read, holds no picture or too many.
    pub fn open(path: &Path) -> Result<Self, SourceFault> {
        let list = || -> Result<Vec<PathBuf>, Flaw> {
            let mut paths = Vec::new();
            for entry in fs::read_dir(path)? {
                let file = entry?.path();
                if is_picture(&file) {
                    paths.push(file);
                }
                if paths.len() > Self::MAX_PICTURES {
                    return Err(Flaw::TooMany {
                        limit: Self::MAX_PICTURES,
                    });
                }
            }
            if paths.is_empty() {
                return Err(Flaw::Empty);
            }
            paths.sort();
            Ok(paths)
        };
        let paths = list().map_err(|flaw| SourceFault::file(path, flaw))?;
        Ok(Self {
            paths: paths.into_iter(),
            number: 0,
        })
    }
}

impl FrameSource for PictureFolder {
    fn next(&mut self) -> Result<Option<Frame>, SourceFault> {
        let Some(path) = self.paths.next() else {
            return Ok(None);
        };
        let time = Self::INTERVAL.saturating_mul(self.number);
        self.number += 1;
        read(&path, time)
            .map(Some)
            .map_err(|flaw| SourceFault::frame(&path, self.number.into(), flaw))
    }
}

/// Decodes the bytes of one PNG, JPEG or PGM file.
///
/// # Errors
/// When they are none of these, or damaged, or out of bounds.
pub fn decode(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    match bytes {
        [] => Err(Flaw::Empty),
        [0xFF, 0xD8, 0xFF, ..] => jpeg_picture(bytes, time),
        [0x89, b'P', b'N', b'G', ..] => png(bytes, time),
        [b'P', b'5', header @ ..] => pgm(header, time),
        _ => Err(Flaw::UnknownFormat),
    }
}

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(|name| name.to_str());
    extension.is_some_and(|name| {
        ["png", "jpg", "jpeg", "pgm"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    })
}

fn read(path: &Path, time: Duration) -> Result<Frame, Flaw> {
    // A pipe or a device could keep us waiting for ever.
    if !fs::metadata(path)?.is_file() {
        return Err(Flaw::NotAFile);
    }
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_BYTES) {
        decode(&bytes, time)
    } else {
        Err(Flaw::TooLarge { limit: MAX_BYTES })
    }
}

fn jpeg_picture(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    match jpeg::extent(bytes) {
        // Telephones put a film or other data behind a photograph.
        jpeg::Extent::Whole(end) => jpeg::frame(bytes.get(..end).unwrap_or(bytes), time),
        jpeg::Extent::Unfinished => Err(Flaw::Truncated { inside: "a JPEG" }),
        jpeg::Extent::Broken(at) => Err(Flaw::Undecodable(format!("no JPEG from byte {at} on"))),
    }
}

fn png(bytes: &[u8], time: Duration) -> Result<Frame, Flaw> {
    guarded(|| {
        let mut limits = Limits::default();
        limits.max_image_width = Some(Frame::MAX_SIDE.into());
        limits.max_image_height = Some(Frame::MAX_SIDE.into());
        // The largest frame in 16-bit RGBA, and as much again to work with.
        limits.max_alloc = Some(16 * u64::from(Frame::MAX_PIXELS));
        let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
        reader.limits(limits);
        let picture = reader
            .decode()
            .map_err(|why| Flaw::Undecodable(why.to_string()))?;
        let (width, height) = (picture.width(), picture.height());
        Frame::size(width, height)?;
        Ok(Frame::new(on_white(picture), width, height, time)?)
    })
    .unwrap_or_else(|| Err(Flaw::Undecodable("the decoder gave up".to_owned())))
}

/// A transparent picture is drawn on white paper: black on nothing would be black on black.
fn on_white(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_luma8().into_raw();
    }
    let drawn = picture.into_luma_alpha8();
    drawn
        .pixels()
        .map(|pixel| {
            let [luma, alpha] = pixel.0;
            let sum = u16::from(luma) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        })
        .collect()
}

/// PGM, "P5" already read: three numbers with white space and comments between them, one white
/// space, and the pixels.
fn pgm(header: &[u8], time: Duration) -> Result<Frame, Flaw> {
    let mut rest = header;
    let width = pgm_number(&mut rest)?;
    let height = pgm_number(&mut rest)?;
    let brightest = pgm_number(&mut rest)?;
    if brightest != 255 {
        return Err(Flaw::Header(format!(
            "has {brightest} as its brightest value; only 255 is known"
        )));
    }
    let [space, pixels @ ..] = rest else {
        return Err(Flaw::Truncated {
            inside: "the header",
        });
    };
    if !space.is_ascii_whitespace() {
        return Err(Flaw::Header("has no space before its pixels".to_owned()));
    }
    Frame::size(width, height)?;
    Ok(Frame::new(pixels.to_vec(), width, height, time)?)
}

fn pgm_number(rest: &mut &[u8]) -> Result<u32, Flaw> {
    let before = rest.len();
    loop {
        match rest {
            [b'#', ..] => {
                let end = rest.iter().position(|byte| *byte == b'\n');
                *rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
            }
            [space, after @ ..] if space.is_ascii_whitespace() => *rest = after,
            [] => {
                return Err(Flaw::Truncated {
                    inside: "the header",
                });
            }
            _ => break,
        }
    }
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, after) = rest.split_at(digits);
    let number = std::str::from_utf8(number)
        .ok()
        .and_then(|text| text.parse().ok());
    match number {
        Some(number) if before > rest.len() => {
            *rest = after;
            Ok(number)
        }
        _ => Err(Flaw::Header(
            "has no sensible number in its header".to_owned(),
        )),
    }
}
