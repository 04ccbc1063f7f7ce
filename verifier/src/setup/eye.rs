//! What codes are read with, and the first code.

use host::exit::Exit;

use super::Setup;
use super::dialog::Dialog;
use crate::camera::{self, Camera, Mode};
use crate::camera_test;
use crate::cli::CameraTest;
use crate::scan::mode_words;
use crate::settings::{HandScanner, Reading};
use crate::source::SourceFault;
use crate::trouble::Trouble;
use crate::typed;

impl Setup<'_> {
    /// Which camera, or a hand scanner. A camera is opened at once.
    pub(super) fn camera(&mut self) -> Result<(), Trouble> {
        let session = self.session;
        self.dialog.step(4, "setup-camera")?;
        if let Some(held) = self.settings.camera {
            match held {
                Reading::Camera(index) => {
                    let index = ("index", index.to_string().into());
                    session.say("setup-camera-is", &[index])?;
                }
                Reading::Typed(_) => session.say("setup-typed-is", &[])?,
            }
            if !self.is_change {
                return Ok(());
            }
        }
        loop {
            let chosen = match choose(self.dialog, self.settings.camera)? {
                Chosen::Again => continue,
                Chosen::Reading(reading) => reading,
            };
            if let Reading::Camera(index) = chosen {
                match self.opened(index) {
                    Ok(mode) => {
                        let camera = mode_words(&mode, &session.words);
                        session.say("doctor-camera", &[("camera", camera.into())])?;
                    }
                    Err(fault) => {
                        self.dialog.complain(&fault.into())?;
                        continue;
                    }
                }
            }
            self.settings.camera = Some(chosen);
            return self.save();
        }
    }

    /// A first code of any kind, which shows that the way from the light to the text is open.
    pub(super) fn first_code(&self) -> Result<(), Trouble> {
        self.dialog.step(5, "setup-first-code")?;
        match self.settings.camera {
            Some(Reading::Camera(index)) => self.seen(index),
            _ => self.typed(),
        }
    }

    fn opened(&self, index: u32) -> Result<Mode, SourceFault> {
        let camera = Camera::open(index, Camera::STALL_AFTER, self.session.instant)?;
        Ok(camera.mode().clone())
    }

    fn seen(&self, index: u32) -> Result<(), Trouble> {
        const SECONDS: u64 = 20;
        let test = CameraTest {
            camera: Some(index.to_string()),
            video: None,
            seconds: Some(SECONDS),
        };
        loop {
            self.session
                .say("setup-hold-code", &[("seconds", SECONDS.into())])?;
            match camera_test::run(self.session, &test) {
                Ok(Exit::Accepted) => return self.session.say("setup-code-read", &[]),
                Ok(_) => {}
                Err(trouble) => self.dialog.complain(&trouble)?,
            }
            if !self.dialog.agrees("setup-ask-once-more")? {
                return Ok(());
            }
        }
    }

    fn typed(&self) -> Result<(), Trouble> {
        self.session.say("setup-scan-code", &[])?;
        let line = typed::line(self.session)?.ok_or(Trouble::SetupLeft)?;
        if line.trim().is_empty() {
            return Ok(());
        }
        self.session.say("setup-code-read", &[])
    }
}

/// What somebody answered.
enum Chosen {
    Reading(Reading),
    /// Look for cameras once more.
    Again,
}

/// Lets choose among the cameras that are there now.
fn choose(dialog: Dialog<'_>, held: Option<Reading>) -> Result<Chosen, Trouble> {
    let cameras = camera::list();
    for found in &cameras {
        let camera = format!("{}: {}", found.index, found.name);
        dialog
            .session
            .say("status-camera", &[("camera", camera.into())])?;
    }
    let id = match (cameras.is_empty(), held) {
        (_, Some(_)) => "setup-ask-other-camera",
        (true, None) => "setup-ask-no-camera",
        (false, None) => "setup-ask-camera",
    };
    let answer = dialog.ask(id)?;
    // On a Russian keyboard the same sign is another letter.
    if ["s", "с", "ы"].contains(&answer.to_lowercase().as_str()) {
        return Ok(Chosen::Reading(Reading::Typed(HandScanner::Typed)));
    }
    if answer.is_empty() {
        let first = cameras.first().map(|found| Reading::Camera(found.index));
        let usual = held.or(first);
        return Ok(usual.map_or(Chosen::Again, Chosen::Reading));
    }
    match answer.parse() {
        Ok(index) => Ok(Chosen::Reading(Reading::Camera(index))),
        Err(_) => {
            dialog.complain(&Trouble::NotACamera { given: answer })?;
            Ok(Chosen::Again)
        }
    }
}
