//! The desk: what the staff see of a lane, and what they can do. A window and a terminal draw the same [`Screen`].

use std::time::{Duration, Instant};

use host::exit::Exit;
use host::language::{Language, Words};
use shared::freshness::Freshness;
use shared::time::UnixTime;
use shared::venue_text::VenueText;

use crate::challenge::OpenChallenge;
use crate::door::DataAge;
use crate::gate::may_pass_again;
use crate::lane::{News, Order};
use crate::lanes::LaneNews;
use crate::practice::lesson::band;
use crate::refresh::Refreshed;
use crate::report::{Decision, duration, words};
use crate::source::SourceFault;
use crate::trouble::{Trouble, blind_words, source_words};
use crate::typed::Slip;

mod key;
mod typing;

pub use key::Key;
use typing::Typing;

/// What the staff see, and what they have set.
#[derive(Debug)]
pub struct Desk {
    words: Words,
    /// How the venue is called, in both languages.
    venue: Option<crate::profile::Bilingual>,
    shown: Shown,
    /// How long a verdict is shown.
    back: Duration,
    has_details: bool,
    has_help: bool,
    is_silent: bool,
    is_rehearsal: bool,
    is_practice: bool,
    challenge: Option<OpenChallenge>,
    blind: Option<SourceFault>,
    lanes: Option<LaneNews>,
    refreshed: Option<Refreshed>,
    data: Data,
    slip: Option<Slip>,
    /// What was told last, until somebody has seen it.
    remark: Option<String>,
    typed: Typing,
}

/// What fills the screen.
#[derive(Debug)]
enum Shown {
    Scanning,
    Verdict {
        decision: Box<Decision>,
        since: Instant,
    },
    Trouble {
        trouble: Trouble,
        since: Instant,
    },
}

/// What is known of the lists.
#[derive(Clone, Copy, Debug)]
enum Data {
    Unknown,
    None,
    Age(DataAge),
}

/// What is to be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Two rising tones.
    Yes,
    /// Two low tones.
    No,
    /// Three equal tones.
    Unknown,
}

/// What a screen says at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The camera's picture.
    Scanning,
    /// Green, with a tick.
    Yes,
    /// Red, with a cross.
    No,
    /// Amber, with a hand.
    Unknown,
    /// Grey: nothing is decided.
    Aside,
}

/// All that is shown, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// What it says at a glance.
    pub face: Face,
    /// The venue's name.
    pub venue: Option<String>,
    /// That the time is only played, so that nobody may be admitted.
    pub rehearsal: Option<String>,
    /// That nobody may be admitted on this; it frames all of the screen.
    pub practice: Option<String>,
    /// How old the lists are, and whether that is a reason to worry.
    pub data: Option<(String, bool)>,
    /// The largest words.
    pub headline: String,
    /// What to do, for the visitor and the staff.
    pub line: String,
    /// What the visitor answers.
    pub challenge: Option<String>,
    /// The text of the QR code that a wallet takes in its place.
    pub challenge_code: Option<String>,
    /// What the staff should know beside it.
    pub notes: Vec<String>,
    /// What a key does, beside its name.
    pub keys: Vec<(&'static str, String)>,
}

impl Desk {
    /// A desk at which nothing was shown yet.
    #[must_use]
    pub fn new(language: Language, setting: Setting) -> Self {
        Self {
            words: words(language),
            venue: setting.venue,
            shown: Shown::Scanning,
            back: setting.back,
            has_details: false,
            has_help: false,
            is_silent: setting.is_silent,
            is_rehearsal: setting.is_rehearsal,
            is_practice: setting.is_practice,
            challenge: None,
            blind: None,
            lanes: None,
            refreshed: None,
            data: Data::Unknown,
            slip: None,
            remark: None,
            typed: Typing::default(),
        }
    }

    /// Takes note of what happened; what is to be heard of it.
    pub fn take(&mut self, news: News, now: Instant) -> Option<Tone> {
        match news {
            News::Decided(decision) => {
                let tone = tone(decision.exit());
                self.shown = Shown::Verdict {
                    decision,
                    since: now,
                };
                return (!self.is_silent).then_some(tone);
            }
            News::Trouble(trouble) => {
                self.shown = Shown::Trouble {
                    trouble,
                    since: now,
                };
                return (!self.is_silent).then_some(Tone::Unknown);
            }
            News::Asked(challenge) => self.challenge = Some(challenge),
            News::Sees(_) => self.blind = None,
            News::Blind(fault) => self.blind = Some(fault),
            News::Lanes(news) => self.lanes = Some(news),
            // An alarm stays.
            News::Refreshed(_) if self.has_alarm() => {}
            News::Refreshed(refreshed) => self.refreshed = Some(refreshed),
            News::Data(age) => self.data = age.map_or(Data::None, Data::Age),
            News::Slip(slip) => self.slip = Some(slip),
            News::Remark(text) => self.remark = Some(text),
            News::Ended => {}
        }
        None
    }

    /// Does what a key says; what the lane has to do then.
    pub fn press(&mut self, key: Key) -> Option<Order> {
        match key {
            Key::Help => self.has_help = !self.has_help,
            Key::Language => {
                self.words = words(match self.words.language() {
                    Language::Russian => Language::English,
                    Language::English => Language::Russian,
                });
            }
            Key::Details => self.has_details = !self.has_details,
            Key::Sound => self.is_silent = !self.is_silent,
            Key::Again if self.may_pass_again() => return Some(Order::Again),
            Key::Again => {}
            Key::Back => {
                self.shown = Shown::Scanning;
                self.remark = None;
            }
        }
        None
    }

    /// Takes a letter that a hand scanner types; a whole line is an order.
    pub fn letter(&mut self, letter: char, now: Instant) -> Option<Order> {
        let line = self.typed.letter(letter, now)?;
        self.slip = None;
        Some(Order::Typed(line))
    }

    /// Goes back to scanning when a verdict was shown long enough. How long until that, if anything is shown.
    pub fn pass(&mut self, now: Instant) -> Option<Duration> {
        let (Shown::Verdict { since, .. } | Shown::Trouble { since, .. }) = self.shown else {
            return None;
        };
        let shown = now.saturating_duration_since(since);
        match self.back.checked_sub(shown).filter(|left| !left.is_zero()) {
            Some(left) => Some(left),
            None => {
                self.shown = Shown::Scanning;
                None
            }
        }
    }

    /// The language of what is shown.
    #[must_use]
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// Whether it waits for a code.
    #[must_use]
    pub const fn is_scanning(&self) -> bool {
        matches!(self.shown, Shown::Scanning)
    }

    fn may_pass_again(&self) -> bool {
        matches!(&self.shown, Shown::Verdict { decision, .. } if may_pass_again(decision))
    }

    /// What is to be seen now.
    #[must_use]
    pub fn screen(&self, now: UnixTime) -> Screen {
        let words = &self.words;
        let say = |id: &str| words.say(id, &[]);
        let (face, headline, line) = match &self.shown {
            Shown::Scanning => self.scanning(),
            Shown::Verdict { decision, .. } => verdict(decision, words),
            Shown::Trouble { trouble, .. } => (
                Face::Unknown,
                say("verdict-cannot-tell"),
                trouble.say(words),
            ),
        };
        let mut notes = Vec::new();
        if let (true, Shown::Verdict { decision, .. }) = (self.has_details, &self.shown) {
            let mut told = decision.tell(words).lines;
            told.dedup();
            told.retain(|known| *known != line);
            notes.extend(told);
            notes.push(words.say("desk-code", &[("code", decision.code().into())]));
        }
        if let (true, Shown::Scanning, Some(fault)) = (self.has_details, &self.shown, &self.blind) {
            notes.push(source_words(fault, words));
        }
        notes.extend(self.slip.map(|slip| say(slip.message())));
        notes.extend(self.remark.clone());
        notes.extend(self.lanes.and_then(|news| news.warn(words)));
        let data = self.data();
        let worries = self.has_alarm() || data.as_ref().is_none_or(|(_, worries)| *worries);
        let refreshed = self.refreshed.as_ref().filter(|_| worries);
        notes.extend(refreshed.and_then(|refreshed| refreshed.warn(words)));
        let challenge = self.challenge.filter(|open| now < open.until);
        let line = match challenge {
            Some(_) if face == Face::Scanning => say("desk-challenge"),
            _ => line,
        };
        Screen {
            face,
            venue: self
                .venue
                .as_ref()
                .map(|venue| venue.within(words.language()).to_owned()),
            rehearsal: self.is_rehearsal.then(|| say("desk-rehearsal")),
            practice: self.is_practice.then(|| band(words)),
            data,
            headline,
            line,
            challenge: challenge.map(|open| open.challenge.to_string()),
            challenge_code: challenge.map(|open| VenueText::Challenge(open.challenge).to_string()),
            notes,
            keys: self.keys(),
        }
    }

    fn has_alarm(&self) -> bool {
        self.refreshed.as_ref().is_some_and(Refreshed::is_alarm)
    }

    fn scanning(&self) -> (Face, String, String) {
        let say = |id: &str| self.words.say(id, &[]);
        match &self.blind {
            // What a camera lacks is amber: nothing can be read.
            Some(fault) => (
                Face::Unknown,
                say("desk-blind"),
                blind_words(fault, &self.words),
            ),
            None if self.is_practice => (Face::Scanning, say("desk-show-specimen"), String::new()),
            // Whoever showed a code would learn the same; the staff know it before.
            None if self.cannot_decide() => (
                Face::Unknown,
                say("verdict-cannot-tell"),
                say("desk-no-lists"),
            ),
            None => (Face::Scanning, say("desk-show"), String::new()),
        }
    }

    fn cannot_decide(&self) -> bool {
        match self.data {
            Data::Unknown => false,
            Data::None => true,
            Data::Age(age) => age.freshness == Freshness::Expired,
        }
    }

    fn data(&self) -> Option<(String, bool)> {
        let words = &self.words;
        match self.data {
            Data::Unknown => None,
            Data::None => Some((words.say("desk-data-none", &[]), true)),
            Data::Age(age) => {
                let id = match age.freshness {
                    Freshness::Fresh => "desk-data-fresh",
                    Freshness::Aged => "desk-data-aged",
                    Freshness::Expired => "desk-data-expired",
                };
                let arguments = [
                    ("age", duration(words, age.seconds).into()),
                    ("left", duration(words, age.left).into()),
                ];
                let worries = age.freshness != Freshness::Fresh || age.left < WORRY_SECONDS;
                let id = if worries && age.freshness == Freshness::Fresh {
                    "desk-data-aged"
                } else {
                    id
                };
                Some((words.say(id, &arguments), worries))
            }
        }
    }

    /// The keys that do something now; all of them where help was asked for.
    fn keys(&self) -> Vec<(&'static str, String)> {
        let is_of_use = |key: Key| match key {
            Key::Help => true,
            Key::Again => self.may_pass_again(),
            Key::Details => !self.is_scanning() || self.blind.is_some(),
            Key::Back => !self.is_scanning() || self.remark.is_some(),
            Key::Language | Key::Sound => self.has_help,
        };
        let keys = Key::ALL.into_iter();
        keys.filter(|(key, _)| self.has_help || is_of_use(*key))
            .map(|(key, name)| (name, self.words.say(key.message(), &[])))
            .chain(self.help("Ctrl-Q", "desk-key-end"))
            .collect()
    }

    /// What only a window can do, where help was asked for.
    #[must_use]
    pub fn full_screen(&self) -> Option<(&'static str, String)> {
        self.help("F11", "desk-key-full-screen")
    }

    fn help(&self, name: &'static str, id: &str) -> Option<(&'static str, String)> {
        self.has_help.then(|| (name, self.words.say(id, &[])))
    }
}

/// What is set for a desk.
#[derive(Clone, Debug)]
pub struct Setting {
    /// How the venue is called.
    pub venue: Option<crate::profile::Bilingual>,
    /// How long a verdict is shown.
    pub back: Duration,
    /// Whether there are no tones.
    pub is_silent: bool,
    /// Whether the time is only played.
    pub is_rehearsal: bool,
    /// Whether all of it is practice.
    pub is_practice: bool,
}

impl Setting {
    /// How long a verdict is shown where nothing else was asked for.
    pub const BACK: Duration = Duration::from_secs(5);

    /// The same, in practice or not. There a played time matters no more.
    #[must_use]
    pub fn practised(self, is_practice: bool) -> Self {
        Self {
            is_rehearsal: self.is_rehearsal && !is_practice,
            is_practice,
            ..self
        }
    }
}

const fn tone(exit: Exit) -> Tone {
    match exit {
        Exit::Accepted => Tone::Yes,
        Exit::Refused => Tone::No,
        _ => Tone::Unknown,
    }
}

/// A verdict as the visitor may see it: of a "no" what helps, and nothing else.
fn verdict(decision: &Decision, words: &Words) -> (Face, String, String) {
    let told = decision.tell(words);
    let (face, line) = match decision.exit() {
        Exit::Accepted => (Face::Yes, told.lines.get(1).cloned()),
        Exit::Refused => (Face::No, decision.help(words)),
        _ if decision.is_aside() => (Face::Aside, Some(told.lines.join(" "))),
        _ => (Face::Unknown, told.lines.get(1).cloned()),
    };
    (face, told.headline, line.unwrap_or_default())
}

/// With less time than this left, the age of the lists is a reason to worry: a day.
const WORRY_SECONDS: u64 = 86_400;

#[cfg(test)]
mod tests;
