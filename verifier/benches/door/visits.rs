//! Visitors one after another, and how long each waits for the verdict; the start; and what all of it costs.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use test_vectors::card::Card;
use test_vectors::cast::{Key, NOW};
use test_vectors::measure::Report;

use crate::camera::{self, RATE};
use crate::country::Country;
use crate::program::{Running, behind, lines, verifier};
use crate::screen::{Colour, Face, Screen};

/// Visitors.
const VISITORS: u32 = 20;
/// Frames without a code before each of them, and with it: more than a second, for which a verdict is shown, together.
const FRAMES: u32 = 24;
/// Starts.
const STARTS: usize = 7;
/// How long to look at what scanning costs.
const SCANNING: Duration = Duration::from_secs(10);

struct Names {
    verdict: &'static str,
    longest: &'static str,
    start: &'static str,
    share: &'static str,
    resident: &'static str,
    own: &'static str,
}

const fn names(face: Face) -> Names {
    match face {
        Face::Window => Names {
            verdict: "window_verdict_ms",
            longest: "window_verdict_longest_ms",
            start: "window_first_picture_ms",
            share: "window_scanning_cpu_percent",
            resident: "window_resident_mb",
            own: "window_own_mb",
        },
        Face::Plain => Names {
            verdict: "terminal_verdict_ms",
            longest: "terminal_verdict_longest_ms",
            start: "terminal_first_screen_ms",
            share: "terminal_scanning_cpu_percent",
            resident: "terminal_resident_mb",
            own: "terminal_own_mb",
        },
    }
}

/// Measures all of it with this face.
pub(crate) fn run(country: &Country, face: Face, report: &mut Report) -> Result<()> {
    let film = country.path("film.mjpeg");
    let codes: Vec<String> = (1..=VISITORS).map(code).collect();
    camera::film(&film, &codes, FRAMES)?;
    let camera = camera::build(&country.path(""))?;
    let mut command = verifier(
        country,
        &[
            "scan",
            "--want",
            "adult",
            "--back",
            "1",
            "--silent",
            face.option(),
        ],
    )?;
    behind(&mut command, &camera, &film).env("SPRAVKA_FAKE_CAMERA_RATE", RATE.to_string());

    let names = names(face);
    let starts = (0..STARTS).map(|_| start(country, face, &mut command));
    let start = median(starts.collect::<Result<_>>()?);
    report.figure_at_most(names.start, start, 1_000.0);

    command
        .env("SPRAVKA_FAKE_CAMERA_TELL", "1")
        .env("SPRAVKA_FAKE_CAMERA_ONCE", "1")
        .stderr(Stdio::piped());
    // Nothing is remembered of the visitors that were seen before.
    fs::remove_dir_all(country.runtime()?)?;
    country.runtime()?;
    let (screen, mut child, _) = Screen::start(country, face, &mut command)?;
    let frames = lines(child.stderr.take().context("an output")?);
    let running = Running(child);
    let mut waits = visit(&screen, &frames)?;
    waits.sort_unstable();
    let longest = waits.last().copied().unwrap_or_default();
    let memory = running.memory()?;
    drop((running, screen));
    report
        .figure_at_most(names.verdict, median(waits), 100.0)
        .figure(names.longest, milliseconds(longest))
        .figure_at_most(names.resident, memory.resident, 150.0)
        .figure(names.own, memory.own);

    command
        .env_remove("SPRAVKA_FAKE_CAMERA_ONCE")
        .env_remove("SPRAVKA_FAKE_CAMERA_TELL");
    let film = country.path("empty.mjpeg");
    camera::room(&film)?;
    let share = scanning(country, face, behind(&mut command, &camera, &film))?;
    report.figure_at_most(names.share, share, 60.0);
    Ok(())
}

/// A visitor's code, for about the moment at which it is shown.
fn code(number: u32) -> String {
    let mut seed = [0xc1; 32];
    seed.iter_mut()
        .zip(number.to_be_bytes())
        .for_each(|(byte, of_number)| *byte = of_number);
    let seconds = 2 * FRAMES * number / RATE;
    Card::new(NOW + u64::from(seconds))
        .device(Key::Citizen(seed))
        .text()
}

/// From the start to the first picture.
fn start(country: &Country, face: Face, command: &mut Command) -> Result<Duration> {
    command.stderr(Stdio::null());
    let (screen, child, began) = Screen::start(country, face, command)?;
    let running = Running(child);
    let shown = screen.wait(Screen::shows_something)?;
    drop(running);
    Ok(shown - began)
}

/// From each visitor's first frame to the verdict.
fn visit(screen: &Screen, frames: &Receiver<(Instant, String)>) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    for number in 0..VISITORS {
        let first = format!("frame {}", (2 * number + 1) * FRAMES);
        let shown = loop {
            let (at, line) = frames.recv().context("the program ended")?;
            if line == first {
                break at;
            }
        };
        let decided = screen
            .wait(|screen| Ok(screen.colour()? == Colour::Green))
            .with_context(|| format!("visitor {number}"))?;
        waits.push(decided - shown);
        screen.wait(|screen| Ok(screen.colour()? == Colour::Other))?;
    }
    Ok(waits)
}

/// The share of one processor that scanning takes, in percent.
fn scanning(country: &Country, face: Face, command: &mut Command) -> Result<f64> {
    command.stderr(Stdio::null());
    let (screen, child, _) = Screen::start(country, face, command)?;
    let running = Running(child);
    screen.wait(Screen::shows_something)?;
    thread::sleep(Duration::from_secs(2));
    let before = running.cpu_seconds()?;
    let began = Instant::now();
    thread::sleep(SCANNING);
    let taken = running.cpu_seconds()? - before;
    Ok(100.0 * taken / began.elapsed().as_secs_f64())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    milliseconds(times.get(times.len() / 2).copied().unwrap_or_default())
}

fn milliseconds(time: Duration) -> f64 {
    1e3 * time.as_secs_f64()
}
