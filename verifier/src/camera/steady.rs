//! A camera that is opened again whenever it was lost.

use std::fmt;
use std::time::{Duration, Instant};

use super::{Camera, Clock, Found, Mode, list};
use crate::frame::Frame;
use crate::source::{FrameSource as _, SourceFault};

/// A camera that may be unplugged and plugged in again.
///
/// Time does not pass for its frames while a short loss lasts, so that a code which is held there all the while is one
/// code and not two.
pub struct SteadyCamera {
    index: u32,
    mode: Mode,
    camera: Option<Camera>,
    clock: Clock,
    pause: Pause,
    /// Frame times count from here.
    start: Instant,
    /// When the last frame was taken.
    last: Instant,
    /// What was said about the loss.
    told: Option<SourceFault>,
    /// Why it could not be opened again when it was last tried.
    tried: Option<SourceFault>,
    /// Whether this machine has no camera beside it.
    is_alone: bool,
}

/// Waits: `std::thread::sleep`.
pub type Pause = fn(Duration);

/// What a look through the camera gives.
#[derive(Debug)]
pub enum Look {
    /// The next frame.
    Frame(Frame),
    /// The camera is lost, or cannot be opened again for another reason than the one said before.
    Lost(SourceFault),
    /// It is still lost.
    Waiting,
    /// It is back.
    Back,
}

impl SteadyCamera {
    /// How long it waits before it tries again.
    pub const RETRY_AFTER: Duration = Duration::from_secs(1);
    /// A longer loss counts: by then every code has changed.
    pub const SHORT_LOSS: Duration = Duration::from_secs(30);

    /// Opens the camera with this number for the first time.
    ///
    /// # Errors
    /// As [`Camera::open`].
    pub fn open(index: u32, clock: Clock, pause: Pause) -> Result<Self, SourceFault> {
        let camera = Camera::open(index, Camera::STALL_AFTER, clock)?;
        Ok(Self {
            index,
            mode: camera.mode().clone(),
            start: camera.opened,
            last: clock(),
            camera: Some(camera),
            clock,
            pause,
            told: None,
            tried: None,
            is_alone: false,
        })
    }

    /// Its number, which can change when it was plugged in again.
    #[must_use]
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// Its name, and how it has been set.
    #[must_use]
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The next frame, or what has become of the camera. Returns within some seconds.
    pub fn look(&mut self) -> Look {
        let Some(camera) = &mut self.camera else {
            return self.try_again();
        };
        match camera.next() {
            Ok(Some(frame)) => {
                self.last = (self.clock)();
                Look::Frame(frame)
            }
            Ok(None) => Look::Waiting,
            Err(fault) => {
                self.camera = None;
                self.tried = None;
                self.is_alone = false;
                self.told = Some(fault.clone());
                Look::Lost(fault)
            }
        }
    }

    fn try_again(&mut self) -> Look {
        (self.pause)(Self::RETRY_AFTER);
        match self.reopened() {
            Ok(mut camera) => {
                let blind = (self.clock)().saturating_duration_since(self.last);
                if blind <= Self::SHORT_LOSS {
                    self.start += blind;
                }
                camera.opened = self.start;
                self.mode = camera.mode().clone();
                self.camera = Some(camera);
                Look::Back
            }
            // One that was just plugged in may be busy or forbidden for a moment: only what stays so is said.
            Err(fault) => {
                let stays = self.tried.as_ref() == Some(&fault);
                let is_news = !self.expects(&fault) && self.told.as_ref() != Some(&fault);
                self.tried = Some(fault.clone());
                if stays && is_news {
                    self.told = Some(fault.clone());
                    Look::Lost(fault)
                } else {
                    Look::Waiting
                }
            }
        }
    }

    /// Whether this is what the person was told already, in other words.
    fn expects(&self, fault: &SourceFault) -> bool {
        match fault {
            SourceFault::NoCamera { .. }
            | SourceFault::Lost { .. }
            | SourceFault::Stalled { .. }
            | SourceFault::Garbled { .. } => true,
            // A driver that answers nobody is still held by our own thread.
            SourceFault::CameraBusy { .. } => {
                matches!(self.told, Some(SourceFault::Stalled { .. }))
            }
            _ => false,
        }
    }

    /// Opens it under its number, or under the one that it has now.
    fn reopened(&mut self) -> Result<Camera, SourceFault> {
        let missing = match Camera::open(self.index, Camera::STALL_AFTER, self.clock) {
            Err(missing @ SourceFault::NoCamera { .. }) => missing,
            other => return other,
        };
        let found = list();
        self.is_alone |= found.is_empty();
        let index = moved(&found, &self.mode.name, self.is_alone).ok_or(missing)?;
        let camera = Camera::open(index, Camera::STALL_AFTER, self.clock)?;
        self.index = index;
        Ok(camera)
    }
}

/// The number under which a camera has come back: that of the one with its name; where no other camera was there, that
/// of any.
fn moved(found: &[Found], name: &str, is_alone: bool) -> Option<u32> {
    let mut same = found.iter().filter(|camera| camera.name == name);
    match (same.next(), same.next(), found) {
        (Some(camera), None, _) => Some(camera.index),
        (None, _, [camera]) if is_alone => Some(camera.index),
        _ => None,
    }
}

impl fmt::Debug for SteadyCamera {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SteadyCamera")
            .field("index", &self.index)
            .field("mode", &self.mode)
            .field("told", &self.told)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cameras: &[(u32, &str)]) -> Vec<Found> {
        let camera = |&(index, name): &(u32, &str)| Found {
            index,
            name: name.to_owned(),
        };
        cameras.iter().map(camera).collect()
    }

    #[test]
    fn a_camera_is_known_by_its_name_and_an_only_one_by_being_the_only_one() {
        for (cameras, is_alone, index) in [
            (&[][..], true, None),
            (&[(3, "A")], false, Some(3)),
            (&[(0, "built in"), (3, "A")], false, Some(3)),
            (&[(0, "built in")], false, None),
            (&[(0, "B")], true, Some(0)),
            (&[(0, "B"), (1, "C")], true, None),
            // Which of two alike it was, nobody knows.
            (&[(2, "A"), (3, "A")], false, None),
        ] {
            assert_eq!(moved(&found(cameras), "A", is_alone), index, "{cameras:?}");
        }
    }
}
