//! Two coloured spaces for a module.

use host::qr::{Code, Ink, RESET};

use super::runs;

/// The lines of the drawing. Without colours, light modules are reversed spaces.
pub(super) fn lines(code: &Code, ink: Ink) -> Vec<String> {
    let line = |row| {
        let mut line = String::new();
        for (dark, length) in runs(code.side(), |column| code.is_dark(column, row)) {
            line.push_str(match (ink, dark) {
                (Ink::BlackOnWhite, true) => BLACK,
                (Ink::BlackOnWhite, false) => WHITE,
                (Ink::LightOnDark, true) => RESET,
                (Ink::LightOnDark, false) => REVERSED,
            });
            line.extend(std::iter::repeat_n("  ", length));
        }
        line + RESET
    };
    (0..code.side()).map(line).collect()
}

/// #000000 and #ffffff of the 256 colours, which themes do not change.
const BLACK: &str = "\x1b[48;5;16m";
const WHITE: &str = "\x1b[48;5;231m";
const REVERSED: &str = "\x1b[7m";
