//! strace: records the calls of a tool, and kills it or makes the file system fail at one of them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The calls that change what others see, take locks, or end the program.
///
/// strace counts the calls of each name by themselves, from the start of the program, and so does the trace.
const TRACED: &str = "openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,copy_file_range,sendfile,\
    ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,\
    symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,chmod,fchmod,fchmodat,flock,exit_group";

/// What happens at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// SIGKILL on entry: the kernel does not begin the call. Killed after a call is killed before the next one.
    Kill,
    /// The call fails, once.
    Once(&'static str),
    /// This call and all later ones of its name fail.
    FromHere(&'static str),
}

/// A harm and its place.
#[derive(Clone, Debug)]
pub(crate) struct Injection {
    /// The name of the call.
    pub(crate) name: String,
    /// Which of those with this name, from 1.
    pub(crate) nth: u32,
    /// What happens.
    pub(crate) harm: Harm,
}

impl Injection {
    fn option(&self) -> String {
        let Self { name, nth, harm } = self;
        match harm {
            Harm::Kill => format!("inject={name}:signal=KILL:when={nth}"),
            Harm::Once(error) => format!("inject={name}:error={error}:when={nth}"),
            Harm::FromHere(error) => format!("inject={name}:error={error}:when={nth}+"),
        }
    }
}

/// strace, to which the program and its arguments are still to be added.
pub(crate) fn command(trace: &Path, injection: Option<&Injection>) -> Command {
    let mut command = Command::new("strace");
    command
        // Threads too, paths of open files, no contents of writes, no columns.
        .args(["-f", "-y", "-q", "-s", "0", "-a", "0", "-o"])
        .arg(trace)
        .args(["-e", &format!("trace={TRACED}")]);
    if let Some(injection) = injection {
        command.args(["-e", &injection.option()]);
    }
    command
}

/// Whether strace is there and may trace. Without it nothing is tested, and that is a failure.
pub(crate) fn must_work(trace: &Path) -> Result<()> {
    let output = command(trace, None)
        .arg("true")
        .output()
        .context("starting strace: `.ci/packages strace` installs it")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "strace may not trace here, so nothing was tested (in a container: `--cap-add=SYS_PTRACE`): {}",
        errors.trim()
    );
    Ok(())
}
