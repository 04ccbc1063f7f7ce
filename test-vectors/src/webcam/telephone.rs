//! The telephone before the camera, and how it is turned.

use super::{Fault, HEIGHT, Look, Modules, Scene, WIDTH, whole};

/// From a point of the picture to the place on the screen, in modules from the code's middle.
pub(super) struct View {
    middle: (f64, f64),
    focus: f64,
    distance: f64,
    right: [f64; 3],
    down: [f64; 3],
    out: [f64; 3],
}

impl View {
    pub(super) fn new(scene: &Scene, moment: f64) -> Self {
        let focus = 0.9 * f64::from(WIDTH);
        let tremor = |speed: f64, reach: f64| reach * (speed * moment).sin();
        let roll = scene.roll + tremor(0.13, 0.6);
        let (tilt, nod) = (
            scene.tilt + tremor(0.11, 0.8),
            scene.nod + tremor(0.09, 0.8),
        );
        let turn = |axes: [f64; 3]| {
            let axes = turned(axes, 1, tilt);
            let axes = turned(axes, 0, nod);
            turned(axes, 2, roll)
        };
        Self {
            middle: (
                0.5 * f64::from(WIDTH) + scene.aside.0 + tremor(0.21, 3.0),
                0.5 * f64::from(HEIGHT) + scene.aside.1 + tremor(0.17, 2.0),
            ),
            focus,
            distance: focus / scene.module,
            right: turn([1.0, 0.0, 0.0]),
            down: turn([0.0, 1.0, 0.0]),
            out: turn([0.0, 0.0, 1.0]),
        }
    }

    /// Where the ray through a point of the picture meets the screen's plane.
    pub(super) fn on_screen(&self, x: f64, y: f64) -> (f64, f64) {
        let ray = [x - self.middle.0, y - self.middle.1, self.focus];
        let centre = [0.0, 0.0, self.distance];
        let reach = dot(centre, self.out) / dot(ray, self.out);
        let [x, y, z] = ray.map(|length| length * reach);
        let place = [x, y, z - self.distance];
        (dot(place, self.right), dot(place, self.down))
    }
}

fn dot([a, b, c]: [f64; 3], [x, y, z]: [f64; 3]) -> f64 {
    a * x + b * y + c * z
}

/// Turns a direction about one of the three axes.
fn turned([x, y, z]: [f64; 3], axis: u8, degrees: f64) -> [f64; 3] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    match axis {
        0 => [x, y * cos - z * sin, y * sin + z * cos],
        1 => [x * cos + z * sin, y, z * cos - x * sin],
        _ => [x * cos - y * sin, x * sin + y * cos, z],
    }
}

/// The telephone: a code with its quiet zone on a lit page within a dark frame; or a terminal's window.
pub(super) struct Screen<'a> {
    code: &'a Modules,
    half: f64,
    look: Look,
    brightness: f64,
}

impl<'a> Screen<'a> {
    const QUIET_ZONE: f64 = 4.0;
    const WHITE: f64 = 0.9;
    const BLACK: f64 = 0.004;

    pub(super) fn new(code: &'a Modules, fault: &Fault) -> Self {
        let side = u16::try_from(code.side).unwrap_or(u16::MAX);
        let half = 0.5 * f64::from(side);
        Self {
            code,
            half,
            look: fault.look,
            brightness: fault.brightness,
        }
    }

    /// The page's half width and half height.
    fn page(&self) -> (f64, f64) {
        let half = self.half + Self::QUIET_ZONE + 2.0;
        (half, 1.6 * half)
    }

    pub(super) fn is_far(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = self.page();
        x.abs() > width + 4.0 || y.abs() > height + 4.0
    }

    /// The light from a place; `None` beside the telephone.
    pub(super) fn light(&self, (x, y): (f64, f64)) -> Option<f64> {
        let (width, height) = self.page();
        if x.abs() >= width + 2.0 || y.abs() >= height + 2.0 {
            return None;
        }
        let is_lit = self.is_lit((x, y));
        let mut light = if is_lit { Self::WHITE } else { Self::BLACK };
        // A terminal draws two modules in a cell, and leaves a gap to the next row of cells.
        if is_lit && self.look.is_terminal() && (y + self.half).rem_euclid(2.0) < 0.12 {
            light *= 0.25;
        }
        Some(light * self.brightness)
    }

    fn is_lit(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = self.page();
        let quiet = self.half + Self::QUIET_ZONE;
        if x.abs() < self.half && y.abs() < self.half {
            let (column, row) = (whole(x + self.half), whole(y + self.half));
            return self.code.is_dark(column, row) == self.look.is_inverted();
        }
        if x.abs() < quiet && y.abs() < quiet {
            return !self.look.is_inverted();
        }
        if x.abs() < width && y.abs() < height {
            // Lines of writing above and below the code.
            let is_written = y.abs() > quiet + 2.0
                && x.abs() < 0.6 * width
                && y.rem_euclid(4.0) < 1.5
                && (x + y.floor()).rem_euclid(1.7) < 1.0;
            return is_written == self.look.is_dark_page();
        }
        false
    }
}
