//! What a camera is and how it has been set.

use std::fmt;

/// A camera's name and how it has been set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    /// What the camera calls itself.
    pub name: String,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How it writes its pixels: YUYV, MJPG...
    pub format: String,
    /// The frames that it promises; dark rooms often slow it down.
    pub rate: Option<Rate>,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            width,
            height,
            format,
            rate,
        } = self;
        write!(f, "{name}, {width}x{height} {format}")?;
        match rate {
            Some(rate) => write!(f, " at {rate} frames/s"),
            None => Ok(()),
        }
    }
}

/// Frames a second, as the fraction that cameras give: 30000/1001 is 29.97.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    frames: u32,
    seconds: u32,
}

impl Rate {
    /// So many frames in so many seconds; neither may be 0.
    #[must_use]
    pub const fn new(frames: u32, seconds: u32) -> Option<Self> {
        if frames == 0 || seconds == 0 {
            return None;
        }
        Some(Self { frames, seconds })
    }

    /// The frames.
    #[must_use]
    pub const fn frames(self) -> u32 {
        self.frames
    }

    /// The seconds in which they come.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.seconds
    }

    /// Frames a second.
    #[must_use]
    pub fn per_second(self) -> f64 {
        f64::from(self.frames) / f64::from(self.seconds)
    }

    fn thousandths(self) -> u64 {
        1000 * u64::from(self.frames) / u64::from(self.seconds)
    }
}

/// At most two decimals.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.per_second());
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The sizes and rate that we like best: enough pixels for a code at arm's length, and no more to read through; a
/// frame often enough that a hand which comes and goes is seen.
pub(super) const LIKED: (u32, u32, Rate) = (
    1280,
    720,
    Rate {
        frames: 30,
        seconds: 1,
    },
);

/// How far a setting is from what we like. Size counts more than rate, and rate more than the layout's rank; a rate
/// that is too low or too high counts most.
pub(super) fn distance(
    (width, height): (u32, u32),
    rate: Option<Rate>,
    rank: usize,
) -> (bool, u64, u64, usize) {
    let (liked_width, liked_height, liked_rate) = LIKED;
    let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let rate = rate.unwrap_or(liked_rate).thousandths();
    (
        !(10_000..=240_000).contains(&rate),
        pixels(width, height).abs_diff(pixels(liked_width, liked_height)),
        rate.abs_diff(liked_rate.thousandths()),
        rank,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(frames: u32, seconds: u32) -> Option<Rate> {
        Rate::new(frames, seconds)
    }

    #[test]
    fn rates_are_written_as_people_write_them() {
        for (frames, seconds, text) in [(30, 1, "30"), (30_000, 1001, "29.97"), (15, 2, "7.5")] {
            assert_eq!(rate(frames, seconds).unwrap().to_string(), text);
        }
        assert_eq!((rate(0, 1), rate(30, 0)), (None, None));
    }

    #[test]
    fn hd_at_thirty_is_liked_best_then_the_size_then_the_rate() {
        let settings = [
            ((1280, 720), rate(30, 1), 1),
            ((1280, 720), rate(30, 1), 4),
            ((1280, 720), rate(30_000, 1001), 0),
            ((1280, 720), rate(15, 1), 0),
            ((1280, 800), rate(30, 1), 0),
            ((640, 480), rate(30, 1), 0),
            ((1920, 1080), rate(30, 1), 0),
            // Too slow for a hand, whatever its size.
            ((1280, 720), rate(5, 1), 0),
        ];
        let distances = settings.map(|(size, rate, rank)| distance(size, rate, rank));
        assert!(distances.is_sorted(), "{distances:?}");
        assert_eq!(
            distance((1280, 720), None, 1),
            distance((1280, 720), rate(30, 1), 1)
        );
    }
}
