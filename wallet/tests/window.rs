//! The display in a window: a terminal that this test plays, with what it shows, answers and takes back.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[expect(dead_code, reason = "each test needs some of it")]
mod citizen;
#[expect(dead_code, reason = "each test needs some of it")]
mod eye;
#[expect(dead_code, reason = "each test needs some of it")]
mod issuer;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Child, Command};
use std::time::Duration;

use citizen::Citizen;
use issuer::NOW;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use wallet::terminal::QUESTIONS;

/// Whose terminal it is. When the leader of a session ends, Linux throws away what its terminal was sent and nobody has
/// read yet; so this one waits until the test has read it. It outlives a window that is closed, to see the wallet end.
const SHELL: &str = "trap : HUP; \"$@\"; echo ended with $?; read -r _";

/// A terminal that shows what it is sent to this test.
struct Terminal {
    window: File,
    wallet: Child,
    shown: String,
}

impl Terminal {
    /// Starts the display in a window of so many columns and rows of 9 by 18 pixels.
    fn open(citizen: &Citizen, columns: u16, rows: u16, args: &[&str]) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let window = openpt(flags).unwrap();
        grantpt(&window).unwrap();
        unlockpt(&window).unwrap();
        tcsetwinsize(&window, size(columns, rows)).unwrap();
        let name = ptsname(&window, Vec::new()).unwrap();
        let inside = File::options()
            .read(true)
            .write(true)
            .open(OsStr::from_bytes(name.as_bytes()))
            .unwrap();
        let wallet = Command::new("setsid")
            .args(["--ctty", "--wait", "sh", "-c", SHELL, "sh"])
            .arg(env!("CARGO_BIN_EXE_wallet"))
            .args(["--home", "home", "--lang", "en", "--at", &NOW.to_string()])
            .args(["show", "adult"])
            .args(args)
            .current_dir(citizen.path())
            .env("SPRAVKA_PASSPHRASE", "demo")
            .env_remove("NO_COLOR")
            .env_remove("TERM_PROGRAM")
            .env_remove("LC_TERMINAL")
            .stdin(inside.try_clone().unwrap())
            .stdout(inside.try_clone().unwrap())
            .stderr(inside)
            .spawn()
            .unwrap();
        Self {
            window: File::from(window),
            wallet,
            shown: String::new(),
        }
    }

    /// Takes what is shown up to the end of this text.
    fn until(&mut self, text: &str) -> String {
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
            bytes.extend_from_slice(&some[..count]);
        }
    }

    fn answer(&mut self, bytes: &str) {
        self.window.write_all(bytes.as_bytes()).unwrap();
    }

    /// What is shown from now to the end, which must come within ten seconds.
    fn rest(&mut self) -> String {
        let rest = self.until("\x1b[?25h");
        self.until("ended with 0");
        self.answer("\n");
        assert!(self.has_ended(), "still running after ten seconds");
        rest
    }

    fn has_ended(&mut self) -> bool {
        let ended = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            self.wallet.try_wait().unwrap().is_some()
        });
        if !ended {
            self.wallet.kill().unwrap();
        }
        ended
    }
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: columns * 9,
        ws_ypixel: rows * 18,
    }
}

/// The answer that every terminal gives.
const PLAIN: &str = "\x1b[?62;22c";

/// The text of the code that is shown.
fn text(citizen: &Citizen) -> String {
    citizen
        .said("show adult --once --text")
        .trim_end()
        .to_owned()
}

#[test]
fn a_terminal_that_goes_away_ends_the_display() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 90, 50, &["--draw", "half"]);
    terminal.until("▀");
    // The window is closed.
    terminal.window = File::open("/dev/null").unwrap();
    assert!(terminal.has_ended(), "still running after ten seconds");
}

#[test]
fn kitty_is_found_shows_a_picture_and_is_left_without_it() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 90, 30, &[]);
    terminal.until(QUESTIONS);
    terminal.answer(&format!("\x1b_Gi=1869770351;OK\x1b\\{PLAIN}"));
    terminal.until("\x1b_G");
    let begin = terminal.until("m=0;");
    let put = format!("\x1b_G{begin}{}", terminal.until("\x1b\\"));
    let (pixels, id) = eye::kitty(&put);
    // 27 rows of 18 pixels are free: 486 pixels, 6 to a module.
    assert_eq!(pixels.width, 73 * 6);
    let text = text(&citizen);
    assert!(pixels.read().contains(&Some(text)));

    // The window is made smaller, and larger again: the picture goes, and comes.
    let remove = format!("\x1b_Ga=d,d=I,i={id},q=2\x1b\\");
    tcsetwinsize(&terminal.window, size(90, 10)).unwrap();
    terminal.until(&remove);
    let said = terminal.until("--png");
    assert!(said.contains("90×10") && said.contains("25×16"), "{said}");
    tcsetwinsize(&terminal.window, size(90, 30)).unwrap();
    terminal.until("\x1b_Ga=T");

    terminal.answer("q");
    let rest = terminal.rest();
    let removed = rest.find(&remove).unwrap();
    assert!(removed < rest.find("\x1b[?1049l").unwrap(), "{rest:?}");
}

#[test]
fn sixels_are_found_and_read() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 90, 30, &[]);
    terminal.until(QUESTIONS);
    terminal.answer("\x1b[?2;0;400;400S\x1b[?63;4;22c");
    terminal.until("\x1bP");
    let put = format!("\x1bP{}", terminal.until("\x1b\\"));
    let pixels = eye::sixel(&put);
    assert_eq!(pixels.width, 73 * 5);
    assert!(pixels.read().contains(&Some(text(&citizen))));
    terminal.answer("q");
    terminal.rest();
}

#[test]
fn a_terminal_without_pictures_is_drawn_in_characters() {
    let citizen = Citizen::enrolled();
    for (columns, rows, block) in [(80, 40, "▀"), (146, 76, "\x1b[48;5;16m  ")] {
        let mut terminal = Terminal::open(&citizen, columns, rows, &[]);
        terminal.until(QUESTIONS);
        terminal.answer(PLAIN);
        let before = terminal.until(block);
        assert!(
            !before.contains("\x1b_G") && !before.contains("\x1bP"),
            "{before:?}"
        );
        terminal.answer("\x03");
        terminal.rest();
    }
}

#[test]
fn a_terminal_that_answers_nothing_is_waited_for_no_longer_than_a_second() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 80, 40, &[]);
    terminal.until(QUESTIONS);
    terminal.until("▀");
    terminal.answer("\x1b");
    terminal.rest();
}

#[test]
fn keys_typed_before_the_answers_count_and_answers_are_no_keys() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 80, 40, &[]);
    terminal.until(QUESTIONS);
    // A name with the letter that ends the display does not end it.
    terminal.answer(&format!("\x1bP>|quiterm(1)\x1b\\{PLAIN}"));
    terminal.until("29 s");
    terminal.answer("q");
    terminal.rest();

    let mut terminal = Terminal::open(&citizen, 80, 40, &[]);
    terminal.until(QUESTIONS);
    terminal.answer(&format!("q{PLAIN}"));
    terminal.rest();
}

#[test]
fn a_window_that_is_too_small_says_how_large_it_must_be() {
    let citizen = Citizen::enrolled();
    let mut terminal = Terminal::open(&citizen, 80, 24, &["--draw", "half"]);
    let said = terminal.until("--png");
    for part in ["80×24", "73×40", "--draw octants"] {
        assert!(said.contains(part), "{said}");
    }
    terminal.answer("q");
    terminal.rest();
}
