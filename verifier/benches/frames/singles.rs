//! Single frames: how many of each class are read, and how fast.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use test_vectors::measure::cpu_time;
use test_vectors::webcam::{Class, Modules};
use verifier::reader::Scanner;

use crate::{OURS, Seen, columns, frame, keep, share, text};

const SEED: u64 = 41;
const FRAMES_PER_CLASS: u64 = 16;

/// What each way of reading found: by way and class, whether each frame was read and for how many milliseconds.
#[derive(Default)]
pub(crate) struct Singles {
    by_way: BTreeMap<String, BTreeMap<Class, Vec<(bool, f64)>>>,
    by_reader: BTreeMap<&'static str, u32>,
    /// The class and the text of every frame, by its name.
    texts: BTreeMap<String, (Class, String)>,
    wrong: u32,
}

impl Singles {
    /// Makes the frames, keeps them in the folder, and reads them.
    pub(crate) fn read(&mut self, folder: &Path) -> Result<()> {
        for class in Class::ALL {
            for number in 0..FRAMES_PER_CLASS {
                let text = text(number);
                let code = Modules::of_text(&text)?;
                let shot = class.scene(SEED + number).shot(&code, 0);
                let name = format!("{}_{number:02}", class.name());
                keep(&shot, folder, &name)?;
                let frame = frame(&shot)?;
                let mut scanner = Scanner::still();
                let start = cpu_time();
                let read = scanner.read(&frame);
                let taken = cpu_time().saturating_sub(start).as_secs_f64() * 1e3;
                if let (Some(_), Some(reader)) = (&read, scanner.by()) {
                    *self.by_reader.entry(reader).or_default() += 1;
                }
                let is_right = read.as_ref() == Some(&text);
                if read.is_some() && !is_right {
                    self.wrong += 1;
                }
                self.note(OURS, class, is_right, taken);
                self.texts.insert(name, (class, text));
            }
        }
        Ok(())
    }

    /// Takes note of what a peer saw.
    pub(crate) fn note_peer(&mut self, seen: &Seen<'_>) -> Result<()> {
        let (class, text) = self.texts.get(seen.frame).context("a frame of this run")?;
        let (class, is_right) = (*class, seen.text == Some(text));
        self.note(seen.way, class, is_right, seen.milliseconds);
        Ok(())
    }

    /// How many texts of ours were not those shown.
    pub(crate) const fn wrong(&self) -> u32 {
        self.wrong
    }

    fn note(&mut self, way: &str, class: Class, is_right: bool, milliseconds: f64) {
        let classes = self.by_way.entry(way.to_owned()).or_default();
        let frames = classes.entry(class).or_default();
        frames.push((is_right, milliseconds));
    }

    fn frames(&self, way: &str, class: Option<Class>) -> Vec<(bool, f64)> {
        let classes = self.by_way.get(way).into_iter().flatten();
        classes
            .filter(|(of, _)| class.is_none_or(|class| class == **of))
            .flat_map(|(_, frames)| frames.iter().copied())
            .collect()
    }

    fn rate(&self, way: &str, class: Option<Class>) -> f64 {
        let frames = self.frames(way, class);
        let right = frames.iter().filter(|(is_right, _)| *is_right).count();
        share(right, frames.len())
    }

    /// Median, 95th percentile and maximum of the CPU time in milliseconds.
    fn times(&self, way: &str) -> [f64; 3] {
        let mut times: Vec<f64> = self
            .frames(way, None)
            .iter()
            .map(|(_, time)| *time)
            .collect();
        times.sort_unstable_by(f64::total_cmp);
        [50, 95, 100].map(|percent| {
            let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        })
    }

    /// The classes against the ways.
    pub(crate) fn table(&self) -> String {
        let ways: Vec<&String> = self.by_way.keys().collect();
        let mut table = "| frames read, % |".to_owned();
        // Writing to a string cannot fail.
        let _ = writeln!(table, " {} |", columns(&ways, |way| (*way).clone()));
        let _ = writeln!(table, "|---|{}|", columns(&ways, |_| "---".to_owned()));
        for class in Class::ALL {
            let rates = columns(&ways, |way| {
                format!("{:.1}", 100.0 * self.rate(way, Some(class)))
            });
            let _ = writeln!(table, "| {} | {rates} |", class.name());
        }
        let rates = columns(&ways, |way| format!("{:.1}", 100.0 * self.rate(way, None)));
        let _ = writeln!(table, "| all | {rates} |");
        let ours = self.rate(OURS, None);
        let ratios = columns(&ways, |way| format!("{:.3}", ours / self.rate(way, None)));
        let _ = writeln!(table, "| all, {OURS} to this | {ratios} |");
        for (place, name) in ["median", "95th percentile", "longest"].iter().enumerate() {
            let times = columns(&ways, |way| {
                let time = self.times(way).get(place).copied();
                format!("{:.2}", time.unwrap_or_default())
            });
            let _ = writeln!(table, "| CPU ms, {name} | {times} |");
        }
        let readers = self.by_reader.iter();
        let readers: Vec<String> = readers
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let _ = writeln!(table, "\nTexts by reader: {}.", readers.join(", "));
        table
    }

    /// The same for a machine.
    pub(crate) fn json(&self) -> Value {
        let ways = self.by_way.keys().map(|way| {
            let rates = Class::ALL
                .map(|class| (class.name().to_owned(), json!(self.rate(way, Some(class)))));
            let [median, percentile_95, longest] = self.times(way);
            let figures = json!({
                "rate": self.rate(way, None),
                "rates": rates.into_iter().collect::<serde_json::Map<_, _>>(),
                "median_ms": median,
                "percentile_95_ms": percentile_95,
                "longest_ms": longest,
            });
            (way.clone(), figures)
        });
        json!({
            "ways": ways.collect::<serde_json::Map<_, _>>(),
            "texts_by_reader": self.by_reader,
            "wrong": self.wrong,
        })
    }
}
