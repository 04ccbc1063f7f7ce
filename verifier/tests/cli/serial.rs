//! A hand scanner on a serial port: a pseudo-terminal stands for the device.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::{Value, json};

use crate::publisher::{ADULT, Code};
use crate::venue::Venue;

/// Plugs a device in under this name.
fn plug(name: &Path) -> File {
    // Programs that other tests start meanwhile must not keep it plugged in.
    let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&device).unwrap();
    unlockpt(&device).unwrap();
    let port = ptsname(&device, Vec::new()).unwrap();
    symlink(port.to_str().unwrap(), name).unwrap();
    device.into()
}

struct Scan {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Scan {
    fn start(venue: &Venue, port: &Path, more: &[&str]) -> Self {
        let port = port.display().to_string();
        let scan = ["scan", "--want", "adult", "--json", "--serial", &port];
        let mut child = venue
            .command(&[&scan[..], more].concat(), crate::publisher::NOON)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or(Value::Null)
    }

    fn note(&mut self) -> Value {
        let mut line = String::new();
        self.err.read_line(&mut line).unwrap();
        let note: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        note.get("note").cloned().unwrap_or(Value::Null)
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn lines_are_decided_about_and_an_unplugged_scanner_is_waited_for() {
    let (venue, _publisher) = Venue::usual();
    let port = venue.path("port");
    let mut device = plug(&port);
    let mut scan = Scan::start(&venue, &port, &["--baud", "115200"]);
    // What is sent before the port is open would be lost.
    assert_eq!(scan.note(), "scan-serial");
    let revoked = Code { index: 3, ..ADULT };
    write!(
        device,
        "{}\r{}\r\nhttps://example.org\n",
        ADULT.text(),
        revoked.text()
    )
    .unwrap();
    for code in ["A00", "R21", "G01"] {
        assert_eq!(scan.line()["code"], code);
    }
    // No end of the line: silence ends it.
    write!(device, "{}", ADULT.text()).unwrap();
    assert_eq!(scan.line()["code"], "R22");

    // Half a code, and the cable is pulled.
    let third = Code { index: 9, ..ADULT };
    write!(device, "{}", &third.text()[..100]).unwrap();
    fs::remove_file(&port).unwrap();
    drop(device);
    assert_eq!(scan.note(), "scan-serial-lost");
    let lost = scan.line();
    assert_eq!(
        (&lost["scanner"], &lost["port"]),
        (&"lost".into(), &port.display().to_string().into())
    );
    let mut device = plug(&port);
    assert_eq!(scan.note(), "scan-serial-back");
    assert_eq!(
        scan.line(),
        json!({ "scanner": "back", "port": port.display().to_string() })
    );
    writeln!(device, "{}", third.text()).unwrap();
    assert_eq!(scan.line()["code"], "A00");
}

#[test]
fn once_is_once() {
    let (venue, _publisher) = Venue::usual();
    let port = venue.path("port");
    let mut device = plug(&port);
    let mut scan = Scan::start(&venue, &port, &["--once", "--challenge"]);
    assert_eq!(scan.note(), "scan-serial");
    assert_eq!(
        scan.line()["text"].as_str().map(|text| text.len()),
        Some(19)
    );
    write!(device, "\r\n{}\r\n", ADULT.text()).unwrap();
    assert_eq!(scan.line()["code"], "R15");
    assert_eq!(scan.child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_port_that_is_not_there_or_no_port_is_said() {
    let (venue, _publisher) = Venue::usual();
    let missing = venue.path("port").display().to_string();
    venue
        .run(&["scan", "--want", "adult", "--serial", &missing])
        .is(4, &["there is no serial port", &missing]);
    fs::write(&missing, "").unwrap();
    venue
        .run(&["scan", "--want", "adult", "--serial", &missing])
        .is(4, &["does not open"]);
    let port = venue.path("held");
    let _device = plug(&port);
    let mut scan = Scan::start(&venue, &port, &[]);
    assert_eq!(scan.note(), "scan-serial");
    let port = port.display().to_string();
    let other = venue.run(&["scan", "--want", "adult", "--serial", &port]);
    other.is(4, &["another program uses the serial port"]);
}
