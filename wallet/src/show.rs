//! Showing a status: each step a fresh proof, its text, and the text as a QR code.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use host::clock::Clock;
use host::fault::{Doing, Fault};
use host::file::{self, Access};
use serde_json::json;
use shared::claims::Claim;
use shared::proof::{Audience, Challenge, ProofContent, VenueCode};
use shared::qr_text;
use shared::time::{TimeStep, UnixTime};

use crate::cli::Show;
use crate::failure::{Failure, Refused};
use crate::kept::Wallet;
use crate::qr::{Code, Ink};
use crate::screen::{self, Screen, Woken};
use crate::session::Session;
use crate::store::Store;

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
        Some(code) => VenueCode::new(&code.trim().to_uppercase())
            .map(Audience::Venue)
            .ok_or(Refused::BadVenue)?,
    };
    let challenge = match &asked.challenge {
        None => None,
        Some(code) => Some(Challenge::parse(code).ok_or(Refused::BadChallenge)?),
    };
    let is_drawn = !session.json && !asked.text && asked.png.is_none();
    if is_drawn && !asked.once && !io::stdout().is_terminal() {
        return Err(Refused::NoTerminal.into());
    }
    let sealed = Store::new(&session.home).find()?;
    let wallet = sealed.open(&session.passphrase()?)?;
    let presenter = Presenter::new(wallet, asked.claim, audience, challenge);
    if is_drawn && !asked.once {
        return watch(session, &presenter);
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
        if let Some(path) = &asked.png {
            let code = code_of(&shown);
            file::replace(path, &code.png(), Access::Private)?;
        }
        let lines = match &asked.png {
            _ if session.json => Some(shown.json(presenter.claim, asked.png.as_deref())),
            Some(path) => is_first.then(|| {
                let how = if asked.once { "once" } else { "renewed" };
                let path = path.display().to_string();
                session.say(
                    "show-picture",
                    &[("path", path.into()), ("how", how.into())],
                )
            }),
            None if asked.text => Some(shown.text.clone()),
            None => Some(drawing(&code_of(&shown))?),
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
    fn json(&self, claim: Claim, png: Option<&Path>) -> String {
        let from = self.step.start();
        json!({
            "claim": claim.slug(),
            "value": self.value,
            "step": self.step.number(),
            "from": from.seconds(),
            "until": from.plus(TimeStep::SECONDS).seconds(),
            "text": self.text,
            "png": png.map(|path| path.display().to_string()),
        })
        .to_string()
    }
}

/// The drawing for a terminal or a pipe, where it fits.
fn drawing(code: &Code) -> Result<String, Failure> {
    if io::stdout().is_terminal() {
        let (columns, rows) = code.cells();
        // The prompt comes back below it.
        let need = (columns, rows + 1);
        let have = screen::size().map_err(output)?;
        if have.0 < need.0 || have.1 < need.1 {
            return Err(Refused::WindowTooSmall { have, need }.into());
        }
    }
    Ok(code.half_blocks(ink()).join("\n"))
}

/// Keeps the code fresh on the terminal until the person has shown it.
fn watch(session: &Session, presenter: &Presenter) -> Result<(), Failure> {
    // What there is to refuse is refused where it stays readable.
    let mut shown = presenter.at(TimeStep::at(session.now()))?;
    let mut code = code_of(&shown);
    let mut screen = Screen::enter().map_err(output)?;
    loop {
        let step = TimeStep::at(session.now());
        if step != shown.step {
            shown = presenter.at(step)?;
            code = code_of(&shown);
        }
        let lines = frame(session, presenter, &shown, &code, screen.size());
        screen.draw(lines).map_err(output)?;
        match screen
            .wait(left(&session.clock).min(TICK))
            .map_err(output)?
        {
            Woken::Draw => {}
            Woken::Leave => {
                screen.leave();
                return Ok(());
            }
        }
    }
}

/// All lines of the terminal: what is shown, the code, how long it lives; or how large the window must be.
fn frame(
    session: &Session,
    presenter: &Presenter,
    shown: &Shown,
    code: &Code,
    have: (usize, usize),
) -> Vec<String> {
    let (columns, rows) = code.cells();
    let need = (columns, rows + 3);
    if have.0 < need.0 || have.1 < need.1 {
        let text = Failure::from(Refused::WindowTooSmall { have, need }).say(session);
        let mut lines = wrapped(&text, have.0);
        lines.truncate(have.1);
        return lines;
    }
    let indent = " ".repeat((have.0 - columns) / 2);
    let plain = |text: String| {
        let text: String = text.chars().take(columns).collect();
        format!("{indent}{text}")
    };
    let value = if shown.value { "yes" } else { "no" };
    let name = session.name_of(presenter.claim.key());
    let headline = session.say(
        "show-headline",
        &[("claim", name.into()), ("value", value.into())],
    );
    let mut lines = vec![String::new(); (have.1 - need.1) / 2];
    lines.push(format!("\x1b[1m{}\x1b[0m", plain(headline)));
    lines.push(plain(session.say("show-nothing-else", &[])));
    lines.extend(
        code.half_blocks(ink())
            .into_iter()
            .map(|line| format!("{indent}{line}")),
    );
    lines.push(plain(countdown(session, presenter.audience)));
    lines
}

fn countdown(session: &Session, audience: Audience) -> String {
    let seconds = TimeStep::SECONDS - session.now().seconds() % TimeStep::SECONDS;
    let full = usize::try_from(seconds * BAR / TimeStep::SECONDS).unwrap_or_default();
    let empty = usize::try_from(BAR)
        .unwrap_or_default()
        .saturating_sub(full);
    let left = session.say("show-left", &[("seconds", seconds.into())]);
    let bar = format!("{}{} {left}", "█".repeat(full), "░".repeat(empty));
    let venue = match audience {
        Audience::AnyVenue => None,
        Audience::Venue(code) => {
            Some(session.say("show-venue", &[("venue", code.as_str().into())]))
        }
    };
    let parts = [Some(bar), venue, Some(session.say("show-leave", &[]))];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// A text in lines of at most `width` characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let room = width.saturating_sub(line.chars().count());
        if line.is_empty() {
            line.push_str(word);
        } else if word.chars().count() < room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
        .into_iter()
        .map(|line| line.chars().take(width).collect())
        .collect()
}

#[expect(
    clippy::expect_used,
    reason = "a text of this protocol has 600 alphanumeric characters at most, a code takes 3391"
)]
fn code_of(shown: &Shown) -> Code {
    Code::new(&shown.text).expect("a text that a code can hold")
}

/// Colours unless the person asked for none (no-color.org).
fn ink() -> Ink {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        Ink::LightOnDark
    } else {
        Ink::BlackOnWhite
    }
}

/// The time until the next whole second.
fn left(clock: &Clock) -> Duration {
    let into = Duration::from_nanos(clock.now().subsec_nanos().into());
    Duration::from_secs(1).saturating_sub(into)
}

fn output(error: io::Error) -> Fault {
    Fault::io(Path::new("stdout"), Doing::Write)(error)
}

/// How often to look whether something asks for the end.
const TICK: Duration = Duration::from_millis(250);
/// Cells of the countdown's bar.
const BAR: u64 = 20;
