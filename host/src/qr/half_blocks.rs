//! One character for two modules, one above the other.

use super::{BLACK_ON_WHITE, Code, Ink, RESET, WHITE_ON_BLACK};

/// The lines of a drawing in a terminal, each ending with the colours reset.
///
/// With colours the blocks are upper halves and spaces alone: fonts whose blocks do not reach the edges of a line
/// (Liberation Mono) then leave thin lines at some edges, not white gaps between all lines.
#[must_use]
pub fn half_blocks(code: &Code, ink: Ink) -> Vec<String> {
    let line = |row: usize| {
        let halves = (0..code.side()).map(|column| {
            (
                code.is_dark(column, 2 * row),
                code.is_dark(column, 2 * row + 1),
            )
        });
        match ink {
            Ink::BlackOnWhite => colored(halves),
            Ink::LightOnDark => halves.map(|(upper, lower)| plain(!upper, !lower)).collect(),
        }
    };
    (0..code.side().div_ceil(2)).map(line).collect()
}

fn colored(halves: impl Iterator<Item = (bool, bool)>) -> String {
    let mut line = String::new();
    let mut last = "";
    for (upper, lower) in halves {
        let (colors, block) = match (upper, lower) {
            (false, false) => (BLACK_ON_WHITE, ' '),
            (true, false) => (BLACK_ON_WHITE, '▀'),
            (false, true) => (WHITE_ON_BLACK, '▀'),
            (true, true) => (WHITE_ON_BLACK, ' '),
        };
        if colors != last {
            line.push_str(colors);
            last = colors;
        }
        line.push(block);
    }
    line + RESET
}

const fn plain(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    }
}
