//! A screen of the desk, painted: everything is a share of the window's size.

use eframe::egui::{
    Align, Color32, FontId, Id, Painter, Pos2, Rect, Response, Role, Sense, TextureId, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use host::qr::Code;

use super::sign;
use crate::desk::{Face, Screen};

/// What the camera sees, as a texture.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// The texture.
    pub texture: TextureId,
    /// Its pixels.
    pub size: Vec2,
    /// Where in it a code was read.
    pub code: Option<Rect>,
}

/// Ground and ink. Told apart by their brightness too, so that no eye needs the colour.
const fn colours(face: Face) -> (Color32, Color32) {
    match face {
        Face::Scanning => (Color32::from_rgb(0x14, 0x18, 0x1d), Color32::WHITE),
        Face::Yes => (Color32::from_rgb(0x00, 0x78, 0x4f), Color32::WHITE),
        Face::No => (Color32::from_rgb(0x8e, 0x12, 0x1c), Color32::WHITE),
        Face::Unknown => (Color32::from_rgb(0xff, 0xb7, 0x1b), Color32::BLACK),
        Face::Aside => (Color32::from_rgb(0xe4, 0xe4, 0xe4), Color32::BLACK),
    }
}

/// Paints a screen over all of a window.
pub fn paint(ui: &Ui, screen: &Screen, picture: Option<Picture>) {
    let all = ui.max_rect();
    let (ground, ink) = colours(screen.face);
    let painter = ui.painter();
    painter.rect_filled(all, 0.0, ground);
    let all = match &screen.practice {
        Some(band) => frame(ui, all, band),
        None => all,
    };
    let unit = unit(all);
    let page = Page { ui, unit, ink };
    let (inner, mut rest) = (all.shrink(unit * 0.3), all.shrink(unit * 0.3));
    if let Some(rehearsal) = &screen.rehearsal {
        let band = take_top(&mut rest, unit * 0.8);
        painter.rect_filled(band, 0.0, ink);
        let other = Page {
            ink: ground,
            ..page
        };
        other.text(band, rehearsal, 0.55, Place::Middle);
    }
    let worries = screen.data.as_ref().is_some_and(|(_, worries)| *worries);
    let (height, share) = if worries { (1.15, 0.25) } else { (0.8, 0.4) };
    let head = take_top(&mut rest, unit * height);
    let (left, right) = head.split_left_right_at_fraction(share);
    if let Some(venue) = &screen.venue {
        page.text(left, venue, 0.5, Place::Left);
    }
    if let Some((data, worries)) = &screen.data {
        page.data(right, data, *worries);
    }
    // Two lines where help was asked for.
    let lines = if screen.keys.len() > 4 { 1.1 } else { 0.6 };
    let foot = take_bottom(&mut rest, unit * lines);
    let keys = screen.keys.iter();
    let keys = keys.map(|(name, what)| format!("{name}  {what}").replace(' ', "\u{a0}"));
    page.text(
        foot,
        &keys.collect::<Vec<_>>().join("     "),
        0.4,
        Place::Middle,
    );
    take_bottom(&mut rest, unit * 0.15);
    debug_assert!(inner.contains_rect(rest), "no room on a window of {all:?}");
    if screen.face == Face::Scanning {
        page.scanning(rest, screen, picture);
    } else {
        page.verdict(rest, screen);
    }
}

/// A sixteenth of the width, or a tenth of the height.
fn unit(all: Rect) -> f32 {
    (all.width() / 16.0).min(all.height() / 10.0)
}

/// Paints the frame of practice, with a band above and one below. Gives what is inside.
fn frame(ui: &Ui, all: Rect, band: &str) -> Rect {
    let unit = unit(all);
    let page = Page {
        ui,
        unit,
        ink: Color32::BLACK,
    };
    let mut inside = all;
    let above = take_top(&mut inside, unit * 0.75);
    let below = take_bottom(&mut inside, unit * 0.75);
    let (left, rest) = inside.split_left_right_at_x(inside.left() + unit * 0.4);
    let (inside, right) = rest.split_left_right_at_x(rest.right() - unit * 0.4);
    for edge in [above, below, left, right] {
        ui.painter().rect_filled(edge, 0.0, FRAME);
    }
    for edge in [above, below] {
        page.text(edge.shrink(unit * 0.1), band, 0.5, Place::Middle);
    }
    inside
}

/// Where in its place a text stands.
#[derive(Clone, Copy)]
enum Place {
    Left,
    Middle,
    Right,
}

impl Place {
    const fn align(self) -> Align {
        match self {
            Self::Left => Align::LEFT,
            Self::Middle => Align::Center,
            Self::Right => Align::RIGHT,
        }
    }
}

/// A window that is being painted.
#[derive(Clone, Copy)]
struct Page<'u> {
    ui: &'u Ui,
    /// A sixteenth of the width, or a tenth of the height.
    unit: f32,
    ink: Color32,
}

impl Page<'_> {
    /// How old the lists are; a triangle and a band where that is a reason to worry.
    fn data(&self, place: Rect, text: &str, worries: bool) {
        if !worries {
            self.text(place, text, 0.42, Place::Right);
            return;
        }
        let painter = self.ui.painter();
        painter.rect_filled(place, self.unit * 0.1, Color32::from_rgb(0xff, 0xe0, 0x8a));
        let mut rest = place.shrink(self.unit * 0.1);
        let mark = rest.with_max_x(rest.left() + rest.height());
        sign::warning(painter, mark, Color32::BLACK);
        rest.min.x += rest.height() * 1.3;
        let page = Page {
            ink: Color32::BLACK,
            ..*self
        };
        page.text(rest, text, 0.42, Place::Left);
    }

    fn scanning(&self, mut place: Rect, screen: &Screen, picture: Option<Picture>) {
        for note in &screen.notes {
            self.text(
                take_bottom(&mut place, self.unit * 0.7),
                note,
                0.45,
                Place::Middle,
            );
        }
        self.text(
            take_bottom(&mut place, self.unit * 1.2),
            &screen.headline,
            0.85,
            Place::Middle,
        );
        if let Some(challenge) = &screen.challenge {
            let (rest, side) = place.split_left_right_at_fraction(0.55);
            place = rest;
            let mut side = side.shrink(self.unit * 0.3);
            let height = side.height();
            self.text(
                take_top(&mut side, height * 0.14),
                &screen.line,
                0.5,
                Place::Middle,
            );
            let words = take_bottom(&mut side, height * 0.3);
            self.text(words, challenge, 2.0, Place::Middle);
            let code = screen.challenge_code.as_deref().and_then(Code::new);
            if let Some(code) = code {
                self.code(side, &code);
            }
        }
        if let Some(picture) = picture {
            self.picture(place.shrink(self.unit * 0.2), picture);
        }
    }

    /// Draws a QR code as large as there is room for it.
    fn code(&self, place: Rect, code: &Code) {
        let Ok(side) = u16::try_from(code.side()) else {
            return;
        };
        let module = (place.width().min(place.height()) / f32::from(side)).floor();
        let all = Rect::from_center_size(place.center(), Vec2::splat(module * f32::from(side)));
        let painter = self.ui.painter();
        painter.rect_filled(all, 0.0, Color32::WHITE);
        let number = |modules: usize| u16::try_from(modules).map_or(0.0, f32::from) * module;
        for (column, row, length) in code.bars() {
            let corner = all.min + vec2(number(column), number(row));
            let bar = Rect::from_min_size(corner, vec2(number(length), module));
            painter.rect_filled(bar, 0.0, Color32::BLACK);
        }
    }

    fn picture(&self, place: Rect, picture: Picture) {
        let scale = (place.width() / picture.size.x).min(place.height() / picture.size.y);
        let shown = Rect::from_center_size(place.center(), picture.size * scale);
        let all = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let painter = self.ui.painter();
        painter.image(picture.texture, shown, all, Color32::WHITE);
        if let Some(code) = picture.code {
            let at = |point: Pos2| shown.min + point.to_vec2() * scale;
            let code = Rect::from_min_max(at(code.min), at(code.max)).intersect(shown);
            sign::corners(painter, code, Color32::from_rgb(0xff, 0xe0, 0x3a));
        }
    }

    fn verdict(&self, mut place: Rect, screen: &Screen) {
        let notes_height = self.notes_height(screen, place);
        let mut notes = take_bottom(&mut place, notes_height);
        if notes_height > 0.0 {
            take_bottom(&mut place, self.unit * 0.15);
        }
        let height = place.height();
        let (sign, share) = if screen.face == Face::Aside {
            // It is read, not seen.
            (take_top(&mut place, 0.0), 0.3)
        } else if screen.line.is_empty() {
            (take_top(&mut place, height * 0.52), 0.8)
        } else {
            (take_top(&mut place, height * 0.52), 0.55)
        };
        sign::draw(
            self.ui.painter(),
            sign.shrink(self.unit * 0.2),
            screen.face,
            self.ink,
        );
        let height = place.height();
        let headline = take_top(&mut place, height * share);
        let units = if screen.face == Face::Aside { 1.2 } else { 2.2 };
        self.text(headline, &screen.headline, units, Place::Middle);
        // Who was refused for want of it can answer it at once.
        if let (Face::No, Some(challenge)) = (screen.face, &screen.challenge) {
            let below = take_bottom(&mut place, height * (1.0 - share) * 0.5);
            self.text(below, challenge, 1.2, Place::Middle);
        }
        self.text(place, &screen.line, 0.95, Place::Middle);
        let height = notes.height() / count(&screen.notes);
        for note in &screen.notes {
            self.text(take_top(&mut notes, height), note, 0.5, Place::Middle);
        }
    }

    fn notes_height(&self, screen: &Screen, place: Rect) -> f32 {
        if screen.notes.is_empty() {
            return 0.0;
        }
        (count(&screen.notes) * self.unit * 1.1).min(place.height() * 0.4)
    }

    /// Writes a text as large as there is room for it, at most so many units high.
    fn text(&self, place: Rect, text: &str, units: f32, stands: Place) {
        if text.is_empty() {
            return;
        }
        let painter = self.ui.painter();
        let largest = self.unit * units;
        let (galley, size) = fit(painter, place, text, largest, self.ink, stands.align());
        let mut at = place.center() - galley.size() / 2.0;
        match stands {
            Place::Left => at.x = place.left(),
            Place::Middle => {}
            Place::Right => at.x = place.right() - galley.size().x,
        }
        // Lines that are not aligned at the left lie around what they are painted at.
        let anchor = at - galley.rect.min.to_vec2();
        let dots = painter.ctx().pixels_per_point();
        let whole = |length: f32| (length * dots).round() / dots;
        // The font is a light one: written several times, it is bold. In whole dots, or it would be so here and not there.
        let weight = whole(size / 45.0);
        let anchor = pos2(whole(anchor.x - weight / 2.0), whole(anchor.y));
        for shift in [
            vec2(0.0, 0.0),
            vec2(weight, 0.0),
            vec2(0.0, weight),
            vec2(weight, weight),
        ] {
            painter.galley(anchor + shift, galley.clone(), self.ink);
        }
        let id = Id::unique((text, place.center().x.to_bits(), place.center().y.to_bits()));
        let response: Response =
            self.ui
                .interact(Rect::from_min_size(at, galley.size()), id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
}

/// A text laid out as large as fits.
fn fit(
    painter: &Painter,
    place: Rect,
    text: &str,
    largest: f32,
    ink: Color32,
    align: Align,
) -> (std::sync::Arc<eframe::egui::Galley>, f32) {
    let mut size = largest;
    loop {
        let mut job = eframe::egui::text::LayoutJob::simple(
            text.to_owned(),
            FontId::proportional(size),
            ink,
            place.width(),
        );
        job.halign = align;
        let galley = painter.layout_job(job);
        let fits = galley.size().x <= place.width() && galley.size().y <= place.height();
        if fits || size < SMALLEST {
            return (galley, size);
        }
        size *= 0.92;
    }
}

/// The grey of practice, between all grounds.
const FRAME: Color32 = Color32::from_rgb(0xa8, 0xa8, 0xa8);
/// Below this, in points, nobody reads anything.
const SMALLEST: f32 = 7.0;

/// How many there are; one where there are none, to be divided by.
fn count(notes: &[String]) -> f32 {
    f32::from(u8::try_from(notes.len()).unwrap_or(u8::MAX).max(1))
}

fn take_top(rest: &mut Rect, height: f32) -> Rect {
    let (top, below) = rest.split_top_bottom_at_y(rest.top() + height);
    *rest = below;
    top
}

fn take_bottom(rest: &mut Rect, height: f32) -> Rect {
    let (above, bottom) = rest.split_top_bottom_at_y(rest.bottom() - height);
    *rest = above;
    bottom
}
