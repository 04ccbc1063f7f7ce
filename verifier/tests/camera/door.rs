//! The program at work, watched from outside.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program;

/// `verifier scan --json`, which ends when the test does.
pub(crate) struct Door {
    child: Child,
    lines: Receiver<(Instant, String)>,
    told: String,
    _home: TempDir,
}

impl Door {
    pub(crate) fn open(film: &Path, settings: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = program(film, settings)
            .arg("--home")
            .arg(home.path())
            .args(["--lang", "en", "scan", "--want", "adult", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, lines) = channel();
        let err = out.clone();
        let (answers, told) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        std::thread::spawn(move || pass_on(answers, &out));
        std::thread::spawn(move || pass_on(told, &err));
        Self {
            child,
            lines,
            told: String::new(),
            _home: home,
        }
    }

    /// The next line of either output, and when it came.
    pub(crate) fn next(&mut self) -> (Instant, String) {
        let patience = Duration::from_secs(60);
        self.lines
            .recv_timeout(patience)
            .expect("a line within a minute")
    }

    /// The lines of the standard output, up to one.
    pub(crate) fn lines_until(&mut self, is_last: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let (_, line) = self.next();
            // Remarks go to the standard error, each an object too.
            if !line.starts_with('{') || line.contains("\"note\":") {
                self.told.push_str(&line);
                continue;
            }
            let ends = is_last(&line);
            lines.push(line);
            if ends {
                return lines;
            }
        }
    }

    /// Ends it; what it told people.
    pub(crate) fn end(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        for (_, line) in self.lines.iter().filter(|(_, line)| !line.starts_with('{')) {
            self.told.push_str(&line);
        }
        self.told
    }
}

fn pass_on(from: impl Read, to: &Sender<(Instant, String)>) {
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        if to.send((Instant::now(), line)).is_err() {
            return;
        }
    }
}
