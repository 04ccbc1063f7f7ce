//! Frames of video files: YUV4MPEG2 (`.y4m`) and Motion JPEG.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::frame::Frame;
use crate::jpeg::{self, Extent};
use crate::source::{Flaw, FrameSource, SourceFault};

/// A YUV4MPEG2 file: uncompressed video, of which the luma planes are read.
#[derive(Debug)]
pub struct Y4m<R> {
    input: R,
    path: PathBuf,
    header: Header,
    number: u64,
    ended: bool,
}

impl<R: BufRead> Y4m<R> {
    /// Reads the file's header; `path` names the file in errors.
    ///
    /// # Errors
    /// When the header is not one of a video with 8 bits a sample and a known frame rate.
    pub fn new(mut input: R, path: &Path) -> Result<Self, SourceFault> {
        let header = line(&mut input, MAX_HEADER, "the header")
            .and_then(|text| Header::parse(&text))
            .map_err(|flaw| SourceFault::file(path, flaw))?;
        Ok(Self {
            input,
            path: path.to_owned(),
            header,
            number: 0,
            ended: false,
        })
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Flaw> {
        if self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let marker = line(&mut self.input, MAX_FRAME_HEADER, "a frame's header")?;
        if marker != "FRAME" && !marker.starts_with("FRAME ") {
            return Err(Flaw::Header("does not begin with FRAME".to_owned()));
        }
        let Header {
            width,
            height,
            luma,
            chroma,
            rate,
        } = self.header;
        let mut plane = vec![0; luma];
        self.input.read_exact(&mut plane).map_err(cut_short)?;
        let skipped = io::copy(&mut (&mut self.input).take(chroma), &mut io::sink())?;
        if skipped < chroma {
            return Err(Flaw::Truncated { inside: "a frame" });
        }
        let time = rate.time_of(self.number);
        Ok(Some(Frame::new(plane, width, height, time)?))
    }
}

impl<R: BufRead> FrameSource for Y4m<R> {
    fn next(&mut self) -> Result<Option<Frame>, SourceFault> {
        if self.ended {
            return Ok(None);
        }
        let outcome = self.read_frame();
        self.number += 1;
        // Behind a bad frame nothing says where the next one begins.
        self.ended = !matches!(outcome, Ok(Some(_)));
        outcome.map_err(|flaw| SourceFault::frame(&self.path, self.number, flaw))
    }
}

const MAX_HEADER: u64 = 512;
const MAX_FRAME_HEADER: u64 = 128;

/// What the first line of a YUV4MPEG2 file says.
#[derive(Debug, Clone, Copy)]
struct Header {
    width: u32,
    height: u32,
    /// Bytes of the luma plane.
    luma: usize,
    /// Bytes of the planes behind it.
    chroma: u64,
    rate: Rate,
}

impl Header {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let mut words = text.split(' ');
        if words.next() != Some("YUV4MPEG2") {
            return Err(Flaw::Header("does not begin with YUV4MPEG2".to_owned()));
        }
        let (mut width, mut height, mut rate, mut colour) = (None, None, None, None);
        for word in words {
            let Some((tag, value)) = word.split_at_checked(1) else {
                return Err(odd(word));
            };
            let twice = match tag {
                "W" => width.replace(number(word, value)?).is_some(),
                "H" => height.replace(number(word, value)?).is_some(),
                "F" => rate.replace(Rate::parse(word, value)?).is_some(),
                "C" => colour.replace(value).is_some(),
                // Interlacing, pixel aspect and comments change nothing about the luma.
                "I" | "A" | "X" => false,
                _ => return Err(odd(word)),
            };
            if twice {
                return Err(Flaw::Header(format!("says {tag} twice")));
            }
        }
        let missing = |what: &str| Flaw::Header(format!("does not say the {what}"));
        let width = width.ok_or_else(|| missing("width (W)"))?;
        let height = height.ok_or_else(|| missing("height (H)"))?;
        let rate = rate.ok_or_else(|| missing("frame rate (F)"))?;
        let (columns, rows) = Frame::size(width, height)?;
        Ok(Self {
            width,
            height,
            luma: usize::from(columns) * usize::from(rows),
            chroma: chroma_bytes(colour.unwrap_or("420"), columns.into(), rows.into())?,
            rate,
        })
    }
}

/// Bytes behind the luma plane of a frame.
fn chroma_bytes(colour: &str, columns: u64, rows: u64) -> Result<u64, Flaw> {
    match colour {
        "mono" => Ok(0),
        "420" | "420jpeg" | "420mpeg2" | "420paldv" => {
            Ok(2 * columns.div_ceil(2) * rows.div_ceil(2))
        }
        "422" => Ok(2 * columns.div_ceil(2) * rows),
        "444" => Ok(2 * columns * rows),
        _ => Err(Flaw::Header(format!(
            "has the colour space C{colour:.20}; known are C420, C422, C444 and Cmono with 8 bits"
        ))),
    }
}

/// Frames per second, as a fraction.
#[derive(Debug, Clone, Copy)]
struct Rate {
    frames: u32,
    seconds: u32,
}

impl Rate {
    /// For files that do not say it.
    const USUAL: Self = Self {
        frames: 30,
        seconds: 1,
    };

    fn parse(word: &str, value: &str) -> Result<Self, Flaw> {
        let (frames, seconds) = value.split_once(':').ok_or_else(|| odd(word))?;
        let rate = Self {
            frames: number(word, frames)?,
            seconds: number(word, seconds)?,
        };
        if rate.frames == 0 || rate.seconds == 0 {
            return Err(odd(word));
        }
        Ok(rate)
    }

    /// When the frame with this number, from 0, is shown.
    fn time_of(self, number: u64) -> Duration {
        let nanoseconds =
            u128::from(number) * u128::from(self.seconds) * 1_000_000_000 / u128::from(self.frames);
        u64::try_from(nanoseconds).map_or(Duration::MAX, Duration::from_nanos)
    }
}

fn number(word: &str, digits: &str) -> Result<u32, Flaw> {
    // `parse` would take a sign.
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(odd(word));
    }
    digits.parse().map_err(|_| odd(word))
}

fn odd(word: &str) -> Flaw {
    Flaw::Header(format!("says {word:.20?}, which means nothing here"))
}

/// One line of text without its end.
fn line(input: &mut impl BufRead, limit: u64, inside: &'static str) -> Result<String, Flaw> {
    let mut bytes = Vec::new();
    input.take(limit).read_until(b'\n', &mut bytes)?;
    match bytes.pop() {
        Some(b'\n') => {}
        Some(_) if u64::try_from(bytes.len()).is_ok_and(|length| length + 1 == limit) => {
            return Err(Flaw::Header(format!(
                "{inside} is longer than {limit} bytes"
            )));
        }
        _ => return Err(Flaw::Truncated { inside }),
    }
    String::from_utf8(bytes).map_err(|_| Flaw::Header(format!("{inside} is not text")))
}

fn cut_short(why: io::Error) -> Flaw {
    if why.kind() == io::ErrorKind::UnexpectedEof {
        Flaw::Truncated { inside: "a frame" }
    } else {
        why.into()
    }
}

/// One JPEG after another: what webcams record, and what a single JPEG file is.
#[derive(Debug)]
pub struct MotionJpeg<R> {
    input: R,
    path: PathBuf,
    held: Vec<u8>,
    /// So much at the beginning of `held` is done with.
    used: usize,
    number: u64,
    ended: bool,
}

impl<R: Read> MotionJpeg<R> {
    /// Reads from `input`; `path` names the file in errors.
    #[must_use]
    pub fn new(input: R, path: &Path) -> Self {
        Self {
            input,
            path: path.to_owned(),
            held: Vec::new(),
            used: 0,
            number: 0,
            ended: false,
        }
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Flaw> {
        if !self.find_start()? {
            return Ok(None);
        }
        loop {
            let length = self.unused().len();
            match jpeg::extent(self.unused()) {
                Extent::Whole(end) => {
                    let picture = self.unused().get(..end).unwrap_or_default();
                    let frame = jpeg::frame(picture, Rate::USUAL.time_of(self.number));
                    self.used += end;
                    return frame.map(Some);
                }
                Extent::Broken(at) => {
                    // The next start can be this very byte.
                    self.used += at;
                    return Err(Flaw::Undecodable(format!("no JPEG from its byte {at} on")));
                }
                Extent::Unfinished if length > jpeg::MAX_BYTES => {
                    self.ended = true;
                    let limit = u64::try_from(jpeg::MAX_BYTES).unwrap_or(u64::MAX);
                    return Err(Flaw::TooLarge { limit });
                }
                Extent::Unfinished => {
                    if !self.read_more()? {
                        self.ended = true;
                        return Err(Flaw::Truncated { inside: "a JPEG" });
                    }
                }
            }
        }
    }

    fn unused(&self) -> &[u8] {
        self.held.get(self.used..).unwrap_or_default()
    }

    /// Skips what stands before the next picture; false when there is none.
    fn find_start(&mut self) -> Result<bool, Flaw> {
        loop {
            let mut places = self.unused().windows(START.len());
            if let Some(start) = places.position(|place| place == START) {
                self.used += start;
                return Ok(true);
            }
            // What was read may end in the middle of a start.
            let rest = self.unused().len().saturating_sub(START.len() - 1);
            self.used += rest;
            if !self.read_more()? {
                return Ok(false);
            }
        }
    }

    /// Doubles what is held, so that a long picture is not walked through too often.
    fn read_more(&mut self) -> Result<bool, Flaw> {
        self.held.drain(..self.used);
        self.used = 0;
        let wanted = u64::try_from(self.held.len()).unwrap_or(u64::MAX);
        let read = (&mut self.input)
            .take(wanted.max(64 << 10))
            .read_to_end(&mut self.held)?;
        Ok(read > 0)
    }
}

impl<R: Read> FrameSource for MotionJpeg<R> {
    fn next(&mut self) -> Result<Option<Frame>, SourceFault> {
        if self.ended {
            return Ok(None);
        }
        let outcome = self.read_frame();
        self.number += 1;
        self.ended |= matches!(outcome, Ok(None) | Err(Flaw::Unreadable(_)));
        outcome.map_err(|flaw| SourceFault::frame(&self.path, self.number, flaw))
    }
}

const START: &[u8] = &[0xFF, 0xD8, 0xFF];
