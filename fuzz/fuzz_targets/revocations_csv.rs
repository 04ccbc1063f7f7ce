//! A file of revocations is taken as another reader of CSV reads it, or not at all.
#![no_main]

use std::path::Path;

use issuer::revoke::REVOCATIONS;
use issuer::rows::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut taken = Vec::new();
    let path = Path::new("revocations.csv");
    let outcome = read(bytes, path, &REVOCATIONS, |row| {
        taken.push(row.fields.iter().map(str::to_owned).collect::<Vec<_>>());
        Ok(Ok(()))
    });
    let Ok(()) = outcome.expect("readable") else {
        return;
    };
    // Two files that were put together have a mark between them that only we know.
    let text = str::from_utf8(bytes).expect("taken as text");
    let text = text.replace("\n\u{feff}", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("text"));
    let is_row =
        |row: &csv::StringRecord| row.len() > 1 || row.iter().any(|field| !field.trim().is_empty());
    let found: Vec<Vec<_>> = rows
        .filter(is_row)
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(found, taken);
});
