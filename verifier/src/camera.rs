//! The webcam.
//!
//! The driver is asked in a thread of its own, because it may keep its caller waiting for ever. The
//! newest picture wins: nothing queues, so a slow reader never sees the past.

use std::fmt;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nokhwa::utils::{CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType};
use nokhwa::{Buffer, NokhwaError};

use crate::frame::Frame;
use crate::guard::guarded;
use crate::luma;
use crate::source::{Flaw, FrameSource, SourceFault};

/// An open camera.
pub struct Camera {
    index: u32,
    description: String,
    stall_after: Duration,
    clock: Clock,
    opened: Instant,
    exchange: Arc<Exchange>,
    thread: Option<JoinHandle<()>>,
}

/// Tells the time that never goes back: `Instant::now`.
pub type Clock = fn() -> Instant;

impl Camera {
    /// How long a camera may be silent before it counts as stalled.
    pub const STALL_AFTER: Duration = Duration::from_secs(3);
    /// How long a camera may take to start: some warm up, and some systems ask the user first.
    pub const START_WITHIN: Duration = Duration::from_secs(10);

    /// Opens the camera with this number, as near to 1280x720 at 30 frames a second as it goes.
    ///
    /// # Errors
    /// When there is no such camera, when it is in use, forbidden or of no known format, or when
    /// it does not start within [`Self::START_WITHIN`].
    pub fn open(index: u32, stall_after: Duration, clock: Clock) -> Result<Self, SourceFault> {
        let opened = clock();
        let exchange = Arc::new(Exchange::default());
        let theirs = Arc::clone(&exchange);
        let thread = thread::Builder::new()
            .name(format!("camera {index}"))
            .spawn(move || capture(index, &theirs, clock))
            .map_err(|why| SourceFault::CameraRefused {
                index,
                why: why.to_string(),
            })?;
        let mut camera = Self {
            index,
            description: String::new(),
            stall_after,
            clock,
            opened,
            exchange,
            thread: Some(thread),
        };
        camera.description = camera.started()?;
        Ok(camera)
    }

    /// The camera's name and format, for people.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    fn started(&self) -> Result<String, SourceFault> {
        let (state, _) = self
            .exchange
            .changed
            .wait_timeout_while(self.exchange.state(), Self::START_WITHIN, |state| {
                state.newest.is_none() && state.fault.is_none()
            })
            .unwrap_or_else(PoisonError::into_inner);
        match (&state.fault, &state.description) {
            (Some(fault), _) => Err(fault.clone()),
            (None, Some(description)) if state.newest.is_some() => Ok(description.clone()),
            (None, _) => Err(self.stalled(Self::START_WITHIN)),
        }
    }

    fn stalled(&self, waited: Duration) -> SourceFault {
        SourceFault::Stalled {
            index: self.index,
            seconds: waited.as_secs(),
        }
    }
}

impl FrameSource for Camera {
    fn next(&mut self) -> Result<Option<Frame>, SourceFault> {
        let deadline = (self.clock)() + self.stall_after;
        let mut garbled = None;
        loop {
            let left = deadline.saturating_duration_since((self.clock)());
            let (mut state, _) = self
                .exchange
                .changed
                .wait_timeout_while(self.exchange.state(), left, |state| {
                    state.newest.is_none() && state.fault.is_none()
                })
                .unwrap_or_else(PoisonError::into_inner);
            let newest = state.newest.take();
            let fault = state.fault.clone();
            drop(state);
            match (newest, fault, garbled) {
                // One torn frame is nothing: the next one is on its way.
                (Some(picture), _, _) => match picture.frame(self.opened) {
                    Ok(frame) => return Ok(Some(frame)),
                    Err(flaw) if left.is_zero() => {
                        let index = self.index;
                        return Err(SourceFault::Garbled { index, flaw });
                    }
                    Err(flaw) => garbled = Some(flaw),
                },
                (None, Some(fault), _) => return Err(fault),
                (None, None, Some(flaw)) => {
                    let index = self.index;
                    return Err(SourceFault::Garbled { index, flaw });
                }
                (None, None, None) => return Err(self.stalled(self.stall_after)),
            }
        }
    }
}

/// Asks the thread to end, and waits for it only a little: a stuck driver must not hold us up.
impl Drop for Camera {
    fn drop(&mut self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        let mut state = self.exchange.state();
        state.closing = true;
        let (state, _) = self
            .exchange
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.finished)
            .unwrap_or_else(PoisonError::into_inner);
        let finished = state.finished;
        drop(state);
        if let Some(thread) = self.thread.take().filter(|_| finished) {
            // The thread catches its own panics, so there is nothing to learn from its end.
            drop(thread.join());
        }
    }
}

impl fmt::Debug for Camera {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Camera")
            .field("index", &self.index)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

/// Where the capturing thread and the camera's owner meet.
#[derive(Default)]
struct Exchange {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Set when the stream is open.
    description: Option<String>,
    newest: Option<Picture>,
    /// Why the thread has ended.
    fault: Option<SourceFault>,
    closing: bool,
    finished: bool,
}

impl Exchange {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A captured picture, not decoded yet: one that nobody takes costs nothing.
struct Picture {
    buffer: Buffer,
    at: Instant,
}

impl Picture {
    fn frame(&self, opened: Instant) -> Result<Frame, Flaw> {
        let size = self.buffer.resolution();
        luma::frame(
            self.buffer.buffer(),
            self.buffer.source_frame_format(),
            (size.width(), size.height()),
            self.at.saturating_duration_since(opened),
        )
    }
}

/// The thread's work: everything that touches the driver.
fn capture(index: u32, exchange: &Exchange, clock: Clock) {
    let why = || "its driver stopped unexpectedly".to_owned();
    let fault = guarded(|| stream(index, exchange, clock))
        .unwrap_or_else(|| Err(SourceFault::Lost { index, why: why() }))
        .err();
    let mut state = exchange.state();
    state.fault = fault;
    state.finished = true;
    exchange.changed.notify_all();
}

/// Captures until the owner closes.
fn stream(index: u32, exchange: &Exchange, clock: Clock) -> Result<(), SourceFault> {
    let mut camera = open(index)?;
    exchange.state().description = Some(describe(&camera));
    let mut failures = 0;
    while !exchange.state().closing {
        match camera.frame() {
            Ok(buffer) => {
                failures = 0;
                exchange.state().newest = Some(Picture {
                    buffer,
                    at: clock(),
                });
                exchange.changed.notify_all();
            }
            Err(why) => {
                failures += 1;
                let fault = fault(index, &why);
                let passing = matches!(fault, SourceFault::CameraRefused { .. });
                if !passing || failures > MAX_FAILURES {
                    return Err(match fault {
                        SourceFault::CameraRefused { index, why } => {
                            SourceFault::Lost { index, why }
                        }
                        other => other,
                    });
                }
                // A signal interrupts the driver's waiting, and a bad cable loses a frame; either
                // leaves its buffers in disorder, so they are asked for anew.
                restart(&mut camera).map_err(|why| SourceFault::Lost {
                    index,
                    why: why.to_string(),
                })?;
            }
        }
    }
    Ok(())
}

/// So many frames may fail one after another before the camera counts as lost.
const MAX_FAILURES: u32 = 5;

fn restart(camera: &mut nokhwa::Camera) -> Result<(), NokhwaError> {
    camera.stop_stream()?;
    camera.open_stream()
}

fn open(index: u32) -> Result<nokhwa::Camera, SourceFault> {
    ask_permission(index)?;
    let refused = |why: NokhwaError| fault(index, &why);
    let mut camera = first_format(index).map_err(refused)?;
    prefer(&mut camera).map_err(refused)?;
    camera.open_stream().map_err(refused)?;
    Ok(camera)
}

/// Some systems ask the user before a program may see.
fn ask_permission(index: u32) -> Result<(), SourceFault> {
    if nokhwa::nokhwa_check() {
        return Ok(());
    }
    let (answer, answered) = sync_channel(1);
    nokhwa::nokhwa_initialize(move |granted| {
        // A late answer finds nobody listening any more.
        let _ = answer.try_send(granted);
    });
    match answered.recv_timeout(Camera::START_WITHIN) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(SourceFault::CameraDenied { index }),
    }
}

/// Layouts whose luma is found quickly come first.
const LAYOUTS: [FrameFormat; 6] = [
    FrameFormat::NV12,
    FrameFormat::GRAY,
    FrameFormat::YUYV,
    FrameFormat::MJPEG,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
];

/// Opens the camera in any format at all: before that, nothing tells what it can do.
fn first_format(index: u32) -> Result<nokhwa::Camera, NokhwaError> {
    let any = |layouts: &[FrameFormat]| {
        let format = RequestedFormat::with_formats(RequestedFormatType::None, layouts);
        nokhwa::Camera::new(CameraIndex::Index(index), format)
    };
    let first = any(&LAYOUTS);
    // A driver can refuse the very first format that it lists.
    if let Err(NokhwaError::SetPropertyError { .. }) = first {
        let mut others = LAYOUTS.chunks(1).map(any);
        return others.find(Result::is_ok).unwrap_or(first);
    }
    first
}

/// Sets the best format that the camera really takes; keeps its own when it takes no other.
fn prefer(camera: &mut nokhwa::Camera) -> Result<(), NokhwaError> {
    let mut formats = camera.compatible_camera_formats().unwrap_or_default();
    formats.retain(|format| LAYOUTS.contains(&format.format()));
    formats.sort_by_key(distance);
    formats.dedup();
    for format in formats.into_iter().take(MAX_ATTEMPTS) {
        if camera.camera_format() == format {
            return Ok(());
        }
        let exactly = RequestedFormatType::Exact(format);
        let layouts = [format.format()];
        match camera.set_camera_requset(RequestedFormat::with_formats(exactly, &layouts)) {
            Ok(_) => return Ok(()),
            Err(why) if os_error(&why) == Some(BUSY) => return Err(why),
            // The driver may have changed part of its format all the same.
            Err(_) => {
                camera.refresh_camera_format()?;
            }
        }
    }
    Ok(())
}

const MAX_ATTEMPTS: usize = 12;

/// How far a format is from what we like; size counts more than rate, and rate more than layout.
fn distance(format: &CameraFormat) -> (bool, u64, u32, Option<usize>) {
    const LIKED_PIXELS: u64 = 1280 * 720;
    const LIKED_RATE: u32 = 30;
    let rate = format.frame_rate();
    let unfit = !(10..=240).contains(&rate);
    let pixels = u64::from(format.width()) * u64::from(format.height());
    (
        unfit,
        pixels.abs_diff(LIKED_PIXELS),
        rate.abs_diff(LIKED_RATE),
        LAYOUTS.iter().position(|layout| *layout == format.format()),
    )
}

fn describe(camera: &nokhwa::Camera) -> String {
    let format = camera.camera_format();
    format!(
        "{}, {}x{} {} at {} frames/s",
        camera.info().human_name(),
        format.width(),
        format.height(),
        format.format(),
        format.frame_rate()
    )
}

const NOT_PERMITTED: i32 = 1;
const NO_ENTRY: i32 = 2;
const NO_SUCH_ADDRESS: i32 = 6;
const ACCESS: i32 = 13;
const BUSY: i32 = 16;
const NO_DEVICE: i32 = 19;

/// What a driver's error means for us. The library hands on the system's words alone.
fn fault(index: u32, why: &NokhwaError) -> SourceFault {
    let opening = matches!(why, NokhwaError::OpenDeviceError(..));
    match (os_error(why), why) {
        (Some(NO_ENTRY), _) => SourceFault::NoCamera { index },
        (Some(NO_DEVICE | NO_SUCH_ADDRESS), _) if opening => SourceFault::NoCamera { index },
        (Some(NO_DEVICE | NO_SUCH_ADDRESS), _) => SourceFault::Lost {
            index,
            why: why.to_string(),
        },
        (Some(BUSY), _) => SourceFault::CameraBusy { index },
        (Some(ACCESS | NOT_PERMITTED), _) => SourceFault::CameraDenied { index },
        (None, NokhwaError::GetPropertyError { property, error }) => SourceFault::NoFormat {
            index,
            why: match property.as_str() {
                "CameraFormat" => "it lists none of them".to_owned(),
                _ => format!("{property}: {error}"),
            },
        },
        _ => SourceFault::CameraRefused {
            index,
            why: why.to_string(),
        },
    }
}

/// The number in "... (os error 16)".
fn os_error(why: &NokhwaError) -> Option<i32> {
    let text = why.to_string();
    let (_, number) = text.rsplit_once("(os error ")?;
    let (number, _) = number.split_once(')')?;
    number.parse().ok()
}
