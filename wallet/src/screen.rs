//! The terminal as a place for pictures that change: taken over, asked what it can show, drawn, and given back as
//! it was.

use std::io::{self, Write as _};
use std::panic;
use std::sync::Mutex;
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

use crate::drawing::Picture;
use crate::terminal::{self as questions, Answers};

/// A terminal in our hands; given back when dropped, also by a panic.
#[derive(Debug)]
pub struct Screen {
    window: Window,
    drawn: Frame,
    answers: Answers,
    end: end::Requests,
}

/// The size of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Columns and rows.
    pub size: (usize, usize),
    /// Pixels along the width and the height of a character, where they are known.
    pub cell: Option<(usize, usize)>,
}

/// All that a terminal shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Its lines. One must fit into the window; it may hold escapes that change nothing but colours and end with a
    /// reset.
    pub lines: Vec<String>,
    /// A picture over lines that are empty.
    pub picture: Option<Placed>,
}

/// A picture in a place of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The column and the row of its corner, from 0.
    pub corner: (usize, usize),
    /// Columns and rows that it covers.
    pub cells: (usize, usize),
    /// The picture.
    pub picture: Picture,
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
    /// Takes the terminal over, and asks what it can show where that matters.
    pub fn enter(asks: bool) -> io::Result<Self> {
        let end = end::Requests::listen()?;
        give_back_before_panic_message();
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        // From here on, dropping gives it back.
        let mut screen = Self {
            window: Window::default(),
            drawn: Frame::default(),
            // Nothing was asked yet.
            answers: Answers {
                is_complete: true,
                ..Answers::default()
            },
            end,
        };
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            Hide,
            Clear(ClearType::All)
        )?;
        if asks {
            screen.answers = questions::ask(|questions| {
                let mut stdout = io::stdout().lock();
                stdout.write_all(questions.as_bytes())?;
                stdout.flush()
            })?;
        }
        // Also what a terminal wrote that did not understand the questions.
        screen.measure()?;
        Ok(screen)
    }

    /// The size of the window.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// What the terminal answered; nothing where it was not asked.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Shows a frame, and writes only what is not there already.
    pub fn draw(&mut self, frame: Frame) -> io::Result<()> {
        let mut out = String::new();
        if let Some(placed) = &self.drawn.picture
            && place(&self.drawn) != place(&frame)
        {
            out.push_str(&placed.picture.remove);
            command(&mut out, Clear(ClearType::All))?;
            self.drawn = Frame::default();
        }
        let last = frame.lines.len().max(self.drawn.lines.len());
        for row in 0..last {
            let line = frame.lines.get(row);
            if line == self.drawn.lines.get(row) {
                continue;
            }
            command(&mut out, move_to((0, row)))?;
            command(&mut out, Clear(ClearType::CurrentLine))?;
            out.push_str(line.map_or("", String::as_str));
        }
        if let Some(placed) = &frame.picture
            && self.drawn.picture != frame.picture
        {
            command(&mut out, move_to(placed.corner))?;
            // The new one lies over the old one before that goes, so nothing flickers.
            out.push_str(&placed.picture.put);
            if let Some(old) = &self.drawn.picture
                && old.picture.remove != placed.picture.remove
            {
                out.push_str(&old.picture.remove);
            }
            remove_when_leaving(&placed.picture.remove);
        }
        self.drawn = frame;
        if out.is_empty() {
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        execute!(stdout, BeginSynchronizedUpdate)?;
        stdout.write_all(out.as_bytes())?;
        execute!(stdout, EndSynchronizedUpdate)
    }

    /// Waits until `patience` is over, a key is pressed, or something else asks for a look.
    pub fn wait(&mut self, patience: Duration) -> io::Result<Woken> {
        let typed = String::from_utf8_lossy(&self.answers.typed);
        if self.end.is_asked() || typed.contains(LEAVING) {
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
        self.window = window()?;
        self.window.cell = self.window.cell.or(self.answers.cell);
        if let Some(placed) = self.drawn.picture.take() {
            io::stdout().write_all(placed.picture.remove.as_bytes())?;
        }
        self.drawn = Frame::default();
        execute!(io::stdout(), Clear(ClearType::All))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if !self.answers.is_complete {
            // Late answers must not be typed into the shell.
            questions::forget_input();
        }
        give_back();
    }
}

/// The size of the terminal's window.
pub fn window() -> io::Result<Window> {
    let (columns, rows) = terminal::size()?;
    let size = (usize::from(columns), usize::from(rows));
    // Some terminals do not say how many pixels there are, or say 0.
    let cell = terminal::window_size().ok().and_then(|pixels| {
        let width = usize::from(pixels.width).checked_div(size.0)?;
        let height = usize::from(pixels.height).checked_div(size.1)?;
        (width > 0 && height > 0).then_some((width, height))
    });
    Ok(Window { size, cell })
}

/// Where a frame has a picture.
fn place(frame: &Frame) -> Option<((usize, usize), (usize, usize))> {
    let placed = frame.picture.as_ref()?;
    Some((placed.corner, placed.cells))
}

fn move_to((column, row): (usize, usize)) -> MoveTo {
    let cell = |place| u16::try_from(place).unwrap_or(u16::MAX);
    MoveTo(cell(column), cell(row))
}

fn command(out: &mut String, command: impl Command) -> io::Result<()> {
    command.write_ansi(out).map_err(io::Error::other)
}

/// Gives the terminal back, once. Cleared first, for terminals that keep the other screen.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        if let Ok(remove) = REMOVE.lock() {
            let _ = io::stdout().write_all(remove.as_bytes());
        }
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

fn remove_when_leaving(remove: &str) {
    if let Ok(mut place) = REMOVE.lock() {
        remove.clone_into(&mut place);
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
/// What removes the picture that is shown.
static REMOVE: Mutex<String> = Mutex::new(String::new());
/// Keys that end the display also when they were typed while the terminal was asked: Ctrl-C, Esc, q.
const LEAVING: [char; 6] = ['\x03', '\x1b', 'q', 'Q', 'й', 'Й'];

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
