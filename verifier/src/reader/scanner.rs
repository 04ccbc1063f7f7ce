//! Reading frame after frame: what one frame showed helps with the next.

use std::time::Duration;

use super::budget::Budget;
use super::steps::{CLOSER, Step, WHOLE, WIDER};
use super::{Area, Clearing as _, Own, Reader as _, Sight};
use crate::frame::Frame;
use crate::halve::Halve;
use crate::symbol::{self, Soft};

/// Reads the frames of one camera, or a single picture.
///
/// The time for a frame counts estimates from the number of pixels, so that a scanner does the same on every machine.
#[derive(Debug)]
pub struct Scanner {
    time: Duration,
    /// Where the last code was read.
    last: Option<Area>,
    /// Which reader read it.
    by: Option<&'static str>,
    /// Which closer look is next: they are dealt over the frames of a camera.
    turn: usize,
    /// What earlier frames showed of codes that none of them let us read, the latest first.
    known: Vec<Soft>,
    /// How many frames in a row had no text.
    without: u32,
}

impl Scanner {
    /// For a single picture, which gets every look there is.
    #[must_use]
    pub const fn still() -> Self {
        Self::new(Duration::from_millis(44))
    }

    /// For a camera with 30 frames a second.
    #[must_use]
    pub const fn camera() -> Self {
        Self::new(Duration::from_millis(30))
    }

    const fn new(time: Duration) -> Self {
        Self {
            time,
            last: None,
            by: None,
            turn: 0,
            known: Vec::new(),
            without: 0,
        }
    }

    /// The name of the reader that read the last text.
    #[must_use]
    pub const fn by(&self) -> Option<&'static str> {
        self.by
    }

    /// Where the last text was read.
    #[must_use]
    pub const fn area(&self) -> Option<Area> {
        self.last
    }

    /// The text of one code in the next frame.
    pub fn read(&mut self, frame: &Frame) -> Option<String> {
        let mut budget = Budget::of(self.time);
        let text = self
            .again(frame, &mut budget)
            .or_else(|| self.anywhere(frame, &mut budget));
        if text.is_some() {
            self.known.clear();
            self.without = 0;
        } else {
            self.without = self.without.saturating_add(1);
        }
        text
    }

    /// Whether it has looked in vain for so long that every third frame is enough for closer looks: a machine at a
    /// door that nobody comes to should not be busy.
    const fn rests(&self) -> bool {
        self.without >= PATIENCE && !self.without.is_multiple_of(3)
    }

    /// Looks where the last code was: a code is held there for many frames.
    fn again(&mut self, frame: &Frame, budget: &mut Budget) -> Option<String> {
        let last = self.last.take()?;
        let around = last.wider(last.width.max(last.height) / 4);
        let part = around.cut(frame)?;
        WHOLE.iter().take(2).find_map(|step| {
            let sight = look(step, &part, budget);
            let area = sight.areas.first().map(|area| area.within(&around));
            self.found(sight.text, step.name(), area)
        })
    }

    fn anywhere(&mut self, frame: &Frame, budget: &mut Budget) -> Option<String> {
        let (small, factor) = small(frame, budget);
        let small = small.as_ref().unwrap_or(frame);
        let mut areas: Vec<Area> = Vec::new();
        for step in &WHOLE {
            let sight = look(step, small, budget);
            let mut seen = sight.areas.into_iter().map(|area| area.times(factor));
            if sight.text.is_some() {
                return self.found(sight.text, step.name(), seen.next());
            }
            for area in seen {
                if !areas.iter().any(|known| known.overlaps(&area)) {
                    areas.push(area);
                }
            }
        }
        if self.rests() {
            return None;
        }
        let mut parts: Vec<Part> = Vec::new();
        for area in areas.into_iter().take(MOST_AREAS) {
            if budget.take(area.pixels(), CUTTING) {
                parts.extend(area.cut(frame).map(|frame| Part { area, frame }));
            }
        }
        if parts.is_empty() {
            return None;
        }
        // The parts of a large frame have not been seen at their full size.
        for step in WHOLE.iter().filter(|_| factor > 1) {
            if let Some(text) = self.closer(step, &parts, budget).flatten() {
                return Some(text);
            }
        }
        let whole = [Part {
            area: Area::of(small).times(factor),
            frame: small.clone(),
        }];
        // A code may be elsewhere than it seemed, so our own reader, which finds patterns that nobody else sees,
        // begins with the whole.
        let mut seen = Vec::new();
        self.softly(&whole, OWN_READER, &mut seen, budget)
            .or_else(|| self.turns(&parts, budget))
            .or_else(|| self.softly(&parts, OWN_READER, &mut seen, budget))
            .or_else(|| {
                let mut wider = WIDER.iter();
                wider.find_map(|step| self.found(look(step, small, budget).text, step.name(), None))
            })
            .or_else(|| self.joined(seen))
    }

    /// Takes those of the closer looks that are next, as many as there is time for.
    fn turns(&mut self, parts: &[Part], budget: &mut Budget) -> Option<String> {
        let mut has_looked = false;
        for _ in &CLOSER {
            let step = CLOSER.get(self.turn % CLOSER.len())?;
            match self.closer(step, parts, budget) {
                Some(None) => has_looked = true,
                Some(text) => return text,
                // It waits for the next frame, unless no frame has time for it.
                None if has_looked => return None,
                None => {}
            }
            self.turn += 1;
        }
        None
    }

    /// Looks at all parts, unless there is too little time.
    fn closer(
        &mut self,
        step: &Step,
        parts: &[Part],
        budget: &mut Budget,
    ) -> Option<Option<String>> {
        let pixels = parts
            .iter()
            .map(|part| Area::of(&part.frame).pixels())
            .sum();
        budget.take(pixels, step.cost).then(|| {
            parts.iter().find_map(|part| {
                self.found(step.look(&part.frame).text, step.name(), Some(part.area))
            })
        })
    }

    /// Looks with our own reader. What it knows of codes that it cannot read is added to `seen`.
    fn softly(
        &mut self,
        parts: &[Part],
        most: Duration,
        seen: &mut Vec<(Area, Soft)>,
        budget: &mut Budget,
    ) -> Option<String> {
        for part in parts {
            if !budget.take(Area::of(&part.frame).pixels(), RELIEF) {
                continue;
            }
            let given = budget.effort(most);
            let mut left = given;
            let read = symbol::attempt(&part.frame, &mut left);
            budget.spend(given, left);
            match read {
                Ok(text) => return self.found(Some(text), Own.name(), Some(part.area)),
                Err(soft) => seen.extend(soft.map(|soft| (part.area, soft))),
            }
        }
        None
    }

    /// Joins what is known of codes with what earlier frames showed: the same code stands before the camera in one
    /// frame after another, blurred in another way each time.
    fn joined(&mut self, seen: Vec<(Area, Soft)>) -> Option<String> {
        for (area, soft) in seen {
            let same = self.known.iter_mut().position(|known| known.join(&soft));
            let joined = match same {
                Some(place) => self.known.remove(place),
                None => soft,
            };
            let text = same.and_then(|_| joined.decode());
            if text.is_some() {
                return self.found(text, Own.name(), Some(area));
            }
            // What seemed to be a code and is none does not put out what is known of one.
            self.known.insert(0, joined);
            self.known.truncate(MOST_KNOWN);
        }
        None
    }

    /// Takes note of where and by whom a text was found.
    fn found(
        &mut self,
        text: Option<String>,
        by: &'static str,
        area: Option<Area>,
    ) -> Option<String> {
        if text.is_some() {
            self.by = Some(by);
            self.last = area;
        }
        text
    }
}

/// A part of a frame, and where in the frame it is.
struct Part {
    area: Area,
    frame: Frame,
}

/// What our own reader takes before it begins to search, in picoseconds for each pixel.
const RELIEF: u64 = 7_000;
/// The most that it may take then.
const OWN_READER: Duration = Duration::from_millis(12);
/// Of so many codes it is kept what earlier frames showed.
const MOST_KNOWN: usize = 4;
/// Frames without a text before it rests: two to four seconds.
const PATIENCE: u32 = 60;
/// So many places get closer looks.
const MOST_AREAS: usize = 3;
/// Larger pictures are made smaller first: 1080 rows of film.
const MOST_PIXELS: usize = 1920 * 1088;
/// What it costs to halve a frame, and to cut a part out of it, in picoseconds for each pixel.
const HALVING: u64 = 1_500;
const CUTTING: u64 = 1_000;

/// A large frame made small, and how many of its pixels are one of the small frame's, along a row.
fn small(frame: &Frame, budget: &mut Budget) -> (Option<Frame>, usize) {
    let (mut small, mut factor) = (None, 1);
    loop {
        let now: &Frame = small.as_ref().unwrap_or(frame);
        let pixels = Area::of(now).pixels();
        if pixels <= MOST_PIXELS || !budget.take(pixels, HALVING) {
            return (small, factor);
        }
        let Some(half) = Halve.clear(now) else {
            return (small, factor);
        };
        small = Some(half);
        factor *= 2;
    }
}

/// What a step sees, unless it would cost more than is left.
fn look(step: &Step, frame: &Frame, budget: &mut Budget) -> Sight {
    if budget.take(Area::of(frame).pixels(), step.cost) {
        step.look(frame)
    } else {
        Sight::default()
    }
}

#[cfg(test)]
mod tests {
    use test_vectors::webcam::{Class, HEIGHT, Modules, WIDTH};

    use super::*;

    #[test]
    fn a_scanner_that_rests_sees_a_hard_code_two_frames_later() {
        let text = "SP1:AFTER A LONG TIME ".repeat(16);
        let code = Modules::of_text(&text).unwrap();
        let shot = Class::Clean.scene(HARD).in_hand(0).shot(&code, 0);
        let luma = shot.luma().to_vec();
        let frame = Frame::new(luma, WIDTH.into(), HEIGHT.into(), Duration::ZERO).unwrap();
        let mut awake = Scanner::camera();
        assert_eq!(awake.read(&frame).as_ref(), Some(&text));
        assert_eq!(awake.by(), Some(Own.name()), "not read at the first look");
        let mut resting = Scanner {
            without: PATIENCE + 1,
            ..Scanner::camera()
        };
        assert_eq!(resting.read(&frame), None);
        assert_eq!(resting.read(&frame), None);
        assert_eq!(resting.read(&frame).as_ref(), Some(&text));
        assert!(!resting.rests());
    }

    /// Of a scene that only a closer look reads.
    const HARD: u64 = 1042;
}
