//! Bursts: one code in a shaking hand, hard to read in every frame. After how many frames is its text known?

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use test_vectors::webcam::{Class, Modules, Scene, Shot};
use verifier::reader::Scanner;

use crate::{OURS, Seen, columns, frame, keep, share, text};

const SEED: u64 = 1041;
const BURSTS_OF_A_KIND: u64 = 8;
const FRAMES_PER_BURST: u32 = 10;
/// What is hard besides the hand and the lens; in the dark neither is needed.
const IN_HAND: [Class; 6] = [
    Class::Clean,
    Class::Small,
    Class::Noise,
    Class::Glare,
    Class::Faint,
    Class::Mixed,
];
const DARK: &str = "dark";
/// Ours, when each frame is looked at as if there were no other.
const ALONE: &str = "verifier, frame by frame";

/// For each burst, after how many frames each way of reading had the text.
#[derive(Default)]
pub(crate) struct Bursts {
    /// The kind and the text of every burst.
    shown: Vec<(&'static str, String)>,
    by_way: BTreeMap<String, BTreeMap<usize, u32>>,
    /// How many single frames each way reads.
    frames: BTreeMap<String, usize>,
    wrong: u32,
}

impl Bursts {
    /// Makes the frames, keeps them in the folder, and reads them.
    pub(crate) fn read(&mut self, folder: &Path) -> Result<()> {
        for number in 0..BURSTS_OF_A_KIND {
            for class in IN_HAND {
                let scene = class.scene(SEED + number);
                let shot = |code: &_, moment| scene.in_hand(moment).shot(code, moment);
                self.read_one(folder, class.name(), number, shot)?;
            }
            let scene = Scene::dark(SEED + number);
            let shot = |code: &_, moment| scene.shot(code, moment);
            self.read_one(folder, DARK, number, shot)?;
        }
        Ok(())
    }

    fn read_one(
        &mut self,
        folder: &Path,
        kind: &'static str,
        number: u64,
        shot: impl Fn(&Modules, u32) -> Shot,
    ) -> Result<()> {
        let (burst, text) = (self.shown.len(), text(number));
        let code = Modules::of_text(&text)?;
        self.shown.push((kind, text));
        let mut camera = Scanner::camera();
        for moment in 0..FRAMES_PER_BURST {
            let shot = shot(&code, moment);
            keep(&shot, folder, &format!("{burst:02}_{moment}"))?;
            let frame = frame(&shot)?;
            let joined = camera.read(&frame);
            self.note(OURS, burst, moment, joined.as_deref());
            let alone = Scanner::still().read(&frame);
            self.note(ALONE, burst, moment, alone.as_deref());
        }
        Ok(())
    }

    /// Takes note of what a peer saw.
    pub(crate) fn note_peer(&mut self, seen: &Seen<'_>) -> Result<()> {
        let place = seen.frame.split_once('_').context("a burst and a moment")?;
        self.note(seen.way, place.0.parse()?, place.1.parse()?, seen.text);
        Ok(())
    }

    /// How many texts of ours were not those shown.
    pub(crate) const fn wrong(&self) -> u32 {
        self.wrong
    }

    fn note(&mut self, way: &str, burst: usize, moment: u32, read: Option<&str>) {
        let shown = self.shown.get(burst).map(|(_, text)| text.as_str());
        let bursts = self.by_way.entry(way.to_owned()).or_default();
        if read.is_none() {
            return;
        }
        if read == shown {
            let first = bursts.entry(burst).or_insert(moment + 1);
            *first = (moment + 1).min(*first);
            *self.frames.entry(way.to_owned()).or_default() += 1;
        } else if way == OURS || way == ALONE {
            self.wrong += 1;
        }
    }

    fn figures(&self, way: &str, kind: Option<&str>) -> Figures {
        let bursts: Vec<usize> = self
            .shown
            .iter()
            .enumerate()
            .filter(|(_, (of, _))| kind.is_none_or(|kind| kind == *of))
            .map(|(burst, _)| burst)
            .collect();
        let read = self.by_way.get(way);
        let frames = bursts.iter().filter_map(|burst| read?.get(burst).copied());
        let mut frames: Vec<u32> = frames.collect();
        frames.sort_unstable();
        Figures {
            read: share(frames.len(), bursts.len()),
            median: frames.get(bursts.len() / 2).copied(),
        }
    }

    /// The share of the single frames that are read.
    fn single(&self, way: &str) -> f64 {
        let each = usize::try_from(FRAMES_PER_BURST).unwrap_or_default();
        let read = self.frames.get(way).copied().unwrap_or_default();
        share(read, self.shown.len() * each)
    }

    /// The kinds against the ways.
    pub(crate) fn table(&self) -> String {
        let ways: Vec<&String> = self.by_way.keys().collect();
        let mut table = format!(
            "| bursts of {FRAMES_PER_BURST} frames: read, %; frames to a text, median | {} |\n",
            columns(&ways, |way| (*way).clone())
        );
        // Writing to a string cannot fail.
        let _ = writeln!(table, "|---|{}|", columns(&ways, |_| "---".to_owned()));
        let kinds = IN_HAND.map(|class| Some(class.name()));
        for kind in kinds.into_iter().chain([Some(DARK), None]) {
            let cells = columns(&ways, |way| self.figures(way, kind).to_string());
            let _ = writeln!(table, "| {} | {cells} |", kind.unwrap_or("all"));
        }
        let single = columns(&ways, |way| format!("{:.1}", 100.0 * self.single(way)));
        let _ = writeln!(table, "| single frames read, % | {single} |");
        table
    }

    /// The same for a machine.
    pub(crate) fn json(&self) -> Value {
        let ways = self.by_way.keys().map(|way| {
            let (all, dark) = (self.figures(way, None), self.figures(way, Some(DARK)));
            let figures = json!({
                "bursts_read": all.read,
                "median_frames": all.median,
                "bursts_read_in_the_dark": dark.read,
                "median_frames_in_the_dark": dark.median,
                "single_frames_read": self.single(way),
            });
            (way.clone(), figures)
        });
        json!({
            "ways": ways.collect::<serde_json::Map<_, _>>(),
            "bursts": self.shown.len(),
            "frames_per_burst": FRAMES_PER_BURST,
            "wrong": self.wrong,
        })
    }
}

/// Which share of the bursts was read, and after how many frames half of them had been.
struct Figures {
    read: f64,
    median: Option<u32>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = 100.0 * self.read;
        match self.median {
            Some(median) => write!(f, "{read:.1}; {median}"),
            None => write!(f, "{read:.1}; -"),
        }
    }
}
