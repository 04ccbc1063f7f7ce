//! Cameras of Linux, by Video4Linux itself.
//!
//! This is the layer below `nokhwa`, which serves the other systems. Its Linux part passes over grey cameras and
//! fractional rates, hands on what an earlier picture has left behind a shorter one, and waits for a frame for ever;
//! here all four are told by the driver.

use std::fs;
use std::io::{self, ErrorKind};
use std::mem;
use std::time::Duration;

use v4l::buffer::{Flags, Type};
use v4l::capability::{Capabilities, Flags as Abilities};
use v4l::device::Device;
use v4l::io::mmap::Stream as Mapped;
use v4l::io::traits::{CaptureStream as _, Stream as _};
use v4l::video::Capture as _;

#[path = "linux/offer.rs"]
mod offer;

use super::mode::Mode;
use super::{Found, Picture};
use crate::guard::guarded;
use crate::luma::Layout;
use crate::source::SourceFault;
use offer::{name, offers};

/// So many settings are tried.
const MAX_ATTEMPTS: usize = 12;
/// So many times in a row a frame may fail before the camera counts as lost.
const MAX_FAILURES: u32 = 5;
/// A wait for a frame ends after this, so that somebody who closes the camera does not wait.
const PATIENCE: Duration = Duration::from_millis(200);
/// The kernel has no more video devices (`VIDEO_NUM_DEVICES`).
const LAST_INDEX: u8 = u8::MAX;

/// A camera that sends frames.
pub(super) struct Driver {
    index: u32,
    device: Device,
    /// `None` only on the way out.
    stream: Option<Mapped<'static>>,
    layout: Layout,
    mode: Mode,
    /// Whether the driver has all buffers.
    has_all: bool,
    failures: u32,
}

impl Driver {
    /// Opens and starts a camera, as near to 1280x720 at 30 frames a second as it goes.
    pub(super) fn open(index: u32) -> Result<Self, SourceFault> {
        let refused = |why: io::Error| fault_at_start(index, &why);
        let number = usize::try_from(index).unwrap_or(usize::MAX);
        let device = Device::new(number).map_err(refused)?;
        let about = device.query_caps().map_err(refused)?;
        // Many cameras have a second device that sends no pictures.
        if !is_camera(&about) {
            return Err(SourceFault::NoCamera { index });
        }
        let offers = offers(&device).map_err(refused)?;
        for offer in offers.into_iter().take(MAX_ATTEMPTS) {
            let Some((layout, mode)) = offer.set(&device, &about.card).map_err(refused)? else {
                continue;
            };
            let (stream, has_all) = started(&device).map_err(refused)?;
            return Ok(Self {
                index,
                device,
                stream: Some(stream),
                layout,
                mode,
                has_all,
                failures: 0,
            });
        }
        let formats = device.enum_formats().unwrap_or_default();
        let names: Vec<String> = formats.iter().map(|format| name(format.fourcc)).collect();
        let why = match names.as_slice() {
            [] => "it lists none".to_owned(),
            names => format!("it has {}", names.join(", ")),
        };
        Err(SourceFault::NoFormat { index, why })
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The next picture; `None` when there was none for a moment.
    pub(super) fn next(&mut self) -> Result<Option<Picture>, SourceFault> {
        let why = match self.take() {
            Ok(bytes) => {
                self.failures = 0;
                return Ok(bytes.map(|bytes| Picture {
                    bytes,
                    layout: self.layout,
                }));
            }
            Err(why) => why,
        };
        // A bad cable loses a frame and leaves the driver in disorder: it is started anew.
        self.failures += 1;
        if is_gone(&why) || self.failures > MAX_FAILURES {
            return Err(self.lost(&why));
        }
        self.restart().map_err(|why| self.lost(&why))?;
        Ok(None)
    }

    fn take(&mut self) -> io::Result<Option<Vec<u8>>> {
        let gone = || io::Error::other("the stream has ended");
        let stream = self.stream.as_mut().ok_or_else(gone)?;
        let taken = if self.has_all {
            // The library gives its last buffer back before it waits for the next one, and here there is none to give
            // back: so one frame is passed over.
            stream.dequeue().map(|_| None)
        } else {
            stream.next().map(|(bytes, about)| {
                let used = usize::try_from(about.bytesused).unwrap_or(usize::MAX);
                let is_whole = used > 0 && !about.flags.contains(Flags::ERROR);
                is_whole.then(|| bytes.get(..used).unwrap_or(bytes).to_vec())
            })
        };
        self.has_all = taken.is_err();
        match taken {
            Err(why) if is_silence(&why) => Ok(None),
            other => other,
        }
    }

    fn restart(&mut self) -> io::Result<()> {
        self.end();
        let (stream, has_all) = started(&self.device)?;
        (self.stream, self.has_all) = (Some(stream), has_all);
        Ok(())
    }

    fn end(&mut self) {
        if let Some(stream) = self.stream.take() {
            end(stream);
        }
    }

    fn lost(&self, why: &io::Error) -> SourceFault {
        SourceFault::Lost {
            index: self.index,
            why: why.to_string(),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end();
    }
}

/// Gives the driver its buffers and starts it. Whether it still has all of them.
fn started(device: &Device) -> io::Result<(Mapped<'static>, bool)> {
    const BUFFERS: u32 = 4;
    let mut stream = Mapped::with_buffers(device, Type::VideoCapture, BUFFERS)?;
    stream.set_timeout(PATIENCE);
    // The library starts the driver with its first wait, which may well be in vain; the first frame of many cameras
    // is dark anyhow.
    match stream.next().map(drop) {
        Ok(()) => Ok((stream, false)),
        Err(why) if is_silence(&why) => Ok((stream, true)),
        Err(why) => {
            end(stream);
            Err(why)
        }
    }
}

/// The library panics where a stream does not stop, and a second panic on the way out would end the program: such a
/// stream is left as it is.
fn end(mut stream: Mapped<'static>) {
    match stream.stop() {
        Err(why) if !is_gone(&why) => mem::forget(stream),
        _ => drop(stream),
    }
}

fn is_camera(about: &Capabilities) -> bool {
    let needed = Abilities::VIDEO_CAPTURE | Abilities::STREAMING;
    about.capabilities.contains(needed)
}

/// The cameras of this machine.
pub(super) fn list() -> Vec<Found> {
    (0..=LAST_INDEX)
        .filter_map(|index| {
            let name = guarded(|| name_at(index)).flatten()?;
            let index = index.into();
            Some(Found { index, name })
        })
        .collect()
}

/// How this camera can be set.
pub(super) fn modes(index: u32) -> Option<Vec<Mode>> {
    let number = usize::try_from(index).ok()?;
    guarded(|| {
        let device = Device::new(number).ok()?;
        let about = device.query_caps().ok().filter(is_camera)?;
        let offers = offers(&device).ok()?;
        Some(offers.iter().map(|offer| offer.mode(&about.card)).collect())
    })
    .flatten()
}

fn name_at(index: u8) -> Option<String> {
    match Device::new(index.into()) {
        Ok(device) => {
            let about = device.query_caps().ok()?;
            is_camera(&about).then_some(about.card)
        }
        // Its name may be read even where it may not be used.
        Err(why) if matches!(why.raw_os_error(), Some(BUSY | ACCESS | NOT_PERMITTED)) => {
            let path = format!("/sys/class/video4linux/video{index}/name");
            let name = fs::read_to_string(path).unwrap_or_default();
            Some(name.trim().to_owned())
        }
        Err(_) => None,
    }
}

const NOT_PERMITTED: i32 = 1;
const NO_SUCH_ADDRESS: i32 = 6;
const ACCESS: i32 = 13;
const BUSY: i32 = 16;
const NO_DEVICE: i32 = 19;
const NO_SPACE: i32 = 28;

/// No frame has come, and that is all.
fn is_silence(why: &io::Error) -> bool {
    matches!(
        why.kind(),
        ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock
    )
}

fn is_gone(why: &io::Error) -> bool {
    matches!(why.raw_os_error(), Some(NO_DEVICE | NO_SUCH_ADDRESS))
}

/// What a driver's error means while a camera is opened.
fn fault_at_start(index: u32, why: &io::Error) -> SourceFault {
    match why.raw_os_error() {
        _ if is_gone(why) || why.kind() == ErrorKind::NotFound => SourceFault::NoCamera { index },
        Some(BUSY) => SourceFault::CameraBusy { index },
        Some(ACCESS | NOT_PERMITTED) => SourceFault::CameraDenied { index },
        // The system's own words would be about a disk.
        Some(NO_SPACE) => SourceFault::CameraRefused {
            index,
            why: "the USB bus has no room for it, plug it in elsewhere".to_owned(),
        },
        _ => SourceFault::CameraRefused {
            index,
            why: why.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_driver_says_is_told_apart() {
        let fault = |number| fault_at_start(3, &io::Error::from_raw_os_error(number));
        assert_eq!(fault(2), SourceFault::NoCamera { index: 3 });
        assert_eq!(fault(NO_DEVICE), SourceFault::NoCamera { index: 3 });
        assert_eq!(fault(BUSY), SourceFault::CameraBusy { index: 3 });
        assert_eq!(fault(ACCESS), SourceFault::CameraDenied { index: 3 });
        assert!(fault(NO_SPACE).to_string().contains("USB"));
        assert!(fault(5).to_string().contains("could not be started"));
    }
}
