//! Codes before the camera: pictures and videos take the same path.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;
use test_vectors::webcam::{Modules, Scene, write_y4m};

use crate::publisher::{ADULT, Code, NOON};
use crate::venue::Venue;

fn picture(path: &Path, text: &str) {
    let code = Modules::of_text(text).unwrap();
    let shot = Scene::gentle(1).shot(&code, 0);
    shot.write_png(&mut File::create(path).unwrap()).unwrap();
}

/// A folder of pictures, 33 ms apart; `None` is a frame without a code.
pub(crate) fn folder(venue: &Venue, frames: &[(Option<&str>, usize)]) -> PathBuf {
    let folder = venue.path("frames");
    fs::create_dir(&folder).unwrap();
    let mut number = 0;
    for (text, count) in frames {
        let first = folder.join(format!("{number:04}.png"));
        match text {
            Some(text) => picture(&first, text),
            None => blank(&first),
        }
        for next in number + 1..number + count {
            fs::hard_link(&first, folder.join(format!("{next:04}.png"))).unwrap();
        }
        number += count;
    }
    folder
}

fn blank(path: &Path) {
    fs::write(
        path.with_extension("pgm"),
        [b"P5 64 64 255\n".to_vec(), vec![200; 64 * 64]].concat(),
    )
    .unwrap();
    fs::rename(path.with_extension("pgm"), path).unwrap();
}

fn scan(venue: &Venue, video: &Path, more: &[&str]) -> crate::venue::Answer {
    let video = video.display().to_string();
    let mut arguments = vec!["scan", "--want", "adult", "--video", &video];
    arguments.extend(more);
    venue.run(&arguments)
}

fn codes(out: &str) -> Vec<String> {
    let lines = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .filter_map(|line| Some(line.get("code")?.as_str()?.to_owned()))
        .collect()
}

#[test]
fn a_picture_is_checked() {
    let (venue, _publisher) = Venue::usual();
    let path = venue.path("code.png");
    picture(&path, &ADULT.text());
    let image = path.display().to_string();
    venue
        .run(&["check", "--want", "adult", "--image", &image])
        .is(0, &["YES · adult"]);
    picture(&path, "https://example.org");
    venue
        .run(&["check", "--want", "adult", "--image", &image])
        .is(3, &["something else"]);
    blank(&path);
    let nothing = venue.run(&["check", "--want", "adult", "--image", &image, "--json"]);
    assert_eq!(
        (nothing.code, &nothing.json()["reason"]),
        (3, &"no-code".into())
    );
    fs::write(&path, "text").unwrap();
    venue
        .run(&["check", "--want", "adult", "--image", &image])
        .is(4, &["neither PNG"]);
    venue
        .run(&["check", "--want", "adult", "--image", "nowhere.png"])
        .is(4, &["nowhere.png"]);
}

#[test]
fn a_code_held_in_view_is_one_scan_and_one_that_comes_back_a_replay() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let frames = [
        (Some(text.as_str()), 5),
        (None, 30),
        (Some(&text), 3),
        (None, 70),
        (Some(&text), 3),
    ];
    let folder = folder(&venue, &frames);
    let answer = scan(&venue, &folder, &["--json"]);
    assert_eq!(codes(&answer.out), ["A00", "R22"]);
    assert_eq!(answer.code, 1, "the last verdict's");
}

#[test]
fn everybody_in_turn() {
    let (venue, _publisher) = Venue::usual();
    let other = Code { index: 9, ..ADULT }.text();
    let revoked = Code { index: 3, ..ADULT }.text();
    let first = ADULT.text();
    let frames = [
        (Some("https://example.org"), 2),
        (Some(first.as_str()), 2),
        (Some(&revoked), 2),
        (Some(&other), 2),
    ];
    let folder = folder(&venue, &frames);
    let answer = scan(&venue, &folder, &["--json"]);
    assert_eq!(codes(&answer.out), ["G01", "A00", "R21", "A00"]);
    assert_eq!(answer.code, 0);
}

#[test]
fn once_is_once() {
    let (venue, _publisher) = Venue::usual();
    let (first, second) = (ADULT.text(), Code { index: 3, ..ADULT }.text());
    let folder = folder(&venue, &[(Some(first.as_str()), 2), (Some(&second), 2)]);
    let answer = scan(&venue, &folder, &["--json", "--once"]);
    assert_eq!(
        (codes(&answer.out), answer.code),
        (vec!["A00".to_owned()], 0)
    );
}

#[test]
fn a_video_is_scanned_and_one_without_a_code_cannot_tell() {
    let (venue, _publisher) = Venue::usual();
    let path = venue.path("door.y4m");
    let code = Modules::of_text(&ADULT.text()).unwrap();
    let shots: Vec<_> = (0..3)
        .map(|number| Scene::gentle(2).shot(&code, number))
        .collect();
    write_y4m(&mut File::create(&path).unwrap(), &shots, 30).unwrap();
    scan(&venue, &path, &[]).is(0, &["YES · adult"]);
    let empty = folder(&venue, &[(None, 2)]);
    scan(&venue, &empty, &[]).is(3, &["COULD NOT CHECK", "No QR code was found"]);
}

#[test]
fn an_unreadable_frame_is_said_and_passed_over() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let folder = folder(&venue, &[(Some(text.as_str()), 1)]);
    fs::write(folder.join("0000-damaged.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    scan(&venue, &folder, &[]).is(0, &["0000-damaged.png", "YES"]);
}

#[test]
fn with_challenges_only_answers_count() {
    let (venue, _publisher) = Venue::usual();
    let text = ADULT.text();
    let folder = folder(&venue, &[(Some(text.as_str()), 2)]);
    let answer = scan(&venue, &folder, &["--challenge"]);
    answer.is(1, &["Challenge: ", "R15"]);
}

#[test]
fn a_camera_that_is_not_there_is_said() {
    let (venue, _publisher) = Venue::usual();
    let answer = venue.run(&["scan", "--want", "adult", "--camera", "63"]);
    answer.is(4, &["there is no camera 63"]);
    venue
        .run(&["scan", "--want", "adult", "--camera", "x"])
        .is(2, &["not a camera's number"]);
    let code = Code {
        time: NOON,
        ..ADULT
    };
    assert!(!answer.out.contains(&code.text()));
}
