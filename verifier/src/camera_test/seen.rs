//! What has been seen in a test of a camera so far.

use std::collections::VecDeque;
use std::time::Duration;

use shared::qr_text::{self, NotAPresentation};

use super::advice::View;
use super::figures::{CodeFigures, Figures};

/// What the frames so far have shown. No text of a code is kept.
#[derive(Debug, Default)]
pub struct Seen {
    first: Option<Duration>,
    last: Duration,
    frames: u32,
    read: u32,
    /// Whether the last code that was read is one of ours.
    is_ours: Option<bool>,
    /// Since when a code has been read without a longer gap, and when it was read last.
    steady: Option<(Duration, Duration)>,
    /// The figures of the last frames, and whether a code was read in each.
    recent: VecDeque<(Figures, bool)>,
}

impl Seen {
    /// A code that has been read for so long is read reliably.
    pub const STEADY_FOR: Duration = Duration::from_secs(2);
    const GAP: Duration = Duration::from_millis(500);
    /// What is said is about the last so many frames: things are moved about while one looks.
    const RECENT: usize = 60;

    /// Takes note of a frame.
    pub fn note(&mut self, time: Duration, figures: Figures, text: Option<&str>) {
        self.first.get_or_insert(time);
        self.last = time;
        self.frames += 1;
        if let Some(text) = text {
            self.read += 1;
            let is_foreign = matches!(qr_text::decode(text), Err(NotAPresentation::NotOurs));
            self.is_ours = Some(!is_foreign);
            let since = match self.steady {
                Some((since, last)) if time.saturating_sub(last) <= Self::GAP => since,
                _ => time,
            };
            self.steady = Some((since, time));
        }
        self.recent.push_back((figures, text.is_some()));
        if self.recent.len() > Self::RECENT {
            self.recent.pop_front();
        }
    }

    /// How many frames there were.
    #[must_use]
    pub const fn frames(&self) -> u32 {
        self.frames
    }

    /// In how many of them a code was read.
    #[must_use]
    pub const fn read(&self) -> u32 {
        self.read
    }

    /// Whether the last code that was read is one of ours; `None` when none was read.
    #[must_use]
    pub const fn is_ours(&self) -> Option<bool> {
        self.is_ours
    }

    /// How long the frames have come.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.last.saturating_sub(self.first.unwrap_or(self.last))
    }

    /// Whether a code has been read all the time, for long enough.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.steady.is_some_and(|(since, last)| {
            last == self.last && last.saturating_sub(since) >= Self::STEADY_FOR
        })
    }

    /// The last frames taken together; `rate` is the frames a second.
    #[must_use]
    pub fn view(&self, rate: Option<f64>) -> View {
        let all: Vec<Figures> = self.recent.iter().map(|(figures, _)| *figures).collect();
        let codes: Vec<CodeFigures> = all.iter().filter_map(|figures| figures.code).collect();
        let read = self.recent.iter().filter(|(_, is_read)| *is_read).count();
        // What seems to be a code now and then, and is never read, is none.
        let is_code = read > 0 || 2 * codes.len() > all.len();
        let code = (is_code && !codes.is_empty()).then(|| CodeFigures {
            module: median(&codes, |code| code.module),
            contrast: median(&codes, |code| code.contrast),
            blur: median(&codes, |code| code.blur),
            glare: median(&codes, |code| code.glare),
        });
        View {
            figures: Figures {
                brightness: median(&all, |figures| figures.brightness),
                black: median(&all, |figures| figures.black),
                white: median(&all, |figures| figures.white),
                sharpness: median(&all, |figures| figures.sharpness),
                code,
            },
            read: share(read, all.len()),
            rate,
        }
    }
}

fn median<T>(all: &[T], value: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(value).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn share(part: usize, all: usize) -> f64 {
    let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    count(part) / count(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "SP1:ABC";

    fn figures(module: Option<f64>) -> Figures {
        Figures {
            brightness: 0.5,
            black: 0.0,
            white: 0.0,
            sharpness: 0.3,
            code: module.map(|module| CodeFigures {
                module,
                contrast: 0.5,
                blur: 0.1,
                glare: 0.0,
            }),
        }
    }

    /// Thirty frames a second, a code read in those that `reads` names.
    fn seen(frames: u32, reads: impl Fn(u32) -> bool) -> Seen {
        let mut seen = Seen::default();
        for number in 0..frames {
            let time = number * Duration::from_millis(33);
            seen.note(time, figures(Some(3.0)), reads(number).then_some(OURS));
        }
        seen
    }

    #[test]
    fn two_seconds_of_reading_settle_it() {
        assert!(!seen(60, |_| true).is_settled());
        assert!(seen(62, |_| true).is_settled());
        assert!(seen(64, |number| number % 9 == 0).is_settled());
        // A longer gap starts anew; and the last frame must be read.
        assert!(!seen(70, |number| !(20..40).contains(&number)).is_settled());
        assert!(!seen(65, |number| number < 62).is_settled());
        assert!(!Seen::default().is_settled());
    }

    #[test]
    fn ours_and_others_are_told_apart() {
        let mut seen = Seen::default();
        assert_eq!((seen.is_ours(), seen.lasted()), (None, Duration::ZERO));
        for (text, is_ours) in [
            ("https://example.org", false),
            (OURS, true),
            ("SP2:X", true),
        ] {
            seen.note(Duration::ZERO, figures(None), Some(text));
            assert_eq!(seen.is_ours(), Some(is_ours), "{text}");
        }
        assert_eq!((seen.frames(), seen.read()), (3, 3));
        assert!(!format!("{seen:?}").contains("example"));
    }

    #[test]
    fn the_last_frames_count_and_chance_finds_do_not() {
        let mut seen = Seen::default();
        for number in 0..Seen::RECENT {
            seen.note(
                Duration::ZERO,
                figures((number % 3 == 0).then_some(9.0)),
                None,
            );
        }
        assert_eq!(seen.view(None).figures.code, None);
        for _ in 0..Seen::RECENT {
            seen.note(Duration::ZERO, figures(Some(3.0)), Some(OURS));
        }
        let view = seen.view(Some(30.0));
        assert_eq!((view.figures.code.unwrap().module, view.read), (3.0, 1.0));
        assert_eq!(view.advice(), []);
    }
}
