//! The steps of `rxing`, a ZXing, on bitmaps of our own: its whole reader thresholds away what is faint, and tries
//! again and again what cannot succeed.

use rxing::Point;
use rxing::common::DetectorRXingResult as _;
use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use super::area::Area;
use super::bitmap::{Bitmap, Blocks};
use super::patterns::patterns;
use super::{Reader, Sight};
use crate::frame::Frame;
use crate::guard::guarded;

/// `rxing`, black on white and white on black.
#[derive(Debug, Clone, Copy)]
pub struct Zxing;

/// So many sets of three finder patterns are tried, the likeliest first.
const MOST_SETS: usize = 10;

/// So many busy places are named.
const MOST_PLACES: usize = 2;

impl Reader for Zxing {
    fn name(&self) -> &'static str {
        "rxing"
    }

    fn look(&self, frame: &Frame) -> Sight {
        guarded(|| {
            let blocks = Blocks::of(frame);
            let Some(bitmap) = Bitmap::of(frame, &blocks) else {
                return Sight::default();
            };
            let black = read(&bitmap);
            if black.text.is_some() {
                return black;
            }
            let white = read(&bitmap.inverted());
            if white.text.is_some() {
                return white;
            }
            Sight {
                text: None,
                areas: likely(&black.areas, &white.areas, &blocks.busy_places()),
            }
        })
        .unwrap_or_default()
    }
}

fn read(bitmap: &Bitmap) -> Sight {
    let sets = sets(&patterns(bitmap));
    let decoded = sets.iter().take(MOST_SETS).find_map(|set| {
        let sampled = SampleQR(bitmap.matrix(), set).ok()?;
        let found = Decode(sampled.getBits()).ok()?;
        found.isValid().then(|| Sight {
            text: Some(found.text()),
            areas: area(set).into_iter().collect(),
        })
    });
    decoded.unwrap_or_else(|| Sight {
        text: None,
        areas: sets.iter().take(MOST_SETS).filter_map(area).collect(),
    })
}

/// Sets of three patterns that can be those of a code, the likeliest first.
fn sets(patterns: &[ConcentricPattern]) -> Vec<FinderPatternSet> {
    let sets = GenerateFinderPatternSets(&mut patterns.to_vec());
    if !sets.is_empty() {
        return sets;
    }
    // At a steep slant the nearest pattern is more than twice as large as the farthest, and none are taken for a
    // set unless they seem alike.
    let of_size = |pattern: &ConcentricPattern| ConcentricPattern {
        size: ALIKE,
        ..*pattern
    };
    let mut alike: Vec<_> = patterns.iter().map(of_size).collect();
    let true_one = |alike: ConcentricPattern| {
        let found = patterns.iter().find(|pattern| pattern.p == alike.p);
        found.copied().unwrap_or(alike)
    };
    let sets = GenerateFinderPatternSets(&mut alike).into_iter();
    sets.map(|set| FinderPatternSet {
        bl: true_one(set.bl),
        tl: true_one(set.tl),
        tr: true_one(set.tr),
    })
    .collect()
}

/// The size of a pattern in the middle of those that a webcam sees, in pixels.
const ALIKE: i32 = 24;

/// The places worth a closer look. Three patterns where nothing else is going on are hardly a code's.
fn likely(black: &[Area], white: &[Area], busy: &[Area]) -> Vec<Area> {
    let mut found: Vec<Area> = black.iter().chain(white).copied().collect();
    let mut places: Vec<Area> = Vec::new();
    for busy in busy.iter().take(MOST_PLACES) {
        let inside = found.iter().copied().find(|area| area.overlaps(busy));
        places.push(inside.unwrap_or(*busy));
        found.retain(|area| !area.overlaps(busy));
    }
    places.extend(found.first());
    places
}

/// The rectangle around a code with these finder patterns, quiet zone included.
fn area(set: &FinderPatternSet) -> Option<Area> {
    let far = set.tr.p + set.bl.p - set.tl.p;
    let corners = [set.tl.p, set.tr.p, set.bl.p, far];
    // From a pattern's centre to the end of the quiet zone are 7.5 modules, along a diagonal more.
    let size = set.tl.size.max(set.tr.size).max(set.bl.size);
    let margin = usize::try_from(size).ok()? * 3 / 2;
    corners
        .into_iter()
        .map(dot)
        .reduce(Area::and)
        .map(|area| area.wider(margin))
}

/// The pixel at a point; the nearest where the point lies outside.
#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, which is what is wanted"
)]
fn dot(point: Point) -> Area {
    let (left, top) = (point.x as u16, point.y as u16);
    Area {
        left: left.into(),
        top: top.into(),
        width: 1,
        height: 1,
    }
}
