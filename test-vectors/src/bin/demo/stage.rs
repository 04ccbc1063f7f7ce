//! The folders under `target/demo`, and the tools that work in them.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use host::language::{FluentValue, Words};
use serde_json::Value;

/// The passphrase of everything in the demonstration.
const PASSPHRASE: &str = "demo";

/// Where the demonstration plays.
#[derive(Debug)]
pub(crate) struct Stage<'w> {
    folder: PathBuf,
    tools: PathBuf,
    words: &'w Words,
}

impl<'w> Stage<'w> {
    /// An empty `target/demo`, beside the folder that this program and the tools are in; or `demo` here, where the
    /// tools are `installed`.
    pub(crate) fn set(words: &'w Words, installed: Option<PathBuf>) -> Result<Self> {
        let (tools, folder) = match installed {
            Some(tools) => (tools, PathBuf::from("demo")),
            None => beside()?,
        };
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("removing {}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("creating {}", folder.display()))?;
        let stage = Self {
            folder,
            tools,
            words,
        };
        stage.say("welcome", &[]);
        Ok(stage)
    }

    /// A path in `target/demo`.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.join(name)
    }

    /// A path in `target/demo`, as text.
    pub(crate) fn text_path(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Says something in the language of the terminal.
    pub(crate) fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) {
        println!("{}", self.words.say(id, args));
    }

    /// Begins a new part.
    pub(crate) fn part(&self, id: &str) {
        println!("\n{}", self.words.say(id, &[]));
    }

    /// The words of the language of the terminal.
    pub(crate) const fn words(&self) -> &Words {
        self.words
    }

    /// Runs a tool in a home; what it prints goes to the terminal.
    pub(crate) fn run(&self, tool: &str, home: &str, args: &[&str]) -> Result<()> {
        println!(
            "\n$ {tool} --home {} {}",
            self.path(home).display(),
            quoted(args)
        );
        let status = self
            .command(tool, home, args)
            .status()
            .with_context(|| format!("starting {tool}"))?;
        if !status.success() {
            bail!("{tool} {} ended with {status}", quoted(args));
        }
        Ok(())
    }

    /// Runs a tool in a home and gives what it prints as JSON.
    pub(crate) fn ask(&self, tool: &str, home: &str, args: &[&str]) -> Result<Value> {
        let args = [&["--json"], args].concat();
        let output = self.output(self.command(tool, home, &args), "")?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            bail!(
                "{tool} {} ended with {}: {text}",
                quoted(&args),
                output.status
            );
        }
        let text = String::from_utf8(output.stdout)?;
        let last = text.lines().last().unwrap_or_default();
        serde_json::from_str(last)
            .or_else(|_| serde_json::from_str(&text))
            .with_context(|| format!("{tool} {} printed {text:?}", quoted(&args)))
    }

    /// Runs a tool in a home and gives one text of what it prints as JSON.
    pub(crate) fn ask_for(
        &self,
        field: &str,
        tool: &str,
        home: &str,
        args: &[&str],
    ) -> Result<String> {
        let answer = self.ask(tool, home, args)?;
        let text = answer.get(field).and_then(Value::as_str);
        let text = text.with_context(|| format!("no {field:?} in the answer of {tool}"))?;
        Ok(text.to_owned())
    }

    /// A code from a wallet, as the text of its QR code.
    pub(crate) fn code(&self, wallet: &str, args: &[&str]) -> Result<String> {
        let args = [&["show"], args, &["--once", "--text"]].concat();
        let output = self.output(self.command("wallet", wallet, &args), "")?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            bail!(
                "wallet {} ended with {}: {text}",
                quoted(&args),
                output.status
            );
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// A verdict on a text, as JSON, whatever it is.
    pub(crate) fn verdict(&self, verifier: &str, args: &[&str], text: &str) -> Result<Value> {
        let args = [&["--json", "check", "--text", "-"], args].concat();
        let output = self.output(self.command("verifier", verifier, &args), text)?;
        let printed = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(printed.trim()).with_context(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("verifier {} printed {printed:?} {errors:?}", quoted(&args))
        })
    }

    /// A tool about to be started in a home.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, tool: &str, home: &str, args: &[S]) -> Command {
        let mut command = Command::new(self.tools.join(tool));
        command
            .arg("--home")
            .arg(self.path(home))
            .args(["--lang", self.words.language().code()])
            .args(args)
            .env("SPRAVKA_PASSPHRASE", PASSPHRASE);
        command
    }

    fn output(&self, mut command: Command, input: &str) -> Result<Output> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {:?}", command.get_program()))?;
        let mut stdin = child.stdin.take().context("an input")?;
        // A tool that decides without reading its input is free to do so.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ok(child.wait_with_output()?)
    }
}

/// The folder of this program, and `demo` beside it.
fn beside() -> Result<(PathBuf, PathBuf)> {
    let program = std::env::current_exe().context("finding this program")?;
    let tools = program.parent().context("a folder of tools")?;
    let target = tools.parent().context("cargo's target folder")?;
    Ok((tools.to_owned(), target.join("demo")))
}

/// Seconds since 1970, by this machine's clock.
pub(crate) fn now() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    Ok(now.context("a clock after 1970")?.as_secs())
}

fn quoted(args: &[&str]) -> String {
    let quote = |arg: &&str| {
        if arg.contains([' ', '$', '*']) {
            format!("'{arg}'")
        } else {
            (*arg).to_owned()
        }
    };
    args.iter().map(quote).collect::<Vec<_>>().join(" ")
}
