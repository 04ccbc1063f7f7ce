//! What a hand scanner types. It knows nothing of the computer's keyboard layout: with a Russian one it types «ЫЗ1Ж» for
//! `SP1:`, with the capitals lock `sp1:`.

use std::borrow::Cow;
use std::io::{self, BufRead};

use host::line;

use crate::session::Session;
use crate::trouble::Trouble;

/// Longest line that is read, in bytes: several times the longest code, in Cyrillic too.
pub const MAX_LINE: usize = 8192;

/// A line as the scanner meant it, and what had become of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed<'l> {
    /// The text of the code.
    pub text: Cow<'l, str>,
    /// What has to be set right.
    pub slip: Option<Slip>,
}

/// What is set wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// The keyboard layout is Russian; the text could be put right.
    Russian,
    /// The capitals lock is on; the text could be put right.
    Capitals,
    /// There are Cyrillic letters in it, and it is no code of ours that was typed with a Russian layout.
    Cyrillic,
}

impl Slip {
    /// The id of its message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Russian => "typed-russian",
            Self::Capitals => "typed-capitals",
            Self::Cyrillic => "typed-cyrillic",
        }
    }
}

/// A text may be a person's, so it is not printed.
impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed")
            .field("slip", &self.slip)
            .finish_non_exhaustive()
    }
}

impl<'l> Typed<'l> {
    /// What the scanner meant by this line. Only what begins like a code of ours is put right.
    #[must_use]
    pub fn new(line: &'l str) -> Self {
        let as_it_is = |slip| Self {
            text: Cow::Borrowed(line),
            slip,
        };
        if is_ours(line) {
            return as_it_is(None);
        }
        let put_right = |slip, text: String| {
            is_ours(&text).then_some(Self {
                text: Cow::Owned(text),
                slip: Some(slip),
            })
        };
        if line.is_ascii() {
            return put_right(Slip::Capitals, line.to_ascii_uppercase())
                .unwrap_or_else(|| as_it_is(None));
        }
        let latin: Option<String> = line.chars().map(key).collect();
        latin
            .and_then(|latin| put_right(Slip::Russian, latin))
            .unwrap_or_else(|| {
                let is_cyrillic = line.chars().any(|letter| ('А'..='я').contains(&letter));
                as_it_is(is_cyrillic.then_some(Slip::Cyrillic))
            })
    }
}

/// Whether a text begins like a code of ours, or like a specimen.
fn is_ours(text: &str) -> bool {
    text.starts_with("SP1:") || text.starts_with("SPRAVKA:S:")
}

/// The letters of a Russian layout (Windows, Linux) and what the same keys mean on an American one.
const KEYS: [(char, char); 30] = [
    ('Й', 'Q'),
    ('Ц', 'W'),
    ('У', 'E'),
    ('К', 'R'),
    ('Е', 'T'),
    ('Н', 'Y'),
    ('Г', 'U'),
    ('Ш', 'I'),
    ('Щ', 'O'),
    ('З', 'P'),
    ('Ф', 'A'),
    ('Ы', 'S'),
    ('В', 'D'),
    ('А', 'F'),
    ('П', 'G'),
    ('Р', 'H'),
    ('О', 'J'),
    ('Л', 'K'),
    ('Д', 'L'),
    ('Я', 'Z'),
    ('Ч', 'X'),
    ('С', 'C'),
    ('М', 'V'),
    ('И', 'B'),
    ('Т', 'N'),
    ('Ь', 'M'),
    ('Ж', ':'),
    ('Ю', '.'),
    // Not letters there, but other signs.
    ('.', '/'),
    (';', '$'),
];

/// The key that gives this letter or sign with a Russian layout; none where no key of a code does.
fn key(typed: char) -> Option<char> {
    // With the capitals lock too, letters come small.
    let capital = typed.to_uppercase().next().unwrap_or(typed);
    let known = KEYS.iter().find(|(russian, _)| *russian == capital);
    match known {
        Some((_, latin)) => Some(*latin),
        None => matches!(typed, '0'..='9' | ' ' | '%' | '*' | '+' | '-').then_some(typed),
    }
}

/// The next line of the standard input as the scanner meant it, if there is one; what is set wrongly is said.
///
/// # Errors
/// When the input cannot be read.
pub fn line(session: &Session) -> Result<Option<String>, Trouble> {
    let line = read_line(&mut io::stdin().lock()).map_err(Trouble::Input)?;
    Ok(line.map(|line| meant(session, &line)))
}

/// A line as the scanner meant it; what is set wrongly is said.
pub(crate) fn meant(session: &Session, line: &str) -> String {
    let typed = Typed::new(line);
    if let Some(slip) = typed.slip {
        session.remark(slip.message(), &[]);
    }
    typed.text.into_owned()
}

/// Reads one line without its end; `None` when there are no more. What is not UTF-8, or longer than any code, is read on to the
/// line's end, and is no code of ours.
///
/// # Errors
/// When the input cannot be read.
pub fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    line::read(input, MAX_LINE, &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    /// What comes out when these keys are pressed with a Russian layout.
    fn in_russian(text: &str) -> String {
        let typed = |letter| {
            let known = KEYS.iter().find(|(_, latin)| *latin == letter);
            known.map_or(letter, |(russian, _)| *russian)
        };
        text.chars().map(typed).collect()
    }

    #[test]
    fn a_right_layout_is_left_alone() {
        for line in [
            "SP1:ABC",
            "SPRAVKA:S:YES",
            "https://example.org",
            "",
            "SP7:ABC",
            "4601234567893",
        ] {
            let typed = Typed::new(line);
            assert_eq!((&*typed.text, typed.slip), (line, None));
        }
    }

    #[test]
    fn the_whole_alphabet_comes_back_from_a_russian_layout() {
        let code = format!("SP1:{ALPHABET}");
        let line = in_russian(&code);
        assert_eq!(line, "ЫЗ1Ж0123456789ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ ;%*+-Ю.Ж");
        for line in [line.clone(), line.to_lowercase()] {
            let typed = Typed::new(&line);
            assert_eq!((&*typed.text, typed.slip), (&*code, Some(Slip::Russian)));
        }
    }

    #[test]
    fn specimens_come_back_too() {
        for (line, slip) in [
            ("ЫЗКФМЛФЖЫЖНУЫ", Slip::Russian),
            ("spravka:s:yes", Slip::Capitals),
        ] {
            let typed = Typed::new(line);
            assert_eq!((&*typed.text, typed.slip), ("SPRAVKA:S:YES", Some(slip)));
        }
    }

    #[test]
    fn the_capitals_lock_is_undone() {
        let typed = Typed::new("sp1:abc 1.");
        assert_eq!(
            (&*typed.text, typed.slip),
            ("SP1:ABC 1.", Some(Slip::Capitals))
        );
    }

    #[test]
    fn what_cannot_be_a_code_of_ours_is_not_touched() {
        for line in ["Привет", "ЫЗ1Ж?", "ЫЗ7ЖФ", "ЫЗ1Жq"] {
            let typed = Typed::new(line);
            assert_eq!(
                (&*typed.text, typed.slip),
                (line, Some(Slip::Cyrillic)),
                "{line}"
            );
        }
        let typed = Typed::new("日本");
        assert_eq!(typed.slip, None);
    }

    #[test]
    fn lines_are_read_one_by_one_and_the_longest_no_further_than_their_end() {
        let long = "A".repeat(3 * MAX_LINE);
        let input = format!("one\r\n\n{long}\nlast");
        let mut input = input.as_bytes();
        let mut next = || read_line(&mut input).unwrap();
        assert_eq!(next().as_deref(), Some("one"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().map(|line| line.len()), Some(MAX_LINE));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
        assert_eq!(
            read_line(&mut &[0xff, b'\n'][..]).unwrap().as_deref(),
            Some("\u{fffd}")
        );
    }

    proptest! {
        #[test]
        fn any_code_comes_back(code in "SP1:[0-9A-Z $%*+./:-]{0,60}") {
            let line = in_russian(&code);
            prop_assert_eq!(&*Typed::new(&line).text, &*code);
            prop_assert_eq!(&*Typed::new(&code).text, &*code);
        }

        #[test]
        fn what_is_put_right_begins_like_a_code(line in any::<String>()) {
            let typed = Typed::new(&line);
            let is_changed = matches!(typed.slip, Some(Slip::Russian | Slip::Capitals));
            prop_assert_eq!(is_changed, *typed.text != *line);
            prop_assert!(!is_changed || is_ours(&typed.text));
        }
    }
}
