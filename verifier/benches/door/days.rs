//! A day that does not end: 100,000 presentations as fast as they can be decided about, while lists are published and taken, and the clock
//! jumps; then a camera that falls silent again and again. Each gets one verdict, the right one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use test_vectors::card::Card;
use test_vectors::cast::{Key, NOW, index};
use test_vectors::measure::Report;

use crate::camera;
use crate::country::Country;
use crate::program::{Running, behind, lines};

/// Visitors in each step of 30 seconds, and such steps.
const VISITORS: u32 = 250;
const STEPS: u32 = 400;
/// After so many steps new lists are published.
const LISTS: u32 = 40;
/// After so many the clock jumps, and back again.
const JUMPS: u32 = 50;
/// From when on memory is compared: all that is kept for three steps is there.
const WARM: u32 = 20;
/// Visitors before the camera.
const SEEN: u32 = 80;

/// What was expected and what came.
#[derive(Default)]
struct Tally {
    shown: u64,
    wrong: u64,
}

pub(crate) fn run() -> Result<()> {
    let country = Country::small()?;
    let mut report = Report::new("days");
    at_full_speed(&country, &mut report)?;
    before_a_camera(&country, &mut report)?;
    report.write()
}

fn at_full_speed(country: &Country, report: &mut Report) -> Result<()> {
    let clock = Clock::new(country)?;
    clock.set(NOW)?;
    let published = country.published().display().to_string();
    let scan = [
        "scan",
        "--want",
        "adult",
        "--typed",
        "--sync-from",
        &published,
    ];
    let mut door = Door::open(clock.under(&mut program(country, &scan)?))?;
    let mut tally = Tally::default();
    let mut warm = None;
    let mut taken = 0_u32;
    let began = Instant::now();
    for step in 0..STEPS {
        let now = NOW + 30 * u64::from(step);
        clock.set(now)?;
        if step % LISTS == LISTS - 1 {
            taken += 1;
            country.publish(
                9 + u64::from(taken),
                now - 60,
                1_000_000,
                vec![index(3), index(10_000 + u64::from(taken))],
            )?;
            door.until_taken()?;
            let revoked = Card::new(now).index(10_000 + u64::from(taken));
            tally.expect(door.show(&revoked.text())?, "R21");
        }
        if step % JUMPS == JUMPS - 1 {
            // The lists were signed later than that, so it is the clock; and when it is right again, all is well.
            clock.set(now - 3_600)?;
            tally.expect(door.show(&card(now, u32::MAX - step))?, "G05");
            clock.set(now)?;
        }
        for visitor in 0..VISITORS {
            let text = card(now, step * VISITORS + visitor);
            tally.expect(door.show(&text)?, "A00");
            if visitor % 50 == 0 {
                tally.expect(door.show(&text)?, "R22");
            }
        }
        if step == WARM {
            warm = Some(door.running.memory()?);
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let (warm, hot) = (warm.context("a warm program")?, door.running.memory()?);
    report
        .figure("presentations", f64::from(u32::try_from(tally.shown)?))
        .figure_at_most(
            "wrong_missed_or_doubled",
            f64::from(u32::try_from(tally.wrong)?),
            0.0,
        )
        .figure("lists_taken_meanwhile", f64::from(taken))
        .figure("clock_jumps", f64::from(STEPS / JUMPS))
        .figure(
            "presentations_a_second",
            f64::from(u32::try_from(tally.shown)?) / seconds,
        )
        .figure_at_most("memory_growth_mb", hot.own - warm.own, 10.0);
    Ok(())
}

/// Each code stands before the camera for 6 frames; the camera falls silent, is unplugged, and fails for once.
fn before_a_camera(country: &Country, report: &mut Report) -> Result<()> {
    let clock = Clock::new(country)?;
    // Later than all that is remembered.
    let later = NOW + 30 * u64::from(STEPS + 20);
    let film = country.path("seen.mjpeg");
    let first = 1_000_000;
    let codes: Vec<String> = (0..SEEN)
        .map(|visitor| card(later, first + visitor))
        .collect();
    camera::film(&film, &codes, 6)?;
    let library = camera::build(&country.path(""))?;
    let mut tally = Tally::default();
    for (name, value) in [
        ("STALL_AFTER", "300"),
        ("UNPLUG_AFTER", "500"),
        ("FAIL_AT", "200"),
    ] {
        fs::remove_dir_all(country.runtime()?)?;
        clock.set(later)?;
        let mut command = program(country, &["scan", "--want", "adult"])?;
        behind(clock.under(&mut command), &library, &film)
            .env(
                "LD_PRELOAD",
                format!("{}:{}", library.display(), clock.library.display()),
            )
            .env("SPRAVKA_FAKE_CAMERA_RATE", "30")
            .env("SPRAVKA_FAKE_CAMERA_ONCE", "1")
            .env("SPRAVKA_FAKE_CAMERA_REPLUG_AFTER", "2")
            .env(format!("SPRAVKA_FAKE_CAMERA_{name}"), value);
        let door = Door::open(&mut command)?;
        for _ in &codes {
            tally.expect(door.verdict()?, "A00");
        }
        ensure!(
            door.lines.recv_timeout(Duration::from_secs(2)).is_err(),
            "one verdict too many"
        );
    }
    report
        .figure(
            "presentations_before_cameras",
            f64::from(u32::try_from(tally.shown)?),
        )
        .figure_at_most(
            "wrong_missed_or_doubled_before_cameras",
            f64::from(u32::try_from(tally.wrong)?),
            0.0,
        );
    Ok(())
}

impl Tally {
    fn expect(&mut self, verdict: Verdict, code: &str) {
        self.shown += 1;
        if verdict.0 != code {
            self.wrong += 1;
            eprintln!(
                "presentation {}: {} in place of {code}",
                self.shown, verdict.0
            );
        }
    }
}

/// A visitor's code: another device for each.
fn card(now: u64, visitor: u32) -> String {
    let mut seed = [0xc1; 32];
    seed.iter_mut()
        .zip(visitor.to_be_bytes())
        .for_each(|(byte, of_number)| *byte = of_number);
    Card::new(now).device(Key::Citizen(seed)).text()
}

fn program(country: &Country, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command
        .args(arguments)
        .args(["--json", "--lang", "en", "--home"])
        .arg(country.home())
        .env("XDG_RUNTIME_DIR", country.runtime()?);
    Ok(command)
}

/// The code of a verdict.
struct Verdict(String);

/// The program, asked about one code after another.
struct Door {
    running: Running,
    codes: Option<ChildStdin>,
    lines: Receiver<(Instant, String)>,
}

impl Door {
    fn open(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let codes = child.stdin.take();
        let lines = lines(child.stdout.take().context("an output")?);
        Ok(Self {
            running: Running(child),
            codes,
            lines,
        })
    }

    fn show(&mut self, text: &str) -> Result<Verdict> {
        writeln!(self.codes.as_mut().context("an input")?, "{text}")?;
        self.verdict()
    }

    fn verdict(&self) -> Result<Verdict> {
        loop {
            let line = self.next()?;
            if let Some(code) = line.get("code").and_then(Value::as_str) {
                return Ok(Verdict(code.to_owned()));
            }
        }
    }

    fn next(&self) -> Result<Value> {
        let (_, line) = self.lines.recv_timeout(Duration::from_secs(60))?;
        Ok(serde_json::from_str(&line)?)
    }

    /// Shows other codes until new lists were taken.
    fn until_taken(&mut self) -> Result<()> {
        loop {
            writeln!(
                self.codes.as_mut().context("an input")?,
                "https://example.org"
            )?;
            loop {
                let line = self.next()?;
                if line.get("taken").is_some_and(|taken| *taken != 0) {
                    return self.verdict().map(drop);
                }
                if line.get("code").is_some() {
                    break;
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The system's clock as the program sees it, by libfaketime.
struct Clock {
    library: PathBuf,
    offset: PathBuf,
}

impl Clock {
    fn new(country: &Country) -> Result<Self> {
        let places = [
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib",
        ];
        let mut libraries = places
            .iter()
            .map(|place| Path::new(place).join("faketime/libfaketimeMT.so.1"));
        Ok(Self {
            library: libraries
                .find(|path| path.exists())
                .context("libfaketime, of the package libfaketime")?,
            offset: country.path("offset"),
        })
    }

    fn set(&self, now: u64) -> Result<()> {
        let real = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let offset = i64::try_from(now)? - i64::try_from(real)?;
        let new = self.offset.with_extension("new");
        fs::write(&new, format!("{offset:+}s\n"))?;
        Ok(fs::rename(new, &self.offset)?)
    }

    fn under<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.offset)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    }
}
