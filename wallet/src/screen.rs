//! The terminal as a place for pictures that change: taken over, drawn line by line, and given back as it was.

use std::io::{self, Write as _};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{Command, execute};

/// A terminal in our hands; given back when dropped, also by a panic.
#[derive(Debug)]
pub struct Screen {
    size: (usize, usize),
    drawn: Vec<String>,
    end: end::Requests,
}

/// Why [`Screen::wait`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The time is over, or the window has another size: draw.
    Draw,
    /// The person has seen enough, or the system ends this process.
    Leave,
}

impl Screen {
    /// Takes the terminal over.
    pub fn enter() -> io::Result<Self> {
        let end = end::Requests::listen()?;
        give_back_before_panic_message();
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        // From here on, dropping gives it back.
        let mut screen = Self {
            size: (0, 0),
            drawn: Vec::new(),
            end,
        };
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            Hide,
            Clear(ClearType::All)
        )?;
        screen.measure()?;
        Ok(screen)
    }

    /// Columns and rows of the window.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        self.size
    }

    /// Shows these lines, and writes only those that are not there already.
    ///
    /// A line must fit into the window; it may hold escapes that change nothing but colours and end with a reset.
    pub fn draw(&mut self, lines: Vec<String>) -> io::Result<()> {
        let mut out = String::new();
        let last = lines.len().max(self.drawn.len());
        for row in 0..last {
            let line = lines.get(row);
            if line == self.drawn.get(row) {
                continue;
            }
            command(&mut out, MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)))?;
            command(&mut out, Clear(ClearType::CurrentLine))?;
            out.push_str(line.map_or("", String::as_str));
        }
        self.drawn = lines;
        let mut stdout = io::stdout().lock();
        execute!(stdout, BeginSynchronizedUpdate)?;
        stdout.write_all(out.as_bytes())?;
        execute!(stdout, EndSynchronizedUpdate)
    }

    /// Waits until `patience` is over, a key is pressed, or something else asks for a look.
    pub fn wait(&mut self, patience: Duration) -> io::Result<Woken> {
        if self.end.is_asked() {
            return Ok(Woken::Leave);
        }
        if !event::poll(patience)? {
            return Ok(if self.end.is_asked() {
                Woken::Leave
            } else {
                Woken::Draw
            });
        }
        match event::read()? {
            Event::Key(key) if key.kind == KeyEventKind::Press => {
                let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
                Ok(match key.code {
                    KeyCode::Esc | KeyCode::Char('q' | 'Q' | 'й' | 'Й') => Woken::Leave,
                    KeyCode::Char('c' | 'C' | 'с' | 'С') if with_control => Woken::Leave,
                    _ => Woken::Draw,
                })
            }
            Event::Resize(..) => {
                self.measure()?;
                Ok(Woken::Draw)
            }
            _ => Ok(Woken::Draw),
        }
    }

    /// Gives the terminal back; where a signal asked for the end, the process ends by it.
    pub fn leave(self) {
        let end = self.end.clone();
        drop(self);
        end.obey();
    }

    /// Looks at the size of the window and forgets what was drawn.
    fn measure(&mut self) -> io::Result<()> {
        let (columns, rows) = terminal::size()?;
        self.size = (columns.into(), rows.into());
        self.drawn.clear();
        execute!(io::stdout(), Clear(ClearType::All))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Columns and rows of the terminal.
pub fn size() -> io::Result<(usize, usize)> {
    let (columns, rows) = terminal::size()?;
    Ok((columns.into(), rows.into()))
}

fn command(out: &mut String, command: impl Command) -> io::Result<()> {
    command.write_ansi(out).map_err(io::Error::other)
}

/// Gives the terminal back, once. Cleared first, for terminals that keep the other screen.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // Nobody is left to be told when the terminal is gone.
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            ResetColor,
            Clear(ClearType::All),
            LeaveAlternateScreen,
            Show
        );
        let _ = terminal::disable_raw_mode();
    }
}

/// A panic says what happened before it unwinds, and on the other screen nobody would read it.
fn give_back_before_panic_message() {
    let say = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        give_back();
        say(panic);
    }));
}

/// Whether the terminal is in our hands.
static TAKEN: AtomicBool = AtomicBool::new(false);

#[cfg(unix)]
mod end {
    //! Signals that ask for the end.

    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

    /// The last of the signals, 0 while there was none.
    #[derive(Clone, Debug)]
    pub(super) struct Requests(Arc<AtomicUsize>);

    impl Requests {
        pub(super) fn listen() -> io::Result<Self> {
            let last = Arc::new(AtomicUsize::new(0));
            for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
                let number = usize::try_from(signal).unwrap_or_default();
                signal_hook::flag::register_usize(signal, Arc::clone(&last), number)?;
            }
            Ok(Self(last))
        }

        pub(super) fn is_asked(&self) -> bool {
            self.0.load(Ordering::SeqCst) != 0
        }

        /// Ends the process by the signal, as it would have ended without us.
        pub(super) fn obey(&self) {
            if let (true, Ok(signal)) = (self.is_asked(), self.0.load(Ordering::SeqCst).try_into())
            {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    }
}

#[cfg(not(unix))]
mod end {
    //! Elsewhere only keys ask for the end.

    use std::io;

    #[derive(Clone, Debug)]
    pub(super) struct Requests;

    impl Requests {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) fn is_asked(&self) -> bool {
            false
        }

        pub(super) fn obey(&self) {}
    }
}
