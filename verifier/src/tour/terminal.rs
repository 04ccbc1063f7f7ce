//! The tour on the whole terminal.

use std::io::{self, Write as _};
use std::sync::atomic::Ordering;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

use super::{Step, Tour, Turn};
use crate::desk::{Key, Screen};
use crate::plain::{TICK, Taken, draw, ended_by_signals};
use crate::session::Session;
use crate::trouble::Trouble;

/// Shows the tour until somebody ends it.
pub(super) fn show(session: &Session, tour: &mut Tour<'_>) -> Result<(), Trouble> {
    let is_over = ended_by_signals().map_err(Trouble::Output)?;
    let taken = Taken::take().map_err(Trouble::Output)?;
    let mut drawn: Option<(Screen, (u16, u16))> = None;
    while !is_over.load(Ordering::Relaxed) {
        let size = terminal::size().map_err(Trouble::Output)?;
        let now = (tour.screen(session.now()), size);
        if drawn.as_ref() != Some(&now) {
            draw(&now.0, tour.language(), size, session.colour).map_err(Trouble::Output)?;
            drawn = Some(now);
        }
        let Some(step) = pressed().map_err(Trouble::Output)? else {
            continue;
        };
        match tour.step(step)? {
            Turn::Over => break,
            Turn::Shown(None) => {}
            Turn::Shown(Some(_)) => io::stdout().write_all(b"\x07").map_err(Trouble::Output)?,
        }
    }
    drop(taken);
    session.say("tour-end", &[])
}

/// What was pressed within a moment.
fn pressed() -> io::Result<Option<Step>> {
    if !event::poll(TICK)? {
        return Ok(None);
    }
    Ok(match event::read()? {
        Event::Key(key) if key.kind != KeyEventKind::Release => step(key),
        _ => None,
    })
}

fn step(key: KeyEvent) -> Option<Step> {
    let has_control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('c' | 'q' | 'с' | 'й') if has_control => Step::Leave,
        KeyCode::Esc => Step::Leave,
        KeyCode::Enter | KeyCode::Char(' ') => Step::Next,
        KeyCode::Backspace => Step::Back,
        KeyCode::F(1) => Step::Desk(Key::Help),
        KeyCode::F(2) => Step::Desk(Key::Language),
        KeyCode::F(3) => Step::Desk(Key::Details),
        KeyCode::F(4) => Step::Desk(Key::Sound),
        KeyCode::F(5) => Step::Desk(Key::Again),
        _ => return None,
    })
}
