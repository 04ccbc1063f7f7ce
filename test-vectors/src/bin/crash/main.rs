//! Crash tests: every command that writes is killed at each of its calls of the system that change something, and the
//! file system is made to fail there. A reader must then see what was before or what comes after, and the next start
//! must bring what an undisturbed one brings.
//!
//! `crash [COMMAND...]`: all commands, or those whose names begin so.

use std::collections::VecDeque;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

mod holder;
mod issuer;
mod order;
mod place;
mod scenario;
mod strace;
mod tally;
mod tool;
mod trace;
mod verifier;
mod walk;
mod wallet;
mod web;
mod world;

use place::Place;
use scenario::Scenario;
use tally::Tally;
use walk::Walk;
use world::World;

/// Commands that are tried at the same time: most of the time a tool computes a key or waits for the disk.
const AT_ONCE: usize = 2;

/// Violations of one command that are written out: one defect shows at many calls.
const SHOWN: usize = 12;

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(violations) => {
            println!("crash: {violations} violations");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("crash: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The number of violations.
fn run() -> Result<usize> {
    let program = std::env::current_exe().context("finding this program")?;
    let tools = program.parent().context("a folder of tools")?;
    let folder = tools
        .parent()
        .context("cargo's target folder")?
        .join("crash");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    strace::must_work(&folder.join("trace"))?;

    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |scenario: &&Scenario| {
        wanted.is_empty()
            || wanted
                .iter()
                .any(|wanted| scenario.name.starts_with(wanted))
    };
    let all = [
        &verifier::SCENARIOS[..],
        &issuer::SCENARIOS,
        &wallet::SCENARIOS,
    ];
    let waiting: VecDeque<_> = all.into_iter().flatten().filter(is_wanted).collect();
    ensure!(!waiting.is_empty(), "no command is called so");
    let web = web::serve(&folder.join("work"))?;
    World::build(&folder, tools, &web).context("setting up")?;

    println!("{}", Tally::heading());
    let (waiting, violations) = (Mutex::new(waiting), Mutex::new(0));
    let next = || {
        waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    let work = || {
        while let Some(scenario) = next() {
            let found = one(scenario, &folder, tools);
            *violations.lock().unwrap_or_else(PoisonError::into_inner) += found;
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    Ok(violations
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner))
}

/// Tries one command, prints its line and what must not be, and gives how much that is.
fn one(scenario: &Scenario, folder: &Path, tools: &Path) -> usize {
    let name = scenario.name;
    let place = Place::new(folder, name, tools);
    let began = Instant::now();
    let (line, violations) =
        match Walk::through(scenario, &place, folder.join(format!("{name}.trace"))) {
            Ok(tally) => (
                tally.line(name, began.elapsed().as_secs_f32()),
                tally.violations,
            ),
            Err(error) => (
                format!("{name:24} could not be tried"),
                vec![format!("{error:#}")],
            ),
        };
    let mut out = std::io::stdout().lock();
    // Nobody is left to be told when the output is gone; the exit code says it too.
    let _ = writeln!(out, "{line}");
    for violation in violations.iter().take(SHOWN) {
        let _ = writeln!(out, "  {violation}");
    }
    if let Some(more) = violations.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} more");
    }
    violations.len()
}
