//! Showing a status: each step a fresh proof, its text, and the text as a QR code.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use host::clock::Clock;
use host::fault::{Doing, Fault};
use host::file::{self, Access};
use host::qr::{Code, Ink};
use serde_json::json;
use shared::claims::Claim;
use shared::proof::{Audience, Challenge, ProofContent};
use shared::qr_text;
use shared::time::{TimeStep, UnixTime};
use shared::venue_text::VenueText;

use crate::cli::{PictureFile, Show};
use crate::drawing::{Draw, Drawing, Form, Place, png, svg};
use crate::failure::{Failure, Refused};
use crate::kept::Wallet;
use crate::screen;
use crate::session::Session;
use crate::store::Store;
use crate::watch::watch;

/// Makes the codes for one status.
#[derive(Debug)]
pub struct Presenter {
    wallet: Wallet,
    claim: Claim,
    audience: Audience,
    challenge: Option<Challenge>,
}

/// A code for one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The step.
    pub step: TimeStep,
    /// The text of the code.
    pub text: String,
    /// Whether the credential entitles.
    pub value: bool,
}

impl Presenter {
    /// A presenter of what this wallet holds.
    #[must_use]
    pub const fn new(
        wallet: Wallet,
        claim: Claim,
        audience: Audience,
        challenge: Option<Challenge>,
    ) -> Self {
        Self {
            wallet,
            claim,
            audience,
            challenge,
        }
    }

    /// The status that it shows.
    #[must_use]
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// Where its codes do.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        self.audience
    }

    /// The code for this step. The same step always has the same code.
    pub fn at(&self, step: TimeStep) -> Result<Shown, Refused> {
        let claim = self.claim.key();
        let start = step.start();
        let held = self
            .wallet
            .of_claim(claim)
            .map(|(_, held)| held)
            .filter(|held| held.covers(start))
            .max_by_key(|held| (held.value, held.expires, held.key.batch))
            .ok_or_else(|| self.why_none(start))?;
        let proof = ProofContent {
            audience: self.audience,
            step,
            challenge: self.challenge,
        };
        let presentation = proof.sign(&held.bytes, &self.wallet.device_key(held.key));
        Ok(Shown {
            step,
            text: qr_text::encode(&presentation),
            value: held.value,
        })
    }

    fn why_none(&self, now: UnixTime) -> Refused {
        let claim = self.claim.key();
        let of_claim = || self.wallet.of_claim(claim).map(|(_, held)| held);
        let next = of_claim()
            .map(|held| held.not_before)
            .filter(|&from| now < from)
            .min();
        let last = of_claim().map(|held| held.expires).max();
        match (next, last) {
            (Some(from), _) => Refused::NotYet { claim, from, now },
            (None, Some(until)) => Refused::RanOut { claim, until },
            (None, None) => {
                let mut held: Vec<_> = self
                    .wallet
                    .holdings()
                    .iter()
                    .flat_map(|holding| &holding.credentials)
                    .map(|held| held.key.claim)
                    .collect();
                // The order of the registry.
                held.sort_unstable_by(|a, b| b.cmp(a));
                held.dedup();
                Refused::NoStatus { claim, held }
            }
        }
    }
}

/// Shows a status as was asked for: once or until the end, as text, picture or drawing.
pub fn show(session: &Session, asked: &Show) -> Result<(), Failure> {
    let audience = match &asked.venue {
        None => Audience::AnyVenue,
        Some(text) => VenueText::venue(text)
            .map(Audience::Venue)
            .map_err(Refused::BadVenue)?,
    };
    let challenge = match &asked.challenge {
        None => None,
        Some(text) => Some(VenueText::challenge(text).map_err(Refused::BadChallenge)?),
    };
    let is_drawn = !session.json && !asked.text && asked.files().next().is_none();
    if is_drawn && !asked.once && !io::stdout().is_terminal() {
        return Err(Refused::NoTerminal.into());
    }
    let sealed = Store::new(&session.home).find()?;
    let wallet = sealed.open(&session.passphrase()?)?;
    let presenter = Presenter::new(wallet, asked.claim, audience, challenge);
    if is_drawn && !asked.once {
        return watch(session, &presenter, asked.draw);
    }
    let ended = write(session, asked, &presenter, &mut io::stdout().lock());
    match ended {
        // Whoever read our lines has read enough.
        Err(Failure::Machine(Fault::Io { source, .. }))
            if source.kind() == ErrorKind::BrokenPipe =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Writes the code of this step, and of each step after it unless once is enough.
fn write(
    session: &Session,
    asked: &Show,
    presenter: &Presenter,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut is_first = true;
    loop {
        let shown = presenter.at(TimeStep::at(session.now()))?;
        for (path, picture) in asked.files() {
            let code = shown.code();
            let bytes = match picture {
                PictureFile::Png => png::png(&code, png::SCALE),
                PictureFile::Svg => svg::svg(&code).into_bytes(),
            };
            file::replace(path, &bytes, Access::Private)?;
        }
        let lines = if session.json {
            Some(shown.json(presenter.claim, asked))
        } else if asked.text {
            Some(shown.text.clone())
        } else if asked.files().next().is_none() {
            Some(drawing(&shown, asked.draw)?)
        } else {
            is_first.then(|| written(session, asked))
        };
        if let Some(lines) = lines {
            writeln!(out, "{lines}")
                .and_then(|()| out.flush())
                .map_err(output)?;
        }
        if asked.once {
            return Ok(());
        }
        is_first = false;
        while TimeStep::at(session.now()) == shown.step {
            thread::sleep(left(&session.clock));
        }
    }
}

impl Shown {
    /// Its QR code.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a text of this protocol has 600 alphanumeric characters at most, a code takes 3391"
    )]
    pub fn code(&self) -> Code {
        Code::new(&self.text).expect("a text that a code can hold")
    }

    fn json(&self, claim: Claim, asked: &Show) -> String {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let from = self.step.start();
        json!({
            "claim": claim.slug(),
            "value": self.value,
            "step": self.step.number(),
            "from": from.seconds(),
            "until": from.plus(TimeStep::SECONDS).seconds(),
            "text": self.text,
            "png": path(&asked.png),
            "svg": path(&asked.svg),
        })
        .to_string()
    }
}

/// What there is to say about the pictures that are written.
fn written(session: &Session, asked: &Show) -> String {
    let how = if asked.once { "once" } else { "renewed" };
    let paths: Vec<_> = asked
        .files()
        .map(|(path, _)| path.display().to_string())
        .collect();
    let paths = paths.join(", ");
    session.say(
        "show-picture",
        &[("path", paths.into()), ("how", how.into())],
    )
}

/// The drawing for a terminal or a pipe, where it fits.
fn drawing(shown: &Shown, draw: Draw) -> Result<String, Failure> {
    let code = shown.code();
    let (place, draw) = if io::stdout().is_terminal() {
        let window = screen::window().map_err(output)?;
        let (columns, rows) = window.size;
        let place = Place {
            // The prompt comes back below it.
            room: (columns, rows.saturating_sub(1)),
            cell: window.cell,
            picture: None,
            largest: None,
        };
        (place, draw)
    } else {
        // Nobody knows where it will be looked at.
        let draw = match draw {
            Draw::Auto => Draw::Only(Form::HalfBlocks),
            Draw::Only(_) => draw,
        };
        (Place::endless(&code), draw)
    };
    let fitted = place.fit(draw, &code).map_err(|(columns, rows)| {
        let have = (place.room.0, place.room.1.saturating_add(1));
        Refused::WindowTooSmall {
            have,
            need: (columns, rows.saturating_add(1)),
            octants: place.fit(Draw::Only(Form::Octants), &code).is_ok(),
        }
    })?;
    Ok(match fitted.draw(&code, ink(), 0) {
        Drawing::Lines(lines) => lines.join("\n"),
        Drawing::Picture(picture) if place.room.1 == usize::MAX => picture.put,
        // Room is made below, where the cursor comes to stand, whatever the picture does to it.
        Drawing::Picture(picture) => {
            let rows = fitted.cells.1;
            let room = "\n".repeat(rows);
            format!("{room}\x1b[{rows}A\x1b7{}\x1b8\x1b[{rows}B", picture.put)
        }
    })
}

/// Colours unless the person asked for none (no-color.org).
pub(crate) fn ink() -> Ink {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        Ink::LightOnDark
    } else {
        Ink::BlackOnWhite
    }
}

/// The time until the next whole second.
pub(crate) fn left(clock: &Clock) -> Duration {
    let into = Duration::from_nanos(clock.now().subsec_nanos().into());
    Duration::from_secs(1).saturating_sub(into)
}

pub(crate) fn output(error: io::Error) -> Fault {
    Fault::io(Path::new("stdout"), Doing::Write)(error)
}
