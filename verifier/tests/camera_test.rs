//! `verifier camera-test` on films and pictures: what it says, and how it ends.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use test_vectors::webcam::{Modules, Scene, Shot, write_y4m};

const OURS: &str = "SP1:NOT TO BE PRINTED";

/// A film of a code.
fn film(folder: &TempDir, text: &str, scene: &Scene, frames: usize) -> PathBuf {
    let code = Modules::of_text(text).unwrap();
    let shots: [Shot; 2] = [0, 1].map(|number| scene.shot(&code, number));
    let path = folder.path().join("film.y4m");
    let mut out = BufWriter::new(File::create(&path).unwrap());
    write_y4m(&mut out, shots.iter().cycle().take(frames), 10).unwrap();
    path
}

fn test(film: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command.args(["camera-test", "--video"]).arg(film);
    command.args(options).output().unwrap()
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn two_seconds_of_a_good_code_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let film = film(&folder, OURS, &Scene::gentle(1), 60);
    let output = test(&film, &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let answer = answer(&output);
    assert_eq!(
        (&answer["frames"], &answer["read"]),
        (&21.into(), &21.into())
    );
    assert_eq!(
        (&answer["ours"], &answer["rate"], &answer["advice"]),
        (&true.into(), &10.0.into(), &Value::Array(vec![]))
    );
    let reach = answer["code"]["reach"].as_f64().unwrap();
    assert!((3.0..3.7).contains(&reach), "{answer}");
}

#[test]
fn people_are_told_in_their_language_and_never_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let film = film(&folder, OURS, &Scene::gentle(1), 3);
    for (language, said) in [
        ("ru", ["это код Справки", "раза дальше", "Всё хорошо"]),
        (
            "en",
            ["it is one of Spravka", "times this distance", "All is well"],
        ),
    ] {
        let output = test(&film, &["--lang", language]);
        assert_eq!(output.status.code(), Some(0));
        let out = String::from_utf8(output.stdout).unwrap();
        for said in said {
            assert!(out.contains(said), "{out}");
        }
        assert!(
            !out.contains("PRINTED") && !out.contains('\u{2068}'),
            "{out}"
        );
        assert_eq!(output.stderr, b"", "there is no terminal to draw on");
    }
}

#[test]
fn a_code_of_something_else_is_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let film = film(&folder, "https://example.org", &Scene::gentle(2), 2);
    let output = test(&film, &["--lang", "en"]);
    assert_eq!(output.status.code(), Some(0));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.contains("it is not one of Spravka") && !out.contains("example"),
        "{out}"
    );
}

#[test]
fn a_room_without_a_code_ends_when_the_time_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let aside = (5000.0, 0.0);
    let film = film(
        &folder,
        OURS,
        &Scene {
            aside,
            ..Scene::gentle(1)
        },
        30,
    );
    let output = test(&film, &["--json", "--seconds", "1"]);
    assert_eq!(output.status.code(), Some(3));
    let answer = answer(&output);
    assert_eq!(
        (&answer["frames"], &answer["ours"]),
        (&11.into(), &Value::Null)
    );
    assert_eq!(
        answer["advice"].as_array().unwrap().last().unwrap(),
        "show-code"
    );
}

#[test]
fn a_code_out_of_focus_is_seen_and_helped() {
    let folder = tempfile::tempdir().unwrap();
    let blurred = Scene {
        blur: 6.0,
        ..Scene::gentle(1)
    };
    let film = film(&folder, &"SPRAVKA".repeat(40), &blurred, 3);
    let output = test(&film, &["--lang", "en"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("What would help"), "{out}");
}

#[test]
fn what_is_no_film_cannot_be_looked_at() {
    let output = test(Path::new("nowhere.y4m"), &["--lang", "en"]);
    assert_eq!(output.status.code(), Some(4));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("nowhere.y4m"), "{complaint}");
}
