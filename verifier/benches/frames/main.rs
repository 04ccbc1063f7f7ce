//! How many frames of a webcam are read, and for how much CPU time, and after how many frames of a shaking hand a text is
//! known, beside zxing-cpp on the same frames in the same run, where a Python that has it is named; and what an empty room costs:
//! `cargo bench -p verifier --bench frames -- PYTHON`.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use test_vectors::measure;
use test_vectors::webcam::{HEIGHT, Shot, WIDTH};
use verifier::frame::Frame;

mod bursts;
mod rooms;
mod singles;

use bursts::Bursts;
use rooms::Rooms;
use singles::Singles;

/// The lengths of texts in turn: codes of versions 7 to 14.
const LENGTHS: [usize; 4] = [170, 300, 414, 520];
const OURS: &str = "verifier";

fn main() -> Result<()> {
    let mut given = std::env::args_os().skip(1);
    let python = given.find(|given| !given.to_string_lossy().starts_with("--"));
    let base = measure::folder().join("frames");
    let (mut singles, mut bursts) = (Singles::default(), Bursts::default());
    let folder = emptied(&base.join("singles"))?;
    singles.read(&folder)?;
    match &python {
        Some(python) => ask_peer(python.as_ref(), &folder, |seen| singles.note_peer(seen))?,
        None => println!("no Python with zxing-cpp was named, so there is no peer"),
    }
    let folder = emptied(&base.join("bursts"))?;
    bursts.read(&folder)?;
    if let Some(python) = &python {
        ask_peer(python.as_ref(), &folder, |seen| bursts.note_peer(seen))?;
    }
    let mut rooms = Rooms::default();
    rooms.look()?;
    let table = [singles.table(), bursts.table(), rooms.table()].join("\n");
    print!("{table}");
    fs::write(base.with_extension("md"), table)?;
    let figures = json!({
        "singles": singles.json(),
        "bursts": bursts.json(),
        "rooms": rooms.json(),
    });
    let figures = serde_json::to_string_pretty(&figures)?;
    fs::write(base.with_extension("json"), figures)?;
    let wrong = singles.wrong() + bursts.wrong();
    ensure!(wrong == 0, "{wrong} texts are wrong");
    Ok(())
}

/// What a peer saw in a frame.
struct Seen<'r> {
    frame: &'r str,
    way: &'r str,
    text: Option<&'r str>,
    milliseconds: f64,
}

fn ask_peer(
    python: &Path,
    folder: &Path,
    mut note: impl FnMut(&Seen<'_>) -> Result<()>,
) -> Result<()> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/frames/peer.py");
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
        let [frame, way, text, taken] = columns.as_slice() else {
            continue;
        };
        note(&Seen {
            frame,
            way,
            text: Some(*text).filter(|text| !text.is_empty()),
            milliseconds: taken.parse()?,
        })?;
    }
    Ok(())
}

/// The folder, without the frames of another run, which must not be taken for this one's.
fn emptied(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn keep(shot: &Shot, folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name).with_extension("pgm");
    shot.write_pgm(&mut BufWriter::new(File::create(path)?))?;
    Ok(())
}

fn columns<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
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

/// A quotient of counts; of nothing, zero.
fn share(part: usize, whole: usize) -> f64 {
    let count = |frames: usize| f64::from(u32::try_from(frames).unwrap_or(u32::MAX));
    count(part) / count(whole).max(1.0)
}
