//! What is known of each module of a symbol, and how surely.

use std::fmt;

use super::codewords;
use super::effort::{Effort, LOOKS};
use super::equalizer::{Equalizer, Lesson, Window};
use super::format::{self, Reading};
use super::grid::Placed;
use super::layout::{self, Role, Version};
use super::light::Light;
use super::table::Table;
use crate::frame::Frame;

/// A symbol's modules as numbers: log-likelihood ratios, above zero where a module is dark.
#[derive(Clone)]
pub struct Soft {
    version: Version,
    roles: Table<Role>,
    signs: Table<f32>,
}

/// Less than this agreement of the format information is chance.
const LEAST_AGREEMENT: f32 = 0.6;
/// With less, more rounds would be in vain: the grid does not lie on a symbol.
const PROMISING: f32 = 0.8;
/// Nothing is surer than this, so that no single frame outvotes all others.
const SUREST: f32 = 20.0;

impl Soft {
    /// Reads a symbol; returns what is known of it when there is no text.
    pub(super) fn read(
        frame: &Frame,
        placed: &Placed,
        effort: &mut Effort,
    ) -> Result<String, Self> {
        let (soft, text) = Self::learnt(frame, placed, effort);
        text.ok_or(soft)
    }

    pub(super) fn sampled(frame: &Frame, placed: &Placed, effort: &mut Effort) -> Self {
        let (soft, _) = Self::learnt(frame, placed, effort);
        soft
    }

    /// Round after round: what one round has made sure teaches the next to undo the blur.
    fn learnt(frame: &Frame, placed: &Placed, effort: &mut Effort) -> (Self, Option<String>) {
        let version = placed.version;
        let side = version.side();
        let light = Light::of(frame, placed);
        let mut soft = Self {
            version,
            roles: layout::roles(version),
            signs: Table::filled(side, side, 0.0),
        };
        let fixed = layout::fixed(version).into_iter();
        let fixed: Vec<Lesson> = fixed.map(|(x, y, dark)| Lesson::sure(x, y, dark)).collect();
        soft.believe(&light.plain());
        let mut known = Vec::new();
        for round in 0..ROUNDS {
            if round > 0 {
                let window = Window::of_round(round);
                let lessons = match round {
                    1 => fixed.clone(),
                    _ => soft.lessons(&fixed, &known),
                };
                if !effort.spend(window.cost(lessons.len(), side * side)) {
                    break;
                }
                let samples = light.samples(window.fineness);
                let Some(equalizer) = Equalizer::learn(samples, window, &lessons) else {
                    break;
                };
                soft.believe(&equalizer.apply(samples, side));
            }
            if !effort.spend(COST_OF_DECODING * side * side / LOOKS) {
                break;
            }
            let (text, whole) = soft.decoded();
            if text.is_some() {
                return (soft, text);
            }
            if round > 0 && soft.agreement() < PROMISING {
                break;
            }
            known = whole;
        }
        (soft, None)
    }

    /// How well the format information is known: from 0 to 1.
    pub(super) fn agreement(&self) -> f32 {
        let plain = format::readings(&self.signs);
        let mirrored = format::readings(&self.signs.transposed());
        let best = plain.first().into_iter().chain(mirrored.first());
        best.map(|reading| reading.agreement).fold(0.0, f32::max)
    }

    /// The text, when enough of the modules are known.
    #[must_use]
    pub fn decode(&self) -> Option<String> {
        let (text, _) = self.decoded();
        text
    }

    fn decoded(&self) -> (Option<String>, Vec<(usize, usize, bool)>) {
        // A mirrored symbol is one whose rows are columns.
        let turned = Self {
            version: self.version,
            roles: self.roles.clone(),
            signs: self.signs.transposed(),
        };
        let best = |soft: &Self| format::readings(&soft.signs).into_iter().next();
        let (Some(plain), Some(mirrored)) = (best(self), best(&turned)) else {
            return (None, Vec::new());
        };
        if plain.agreement.max(mirrored.agreement) < LEAST_AGREEMENT {
            return (None, Vec::new());
        }
        if plain.agreement >= mirrored.agreement {
            self.decoded_as(plain)
        } else {
            let (text, mut known) = turned.decoded_as(mirrored);
            for (x, y, _) in &mut known {
                std::mem::swap(x, y);
            }
            (text, known)
        }
    }

    fn decoded_as(&self, reading: Reading) -> (Option<String>, Vec<(usize, usize, bool)>) {
        let decoded = codewords::decode(&self.signs, &self.roles, self.version, reading.format);
        (decoded.text, decoded.known)
    }

    /// Adds what another frame shows of the same symbol. Where the two contradict each other, they are of
    /// different symbols: then nothing is changed, and the answer is no.
    pub fn join(&mut self, other: &Self) -> bool {
        if self.version != other.version || self.likeness(other) < LEAST_LIKENESS {
            return false;
        }
        let pairs = self.signs.values_mut().iter_mut().zip(other.signs.values());
        for (sign, other) in pairs {
            *sign += other;
        }
        true
    }

    /// How far the data of two frames agree, against how far they would if they were of one symbol: about 1 then,
    /// 0 for symbols that have nothing in common.
    fn likeness(&self, other: &Self) -> f32 {
        let pairs = self.signs.values().iter().zip(other.signs.values());
        let data = pairs
            .zip(self.roles.values())
            .filter(|(_, role)| **role == Role::Data);
        let (mut sum, mut expected) = (0.0, 0.0);
        for ((a, b), _) in data {
            let both = (a / 2.0).tanh() * (b / 2.0).tanh();
            sum += both;
            expected += both * both;
        }
        sum / f32::max(expected, 1.0)
    }

    /// Takes over what an equaliser says: about 1 for dark and -1 for light. How far around a module it says
    /// neither tells how much to believe it there.
    fn believe(&mut self, said: &Table<f32>) {
        let doubt = said.map(|sign| (sign.abs() - 1.0).powi(2)).smoothed(3);
        let pairs = said.values().iter().zip(doubt.values());
        for (sign, (said, doubt)) in self.signs.values_mut().iter_mut().zip(pairs) {
            *sign = (2.0 * said / doubt.max(0.02)).clamp(-SUREST, SUREST);
        }
    }

    /// All modules as far as they are believed known.
    fn lessons(&self, fixed: &[Lesson], known: &[(usize, usize, bool)]) -> Vec<Lesson> {
        let mut lessons: Vec<Lesson> = self
            .signs
            .entries()
            .map(|(x, y, sign)| Lesson {
                x,
                y,
                truth: sign.signum(),
                weight: (sign / 2.0).tanh().abs(),
            })
            .collect();
        let side = self.signs.width();
        let known = known.iter().map(|&(x, y, dark)| Lesson::sure(x, y, dark));
        for lesson in known.chain(fixed.iter().copied()) {
            if let Some(place) = lessons.get_mut(lesson.y * side + lesson.x) {
                *place = lesson;
            }
        }
        lessons
    }
}

#[cfg(test)]
impl Soft {
    /// What a perfect picture shows.
    pub(super) fn of_modules(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<Self> {
        let version = (1..=40)
            .filter_map(Version::new)
            .find(|version| version.side() == side)?;
        let mut signs = Table::filled(side, side, 0.0);
        for (x, y, _) in signs.clone().entries() {
            signs.set(x, y, if is_dark(x, y) { 4.0 } else { -4.0 });
        }
        Some(Self {
            version,
            roles: layout::roles(version),
            signs,
        })
    }

    pub(super) fn disturb(&mut self, mut by: impl FnMut() -> f32) {
        for sign in self.signs.values_mut() {
            *sign += by();
        }
    }
}

/// A text may be personal, so no module is printed.
impl fmt::Debug for Soft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Soft")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Two steps of one wallet differ in their last quarter: that gives 0.7 to 0.8. One code in much noise gives 0.92 and more.
const LEAST_LIKENESS: f32 = 0.87;
const ROUNDS: usize = 5;
/// For a thousand modules.
const COST_OF_DECODING: usize = 10;

impl Window {
    /// Few weights while few modules are known; then more and finer ones.
    const fn of_round(round: usize) -> Self {
        match round {
            1 => Self {
                fineness: 1,
                side: 5,
                is_symmetric: true,
            },
            2 => Self {
                fineness: 1,
                side: 5,
                is_symmetric: false,
            },
            _ => Self {
                fineness: 2,
                side: 10,
                is_symmetric: false,
            },
        }
    }
}
