//! Finder patterns: three rings in one another, the same along any line through their middle.

use super::number::{real, whole};
use super::plane::{FINE, Level, Levels, Plane};

/// A finder pattern, in frame pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Finder {
    pub(super) x: f32,
    pub(super) y: f32,
    /// The side of a module.
    pub(super) module: f32,
    /// White on black.
    pub(super) inverted: bool,
    /// Along how many of eight rays from the middle the rings stand where they should, and how many pairs of
    /// opposite ones are of a length.
    pub(super) rays: u8,
    /// How much darker the dark rings are than the pale one.
    contrast: f32,
}

impl Finder {
    fn weight(&self) -> f32 {
        f32::from(self.rays - 4) * self.contrast.sqrt()
    }

    /// How unlike a finder pattern it is; what a clear one has is far below 1.
    pub(super) fn doubt(&self) -> f32 {
        0.15 * f32::from(12 - self.rays) + 8.0 / self.contrast.max(1.0).sqrt()
    }
}

/// More are not looked at: a picture full of rings must not cost more than another.
const MOST: usize = 24;
/// So often is the neighbourhood of a line of pixels looked at closer, at each scale.
const MOST_CHECKS: u32 = 4000;

/// Finds the likeliest finder patterns, best first.
pub(super) fn finders(levels: &Levels) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    for level in levels.iter() {
        let mut here = Vec::new();
        scan(level, &mut here);
        for finder in here {
            match found.iter_mut().find(|other| is_same(other, &finder)) {
                Some(other) if other.weight() >= finder.weight() => {}
                Some(other) => *other = finder,
                None => found.push(finder),
            }
        }
    }
    found.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    found.truncate(MOST);
    found
}

fn is_same(a: &Finder, b: &Finder) -> bool {
    let near = 2.0 * a.module.max(b.module);
    a.inverted == b.inverted
        && (a.x - b.x).abs() < near
        && (a.y - b.y).abs() < near
        && a.module < 1.8 * b.module
        && b.module < 1.8 * a.module
}

fn scan(level: &Level, found: &mut Vec<Finder>) {
    let relief = &level.relief;
    // On the finest level a core is at least four pixels high.
    let step = if relief.height() >= 240 { 2 } else { 1 };
    // Two passes, so that the limit, where it is reached, does not cut off the lower part of the picture.
    let rows = relief.rows().enumerate();
    let rows = rows
        .clone()
        .step_by(2 * step)
        .chain(rows.skip(step).step_by(2 * step));
    let faint = faint(relief);
    let ripple = faint / 3;
    let mut checks = 0;
    for (at, row) in rows {
        let y = real(at) + 0.5;
        let mut edges = [0.0_f32; 6];
        let mut in_dark = false;
        let mut x = 0;
        while let Some(behind) = row.get(x..) {
            // A dark run ends where the relief rises clearly above zero, a pale one where it falls below.
            let run = if in_dark {
                behind.iter().position(|&value| value > ripple)
            } else {
                behind.iter().position(|&value| value < -ripple)
            };
            let Some(run) = run else { break };
            x += run;
            let [_, start, a, b, c, d] = edges;
            let end = crossing(row, x);
            edges = [start, a, b, c, d, end];
            in_dark = !in_dark;
            let module = (end - start) / 7.0;
            if start <= 0.0
                || !(1.0..=6.0).contains(&module)
                || !is_pattern([a - start, b - a, c - b, d - c, end - d], module)
            {
                continue;
            }
            let middle = whole((b + c) / 2.0);
            if row.get(middle).is_none_or(|value| value.abs() <= faint) {
                continue;
            }
            if checks >= MOST_CHECKS {
                return;
            }
            let candidate = Finder {
                x: (b + c) / 2.0,
                y,
                module,
                // The last of the five runs has just ended.
                inverted: in_dark,
                rays: 0,
                contrast: 0.0,
            };
            let is_known = found.iter().any(|other| {
                let near = 1.5 * level.scale * module;
                other.inverted == candidate.inverted
                    && (other.x - candidate.x * level.scale).abs() < near
                    && (other.y - candidate.y * level.scale).abs() < near
            });
            if is_known {
                continue;
            }
            checks += 1;
            if let Some(mut finder) = checked(relief, candidate) {
                finder.x *= level.scale;
                finder.y *= level.scale;
                finder.module *= level.scale;
                found.push(finder);
            }
        }
    }
}

/// What is no more than this is noise: twice the median of the relief, unless most of the picture is a code.
fn faint(relief: &Plane<i16>) -> i16 {
    let mut some: Vec<i16> = relief
        .rows()
        .step_by(7)
        .flat_map(|row| row.iter().step_by(13))
        .map(|value| value.abs())
        .collect();
    let middle = some.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (_, median, _) = some.select_nth_unstable(middle);
    (2 * *median).min(4 * FINE.cast_signed())
}

/// Where the relief went through zero before it came to what it is at `x`.
fn crossing(row: &[i16], x: usize) -> f32 {
    let Some((&last, before)) = row.get(..=x).and_then(<[i16]>::split_last) else {
        return 0.0;
    };
    let mut inner = last;
    for (at, &outer) in before.iter().enumerate().rev() {
        if (outer < 0) != (last < 0) {
            return real(at) + 0.5 + f32::from(outer) / (f32::from(outer) - f32::from(inner));
        }
        inner = outer;
    }
    0.0
}

/// Whether five runs are near 1:1:3:1:1. Blur moves the outer edges and the inner ones.
fn is_pattern([a, b, c, d, e]: [f32; 5], module: f32) -> bool {
    let single = 0.4 * module..=1.9 * module;
    (1.8 * module..=4.4 * module).contains(&c)
        && [a, b, d, e].iter().all(|run| single.contains(run))
        && a < 2.5 * e
        && e < 2.5 * a
        && b < 2.5 * d
        && d < 2.5 * b
}

/// Looks along eight rays, and moves the middle to where the dark core's is.
fn checked(relief: &Plane<i16>, mut finder: Finder) -> Option<Finder> {
    let sign = if finder.inverted { -1.0 } else { 1.0 };
    let dark = |x: f32, y: f32| -sign * relief.at(x, y);
    let ray = |finder: &Finder, along| ray(&dark, (finder.x, finder.y), along, finder.module);
    let up = ray(&finder, (0.0, -1.0))?;
    let down = ray(&finder, (0.0, 1.0))?;
    let shift = (0..3)
        .filter_map(|ring| Some((down.get(ring)? - up.get(ring)?) / 2.0))
        .sum::<f32>()
        / 3.0;
    finder.y += shift;
    let reach = 1.8 * finder.module;
    for _ in 0..2 {
        let (mut sum, mut sum_x, mut sum_y) = (0.0, 0.0, 0.0);
        for row in -4_i8..=4 {
            for column in -4_i8..=4 {
                let (dx, dy) = (f32::from(column) / 4.0, f32::from(row) / 4.0);
                if dx * dx + dy * dy > 1.0 {
                    continue;
                }
                let weight = dark(finder.x + dx * reach, finder.y + dy * reach).max(0.0);
                sum += weight;
                sum_x += weight * dx;
                sum_y += weight * dy;
            }
        }
        if sum <= 0.0 {
            return None;
        }
        finder.x += sum_x / sum * reach;
        finder.y += sum_y / sum * reach;
    }
    let rays = DIRECTIONS.map(|along| ray(&finder, along));
    let mut widths = 0.0;
    let mut contrast = 0.0;
    for (&[_, _, outer], (dx, dy)) in rays
        .iter()
        .zip(DIRECTIONS)
        .filter_map(|(ray, along)| Some((ray.as_ref()?, along)))
    {
        finder.rays += 1;
        widths += outer / 3.5;
        let at = |part: f32| dark(finder.x + dx * outer * part, finder.y + dy * outer * part);
        contrast += at(3.0 / 3.5).min(at(0.2)) - at(2.0 / 3.5);
    }
    if finder.rays < 5 {
        return None;
    }
    let (there, back) = rays.split_at(4);
    let pairs = there.iter().zip(back).filter(|pair| match pair {
        (Some([_, _, a]), Some([_, _, b])) => *a < 1.35 * b && *b < 1.35 * a,
        _ => false,
    });
    let pairs = u8::try_from(pairs.count()).unwrap_or(0);
    if pairs < 2 {
        return None;
    }
    finder.contrast = contrast / f32::from(finder.rays);
    // Diagonal rays are longer in an upright square; the mean over all directions is 1.12 modules, for any turn.
    finder.module = widths / f32::from(finder.rays) / 1.12;
    finder.rays += pairs;
    Some(finder)
}

const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
const DIRECTIONS: [(f32, f32); 8] = [
    (1.0, 0.0),
    (DIAGONAL, DIAGONAL),
    (0.0, 1.0),
    (-DIAGONAL, DIAGONAL),
    (-1.0, 0.0),
    (-DIAGONAL, -DIAGONAL),
    (0.0, -1.0),
    (DIAGONAL, -DIAGONAL),
];

/// The distances at which a ray from the middle leaves the core, the pale ring and the dark ring.
pub(super) fn ray(
    dark: &impl Fn(f32, f32) -> f32,
    (x, y): (f32, f32),
    (dx, dy): (f32, f32),
    module: f32,
) -> Option<[f32; 3]> {
    let step = (module / 4.0).max(0.4);
    let mut edges = [0.0; 3];
    let mut before = dark(x, y);
    if before <= 0.0 {
        return None;
    }
    let mut distance = 0.0;
    for (ring, edge) in edges.iter_mut().enumerate() {
        loop {
            let next = dark(x + dx * (distance + step), y + dy * (distance + step));
            let crossed = (next > 0.0) != (before > 0.0);
            if crossed {
                *edge = distance + step * before / (before - next);
            }
            before = next;
            distance += step;
            if crossed {
                break;
            }
            // Slanted and diagonal, 3.5 modules are at most this long.
            if distance > (real(ring) + 1.5) * 2.2 * module {
                return None;
            }
        }
    }
    let [core, pale, outer] = edges;
    let unit = outer / 3.5;
    let is_ring = (0.7 * unit..=2.3 * unit).contains(&core)
        && (0.35 * unit..).contains(&(pale - core))
        && (0.35 * unit..).contains(&(outer - pale))
        && (0.55 * module..).contains(&unit);
    is_ring.then_some(edges)
}
