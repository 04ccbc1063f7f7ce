//! A verifier at work all day, for a turnstile.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::publisher::NOON;
use crate::venue::Venue;

/// The verifier, and the lines that it writes.
pub(crate) struct AtWork {
    child: Child,
    codes: Option<ChildStdin>,
    lines: Receiver<Value>,
}

impl AtWork {
    pub(crate) fn at(lane: &Venue, more: &[&str]) -> Self {
        let scan = ["scan", "--want", "adult", "--typed", "--json"];
        let mut command = lane.command(&[&scan, more].concat(), NOON);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in out.lines() {
                let _ = send.send(serde_json::from_str(&line.unwrap()).unwrap());
            }
        });
        let codes = child.stdin.take();
        Self {
            child,
            codes,
            lines,
        }
    }

    #[track_caller]
    fn next(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// Shows a code: the verdict's code, and whether the lane was alone.
    #[track_caller]
    pub(crate) fn show(&mut self, text: &str) -> (String, bool) {
        writeln!(self.codes.as_mut().unwrap(), "{text}").unwrap();
        loop {
            let line = self.next();
            match line.get("code").and_then(Value::as_str) {
                // What `wait_for` has shown before.
                None | Some("G01") => {}
                Some(code) => {
                    let alone = line.get("alone").and_then(Value::as_bool);
                    return (code.to_owned(), alone.unwrap());
                }
            }
        }
    }

    /// Shows a code: all lines up to its verdict.
    #[track_caller]
    pub(crate) fn lines_until_code(&mut self, text: &str) -> Vec<Value> {
        writeln!(self.codes.as_mut().unwrap(), "{text}").unwrap();
        let mut lines = vec![self.next()];
        while lines.last().is_some_and(|line| line.get("code").is_none()) {
            lines.push(self.next());
        }
        lines
    }

    /// Shows other QR codes until a line says that this is so, and gives the line.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, name: &str, is: &str) -> Value {
        loop {
            writeln!(self.codes.as_mut().unwrap(), "https://example.org").unwrap();
            let line = self.next();
            if line.get(name).is_some_and(|found| found == is) {
                return line;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        drop(self.codes.take());
        let _ = self.child.wait();
    }
}
