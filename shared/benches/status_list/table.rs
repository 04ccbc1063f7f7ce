//! The rows as tables, with the goals beside what was measured.

use std::fmt::Write as _;

use serde_json::Value;

use crate::cell::{COUNTRY, cells, float};
use crate::{OURS, RIVALS};

/// The goals, then a table for every cell, then the deltas.
pub(crate) fn write(rows: &[Value], deltas: &[Value]) -> String {
    let mut text = String::from("| status_list | measured | goal |\n|---|---|---|\n");
    for (name, measured, goal) in goals(rows, deltas) {
        let measured = measured.map_or_else(|| "–".to_owned(), short);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {name} | {measured} | ≤ {goal} |");
    }
    text.push_str(
        "\nOf all N indices, the set holds a share that is revoked; `× bound` is a file's size by the least that \
         every\nexact list needs, log2 C(N, R) bits. Looks: median over chains in which each look waits for the answer \
         of the one\nbefore, everything warm. Open: read the file, check its SHA-256, unpack, one look, warm; *lazy*: \
         only what one look\nneeds. Build: CPU time from the sorted set, and peak memory above it. Wrong: of all N \
         indices, each asked.\n",
    );
    for cell in cells() {
        let rate = float(cell.per_mille) / 10.0;
        let millions = cell.capacity / 1_000_000;
        let lie = cell.lie.name();
        let _ = write!(
            text,
            "\n## {millions} million, {rate} % revoked, {lie}\n\n| format | bytes | × bound | hit ns | miss ns | \
             open ms | lazy ms | build ms | build MiB | exact | wrong |\n\
             |---|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|\n"
        );
        for row in rows
            .iter()
            .filter(|row| is_of(row, cell.capacity, rate, lie))
        {
            let _ = writeln!(text, "{}", line(row));
        }
    }
    text.push_str(
        "\n## Deltas of a day, 100 million, 1 % revoked\n\n| added | removed | bytes | × bound | build ms | apply ms | \
         identical |\n|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for delta in deltas {
        let figure = |name: &str| delta[name].as_f64().map_or_else(|| "–".to_owned(), short);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.4} | {} | {} | {} |",
            delta["added"],
            delta["removed"],
            delta["bytes"],
            delta["to_bound"].as_f64().unwrap_or_default(),
            figure("build_ms"),
            figure("apply_ms"),
            if delta["identical"] == true {
                "yes"
            } else {
                "no"
            },
        );
    }
    text
}

/// Whether a row is of this cell; the rate is in percent.
fn is_of(row: &Value, capacity: u64, rate: f64, lie: &str) -> bool {
    let same_rate = |of: f64| (of * 100.0 - rate).abs() < 1e-9;
    row["n"] == capacity && row["set"] == lie && row["rate"].as_f64().is_some_and(same_rate)
}

fn line(row: &Value) -> String {
    let figures = [
        "bytes",
        "to_bound",
        "hit_ns",
        "miss_ns",
        "open_ms",
        "open_lazy_ms",
        "build_ms",
        "build_mib",
    ];
    let figures = figures.map(|figure| match row[figure].as_f64() {
        Some(value) if figure == "to_bound" => format!("{value:.4}"),
        Some(value) => short(value),
        None => "–".to_owned(),
    });
    let exact = if row["exact"] == true { "yes" } else { "no" };
    let wrong = match (row["wrong"].as_u64(), row["asked"].as_str()) {
        (Some(wrong), Some("every index")) => wrong.to_string(),
        (Some(wrong), Some(asked)) => format!("{wrong} ({asked})"),
        _ => "–".to_owned(),
    };
    let name = row["format"].as_str().unwrap_or_default();
    format!("| {name} | {} | {exact} | {wrong} |", figures.join(" | "))
}

/// The row of a format in a large cell with so many percent revoked.
fn row<'r>(rows: &'r [Value], key: &str, rate: f64) -> Option<&'r Value> {
    let (capacity, lie) = (COUNTRY.capacity, COUNTRY.lie.name());
    let mut of = rows.iter().filter(|row| is_of(row, capacity, rate, lie));
    of.find(|row| row["key"] == key)
}

/// Every goal: what is measured, its value, the goal.
fn goals(rows: &[Value], deltas: &[Value]) -> Vec<(String, Option<f64>, f64)> {
    let ours = |rate: f64, figure: &str| row(rows, OURS, rate)?[figure].as_f64();
    let fastest = |figure: &str| {
        let rivals = RIVALS
            .iter()
            .filter_map(|key| row(rows, key, 1.0)?[figure].as_f64());
        rivals.min_by(f64::total_cmp)
    };
    let to_fastest = |figure: &str| Some(ours(1.0, figure)? / fastest(figure)?);
    let wrong = rows.iter().filter(|row| row["key"] == OURS);
    let wrong: Option<u64> = wrong.map(|row| row["wrong"].as_u64()).sum();
    let mut goals = vec![(
        "bytes of 100 million, 1 %".to_owned(),
        ours(1.0, "bytes"),
        1_022_000.0,
    )];
    for (rate, goal) in [(0.1, 1.015), (1.0, 1.012), (5.0, 1.018)] {
        let name = format!("bytes to the least possible, 100 million, {rate} %");
        goals.push((name, ours(rate, "to_bound"), goal));
    }
    for (name, value, goal) in [
        (
            "hit to that of the fastest exact peer that looks into what is compressed",
            to_fastest("hit_ns"),
            1.5,
        ),
        (
            "miss to that of the fastest such peer",
            to_fastest("miss_ns"),
            1.5,
        ),
        (
            "open, check everything, one look: ms",
            ours(1.0, "open_ms"),
            1.0,
        ),
        ("open, one look: ms", ours(1.0, "open_lazy_ms"), 0.15),
        ("build: ms", ours(1.0, "build_ms"), 50.0),
        ("build: MiB above the set", ours(1.0, "build_mib"), 16.0),
        (
            "wrong answers over every index of every set",
            wrong.map(float),
            0.0,
        ),
    ] {
        goals.push((name.to_owned(), value, goal));
    }
    for delta in deltas {
        let change = format!(
            "delta of {} added, {} removed",
            delta["added"], delta["removed"]
        );
        goals.push((
            format!("{change}: bytes to its bound"),
            delta["to_bound"].as_f64(),
            1.005,
        ));
        goals.push((
            format!("{change}: ms to apply"),
            delta["apply_ms"].as_f64(),
            20.0,
        ));
    }
    goals
}

/// A figure in about three digits, without an exponent.
fn short(value: f64) -> String {
    match value {
        value if value.fract() == 0.0 || value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.3}"),
    }
}
