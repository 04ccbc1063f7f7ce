//! Reads the QR codes of many pictures, to compare readers over the same frames.
//!
//! `read_frames DIR OUT.tsv` reads every .pgm, .png, .jpg and .jpeg file in `DIR`, in the order of their names, and
//! writes a row for each: the name without its ending, the text or nothing, CPU milliseconds, and `ok`, `none` or
//! `panic`, with tabs between. In texts a backslash is written `\\`, a tab `\t`, a line feed `\n` and a carriage
//! return `\r`.
//!
//! `read_frames --burst DIR OUT.tsv` takes the files of each folder in `DIR` as successive frames of one camera and
//! writes a row for each folder: its name, the text or nothing, how many frames were looked at, CPU milliseconds.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use test_vectors::measure::cpu_time;
use verifier::frame::Frame;
use verifier::reader::{Scanner, read_codes};
use verifier::source;

fn main() -> Result<()> {
    let given: Vec<OsString> = std::env::args_os().skip(1).collect();
    match given.as_slice() {
        [burst, folder, out] if burst == "--burst" => bursts(folder.as_ref(), out.as_ref()),
        [folder, out] => pictures(folder.as_ref(), out.as_ref()),
        _ => bail!("usage: read_frames [--burst] DIR OUT.tsv"),
    }
}

fn pictures(folder: &Path, out: &Path) -> Result<()> {
    let mut out = create(out)?;
    for path in inside(folder, is_picture)? {
        let (text, outcome, milliseconds) = match open(&path) {
            Some(frame) => {
                let start = cpu_time();
                let read = panic::catch_unwind(AssertUnwindSafe(|| read_codes(&frame)));
                let taken = cpu_time().saturating_sub(start).as_secs_f64() * 1e3;
                match read {
                    Ok(Some(text)) => (text, "ok", taken),
                    Ok(None) => (String::new(), "none", taken),
                    Err(_) => (String::new(), "panic", taken),
                }
            }
            None => (String::new(), "none", 0.0),
        };
        let (name, text) = (name(&path), escaped(&text));
        writeln!(out, "{name}\t{text}\t{milliseconds:.3}\t{outcome}")?;
    }
    Ok(out.flush()?)
}

fn bursts(folder: &Path, out: &Path) -> Result<()> {
    let mut out = create(out)?;
    for folder in inside(folder, Path::is_dir)? {
        let mut scanner = Scanner::camera();
        let (mut frames, mut text) = (0, None);
        let start = cpu_time();
        for path in inside(&folder, is_picture)? {
            let Some(frame) = open(&path) else { continue };
            frames += 1;
            text = scanner.read(&frame);
            if text.is_some() {
                break;
            }
        }
        let taken = cpu_time().saturating_sub(start).as_secs_f64() * 1e3;
        let text = escaped(&text.unwrap_or_default());
        writeln!(out, "{}\t{text}\t{frames}\t{taken:.3}", name(&folder))?;
    }
    Ok(out.flush()?)
}

/// What in a folder is wanted, in the order of the names.
fn inside(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if is_wanted(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["pgm", "png", "jpg", "jpeg"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The picture in a file. What is none is named on stderr.
fn open(path: &Path) -> Option<Frame> {
    match source::open(path).and_then(|mut source| source.next()) {
        Ok(frame) => frame,
        Err(fault) => {
            eprintln!("{fault}");
            None
        }
    }
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
    Ok(BufWriter::new(file))
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    escaped(&stem.to_string_lossy())
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('\t', r"\t")
        .replace('\n', r"\n")
        .replace('\r', r"\r")
}
