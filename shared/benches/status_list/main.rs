//! The status list against its peers: the same sets, every format in fresh processes. Writes all rows to
//! `target/bench/status_list.json`, tables to `.md`, and sizes against looks to `.svg`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use xorf::{BinaryFuse8, BinaryFuse16};

use array::{Array, Raw, Zlib, Zstd};
use cell::{Cell, cells, float};
use format::{Format, build, check, look, median};

mod array;
mod cell;
mod clubcard;
mod delta;
mod format;
mod fuse;
mod plot;
mod process;
mod range;
mod sequence;
mod spravka;
mod table;

/// Processes that look, one of every format in turn.
const TURNS: usize = 3;

/// A format in this benchmark.
struct Entrant {
    /// Its name in tasks and files.
    key: &'static str,
    /// Its name for the reader, where `{crate}` stands for a crate and its version.
    name: &'static str,
    is_exact: bool,
    build: Task,
    /// None where a list can only be read as a whole.
    look: Option<(Task, Task)>,
}

/// What a process does for a cell and a format.
type Task = fn(&Cell, &str) -> Result<Value>;

const fn entrant<F: Format>(key: &'static str, name: &'static str) -> Entrant {
    Entrant {
        key,
        name,
        is_exact: true,
        build: build::<F>,
        look: Some((look::<F>, check::<F>)),
    }
}

const fn filter<F: Format>(key: &'static str, name: &'static str) -> Entrant {
    Entrant {
        is_exact: false,
        ..entrant::<F>(key, name)
    }
}

const ENTRANTS: [Entrant; 11] = [
    entrant::<spravka::Spravka>(OURS, "spravka"),
    entrant::<sequence::Sucds>("sucds", "Elias-Fano with ranks, {sucds}"),
    entrant::<sequence::Vers>("vers", "Elias-Fano, {vers-vecs}"),
    entrant::<clubcard::Card>("clubcard", "Clubcard, {clubcard}"),
    entrant::<sequence::Roaring>("roaring", "Roaring, {roaring}"),
    entrant::<Array<Zstd>>("zstd", "bits, Zstandard 19, {zstd}"),
    entrant::<Array<Zlib>>("zlib", "bits, zlib 9 (Token Status List), {zlib-rs}"),
    entrant::<Array<Raw>>("raw", "bits"),
    filter::<fuse::Filtered<BinaryFuse8>>("fuse8", "binary fuse 8, {xorf}"),
    filter::<fuse::Filtered<BinaryFuse16>>("fuse16", "binary fuse 16, {xorf}"),
    Entrant {
        key: "range",
        name: "range coder, {constriction}",
        is_exact: true,
        build: range::build,
        look: None,
    },
];

const OURS: &str = "spravka";
/// Peers that look into what they have compressed, and are exact.
const RIVALS: [&str; 4] = ["sucds", "vers", "clubcard", "roaring"];

fn main() -> Result<()> {
    if let Some(task) = process::task() {
        println!("{}", answer(&task)?);
        return Ok(());
    }
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"))?;
    let (mut rows, mut deltas) = (Vec::new(), Vec::new());
    for (number, cell) in cells().iter().enumerate() {
        eprintln!("{}", cell.name());
        cell.write()?;
        rows.extend(compare(number, cell, &lock)?);
        if delta::is_changed(cell) {
            deltas = delta::rows(number)?;
        }
        fs::remove_file(cell.path())?;
    }
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.parent().context("the target folder")?.join("bench");
    fs::create_dir_all(&folder)?;
    let write = |extension: &str, content: String| {
        let path = folder.join("status_list").with_extension(extension);
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))
    };
    let table = table::write(&rows, &deltas);
    print!("{table}");
    write("md", table)?;
    write("svg", plot::draw(&rows))?;
    write(
        "json",
        serde_json::to_string_pretty(&json!({ "rows": rows, "deltas": deltas }))?,
    )
}

/// What a process that was started for one task finds.
fn answer(task: &str) -> Result<Value> {
    let [verb, number, key] = task.split(' ').collect::<Vec<_>>()[..] else {
        bail!("not a task: “{task}”");
    };
    let cell = cells().get(number.parse::<usize>()?).copied();
    let cell = cell.context("a cell")?;
    if verb == delta::TASK {
        return delta::measure(&cell, key);
    }
    let entrant = ENTRANTS.iter().find(|entrant| entrant.key == key);
    let entrant = entrant.context("a format")?;
    let task = match (verb, entrant.look) {
        ("build", _) => entrant.build,
        ("look", Some((look, _))) => look,
        ("check", Some((_, check))) => check,
        _ => bail!("not a task: “{task}”"),
    };
    task(&cell, key)
}

/// A row for every format, of this cell, whose set is written down.
fn compare(number: usize, cell: &Cell, lock: &str) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    for entrant in &ENTRANTS {
        let figures = process::run(&format!("build {number} {}", entrant.key))?;
        let bytes = figures.get("bytes").and_then(Value::as_f64);
        let bytes = bytes.context("how many bytes")?;
        let mut row = json!({
            "key": entrant.key,
            "format": with_versions(entrant.name, lock),
            "n": cell.capacity,
            "rate": float(cell.per_mille) / 1e3,
            "set": cell.lie.name(),
            "exact": entrant.is_exact,
            "to_bound": bytes / cell.bound(),
        });
        add(&mut row, figures);
        rows.push(row);
    }
    let mut looks: Vec<Vec<Value>> = vec![Vec::new(); rows.len()];
    for _ in 0..TURNS {
        for (entrant, looks) in ENTRANTS.iter().zip(&mut looks) {
            if entrant.look.is_some() {
                looks.push(process::run(&format!("look {number} {}", entrant.key))?);
            }
        }
    }
    for ((entrant, looks), row) in ENTRANTS.iter().zip(looks).zip(&mut rows) {
        for figure in ["hit_ns", "miss_ns", "open_ms", "open_lazy_ms"] {
            let figures = looks.iter().filter_map(|look| look[figure].as_f64());
            row[figure] = json!(median(figures.collect()));
        }
        if entrant.look.is_some() {
            add(
                row,
                process::run(&format!("check {number} {}", entrant.key))?,
            );
        }
        for what in ["", ".hash"] {
            // A format that is not kept has no file.
            let _ = fs::remove_file(cell.file(&format!("{}{what}", entrant.key)));
        }
    }
    Ok(rows)
}

fn add(row: &mut Value, figures: Value) {
    if let (Some(row), Value::Object(figures)) = (row.as_object_mut(), figures) {
        Map::extend(row, figures);
    }
}

/// The name, with the versions of the crates that it names.
fn with_versions(name: &str, lock: &str) -> String {
    let Some((before, krate, after)) = name.split_once('{').and_then(|(before, rest)| {
        rest.split_once('}')
            .map(|(krate, after)| (before, krate, after))
    }) else {
        return name.to_owned();
    };
    let locked = format!("name = \"{krate}\"\nversion = \"");
    let version = lock
        .split_once(&locked)
        .and_then(|(_, rest)| rest.split_once('"'));
    let version = version.map_or("", |(version, _)| version);
    format!("{before}{krate} {version}{after}")
}
