//! Undoing blur: each module is a weighted sum of what was seen around it. The weights are learnt from modules
//! that are known.

use super::effort::LOOKS;
use super::light::MARGIN;
use super::table::Table;

/// Which samples around a module go into its sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Samples to a module's side.
    pub(super) fineness: usize,
    /// Samples to the window's side.
    pub(super) side: usize,
    /// Whether opposite samples weigh the same, as under any blur of a lens or a straight motion.
    pub(super) is_symmetric: bool,
}

impl Window {
    fn weights(self) -> usize {
        let all = self.side * self.side;
        1 + if self.is_symmetric {
            all.div_ceil(2)
        } else {
            all
        }
    }

    /// What learning from so many lessons and applying to so many modules costs.
    pub(super) fn cost(self, lessons: usize, modules: usize) -> usize {
        let weights = self.weights();
        // One look at a picture takes as long as some forty multiplications.
        (weights * weights / 2 * lessons + weights * modules) / (40 * LOOKS)
    }

    /// The samples around a module, and 1 for what is the same everywhere.
    fn gather(self, samples: &Table<f32>, x: usize, y: usize, into: &mut Vec<f32>) {
        into.clear();
        into.push(1.0);
        let start = |at: usize| {
            ((MARGIN + at) * self.fineness + self.fineness / 2).saturating_sub(self.side / 2)
        };
        let rows = samples.rows().skip(start(y)).take(self.side);
        for row in rows {
            let columns = start(x)..start(x) + self.side;
            into.extend_from_slice(row.get(columns).unwrap_or_default());
        }
        if self.is_symmetric {
            let all = into.len() - 1;
            let half = all.div_ceil(2);
            let (_, taps) = into.split_at_mut(1);
            let (first, second) = taps.split_at_mut(half);
            for (value, opposite) in first.iter_mut().zip(second.iter().rev()) {
                *value += opposite;
            }
            into.truncate(1 + half);
        }
    }
}

/// A module that is believed known: where, 1 for dark or -1, and how sure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lesson {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) truth: f32,
    pub(super) weight: f32,
}

impl Lesson {
    /// What is beyond doubt.
    pub(super) const fn sure(x: usize, y: usize, dark: bool) -> Self {
        Self {
            x,
            y,
            truth: if dark { 1.0 } else { -1.0 },
            weight: 2.0,
        }
    }
}

/// Learnt weights.
#[derive(Debug)]
pub(super) struct Equalizer {
    window: Window,
    weights: Vec<f32>,
}

impl Equalizer {
    /// The weights with the least squared error over the lessons.
    pub(super) fn learn(samples: &Table<f32>, window: Window, lessons: &[Lesson]) -> Option<Self> {
        let size = window.weights();
        let mut squares = Table::filled(size, size, 0.0);
        let mut goal = vec![0.0; size];
        let mut seen = Vec::with_capacity(1 + window.side * window.side);
        let mut total = 0.0;
        for lesson in lessons {
            window.gather(samples, lesson.x, lesson.y, &mut seen);
            if seen.len() != size {
                return None;
            }
            total += lesson.weight;
            let rows = squares.values_mut().chunks_mut(size);
            for (at, ((row, &value), goal)) in rows.zip(&seen).zip(&mut goal).enumerate() {
                let value = value * lesson.weight;
                *goal += value * lesson.truth;
                // Symmetric: from the diagonal on.
                let behind = row.iter_mut().skip(at);
                for (sum, &other) in behind.zip(seen.iter().skip(at)) {
                    *sum += value * other;
                }
            }
        }
        for at in 0..size {
            let diagonal = squares.get(at, at)?;
            squares.set(at, at, diagonal + CAUTION * total + 1e-6);
        }
        let weights = solved(&mut squares, goal)?;
        Some(Self { window, weights })
    }

    /// About 1 for a dark module, -1 for a light one.
    pub(super) fn apply(&self, samples: &Table<f32>, side: usize) -> Table<f32> {
        let mut signs = Table::filled(side, side, 0.0);
        let mut seen = Vec::with_capacity(self.weights.len());
        for y in 0..side {
            for x in 0..side {
                self.window.gather(samples, x, y, &mut seen);
                let sum = seen.iter().zip(&self.weights).map(|(a, b)| a * b).sum();
                signs.set(x, y, sum);
            }
        }
        signs
    }
}

/// Keeps weights small that the lessons say little about.
const CAUTION: f32 = 0.002;

/// Solves a symmetric system, given by its upper triangle, by Cholesky's method.
fn solved(upper: &mut Table<f32>, mut goal: Vec<f32>) -> Option<Vec<f32>> {
    let size = goal.len();
    for at in 0..size {
        let pivot = upper.get(at, at)?;
        if pivot.is_nan() || pivot <= 0.0 {
            return None;
        }
        let root = pivot.sqrt();
        let (above, below) = upper.values_mut().split_at_mut((at + 1) * size);
        let row = above.get_mut(at * size + at..)?;
        for value in row.iter_mut() {
            *value /= root;
        }
        let known = goal.get_mut(at)?;
        *known /= root;
        let known = *known;
        let (_, right) = row.split_first()?;
        let rest = below.chunks_mut(size).zip(goal.iter_mut().skip(at + 1));
        for (skip, ((lower, goal), &factor)) in rest.zip(right).enumerate() {
            *goal -= factor * known;
            let behind = lower.iter_mut().skip(at + 1 + skip);
            for (value, &other) in behind.zip(right.iter().skip(skip)) {
                *value -= factor * other;
            }
        }
    }
    for at in (0..size).rev() {
        let row = upper.values().get(at * size..(at + 1) * size)?;
        let (_, behind) = row.split_at_checked(at + 1)?;
        let known: f32 = behind
            .iter()
            .zip(goal.iter().skip(at + 1))
            .map(|(a, b)| a * b)
            .sum();
        let pivot = upper.get(at, at)?;
        let value = goal.get_mut(at)?;
        *value = (*value - known) / pivot;
    }
    goal.iter().all(|value| value.is_finite()).then_some(goal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_blur_is_undone() {
        // Modules at random, each mixed with its neighbours.
        let mut state: u32 = 7;
        let mut table = Table::filled(40, 40, 0.0_f32);
        for value in table.values_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = if state >> 31 == 1 { 1.0 } else { -1.0 };
        }
        // Most of each comes from those around it.
        let blurred = table.with(&table.smoothed(1), |own, around| 0.2 * own + 0.8 * around);
        let window = Window {
            fineness: 1,
            side: 7,
            is_symmetric: true,
        };
        let truth = |x: usize, y: usize| table.get(x + MARGIN, y + MARGIN).unwrap();
        let places = (0..32).flat_map(|y| (0..32).map(move |x| (x, y)));
        let some = places.clone().step_by(3);
        let lessons: Vec<Lesson> = some
            .map(|(x, y)| Lesson::sure(x, y, truth(x, y) > 0.0))
            .collect();
        let equalizer = Equalizer::learn(&blurred, window, &lessons).unwrap();
        let signs = equalizer.apply(&blurred, 32);
        let wrong = |sign: &dyn Fn(usize, usize) -> f32| {
            places
                .clone()
                .filter(|&(x, y)| sign(x, y) * truth(x, y) < 0.0)
                .count()
        };
        assert!(wrong(&|x, y| blurred.get(x + MARGIN, y + MARGIN).unwrap()) > 50);
        assert!(wrong(&|x, y| signs.get(x, y).unwrap()) < 20);
    }
}
