//! Which finder patterns make a symbol, and of which version.

use super::effort::{Effort, LOOKS};
use super::finder::{self, Finder};
use super::grid::{Placed, View};
use super::homography::{Homography, Point, distance};
use super::layout::{self, Version};
use super::number::{real, round, signed};
use super::plane::Levels;
use super::triple::{self, Triple};

/// A look for symbols, the likeliest first.
pub(super) struct Search<'a> {
    levels: &'a Levels,
    triples: std::vec::IntoIter<Triple>,
    /// Those that were not clear, the likeliest last.
    guesses: Vec<Guess>,
    /// The likeliest triple, whose timing patterns blur may have wiped out.
    wiped: Option<Triple>,
}

impl<'a> Search<'a> {
    pub(super) fn new(levels: &'a Levels, finders: &[Finder]) -> Self {
        let triples = triple::triples(finders);
        Self {
            levels,
            wiped: triples.first().copied(),
            triples: triples.into_iter(),
            guesses: Vec::new(),
        }
    }

    pub(super) fn next(&mut self, effort: &mut Effort) -> Option<Placed> {
        for triple in self.triples.by_ref() {
            let mut guesses = guesses(self.levels, &triple, effort)?.into_iter();
            let first = guesses.next();
            self.guesses.extend(guesses);
            match first {
                // There is no need to look at the others first.
                Some(guess) if guess.is_clear() => {
                    if let Some(placed) = guess.placed(self.levels, effort) {
                        return Some(placed);
                    }
                }
                other => self.guesses.extend(other),
            }
            self.guesses
                .sort_by(|a, b| a.weight().total_cmp(&b.weight()));
            let unlikely = self.guesses.len().saturating_sub(MOST_GUESSES);
            self.guesses.drain(..unlikely);
        }
        self.next_guess(effort).or_else(|| {
            let triple = self.wiped.take()?;
            self.guesses = tried(self.levels, &triple, effort)?;
            self.next_guess(effort)
        })
    }

    fn next_guess(&mut self, effort: &mut Effort) -> Option<Placed> {
        while let Some(guess) = self.guesses.pop() {
            if let Some(placed) = guess.placed(self.levels, effort) {
                return Some(placed);
            }
        }
        None
    }
}

/// So many guesses are followed up.
const MOST_GUESSES: usize = 8;

/// A version and a slant under which the timing patterns of a triple stand where they should.
#[derive(Debug)]
struct Guess {
    triple: Triple,
    version: Version,
    recede: Point,
    timing: f32,
}

impl Guess {
    fn is_clear(&self) -> bool {
        self.timing > 0.6 && self.weight() > 2.5
    }

    /// How unlikely chance is: short timing patterns and crooked triples agree by chance more often.
    fn weight(&self) -> f32 {
        let modules = 2 * (self.version.side() - 14);
        self.timing * real(modules).sqrt() - 1.5 * self.triple.strain
    }

    fn placed(&self, levels: &Levels, effort: &mut Effort) -> Option<Placed> {
        Placed::of(levels, &self.triple, self.version, self.recede, effort)
    }
}

/// The versions with the best timing patterns, best first; nothing when there is no effort left for that.
fn guesses(levels: &Levels, triple: &Triple, effort: &mut Effort) -> Option<Vec<Guess>> {
    let view = View::new(levels, triple, Vec::new())?;
    let dark = |x: f32, y: f32| view.dark((x, y));
    let (versions, rough) = estimate(&dark, triple);
    let points = triple.points();
    let looks = |version: &Version| {
        let (steps, _) = steps(*version);
        (4 * usize::try_from(steps).unwrap_or(0) + 20) * version.side()
    };
    if !effort.spend(versions.iter().map(looks).sum::<usize>() / LOOKS) {
        return None;
    }
    let mut guesses: Vec<Guess> = versions
        .into_iter()
        .map(|version| {
            let side = real(version.side());
            let (steps, step) = steps(version);
            let score = |recede: Point, columns: bool| {
                let map = Homography::of_sides(points, recede, 3.5, side - 3.5);
                timing(&dark, &map, version.side(), columns)
            };
            let best = |middle: f32, steps: i32, step: f32, score: &dyn Fn(f32) -> f32| {
                let mut best = (f32::MIN, middle);
                for at in -steps..=steps {
                    let value = middle + step * signed(at);
                    // Sharp patterns agree over a range: its middle is likelier than its end.
                    let score = score(value) - 0.2 * (value - middle).abs();
                    if score > best.0 {
                        best = (score, value);
                    }
                }
                best
            };
            let (g0, h0) = rough;
            let (_, g) = best(g0, steps, step, &|g| score((g, h0), true));
            let (_, h) = best(h0, steps, step, &|h| score((g, h), false));
            let (top, g) = best(g, 4, step, &|g| score((g, h), true));
            let (left, h) = best(h, 4, step, &|h| score((g, h), false));
            let timing = (top + left) / 2.0;
            let guess = |recede| Guess {
                triple: *triple,
                version,
                recede,
                timing,
            };
            // Where blur has wiped out the timing patterns, the slant is better taken from the finder patterns.
            if timing < 0.3 {
                guess(rough)
            } else {
                guess((g, h))
            }
        })
        .filter(|guess| guess.timing >= LEAST_TIMING)
        .collect();
    guesses.sort_by(|a, b| b.timing.total_cmp(&a.timing));
    let clear = guesses.first().is_some_and(|best| best.timing > 0.6);
    guesses.truncate(if clear { 1 } else { 6 });
    Some(guesses)
}

/// How many steps to each side, and how long, it takes to try how a side recedes: short enough for timing
/// patterns to stay in step.
fn steps(version: Version) -> (i32, f32) {
    let step = (1.2 / real(version.side())).min(0.03);
    (round(0.24 / step), step)
}

/// Below this, timing patterns agree by chance.
const LEAST_TIMING: f32 = 0.05;

/// As `guesses`, by all that is fixed outside of the finder patterns: alignment patterns and the version.
fn tried(levels: &Levels, triple: &Triple, effort: &mut Effort) -> Option<Vec<Guess>> {
    let view = View::new(levels, triple, Vec::new())?;
    let (versions, rough) = estimate(&|x: f32, y: f32| view.dark((x, y)), triple);
    let mut guesses = Vec::new();
    for version in versions {
        let last = version.side() - 8;
        let mut fixed = layout::fixed(version);
        let is_between = |at: usize| (8..last).contains(&at);
        fixed.retain(|&(x, y, _)| is_between(x) || is_between(y) || x.min(y) >= last);
        if !effort.spend(81 * fixed.len() / LOOKS) {
            return None;
        }
        let view = View::new(levels, triple, fixed)?;
        for (g, h) in (-4..=4).flat_map(|g| (-4..=4).map(move |h| (g, h))) {
            let recede = (rough.0 + 0.03 * signed(g), rough.1 + 0.03 * signed(h));
            let far = real(version.side()) - 3.5;
            let map = Homography::of_sides(triple.points(), recede, 3.5, far);
            guesses.push(Guess {
                triple: *triple,
                version,
                recede,
                timing: view.agreement(&map),
            });
        }
    }
    // The likeliest last.
    guesses.sort_by(|a, b| a.timing.total_cmp(&b.timing));
    Some(guesses.split_off(guesses.len().saturating_sub(6)))
}

/// The versions that a triple's distances allow for, and how its sides recede, both as the widths of the finder
/// patterns tell.
fn estimate(dark: &impl Fn(f32, f32) -> f32, triple: &Triple) -> (Vec<Version>, Point) {
    let [a, b, c] = triple.points();
    let (ab, ba) = widths(dark, triple.corner, triple.right);
    let (ac, ca) = widths(dark, triple.corner, triple.below);
    let length = (distance(a, b) / (ab * ba).sqrt() + distance(a, c) / (ac * ca).sqrt()) / 2.0;
    let number = (length - 10.0) / 4.0;
    let spread = 1 + round(number / 14.0);
    let recede = |near: f32, far: f32| ((near / far).sqrt() - 1.0).clamp(-0.4, 0.4);
    // Blur makes finder patterns wider, and so the version seem smaller.
    let versions = (round(number) - spread..=round(number) + spread + 1).filter_map(Version::new);
    (versions.collect(), (recede(ab, ba), recede(ac, ca)))
}

/// The widths of modules at two finder patterns, along the line between them.
fn widths(dark: &impl Fn(f32, f32) -> f32, a: Finder, b: Finder) -> (f32, f32) {
    let length = distance((a.x, a.y), (b.x, b.y));
    let along = ((b.x - a.x) / length, (b.y - a.y) / length);
    let width = |finder: Finder| {
        let (x, y) = along;
        let both: Vec<f32> = [(x, y), (-x, -y)]
            .into_iter()
            .filter_map(|along| finder::ray(dark, (finder.x, finder.y), along, finder.module))
            .map(|[_, _, outer]| outer / 3.5)
            .collect();
        if both.is_empty() {
            finder.module
        } else {
            both.iter().sum::<f32>() / real(both.len())
        }
    };
    (width(a), width(b))
}

/// How well one timing pattern agrees with the picture.
fn timing(dark: &impl Fn(f32, f32) -> f32, map: &Homography, side: usize, columns: bool) -> f32 {
    let (mut sum, mut most) = (0.0, 0.0);
    for at in 7..side - 7 {
        let along = real(at) + 0.5;
        let (x, y) = if columns {
            map.at(along, 6.5)
        } else {
            map.at(6.5, along)
        };
        let value = dark(x, y);
        sum += if at % 2 == 0 { value } else { -value };
        most += value.abs();
    }
    sum / f32::max(most, 1.0)
}
