//! Octants: characters of two by four modules (Unicode 16, Symbols for Legacy Computing Supplement).

use host::qr::{BLACK_ON_WHITE, Code, Ink, RESET};

/// The lines of the drawing.
pub(super) fn lines(code: &Code, ink: Ink) -> Vec<String> {
    let line = |row: usize| {
        let cells = (0..code.side().div_ceil(2)).map(|column| {
            let inked = |place: usize| {
                let is_dark = code.is_dark(2 * column + place % 2, 4 * row + place / 2);
                is_dark == (ink == Ink::BlackOnWhite)
            };
            let bits = (0..8).fold(0, |bits, place| bits | u8::from(inked(place)) << place);
            octant(bits)
        });
        match ink {
            Ink::BlackOnWhite => [BLACK_ON_WHITE]
                .into_iter()
                .map(str::to_owned)
                .chain(cells.map(String::from))
                .chain([RESET.to_owned()])
                .collect(),
            Ink::LightOnDark => cells.collect(),
        }
    };
    (0..code.side().div_ceil(4)).map(line).collect()
}

/// The character whose octants are inked as these bits say: from the left to the right, from above to below, the
/// lowest bit first.
fn octant(bits: u8) -> char {
    let older = |&&(pattern, _): &&(u8, char)| pattern < bits;
    match OLDER.binary_search_by_key(&bits, |&(pattern, _)| pattern) {
        Ok(place) => OLDER.get(place).map_or(' ', |&(_, character)| character),
        // The others follow each other in the order of their bits.
        Err(_) => {
            let before = OLDER.iter().filter(older).map(|_| 1_u32).sum::<u32>();
            let place = FIRST + u32::from(bits) - before;
            char::from_u32(place).unwrap_or(' ')
        }
    }
}

/// BLOCK OCTANT-3.
const FIRST: u32 = 0x1cd00;
/// The patterns that other blocks of Unicode have, in their order.
const OLDER: [(u8, char); 26] = [
    (0x00, ' '),
    (0x01, '\u{1cea8}'),
    (0x02, '\u{1ceab}'),
    (0x03, '\u{1fb82}'),
    (0x05, '▘'),
    (0x0a, '▝'),
    (0x0f, '▀'),
    (0x14, '\u{1fbe6}'),
    (0x28, '\u{1fbe7}'),
    (0x3f, '\u{1fb85}'),
    (0x40, '\u{1cea3}'),
    (0x50, '▖'),
    (0x55, '▌'),
    (0x5a, '▞'),
    (0x5f, '▛'),
    (0x80, '\u{1cea0}'),
    (0xa0, '▗'),
    (0xa5, '▚'),
    (0xaa, '▐'),
    (0xaf, '▜'),
    (0xc0, '▂'),
    (0xf0, '▄'),
    (0xf5, '▙'),
    (0xfa, '▟'),
    (0xfc, '▆'),
    (0xff, '█'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_has_the_character_that_unicode_names_by_it() {
        // The first four of the block.
        for (octants, character) in [
            ("3", 0x1cd00),
            ("23", 0x1cd01),
            ("123", 0x1cd02),
            ("4", 0x1cd03),
        ] {
            let bits = octants
                .bytes()
                .fold(0, |bits, octant| bits | 1 << (octant - b'1'));
            assert_eq!(u32::from(octant(bits)), character, "{octants}");
        }
        let mut all: Vec<_> = (0..=255).map(octant).collect();
        assert_eq!(all.iter().max(), Some(&'\u{1fbe7}'));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 256);
    }
}
