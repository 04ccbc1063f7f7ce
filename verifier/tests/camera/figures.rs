//! How quick the program is behind a camera, and what it costs.

use std::fs::{self, File};
use std::io::BufWriter;
use std::time::Duration;

use test_vectors::webcam::{self, Modules, Scene, Shot};

use crate::door::Door;
use crate::film::{OUT_OF_VIEW, TEXT, changing, jpegs, scratch};

/// Prints how long it takes from a frame to its verdict.
#[test]
#[ignore = "a measurement, for a quiet machine: run it by its name"]
fn from_frame_to_verdict() {
    const CODES: u64 = 20;
    let texts: Vec<String> = (0..CODES)
        .map(|number| format!("SP1:{}{number}", "AB".repeat(200)))
        .collect();
    let blank = [(None, 5)];
    let shown: Vec<_> = texts.iter().map(|text| (Some(text.as_str()), 10)).collect();
    let film = changing("verdicts.y4m", &[&blank[..], &shown].concat());
    let mut door = Door::open(&film, &[("TELL", "1"), ("ONCE", "1")]);
    let (mut shown, mut decided) = (Vec::new(), Vec::new());
    // The two outputs are read side by side, so a verdict can be heard of before its frame.
    while shown.len() < texts.len() || decided.len() < texts.len() {
        let (at, line) = door.next();
        if let Some(number) = line.strip_prefix("frame ") {
            let number: usize = number.parse().unwrap();
            if number % 10 == 5 {
                shown.push(at);
            }
        } else if line.contains("\"code\"") {
            decided.push(at);
        }
    }
    let pairs = decided.into_iter().zip(shown);
    let mut taken: Vec<Duration> = pairs
        .map(|(decided, shown)| decided.saturating_duration_since(shown))
        .collect();
    drop(door.end());
    taken.sort_unstable();
    println!(
        "median {:?}, longest {:?}",
        taken[taken.len() / 2],
        taken[taken.len() - 1]
    );
}

/// Prints what a room without a code costs: the share of a processor, with fifteen noisy frames a second.
#[test]
#[ignore = "a measurement, for a quiet machine: run it by its name"]
fn an_empty_room() {
    for clutter in [0, 40] {
        let scene = Scene {
            noise: 6.0,
            clutter,
            aside: OUT_OF_VIEW,
            ..Scene::gentle(5)
        };
        let code = Modules::of_text(TEXT).unwrap();
        let shots: Vec<Shot> = (0..8).map(|number| scene.shot(&code, number)).collect();
        let y4m = scratch("empty.y4m");
        let mut out = BufWriter::new(File::create(&y4m).unwrap());
        webcam::write_y4m(&mut out, &shots, 15).unwrap();
        drop(out);
        let mjpeg = scratch("empty.mjpeg");
        fs::write(&mjpeg, jpegs(&shots, 85)).unwrap();
        for (film, setting) in [(&y4m, ("FORMAT", "GREY")), (&mjpeg, ("RATE", "15"))] {
            let door = Door::open(film, &[setting]);
            std::thread::sleep(Duration::from_secs(2));
            let before = door.cpu_time();
            std::thread::sleep(Duration::from_secs(20));
            let share = 100.0 * (door.cpu_time() - before) / 20.0;
            println!("{clutter} things in view, {setting:?}: {share:.1} % of a processor");
            drop(door.end());
        }
    }
}
