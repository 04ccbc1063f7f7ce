//! The loop at the door: frame, text, verdict.
//!
//! Ctrl-C needs no care: what was accepted is in the memory before it is shown, and files are written whole.

use host::exit::Exit;
use host::language::{FluentValue, Words};
use serde_json::json;

use crate::camera::{Look, Mode, SteadyCamera};
use crate::cli::{Scan, Workplace};
use crate::door;
use crate::entrance::Entrance;
use crate::frame::Frame;
use crate::gate::Gate;
use crate::in_view::InView;
use crate::plain;
use crate::reader::Scanner;
use crate::report;
use crate::serial::{SerialScanner, USUAL_BAUD};
use crate::session::Session;
use crate::source::{self, FrameSource, SourceFault};
use crate::trouble::{Trouble, source_words};
use crate::typed;
use crate::window;

/// Shows a verdict for every code that comes before the camera, or that the file shows.
///
/// A camera that is not there is an error; one that is lost later is waited for.
pub fn run(session: &Session, scan: &Scan) -> Result<Exit, Trouble> {
    let mut policy = door::policy(session, &scan.asked)?;
    let profile = session.profile.as_ref();
    let asks = scan.challenge || profile.is_some_and(|profile| profile.policy.require_challenge);
    policy.require_challenge |= asks;
    let mut gate = Gate::open(session, policy, asks)?;
    gate.keep_in_touch(scan)?;
    let workplace = &scan.workplace;
    match view(session, workplace, scan.once)? {
        View::Window => window::run(session, workplace, Box::new(gate)),
        View::Screen => plain::run(session, workplace, Box::new(gate)),
        View::Lines => {
            if let Some(exit) = lines(session, workplace, scan.once, &mut gate)? {
                return Ok(exit);
            }
            let nothing = gate.door().no_code();
            report::show(session, &nothing)?;
            Ok(nothing.exit())
        }
    }
}

/// How what happens is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// In a window of its own.
    Window,
    /// On all of the terminal.
    Screen,
    /// Line by line.
    Lines,
}

pub(crate) fn view(session: &Session, workplace: &Workplace, once: bool) -> Result<View, Trouble> {
    if workplace.in_window {
        return if window::IS_BUILT_IN {
            Ok(View::Window)
        } else {
            Err(Trouble::NoWindow)
        };
    }
    let is_simple = session.json
        || once
        || workplace.typed
        || workplace.serial.is_some()
        || (session.window)().is_none();
    Ok(match () {
        () if is_simple => View::Lines,
        () if workplace.plain || !window::IS_BUILT_IN || !session.has_display => View::Screen,
        () => View::Window,
    })
}

/// Decides about one code after another, and says it line by line; how the last one ended.
pub(crate) fn lines(
    session: &Session,
    workplace: &Workplace,
    once: bool,
    gate: &mut dyn Entrance,
) -> Result<Option<Exit>, Trouble> {
    if let Some(port) = &workplace.serial {
        by_serial(session, workplace, once, port, gate)
    } else if workplace.typed {
        by_hand(session, once, gate)
    } else {
        by_eye(session, workplace, once, gate)
    }
}

/// Decides about every line that a hand scanner types; how the last one ended.
fn by_hand(
    session: &Session,
    once: bool,
    gate: &mut dyn Entrance,
) -> Result<Option<Exit>, Trouble> {
    session.remark("scan-typed", &[]);
    let mut last = None;
    ask(session, gate)?;
    while let Some(text) = typed::line(session)? {
        if text.trim().is_empty() {
            continue;
        }
        ask(session, gate)?;
        let exit = decide(session, gate, &text)?;
        last = Some(exit);
        if once {
            break;
        }
    }
    Ok(last)
}

/// Decides about every line that a hand scanner sends through this port; how the last one ended.
fn by_serial(
    session: &Session,
    workplace: &Workplace,
    once: bool,
    port: &str,
    gate: &mut dyn Entrance,
) -> Result<Option<Exit>, Trouble> {
    let mut scanner = SerialScanner::open(session, port, workplace.baud.unwrap_or(USUAL_BAUD))?;
    loop {
        ask(session, gate)?;
        let Some(text) = scanner.next(session)? else {
            continue;
        };
        let exit = decide(session, gate, &text)?;
        if once {
            return Ok(Some(exit));
        }
    }
}

/// Decides about every code that comes before the camera; how the last one ended.
fn by_eye(
    session: &Session,
    workplace: &Workplace,
    once: bool,
    gate: &mut dyn Entrance,
) -> Result<Option<Exit>, Trouble> {
    let mut eye = Eye::open(session, workplace)?;
    let mut scanner = Scanner::camera();
    let mut in_view = InView::default();
    let mut last = None;
    ask(session, gate)?;
    while let Some(frame) = eye.next(session)? {
        ask(session, gate)?;
        let Some(text) = scanner.read(&frame) else {
            continue;
        };
        if in_view.appears(&text, frame.time()) {
            let exit = decide(session, gate, &text)?;
            last = Some(exit);
            if once {
                break;
            }
        }
    }
    Ok(last)
}

/// Shows a challenge when there is a new one, and says what has changed: between the lanes, and of the lists.
fn ask(session: &Session, gate: &mut dyn Entrance) -> Result<(), Trouble> {
    if let Some(news) = gate.lanes_news() {
        news.show(session)?;
    }
    for refreshed in gate.refreshed() {
        refreshed.show(session)?;
    }
    match gate.ask()? {
        Some(challenge) => challenge.show(session, gate.is_practice()),
        None => Ok(()),
    }
}

fn decide(session: &Session, gate: &mut dyn Entrance, text: &str) -> Result<Exit, Trouble> {
    let decision = gate.decide(text)?;
    report::show(session, &decision)?;
    Ok(decision.exit())
}

/// What the codes are seen through.
enum Eye {
    Camera(Box<SteadyCamera>),
    File(Box<dyn FrameSource>),
}

impl Eye {
    fn open(session: &Session, workplace: &Workplace) -> Result<Self, Trouble> {
        if let Some(video) = &workplace.video {
            return Ok(Self::File(source::open(video)?));
        }
        let number = camera_number(workplace.camera.as_deref())?;
        let camera = SteadyCamera::open(number, session.instant, session.pause)?;
        say(session, "scan-camera", &camera);
        Ok(Self::Camera(Box::new(camera)))
    }

    /// The next frame; `None` when a file has ended.
    fn next(&mut self, session: &Session) -> Result<Option<Frame>, Trouble> {
        match self {
            Self::File(file) => next_of_file(session, file.as_mut()),
            Self::Camera(camera) => next_of_camera(session, camera).map(Some),
        }
    }
}

/// The number that was given; the first camera's when none was.
pub(crate) fn camera_number(given: Option<&str>) -> Result<u32, Trouble> {
    let given = given.unwrap_or("0");
    given.parse().map_err(|_| Trouble::NotACamera {
        given: given.to_owned(),
    })
}

/// A file goes on after a frame that cannot be read.
pub(crate) fn next_of_file(
    session: &Session,
    file: &mut dyn FrameSource,
) -> Result<Option<Frame>, Trouble> {
    loop {
        match file.next() {
            Err(fault @ SourceFault::Frame { .. }) => {
                session.note("frame-unreadable", &source_words(&fault, &session.words));
            }
            other => return Ok(other?),
        }
    }
}

/// Waits for a camera that was lost, and says so.
fn next_of_camera(session: &Session, camera: &mut SteadyCamera) -> Result<Frame, Trouble> {
    loop {
        match camera.look() {
            Look::Frame(frame) => return Ok(frame),
            Look::Waiting => {}
            Look::Lost(fault) => {
                let why = source_words(&fault, &session.words);
                session.remark("scan-lost", &[("why", why.into())]);
                if session.json {
                    let index = camera.index();
                    session.json(&json!({
                        "camera": "lost", "index": index, "why": fault.to_string(),
                    }))?;
                }
            }
            Look::Back => {
                say(session, "scan-back", camera);
                if session.json {
                    let (index, name) = (camera.index(), &camera.mode().name);
                    session.json(&json!({"camera": "back", "index": index, "name": name}))?;
                }
            }
        }
    }
}

fn say(session: &Session, id: &str, camera: &SteadyCamera) {
    let name: FluentValue<'_> = mode_words(camera.mode(), &session.words).into();
    session.remark(id, &[("camera", name)]);
}

/// A camera's name and setting, in words.
pub(crate) fn mode_words(mode: &Mode, words: &Words) -> String {
    let size = format!("{}x{}", mode.width, mode.height);
    let rate = mode.rate.map(|rate| rate.to_string()).unwrap_or_default();
    let rate = rate.replace('.', &words.say("decimal-mark", &[]));
    let args = [
        ("name", mode.name.as_str().into()),
        ("size", size.into()),
        ("format", mode.format.as_str().into()),
        ("rate", rate.as_str().into()),
    ];
    let id = if rate.is_empty() {
        "camera-mode"
    } else {
        "camera-mode-rate"
    };
    words.say(id, &args)
}
