//! The desk in a terminal: a verdict on all of it.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::style::{Attribute, ResetColor, SetAttribute};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{execute, queue};
use host::exit::Exit;
use host::language::Language;
use host::paragraph::wrapped;
use host::qr::{Code, Ink, half_blocks};

use crate::cli::Workplace;
use crate::desk::{Desk, Face, Key, Screen, Setting};
use crate::entrance::Entrance;
use crate::lane::{Lane, News, Order};
use crate::session::{Paint, Session};
use crate::trouble::Trouble;

mod letters;

/// Shows what happens at a gate on the whole terminal, until somebody ends it.
pub fn run(
    session: &Session,
    workplace: &Workplace,
    gate: Box<dyn Entrance + Send + '_>,
) -> Result<Exit, Trouble> {
    let setting = session.setting(workplace).practised(gate.is_practice());
    let is_over = ended_by_signals().map_err(Trouble::Output)?;
    let (post, news) = channel();
    let (order, orders) = channel();
    let aside = post.clone();
    let post = |what: News| drop(post.send(what));
    let ends = || is_over.load(Ordering::Relaxed);
    let lane = Lane::new(session, gate, &post, &ends);
    let taken = Taken::take().map_err(Trouble::Output)?;
    let at_desk = (session.remarks).at_desk(move |text| drop(aside.send(News::Remark(text))));
    let outcome = thread::scope(|threads| {
        threads.spawn(|| lane.watch(workplace));
        let lane = &lane;
        threads.spawn(move || lane.attend(&orders));
        let outcome = show(session, setting, &news, &order, ends);
        is_over.store(true, Ordering::Relaxed);
        outcome
    });
    drop((at_desk, taken));
    outcome.map_err(Trouble::Output)?;
    Ok(Exit::Accepted)
}

fn show(
    session: &Session,
    setting: Setting,
    news: &Receiver<News>,
    orders: &Sender<Order>,
    ends: impl Fn() -> bool,
) -> io::Result<()> {
    let mut desk = Desk::new(session.words.language(), setting);
    let mut drawn: Option<(Screen, (u16, u16))> = None;
    let mut is_last = false;
    while !ends() {
        for what in news.try_iter() {
            is_last |= matches!(what, News::Ended);
            if desk.take(what, (session.instant)()).is_some() {
                // The terminal's own sound; it has one.
                io::stdout().write_all(b"\x07")?;
            }
        }
        desk.pass((session.instant)());
        // What a file showed last stays as long as any verdict.
        if is_last && desk.is_scanning() {
            return Ok(());
        }
        let now = (desk.screen(session.now()), terminal::size()?);
        if drawn.as_ref() != Some(&now) {
            let painted = session.colour;
            draw(&now.0, desk.language(), now.1, painted)?;
            drawn = Some(now);
        }
        if !event::poll(TICK)? {
            continue;
        }
        let Event::Key(key) = event::read()? else {
            continue;
        };
        let order = match (key.kind, action(key)) {
            (KeyEventKind::Release, _) => None,
            (_, Action::End) => return Ok(()),
            (_, Action::Press(key)) => desk.press(key),
            (_, Action::Letter(letter)) => desk.letter(letter, (session.instant)()),
            (_, Action::Nothing) => None,
        };
        if let Some(order) = order {
            // A lane that is gone has said why.
            drop(orders.send(order));
        }
    }
    Ok(())
}

/// What a key of the terminal means.
enum Action {
    Press(Key),
    Letter(char),
    End,
    Nothing,
}

const fn action(key: KeyEvent) -> Action {
    let has_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('c' | 'q' | 'с' | 'й') if has_control => Action::End,
        KeyCode::Char(letter) => Action::Letter(letter),
        KeyCode::Enter => Action::Letter('\n'),
        KeyCode::F(1) => Action::Press(Key::Help),
        KeyCode::F(2) => Action::Press(Key::Language),
        KeyCode::F(3) => Action::Press(Key::Details),
        KeyCode::F(4) => Action::Press(Key::Sound),
        KeyCode::F(5) => Action::Press(Key::Again),
        KeyCode::Esc => Action::Press(Key::Back),
        _ => Action::Nothing,
    }
}

/// Draws all of it; a window too small for it loses the large letters first, then what stands below.
pub(crate) fn draw(
    screen: &Screen,
    language: Language,
    size: (u16, u16),
    is_painted: bool,
) -> io::Result<()> {
    let (columns, rows) = (usize::from(size.0), usize::from(size.1));
    let edges = edges(screen, columns, rows);
    // Inside the frame of practice.
    let edge = if edges.is_empty() { 0 } else { EDGE };
    let text = layout(
        screen,
        language,
        (columns.saturating_sub(2 * edge), rows.saturating_sub(edge)),
        if is_painted {
            Ink::BlackOnWhite
        } else {
            Ink::LightOnDark
        },
    );
    let mut out = io::stdout().lock();
    queue!(out, BeginSynchronizedUpdate)?;
    let paint = if is_painted { paint(screen.face) } else { None };
    match paint {
        Some(paint) => write!(out, "\x1b[{}m", paint.code())?,
        None => queue!(out, ResetColor)?,
    }
    // With the colour set: what is cleared takes it.
    queue!(out, Clear(ClearType::All))?;
    for (row, line) in text.iter().enumerate() {
        let indent = columns.saturating_sub(width(line)) / 2;
        put(&mut out, indent, row + edge / 2, line)?;
    }
    if is_painted && edge > 0 {
        write!(out, "\x1b[{}m", Paint::Grey.code())?;
    }
    for (column, row, line) in &edges {
        put(&mut out, *column, *row, line)?;
    }
    queue!(out, SetAttribute(Attribute::Reset), EndSynchronizedUpdate)?;
    out.flush()
}

fn put(out: &mut impl io::Write, column: usize, row: usize, text: &str) -> io::Result<()> {
    if let (Ok(column), Ok(row)) = (u16::try_from(column), u16::try_from(row)) {
        queue!(out, MoveTo(column, row))?;
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// The frame of practice, if it is practice: a band above and one below, and what joins them at the sides.
fn edges(screen: &Screen, columns: usize, rows: usize) -> Vec<(usize, usize, String)> {
    let Some(band) = &screen.practice else {
        return Vec::new();
    };
    // Where there is no room, the first word alone.
    let short = band.split(':').next().unwrap_or_default();
    let whole = Some(band.as_str()).filter(|band| band.chars().count() + 2 * EDGE <= columns);
    let text = format!(" {} ", whole.unwrap_or(short));
    let free = columns.saturating_sub(text.chars().count());
    let hatched = |count: usize| HATCH.repeat(count);
    let band = format!("{}{text}{}", hatched(free / 2), hatched(free - free / 2));
    let mut edges = vec![(0, 0, band.clone()), (0, rows.saturating_sub(1), band)];
    for row in 1..rows.saturating_sub(1) {
        edges.push((0, row, hatched(EDGE)));
        edges.push((columns.saturating_sub(EDGE), row, hatched(EDGE)));
    }
    edges
}

/// The lines of a screen, in the middle of it; the keys stand in the last one.
fn layout(
    screen: &Screen,
    language: Language,
    (columns, rows): (usize, usize),
    ink: Ink,
) -> Vec<String> {
    let room = columns.saturating_sub(2);
    let paragraph = |text: &String| wrapped(text, room);
    let mut above: Vec<String> = Vec::new();
    above.extend(screen.rehearsal.clone());
    above.extend(screen.venue.clone());
    let mut middle = paragraph(&screen.headline);
    if !screen.line.is_empty() {
        middle.push(String::new());
        middle.extend(paragraph(&screen.line));
    }
    if let Some(challenge) = &screen.challenge {
        middle.push(String::new());
        middle.push(challenge.clone());
    }
    let code = screen.challenge_code.as_deref().and_then(Code::new);
    let code = code.filter(|_| screen.face == Face::Scanning);
    let code = code.map(|code| half_blocks(&code, ink));
    // Where there is no room for it, the challenge can be typed.
    let needed = above.len() + middle.len() + screen.notes.len() + 4;
    if let Some(code) = code.filter(|code| needed + code.len() <= rows) {
        middle.extend(code);
    }
    if !screen.notes.is_empty() {
        middle.push(String::new());
        middle.extend(screen.notes.iter().flat_map(paragraph));
    }
    let keys = screen.keys.iter();
    let keys: Vec<String> = keys.map(|(name, what)| format!("{name} {what}")).collect();
    let mut below: Vec<String> = Vec::new();
    below.extend(screen.data.iter().flat_map(|(data, _)| paragraph(data)));
    below.extend(wrapped(&keys.join(" · "), room));

    let mut drawing = letters::drawing(screen.face, language, room);
    let taken = above.len() + middle.len() + below.len();
    if taken + drawing.len() + 2 > rows {
        drawing.clear();
    }
    let free = rows.saturating_sub(taken + drawing.len());
    let gap = |lines: usize| std::iter::repeat_n(String::new(), lines);
    let between = usize::from(!drawing.is_empty() && free > 1);
    let mut lines = above;
    lines.extend(gap((free - between) / 2));
    lines.extend(drawing);
    lines.extend(gap(between));
    lines.extend(middle);
    lines.truncate(rows.saturating_sub(below.len()));
    lines.extend(gap(rows.saturating_sub(lines.len() + below.len())));
    lines.extend(below);
    lines
}

/// The columns that a line takes: what sets its colours takes none.
fn width(line: &str) -> usize {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().map_or(0, |text| text.chars().count());
    let others = parts.map(|part| {
        part.split_once('m')
            .map_or(0, |(_, text)| text.chars().count())
    });
    first + others.sum::<usize>()
}

const fn paint(face: Face) -> Option<Paint> {
    match face {
        Face::Scanning => None,
        Face::Yes => Some(Paint::Green),
        Face::No => Some(Paint::Red),
        Face::Unknown => Some(Paint::Amber),
        Face::Aside => Some(Paint::Grey),
    }
}

/// Whether the system asks for the end.
pub(crate) fn ended_by_signals() -> io::Result<Arc<AtomicBool>> {
    let is_over = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
        signal_hook::consts::SIGINT,
    ] {
        signal_hook::flag::register(signal, Arc::clone(&is_over))?;
    }
    Ok(is_over)
}

/// The terminal, until this is dropped.
pub(crate) struct Taken;

impl Taken {
    pub(crate) fn take() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        // From here on, dropping gives it back.
        let taken = Self;
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        // Nobody is left to be told when the terminal is gone.
        let _ = execute!(
            io::stdout(),
            ResetColor,
            Clear(ClearType::All),
            LeaveAlternateScreen,
            Show
        );
        let _ = terminal::disable_raw_mode();
    }
}

/// What the frame of practice is made of: it is seen without colours too.
const HATCH: &str = "▒";
/// Its columns at each side, and its rows in all.
const EDGE: usize = 2;
/// How often to look what has happened.
pub(crate) const TICK: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests;
