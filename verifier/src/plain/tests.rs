use super::*;
use crate::desk::Screen;

fn screen(face: Face) -> Screen {
    Screen {
        face,
        venue: Some("Museum".to_owned()),
        rehearsal: None,
        practice: None,
        data: Some(("Lists: 5 hours old".to_owned(), false)),
        headline: "YES · parent of a large family".to_owned(),
        line: "Free. Children of the family under 18 are free too and need no code.".to_owned(),
        challenge: None,
        challenge_code: None,
        notes: vec!["A note.".to_owned()],
        keys: vec![("F1", "keys".to_owned()), ("Esc", "next".to_owned())],
    }
}

#[test]
fn every_window_is_filled_and_nothing_is_wider_than_it() {
    for columns in [20, 40, 80, 200] {
        for rows in [6, 12, 24, 60] {
            let lines = layout(
                &screen(Face::Yes),
                Language::English,
                (columns, rows),
                Ink::LightOnDark,
            );
            assert_eq!(lines.len(), rows, "{columns}x{rows}");
            for line in &lines {
                assert!(line.chars().count() <= columns, "{columns}x{rows}: {line}");
            }
            let all = lines.join("\n");
            assert!(
                all.contains("YES") && all.contains("Esc next"),
                "{columns}x{rows}: {all}"
            );
        }
    }
}

#[test]
fn large_letters_come_where_there_is_room() {
    let is_large = |columns, rows| {
        let lines = layout(
            &screen(Face::Yes),
            Language::English,
            (columns, rows),
            Ink::LightOnDark,
        );
        lines.iter().any(|line| line.contains('█'))
    };
    assert!(is_large(80, 24));
    assert!(!is_large(80, 15));
    assert!(!is_large(16, 40));
}

#[test]
fn practice_is_framed_in_every_window() {
    let plain = screen(Face::Yes);
    assert_eq!(edges(&plain, 80, 24), []);
    let practice = Screen {
        practice: Some("PRACTICE: admit nobody".to_owned()),
        ..plain
    };
    for columns in [20, 40, 80, 200] {
        for rows in [6, 12, 24, 60] {
            let edges = edges(&practice, columns, rows);
            let bands: Vec<_> = edges
                .iter()
                .filter(|(_, _, text)| text.contains("PRACTICE"))
                .collect();
            assert_eq!(bands.len(), 2, "{columns}x{rows}");
            assert_eq!((bands[0].1, bands[1].1), (0, rows - 1));
            for (column, row, text) in &edges {
                let width = column + text.chars().count();
                assert!(width <= columns && *row < rows, "{columns}x{rows}: {text}");
            }
            // Every row begins and ends with it.
            assert_eq!(edges.len(), 2 + 2 * (rows - 2));
        }
    }
}

#[test]
fn the_code_of_a_challenge_is_drawn_where_there_is_room() {
    let asked = Screen {
        challenge: Some("0410-61G5".to_owned()),
        challenge_code: Some("SPRAVKA:C:0410-61G5".to_owned()),
        ..screen(Face::Scanning)
    };
    for (size, ink, is_drawn) in [
        ((100, 40), Ink::LightOnDark, true),
        ((100, 40), Ink::BlackOnWhite, true),
        ((100, 20), Ink::LightOnDark, false),
    ] {
        let lines = layout(&asked, Language::English, size, ink);
        assert!(lines.iter().any(|line| line == "0410-61G5"));
        let blocks = lines.iter().filter(|line| line.contains('▀'));
        let widths: Vec<usize> = blocks.map(|line| width(line)).collect();
        let code = Code::new("SPRAVKA:C:0410-61G5").unwrap();
        assert_eq!(widths.len() > 8, is_drawn, "{lines:#?}");
        assert!(widths.iter().all(|width| *width == code.side()));
        assert!(lines.len() <= size.1);
    }
}
