//! The sheet of specimens: a card for each situation, to be cut out and shown to the camera. Grey, with the word large on each of them.

use host::exit::Exit;
use host::file::{self, Access};
use host::language::Language;
use host::qr::Code;
use serde_json::json;
use shared::specimen::Specimen;

use super::situation::Situation;
use crate::cli;
use crate::poster::{Column, Drawn, Fonts, HEIGHT, Ink, Kind, NoPoster, Sheet, WIDTH};
use crate::report;
use crate::session::Session;
use crate::trouble::Trouble;

/// Writes the sheet.
pub(super) fn run(session: &Session, asked: &cli::Sheet) -> Result<Exit, Trouble> {
    let kind = Kind::of(&asked.out)?;
    file::replace(&asked.out, &kind.bytes(&sheet()?)?, Access::Public)?;
    let path = asked.out.display().to_string();
    if session.json {
        let specimens = Situation::ALL.map(|(_, name)| Specimen::new(name));
        let texts: Vec<String> = specimens
            .iter()
            .flatten()
            .map(Specimen::to_string)
            .collect();
        session.json(&json!({ "practice": true, "sheet": path, "texts": texts }))?;
    } else {
        session.say("practice-sheet", &[("path", path.into())])?;
    }
    Ok(Exit::Accepted)
}

/// All specimens.
pub(super) fn sheet() -> Result<Sheet, NoPoster> {
    let fonts = Fonts::new()?;
    let mut head = Column::new(&fonts, WIDTH / 2.0, WIDTH - 2.0 * MARGIN);
    for (language, size) in [(Language::Russian, 11.0), (Language::English, 8.5)] {
        let words = report::words(language);
        head.paragraph(&words.say("specimen-sheet", &[]), language, size);
    }
    head.move_by(MARGIN);
    let begins = MARGIN + head.height;
    let (width, height) = (
        (WIDTH - 2.0 * MARGIN) / COLUMNS,
        (HEIGHT - MARGIN - begins) / ROWS,
    );
    let mut sheet = Sheet {
        title: report::words(Language::Russian).say("specimen-title", &[]),
        ink: Ink::Grey,
        lines: head.lines,
        codes: Vec::new(),
        cards: Vec::new(),
    };
    let (mut left, mut top) = (MARGIN, begins);
    for (_, name) in Situation::ALL {
        if left + width > WIDTH {
            (left, top) = (MARGIN, top + height);
        }
        let inside = (left + GAP, top + GAP, width - 2.0 * GAP, height - 2.0 * GAP);
        card(&mut sheet, &fonts, name, inside)?;
        left += width;
    }
    Ok(sheet)
}

/// One specimen on its card.
fn card(
    sheet: &mut Sheet,
    fonts: &Fonts,
    name: &str,
    place: (f32, f32, f32, f32),
) -> Result<(), NoPoster> {
    let (left, top, width, height) = place;
    let middle = left + width / 2.0;
    let column = || Column::new(fonts, middle, width - 2.0 * GAP);
    let (mut above, mut below) = (column(), column());
    above.gap(3.0);
    let languages = [Language::Russian, Language::English];
    let words = languages.map(report::words);
    let [mark, second] = words
        .each_ref()
        .map(|words| words.say("specimen-mark", &[]));
    above.heavy(&mark, Language::Russian, 20.0);
    below.heavy(&second, Language::English, 13.0);
    let id = format!("specimen-{}", name.to_ascii_lowercase());
    for ((language, words), size) in languages.into_iter().zip(&words).zip([9.5, 7.5]) {
        below.paragraph(&words.say(&id, &[]), language, size);
    }
    let room = height - above.height - below.height;
    let side = room.min(width);
    let text = Specimen::new(name).map(|specimen| specimen.to_string());
    let code = text.and_then(|text| Code::new(&text));
    sheet.codes.push(Drawn {
        code: code.ok_or(NoPoster::NoCode)?,
        place: (
            middle - side / 2.0,
            top + above.height + (room - side) / 2.0,
            side,
        ),
    });
    above.move_by(top);
    below.move_by(top + height - below.height);
    sheet.lines.extend(above.lines);
    sheet.lines.extend(below.lines);
    sheet.cards.push(place);
    Ok(())
}

/// What printers may not reach.
const MARGIN: f32 = 24.0;
/// Half of what is white between two cards.
const GAP: f32 = 5.0;
const COLUMNS: f32 = 3.0;
const ROWS: f32 = 4.0;

#[cfg(test)]
mod tests;
