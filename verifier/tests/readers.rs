//! Codes of a presentation's size, as a webcam sees them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

use std::time::Duration;

use test_vectors::webcam::{HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::frame::Frame;
use verifier::reader::{Quircs, Reader, Rqrr, Rxing, read_codes};

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
    let readers: [&dyn Reader; 3] = [&Rxing, &Quircs, &Rqrr];
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

/// What xterm shows of half blocks: cells of 9 by 19 pixels, the last row of each paler.
#[test]
fn a_terminal_that_draws_lines_between_its_rows_is_read() {
    let text = base45_text(387);
    let code = Modules::of_text(&text).unwrap();
    let quiet = 4;
    let modules = code.side() + 2 * quiet;
    let (width, height) = (modules * 9, modules.div_ceil(2) * 19);
    let mut luma = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (cell, inside) = (y / 19, y % 19);
            let (column, row) = (x / 9, 2 * cell + usize::from(inside >= 9));
            let inner = column.checked_sub(quiet).zip(row.checked_sub(quiet));
            let dark = inner.is_some_and(|(column, row)| code.is_dark(column, row));
            luma.push(if !dark {
                255
            } else if inside == 18 {
                200
            } else {
                0
            });
        }
    }
    let [width, height] = [width, height].map(|side| u32::try_from(side).unwrap());
    let frame = Frame::new(luma, width, height, Duration::ZERO).unwrap();
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
    for (width, height) in [(21, 21), (21, 400), (400, 21), (33, 47)] {
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
