//! Benchmarks: CPU time of things measured in turn in one run, and the table that comes of it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// Median CPU time of one call of each, called in turn `rounds` times so that a slow moment of the machine
/// hits all of them alike; each is called once before it is timed, so that none pays for what another left in the
/// caches. What reading the clock takes is taken off.
pub fn medians<const N: usize>(rounds: usize, mut calls: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut idle = Vec::new();
    let mut times: [Vec<Duration>; N] = [const { Vec::new() }; N];
    for _ in 0..rounds {
        idle.push(timed(&mut || {}));
        for (call, times) in calls.iter_mut().zip(&mut times) {
            call();
            times.push(timed(call));
        }
    }
    let idle = median(idle);
    times.map(|times| median(times).saturating_sub(idle))
}

fn timed(call: &mut dyn FnMut()) -> Duration {
    let start = cpu_time();
    call();
    cpu_time().saturating_sub(start)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The median of each figure over several fresh processes of this benchmark: where a program's stack and code
/// come to lie differs from start to start, and can move a figure by a fifth.
pub fn over_processes<const N: usize>(
    processes: usize,
    measure: impl FnOnce() -> Result<[f64; N]>,
) -> Result<[f64; N]> {
    if std::env::var_os(CHILD).is_some() {
        let figures = measure()?.map(|figure| figure.to_string());
        println!("{}", figures.join(" "));
        std::process::exit(0);
    }
    let mut runs: [Vec<f64>; N] = [const { Vec::new() }; N];
    for _ in 0..processes {
        let figures = in_a_fresh_process()?;
        let figures: Result<Vec<f64>, _> = figures.split(' ').map(str::parse).collect();
        let figures: [f64; N] = figures?.try_into().ok().context("figures of a process")?;
        runs.iter_mut()
            .zip(figures)
            .for_each(|(run, figure)| run.push(figure));
    }
    Ok(runs.map(|mut run| {
        run.sort_unstable_by(f64::total_cmp);
        run.get(run.len() / 2).copied().unwrap_or_default()
    }))
}

/// Tells a process of a benchmark to print its figures alone.
const CHILD: &str = "SPRAVKA_BENCH_FIGURES";

fn in_a_fresh_process() -> Result<String> {
    let this = std::env::current_exe().context("the benchmark's own path")?;
    let child = Command::new(this)
        .arg("--bench")
        .env(CHILD, "1")
        .stderr(Stdio::inherit())
        .output();
    let output = child.context("starting the benchmark again")?;
    ensure!(
        output.status.success(),
        "the benchmark ended with {}",
        output.status
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// What one benchmark found.
#[derive(Debug)]
pub struct Report {
    name: &'static str,
    figures: Vec<Figure>,
}

#[derive(Debug)]
struct Figure {
    name: &'static str,
    value: f64,
    goal: Option<f64>,
}

impl Report {
    /// The report of the benchmark with this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            figures: Vec::new(),
        }
    }

    /// A figure without a goal.
    pub fn figure(&mut self, name: &'static str, value: f64) -> &mut Self {
        self.figures.push(Figure {
            name,
            value,
            goal: None,
        });
        self
    }

    /// A figure that should be at most `goal`.
    pub fn figure_at_most(&mut self, name: &'static str, value: f64, goal: f64) -> &mut Self {
        self.figures.push(Figure {
            name,
            value,
            goal: Some(goal),
        });
        self
    }

    /// Writes `target/bench/NAME.json` and `NAME.md`, and prints the table.
    pub fn write(&self) -> Result<()> {
        let folder = folder();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("creating {}", folder.display()))?;
        let json = serde_json::to_string_pretty(&self.json())?;
        for (extension, content) in [("json", json), ("md", self.table())] {
            let path = folder.join(self.name).with_extension(extension);
            std::fs::write(&path, content)
                .with_context(|| format!("writing {}", path.display()))?;
        }
        print!("{}", self.table());
        Ok(())
    }

    fn json(&self) -> Value {
        self.figures
            .iter()
            .map(|figure| (figure.name.to_owned(), json!(figure.value)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn table(&self) -> String {
        let mut table = format!("| {} | measured | goal |\n|---|---|---|\n", self.name);
        for figure in &self.figures {
            let goal = figure
                .goal
                .map_or_else(String::new, |goal| format!("≤ {goal}"));
            // Writing to a string cannot fail.
            let _ = writeln!(table, "| {} | {:.3} | {goal} |", figure.name, figure.value);
        }
        table
    }
}

/// CPU time that this thread has taken so far.
#[must_use]
#[cfg(unix)]
pub fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanoseconds)
}

/// Time that has passed, where the system does not tell that of a thread.
#[must_use]
#[cfg(not(unix))]
pub fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// `target/bench`, wherever cargo's target folder is.
#[must_use]
pub fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"),
        PathBuf::from,
    );
    target.join("bench")
}
