//! Our own reader of QR codes, for frames that others cannot read: out of focus, moved, with glare, faint, small.
//!
//! It finds the finder patterns in a relief of the picture, lays a grid through them, and takes each module as a
//! number instead of a yes or no. The modules that every symbol shares teach it how the picture is blurred, and
//! so how to undo that. Codewords that are hardly known count as erased. Everything it takes is bounded, and no
//! text is given that chance could have brought about.

mod codewords;
mod effort;
mod equalizer;
mod finder;
mod format;
mod grid;
mod homography;
mod layout;
mod light;
mod number;
mod plane;
mod reed_solomon;
mod search;
mod segments;
mod soft;
mod table;
mod triple;

use crate::frame::Frame;

pub use effort::Effort;
pub use grid::Placed;
pub use soft::Soft;

/// The text of one code in the frame.
#[must_use]
pub fn read(frame: &Frame, effort: &mut Effort) -> Option<String> {
    attempt(frame, effort).ok()
}

/// The text of one code in the frame; else what is known of the likeliest, to be joined with other frames.
///
/// # Errors
/// When there is no text: the symbol that was nearest to one, if there was any.
pub fn attempt(frame: &Frame, effort: &mut Effort) -> Result<String, Option<Soft>> {
    let levels = plane::Levels::of(frame);
    let finders = finder::finders(&levels);
    let mut search = search::Search::new(&levels, &finders);
    let mut likeliest: Option<Soft> = None;
    while let Some(placed) = search.next(effort) {
        match Soft::read(frame, &placed, effort) {
            Ok(text) => return Ok(text),
            Err(soft) => {
                let is_likelier = |other: &Soft| soft.agreement() > other.agreement();
                if likeliest.as_ref().is_none_or(is_likelier) {
                    likeliest = Some(soft);
                }
            }
        }
    }
    Err(likeliest)
}

/// Finds symbols in the frame, the likeliest first, at most `most`.
#[must_use]
pub fn locate(frame: &Frame, most: usize, effort: &mut Effort) -> Vec<Placed> {
    let levels = plane::Levels::of(frame);
    let finders = finder::finders(&levels);
    let mut search = search::Search::new(&levels, &finders);
    let found = std::iter::from_fn(|| search.next(effort));
    found.take(most).collect()
}

/// What the frame shows of a symbol.
#[must_use]
pub fn sample(frame: &Frame, placed: &Placed, effort: &mut Effort) -> Soft {
    Soft::sampled(frame, placed, effort)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;

    const LEVELS: [EcLevel; 4] = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];

    /// A picture of a code with modules of so many pixels, as `light` and `dark` say.
    fn drawn(code: &QrCode, module: usize, light: u8, dark: u8) -> Frame {
        let quiet = 4;
        let side = (code.width() + 2 * quiet) * module;
        let at = |at: usize| {
            (at / module)
                .checked_sub(quiet)
                .filter(|&at| at < code.width())
        };
        let luma = (0..side * side)
            .map(|place| match (at(place % side), at(place / side)) {
                (Some(x), Some(y)) if code[(x, y)] == Color::Dark => dark,
                _ => light,
            })
            .collect();
        let side = u32::try_from(side).unwrap();
        Frame::new(luma, side, side, Duration::ZERO).unwrap()
    }

    /// The picture with its columns and rows put elsewhere; the picture must be as wide as it is high.
    fn moved(frame: &Frame, place: impl Fn(usize, usize, usize) -> (usize, usize)) -> Frame {
        let side = usize::from(frame.width());
        let pixel = |at: usize| {
            let (x, y) = place(at % side, at / side, side - 1);
            frame.luma()[y * side + x]
        };
        frame
            .with_luma((0..side * side).map(pixel).collect())
            .unwrap()
    }

    fn noise(seed: u32) -> impl FnMut() -> u8 {
        let mut state = seed;
        move || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_be_bytes()[0]
        }
    }

    /// As seen by a lens out of focus, with noise: each pixel is the mean over a square of light.
    fn blurred(frame: &Frame, reach: i32, random: &mut impl FnMut() -> u8) -> Frame {
        let side = i32::from(frame.width());
        let at = |x: i32, y: i32| {
            let place = y.clamp(0, side - 1) * side + x.clamp(0, side - 1);
            let level = f32::from(frame.luma()[usize::try_from(place).unwrap()]);
            level * level
        };
        let mut luma = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let square =
                    (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)));
                let (sum, count) = square.fold((0.0, 0.0), |(sum, count), (dx, dy)| {
                    (sum + at(x + dx, y + dy), count + 1.0)
                });
                let level = f32::sqrt(sum / count) + f32::from(random()) / 16.0;
                luma.push(u8::try_from(number::round(level).clamp(0, 255)).unwrap());
            }
        }
        frame.with_luma(luma).unwrap()
    }

    fn read_all(frame: &Frame) -> Option<String> {
        read(frame, &mut Effort::thorough())
    }

    #[test]
    fn every_version_and_level_is_read() {
        for version in 1..=40 {
            for (at, level) in LEVELS.into_iter().enumerate() {
                let text = format!("{version}-{at}");
                let normal = qrcode::Version::Normal(version);
                let code = QrCode::with_version(&text, normal, level).unwrap();
                let soft = Soft::of_modules(code.width(), |x, y| code[(x, y)] == Color::Dark);
                assert_eq!(soft.unwrap().decode(), Some(text.clone()));
                // One picture of each version.
                if at == usize::try_from(version % 4).unwrap() {
                    assert_eq!(read_all(&drawn(&code, 2, 230, 20)), Some(text));
                }
            }
        }
    }

    #[test]
    fn turned_mirrored_inverted_and_faint_codes_are_read() {
        let text = "SP1:TURNED AND MIRRORED";
        let code = QrCode::new(text).unwrap();
        let plain = drawn(&code, 3, 220, 30);
        let views = [
            drawn(&code, 3, 30, 220),
            drawn(&code, 3, 120, 110),
            drawn(&code, 9, 255, 0),
            moved(&plain, |x, y, _| (y, x)),
            moved(&plain, |x, y, last| (last - x, y)),
            moved(&plain, |x, y, last| (y, last - x)),
            moved(&plain, |x, y, last| (last - x, last - y)),
        ];
        for (at, view) in views.iter().enumerate() {
            assert_eq!(read_all(view).as_deref(), Some(text), "view {at}");
        }
    }

    #[test]
    fn blur_over_more_than_a_module_is_undone() {
        let text = "SP1:OUT OF FOCUS 0123456789 0123456789 0123456789";
        let code = QrCode::new(text).unwrap();
        let view = blurred(&drawn(&code, 4, 220, 10), 3, &mut noise(1));
        assert_eq!(read_all(&view).as_deref(), Some(text));
    }

    #[test]
    fn frames_are_joined_where_one_is_not_enough() {
        let text = "SP1:ONE OF MANY 0123456789 0123456789";
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        let mut random = noise(5);
        let mut noisy = |code: &QrCode| {
            let mut soft =
                Soft::of_modules(code.width(), |x, y| code[(x, y)] == Color::Dark).unwrap();
            soft.disturb(|| (f32::from(random()) - f32::from(random())) / 40.0);
            soft
        };
        let mut joined = noisy(&code);
        assert_eq!(joined.decode(), None);
        let mut frames = 1;
        while joined.decode().is_none() {
            assert!(joined.join(&noisy(&code)));
            frames += 1;
        }
        assert!((2..12).contains(&frames), "{frames}");
        assert_eq!(joined.decode().as_deref(), Some(text));
        let text_then = "SP1:ANOTHER ONE 9876543210 9876543210";
        let other = QrCode::with_error_correction_level(text_then, EcLevel::L).unwrap();
        assert!(!joined.join(&noisy(&other)), "another code");
        assert_eq!(joined.decode().as_deref(), Some(text));
    }

    #[test]
    fn noise_has_no_text_and_costs_no_more_than_allowed() {
        let mut random = noise(9);
        let luma = (0..640 * 480).map(|_| random()).collect();
        let frame = Frame::new(luma, 640, 480, Duration::ZERO).unwrap();
        assert_eq!(read_all(&frame), None);
        let code = drawn(&QrCode::new("SP1:NO EFFORT").unwrap(), 3, 255, 0);
        assert_eq!(read(&code, &mut Effort::new(0)), None);
        assert!(read(&code, &mut Effort::quick()).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_picture_makes_it_panic(
            width in 21_u32..90, height in 21_u32..90, block in 1_usize..6, seed in 1..u32::MAX
        ) {
            let mut random = noise(seed);
            let pattern: Vec<u8> = (0..90 * 90).map(|_| random()).collect();
            let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| {
                let (x, y) = (usize::try_from(x).unwrap(), usize::try_from(y).unwrap());
                // Black and white blocks look more like codes than noise does.
                if pattern[x / block + y / block * 90] > 127 { 255 } else { 0 }
            });
            let frame = Frame::new(luma.collect(), width, height, Duration::ZERO).unwrap();
            prop_assert_eq!(read_all(&frame), None);
        }
    }
}
