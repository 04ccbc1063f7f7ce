//! The eligibility register: what is taken in, and what is refused as a whole.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::path::Path;

use issuer::person::{PersonId, parse_date};
use issuer::register::{BadRow, BadRows, Counts, Imported, Wrong, import};
use issuer::registry::Registry;
use proptest::prelude::*;

const HEADER: &str = "person,born,citizenship,status,valid_from,valid_until\n";

fn import_bytes(registry: &mut Registry, bytes: &[u8]) -> Result<Imported, BadRows> {
    let books = registry.write().unwrap();
    let today = parse_date("2025-05-09").unwrap();
    let imported = import(&books, bytes, Path::new("register.csv"), today).unwrap()?;
    books.commit().unwrap();
    Ok(imported)
}

fn persons(registry: &mut Registry) -> u64 {
    registry.read().unwrap().count_persons().unwrap()
}

fn counts(added: u64, changed: u64, unchanged: u64) -> Counts {
    Counts {
        added,
        changed,
        unchanged,
    }
}

/// The first bad row of a register with these rows.
fn wrong(rows: &str) -> (u64, Wrong) {
    let mut registry = Registry::in_memory().unwrap();
    let text = format!("{HEADER}0,1990-01-01,RUS,,,\n{rows}");
    let bad = import_bytes(&mut registry, text.as_bytes()).unwrap_err();
    assert_eq!(persons(&mut registry), 0, "{rows}");
    let BadRow { line, wrong } = bad.rows.into_iter().next().unwrap();
    (line, wrong)
}

#[test]
fn a_register_comes_in_once() {
    let mut registry = Registry::in_memory().unwrap();
    let text = format!(
        "\u{feff}{HEADER}1,1990-01-02,RUS,student,2024-09-01,2026-06-30\r\n\
         1,1990-01-02,RUS,disabled,2020-01-01,9999-12-31\r\n\
         \"2\",2000-02-29,RUS,,,\r\n\r\n3,1980-12-31,KAZ,pensioner,2020-01-01,2030-01-01"
    );
    let first = import_bytes(&mut registry, text.as_bytes()).unwrap();
    assert_eq!(first.persons, counts(3, 0, 0));
    assert_eq!(first.statuses, counts(3, 0, 0));
    let second = import_bytes(&mut registry, text.as_bytes()).unwrap();
    assert_eq!(second.persons, counts(0, 0, 3));
    assert_eq!(second.statuses, counts(0, 0, 3));
    let corrected = text
        .replace("2026-06-30", "2025-06-30")
        .replace("2000-02-29", "2000-03-01");
    let third = import_bytes(&mut registry, corrected.as_bytes()).unwrap();
    assert_eq!(third.persons, counts(0, 1, 2));
    assert_eq!(third.statuses, counts(0, 1, 2));
    let books = registry.read().unwrap();
    let person = books
        .person(&PersonId::parse("1").unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(books.statuses(person.row).unwrap().len(), 2);
}

#[test]
fn every_bad_row_is_named_and_nothing_comes_in() {
    let student = "student,2024-09-01,2026-06-30";
    for (row, expected) in [
        (",1990-01-01,RUS,,,", Wrong::Person),
        (" 1,1990-01-01,RUS,,,", Wrong::Person),
        ("1,01.01.1990,RUS,,,", Wrong::Born),
        ("1,1990-02-29,RUS,,,", Wrong::Born),
        ("1,1899-12-31,RUS,,,", Wrong::Born),
        ("1,2025-05-10,RUS,,,", Wrong::Born),
        ("1,1990-01-01,RU,,,", Wrong::Citizenship),
        (
            "1,1990-01-01,RUS,veteran,2024-09-01,2026-06-30",
            Wrong::Status,
        ),
        ("1,1990-01-01,RUS,adult,2024-09-01,2026-06-30", Wrong::Adult),
        ("1,1990-01-01,RUS,adult,,", Wrong::Adult),
        ("1,1990-01-01,RUS,student,,2026-06-30", Wrong::ValidFrom),
        ("1,1990-01-01,RUS,student,2024-09-01,", Wrong::ValidUntil),
        (
            "1,1990-01-01,RUS,student,2024-09-01,2024-08-31",
            Wrong::Period,
        ),
        ("1,1990-01-01,RUS,,2024-09-01,2026-06-30", Wrong::NoStatus),
        ("1,1990-01-01,RUS,,", Wrong::Fields { got: 5 }),
        ("1,1990-01-01,RUS,,,,Ivanov", Wrong::Fields { got: 7 }),
        ("1,1990-01-01,RUS,,,\"", Wrong::Quote),
        (
            "1,1990-01-01,RUS,,,\r2,1990-01-01,RUS,,,",
            Wrong::CarriageReturn,
        ),
        ("1,1990-01-01,RUS,,,\r\r", Wrong::CarriageReturn),
        (
            &format!("0,1990-01-02,RUS,{student}"),
            Wrong::OtherPerson { line: 2 },
        ),
        (
            &format!("0,1990-01-01,KAZ,{student}"),
            Wrong::OtherPerson { line: 2 },
        ),
        ("0,1990-01-01,RUS,,,", Wrong::Again { line: 2 }),
        (
            &format!("1,1990-01-01,RUS,{student}\n1,1990-01-01,RUS,student,2027-09-01,2028-06-30"),
            Wrong::Again { line: 3 },
        ),
    ] {
        let (line, found) = wrong(row);
        assert_eq!(found, expected, "{row}");
        assert_eq!(line, 3 + u64::try_from(row.matches('\n').count()).unwrap());
    }
}

#[test]
fn today_and_the_first_year_are_dates_of_birth() {
    let mut registry = Registry::in_memory().unwrap();
    let text = format!("{HEADER}1,1900-01-01,RUS,,,\n2,2025-05-09,RUS,,,\n");
    assert_eq!(
        import_bytes(&mut registry, text.as_bytes())
            .unwrap()
            .persons,
        counts(2, 0, 0)
    );
}

#[test]
fn the_first_line_names_the_columns() {
    for text in [
        "",
        "\n",
        "1,1990-01-02,RUS,,,\n",
        "person,born,citizenship,status,valid_from,valid_until,name\n",
        "born,person,citizenship,status,valid_from,valid_until\n",
    ] {
        let mut registry = Registry::in_memory().unwrap();
        let bad = import_bytes(&mut registry, text.as_bytes()).unwrap_err();
        let expected = BadRow {
            line: 1,
            wrong: Wrong::Header,
        };
        assert_eq!(bad.rows, [expected], "{text}");
    }
}

#[test]
fn lines_that_end_with_carriage_returns_are_no_lines() {
    let mut registry = Registry::in_memory().unwrap();
    let text = format!("{HEADER}1,1990-01-02,RUS,,,\n").replace('\n', "\r");
    let bad = import_bytes(&mut registry, text.as_bytes()).unwrap_err();
    let expected = BadRow {
        line: 1,
        wrong: Wrong::CarriageReturn,
    };
    assert_eq!(bad.rows, [expected]);
}

#[test]
fn a_line_has_a_limit_and_the_next_one_is_read_again() {
    let mut registry = Registry::in_memory().unwrap();
    let text = |length| format!("{HEADER}{}\n2,1990,RUS,,,\n", "x".repeat(length));
    let limit = 64 << 10;
    for (length, wrong) in [
        (limit - 1, Wrong::Fields { got: 1 }),
        (limit, Wrong::Long),
        (limit + 1, Wrong::Long),
        (3 * limit, Wrong::Long),
    ] {
        let bad = import_bytes(&mut registry, text(length).as_bytes()).unwrap_err();
        let found: Vec<_> = bad.rows.iter().map(|row| (row.line, row.wrong)).collect();
        assert_eq!(found, [(2, wrong), (3, Wrong::Born)], "{length}");
    }
}

#[test]
fn twenty_bad_rows_are_told_and_all_are_counted() {
    let mut registry = Registry::in_memory().unwrap();
    let text = format!("{HEADER}{}", "1,1990,RUS,,,\n".repeat(30));
    let bad = import_bytes(&mut registry, text.as_bytes()).unwrap_err();
    assert_eq!((bad.rows.len(), bad.count), (20, 30));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_come_in_whole_or_not_at_all(
        header in any::<bool>(),
        rows in proptest::collection::vec(
            prop_oneof![
                "[0-9]{1,2},19[0-9]{2}-[01][0-9]-[0-3][0-9],RUS,(student|pensioner|adult|),(2024-09-01|),(2026-06-30|)",
                "[ -~]{0,40}",
                "\\PC{0,20}",
            ],
            0..12,
        ),
        tail in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut registry = Registry::in_memory().unwrap();
        let mut bytes = if header { HEADER.as_bytes().to_vec() } else { Vec::new() };
        bytes.extend_from_slice(rows.join("\n").as_bytes());
        bytes.extend_from_slice(&tail);
        match import_bytes(&mut registry, &bytes) {
            Ok(imported) => {
                prop_assert_eq!(imported.persons.added, persons(&mut registry));
                let again = import_bytes(&mut registry, &bytes).unwrap();
                prop_assert_eq!(again.persons.added + again.persons.changed, 0);
                prop_assert_eq!(again.statuses.added + again.statuses.changed, 0);
            }
            Err(bad) => {
                prop_assert!(bad.count > 0);
                prop_assert_eq!(persons(&mut registry), 0);
            }
        }
    }
}
