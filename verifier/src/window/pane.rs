//! The window itself: it passes on what the lane finds and what the staff press, and paints when something has changed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use eframe::egui::{
    self, ColorImage, Context, Event, Modifiers, Rect, TextureHandle, TextureOptions, Ui,
    ViewportBuilder, ViewportCommand, pos2, vec2,
};
use eframe::icon_data::from_png_bytes;
use eframe::{App, CreationContext, NativeOptions};
use host::exit::Exit;

use super::paint::{Picture, paint};
use super::sound::Sound;
use crate::cli::Workplace;
use crate::desk::{Desk, Key};
use crate::entrance::Entrance;
use crate::lane::{Lane, News, Order, Preview};
use crate::reader::Area;
use crate::session::Session;
use crate::trouble::Trouble;

/// Shows what happens at a gate in a window, until it is closed.
pub fn run(
    session: &Session,
    workplace: &Workplace,
    gate: Box<dyn Entrance + Send + '_>,
) -> Result<Exit, Trouble> {
    let setting = session.setting(workplace).practised(gate.is_practice());
    let is_over = AtomicBool::new(false);
    let context: OnceLock<Context> = OnceLock::new();
    let (news, posted) = channel();
    let (orders, ordered) = channel();
    let aside = news.clone();
    let _at_desk = (session.remarks).at_desk(move |text| drop(aside.send(News::Remark(text))));
    let post = |what: News| {
        drop(news.send(what));
        if let Some(context) = context.get() {
            context.request_repaint();
        }
    };
    let ends = || is_over.load(Ordering::Relaxed);
    let lane = Lane::new(session, gate, &post, &ends);
    let title = if setting.is_practice {
        "window-title-practice"
    } else {
        "window-title"
    };
    let title = session.words.say(title, &[]);
    let opened = thread::scope(|threads| {
        let lane = &lane;
        // The camera opens while the window does.
        threads.spawn(move || lane.watch(workplace));
        threads.spawn(move || lane.attend(&ordered));
        let pane = |creation: &CreationContext<'_>| -> Box<dyn App + '_> {
            let _ = context.set(creation.egui_ctx.clone());
            enlarge(&creation.egui_ctx, workplace.full_screen);
            Box::new(Pane {
                session,
                lane,
                desk: Desk::new(session.words.language(), setting),
                posted,
                orders,
                sound: Sound::new(),
                shown: None,
                is_full: workplace.full_screen,
            })
        };
        let opened = eframe::run_native(
            &title,
            options(workplace.full_screen),
            Box::new(|creation| Ok(pane(creation))),
        );
        is_over.store(true, Ordering::Relaxed);
        opened
    });
    opened.map_err(|why| Trouble::Window {
        why: why.to_string(),
    })?;
    Ok(Exit::Accepted)
}

pub(super) fn options(is_full: bool) -> NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_app_id("ru.spravka.verifier")
        .with_inner_size([1024.0, 600.0])
        .with_min_inner_size([320.0, 240.0])
        .with_maximized(true)
        .with_fullscreen(is_full);
    if let Ok(icon) = from_png_bytes(ICON) {
        viewport = viewport.with_icon(icon);
    }
    NativeOptions {
        viewport,
        ..NativeOptions::default()
    }
}

/// X window managers do not hear what is asked of a window that they do not show yet.
pub(super) fn enlarge(context: &Context, is_full: bool) {
    if !is_full {
        context.send_viewport_cmd(ViewportCommand::Maximized(true));
    }
}

struct Pane<'s, 'l> {
    session: &'s Session,
    lane: &'l Lane<'s>,
    desk: Desk,
    posted: Receiver<News>,
    orders: Sender<Order>,
    sound: Sound,
    shown: Option<Shown>,
    is_full: bool,
}

/// The picture that is shown.
struct Shown {
    texture: TextureHandle,
    code: Option<Rect>,
}

impl App for Pane<'_, '_> {
    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        let now = (self.session.instant)();
        let news: Vec<News> = self.posted.try_iter().collect();
        for what in news {
            if let Some(tone) = self.desk.take(what, now) {
                self.sound.play(tone);
            }
        }
        let context = ui.ctx().clone();
        self.keys(&context);
        // A verdict stays for its time; the countdown of a challenge and the age of the lists go on.
        let until_back = self.desk.pass(now).unwrap_or(SECOND);
        let until_picture = if self.desk.is_scanning() {
            PICTURES
        } else {
            SECOND
        };
        context.request_repaint_after(until_back.min(until_picture));
        if let Some(preview) = self.lane.preview() {
            self.show(&context, preview);
        }
        let picture = self.shown.as_ref().map(|shown| Picture {
            texture: shown.texture.id(),
            size: shown.texture.size_vec2(),
            code: shown.code,
        });
        let mut screen = self.desk.screen(self.session.now());
        screen.keys.extend(self.desk.full_screen());
        paint(ui, &screen, picture);
    }
}

impl Pane<'_, '_> {
    fn keys(&mut self, context: &Context) {
        let now = (self.session.instant)();
        let events = context.input(|input| input.events.clone());
        for event in events {
            let order = match event {
                Event::Text(text) => text
                    .chars()
                    .find_map(|letter| self.desk.letter(letter, now)),
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => self.press(context, key, modifiers),
                _ => None,
            };
            if let Some(order) = order {
                drop(self.orders.send(order));
            }
        }
    }

    fn press(&mut self, context: &Context, key: egui::Key, modifiers: Modifiers) -> Option<Order> {
        let pressed = match key {
            egui::Key::F1 => Key::Help,
            egui::Key::F2 => Key::Language,
            egui::Key::F3 => Key::Details,
            egui::Key::F4 => Key::Sound,
            egui::Key::F5 => Key::Again,
            egui::Key::Escape => Key::Back,
            egui::Key::Enter => return self.desk.letter('\n', (self.session.instant)()),
            egui::Key::F11 => {
                self.is_full = !self.is_full;
                context.send_viewport_cmd(ViewportCommand::Fullscreen(self.is_full));
                return None;
            }
            egui::Key::Q if modifiers.command => {
                context.send_viewport_cmd(ViewportCommand::Close);
                return None;
            }
            _ => return None,
        };
        self.desk.press(pressed)
    }

    fn show(&mut self, context: &Context, preview: Preview) {
        let size = [preview.frame.width().into(), preview.frame.height().into()];
        let image = ColorImage::from_gray(size, preview.frame.luma());
        let code = preview.code.and_then(rectangle);
        match &mut self.shown {
            Some(shown) => {
                shown.texture.set(image, TextureOptions::LINEAR);
                shown.code = code;
            }
            None => {
                let texture = context.load_texture("camera", image, TextureOptions::LINEAR);
                self.shown = Some(Shown { texture, code });
            }
        }
    }
}

fn rectangle(area: Area) -> Option<Rect> {
    let number = |pixels: usize| u16::try_from(pixels).ok().map(f32::from);
    let corner = pos2(number(area.left)?, number(area.top)?);
    let size = vec2(number(area.width)?, number(area.height)?);
    Some(Rect::from_min_size(corner, size))
}

const SECOND: Duration = Duration::from_secs(1);
/// How often to look for a new picture.
const PICTURES: Duration = Duration::from_millis(80);
/// That of the desktop entry.
const ICON: &[u8] = include_bytes!("icon.png");
