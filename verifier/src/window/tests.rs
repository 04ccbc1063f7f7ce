use std::time::Instant;

use eframe::egui::accesskit::Role;
use eframe::egui::{Context, Pos2, RawInput, Rect, Shape, vec2};
use host::language::Language;
use shared::claims::Claim;
use shared::time::UnixTime;

use super::paint::paint;
use crate::desk::{Desk, Face, Key, Screen, Setting};
use crate::door::DataAge;
use crate::lane::News;
use crate::practice::lesson::Lesson;
use crate::profile::Profile;
use crate::report::Decision;
use crate::report::tests::{accepted, decision, decisions};
use shared::freshness::Freshness;
use shared::specimen::Specimen;

const SIZES: [(f32, f32); 5] = [
    (1024.0, 600.0),
    (1920.0, 1080.0),
    (600.0, 1024.0),
    (640.0, 480.0),
    (3840.0, 1080.0),
];

/// Every screen that a visitor can cause, with everything that can stand on it.
fn screens(language: Language, is_practice: bool) -> Vec<Screen> {
    let museum = Profile::find("museum").unwrap();
    let now = UnixTime::new(1_780_304_400).unwrap();
    let yes = Decision {
        act: museum.act(Claim::LargeFamilyParent).cloned(),
        ..decision(Some(accepted()))
    };
    let mut screens = Vec::new();
    for has_more in [false, true] {
        let desk = || {
            let mut desk = Desk::new(
                language,
                Setting {
                    venue: Some(museum.name.clone()),
                    back: Setting::BACK,
                    is_silent: true,
                    is_rehearsal: has_more,
                    is_practice,
                },
            );
            let age = DataAge {
                seconds: 200_000,
                freshness: if has_more {
                    Freshness::Aged
                } else {
                    Freshness::Fresh
                },
                left: 300_000,
            };
            desk.take(News::Data(Some(age)), Instant::now());
            if has_more {
                desk.press(Key::Details);
                desk.press(Key::Help);
            }
            desk
        };
        screens.push(desk().screen(now));
        for decision in decisions().into_iter().chain([yes.clone()]) {
            let mut desk = desk();
            desk.take(News::Decided(Box::new(decision)), Instant::now());
            screens.push(desk.screen(now));
        }
    }
    if is_practice {
        screens.extend(asides(language, now));
    }
    screens
}

/// What practice does not decide about.
fn asides(language: Language, now: UnixTime) -> Vec<Screen> {
    let later = Specimen::new("LATER").unwrap();
    let lessons = [Lesson::Visitor, Lesson::Unknown(later)].into_iter();
    let screens = lessons.map(|lesson| {
        let setting = Setting {
            venue: None,
            back: Setting::BACK,
            is_silent: true,
            is_rehearsal: false,
            is_practice: true,
        };
        let mut desk = Desk::new(language, setting);
        let aside = Decision {
            lesson: Some(lesson),
            ..decision(None)
        };
        desk.take(News::Decided(Box::new(aside)), Instant::now());
        desk.screen(now)
    });
    screens.collect()
}

/// What is written where, and what lies below it.
struct Painted {
    texts: Vec<(String, Rect)>,
    ground: (Rect, eframe::egui::Color32),
}

fn painted(screen: &Screen, size: (f32, f32)) -> Painted {
    let context = Context::default();
    context.enable_accesskit();
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(size.0, size.1))),
        ..RawInput::default()
    };
    let mut output = context.run_ui(input, |ui| paint(ui, screen, None));
    // Nobody uploads the letters.
    output.textures_delta.clear();
    let update = output.platform_output.accesskit_update.unwrap();
    let texts = update
        .nodes
        .iter()
        .filter(|(_, node)| node.role() == Role::Label);
    let texts = texts.map(|(_, node)| {
        let (text, place) = (
            node.value().or_else(|| node.label()),
            node.bounds().unwrap(),
        );
        let corner = |x: f64, y: f64| Pos2::new(narrow(x), narrow(y));
        let place = Rect::from_min_max(corner(place.x0, place.y0), corner(place.x1, place.y1));
        (text.unwrap().to_owned(), place)
    });
    let ground = output.shapes.iter().find_map(|shape| match &shape.shape {
        Shape::Rect(ground) => Some((ground.rect, ground.fill)),
        _ => None,
    });
    Painted {
        texts: texts.collect(),
        ground: ground.unwrap(),
    }
}

/// Places are whole pixels here, or near them.
fn narrow(pixels: f64) -> f32 {
    pixels.to_string().parse().unwrap()
}

#[test]
fn every_text_is_there_inside_the_window_and_beside_the_others() {
    for language in [Language::Russian, Language::English] {
        for size in SIZES {
            let window = Rect::from_min_size(Pos2::ZERO, vec2(size.0, size.1));
            let all = [false, true].map(|is_practice| screens(language, is_practice));
            for screen in all.concat() {
                let texts = painted(&screen, size).texts;
                let wanted = [
                    Some(&screen.headline),
                    screen.venue.as_ref(),
                    screen.rehearsal.as_ref(),
                    screen.practice.as_ref(),
                ];
                let wanted = wanted.into_iter().flatten().chain(&screen.notes);
                let line = Some(&screen.line).filter(|line| !line.is_empty());
                for text in wanted
                    .chain(line)
                    .chain(screen.data.as_ref().map(|(data, _)| data))
                {
                    assert!(
                        texts.iter().any(|(written, _)| written == text),
                        "{text:?} is not in {texts:?}"
                    );
                }
                for (place, (text, bounds)) in texts.iter().enumerate() {
                    assert!(
                        window.contains_rect(*bounds),
                        "{size:?}: {text:?} at {bounds:?}"
                    );
                    for (other, also) in &texts[..place] {
                        let common = bounds.shrink(1.0).intersects(also.shrink(1.0));
                        assert!(
                            !common,
                            "{size:?}: {text:?} at {bounds:?}, {other:?} at {also:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_verdict_is_read_from_three_metres() {
    // Letters of a fiftieth of the distance's height are read at once: on a laptop's screen of 19 cm, 6 cm.
    for language in [Language::Russian, Language::English] {
        for screen in screens(language, false) {
            let words = if screen.notes.is_empty() { 0.09 } else { 0.05 };
            let texts = painted(&screen, (1024.0, 600.0)).texts;
            let (_, headline) = texts
                .iter()
                .find(|(text, _)| *text == screen.headline)
                .unwrap();
            assert!(
                headline.height() >= 600.0 * words,
                "{screen:?}: {headline:?}"
            );
        }
    }
}

#[test]
fn the_ground_is_all_of_the_window_and_tells_the_verdicts_apart() {
    let mut grounds = Vec::new();
    for screen in screens(Language::English, true) {
        let (place, ground) = painted(&screen, (1024.0, 600.0)).ground;
        assert_eq!(place.size(), vec2(1024.0, 600.0));
        if !grounds.contains(&(screen.face, ground)) {
            grounds.push((screen.face, ground));
        }
    }
    let mut faces: Vec<Face> = grounds.iter().map(|(face, _)| *face).collect();
    faces.dedup();
    assert_eq!(faces.len(), 5, "{grounds:?}");
    assert_eq!(grounds.len(), 5, "{grounds:?}");
}

#[test]
fn practice_has_a_band_above_and_one_below_and_no_other_screen_has() {
    for language in [Language::Russian, Language::English] {
        for is_practice in [false, true] {
            for screen in screens(language, is_practice) {
                assert_eq!(screen.practice.is_some(), is_practice);
                let texts = painted(&screen, (1024.0, 600.0)).texts;
                let band = crate::report::words(language).say("practice-band", &[]);
                let mut bands: Vec<Rect> = texts
                    .iter()
                    .filter(|(text, _)| *text == band)
                    .map(|(_, place)| *place)
                    .collect();
                bands.sort_by(|one, other| one.top().total_cmp(&other.top()));
                if is_practice {
                    assert_eq!(bands.len(), 2);
                    assert!(
                        bands[0].bottom() < 50.0 && bands[1].top() > 550.0,
                        "{bands:?}"
                    );
                } else {
                    assert_eq!(bands.len(), 0);
                }
            }
        }
    }
}
