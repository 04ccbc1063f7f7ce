//! A venue's days: visitors whose phones are right or not, screenshots, and people who have agreed to mislead.
//!
//! It asks one thing of a verifier: does it name its own clock when that is wrong, and not when it is right?

use anyhow::Result;
use shared::claims::Claim;
use shared::replay::Memory;
use shared::time::Epoch;
use shared::verdict::{Gap, Verdict};

use crate::card::Card;
use crate::cast::{self, HOUR, Key, NOW, TODAY};
use crate::door::Door;
use crate::random::Random;

/// What a venue and its visitors are like. Shares are in thousandths of the parties that come.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Parties of visitors in an hour, over ten hours a day.
    pub parties_an_hour: u64,
    /// Phones that are up to ten minutes off, either way.
    pub minutes_off: u64,
    /// Phones that are whole hours off: set by hand in another time zone.
    pub hours_off: u64,
    /// Screenshots, half a minute to two hours old.
    pub screenshots: u64,
    /// Parties of two to four from afar, their phones set by hand to the same wrong hour.
    pub families_off: u64,
    /// Phones of a group that has agreed on a wrong time and comes once a day.
    pub plotters: u64,
    /// Other visitors between each two of that group.
    pub between: u64,
    /// Whether that group is the first to come, and not in the middle of the day.
    pub at_opening: bool,
    /// The venue's clock minus the right time, in seconds.
    pub venue_off: i64,
    /// Visitors with right phones whom the venue has seen on the day before its clock becomes wrong.
    pub right_before: u64,
}

impl Crowd {
    /// 60 parties an hour, people as they are, a right clock.
    pub const USUAL: Self = Self {
        parties_an_hour: 60,
        minutes_off: 10,
        hours_off: 3,
        screenshots: 20,
        families_off: 1,
        plotters: 0,
        between: 0,
        at_opening: false,
        venue_off: 0,
        right_before: 0,
    };
}

/// What came of many days.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Days.
    pub days: u64,
    /// Codes that were shown.
    pub visits: u64,
    /// Codes that were accepted.
    pub accepted: u64,
    /// How often the clock was called wrong though it is right, or wrong by what it is not.
    pub alarms: u64,
    /// On how many days that was.
    pub days_with_alarm: u64,
    /// For each day on which a wrong clock was named: the visitors with right phones who came until then.
    pub until_named: Vec<u64>,
}

impl Tally {
    /// False alarms in 10,000 visits.
    #[must_use]
    pub fn alarms_in_10000(&self) -> f64 {
        share(self.alarms, self.visits) * 10_000.0
    }

    /// The share of days with a false alarm.
    #[must_use]
    pub fn share_of_days_with_alarm(&self) -> f64 {
        share(self.days_with_alarm, self.days)
    }

    /// The share of days on which a wrong clock was named before more than so many right visitors had come.
    #[must_use]
    pub fn named_within(&self, visitors: u64) -> f64 {
        let named = self.until_named.iter().filter(|until| **until <= visitors);
        share(named.map(|_| 1).sum(), self.days)
    }
}

/// Lives through one day after another until it is enough. The same seed gives the same days.
pub fn live(crowd: &Crowd, seed: u64, is_enough: impl Fn(&Tally) -> bool) -> Result<Tally> {
    let mut venue = Venue {
        crowd: *crowd,
        door: door()?,
        card: Card::new(NOW),
        random: Random(seed),
        tally: Tally::default(),
        now: OPENING,
        is_off: false,
        right: 0,
        is_named: false,
        is_alarmed: false,
    };
    while !is_enough(&venue.tally) {
        venue.day();
    }
    Ok(venue.tally)
}

/// 9:00 in Moscow.
const OPENING: u64 = NOW - 10 - 3 * HOUR;
/// How long the venue is open.
const OPEN: u64 = 10 * HOUR;
/// The lists are signed the evening before.
const SIGNED: u64 = OPENING - 12 * HOUR;
/// On what time a group agrees.
const AGREED: i64 = -7_200;

fn door() -> Result<Door> {
    let mut door = Door::empty(vec![Claim::Adult]);
    door.take_trust_list(&cast::signed_trust_list(SIGNED), &cast::roots())?;
    door.take_manifest(&cast::region_manifest(SIGNED))?;
    let (list, _) = cast::epoch_list(TODAY);
    door.take_status_list(cast::issuer(cast::REGION), Epoch::new(TODAY), &list)?;
    Ok(door)
}

/// One who comes.
struct Visitor {
    device: [u8; 32],
    /// The phone's clock minus the right time.
    offset: i64,
    /// A code of an earlier moment.
    screenshot: Option<u64>,
}

impl Visitor {
    /// Whether phone and code are right, as far as clocks can be.
    const fn is_right(&self) -> bool {
        self.offset.abs() <= 2 && self.screenshot.is_none()
    }
}

struct Venue {
    crowd: Crowd,
    door: Door,
    /// What all codes have in common.
    card: Card,
    random: Random,
    tally: Tally,
    /// The right time.
    now: u64,
    is_off: bool,
    /// Right visitors since the clock is wrong.
    right: u64,
    is_named: bool,
    is_alarmed: bool,
}

impl Venue {
    fn day(&mut self) {
        self.tally.days += 1;
        self.door.memory = Memory::new(self.bytes());
        (self.now, self.right) = (OPENING, 0);
        (self.is_off, self.is_named, self.is_alarmed) = (false, false, false);
        for _ in 0..self.crowd.right_before {
            let visitor = self.with_offset(0);
            self.welcome(&visitor);
        }
        self.is_off = self.crowd.venue_off != 0;
        let plot = if self.crowd.at_opening { 0 } else { OPEN / 2 };
        let mut is_plotted = self.crowd.plotters == 0;
        // What comes after a wrong clock is named is another story.
        while self.now < OPENING + OPEN && !self.is_named {
            if !is_plotted && self.now >= OPENING + plot {
                is_plotted = true;
                self.plot();
            }
            self.now += 1;
            if self.random.number(HOUR) < self.crowd.parties_an_hour {
                self.party();
            }
        }
        self.tally.days_with_alarm += u64::from(self.is_alarmed);
    }

    fn party(&mut self) {
        if self.random.number(1_000) < self.crowd.families_off {
            let (persons, offset) = (2 + self.random.number(3), self.hours());
            for _ in 0..persons {
                let visitor = self.with_offset(offset);
                self.welcome(&visitor);
            }
        } else {
            let visitor = self.visitor();
            self.welcome(&visitor);
        }
    }

    fn plot(&mut self) {
        for _ in 0..self.crowd.plotters {
            let plotter = self.with_offset(AGREED);
            self.welcome(&plotter);
            for _ in 0..self.crowd.between {
                let visitor = self.visitor();
                self.welcome(&visitor);
            }
        }
    }

    fn visitor(&mut self) -> Visitor {
        let crowd = self.crowd;
        let kinds = [crowd.minutes_off, crowd.hours_off, crowd.screenshots];
        let mut place = self.random.number(1_000);
        let mut kind = 0;
        for share in kinds {
            if place < share {
                break;
            }
            place -= share;
            kind += 1;
        }
        match kind {
            0 => {
                let offset = self.even(600);
                self.with_offset(offset)
            }
            1 => {
                let offset = self.hours();
                self.with_offset(offset)
            }
            2 => {
                // As many of half a minute to a minute as of one to two hours.
                let least = 30 << self.random.number(8);
                let age = least + self.random.number(least);
                Visitor {
                    screenshot: Some(age),
                    ..self.with_offset(0)
                }
            }
            _ => {
                let offset = self.even(2);
                self.with_offset(offset)
            }
        }
    }

    fn with_offset(&mut self, offset: i64) -> Visitor {
        Visitor {
            device: self.bytes(),
            offset,
            screenshot: None,
        }
    }

    /// One to nine hours, either way.
    fn hours(&mut self) -> i64 {
        let hours = i64::try_from(1 + self.random.number(9)).unwrap_or(1) * 3_600;
        if self.random.coin() { hours } else { -hours }
    }

    /// From `-most` to `most`.
    fn even(&mut self, most: i64) -> i64 {
        let limit = u64::try_from(2 * most + 1).unwrap_or(1);
        i64::try_from(self.random.number(limit)).unwrap_or(0) - most
    }

    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for part in bytes.as_chunks_mut::<8>().0 {
            *part = self.random.next();
        }
        bytes
    }

    /// Somebody shows a code, and the next one if the first will not do.
    fn welcome(&mut self, visitor: &Visitor) {
        if self.is_named {
            return;
        }
        self.right += u64::from(self.is_off && visitor.is_right());
        let screenshot = visitor.screenshot.map(|age| self.now - age);
        for _ in 0..2 {
            let shown =
                screenshot.unwrap_or_else(|| self.now.saturating_add_signed(visitor.offset));
            let code = self.code(visitor.device, shown);
            let is_accepted = self.check(&code);
            self.now += 10;
            if is_accepted || self.is_named {
                return;
            }
            self.now += 20;
        }
    }

    /// The code that a phone shows at this time by its clock.
    fn code(&self, device: [u8; 32], now: u64) -> String {
        let card = self.card.clone().device(Key::Citizen(device));
        let card = card.issued_at(cast::step(now).start().seconds());
        let today = cast::days().epoch_at(cast::at(now));
        if today == Some(Epoch::new(TODAY)) {
            return card.text();
        }
        let (day, key) = if now < NOW {
            (TODAY - 1, Key::RegionUntilYesterday)
        } else {
            (TODAY + 1, Key::Region)
        };
        card.day(day).signed_by(key).text()
    }

    fn check(&mut self, text: &str) -> bool {
        let off = if self.is_off { self.crowd.venue_off } else { 0 };
        let verdict = self
            .door
            .check(text, cast::at(self.now.saturating_add_signed(off)));
        self.tally.visits += 1;
        if let Verdict::CannotTell(Gap::ClockWrong { offset }) = verdict {
            if self.is_off && offset.abs_diff(-off) <= 60 {
                self.is_named = true;
                self.tally.until_named.push(self.right);
            } else {
                self.is_alarmed = true;
                self.tally.alarms += 1;
            }
        }
        let is_accepted = matches!(verdict, Verdict::Accept(_));
        self.tally.accepted += u64::from(is_accepted);
        is_accepted
    }
}

fn share(part: u64, whole: u64) -> f64 {
    let number = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}
