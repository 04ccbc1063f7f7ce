//! A code kept fresh on the terminal: what is shown, the code, how long it lives; until the person has shown it.

use std::env;
use std::time::Duration;

use host::paragraph::wrapped;
use shared::proof::Audience;
use shared::time::TimeStep;

use crate::drawing::{Draw, Drawing, Fitted, Form, Place};
use crate::failure::{Failure, Refused};
use crate::screen::{Frame, Placed, Screen, Window, Woken};
use crate::session::Session;
use crate::show::{Presenter, Shown, ink, left, output};

/// Keeps the code fresh until the person has shown it.
pub fn watch(session: &Session, presenter: &Presenter, draw: Draw) -> Result<(), Failure> {
    // What there is to refuse is refused where it stays readable.
    let shown = presenter.at(TimeStep::at(session.now()))?;
    let asks = match draw {
        Draw::Auto => true,
        Draw::Only(form) => form.is_picture(),
    };
    let mut screen = Screen::enter(asks).map_err(output)?;
    let mut sight = Sight::new(shown, &screen, draw);
    loop {
        let step = TimeStep::at(session.now());
        if step != sight.shown.step || screen.window() != sight.window {
            let shown = presenter.at(step)?;
            sight = Sight::new(shown, &screen, draw);
        }
        let frame = sight.frame(session, presenter);
        screen.draw(frame).map_err(output)?;
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

/// What is seen for a step in a window of this size.
#[derive(Debug)]
struct Sight {
    shown: Shown,
    window: Window,
    /// The code; or why there is none.
    code: Result<(Fitted, Drawing), Refused>,
}

impl Sight {
    fn new(shown: Shown, screen: &Screen, draw: Draw) -> Self {
        let (window, answers) = (screen.window(), screen.answers());
        let (columns, rows) = window.size;
        let place = Place {
            room: (columns, rows.saturating_sub(ABOVE + BELOW)),
            cell: window.cell,
            picture: answers.picture(|name| env::var(name).ok()),
            largest: answers.largest,
        };
        let code = shown.code();
        let fitted = place.fit(draw, &code).map_err(|(columns, rows)| {
            let octants = place.fit(Draw::Only(Form::Octants), &code);
            Refused::WindowTooSmall {
                have: window.size,
                need: (columns, rows.saturating_add(ABOVE + BELOW)),
                octants: octants.is_ok(),
            }
        });
        let code = fitted.map(|fitted| (fitted, fitted.draw(&code, ink(), shown.step.number())));
        Self {
            shown,
            window,
            code,
        }
    }

    /// All that the terminal shows: the code with its lines, or how large the window must be.
    fn frame(&self, session: &Session, presenter: &Presenter) -> Frame {
        let have = self.window.size;
        let (fitted, drawing) = match &self.code {
            Ok(code) => code,
            Err(refused) => {
                let text = Failure::from(refused.clone()).say(session);
                let mut lines = wrapped(&text, have.0);
                lines.truncate(have.1);
                return Frame {
                    lines,
                    picture: None,
                };
            }
        };
        let (columns, rows) = fitted.cells;
        let middle = |have: usize, need: usize| have.saturating_sub(need) / 2;
        let corner = (
            middle(have.0, columns),
            middle(have.1, rows + ABOVE + BELOW) + ABOVE,
        );
        let indent = " ".repeat(corner.0);
        let plain = |text: String| {
            let room = have.0.saturating_sub(corner.0);
            let text: String = text.chars().take(room).collect();
            format!("{indent}{text}")
        };
        let mut lines = vec![String::new(); corner.1 - ABOVE];
        lines.push(format!(
            "\x1b[1m{}\x1b[0m",
            plain(self.headline(session, presenter))
        ));
        lines.push(plain(session.say("show-nothing-else", &[])));
        let mut picture = None;
        match drawing {
            Drawing::Lines(code) => {
                lines.extend(code.iter().map(|line| format!("{indent}{line}")));
            }
            Drawing::Picture(drawn) => {
                lines.extend(vec![String::new(); rows]);
                picture = Some(Placed {
                    corner,
                    cells: fitted.cells,
                    picture: drawn.clone(),
                });
            }
        }
        lines.push(plain(countdown(session, presenter.audience())));
        Frame { lines, picture }
    }

    fn headline(&self, session: &Session, presenter: &Presenter) -> String {
        let value = if self.shown.value { "yes" } else { "no" };
        let name = session.name_of(presenter.claim().key());
        session.say(
            "show-headline",
            &[("claim", name.into()), ("value", value.into())],
        )
    }
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

/// How often to look whether something asks for the end.
const TICK: Duration = Duration::from_millis(250);
/// Lines above the code: what it says, and that it says no more.
const ABOVE: usize = 2;
/// Lines below it: how long it lives.
const BELOW: usize = 1;
/// Cells of the countdown's bar.
const BAR: u64 = 20;
