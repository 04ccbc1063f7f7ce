//! `verifier tour`: five minutes in which staff see every kind of screen before a visitor does. The specimens are shown by the tour
//! itself, and what they come to is decided as in practice.

use std::fmt;
use std::time::Duration;

use host::exit::Exit;
use host::language::Language;
use serde_json::json;
use shared::time::UnixTime;
use shared::verify::Policy;

use crate::cli;
use crate::desk::{Desk, Face, Key, Screen, Setting, Tone};
use crate::entrance::Entrance as _;
use crate::lane::{News, Order};
use crate::practice::lesson::band;
use crate::practice::{self, Room};
use crate::report::words;
use crate::session::Session;
use crate::trouble::Trouble;
use crate::window;

mod card;
mod terminal;

use card::{Card, Example};

/// Shows the tour.
pub fn run(session: &Session, asked: &cli::Tour) -> Result<Exit, Trouble> {
    let policy = practice::policy(session, &cli::Asked::default())?;
    let mut tour = Tour::new(session, policy, asked.silent)?;
    let has_terminal = (session.window)().is_some() && !session.json;
    if asked.in_window && !window::IS_BUILT_IN {
        return Err(Trouble::NoWindow);
    }
    let by_itself = has_terminal && session.has_display && window::IS_BUILT_IN && !asked.plain;
    if asked.in_window || by_itself {
        window::show(session, &mut tour, asked.full_screen)?;
    } else if has_terminal {
        terminal::show(session, &mut tour)?;
    } else {
        tour.print()?;
    }
    Ok(Exit::Accepted)
}

/// The tour, at one of its pages.
pub struct Tour<'s> {
    session: &'s Session,
    /// Where the venue's rules hold.
    usual: Room<'s>,
    /// Where a challenge is asked besides.
    asking: Room<'s>,
    setting: Setting,
    desk: Desk,
    place: usize,
}

/// One thing to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Words(Card),
    Example(Card),
    End,
}

/// What somebody presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next page.
    Next,
    /// To the page before.
    Back,
    /// A key of the desk.
    Desk(Key),
    /// Out.
    Leave,
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// There is something to see, and perhaps to hear.
    Shown(Option<Tone>),
    /// The tour is over.
    Over,
}

impl<'s> Tour<'s> {
    /// A tour of a door with this policy.
    pub fn new(session: &'s Session, policy: Policy, is_silent: bool) -> Result<Self, Trouble> {
        let setting = Setting {
            venue: None,
            // A screen stays until somebody goes on.
            back: Duration::MAX,
            is_silent,
            is_rehearsal: false,
            is_practice: true,
        };
        Ok(Self {
            session,
            usual: Room::open(session, policy.clone(), false)?,
            asking: Room::open(session, policy, true)?,
            desk: Desk::new(session.words.language(), setting.clone()),
            setting,
            place: 0,
        })
    }

    /// The language of what is shown.
    #[must_use]
    pub fn language(&self) -> Language {
        self.desk.language()
    }

    /// Does what somebody presses.
    pub fn step(&mut self, step: Step) -> Result<Turn, Trouble> {
        match step {
            Step::Leave => return Ok(Turn::Over),
            Step::Next if self.page() == Page::End => return Ok(Turn::Over),
            Step::Next => self.place += 1,
            Step::Back => self.place = self.place.saturating_sub(1),
            Step::Desk(key) => return self.press(key),
        }
        self.turn().map(Turn::Shown)
    }

    /// What is to be seen now.
    #[must_use]
    pub fn screen(&self, now: UnixTime) -> Screen {
        let words = words(self.language());
        let say = |id: &str| words.say(id, &[]);
        let page = self.page();
        let (headline, line) = match page {
            Page::Example(_) => return self.example(now),
            Page::Words(card) => card.messages(),
            Page::End => ("tour-end-title", "tour-end"),
        };
        Screen {
            face: Face::Aside,
            venue: self.progress(),
            rehearsal: None,
            practice: Some(band(&words)),
            data: None,
            headline: say(headline),
            line: say(line),
            challenge: None,
            challenge_code: None,
            notes: Vec::new(),
            keys: self.keys(Vec::new()),
        }
    }

    fn page(&self) -> Page {
        match Card::ALL.get(self.place / 2) {
            Some(card) if self.place.is_multiple_of(2) => Page::Words(*card),
            Some(card) => Page::Example(*card),
            None => Page::End,
        }
    }

    /// Prepares the page that was turned to.
    fn turn(&mut self) -> Result<Option<Tone>, Trouble> {
        let Page::Example(card) = self.page() else {
            return Ok(None);
        };
        let now = (self.session.instant)();
        self.desk = Desk::new(self.language(), self.setting.clone());
        let room = match card.example() {
            Example::Unanswered => &mut self.asking,
            Example::Waiting | Example::Specimen(_) => &mut self.usual,
        };
        if let Some(challenge) = room.ask()? {
            self.desk.take(News::Asked(challenge), now);
        }
        let decision = match card.example() {
            Example::Waiting => None,
            Example::Specimen(situation) => Some(room.play(situation)?),
            Example::Unanswered => Some(room.play_unanswered()?),
        };
        self.desk.take(News::Data(room.data_age()?), now);
        if card == Card::Keys {
            self.desk.press(Key::Help);
        }
        let news = decision.map(|decision| News::Decided(Box::new(decision)));
        Ok(news.and_then(|news| self.desk.take(news, now)))
    }

    fn press(&mut self, key: Key) -> Result<Turn, Trouble> {
        let is_example = matches!(self.page(), Page::Example(_));
        // What Esc does at the door would leave nothing to look at here.
        if key == Key::Back || (!is_example && key != Key::Language) {
            return Ok(Turn::Shown(None));
        }
        let tone = match self.desk.press(key) {
            Some(Order::Again) => {
                let decision = self.usual.decide_again()?;
                let news = decision.map(|decision| News::Decided(Box::new(decision)));
                news.and_then(|news| self.desk.take(news, (self.session.instant)()))
            }
            _ => None,
        };
        Ok(Turn::Shown(tone))
    }

    fn example(&self, now: UnixTime) -> Screen {
        let screen = self.desk.screen(now);
        Screen {
            venue: self.progress(),
            keys: self.keys(screen.keys),
            ..screen
        }
    }

    fn progress(&self) -> Option<String> {
        let number = self.place / 2 + 1;
        let (number, all) = (number.to_string(), Card::ALL.len().to_string());
        let arguments = [("number", number.into()), ("all", all.into())];
        let words = words(self.language());
        (self.page() != Page::End).then(|| words.say("tour-place", &arguments))
    }

    /// The keys of the tour, and between them those of the desk.
    fn keys(&self, of_desk: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        let words = words(self.language());
        let say = |id: &str| words.say(id, &[]);
        let mut keys = Vec::new();
        if self.page() != Page::End {
            keys.push(("Enter", say("tour-key-next")));
        }
        if self.place > 0 {
            keys.push(("Backspace", say("tour-key-back")));
        }
        keys.extend(of_desk.into_iter().filter(|(name, _)| *name != "Esc"));
        keys.push(("Esc", say("tour-key-leave")));
        keys
    }

    /// Prints all of it, where there is nobody to press keys.
    fn print(&mut self) -> Result<(), Trouble> {
        loop {
            let screen = self.screen(self.session.now());
            let session = self.session;
            if session.json {
                session.json(&json!({
                    "practice": true,
                    "page": self.place + 1,
                    "title": screen.headline,
                    "text": screen.line,
                }))?;
            } else {
                for line in lines(&screen) {
                    session.line(&line)?;
                }
            }
            if self.step(Step::Next)? == Turn::Over {
                return Ok(());
            }
        }
    }
}

/// A page as lines of text.
fn lines(screen: &Screen) -> Vec<String> {
    let sign = match screen.face {
        Face::Scanning | Face::Aside => "",
        Face::Yes => "✓ ",
        Face::No => "✗ ",
        Face::Unknown => "! ",
    };
    let is_words = screen.face == Face::Aside;
    let mut lines = Vec::new();
    lines.extend(screen.venue.clone().filter(|_| is_words));
    lines.extend(screen.practice.clone().filter(|_| !is_words));
    lines.push(format!("{sign}{}", screen.headline));
    let more = [Some(&screen.line), screen.challenge.as_ref()];
    let more = more.into_iter().flatten().filter(|line| !line.is_empty());
    lines.extend(more.map(|line| format!("  {line}")));
    lines.extend(screen.data.iter().map(|(data, _)| format!("  {data}")));
    lines.push(String::new());
    lines
}

impl fmt::Debug for Tour<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tour")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
