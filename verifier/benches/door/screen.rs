//! What is to be seen: the picture of a virtual X server, or what the program writes to its terminal.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::FileExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::country::Country;

/// How the program shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// In its window.
    Window,
    /// On the whole terminal.
    Plain,
}

/// Those that this build has.
pub(crate) const FACES: &[Face] = if cfg!(feature = "window") {
    &[Face::Plain, Face::Window]
} else {
    &[Face::Plain]
};

impl Face {
    pub(crate) const fn option(self) -> &'static str {
        match self {
            Self::Window => "--in-window",
            Self::Plain => "--plain",
        }
    }
}

/// What fills the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Green,
    Red,
    Amber,
    /// Neither: the camera's picture, or nothing.
    Other,
}

/// A screen to look at.
pub(crate) enum Screen {
    Server { server: Child, picture: File },
    Terminal { written: Arc<Mutex<Vec<u8>>> },
}

impl Screen {
    /// Opens a screen and starts the program on it; when that was.
    pub(crate) fn start(
        country: &Country,
        face: Face,
        command: &mut Command,
    ) -> Result<(Self, Child, Instant)> {
        command.stdin(Stdio::null()).stdout(Stdio::null());
        match face {
            Face::Window => {
                let (screen, display) = Self::server(country)?;
                command
                    .env("DISPLAY", display)
                    .env_remove("WAYLAND_DISPLAY")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1");
                let began = Instant::now();
                Ok((screen, command.spawn()?, began))
            }
            Face::Plain => Self::terminal(command),
        }
    }

    fn server(country: &Country) -> Result<(Self, String)> {
        let folder = country.path("screen");
        fs::create_dir_all(&folder)?;
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1024x600x24",
                "-nolisten",
                "tcp",
                "-fbdir",
            ])
            .arg(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb, of the package xvfb")?;
        let mut number = String::new();
        let out = server.stdout.take().context("an output")?;
        BufReader::new(out).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb did not start");
        let display = format!(":{}", number.trim());
        let picture = File::open(folder.join("Xvfb_screen0"))?;
        Ok((Self::Server { server, picture }, display))
    }

    fn terminal(command: &mut Command) -> Result<(Self, Child, Instant)> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let size = Winsize {
            ws_row: 40,
            ws_col: 120,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&master, size)?;
        let name = ptsname(&master, Vec::new())?;
        let open = || -> Result<File> {
            let flags = OFlags::RDWR | OFlags::NOCTTY;
            Ok(rustix::fs::open(name.as_c_str(), flags, rustix::fs::Mode::empty())?.into())
        };
        command
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(open()?)
            .stdout(open()?);
        let began = Instant::now();
        let child = command.spawn()?;
        let written = Arc::new(Mutex::new(Vec::new()));
        let (mut master, all) = (File::from(master), Arc::clone(&written));
        thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(count @ 1..) = master.read(&mut bytes) {
                let Some(new) = bytes.get(..count) else {
                    return;
                };
                if let Ok(mut all) = all.lock() {
                    all.extend_from_slice(new);
                    let old = all.len().saturating_sub(ENOUGH);
                    all.drain(..old);
                }
            }
        });
        Ok((Self::Terminal { written }, child, began))
    }

    /// What fills it now.
    pub(crate) fn colour(&self) -> Result<Colour> {
        match self {
            Self::Server { picture, .. } => looked(picture),
            Self::Terminal { written } => Ok(painted(
                &written.lock().map_err(|_| anyhow::anyhow!("a lock"))?,
            )),
        }
    }

    /// Whether there is anything on it yet.
    pub(crate) fn shows_something(&self) -> Result<bool> {
        match self {
            Self::Server { picture, .. } => has_picture(picture),
            Self::Terminal { written } => {
                let written = written.lock().map_err(|_| anyhow::anyhow!("a lock"))?;
                Ok(contains(&written, b"Show your code"))
            }
        }
    }

    /// Looks until it is so; when that was.
    pub(crate) fn wait(&self, is_so: impl Fn(&Self) -> Result<bool>) -> Result<Instant> {
        let began = Instant::now();
        loop {
            if is_so(self)? {
                return Ok(Instant::now());
            }
            ensure!(
                began.elapsed() < PATIENCE,
                "nothing to be seen in {PATIENCE:?}"
            );
            thread::sleep(Duration::from_micros(500));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Self::Server { server, .. } = self {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// A pixel near a corner, where a verdict's ground is and no text: an X window dump (XWDFile.h), 4 bytes a pixel.
fn looked(picture: &File) -> Result<Colour> {
    let [blue, green, red] = pixel(picture, 8, 300)?;
    Ok(match (red, green, blue) {
        (..90, 90.., ..110) => Colour::Green,
        (150.., ..70, ..90) => Colour::Red,
        (200.., 120.., ..100) => Colour::Amber,
        _ => Colour::Other,
    })
}

/// Whether the camera's picture is in the middle: it alone is grey.
fn has_picture(picture: &File) -> Result<bool> {
    let [blue, green, red] = pixel(picture, 512, 290)?;
    Ok(red == green && green == blue && red > 0)
}

fn pixel(picture: &File, column: u64, row: u64) -> Result<[u8; 3]> {
    let mut header = [0; 100];
    picture.read_exact_at(&mut header, 0)?;
    let word = |place: usize| -> Result<u64> {
        let bytes = header
            .get(4 * place..4 * place + 4)
            .and_then(|bytes| bytes.first_chunk());
        Ok(u32::from_be_bytes(*bytes.context("a word")?).into())
    };
    let (start, bytes_a_line, colours) = (word(0)?, word(12)?, word(19)?);
    let mut bytes = [0; 3];
    picture.read_exact_at(
        &mut bytes,
        start + 12 * colours + row * bytes_a_line + 4 * column,
    )?;
    Ok(bytes)
}

/// The colour that was set last with a verdict, before all of the terminal was cleared to it.
fn painted(written: &[u8]) -> Colour {
    let last = |code: &[u8]| {
        let mut places = written.windows(code.len()).enumerate();
        places
            .rfind(|(_, part)| *part == code)
            .map(|(place, _)| place)
    };
    let colours = [
        (last(b"48;5;28m"), Colour::Green),
        (last(b"48;5;160m"), Colour::Red),
        (last(b"48;5;214m"), Colour::Amber),
        (last(b"Show your code"), Colour::Other),
    ];
    let newest = colours.into_iter().max_by_key(|(place, _)| *place);
    newest
        .filter(|(place, _)| place.is_some())
        .map_or(Colour::Other, |(_, colour)| colour)
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|found| found == part)
}

/// Bytes in which the last picture of a terminal is found.
const ENOUGH: usize = 16_384;
/// How long to look for something.
const PATIENCE: Duration = Duration::from_secs(60);
