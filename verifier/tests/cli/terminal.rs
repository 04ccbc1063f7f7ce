//! A terminal that a test plays.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::process::Child;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::publisher::NOON;
use crate::venue::Venue;

/// A terminal in which the program asks, or shows.
pub(crate) struct Terminal {
    pub(crate) window: File,
    /// Keeps what was written last from being thrown away before it was read.
    _inside: File,
    pub(crate) program: Child,
    shown: String,
}

impl Terminal {
    /// A terminal of 100 columns and 30 rows in which this command runs.
    pub(crate) fn open(venue: &Venue, arguments: &[&str]) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let window = openpt(flags).unwrap();
        grantpt(&window).unwrap();
        unlockpt(&window).unwrap();
        let name = ptsname(&window, Vec::new()).unwrap();
        let inside = File::options()
            .read(true)
            .write(true)
            .open(OsStr::from_bytes(name.as_bytes()))
            .unwrap();
        let size = Winsize {
            ws_row: 30,
            ws_col: 100,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&inside, size).unwrap();
        let program = venue
            .command(arguments, NOON)
            .env("NO_COLOR", "1")
            .stdin(inside.try_clone().unwrap())
            .stdout(inside.try_clone().unwrap())
            .stderr(inside.try_clone().unwrap())
            .spawn()
            .unwrap();
        Self {
            window: File::from(window),
            _inside: inside,
            program,
            shown: String::new(),
        }
    }

    /// Takes what is shown up to the end of this text.
    pub(crate) fn until(&mut self, text: &str) -> String {
        let mut bytes = std::mem::take(&mut self.shown).into_bytes();
        loop {
            let shown = String::from_utf8_lossy(&bytes);
            if let Some(at) = shown.find(text) {
                let (before, after) = shown.split_at(at + text.len());
                self.shown = after.to_owned();
                return before.to_owned();
            }
            let mut some = [0; 4096];
            let count = self.window.read(&mut some).unwrap();
            bytes.extend(some.iter().take(count));
        }
    }

    /// Waits for the next question, answers it, and gives what was shown before.
    pub(crate) fn answer(&mut self, text: &str) -> String {
        let shown = self.until("\n> ");
        writeln!(self.window, "{text}").unwrap();
        shown
    }

    pub(crate) fn exit(mut self) -> Option<i32> {
        self.program.wait().unwrap().code()
    }
}
