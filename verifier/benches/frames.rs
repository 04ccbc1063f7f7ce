//! How many frames of a webcam are read, and for how much CPU time, beside zxing-cpp on the same frames in the same
//! run, where a Python that has it is named: `cargo bench -p verifier --bench frames -- PYTHON`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use test_vectors::measure::{self, cpu_time};
use test_vectors::webcam::{Class, HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::frame::Frame;
use verifier::reader::Scanner;

const SEED: u64 = 41;
const FRAMES_PER_CLASS: u64 = 16;
const BURSTS: u64 = 24;
const FRAMES_PER_BURST: u32 = 10;
/// The lengths of texts in turn: codes of versions 7 to 14.
const LENGTHS: [usize; 4] = [170, 300, 414, 520];
const OURS: &str = "verifier";

fn main() -> Result<()> {
    let mut given = std::env::args_os().skip(1);
    let python = given.find(|given| !given.to_string_lossy().starts_with("--"));
    let folder = measure::folder().join("frames");
    let mut runs = Runs::default();
    let texts = read_all(&folder, &mut runs)?;
    match python {
        Some(python) => read_with_peer(python.as_ref(), &folder, &texts, &mut runs)?,
        None => println!("no Python with zxing-cpp was named, so there is no peer"),
    }
    let bursts = bursts()?;
    let table = runs.table(&bursts);
    print!("{table}");
    let base = measure::folder().join("frames");
    fs::write(base.with_extension("md"), table)?;
    let json = serde_json::to_string_pretty(&runs.json(&bursts))?;
    fs::write(base.with_extension("json"), json)?;
    ensure!(runs.wrong == 0, "{} texts are wrong", runs.wrong);
    Ok(())
}

/// What each way of reading found: by way and class, whether each frame was read and for how many milliseconds.
#[derive(Default)]
struct Runs {
    by_way: BTreeMap<String, BTreeMap<Class, Vec<(bool, f64)>>>,
    by_reader: BTreeMap<&'static str, u32>,
    wrong: u32,
}

/// The text and the class of every frame, by its name.
type Texts = BTreeMap<String, (Class, String)>;

fn read_all(folder: &Path, runs: &mut Runs) -> Result<Texts> {
    // Frames of another run must not be taken for this one's.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let mut texts = Texts::new();
    for class in Class::ALL {
        for number in 0..FRAMES_PER_CLASS {
            let text = text(number);
            let shot = class
                .scene(SEED + number)
                .shot(&Modules::of_text(&text)?, 0);
            let name = format!("{}_{number:02}", class.name());
            let path = folder.join(&name).with_extension("pgm");
            shot.write_pgm(&mut BufWriter::new(File::create(path)?))?;
            let frame = frame(&shot)?;
            let mut scanner = Scanner::still();
            let start = cpu_time();
            let read = scanner.read(&frame);
            let taken = cpu_time().saturating_sub(start);
            if let (Some(_), Some(reader)) = (&read, scanner.by()) {
                *runs.by_reader.entry(reader).or_default() += 1;
            }
            runs.note(
                OURS,
                class,
                read.as_deref(),
                &text,
                taken.as_secs_f64() * 1e3,
            );
            texts.insert(name, (class, text));
        }
    }
    Ok(texts)
}

fn read_with_peer(python: &Path, folder: &Path, texts: &Texts, runs: &mut Runs) -> Result<()> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/frames_peer.py");
    let output = Command::new(python).arg(script).arg(folder).output();
    let output = output.with_context(|| format!("starting {}", python.display()))?;
    if !output.status.success() {
        println!(
            "no peer: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        return Ok(());
    }
    for row in String::from_utf8(output.stdout)?.lines() {
        let columns: Vec<&str> = row.split('\t').collect();
        let [name, way, read, taken] = columns.as_slice() else {
            continue;
        };
        let (class, text) = texts.get(*name).context("a frame of this run")?;
        let read = Some(*read).filter(|read| !read.is_empty());
        runs.note(way, *class, read, text, taken.parse()?);
    }
    Ok(())
}

/// For each burst of one code in a shaking hand, after how many frames its text was read.
fn bursts() -> Result<Vec<Option<u32>>> {
    let mut found = Vec::new();
    for number in 0..BURSTS {
        let text = text(number);
        let code = Modules::of_text(&text)?;
        let scene: Scene = Class::Clean.scene(SEED + 1000 + number);
        let mut scanner = Scanner::camera();
        let mut after = None;
        for moment in 0..FRAMES_PER_BURST {
            let frame = frame(&scene.in_hand(moment).shot(&code, moment))?;
            if let Some(read) = scanner.read(&frame) {
                ensure!(read == text, "a burst gives a wrong text");
                after = Some(moment + 1);
                break;
            }
        }
        found.push(after);
    }
    Ok(found)
}

impl Runs {
    fn note(&mut self, way: &str, class: Class, read: Option<&str>, text: &str, taken: f64) {
        let is_right = read == Some(text);
        if way == OURS && read.is_some() && !is_right {
            self.wrong += 1;
        }
        let classes = self.by_way.entry(way.to_owned()).or_default();
        classes.entry(class).or_default().push((is_right, taken));
    }

    fn rate(&self, way: &str, class: Option<Class>) -> f64 {
        let classes = self.by_way.get(way).into_iter().flatten();
        let frames: Vec<bool> = classes
            .filter(|(of, _)| class.is_none_or(|class| class == **of))
            .flat_map(|(_, frames)| frames.iter().map(|(is_right, _)| *is_right))
            .collect();
        let count = |frames: usize| f64::from(u32::try_from(frames).unwrap_or(u32::MAX));
        let right = frames.iter().filter(|is_right| **is_right).count();
        count(right) / count(frames.len()).max(1.0)
    }

    /// Median, 95th percentile and maximum of the CPU time in milliseconds.
    fn times(&self, way: &str) -> [f64; 3] {
        let classes = self.by_way.get(way).into_iter().flatten();
        let mut times: Vec<f64> = classes
            .flat_map(|(_, frames)| frames.iter().map(|(_, taken)| *taken))
            .collect();
        times.sort_unstable_by(f64::total_cmp);
        [50, 95, 100].map(|percent| {
            let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        })
    }

    fn table(&self, bursts: &[Option<u32>]) -> String {
        let ways: Vec<&String> = self.by_way.keys().collect();
        let mut table = "| frames read, % |".to_owned();
        // Writing to a string cannot fail.
        let _ = writeln!(table, " {} |", joined(&ways, |way| (*way).clone()));
        let _ = writeln!(table, "|---|{}|", joined(&ways, |_| "---".to_owned()));
        for class in Class::ALL {
            let rates = joined(&ways, |way| {
                format!("{:.1}", 100.0 * self.rate(way, Some(class)))
            });
            let _ = writeln!(table, "| {} | {rates} |", class.name());
        }
        let rates = joined(&ways, |way| format!("{:.1}", 100.0 * self.rate(way, None)));
        let _ = writeln!(table, "| all | {rates} |");
        let ours = self.rate(OURS, None);
        let ratios = joined(&ways, |way| format!("{:.3}", ours / self.rate(way, None)));
        let _ = writeln!(table, "| all, {OURS} to this | {ratios} |");
        for (place, name) in ["median", "95th percentile", "longest"].iter().enumerate() {
            let times = joined(&ways, |way| {
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
        let [read, median] = burst_figures(bursts);
        let _ = writeln!(
            table,
            "Bursts of {FRAMES_PER_BURST} frames in a shaking hand: {:.1} % read, median after {median} frames.",
            100.0 * read
        );
        table
    }

    fn json(&self, bursts: &[Option<u32>]) -> Value {
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
        let [read, median] = burst_figures(bursts);
        json!({
            "ways": ways.collect::<serde_json::Map<_, _>>(),
            "texts_by_reader": self.by_reader,
            "bursts_read": read,
            "burst_median_frames": median,
        })
    }
}

/// The share of the bursts that were read, and the median of the frames it took.
fn burst_figures(bursts: &[Option<u32>]) -> [f64; 2] {
    let mut frames: Vec<u32> = bursts.iter().flatten().copied().collect();
    frames.sort_unstable();
    let count = |frames: usize| f64::from(u32::try_from(frames).unwrap_or(u32::MAX));
    let median = frames.get(bursts.len() / 2).copied();
    let read = count(frames.len()) / count(bursts.len()).max(1.0);
    [read, median.map_or(f64::INFINITY, f64::from)]
}

fn joined<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = items.iter().map(show).collect();
    shown.join(" | ")
}

/// A text like a presentation's: Base45.
fn text(number: u64) -> String {
    let alphabet: Vec<char> = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        .chars()
        .collect();
    let number = usize::try_from(number).unwrap_or(0);
    let length = LENGTHS.get(number % LENGTHS.len()).copied().unwrap_or(100);
    (0..length)
        .filter_map(|at| {
            alphabet
                .get((at * at * (7 + number) + at * 13) % 45)
                .copied()
        })
        .collect()
}

fn frame(shot: &Shot) -> Result<Frame> {
    let time = std::time::Duration::ZERO;
    Ok(Frame::new(
        shot.luma().to_vec(),
        WIDTH.into(),
        HEIGHT.into(),
        time,
    )?)
}
