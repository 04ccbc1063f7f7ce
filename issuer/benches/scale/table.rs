//! The table for people.

use std::fmt::Write as _;

use serde_json::Value;

/// A column: its heading, what stands in it, and how many decimals.
struct Column(&'static str, fn(&Value) -> Option<f64>, usize);

const COLUMNS: [Column; 15] = [
    Column(
        "million",
        |row| figure(row, "entitlements").map(|n| n / 1e6),
        0,
    ),
    Column("build, s", |row| figure(row, "build_s"), 0),
    Column(
        "disk, GB",
        |row| figure(row, "disk_bytes").map(|n| n / 1e9),
        2,
    ),
    Column("build, MiB", |row| figure(row, "build_mib"), 0),
    Column("revoke 1 %, s", |row| figure(row, "revoke_s"), 1),
    Column("status, s", |row| figure(row, "status_s"), 2),
    Column("publish, s", |row| figure(row, "publish_s"), 2),
    Column("publish, MiB", |row| figure(row, "publish_mib"), 0),
    Column("permutation, % of its CPU time", permutation, 0),
    Column(
        "second publish of the day, s",
        |row| figure(row, "next_publish_s"),
        2,
    ),
    Column(
        "all lists, MB",
        |row| figure(row, "lists_bytes").map(|n| n / 1e6),
        2,
    ),
    Column("sync, s", |row| figure(row, "sync_s"), 2),
    Column("next sync, s", |row| figure(row, "next_sync_s"), 2),
    Column("check, ms", |row| figure(row, "check_ms"), 1),
    Column(
        "check of a revoked one, ms",
        |row| figure(row, "check_revoked_ms"),
        1,
    ),
];

pub(crate) fn figure(row: &Value, name: &str) -> Option<f64> {
    row.get(name).and_then(Value::as_f64)
}

fn permutation(row: &Value) -> Option<f64> {
    let share = figure(row, "permutation_cpu_s")? / figure(row, "publish_cpu_s")?;
    Some(share * 100.0)
}

/// The table, as Markdown.
pub(crate) fn write(rows: &[Value]) -> String {
    let headings: Vec<&str> = COLUMNS.iter().map(|Column(heading, ..)| *heading).collect();
    let mut table = format!(
        "| {} |\n|{}\n",
        headings.join(" | "),
        "---:|".repeat(COLUMNS.len())
    );
    for row in rows {
        table.push('|');
        for Column(_, figure, decimals) in &COLUMNS {
            // Writing to a string cannot fail.
            let _ = match figure(row) {
                Some(figure) => write!(table, " {figure:.decimals$} |"),
                None => write!(table, " |"),
            };
        }
        table.push('\n');
    }
    table
}
