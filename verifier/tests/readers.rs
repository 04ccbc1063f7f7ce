//! Codes of a presentation's size, as a webcam sees them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

use std::path::Path;
use std::time::Duration;

use test_vectors::webcam::{Class, HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::frame::Frame;
use verifier::reader::{Own, Quircs, Reader, Rqrr, Scanner, Zxing, read_codes};
use verifier::source;

#[test]
fn the_longest_presentation_is_read_in_every_scene() {
    let text = base45_text(414);
    let code = Modules::of_text(&text).unwrap();
    assert_eq!(code.side(), 17 + 4 * 12, "version 12");
    for (name, scene) in Scene::all(1) {
        let read = read_codes(&frame(&scene.shot(&code, 0)));
        assert_eq!(read.as_ref(), Some(&text), "{name}");
    }
}

#[test]
fn every_reader_reads_a_large_code() {
    let text = base45_text(100);
    let scene = Scene {
        module: 12.0,
        tilt: 0.0,
        nod: 0.0,
        roll: 0.0,
        ..Scene::gentle(2)
    };
    let frame = frame(&scene.shot(&Modules::of_text(&text).unwrap(), 0));
    let readers: [&dyn Reader; 4] = [&Zxing, &Own, &Quircs, &Rqrr];
    for reader in readers {
        assert_eq!(
            reader.read(&frame).as_ref(),
            Some(&text),
            "{}",
            reader.name()
        );
    }
}

#[test]
fn white_on_black_and_faint_codes_are_read() {
    let text = base45_text(414);
    let shot = Scene::gentle(3).shot(&Modules::of_text(&text).unwrap(), 0);
    let inverted = shot.luma().iter().map(|level| 255 - level).collect();
    let faint = shot.luma().iter().map(|level| 100 + level / 8).collect();
    for luma in [inverted, faint] {
        let frame = Frame::new(luma, WIDTH.into(), HEIGHT.into(), Duration::ZERO).unwrap();
        assert_eq!(read_codes(&frame).as_ref(), Some(&text));
    }
}

/// A screenshot of xterm with DejaVu Sans Mono: pale lines cut the half blocks of neighbouring rows apart.
#[test]
fn a_terminal_that_draws_lines_between_its_rows_is_read() {
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/xterm.png");
    let frame = source::open(&picture).unwrap().next().unwrap().unwrap();
    let readers: [&dyn Reader; 3] = [&Zxing, &Quircs, &Rqrr];
    for reader in readers {
        assert_eq!(reader.read(&frame), None, "{} alone", reader.name());
    }
    let text = read_codes(&frame).unwrap();
    assert!(text.starts_with("SP1:RRQK9BERKXE6RRQJEA"), "{text}");
    assert_eq!(text.len(), 385);
}

/// Of four frames a class, for all but the hardest classes every one must be read.
#[test]
fn frames_of_every_class_are_read() {
    let text = base45_text(250);
    let code = Modules::of_text(&text).unwrap();
    for class in Class::ALL {
        let read = (0..4)
            .filter_map(|number| read_codes(&frame(&class.scene(60 + number).shot(&code, 0))))
            .inspect(|read| assert_eq!(*read, text, "{}", class.name()))
            .count();
        let least = match class {
            Class::Defocus | Class::Glare | Class::Mixed => 2,
            _ => 4,
        };
        assert!(read >= least, "{}: {read} of 4", class.name());
    }
}

/// The code stands still, the hand does not.
#[test]
fn a_shaking_hand_is_read_within_ten_frames() {
    let text = base45_text(250);
    let code = Modules::of_text(&text).unwrap();
    for seed in 70..73 {
        let scene = Class::Clean.scene(seed);
        let mut scanner = Scanner::camera();
        let read = (0..10).find_map(|moment| {
            let shot = scene.in_hand(moment).shot(&code, moment);
            scanner.read(&frame(&shot))
        });
        assert_eq!(read.as_ref(), Some(&text), "burst {seed}");
        assert!(scanner.by().is_some());
    }
}

#[test]
fn what_no_frame_shows_alone_is_read_from_several() {
    let text = base45_text(400);
    let code = Modules::of_text(&text).unwrap();
    for seed in 900..902 {
        let shots = (0..10).map(|moment| frame(&Scene::dark(seed).shot(&code, moment)));
        let frames: Vec<Frame> = shots.collect();
        let alone = frames.iter().find_map(read_codes);
        assert_eq!(alone, None, "alone {seed}");
        let mut scanner = Scanner::camera();
        let read = frames.iter().find_map(|frame| scanner.read(frame));
        assert_eq!(read.as_ref(), Some(&text), "joined {seed}");
    }
}

/// Two codes with the same first three quarters, as two steps of one wallet have them.
#[test]
fn frames_of_two_codes_in_turn_are_not_taken_for_one() {
    let texts = [0, 1].map(|step| base45_text(300) + &base45_text(110)[step..][..100]);
    let codes = texts.each_ref().map(|text| Modules::of_text(text).unwrap());
    let mut scanner = Scanner::camera();
    let mut reads = 0;
    for moment in 0..14 {
        let of = usize::try_from(moment).unwrap() % 2;
        let shot = Scene::dark(900).shot(&codes[of], moment);
        if let Some(read) = scanner.read(&frame(&shot)) {
            assert_eq!(read, texts[of], "frame {moment}");
            reads += 1;
        }
    }
    assert!(
        reads > 0,
        "what is known of one code outlasts a frame of the other"
    );
}

#[test]
fn a_code_that_is_held_there_is_read_again_where_it_was() {
    let text = base45_text(414);
    let code = Modules::of_text(&text).unwrap();
    let scene = Scene::gentle(5);
    let mut scanner = Scanner::camera();
    for number in 0..3 {
        let read = scanner.read(&frame(&scene.shot(&code, number)));
        assert_eq!(read.as_ref(), Some(&text), "frame {number}");
    }
    let elsewhere = Scene {
        aside: (-300.0, 40.0),
        ..scene
    };
    let read = scanner.read(&frame(&elsewhere.shot(&code, 0)));
    assert_eq!(read.as_ref(), Some(&text));
}

/// A photograph of 16 megapixels, larger than any camera's frame.
#[test]
fn a_large_photograph_is_read() {
    let text = base45_text(414);
    let shot = Scene::gentle(6).shot(&Modules::of_text(&text).unwrap(), 0);
    let (width, height) = (3 * usize::from(WIDTH), 3 * usize::from(HEIGHT));
    let luma = (0..width * height).map(|at| {
        let (x, y) = (at % width / 3, at / width / 3);
        shot.luma()[y * usize::from(WIDTH) + x]
    });
    let (width, height) = (u32::from(WIDTH) * 3, u32::from(HEIGHT) * 3);
    let frame = Frame::new(luma.collect(), width, height, Duration::ZERO).unwrap();
    assert_eq!(read_codes(&frame), Some(text));
}

#[test]
fn a_room_without_a_code_has_no_text() {
    let empty = Modules::new(&[false; 441], 21).unwrap();
    let shot = Scene::busy(4).shot(&empty, 0);
    assert_eq!(read_codes(&frame(&shot)), None);
}

#[test]
fn no_size_and_no_noise_stops_a_reader() {
    let mut scanner = Scanner::camera();
    for (width, height) in [(21, 21), (21, 400), (400, 21), (33, 47), (500, 300)] {
        for seed in 0..20_u32 {
            let noise = (0..width * height)
                .map(|at: u32| {
                    at.wrapping_mul(2_654_435_761)
                        .rotate_left(seed)
                        .to_be_bytes()[0]
                })
                .collect();
            let frame = Frame::new(noise, width, height, Duration::ZERO).unwrap();
            assert_eq!(read_codes(&frame), None);
            assert_eq!(scanner.read(&frame), None);
        }
    }
}

fn frame(shot: &Shot) -> Frame {
    let luma = shot.luma().to_vec();
    Frame::new(luma, WIDTH.into(), HEIGHT.into(), Duration::ZERO).unwrap()
}

fn base45_text(length: usize) -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    (0..length)
        .map(|at| char::from(alphabet[(at * at * 7 + at * 13) % 45]))
        .collect()
}
