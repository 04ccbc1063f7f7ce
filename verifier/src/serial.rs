//! A hand scanner on a serial port: it needs no window in front, and no keyboard layout comes between.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read as _};
use std::time::Duration;

use host::language::Words;
use serde_json::json;
use serialport::SerialPort;

use crate::session::Session;
use crate::trouble::Trouble;
use crate::typed::{self, MAX_LINE};

/// Bits in a second of a scanner that nobody has set up.
pub const USUAL_BAUD: u32 = 9_600;
/// How long one look for bytes may take, so that the caller gets on with other things.
const LOOK: Duration = Duration::from_millis(200);
/// Looks without a byte after which a line is over: some scanners send no end of the line.
const SILENCE: u8 = 5;
/// How long to wait before a lost scanner is looked for again.
const RETRY: Duration = Duration::from_secs(1);

/// A scanner, there or awaited.
pub struct SerialScanner {
    port: String,
    baud: u32,
    open: Option<Box<dyn SerialPort>>,
    lines: Lines,
    silence: u8,
}

/// Why there is no scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SerialFault {
    /// There is no such port.
    Missing,
    /// This user may not use it.
    Denied,
    /// Another program has it.
    Busy,
    /// The system refused otherwise.
    Refused(String),
}

impl SerialScanner {
    /// The scanner on this port, which must be there.
    pub fn open(session: &Session, port: &str, baud: u32) -> Result<Self, Trouble> {
        let open = connect(port, baud).map_err(|fault| Trouble::NoScanner {
            port: port.to_owned(),
            fault,
        })?;
        session.remark("scan-serial", &[("port", port.to_owned().into())]);
        Ok(Self {
            port: port.to_owned(),
            baud,
            open: Some(open),
            lines: Lines::default(),
            silence: 0,
        })
    }

    /// The next line as the scanner meant it; none when nothing came for a moment. A scanner that was lost is waited for.
    pub fn next(&mut self, session: &Session) -> Result<Option<String>, Trouble> {
        if let Some(line) = self.lines.next() {
            return Ok(Some(typed::meant(session, &line)));
        }
        let Some(open) = &mut self.open else {
            self.find(session)?;
            return Ok(None);
        };
        let mut some = [0; 512];
        match open.read(&mut some) {
            Ok(0) => self.lose(session, &ErrorKind::UnexpectedEof.into())?,
            Ok(count) => {
                self.silence = 0;
                self.lines.push(some.get(..count).unwrap_or_default());
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                self.silence = self.silence.saturating_add(1);
                if self.silence == SILENCE {
                    self.lines.end();
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => self.lose(session, &error)?,
        }
        Ok(None)
    }

    fn lose(&mut self, session: &Session, why: &io::Error) -> Result<(), Trouble> {
        self.open = None;
        // What came of a code is of no use without its rest.
        self.lines = Lines::default();
        let (port, why) = (self.port.clone(), why.to_string());
        session.remark("scan-serial-lost", &[("port", port.clone().into())]);
        if session.json {
            session.json(&json!({ "scanner": "lost", "port": port, "why": why }))?;
        }
        Ok(())
    }

    fn find(&mut self, session: &Session) -> Result<(), Trouble> {
        (session.pause)(RETRY);
        // The rights to a port that has just come may follow a moment later, so no refusal is final.
        let Ok(open) = connect(&self.port, self.baud) else {
            return Ok(());
        };
        self.open = Some(open);
        session.remark("scan-serial-back", &[("port", self.port.clone().into())]);
        if session.json {
            session.json(&json!({ "scanner": "back", "port": self.port }))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for SerialScanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SerialScanner")
            .field("port", &self.port)
            .field("baud", &self.baud)
            .finish_non_exhaustive()
    }
}

fn connect(port: &str, baud: u32) -> Result<Box<dyn SerialPort>, SerialFault> {
    let open = serialport::new(port, baud).timeout(LOOK).open();
    open.map_err(|error| match error.kind() {
        serialport::ErrorKind::Io(ErrorKind::NotFound) => SerialFault::Missing,
        serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => SerialFault::Denied,
        serialport::ErrorKind::NoDevice if cfg!(unix) => SerialFault::Busy,
        _ => SerialFault::Refused(error.description),
    })
}

impl SerialFault {
    /// What there is to say and to do about it.
    #[must_use]
    pub fn say(&self, port: &str, words: &Words) -> String {
        let port = ("port", port.to_owned().into());
        match self {
            Self::Missing => words.say("serial-missing", &[port]),
            Self::Denied => words.say("serial-denied", &[port]),
            Self::Busy => words.say("serial-busy", &[port]),
            Self::Refused(why) => words.say("serial-refused", &[port, ("why", why.clone().into())]),
        }
    }
}

/// Lines out of bytes as they come, ending with CR, LF or both. Empty ones are none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Lines {
    part: Vec<u8>,
    whole: VecDeque<String>,
}

impl Lines {
    /// Takes what has come. Of a line that is longer than any code, its beginning is kept.
    pub fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if matches!(byte, b'\r' | b'\n') {
                self.end();
            } else if self.part.len() < MAX_LINE {
                self.part.push(byte);
            }
        }
    }

    /// The line is over.
    pub fn end(&mut self) {
        if !self.part.is_empty() {
            let line = String::from_utf8_lossy(&self.part).into_owned();
            self.whole.push_back(line);
            self.part.clear();
        }
    }
}

impl Iterator for Lines {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.whole.pop_front()
    }
}

/// A text may be a person's, so it is not printed.
impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lines({} whole)", self.whole.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(parts: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        parts.iter().for_each(|part| lines.push(part));
        lines.end();
        lines.collect()
    }

    #[test]
    fn lines_end_as_devices_end_them() {
        for text in [
            "one\rtwo\r",
            "one\ntwo\n",
            "one\r\ntwo\r\n",
            "\r\none\r\r\ntwo",
        ] {
            assert_eq!(all(&[text.as_bytes()]), ["one", "two"], "{text:?}");
        }
        assert_eq!(all(&[b"\xff\r"]), ["\u{fffd}"]);
        assert_eq!(all(&[b"\r\n"]), [""; 0]);
    }

    #[test]
    fn the_beginning_of_an_endless_line_is_kept() {
        let long = vec![b'A'; 3 * MAX_LINE];
        let lines = all(&[&long, &long, b"\nnext\n"]);
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        assert_eq!(lengths, [MAX_LINE, 4]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_bytes_come(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n')], 0..200),
            cut: proptest::sample::Index,
        ) {
            let (first, second) = bytes.split_at(cut.index(bytes.len() + 1));
            prop_assert_eq!(all(&[first, second]), all(&[&bytes]));
            let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
            let expected: Vec<_> = bytes.split(ends).filter(|line| !line.is_empty())
                .map(|line| String::from_utf8_lossy(line).into_owned()).collect();
            prop_assert_eq!(all(&[&bytes]), expected);
        }
    }
}
