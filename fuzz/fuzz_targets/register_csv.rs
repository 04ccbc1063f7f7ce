//! A register comes in as another reader of CSV reads it, and a second time changes nothing; a refused one leaves
//! nothing behind.
#![no_main]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use issuer::person::parse_date;
use issuer::register::import;
use issuer::registry::Registry;
use libfuzzer_sys::fuzz_target;

thread_local! {
    // Making a registry takes longer than all the rest. Books that are dropped must leave it empty.
    static REGISTRY: RefCell<Registry> = RefCell::new(Registry::in_memory().expect("memory"));
}

fuzz_target!(|bytes: &[u8]| REGISTRY.with_borrow_mut(|registry| {
    let today = parse_date("2026-06-01").expect("a date");
    let books = registry.write().expect("books");
    assert_eq!(books.count_persons(), Ok(0));
    let take = || import(&books, bytes, Path::new("register.csv"), today).expect("readable");
    let Ok(imported) = take() else {
        return;
    };
    let persons = books.count_persons().expect("a count");
    let again = take().expect("taken before");
    assert_eq!((again.persons.added, again.persons.changed), (0, 0));
    assert_eq!((again.statuses.added, again.statuses.changed), (0, 0));
    // Two files that were put together have a mark between them that only we know.
    let text = str::from_utf8(bytes).expect("taken as text");
    let text = text.replace("\n\u{feff}", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("text")).collect();
    let is_row = |row: &csv::StringRecord| row.iter().any(|field| !field.trim().is_empty());
    let rows = || rows.iter().filter(|row| is_row(row));
    let known: BTreeSet<&str> = rows().filter_map(|row| row.get(0)).collect();
    let statuses = rows().filter(|row| row.get(3).is_some_and(|status| !status.is_empty()));
    assert_eq!(
        (persons, imported.persons.added),
        (known.len() as u64, persons)
    );
    assert_eq!(imported.statuses.added, statuses.count() as u64);
}));
