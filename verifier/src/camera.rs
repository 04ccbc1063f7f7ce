//! The webcam.
//!
//! The driver is asked in a thread of its own, because it may keep its caller waiting for ever. The
//! newest picture wins: nothing queues, so a slow reader never sees the past.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

#[cfg(not(target_os = "linux"))]
#[path = "camera/elsewhere.rs"]
mod driver;
#[cfg(target_os = "linux")]
#[path = "camera/linux.rs"]
mod driver;
mod mode;
mod steady;

use crate::frame::Frame;
use crate::guard::guarded;
use crate::luma::{self, Layout};
use crate::source::{Flaw, FrameSource, SourceFault};
use driver::Driver;

pub use mode::{Mode, Rate};
pub use steady::{Look, Pause, SteadyCamera};

/// An open camera.
pub struct Camera {
    index: u32,
    mode: Mode,
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
            mode: Mode::default(),
            stall_after,
            clock,
            opened,
            exchange,
            thread: Some(thread),
        };
        camera.mode = camera.started()?;
        Ok(camera)
    }

    /// The camera's name, and how it has been set.
    #[must_use]
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// How many frames the camera has sent so far, taken or not.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.exchange.state().sent
    }

    fn started(&self) -> Result<Mode, SourceFault> {
        let (state, _) = self
            .exchange
            .changed
            .wait_timeout_while(self.exchange.state(), Self::START_WITHIN, |state| {
                state.newest.is_none() && state.fault.is_none()
            })
            .unwrap_or_else(PoisonError::into_inner);
        match (&state.fault, &state.mode) {
            (Some(fault), _) => Err(fault.clone()),
            (None, Some(mode)) if state.newest.is_some() => Ok(mode.clone()),
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

/// A camera that the system knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number.
    pub index: u32,
    /// What it calls itself.
    pub name: String,
}

/// The cameras of this machine, in the order of their numbers.
#[must_use]
pub fn list() -> Vec<Found> {
    let mut found = driver::list();
    found.sort_by_key(|camera| camera.index);
    found
}

/// How the camera with this number can be set, the best way first; `None` where the system does not tell.
#[must_use]
pub fn modes(index: u32) -> Option<Vec<Mode>> {
    driver::modes(index)
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
                (Some((picture, at)), _, _) => match picture.frame(at, self.opened) {
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
            .field("mode", &self.mode)
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
    mode: Option<Mode>,
    /// The last picture that nobody has taken, and when it came.
    newest: Option<(Picture, Instant)>,
    sent: u64,
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
    bytes: Vec<u8>,
    layout: Layout,
}

impl Picture {
    fn frame(&self, at: Instant, opened: Instant) -> Result<Frame, Flaw> {
        let time = at.saturating_duration_since(opened);
        luma::frame(&self.bytes, &self.layout, time)
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
    let mut driver = Driver::open(index)?;
    exchange.state().mode = Some(driver.mode().clone());
    while !exchange.state().closing {
        let Some(picture) = driver.next()? else {
            continue;
        };
        let mut state = exchange.state();
        state.newest = Some((picture, clock()));
        state.sent += 1;
        exchange.changed.notify_all();
    }
    Ok(())
}
