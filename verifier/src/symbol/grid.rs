//! Where each module of a symbol lies in the frame.

use super::effort::{Effort, LOOKS};
use super::homography::{Homography, Point};
use super::layout::{self, Version};
use super::number::{real, round, signed};
use super::plane::{Level, Levels};
use super::triple::Triple;

/// A symbol's place in a frame.
#[derive(Debug, Clone)]
pub struct Placed {
    pub(super) version: Version,
    pub(super) map: Homography,
    pub(super) inverted: bool,
}

impl Placed {
    /// The symbol's corners in frame pixels, clockwise from the one between two finder patterns, without the
    /// quiet zone.
    #[must_use]
    pub fn corners(&self) -> [(f32, f32); 4] {
        self.map.corners(real(self.version.side()))
    }

    /// Modules in a row, without the quiet zone.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.version.side()
    }

    /// Lays a grid through three finder patterns, from a first guess of how its sides recede; nothing where there
    /// is no symbol of that version.
    pub(super) fn of(
        levels: &Levels,
        triple: &Triple,
        version: Version,
        recede: Point,
        effort: &mut Effort,
    ) -> Option<Self> {
        let view = View::new(levels, triple, layout::fixed(version))?;
        if !effort.spend(CLIMB * view.fixed.len() / LOOKS) {
            return None;
        }
        let side = real(version.side());
        let map = Homography::of_sides(triple.points(), recede, 3.5, side - 3.5);
        let mut best = (view.agreement(&map), map);
        if version.number() > 1 {
            let middle = side - 6.5;
            let seen = view.alignment(&map, (middle, middle), 4.0);
            if let Some(map) = through(triple.points(), seen, side) {
                let agreement = view.agreement(&map);
                if agreement > best.0 {
                    best = (agreement, map);
                }
            }
        }
        let (agreement, map) = view.climb(best, side, triple.module())?;
        (agreement >= LEAST_AGREEMENT).then_some(Self {
            version,
            map,
            inverted: triple.corner.inverted,
        })
    }
}

/// With less, the grid does not lie on a symbol.
const LEAST_AGREEMENT: f32 = 0.45;
/// About so often all that is fixed is looked at.
const CLIMB: usize = 150;

/// The map that takes the middles of the finder patterns and that of the last alignment pattern to where they
/// were seen.
fn through([a, b, c]: [Point; 3], seen: Point, side: f32) -> Option<Homography> {
    let share = (side - 10.0) / (side - 7.0);
    let (px, py) = seen;
    // One linear equation for the columns and one for the rows.
    let rest = |a: f32, b: f32, c: f32, p: f32| a * (1.0 - 2.0 * share) + share * (b + c) - p;
    let (rx, ry) = (rest(a.0, b.0, c.0, px), rest(a.1, b.1, c.1, py));
    let (bx, by) = (share * (px - b.0), share * (py - b.1));
    let (cx, cy) = (share * (px - c.0), share * (py - c.1));
    let area = bx * cy - by * cx;
    let g = (rx * cy - ry * cx) / area;
    let h = (bx * ry - by * rx) / area;
    let sane = |value: f32| (-0.6..=1.5).contains(&value);
    (sane(g) && sane(h)).then(|| Homography::of_sides([a, b, c], (g, h), 3.5, side - 3.5))
}

/// A level of the picture, looked at for one version.
#[derive(Debug)]
pub(super) struct View<'a> {
    level: &'a Level,
    /// -1 for white on black.
    sign: f32,
    /// The middles of modules that are known, and 1 for dark, -1 for light.
    fixed: Vec<(f32, f32, f32)>,
}

impl<'a> View<'a> {
    /// What a triple's symbol shows where `fixed` modules are dark or light.
    pub(super) fn new(
        levels: &'a Levels,
        triple: &Triple,
        fixed: Vec<(usize, usize, bool)>,
    ) -> Option<Self> {
        let middle = |(x, y, dark)| (real(x) + 0.5, real(y) + 0.5, if dark { 1.0 } else { -1.0 });
        Some(Self {
            level: levels.for_module(triple.module())?,
            sign: if triple.corner.inverted { -1.0 } else { 1.0 },
            fixed: fixed.into_iter().map(middle).collect(),
        })
    }

    /// How dark it is at a place in the frame, against what is around.
    pub(super) fn dark(&self, place: Point) -> f32 {
        -self.sign * self.level.at(place)
    }

    /// How well what is fixed agrees with the picture, from -1 to 1.
    pub(super) fn agreement(&self, map: &Homography) -> f32 {
        let (mut sum, mut most) = (0.0, 0.0);
        for &(x, y, sign) in &self.fixed {
            let value = self.dark(map.at(x, y));
            sum += sign * value;
            most += value.abs();
        }
        sum / f32::max(most, 1.0)
    }

    /// Looks for an alignment pattern around where it should be, up to `reach` modules away.
    fn alignment(&self, map: &Homography, (x, y): Point, reach: f32) -> Point {
        let score = |(x, y): Point| {
            let (mut sum, mut most) = (0.0, 0.0);
            for row in -2_i8..=2 {
                for column in -2_i8..=2 {
                    let value = self.dark(map.at(x + f32::from(column), y + f32::from(row)));
                    let light = row.abs().max(column.abs()) == 1;
                    sum += if light { -value } else { value };
                    most += value.abs();
                }
            }
            sum / f32::max(most, 1.0)
        };
        let mut best = (f32::MIN, (x, y));
        let steps = round(2.0 * reach);
        for row in -steps..=steps {
            for column in -steps..=steps {
                let (dx, dy) = (signed(column) / 2.0, signed(row) / 2.0);
                let place = (x + dx, y + dy);
                let score = score(place) - 0.05 * dx.hypot(dy) / reach;
                if score > best.0 {
                    best = (score, place);
                }
            }
        }
        let (_, (x, y)) = best;
        best.0 = f32::MIN;
        for row in -2_i8..=2 {
            for column in -2_i8..=2 {
                let place = (x + f32::from(column) / 6.0, y + f32::from(row) / 6.0);
                let score = score(place);
                if score > best.0 {
                    best = (score, place);
                }
            }
        }
        let (_, (x, y)) = best;
        map.at(x, y)
    }

    /// Moves the corners, by less and less, as long as that helps.
    fn climb(&self, start: (f32, Homography), side: f32, module: f32) -> Option<(f32, Homography)> {
        let mut best = start;
        let mut corners = best.1.corners(side);
        for part in [0.6, 0.3, 0.15, 0.07] {
            let step = part * module;
            for _ in 0..4 {
                let before = best.0;
                for corner in 0..4 {
                    for (dx, dy) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                        let mut moved = corners;
                        let place = moved.get_mut(corner)?;
                        *place = (place.0 + dx, place.1 + dy);
                        let Some(map) = Homography::of_corners(moved, side) else {
                            continue;
                        };
                        let agreement = self.agreement(&map);
                        if agreement > best.0 {
                            best = (agreement, map);
                            corners = moved;
                        }
                    }
                }
                if best.0 - before < 0.002 {
                    break;
                }
            }
        }
        Some(best)
    }
}
