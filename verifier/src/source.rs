//! Where frames come from: a camera, a video file, pictures.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::frame::{Frame, FrameFault};
use crate::picture::{Picture, PictureFolder};
use crate::video::{MotionJpeg, Y4m};

/// Gives one frame after another.
pub trait FrameSource {
    /// The next frame; `None` when a file has ended. A camera never ends.
    ///
    /// # Errors
    /// See [`SourceFault`]. A source may be asked again: a camera that stalled can come back, one
    /// that was lost stays lost and has to be opened anew; a file goes on behind an unreadable
    /// frame, or has ended.
    fn next(&mut self) -> Result<Option<Frame>, SourceFault>;
}

/// Opens a Y4M or Motion JPEG video, a PNG, JPEG or PGM picture, or a folder of pictures.
///
/// A file is known by its content, not by its name.
///
/// # Errors
/// When the path cannot be read, or holds none of these.
pub fn open(path: &Path) -> Result<Box<dyn FrameSource + Send>, SourceFault> {
    let fault = |flaw| SourceFault::file(path, flaw);
    let kind = fs::metadata(path).map_err(|why| fault(why.into()))?;
    if kind.is_dir() {
        return Ok(Box::new(PictureFolder::open(path)?));
    }
    // A pipe or a device could keep us waiting for ever.
    if !kind.is_file() {
        return Err(fault(Flaw::NotAFile));
    }
    let file = File::open(path).map_err(|why| fault(why.into()))?;
    let mut magic = Vec::new();
    (&file)
        .take(10)
        .read_to_end(&mut magic)
        .and_then(|_| io::Seek::rewind(&mut &file))
        .map_err(|why| fault(why.into()))?;
    match magic.as_slice() {
        [] => Err(fault(Flaw::Empty)),
        b"YUV4MPEG2 " => Ok(Box::new(Y4m::new(BufReader::new(file), path)?)),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Box::new(MotionJpeg::new(file, path))),
        [0x89, b'P', b'N', b'G', ..] | [b'P', b'5', ..] => Ok(Box::new(Picture::new(path))),
        _ => Err(fault(Flaw::UnknownFormat)),
    }
}

/// Why a source gives no frame.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceFault {
    /// There is no camera of this number.
    NoCamera {
        /// The camera's number.
        index: u32,
    },
    /// Another program holds the camera.
    CameraBusy {
        /// The camera's number.
        index: u32,
    },
    /// The system does not let us use the camera.
    CameraDenied {
        /// The camera's number.
        index: u32,
    },
    /// The camera offers no picture format that can be read.
    NoFormat {
        /// The camera's number.
        index: u32,
        /// What the driver said.
        why: String,
    },
    /// The camera could not be started, for another reason.
    CameraRefused {
        /// The camera's number.
        index: u32,
        /// What the driver said.
        why: String,
    },
    /// The camera was unplugged, or its driver gave up.
    Lost {
        /// The camera's number.
        index: u32,
        /// What the driver said.
        why: String,
    },
    /// The camera is silent.
    Stalled {
        /// The camera's number.
        index: u32,
        /// For how many seconds.
        seconds: u64,
    },
    /// The camera sends frames, and none of them can be decoded.
    Garbled {
        /// The camera's number.
        index: u32,
        /// What is wrong with the last one.
        flaw: Flaw,
    },
    /// A file or folder cannot be used.
    File {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        flaw: Flaw,
    },
    /// One frame of a file cannot be used.
    Frame {
        /// The file's path.
        path: PathBuf,
        /// The frame's number, from 1.
        number: u64,
        /// What is wrong.
        flaw: Flaw,
    },
}

impl SourceFault {
    pub(crate) fn file(path: &Path, flaw: Flaw) -> Self {
        Self::File {
            path: path.to_owned(),
            flaw,
        }
    }

    pub(crate) fn frame(path: &Path, number: u64, flaw: Flaw) -> Self {
        Self::Frame {
            path: path.to_owned(),
            number,
            flaw,
        }
    }
}

impl fmt::Display for SourceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCamera { index } => write!(
                f,
                "there is no camera {index}; plug one in or choose another number"
            ),
            Self::CameraBusy { index } => write!(
                f,
                "camera {index} is in use by another program; close that program"
            ),
            Self::CameraDenied { index } => write!(
                f,
                "camera {index} may not be used by this user; on Linux join the group `video`"
            ),
            Self::NoFormat { index, why } => write!(
                f,
                "camera {index} offers no format that can be read (YUYV, UYVY, NV12, YU12, GREY, MJPEG, RGB): {why}"
            ),
            Self::CameraRefused { index, why } => {
                write!(f, "camera {index} could not be started: {why}")
            }
            Self::Lost { index, why } => write!(
                f,
                "camera {index} was lost, check its cable and plug it in again: {why}"
            ),
            Self::Stalled { index, seconds } => write!(
                f,
                "camera {index} has sent no frame for {seconds} s; check its cable or plug it in again"
            ),
            Self::Garbled { index, flaw } => {
                write!(
                    f,
                    "camera {index} sends frames that cannot be decoded: {flaw}"
                )
            }
            Self::File { path, flaw } => write!(f, "{}: {flaw}", path.display()),
            Self::Frame { path, number, flaw } => {
                write!(f, "{}: frame {number}: {flaw}", path.display())
            }
        }
    }
}

impl std::error::Error for SourceFault {}

/// What is wrong with a file, or with one of its frames.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The system could not read it.
    Unreadable(String),
    /// It is a pipe, a device or the like.
    NotAFile,
    /// It begins like no format known here.
    UnknownFormat,
    /// It holds no picture at all.
    Empty,
    /// It is larger than is taken.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// It holds more pictures than are taken.
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// Its header says something that is not taken.
    Header(String),
    /// It ends too early.
    Truncated {
        /// What the end was expected after.
        inside: &'static str,
    },
    /// Its size is out of bounds, or its bytes do not fill it.
    Frame(FrameFault),
    /// Its compressed picture cannot be decoded.
    Undecodable(String),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::NotAFile => write!(f, "is neither a file nor a folder"),
            Self::UnknownFormat => {
                write!(f, "is neither PNG, JPEG, PGM (P5), Y4M nor Motion JPEG")
            }
            Self::Empty => write!(f, "holds no picture"),
            Self::TooLarge { limit } => write!(f, "is larger than {limit} bytes"),
            Self::TooMany { limit } => write!(f, "holds more than {limit} pictures"),
            Self::Header(why) => write!(f, "{why}"),
            Self::Truncated { inside } => write!(f, "ends inside {inside}"),
            Self::Frame(fault) => write!(f, "{fault}"),
            Self::Undecodable(why) => write!(f, "cannot be decoded: {why}"),
        }
    }
}

impl std::error::Error for Flaw {}

impl From<FrameFault> for Flaw {
    fn from(fault: FrameFault) -> Self {
        Self::Frame(fault)
    }
}

impl From<io::Error> for Flaw {
    fn from(why: io::Error) -> Self {
        Self::Unreadable(why.to_string())
    }
}
