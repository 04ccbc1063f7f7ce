//! Files of rows, the eligibility register and revocations: what is taken in, and what is refused as a whole.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::path::Path;

use issuer::person::{PersonId, parse_date};
use issuer::register::{Counts, Imported, import};
use issuer::registry::Registry;
use issuer::revoke::{Revocation, Revoked};
use issuer::rows::{BadRow, BadRows, Wrong};
use proptest::prelude::*;
use shared::claims::Claim;
use shared::enrolment_code::{CodeKey, Locator};
use shared::time::{Epoch, UnixTime};

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

/// Persons 0 to 9, each enrolled as adult and student for these epochs.
const EPOCHS: (Epoch, Epoch) = (Epoch::new(10), Epoch::new(20));

fn enrolled() -> Registry {
    let mut registry = Registry::in_memory().unwrap();
    let rows: String = (0..10)
        .map(|id| format!("{id},1990-01-01,RUS,,,\n"))
        .collect();
    import_bytes(&mut registry, format!("{HEADER}{rows}").as_bytes()).unwrap();
    let books = registry.write().unwrap();
    for id in 0..10_u8 {
        let person = PersonId::parse(&id.to_string()).unwrap();
        let person = books.person(&person).unwrap().unwrap().row;
        let locator = Locator::parse(&format!("000{id}")).unwrap();
        let key = CodeKey::new([id; 32]);
        books
            .invite(person, locator, &key, UnixTime::MAX, 5)
            .unwrap();
        let invitation = books.invitation(locator).unwrap().unwrap();
        let answered = UnixTime::new(5).unwrap();
        let enrolment = books
            .enrol(&invitation, &[id; 32], EPOCHS, answered)
            .unwrap();
        for claim in [Claim::Adult, Claim::Student] {
            books
                .open_slot(person, &enrolment, claim.key(), EPOCHS)
                .unwrap();
        }
    }
    books.commit().unwrap();
    registry
}

fn revoke_bytes(registry: &mut Registry, bytes: &[u8]) -> Result<Revoked, BadRows> {
    let revocation = Revocation {
        since: EPOCHS.0,
        now: UnixTime::new(7).unwrap(),
    };
    let books = registry.write().unwrap();
    let path = Path::new("gone.csv");
    let named = revocation.read(&books, bytes, path, |_| ()).unwrap()?;
    let revoked = revocation.revoke_named(&books, named, || ()).unwrap();
    books.commit().unwrap();
    Ok(revoked)
}

fn count_revoked(registry: &mut Registry) -> usize {
    let books = registry.read().unwrap();
    books.revoked_slots(EPOCHS).unwrap().len()
}

#[test]
fn revocations_name_a_status_or_all() {
    let mut registry = enrolled();
    let text = "\u{feff}person,status\r\n0,\n1,adult\n\n1,adult\n\"2\",student\n3,disabled";
    let revoked = revoke_bytes(&mut registry, text.as_bytes()).unwrap();
    let expected = Revoked {
        slots: 4,
        invitations: 0,
    };
    assert_eq!((revoked, count_revoked(&mut registry)), (expected, 4));
}

#[test]
fn every_bad_revocation_is_named_and_nothing_is_revoked() {
    let mut registry = enrolled();
    let long = "x".repeat(64 << 10);
    let text = format!("person,status\n0,\n17,\n0,citizen\n,adult\n0\n0,\"\n{long}\n1,adult");
    let bad = revoke_bytes(&mut registry, text.as_bytes()).unwrap_err();
    let found: Vec<_> = bad.rows.iter().map(|row| (row.line, row.wrong)).collect();
    let expected = [
        (3, Wrong::NoPerson),
        (4, Wrong::Status),
        (5, Wrong::Person),
        (6, Wrong::Fields { got: 1 }),
        (7, Wrong::Quote),
        (8, Wrong::Long),
    ];
    assert_eq!(found, expected);
    assert_eq!(count_revoked(&mut registry), 0);
    for text in ["", "0,\n", "person\n0\n", "status,person\nadult,0\n"] {
        let bad = revoke_bytes(&mut registry, text.as_bytes()).unwrap_err();
        assert_eq!(bad.rows.first().unwrap().wrong, Wrong::Header, "{text}");
    }
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

    #[test]
    fn any_bytes_revoke_all_that_they_name_or_nothing(
        rows in proptest::collection::vec(
            prop_oneof!["[0-9],(adult|student|pensioner|)", "[0-9]{1,2},[a-z]{0,3}", "\\PC{0,20}"],
            0..8,
        ),
        tail in proptest::collection::vec(any::<u8>(), 0..10),
    ) {
        let mut registry = enrolled();
        let mut bytes = format!("person,status\n{}", rows.join("\n")).into_bytes();
        bytes.extend_from_slice(&tail);
        match revoke_bytes(&mut registry, &bytes) {
            Ok(revoked) => {
                prop_assert_eq!(revoked.slots, count_revoked(&mut registry));
                prop_assert_eq!(revoke_bytes(&mut registry, &bytes), Ok(Revoked::default()));
            }
            Err(bad) => {
                prop_assert!(bad.count > 0);
                prop_assert_eq!(count_revoked(&mut registry), 0);
            }
        }
    }
}
