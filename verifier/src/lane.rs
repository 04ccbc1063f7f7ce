//! A lane: a camera, and a gate, at work for those who show what happens. What it finds it posts; it never stops for a camera that
//! is lost, or a disk that is full.

use std::fmt;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::freshness::Freshness;
use shared::time::UnixTime;

use crate::camera::{Look, Mode, SteadyCamera};
use crate::challenge::OpenChallenge;
use crate::cli::Workplace;
use crate::door::DataAge;
use crate::entrance::Entrance;
use crate::frame::Frame;
use crate::halve::Halve;
use crate::in_view::InView;
use crate::lanes::LaneNews;
use crate::reader::{Area, Clearing as _, Scanner};
use crate::refresh::Refreshed;
use crate::report::Decision;
use crate::scan::camera_number;
use crate::session::Session;
use crate::source::{self, FrameSource, SourceFault};
use crate::trouble::Trouble;
use crate::typed::{Slip, Typed};

/// What happens in the lane.
#[derive(Debug)]
pub enum News {
    /// A code was decided about.
    Decided(Box<Decision>),
    /// A challenge is to be shown from now on.
    Asked(OpenChallenge),
    /// The camera sees.
    Sees(Mode),
    /// It does not.
    Blind(SourceFault),
    /// How it stands with the other lanes of the venue.
    Lanes(LaneNews),
    /// Something that people should know of this machine.
    Remark(String),
    /// New lists were taken, or not.
    Refreshed(Refreshed),
    /// How old the lists are.
    Data(Option<DataAge>),
    /// A hand scanner is set wrongly.
    Slip(Slip),
    /// Nothing could be decided, for want of something of this machine.
    Trouble(Trouble),
    /// The file has ended.
    Ended,
}

/// What those who show it ask of the lane.
#[derive(Clone, PartialEq, Eq)]
pub enum Order {
    /// The holder of the last code passes once more.
    Again,
    /// A hand scanner has typed this line.
    Typed(String),
}

/// What a scanner typed may be a person's, so it is not printed.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Again => "Again",
            Self::Typed(_) => "Typed",
        })
    }
}

/// What the camera sees, small enough to be shown.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The picture.
    pub frame: Frame,
    /// Where in it a code was read.
    pub code: Option<Area>,
}

/// A lane at work.
pub struct Lane<'s> {
    session: &'s Session,
    gate: Mutex<Box<dyn Entrance + Send + 's>>,
    /// The newest picture, until somebody takes it.
    preview: Mutex<Option<Preview>>,
    post: &'s (dyn Fn(News) + Sync),
    is_over: &'s (dyn Fn() -> bool + Sync),
}

impl<'s> Lane<'s> {
    /// A lane that works until `is_over`, and posts what happens.
    pub fn new(
        session: &'s Session,
        gate: Box<dyn Entrance + Send + 's>,
        post: &'s (dyn Fn(News) + Sync),
        is_over: &'s (dyn Fn() -> bool + Sync),
    ) -> Self {
        Self {
            session,
            gate: Mutex::new(gate),
            preview: Mutex::new(None),
            post,
            is_over,
        }
    }

    /// Takes the newest picture, if there is a newer one than the last.
    pub fn preview(&self) -> Option<Preview> {
        open(&self.preview).take()
    }

    /// Decides about every code that comes before the camera, or in the file.
    pub fn watch(&self, workplace: &Workplace) {
        let mut scanner = Scanner::camera();
        let mut in_view = InView::default();
        let mut eye: Option<Eye> = None;
        let mut told: Option<SourceFault> = None;
        let mut shown = Duration::ZERO;
        while !(self.is_over)() {
            let Some(open_eye) = &mut eye else {
                match self.open_eye(workplace) {
                    Ok(opened) => eye = Some(opened),
                    Err(trouble) => {
                        self.say_blind(trouble, &mut told);
                        (self.session.pause)(SteadyCamera::RETRY_AFTER);
                    }
                }
                continue;
            };
            let frame = match open_eye.next() {
                Seen::Frame(frame) => frame,
                Seen::News(news) => {
                    (self.post)(news);
                    continue;
                }
                Seen::Nothing => continue,
                Seen::End => {
                    (self.post)(News::Ended);
                    return;
                }
            };
            let text = scanner.read(&frame);
            let is_new = text
                .as_ref()
                .is_some_and(|text| in_view.appears(text, frame.time()));
            if is_new || shown.is_zero() || frame.time().saturating_sub(shown) >= BETWEEN_PREVIEWS {
                shown = frame.time().max(Duration::from_nanos(1));
                let code = text.as_ref().and_then(|_| scanner.area());
                *open(&self.preview) = Some(small(frame, code));
            }
            if let Some(text) = text.filter(|_| is_new) {
                self.decide(|gate| gate.decide(&text).map(Some));
            }
        }
    }

    /// Does what is ordered, asks for challenges, and looks after the age of the lists.
    pub fn attend(&self, orders: &Receiver<Order>) {
        let mut aged: Option<(UnixTime, Freshness)> = None;
        while !(self.is_over)() {
            match open(&self.gate).ask() {
                Ok(None) => {}
                Ok(Some(challenge)) => (self.post)(News::Asked(challenge)),
                Err(trouble) => (self.post)(News::Trouble(trouble)),
            }
            if let Some(news) = open(&self.gate).lanes_news() {
                (self.post)(News::Lanes(news));
            }
            let refreshed = open(&self.gate).refreshed();
            for refreshed in refreshed {
                // A new age is told at once.
                aged = None;
                (self.post)(News::Refreshed(refreshed));
            }
            self.tell_age(&mut aged);
            match orders.recv_timeout(ATTENTION) {
                Ok(Order::Again) => self.decide(|gate| gate.decide_again()),
                Ok(Order::Typed(line)) => {
                    let typed = Typed::new(&line);
                    if let Some(slip) = typed.slip {
                        (self.post)(News::Slip(slip));
                    }
                    self.decide(|gate| gate.decide(&typed.text).map(Some));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn decide(
        &self,
        by: impl FnOnce(&mut (dyn Entrance + Send + 's)) -> Result<Option<Decision>, Trouble>,
    ) {
        let decided = by(open(&self.gate).as_mut());
        match decided {
            Ok(None) => {}
            Ok(Some(decision)) => (self.post)(News::Decided(Box::new(decision))),
            Err(trouble) => (self.post)(News::Trouble(trouble)),
        }
    }

    /// Tells how old the lists are when that has changed, and every minute.
    fn tell_age(&self, told: &mut Option<(UnixTime, Freshness)>) {
        let now = self.session.now();
        let age = open(&self.gate).data_age();
        let age = age.unwrap_or_else(|trouble| {
            (self.post)(News::Trouble(trouble));
            None
        });
        let freshness = age.map_or(Freshness::Expired, |age| age.freshness);
        let is_news = told.is_none_or(|(then, before)| {
            before != freshness || now < then || now.since(then) >= BETWEEN_AGES
        });
        if is_news {
            *told = Some((now, freshness));
            (self.post)(News::Data(age));
        }
    }

    fn open_eye(&self, workplace: &Workplace) -> Result<Eye, Trouble> {
        if let Some(video) = &workplace.video {
            return Ok(Eye::File(source::open(video)?));
        }
        let number = camera_number(workplace.camera.as_deref())?;
        let camera = SteadyCamera::open(number, self.session.instant, self.session.pause)?;
        (self.post)(News::Sees(camera.mode().clone()));
        Ok(Eye::Camera(Box::new(camera)))
    }

    /// A camera that is not there yet is waited for; why is said once.
    fn say_blind(&self, trouble: Trouble, told: &mut Option<SourceFault>) {
        match trouble {
            Trouble::Source(fault) => {
                if told.as_ref() != Some(&fault) {
                    *told = Some(fault.clone());
                    (self.post)(News::Blind(fault));
                }
            }
            other => (self.post)(News::Trouble(other)),
        }
    }
}

impl fmt::Debug for Lane<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").finish_non_exhaustive()
    }
}

enum Eye {
    Camera(Box<SteadyCamera>),
    File(Box<dyn FrameSource + Send>),
}

enum Seen {
    Frame(Frame),
    News(News),
    Nothing,
    End,
}

impl Eye {
    fn next(&mut self) -> Seen {
        match self {
            Self::Camera(camera) => match camera.look() {
                Look::Frame(frame) => Seen::Frame(frame),
                Look::Waiting => Seen::Nothing,
                Look::Lost(fault) => Seen::News(News::Blind(fault)),
                Look::Back => Seen::News(News::Sees(camera.mode().clone())),
            },
            Self::File(file) => match file.next() {
                Ok(Some(frame)) => Seen::Frame(frame),
                Ok(None) => Seen::End,
                // A file goes on after a frame that cannot be read.
                Err(fault @ SourceFault::Frame { .. }) => Seen::News(News::Blind(fault)),
                Err(fault) => Seen::News(News::Trouble(fault.into())),
            },
        }
    }
}

/// The picture at a size at which it is shown.
fn small(frame: Frame, code: Option<Area>) -> Preview {
    let mut preview = Preview { frame, code };
    while usize::from(preview.frame.width()) > WIDEST_PREVIEW {
        let Some(half) = Halve.clear(&preview.frame) else {
            break;
        };
        preview.frame = half;
        preview.code = preview.code.map(|code| Area {
            left: code.left / 2,
            top: code.top / 2,
            width: code.width / 2,
            height: code.height / 2,
        });
    }
    preview
}

/// A lock that a panic of its holder does not close.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Pictures are shown twelve times a second: enough to aim, and old computers have other things to do.
const BETWEEN_PREVIEWS: Duration = Duration::from_millis(80);
/// Pixels of a row of a picture that is shown, at most.
const WIDEST_PREVIEW: usize = 720;
/// How often to look after challenges.
const ATTENTION: Duration = Duration::from_millis(250);
/// Seconds after which the age of the lists is told again.
const BETWEEN_AGES: u64 = 60;
