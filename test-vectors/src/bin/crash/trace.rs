//! The calls of one run, as strace wrote them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::strace::Harm;

/// One call of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// Which of those with this name, from 1.
    pub(crate) nth: u32,
    /// The whole line.
    pub(crate) line: String,
}

/// The calls of the first thread in a trace, in order.
///
/// strace counts the calls of every thread apart, so no other one may make a call that counts.
pub(crate) fn read(path: &Path, folder: &str) -> Result<Vec<Call>> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    parse(&String::from_utf8_lossy(&bytes), folder)
}

fn parse(text: &str, folder: &str) -> Result<Vec<Call>> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut calls: Vec<Call> = Vec::new();
    let mut first = None;
    for line in text.lines() {
        let (thread, line) = line.trim_start().split_once(' ').context("a thread")?;
        let line = line.trim_start();
        let is_first = *first.get_or_insert(thread) == thread;
        if let Some((_, rest)) = line.split_once(RESUMED) {
            // The other half of the last call of this thread.
            if let Some(call) = calls.last_mut().filter(|_| is_first) {
                call.line.push_str(rest);
            }
            continue;
        }
        let Some((name, _)) = line.split_once('(').filter(|_| is_call(line)) else {
            continue;
        };
        let nth = counts.get(name).map_or(1, |count| count + 1);
        let call = Call {
            name: name.to_owned(),
            nth,
            line: line.strip_suffix(UNFINISHED).unwrap_or(line).to_owned(),
        };
        if is_first {
            counts.insert(name.to_owned(), nth);
            calls.push(call);
        } else {
            ensure!(
                call.is_end() || !call.counts(folder),
                "a second thread of the tool makes calls, which strace counts apart: {line}"
            );
        }
    }
    Ok(calls)
}

fn is_call(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_lowercase())
}

impl Call {
    /// Whether it changes something in this folder, takes a lock there, or tells what was done.
    pub(crate) fn counts(&self, folder: &str) -> bool {
        let changes = match self.name.as_str() {
            "openat" | "open" => ["O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC"]
                .iter()
                .any(|flag| self.line.contains(flag)),
            _ => true,
        };
        self.is_end() || self.is_told() || (changes && self.line.contains(folder))
    }

    /// Whether it is the end of the program.
    pub(crate) fn is_end(&self) -> bool {
        self.name == "exit_group"
    }

    /// Whether it writes to the standard output.
    pub(crate) fn is_told(&self) -> bool {
        self.line.starts_with("write(1<")
    }

    /// The ways in which the file system can fail it.
    pub(crate) fn failures(&self) -> Vec<Harm> {
        match self.name.as_str() {
            "exit_group" => vec![],
            "flock" => vec![Harm::Once("ENOLCK")],
            // The message of the tool is a write too, and its libraries are opened.
            "write" | "openat" | "open" => vec![Harm::Once("ENOSPC"), Harm::Once("EIO")],
            "fsync" | "fdatasync" | "unlink" | "unlinkat" | "chmod" | "fchmod" | "fchmodat" => {
                vec![Harm::Once("EIO"), Harm::FromHere("EIO")]
            }
            _ => vec![Harm::Once("ENOSPC"), Harm::FromHere("EIO")],
        }
    }

    /// The files that it names, in order: those in quotation marks, and those that are open.
    pub(crate) fn files(&self) -> Vec<&str> {
        let mut rest = self
            .line
            .rsplit_once(") = ")
            .map_or(self.line.as_str(), |(call, _)| call);
        let mut files = Vec::new();
        while let Some((before, from)) = rest.split_once(['"', '<']) {
            let Some((file, after)) = from.split_once(['"', '>']) else {
                break;
            };
            // Where the tool was started is no file of the call.
            if file.starts_with('/') && !before.ends_with("AT_FDCWD") {
                files.push(file);
            }
            rest = after;
        }
        files
    }

    /// Calls that do the same to files of the same kind are of one kind.
    pub(crate) fn kind(&self) -> String {
        let files = self.files();
        let file = files.last().copied().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default();
        let kind = if file.contains(TEMPORARY) {
            "temporary"
        } else {
            name.rsplit('.').next().unwrap_or_default()
        };
        format!("{} {kind}", self.name)
    }

    /// The call without what differs between two runs: its result and the random part of temporary names.
    pub(crate) fn what(&self) -> String {
        let files: Vec<_> = self.files().iter().map(|file| settled_name(file)).collect();
        format!("{} {}", self.name, files.join(" "))
    }
}

/// A path whose temporary name has no random part.
fn settled_name(path: &str) -> String {
    match path.split_once(TEMPORARY) {
        Some((folder, _)) => format!("{folder}{TEMPORARY}*"),
        None => path.to_owned(),
    }
}

/// The two halves of a call that strace writes on two lines, because a thread was busy in between.
const UNFINISHED: &str = " <unfinished ...>";
const RESUMED: &str = " resumed>";

/// How the names of temporary files begin.
pub(crate) const TEMPORARY: &str = "/.spravka-";

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "\
        10 openat(AT_FDCWD</tmp>, \"/lib/x.so\", O_RDONLY|O_CLOEXEC) = 3</lib/x.so>\n\
        10 openat(AT_FDCWD</tmp>, \"/w/.spravka-Ab12\", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</w/.spravka-Ab12>\n\
        11 openat(AT_FDCWD</tmp>, \"/proc/self\", O_RDONLY) = 4</proc/self>\n\
        10 write(3</w/.spravka-Ab12>, \"\"..., 9 <unfinished ...>\n\
        11 write(2</dev/null>, \"\"..., 1) = 1\n\
        10 <... write resumed>) = -1 EIO (Input/output error) (INJECTED)\n\
        10 renameat(AT_FDCWD</tmp>, \"/w/.spravka-Ab12\", AT_FDCWD</tmp>, \"/w/file\") = 0\n\
        10 write(1<pipe:[7]>, \"\"..., 5) = 5\n\
        10 exit_group(0) = ?\n\
        10 +++ exited with 0 +++\n";

    #[test]
    fn calls_are_counted_by_name_in_the_first_thread() {
        let calls = parse(TRACE, "/w").unwrap();
        let counted: Vec<_> = calls
            .iter()
            .map(|call| (call.name.as_str(), call.nth))
            .collect();
        let expected = [
            ("openat", 1),
            ("openat", 2),
            ("write", 1),
            ("renameat", 1),
            ("write", 2),
            ("exit_group", 1),
        ];
        assert_eq!(counted, expected);
        let counts: Vec<_> = calls.iter().map(|call| call.counts("/w")).collect();
        assert_eq!(counts, [false, true, true, true, true, true]);
        let told: Vec<_> = calls.iter().map(Call::is_told).collect();
        assert_eq!(told, [false, false, false, false, true, false]);
    }

    #[test]
    fn a_call_on_two_lines_is_one() {
        let calls = parse(TRACE, "/w").unwrap();
        let write = calls.iter().find(|call| call.name == "write").unwrap();
        assert!(write.line.ends_with("(INJECTED)"), "{}", write.line);
        assert_eq!(write.what(), "write /w/.spravka-*");
    }

    #[test]
    fn files_are_those_of_the_call() {
        let calls = parse(TRACE, "/w").unwrap();
        let rename = calls.iter().find(|call| call.name == "renameat").unwrap();
        assert_eq!(rename.files(), ["/w/.spravka-Ab12", "/w/file"]);
    }

    #[test]
    fn a_second_thread_that_writes_is_refused() {
        let trace = TRACE.replace("11 write(2</dev/null>", "11 write(5</w/other>");
        assert!(parse(&trace, "/w").is_err());
    }
}
