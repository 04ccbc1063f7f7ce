//! The programs that are measured, and what a run of one takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::visitor::NOON;

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// A program and the directory in which it runs.
pub(crate) struct Program {
    path: PathBuf,
    work: PathBuf,
    /// Whether it takes the options of the tools.
    is_tool: bool,
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) exit: i32,
    /// The object that it wrote.
    pub(crate) answer: Value,
    pub(crate) seconds: f64,
    /// Of all its threads, to the hundredth; where the system tells.
    pub(crate) cpu_seconds: Option<f64>,
    /// The most memory that it had; where the system tells.
    pub(crate) mebibytes: Option<f64>,
}

impl Run {
    /// What the object says under this name.
    pub(crate) fn told(&self, name: &str) -> &Value {
        self.answer.get(name).unwrap_or(&Value::Null)
    }
}

impl Program {
    /// The issuer of this build.
    pub(crate) fn issuer(work: &Path) -> Result<Self> {
        Ok(Self {
            path: PathBuf::from(env!("CARGO_BIN_EXE_issuer")).canonicalize()?,
            work: work.to_owned(),
            is_tool: true,
        })
    }

    /// The verifier, if it was built beside the issuer.
    pub(crate) fn verifier(work: &Path) -> Option<Self> {
        let path = Path::new(env!("CARGO_BIN_EXE_issuer")).with_file_name("verifier");
        Some(Self {
            path: path.canonicalize().ok()?,
            work: work.to_owned(),
            is_tool: true,
        })
    }

    /// This benchmark, for what needs a process of its own.
    pub(crate) fn this(work: &Path) -> Result<Self> {
        Ok(Self {
            path: std::env::current_exe().context("the benchmark's own path")?,
            work: work.to_owned(),
            is_tool: false,
        })
    }

    /// A file in the directory where it runs.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Runs a line of words at noon, which must succeed.
    pub(crate) fn run(&self, line: &str) -> Result<Run> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let run = self.run_at(NOON, &words)?;
        ensure!(
            run.exit == 0,
            "“{line}” ended with {}: {}",
            run.exit,
            run.answer
        );
        Ok(run)
    }

    pub(crate) fn run_at(&self, at: &str, words: &[&str]) -> Result<Run> {
        let mut command = Command::new(&self.path);
        command.current_dir(&self.work).args(words);
        if self.is_tool {
            command
                .args(["--json", "--lang", "en", "--at", at])
                .env("SPRAVKA_PASSPHRASE", "bench");
        }
        let output = tempfile::tempfile()?;
        command.stdout(output.try_clone()?).stderr(Stdio::inherit());
        let start = Instant::now();
        let mut child = command.spawn().context("starting a program")?;
        let (mut memory, mut cpu) = (None, None);
        let status = loop {
            memory = peak_memory(&child).or(memory);
            cpu = cpu_seconds(&child).or(cpu);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            thread::sleep(LOOK);
        };
        let seconds = start.elapsed().as_secs_f64();
        let text = read(output)?;
        Ok(Run {
            exit: status.code().unwrap_or(-1),
            answer: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            seconds,
            cpu_seconds: cpu,
            mebibytes: memory,
        })
    }
}

fn read(mut output: fs::File) -> Result<String> {
    use std::io::{Read as _, Seek as _};
    let mut text = String::new();
    output.rewind()?;
    output.read_to_string(&mut text)?;
    Ok(text)
}

/// The most memory that a process has had, in MiB.
fn peak_memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// CPU time that a process has taken, in hundredths of a second, which is what Linux counts in on every platform of ours.
fn cpu_seconds(child: &Child) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    // The name in parentheses may have spaces in it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

/// CPU time that this thread has taken.
pub(crate) fn own_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanoseconds)
}

/// On what machine this was measured.
pub(crate) fn machine() -> Value {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    json!({
        "cpu": model.map(|model| model.trim_start_matches([':', '\t', ' '])),
        "cores": thread::available_parallelism().map_or(1, usize::from),
    })
}
