//! What the program does with a camera that works, and with one that does not.

use std::process::Output;

use serde_json::Value;

use crate::door::Door;
use crate::film::{FOREIGN, TEXT, changing, film};
use crate::program;

#[test]
fn the_program_decides_what_the_camera_shows() {
    let output = scan(&["--json", "--once"], &[]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains(r#""code":"R01""#), "{printed}");
}

#[test]
fn the_program_says_why_it_does_not_start() {
    for (setting, wrong) in [
        (("BUSY", "open"), "camera 0 is in use by another program"),
        (("BUSY", "stream"), "camera 0 is in use by another program"),
        (("DENIED", "1"), "the group video"),
        (("FORMAT", "BGR4"), "it has BGR4"),
    ] {
        let output = scan(&[], &[setting]);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{setting:?}: {complaint}");
        assert!(complaint.contains(wrong), "{setting:?}: {complaint}");
    }
}

/// A code that is there when the camera goes and when it comes back is one code; the next one is not missed.
#[test]
fn a_camera_that_was_lost_goes_on_by_itself() {
    // Frames 4 and later are seen by the camera that has come back.
    let film = changing("changing.y4m", &[(Some(TEXT), 60), (Some(FOREIGN), 200)]);
    for (settings, said) in [
        (
            &[("UNPLUG_AFTER", "20"), ("REPLUG_AFTER", "2")][..],
            "was lost",
        ),
        (
            &[
                ("UNPLUG_AFTER", "20"),
                ("REPLUG_AFTER", "3"),
                ("REPLUG_DEVICE", "/dev/video7"),
            ],
            "was lost",
        ),
        (
            &[("STALL_AFTER", "20"), ("REPLUG_AFTER", "1")],
            "sent no frame",
        ),
    ] {
        let mut door = Door::open(&film, settings);
        let lines = door.lines_until(|line| line.contains("\"G01\""));
        let about = |line: &String| {
            let line: Value = serde_json::from_str(line).unwrap();
            let about = line.get("code").or(line.get("camera")).unwrap().clone();
            about.as_str().unwrap().to_owned()
        };
        let lines: Vec<String> = lines.iter().map(about).collect();
        assert_eq!(lines, ["R01", "lost", "back", "G01"], "{settings:?}");
        let told = door.end();
        assert_eq!(told.matches("Waiting for it").count(), 1, "{told}");
        assert!(
            told.contains(said) && told.contains("The camera is back"),
            "{told}"
        );
    }
}

#[test]
fn the_cameras_of_the_machine_are_listed() {
    let mut command = program(film("y4m"), &[]);
    let output = command.args(["status", "--json"]).output().unwrap();
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cameras = status["cameras"].as_array().unwrap();
    assert!(cameras.contains(&"0: Fake camera".into()), "{status}");
}

#[test]
fn a_camera_is_tested() {
    let mut command = program(film("y4m"), &[]);
    let output = command.args(["camera-test", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("FAKE CAMERA\""), "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["source"]["name"], "Fake camera");
    assert_eq!(answer["source"]["promised_rate"], 30.0);
    assert!(answer["rate"].as_f64().unwrap() > 3.0, "{answer}");
    assert_eq!(
        (&answer["ours"], &answer["advice"]),
        (&true.into(), &Value::Array(vec![]))
    );
    let module = answer["code"]["module"].as_f64().unwrap();
    assert!((module - 9.0).abs() < 1.0, "{answer}");
}

#[test]
fn a_camera_that_is_lost_or_missing_cannot_be_tested() {
    for (settings, wrong) in [
        (("UNPLUG_AFTER", "5"), "camera 0 was lost"),
        (("STALL_AFTER", "5"), "has sent no frame for 3 s"),
        (("DENIED", "1"), "the group video"),
    ] {
        let mut command = program(film("y4m"), &[settings]);
        let output = command
            .args(["camera-test", "--lang", "en"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(4), "{settings:?}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains(wrong), "{complaint}");
    }
}

#[test]
fn the_doctor_opens_the_camera() {
    let home = tempfile::tempdir().unwrap();
    for (settings, outcome, said) in [
        (&[][..], "good", "Fake camera"),
        (&[("BUSY", "open")], "wrong", "in use by another program"),
        (&[("DENIED", "1")], "wrong", "the group video"),
        (&[("FORMAT", "BGR4")], "wrong", "it has BGR4"),
    ] {
        let mut command = program(film("y4m"), settings);
        command.arg("--home").arg(home.path());
        let output = command.args(["--lang", "en", "--json", "doctor"]).output();
        let answer: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        let checks = answer["checks"].as_array().unwrap();
        let mut checks = checks.iter();
        let camera = checks.find(|check| check["check"] == "camera").unwrap();
        assert_eq!(camera["outcome"], outcome, "{camera}");
        let found = camera["found"].as_str().unwrap();
        assert!(found.contains(said), "{camera}");
        assert_eq!(found.contains("formats: "), outcome == "good", "{camera}");
    }
}

/// Runs the program behind the fake camera, with an empty home: the code of the film is malformed in any case.
fn scan(options: &[&str], settings: &[(&str, &str)]) -> Output {
    let home = tempfile::tempdir().unwrap();
    program(film("y4m"), settings)
        .arg("--home")
        .arg(home.path())
        .args(["--lang", "en", "scan", "--want", "adult"])
        .args(options)
        .output()
        .unwrap()
}
