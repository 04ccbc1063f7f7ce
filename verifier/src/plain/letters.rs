//! Large signs and letters for a terminal: dots of two characters.

use crate::desk::Face;
use host::language::Language;

/// The sign and the word of a verdict, a line of dots each; as wide as that, or only the sign, or nothing where there is no room.
#[must_use]
pub(super) fn drawing(face: Face, language: Language, columns: usize) -> Vec<String> {
    let Some(sign) = sign(face) else {
        return Vec::new();
    };
    let word = word(face, language);
    let letters: Vec<Glyph> = word.chars().filter_map(letter).collect();
    let all: Vec<Glyph> = [sign].into_iter().chain(letters).collect();
    [all.as_slice(), &[sign]]
        .into_iter()
        .map(lines)
        .find(|lines| lines.iter().all(|line| line.chars().count() <= columns))
        .unwrap_or_default()
}

/// Seven lines; `#` is a dot.
type Glyph = [&'static str; 7];

fn lines(glyphs: &[Glyph]) -> Vec<String> {
    (0..7)
        .map(|row| {
            let parts = glyphs.iter().filter_map(|glyph| glyph.get(row));
            let dots = parts.map(|part| part.replace('#', "██").replace('.', "  "));
            dots.collect::<Vec<_>>().join("    ")
        })
        .collect()
}

const fn sign(face: Face) -> Option<Glyph> {
    match face {
        Face::Scanning | Face::Aside => None,
        Face::Yes => Some([
            "........#",
            ".......##",
            "......##.",
            "#....##..",
            "##..##...",
            ".####....",
            "..##.....",
        ]),
        Face::No => Some([
            "##...##", "###.###", ".#####.", "..###..", ".#####.", "###.###", "##...##",
        ]),
        Face::Unknown => Some([
            "..#.#.#.", "..#.#.#.", "#.#.#.#.", "#.######", "########", ".#######", "..#####.",
        ]),
    }
}

const fn word(face: Face, language: Language) -> &'static str {
    match (face, language) {
        (Face::Yes, Language::Russian) => "ДА",
        (Face::Yes, Language::English) => "YES",
        (Face::No, Language::Russian) => "НЕТ",
        (Face::No, Language::English) => "NO",
        (Face::Scanning | Face::Unknown | Face::Aside, _) => "",
    }
}

const fn letter(letter: char) -> Option<Glyph> {
    Some(match letter {
        'А' => [
            ".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#",
        ],
        'Д' => [
            "..###..", ".#..#..", ".#..#..", ".#..#..", ".#..#..", "#######", "#.....#",
        ],
        'Е' | 'E' => [
            "#####", "#....", "#....", "####.", "#....", "#....", "#####",
        ],
        'Н' => [
            "#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#",
        ],
        'Т' => [
            "#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#..",
        ],
        'N' => [
            "#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#",
        ],
        'O' => [
            ".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###.",
        ],
        'S' => [
            ".####", "#....", "#....", ".###.", "....#", "....#", "####.",
        ],
        'Y' => [
            "#...#", "#...#", ".#.#.", "..#..", "..#..", "..#..", "..#..",
        ],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_letters_and_every_line_of_a_glyph_one_width() {
        for language in [Language::Russian, Language::English] {
            for face in [Face::Yes, Face::No, Face::Unknown] {
                for glyph in word(face, language).chars().map(|of| letter(of).unwrap()) {
                    assert!(glyph.iter().all(|line| line.len() == glyph[0].len()));
                }
                let sign = sign(face).unwrap();
                assert!(sign.iter().all(|line| line.len() == sign[0].len()));
            }
        }
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        let width = |columns| {
            let lines = drawing(Face::No, Language::Russian, columns);
            lines.first().map(|line| line.chars().count())
        };
        assert_eq!(width(80), Some(14 + 3 * (4 + 10)));
        assert_eq!(width(55), Some(14));
        assert_eq!(width(13), None);
        assert_eq!(drawing(Face::Scanning, Language::Russian, 80), [""; 0]);
    }
}
