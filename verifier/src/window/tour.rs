//! The tour in a window.

use std::time::Duration;

use eframe::App;
use eframe::egui::{self, Context, Event, Modifiers, Ui, ViewportCommand};

use super::paint::paint;
use super::pane::{enlarge, options};
use super::sound::Sound;
use crate::desk::Key;
use crate::session::Session;
use crate::tour::{Step, Tour, Turn};
use crate::trouble::Trouble;

/// Shows the tour in a window, until it is closed.
pub fn show(session: &Session, tour: &mut Tour<'_>, is_full: bool) -> Result<(), Trouble> {
    let mut failed = None;
    let title = session.words.say("window-title-practice", &[]);
    let pane = Pane {
        session,
        tour,
        failed: &mut failed,
        sound: Sound::new(),
        is_full,
    };
    let opened = eframe::run_native(
        &title,
        options(is_full),
        Box::new(|creation| {
            enlarge(&creation.egui_ctx, is_full);
            Ok(Box::new(pane))
        }),
    );
    opened.map_err(|why| Trouble::Window {
        why: why.to_string(),
    })?;
    failed.map_or(Ok(()), Err)
}

struct Pane<'p, 's> {
    session: &'p Session,
    tour: &'p mut Tour<'s>,
    /// What ended the tour.
    failed: &'p mut Option<Trouble>,
    sound: Sound,
    is_full: bool,
}

impl App for Pane<'_, '_> {
    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        let context = ui.ctx().clone();
        let events = context.input(|input| input.events.clone());
        for event in events {
            if let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            {
                self.press(&context, key, modifiers);
            }
        }
        // A challenge is over some time.
        context.request_repaint_after(Duration::from_secs(1));
        paint(ui, &self.tour.screen(self.session.now()), None);
    }
}

impl Pane<'_, '_> {
    fn press(&mut self, context: &Context, key: egui::Key, modifiers: Modifiers) {
        let step = match key {
            egui::Key::Enter | egui::Key::Space => Step::Next,
            egui::Key::Backspace => Step::Back,
            egui::Key::Escape => Step::Leave,
            egui::Key::Q if modifiers.command => Step::Leave,
            egui::Key::F1 => Step::Desk(Key::Help),
            egui::Key::F2 => Step::Desk(Key::Language),
            egui::Key::F3 => Step::Desk(Key::Details),
            egui::Key::F4 => Step::Desk(Key::Sound),
            egui::Key::F5 => Step::Desk(Key::Again),
            egui::Key::F11 => {
                self.is_full = !self.is_full;
                context.send_viewport_cmd(ViewportCommand::Fullscreen(self.is_full));
                return;
            }
            _ => return,
        };
        match self.tour.step(step) {
            Ok(Turn::Shown(Some(tone))) => self.sound.play(tone),
            Ok(Turn::Shown(None)) => {}
            Ok(Turn::Over) => context.send_viewport_cmd(ViewportCommand::Close),
            Err(trouble) => {
                *self.failed = Some(trouble);
                context.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }
}
