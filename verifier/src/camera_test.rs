//! A look through a camera before the doors open: what it sees, whether it reads a code, and what would help it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use host::exit::Exit;
use host::language::{FluentValue, Words};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

pub mod advice;
pub mod figures;
pub mod seen;

use crate::camera::Camera;
use crate::cli::CameraTest;
use crate::frame::Frame;
use crate::reader::Scanner;
use crate::scan::{camera_number, mode_words, next_of_file};
use crate::session::Session;
use crate::source::{self, FrameSource};
use crate::trouble::Trouble;
use advice::View;
use figures::Figures;
use seen::Seen;

/// Looks until a code has been read for a while, or until the time is over, and says what was seen.
pub fn run(session: &Session, test: &CameraTest) -> Result<Exit, Trouble> {
    const USUAL_SECONDS: u64 = 20;
    let limit = Duration::from_secs(test.seconds.unwrap_or(USUAL_SECONDS));
    let mut eye = Eye::open(session, test)?;
    let live = Live::new();
    let mut scanner = Scanner::camera();
    let mut seen = Seen::default();
    let mut size = (0, 0);
    while let Some(frame) = eye.next(session)? {
        let text = scanner.read(&frame);
        size = (frame.width(), frame.height());
        seen.note(frame.time(), Figures::of(&frame), text.as_deref());
        live.show(&Answer::new(&eye, &seen, size), &session.words);
        if seen.is_settled() || seen.lasted() >= limit {
            break;
        }
    }
    drop(live);
    let answer = Answer::new(&eye, &seen, size);
    if session.json {
        session.json(&answer.json())?;
    } else {
        answer.print(session)?;
    }
    Ok(if seen.read() > 0 {
        Exit::Accepted
    } else {
        Exit::CannotTell
    })
}

/// What is looked through.
enum Eye {
    /// A camera, and how many frames it had sent when the first and the last one were taken.
    Camera(Camera, Option<(u64, u64)>),
    File(PathBuf, Box<dyn FrameSource>),
}

impl Eye {
    fn open(session: &Session, test: &CameraTest) -> Result<Self, Trouble> {
        if let Some(video) = &test.video {
            return Ok(Self::File(video.clone(), source::open(video)?));
        }
        let number = camera_number(test.camera.as_deref())?;
        let camera = Camera::open(number, Camera::STALL_AFTER, session.instant)?;
        Ok(Self::Camera(camera, None))
    }

    fn next(&mut self, session: &Session) -> Result<Option<Frame>, Trouble> {
        match self {
            Self::File(_, file) => next_of_file(session, file.as_mut()),
            Self::Camera(camera, sent) => {
                let frame = camera.next()?;
                let now = camera.sent();
                *sent = Some((sent.map_or(now, |(first, _)| first), now));
                Ok(frame)
            }
        }
    }

    /// Frames a second; those that a camera has sent count, whether anybody had the time to look at them or not.
    fn rate(&self, seen: &Seen) -> Option<f64> {
        let sent = match self {
            Self::Camera(_, sent) => {
                let (first, last) = sent.unwrap_or_default();
                u32::try_from(last - first).unwrap_or(u32::MAX)
            }
            Self::File(..) => seen.frames().saturating_sub(1),
        };
        let seconds = seen.lasted().as_secs_f64();
        (sent > 0 && seconds > 0.0).then(|| f64::from(sent) / seconds)
    }
}

/// What is said.
struct Answer<'a> {
    eye: &'a Eye,
    seen: &'a Seen,
    size: (u16, u16),
    view: View,
}

impl<'a> Answer<'a> {
    fn new(eye: &'a Eye, seen: &'a Seen, size: (u16, u16)) -> Self {
        let view = seen.view(eye.rate(seen));
        Self {
            eye,
            seen,
            size,
            view,
        }
    }

    fn print(&self, session: &Session) -> Result<(), Trouble> {
        let words = &session.words;
        session.line(&self.what(words))?;
        session.line(&self.frames(words))?;
        let figures = &self.view.figures;
        session.say(
            "camera-test-light",
            &[
                ("brightness", percent(figures.brightness)),
                ("black", percent(figures.black)),
                ("white", percent(figures.white)),
            ],
        )?;
        session.line(&self.code(words))?;
        self.print_code(session)?;
        let advice = self.view.advice();
        session.line("")?;
        if advice.is_empty() {
            return session.say("camera-test-good", &[]);
        }
        session.say("camera-test-improve", &[])?;
        for advice in advice {
            let text = words.say(&format!("advice-{}", advice.name()), &[]);
            session.line(&format!("* {text}"))?;
        }
        Ok(())
    }

    fn print_code(&self, session: &Session) -> Result<(), Trouble> {
        let number = |value: f64| decimal(value, &session.words);
        let figures = &self.view.figures;
        let (Some(code), Some(reach)) = (figures.code, self.view.reach()) else {
            let sharpness = percent((2.0 * figures.sharpness).min(1.0));
            return session.say("camera-test-sharpness", &[("sharpness", sharpness)]);
        };
        let id = if reach > 1.0 {
            "camera-test-reach"
        } else {
            "camera-test-no-reach"
        };
        session.say(
            id,
            &[("module", number(code.module)), ("times", number(reach))],
        )?;
        session.say(
            "camera-test-edges",
            &[
                ("blur", number(code.blur)),
                ("contrast", percent(code.contrast)),
                ("glare", percent(code.glare)),
            ],
        )
    }

    fn what(&self, words: &Words) -> String {
        match self.eye {
            Eye::Camera(camera, _) => {
                let camera = mode_words(camera.mode(), words);
                words.say("camera-test-camera", &[("camera", camera.into())])
            }
            Eye::File(path, _) => {
                let (width, height) = self.size;
                let args = [
                    ("path", shown(path).into()),
                    ("size", format!("{width}x{height}").into()),
                ];
                words.say("camera-test-file", &args)
            }
        }
    }

    fn frames(&self, words: &Words) -> String {
        let frames = ("frames", self.seen.frames().to_string().into());
        match self.view.rate {
            Some(rate) => words.say(
                "camera-test-rate",
                &[frames, ("rate", decimal(rate, words))],
            ),
            None => words.say("camera-test-frames", &[frames]),
        }
    }

    /// Whether a code is read.
    fn code(&self, words: &Words) -> String {
        let args = [
            ("read", self.seen.read().to_string().into()),
            ("frames", self.seen.frames().into()),
        ];
        let id = match (self.seen.is_ours(), self.view.figures.code) {
            (Some(true), _) => "camera-test-ours",
            (Some(false), _) => "camera-test-other",
            (None, Some(_)) => "camera-test-unread",
            (None, None) => "camera-test-no-code",
        };
        words.say(id, &args)
    }

    fn json(&self) -> Value {
        let figures = &self.view.figures;
        let advice = self.view.advice();
        let advice: Vec<&str> = advice.iter().map(|advice| advice.name()).collect();
        let (width, height) = self.size;
        let camera = match self.eye {
            Eye::Camera(camera, _) => json!({
                "name": camera.mode().name,
                "format": camera.mode().format,
                "promised_rate": camera.mode().rate.map(|rate| rounded(rate.per_second())),
            }),
            Eye::File(path, _) => json!({"file": shown(path)}),
        };
        json!({
            "source": camera,
            "width": width,
            "height": height,
            "frames": self.seen.frames(),
            "seconds": rounded(self.seen.lasted().as_secs_f64()),
            "rate": self.view.rate.map(rounded),
            "brightness": rounded(figures.brightness),
            "black": rounded(figures.black),
            "white": rounded(figures.white),
            "sharpness": rounded(figures.sharpness),
            "read": self.seen.read(),
            "ours": self.seen.is_ours(),
            "code": figures.code.map(|code| json!({
                "module": rounded(code.module),
                "contrast": rounded(code.contrast),
                "blur": rounded(code.blur),
                "glare": rounded(code.glare),
                "reach": self.view.reach().map(rounded),
            })),
            "advice": advice,
        })
    }
}

/// One line on the standard error while it looks, where that is a terminal; gone at the end.
struct Live(ProgressBar);

impl Live {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn show(&self, answer: &Answer<'_>, words: &Words) {
        if self.0.is_hidden() {
            return;
        }
        let mut parts = vec![answer.code(words)];
        if let Some(code) = answer.view.figures.code {
            let module = decimal(code.module, words);
            parts.push(words.say("camera-test-module", &[("module", module)]));
        }
        let advice = answer.view.advice();
        parts.extend(
            advice
                .iter()
                .map(|advice| words.say(&format!("advice-{}", advice.name()), &[])),
        );
        self.0.set_message(parts.join(" "));
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A share as a whole number of hundredths.
fn percent(share: f64) -> FluentValue<'static> {
    format!("{:.0}", 100.0 * share).into()
}

fn decimal(value: f64, words: &Words) -> FluentValue<'static> {
    let text = format!("{value:.1}");
    text.replace('.', &words.say("decimal-mark", &[])).into()
}

/// Three decimals are more than can be measured.
fn rounded(value: f64) -> f64 {
    (1000.0 * value).round() / 1000.0
}
