use std::time::Duration;

use test_vectors::webcam::{self, Modules, Scene};

use super::*;
use crate::frame::Frame;
use crate::reader::Scanner;

/// The ink and the card of the sheet.
const DARK: u16 = 0x48;
const LIGHT: u16 = 0xe0;

fn sheet() -> Sheet {
    super::sheet().unwrap()
}

fn svg() -> String {
    String::from_utf8(Kind::Svg.bytes(&sheet()).unwrap()).unwrap()
}

fn read(luma: Vec<u8>, (width, height): (usize, usize)) -> Option<String> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap();
    let frame = Frame::new(luma, side(width), side(height), Duration::ZERO).unwrap();
    Scanner::still().read(&frame)
}

/// Paints the whole sheet as a printer would, from what is written in the picture.
fn printed(svg: &str, pixels_a_point: f32) -> (Vec<u8>, (usize, usize)) {
    let pixels = |points: f32| -> usize {
        let rounded = (points * pixels_a_point).round();
        rounded.to_string().parse().unwrap()
    };
    let (width, height) = (pixels(WIDTH), pixels(HEIGHT));
    let mut luma = vec![255; width * height];
    let mut fill = |(left, top): (f32, f32), (wide, high): (f32, f32), level: u8| {
        for row in pixels(top)..pixels(top + high) {
            luma[row * width + pixels(left)..row * width + pixels(left + wide)].fill(level);
        }
    };
    let numbers = |text: &str| -> Vec<f32> {
        text.split(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().unwrap())
            .collect()
    };
    for path in svg.split("<path fill=\"#").skip(2) {
        let level = u8::from_str_radix(&path[..2], 16).unwrap();
        let data = path
            .split(" d=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        match path.split("transform=\"").nth(1) {
            None => {
                let rectangle = numbers(data);
                let place = (rectangle[0], rectangle[1]);
                fill(place, (rectangle[2], rectangle[3]), level);
            }
            Some(transform) => {
                let place = numbers(transform.split('"').next().unwrap());
                let scale = place[2];
                for bar in data.split('M').skip(1) {
                    let bar = numbers(bar);
                    let at = (place[0] + bar[0] * scale, place[1] + bar[1] * scale);
                    fill(at, (bar[2] * scale, scale), level);
                }
            }
        }
    }
    (luma, (width, height))
}

#[test]
fn every_card_that_is_drawn_reads() {
    const PIXELS: f32 = 3.0;
    let (luma, (width, _)) = printed(&svg(), PIXELS);
    let cards = sheet().cards;
    assert_eq!(cards.len(), Situation::ALL.len());
    for ((left, top, wide, high), (_, name)) in cards.into_iter().zip(Situation::ALL) {
        let whole =
            |points: f32| -> usize { (points * PIXELS).round().to_string().parse().unwrap() };
        let rows = whole(top)..whole(top + high);
        let (left, wide) = (whole(left), whole(wide));
        let cut: Vec<u8> = rows
            .clone()
            .flat_map(|row| luma[row * width + left..][..wide].to_vec())
            .collect();
        let text = read(cut, (wide, rows.len()));
        assert_eq!(text, Some(format!("SPRAVKA:S:{name}")));
    }
}

#[test]
fn every_card_reads_before_a_webcam_in_its_two_greys() {
    for (_, name) in Situation::ALL {
        let text = format!("SPRAVKA:S:{name}");
        let code = Modules::of_text(&text).unwrap();
        let size = (webcam::WIDTH.into(), webcam::HEIGHT.into());
        for seed in 1..4 {
            let shot = Scene::gentle(seed).shot(&code, 0);
            let grey = |level: &u8| DARK + u16::from(*level) * (LIGHT - DARK) / 255;
            let luma = shot.luma().iter().map(grey);
            let luma = luma.map(|level| u8::try_from(level).unwrap()).collect();
            assert_eq!(read(luma, size), Some(text.clone()), "{seed}");
        }
    }
}

#[test]
fn nothing_covers_anything_else_and_all_of_it_is_on_its_card() {
    let sheet = sheet();
    let codes = sheet.codes.iter().map(|drawn| drawn.place);
    for ((left, top, wide, high), (code_left, code_top, side)) in sheet.cards.iter().zip(codes) {
        // A module is 1.2 mm at least, more than on a phone.
        assert!(side > 29.0 * 1.2 / 25.4 * 72.0, "{side}");
        assert!(code_left >= *left && code_left + side <= left + wide);
        let inside = sheet
            .lines
            .iter()
            .filter(|line| (line.middle - (left + wide / 2.0)).abs() < 1.0)
            .filter(|line| (*top..top + high).contains(&line.baseline));
        let mut last = *top;
        let mut count = 0;
        for line in inside {
            assert!(line.width <= *wide, "{}", line.text);
            let (upper, lower) = (
                line.baseline - line.size * 0.75,
                line.baseline + line.size * 0.22,
            );
            assert!(upper >= last, "{} on the line above", line.text);
            let (above, below) = (lower <= code_top, upper >= code_top + side);
            assert!(above || below, "{} on the code", line.text);
            last = lower;
            count += 1;
        }
        assert!(last <= top + high && count >= 4);
    }
    assert!(
        sheet
            .cards
            .iter()
            .all(|card| card.1 + card.3 <= HEIGHT - 24.0)
    );
}

#[test]
fn every_card_has_the_word_and_its_name_in_both_languages() {
    let svg = svg();
    for word in ["ОБРАЗЕЦ", "SPECIMEN"] {
        assert_eq!(svg.matches(&format!(">{word}<")).count(), 12);
    }
    assert!(!svg.contains("specimen-") && !svg.contains("#000"));
    for language in [Language::Russian, Language::English] {
        let words = report::words(language);
        for (_, name) in Situation::ALL {
            let name = words.say(&format!("specimen-{}", name.to_ascii_lowercase()), &[]);
            let first = name.split(' ').next().unwrap();
            assert!(svg.contains(first), "{name}");
        }
    }
    let pdf = Kind::Pdf.bytes(&sheet()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(pdf, Kind::Pdf.bytes(&sheet()).unwrap());
}
