//! Fresh processes of this benchmark, and what one of them takes.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// Stands before what a process of the benchmark is to measure.
const TASK: &str = "--task";

/// What this process is asked to measure, if it is not the first one.
pub(crate) fn task() -> Option<String> {
    std::env::args()
        .skip_while(|argument| argument != TASK)
        .nth(1)
}

/// What a fresh process finds.
pub(crate) fn run(task: &str) -> Result<Value> {
    let this = std::env::current_exe().context("the benchmark's own path")?;
    let child = Command::new(this)
        .args([TASK, task])
        .stderr(Stdio::inherit())
        .output();
    let output = child.context("starting the benchmark again")?;
    let status = output.status;
    ensure!(status.success(), "“{task}” ended with {status}");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The most memory that this process has had since the last reset, in MiB, where the system tells.
pub(crate) fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Forgets how much memory this process once had.
pub(crate) fn reset_peak_memory() {
    // Where there is no such file, there is no peak to read either.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// CPU time that this thread has taken so far.
#[cfg(unix)]
pub(crate) fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanoseconds)
}

/// Time that has passed, where the system does not tell that of a thread.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
