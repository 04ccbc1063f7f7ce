//! What can be measured in one frame: light, and how well a code stands out in it.

use std::ops::RangeInclusive;

use crate::frame::Frame;
use crate::symbol::{self, Effort, Placed};

/// The figures of a frame. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The mean brightness.
    pub brightness: f64,
    /// The share of pixels that are as good as black.
    pub black: f64,
    /// The share of pixels that are as good as white.
    pub white: f64,
    /// How quickly light turns to dark: a pixel's step at the sharpest places, as a share of the frame's contrast.
    /// About 0.5 where edges are as sharp as pixels can show them.
    pub sharpness: f64,
    /// The code in it, whether it can be read or not.
    pub code: Option<CodeFigures>,
}

/// The figures of a code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CodeFigures {
    /// The side of a module in pixels; of a code that is held at a slant, on its shorter side.
    pub module: f64,
    /// How far light and dark modules are apart.
    pub contrast: f64,
    /// How far an edge is smeared, in modules; 0 where it is as sharp as pixels can show it.
    pub blur: f64,
    /// The share of the code where dark modules are as bright as light ones.
    pub glare: f64,
}

impl Figures {
    /// Measures a frame.
    #[must_use]
    pub fn of(frame: &Frame) -> Self {
        let levels = Levels::of(frame.luma().iter().copied());
        let (dark, light) = (levels.quantile(0.01), levels.quantile(0.99));
        let step = sharpest_step(frame, &Square::whole(frame));
        let contrast = light_of(light) - light_of(dark);
        let mut effort = Effort::new(EFFORT);
        let placed = symbol::locate(frame, 1, &mut effort);
        Self {
            brightness: levels.mean() / 255.0,
            black: levels.share(0..=BLACK),
            white: levels.share(WHITE..=u8::MAX),
            sharpness: if contrast < 1.0 { 0.0 } else { step / contrast },
            code: placed.first().and_then(|placed| code(frame, placed)),
        }
    }
}

/// Looking for a code may cost so much: some ten milliseconds.
const EFFORT: u32 = 1500;
/// Up to here a pixel is as good as black: ITU-R BT.601 has black at 16.
const BLACK: u8 = 16;
/// From here on a pixel is as good as white.
const WHITE: u8 = 250;

/// The figures of a code at a place.
fn code(frame: &Frame, placed: &Placed) -> Option<CodeFigures> {
    let square = Square(placed.corners().map(|(x, y)| (x.into(), y.into())));
    let levels = Levels::of(square.looks(frame, (0.0, 0.0), 1.0, 96));
    let (dark, light) = (levels.quantile(0.1), levels.quantile(0.9));
    let contrast = f64::from(light) - f64::from(dark);
    // Blur takes contrast from single modules first: it is measured by what the largest patches have.
    let inner = light_of(levels.quantile(0.98)) - light_of(levels.quantile(0.02));
    let count = u16::try_from(placed.modules()).ok()?;
    let module = square.shortest_side() / f64::from(count);
    let is_sane = contrast >= 1.0 && inner > 0.0 && module > 0.0;
    is_sane.then(|| CodeFigures {
        module,
        contrast: contrast / 255.0,
        blur: smear(sharpest_step(frame, &square) / inner) / module,
        glare: glare(frame, &square, (dark, light), count),
    })
}

/// How many pixels wide an edge of this steepness is (the standard deviation of its blur), beyond what the pixels
/// themselves make of a sharp one.
fn smear(steepness: f64) -> f64 {
    /// The steepest place of an edge that is blurred with a deviation of one pixel.
    const OF_ONE_PIXEL: f64 = 0.399;
    const OF_A_SHARP_EDGE: f64 = 0.5;
    let wide = |steepness: f64| OF_ONE_PIXEL / steepness.max(0.01);
    let own = wide(OF_A_SHARP_EDGE);
    let beyond = wide(steepness).powi(2) - own.powi(2);
    beyond.max(0.0).sqrt()
}

/// The share of the code whose dark modules are bright.
fn glare(frame: &Frame, square: &Square, (dark, light): (u8, u8), modules: u16) -> f64 {
    // A part of so many modules has dark ones in any code.
    let parts = (modules / 8).max(2);
    let middle = f64::midpoint(dark.into(), light.into());
    let size = 1.0 / f64::from(parts);
    let corners = (0..parts).flat_map(|row| (0..parts).map(move |column| (column, row)));
    let glaring = corners.filter(|&(column, row)| {
        let corner = (f64::from(column) * size, f64::from(row) * size);
        let part = Levels::of(square.looks(frame, corner, size, 24));
        f64::from(part.quantile(0.1)) > middle
    });
    let glaring = u32::try_from(glaring.count()).unwrap_or(u32::MAX);
    f64::from(glaring) * size * size
}

/// The difference between neighbours at the sharpest places of a part of the frame.
fn sharpest_step(frame: &Frame, square: &Square) -> f64 {
    let (left, top, right, bottom) = square.bounds(frame);
    let width = usize::from(frame.width());
    let rows: Vec<&[u8]> = frame
        .luma()
        .chunks(width)
        .skip(top)
        .take(bottom.saturating_sub(top))
        .map(|row| row.get(left..right).unwrap_or_default())
        .collect();
    let lights: Vec<f64> = (0..=u8::MAX).map(light_of).collect();
    let light = |level: u8| lights.get(usize::from(level)).copied().unwrap_or_default();
    let mut steps = Levels::default();
    // As many rows as a small picture has are enough.
    let every = (rows.len() / 240).max(1);
    for [above, row, below] in rows.array_windows::<3>().step_by(every) {
        let across = row
            .array_windows::<3>()
            .zip(above.iter().zip(*below).skip(1));
        for ([before, _, after], (above, below)) in across {
            let (dx, dy) = (
                light(*before) - light(*after),
                light(*above) - light(*below),
            );
            // Half of the step over two pixels.
            let step = dx.mul_add(dx, dy * dy).sqrt() / 2.0;
            steps.add(u8::try_from(whole(step)).unwrap_or(u8::MAX));
        }
    }
    f64::from(steps.quantile(0.98))
}

/// The light behind a level, from 0 to 255: cameras write about its square root (ITU-R BT.709).
fn light_of(level: u8) -> f64 {
    let level = f64::from(level);
    level * level / 255.0
}

/// Four corners in the frame, clockwise.
struct Square([(f64, f64); 4]);

impl Square {
    fn whole(frame: &Frame) -> Self {
        let (right, bottom) = (frame.width().into(), frame.height().into());
        Self([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)])
    }

    fn shortest_side(&self) -> f64 {
        let [a, b, c, d] = self.0;
        let sides = [(a, b), (b, c), (c, d), (d, a)];
        let lengths = sides.map(|(from, to)| (from.0 - to.0).hypot(from.1 - to.1));
        lengths.into_iter().fold(f64::MAX, f64::min)
    }

    /// The columns and rows around it, as far as the frame goes.
    fn bounds(&self, frame: &Frame) -> (usize, usize, usize, usize) {
        let [a, b, c, d] = self.0;
        let all = [a, b, c, d];
        let (xs, ys) = (all.map(|(x, _)| x), all.map(|(_, y)| y));
        let least = |values: [f64; 4]| values.into_iter().fold(f64::MAX, f64::min);
        let most = |values: [f64; 4]| values.into_iter().fold(0.0, f64::max);
        (
            pixel(least(xs), frame.width()),
            pixel(least(ys), frame.height()),
            pixel(most(xs), frame.width()),
            pixel(most(ys), frame.height()),
        )
    }

    /// Looks at `count` by `count` places of a part of it; the part's corner and size are shares of its sides.
    fn looks<'f>(
        &self,
        frame: &'f Frame,
        (x, y): (f64, f64),
        size: f64,
        count: u16,
    ) -> impl Iterator<Item = u8> + 'f {
        let [a, b, c, d] = self.0;
        let along = move |at: u16| size * (f64::from(at) + 0.5) / f64::from(count);
        let between = |from: (f64, f64), to: (f64, f64), share: f64| {
            (
                (to.0 - from.0).mul_add(share, from.0),
                (to.1 - from.1).mul_add(share, from.1),
            )
        };
        let width = usize::from(frame.width());
        let places = (0..count).flat_map(move |row| (0..count).map(move |column| (column, row)));
        places.filter_map(move |(column, row)| {
            let (right, down) = (x + along(column), y + along(row));
            let place = between(between(a, b, right), between(d, c, right), down);
            let (x, y) = (
                pixel(place.0, frame.width() - 1),
                pixel(place.1, frame.height() - 1),
            );
            frame.luma().get(y * width + x).copied()
        })
    }
}

/// How often each level occurs.
struct Levels {
    counts: [u32; 256],
    total: u32,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            counts: [0; 256],
            total: 0,
        }
    }
}

impl Levels {
    fn of(levels: impl Iterator<Item = u8>) -> Self {
        let mut all = Self::default();
        levels.for_each(|level| all.add(level));
        all
    }

    fn add(&mut self, level: u8) {
        if let Some(count) = self.counts.get_mut(usize::from(level)) {
            *count += 1;
            self.total += 1;
        }
    }

    fn each(&self) -> impl Iterator<Item = (u8, u32)> {
        (0..=u8::MAX).zip(self.counts)
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self
            .each()
            .map(|(level, count)| f64::from(level) * f64::from(count))
            .sum();
        sum / f64::from(self.total.max(1))
    }

    fn share(&self, levels: RangeInclusive<u8>) -> f64 {
        let within = self.each().filter(|(level, _)| levels.contains(level));
        let count: u32 = within.map(|(_, count)| count).sum();
        f64::from(count) / f64::from(self.total.max(1))
    }

    /// The level that a share of all does not exceed.
    fn quantile(&self, share: f64) -> u8 {
        let wanted = share * f64::from(self.total);
        let mut below = 0.0;
        for (level, count) in self.each() {
            below += f64::from(count);
            if below >= wanted && below > 0.0 {
                return level;
            }
        }
        0
    }
}

/// The pixel at a place, at most `last`.
fn pixel(place: f64, last: u16) -> usize {
    usize::from(whole(place).min(last))
}

/// The whole number below; what does not fit becomes the nearest that does.
#[expect(
    clippy::as_conversions,
    reason = "there is no other way from float to integer; the cast saturates"
)]
const fn whole(value: f64) -> u16 {
    value as u16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use test_vectors::webcam::{Fault, HEIGHT, Modules, Scene, WIDTH};

    use super::*;

    fn frame(scene: &Scene) -> Frame {
        let code = Modules::of_text(&"SPRAVKA".repeat(24)).unwrap();
        let luma = scene.shot(&code, 0).luma().to_vec();
        Frame::new(luma, WIDTH.into(), HEIGHT.into(), std::time::Duration::ZERO).unwrap()
    }

    fn code(scene: &Scene) -> CodeFigures {
        Figures::of(&frame(scene)).code.unwrap()
    }

    #[test]
    fn a_code_held_well_is_large_sharp_and_clear() {
        let seen = code(&Scene::gentle(1));
        assert!((seen.module - 5.0).abs() < 0.4, "{seen:?}");
        assert!(seen.blur < 0.25 && seen.contrast > 0.5, "{seen:?}");
        assert!(seen.glare < 0.01, "{seen:?}");
    }

    #[test]
    fn the_module_is_measured_whatever_its_size() {
        for module in [2.5, 4.0, 7.0] {
            let scene = Scene {
                module,
                ..Scene::gentle(3)
            };
            let seen = code(&scene);
            assert!(
                (seen.module / module - 1.0).abs() < 0.1,
                "{module}: {seen:?}"
            );
        }
    }

    #[test]
    fn blur_is_that_of_the_lens() {
        for (module, share) in [(3.0, 0.3), (5.0, 0.1), (5.0, 0.4), (8.0, 0.2), (8.0, 0.5)] {
            let blur = share * module;
            let scene = Scene {
                module,
                blur,
                ..Scene::gentle(4)
            };
            let seen = code(&scene).blur;
            assert!((seen - share).abs() < 0.04, "{share} of {module}: {seen}");
        }
    }

    #[test]
    fn lamps_are_seen_on_the_code() {
        let fault = Fault {
            lamps: 3,
            ..Fault::NONE
        };
        let scenes = (1..9).map(|seed| Scene {
            fault: fault.clone(),
            ..Scene::gentle(seed)
        });
        let glare = scenes.filter_map(|scene| Figures::of(&frame(&scene)).code);
        let most = glare.map(|code| code.glare).fold(0.0, f64::max);
        assert!(most > 0.05, "{most}");
    }

    #[test]
    fn darkness_and_light_are_told_apart() {
        let dark =
            Figures::of(&Frame::new(vec![9; 64 * 64], 64, 64, std::time::Duration::ZERO).unwrap());
        assert_eq!((dark.black, dark.white, dark.code), (1.0, 0.0, None));
        let bright = Figures::of(
            &Frame::new(vec![255; 64 * 64], 64, 64, std::time::Duration::ZERO).unwrap(),
        );
        assert_eq!(
            (bright.brightness, bright.black, bright.white),
            (1.0, 0.0, 1.0)
        );
        assert!(bright.sharpness.abs() < f64::EPSILON);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn figures_stay_in_bounds(
            width in 21_u32..90, height in 21_u32..90, block in 1_usize..6, seed in any::<[u8; 32]>()
        ) {
            let columns = usize::try_from(width).unwrap();
            let luma = (0..columns * usize::try_from(height).unwrap()).map(|at| {
                let (x, y) = (at % columns / block, at / columns / block);
                seed[(7 * x + 13 * y + x * y) % 32]
            });
            let frame = Frame::new(luma.collect(), width, height, std::time::Duration::ZERO).unwrap();
            let figures = Figures::of(&frame);
            for share in [figures.brightness, figures.black, figures.white] {
                prop_assert!((0.0..=1.0).contains(&share), "{figures:?}");
            }
            prop_assert!(figures.sharpness.is_finite());
            if let Some(code) = figures.code {
                prop_assert!(code.module > 0.0 && code.blur >= 0.0, "{code:?}");
                prop_assert!((0.0..=1.001).contains(&code.glare), "{code:?}");
            }
        }
    }
}
