//! A register comes in as another reader of CSV reads it, and a second time changes nothing; a refused one leaves
//! nothing behind.
#![no_main]

use std::collections::BTreeSet;
use std::path::Path;

use issuer::person::parse_date;
use issuer::register::import;
use issuer::registry::Registry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut registry = Registry::in_memory().expect("memory");
    let today = parse_date("2026-06-01").expect("a date");
    let mut take = |bytes: &[u8]| {
        let books = registry.write().expect("books");
        let imported = import(&books, bytes, Path::new("register.csv"), today).expect("readable");
        imported.inspect(|_| books.commit().expect("committed"))
    };
    let (first, second) = (take(bytes), take(bytes));
    let persons = registry
        .read()
        .expect("books")
        .count_persons()
        .expect("a count");
    let Ok(imported) = first else {
        return assert_eq!((second, persons), (first, 0));
    };
    let again = second.expect("taken before");
    assert_eq!((again.persons.added, again.persons.changed), (0, 0));
    assert_eq!((again.statuses.added, again.statuses.changed), (0, 0));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let rows: Vec<_> = reader.records().map(|row| row.expect("text")).collect();
    let rows = || {
        rows.iter()
            .filter(|row| row.iter().any(|field| !field.trim().is_empty()))
    };
    let known: BTreeSet<&str> = rows().filter_map(|row| row.get(0)).collect();
    let statuses = rows().filter(|row| row.get(3).is_some_and(|status| !status.is_empty()));
    assert_eq!(
        (persons, imported.persons.added),
        (known.len() as u64, persons)
    );
    assert_eq!(imported.statuses.added, statuses.count() as u64);
});
