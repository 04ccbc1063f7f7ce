//! A tool about to be started in a place: with the place's home, a fixed time, and nothing of the person's own.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::place::Place;
use crate::strace::Injection;

/// The passphrase of everything here.
pub(crate) const PASSPHRASE: &str = "crash";

/// One command line.
#[derive(Clone, Debug)]
pub(crate) struct Tool<'p> {
    place: &'p Place,
    name: &'static str,
    home: &'static str,
    at: u64,
    args: Vec<String>,
}

impl<'p> Tool<'p> {
    /// `name --home HOME --at AT ARGS`, answering in JSON.
    pub(crate) fn new<S: AsRef<str>>(
        place: &'p Place,
        name: &'static str,
        home: &'static str,
        at: u64,
        args: &[S],
    ) -> Self {
        Self {
            place,
            name,
            home,
            at,
            args: args.iter().map(|arg| arg.as_ref().to_owned()).collect(),
        }
    }

    /// Runs it and gives its answer; anything but success is an error.
    pub(crate) fn ask(&self) -> Result<Value> {
        let output = self.run()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        let status = output.status;
        ensure!(status.success(), "{self} ended with {status}: {errors}");
        self.answer(&output)
    }

    /// The answer in an output.
    pub(crate) fn answer(&self, output: &Output) -> Result<Value> {
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(text.trim()).with_context(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("{self} printed {text:?} {errors:?}")
        })
    }

    /// One text of its answer.
    pub(crate) fn ask_for(&self, field: &str) -> Result<String> {
        let answer = self.ask()?;
        let text = answer.get(field).and_then(Value::as_str);
        let text = text.with_context(|| format!("no {field:?} in the answer of {self}"))?;
        Ok(text.to_owned())
    }

    /// Runs it.
    pub(crate) fn run(&self) -> Result<Output> {
        self.output(Command::new(self.place.tools().join(self.name)))
    }

    /// Runs it under strace, which writes its calls into `trace` and disturbs one of them.
    pub(crate) fn run_traced(&self, trace: &Path, injection: Option<&Injection>) -> Result<Output> {
        let mut command = crate::strace::command(trace, injection);
        command.arg(self.place.tools().join(self.name));
        self.output(command)
    }

    fn output(&self, mut command: Command) -> Result<Output> {
        let mut child = command
            .arg("--home")
            .arg(self.place.path(self.home))
            .args(["--lang", "en", "--json", "--at"])
            .arg(self.at.to_string())
            .args(&self.args)
            .env("SPRAVKA_PASSPHRASE", PASSPHRASE)
            // The verifier's memory lies there.
            .env("XDG_RUNTIME_DIR", self.place.path("run"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {:?}", command.get_program()))?;
        let mut stdin = child.stdin.take().context("an input")?;
        stdin.flush()?;
        drop(stdin);
        Ok(child.wait_with_output()?)
    }
}

impl std::fmt::Display for Tool<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} --home {} --at {} {}",
            self.name,
            self.place.path(self.home).display(),
            self.at,
            self.args.join(" ")
        )
    }
}
