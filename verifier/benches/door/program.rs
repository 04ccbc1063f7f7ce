//! The program at work, watched from outside.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result};
use test_vectors::cast::NOW;

use crate::country::Country;

/// The program, at this home, from the cast's time on.
pub(crate) fn verifier(country: &Country, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command
        .args(arguments)
        .args(["--at", &NOW.to_string(), "--lang", "en"])
        .arg("--home")
        .arg(country.home())
        .env("XDG_RUNTIME_DIR", country.runtime()?);
    Ok(command)
}

/// Puts the camera before the program.
pub(crate) fn behind<'c>(command: &'c mut Command, camera: &Path, film: &Path) -> &'c mut Command {
    command
        .env("LD_PRELOAD", camera)
        .env("SPRAVKA_FAKE_CAMERA_FILE", film)
}

/// A process that ends when it is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Seconds of processor time so far.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("a name in brackets")?;
        let ticks = fields.split_whitespace().skip(11).take(2);
        // Linux counts in hundredths of a second (USER_HZ).
        ticks
            .map(|ticks| Ok(ticks.parse::<f64>()? / 100.0))
            .sum::<Result<f64>>()
    }

    /// What it has in memory now. The film that is played to it is not its own.
    pub(crate) fn memory(&self) -> Result<Memory> {
        let maps = fs::read_to_string(format!("/proc/{}/smaps", self.0.id()))?;
        let mut memory = Memory {
            resident: 0.0,
            own: 0.0,
        };
        let mut is_film = false;
        for line in maps.lines() {
            let mut words = line.split_whitespace();
            let (first, second) = (words.next(), words.next());
            let kilobytes = || second.unwrap_or_default().parse::<f64>();
            match first {
                Some("Rss:") if !is_film => memory.resident += kilobytes()? / 1_024.0,
                Some("Private_Dirty:") if !is_film => memory.own += kilobytes()? / 1_024.0,
                // A line without a name begins the next mapping.
                Some(range) if !range.ends_with(':') => is_film = line.ends_with(".mjpeg"),
                _ => {}
            }
        }
        Ok(memory)
    }
}

/// Megabytes.
#[derive(Clone, Copy)]
pub(crate) struct Memory {
    /// All that is in memory, libraries and files included.
    pub(crate) resident: f64,
    /// What only this process has and has written.
    pub(crate) own: f64,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lines as they come, each with its moment.
pub(crate) fn lines(from: impl Read + Send + 'static) -> Receiver<(Instant, String)> {
    let (send, lines) = channel();
    thread::spawn(move || pass_on(from, &send));
    lines
}

fn pass_on(from: impl Read, to: &Sender<(Instant, String)>) {
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        if to.send((Instant::now(), line)).is_err() {
            return;
        }
    }
}
