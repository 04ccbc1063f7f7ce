//! The tour, as a terminal shows it and as it prints itself.

use std::io::Write as _;

use serde_json::Value;

use crate::terminal::Terminal;
use crate::venue::Venue;

#[test]
fn where_nobody_presses_keys_it_prints_itself() {
    let venue = Venue::new();
    let answer = venue.run(&["tour", "--lang", "ru"]);
    answer.is(
        0,
        &[
            "Урок 1 из 8",
            "✓ ДА",
            "✗ НЕТ",
            "! НЕ УДАЛОСЬ",
            "F5",
            "Готово",
            "verifier scan",
        ],
    );
    assert_eq!(
        answer
            .out
            .matches("ТРЕНИРОВКА: никого не пропускать")
            .count(),
        8
    );
    let pages = venue.run(&["tour", "--json"]);
    let pages: Vec<Value> = pages
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(pages.len(), 17);
    assert!(
        pages
            .iter()
            .all(|page| page["practice"] == true && page.get("verdict").is_none())
    );
    venue
        .run(&["tour", "--profile", "museum", "--lang", "en"])
        .is(0, &["Children of the family"]);
    venue
        .run(&["tour", "--profile", "circus"])
        .is(2, &["circus"]);
    venue.run(&["tour", "--plain", "--in-window"]).is(2, &[]);
    assert!(!venue.home().exists(), "no home is needed");
}

#[test]
fn in_a_terminal_keys_turn_its_pages() {
    let venue = Venue::new();
    let mut terminal = Terminal::open(&venue, &["tour", "--plain", "--lang", "en"]);
    let mut press = |keys: &str, text: &str| {
        terminal.window.write_all(keys.as_bytes()).unwrap();
        terminal.until(text)
    };
    press("", "What visitors show");
    press("\r", "Show a specimen to the camera");
    press(" ", "Green: YES");
    press("\r", "YES · adult");
    press("\x7f", "Green: YES");
    // F2, as terminals send it.
    press("\x1bOQ", "Зелёный: ДА");
    press("\r", "совершеннолетний");
    press("\r\r", "Выберите другой статус");
    press("\x1b", "verifier scan");
    assert_eq!(terminal.exit(), Some(0));
}
