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
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let rows = reader.records().map(|row| row.expect("text"));
    let is_row = |row: &csv::StringRecord| {
        row.len() > 1
            || row
                .iter()
                .any(|field| !field.trim_matches('\u{feff}').trim().is_empty())
    };
    assert_eq!(rows.filter(is_row).count(), taken.len());
});
