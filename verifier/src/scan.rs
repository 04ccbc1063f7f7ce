//! The loop at the door: frame, text, verdict.
//!
//! Ctrl-C needs no care: what was accepted is in the memory before it is shown, and files are written whole.

use host::exit::Exit;

use crate::camera::Camera;
use crate::challenge::OpenChallenge;
use crate::cli::Scan;
use crate::door::{self, Door};
use crate::in_view::InView;
use crate::reader::read_codes;
use crate::report::{self, Decision};
use crate::session::{self, Session};
use crate::source::{self, FrameSource, SourceFault};
use crate::trouble::{Trouble, source_words};

/// Shows a verdict for every code that comes before the camera, or that the file shows.
pub fn run(session: &Session, scan: &Scan) -> Result<Exit, Trouble> {
    let mut policy = door::policy(&scan.asked)?;
    policy.require_challenge |= scan.challenge;
    let door = Door::open(session, policy)?;
    let mut source = open(session, scan)?;
    let mut gate = Gate {
        session,
        door,
        challenge: None,
        asks: scan.challenge,
    };
    let mut in_view = InView::default();
    let mut last = None;
    gate.ask()?;
    loop {
        let frame = match source.next() {
            Ok(Some(frame)) => frame,
            Ok(None) => break,
            // A file goes on after a frame that cannot be read.
            Err(fault @ SourceFault::Frame { .. }) => {
                session::note(&source_words(&fault, &session.words));
                continue;
            }
            Err(fault) => return Err(fault.into()),
        };
        gate.ask()?;
        let Some(text) = read_codes(&frame) else {
            continue;
        };
        if in_view.appears(&text, frame.time()) {
            let exit = gate.decide(&text)?;
            if scan.once {
                return Ok(exit);
            }
            last = Some(exit);
        }
    }
    if let Some(exit) = last {
        return Ok(exit);
    }
    let nothing = gate.door.no_code();
    report::show(session, &nothing)?;
    Ok(nothing.exit())
}

fn open(session: &Session, scan: &Scan) -> Result<Box<dyn FrameSource>, Trouble> {
    if let Some(video) = &scan.video {
        return Ok(source::open(video)?);
    }
    let given = scan.camera.as_deref().unwrap_or("0");
    let number = given.parse().map_err(|_| Trouble::NotACamera {
        given: given.to_owned(),
    })?;
    let camera = Camera::open(number, Camera::STALL_AFTER, session.instant)?;
    let name = camera.description().to_owned().into();
    session::note(&session.words.say("scan-camera", &[("camera", name)]));
    Ok(Box::new(camera))
}

/// The door with the challenge that is shown there, if challenges are asked.
struct Gate<'s> {
    session: &'s Session,
    door: Door<'s>,
    challenge: Option<OpenChallenge>,
    asks: bool,
}

impl Gate<'_> {
    /// Shows a challenge when there is none, or none any more.
    fn ask(&mut self) -> Result<(), Trouble> {
        let now = self.session.now();
        let is_open = self.challenge.is_some_and(|open| now < open.until);
        if self.asks && !is_open {
            let challenge = OpenChallenge::new(self.session, self.door.memory())?;
            challenge.show(self.session)?;
            self.challenge = Some(challenge);
        }
        Ok(())
    }

    fn decide(&mut self, text: &str) -> Result<Exit, Trouble> {
        let decision: Decision = self.door.decide(text)?;
        report::show(self.session, &decision)?;
        if decision.exit() == Exit::Accepted {
            // It was answered, so it is closed.
            self.challenge = None;
        }
        Ok(decision.exit())
    }
}
