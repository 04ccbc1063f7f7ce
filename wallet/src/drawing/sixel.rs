//! A code in sixels: bands of six rows of pixels, one colour after the other (DEC VT340).

use std::fmt::Write as _;

use super::runs;
use host::qr::Code;

/// The picture, its corner at the cursor.
pub(super) fn put(code: &Code, scale: usize) -> String {
    let side = code.side();
    let pixels = side * scale;
    // Pixels as wide as high; black and white as parts of hundred.
    let mut picture = format!("\x1bP0;1q\"1;1;{pixels};{pixels}#0;2;0;0;0#1;2;100;100;100");
    for top in (0..pixels).step_by(6) {
        let rows = top..pixels.min(top + 6);
        for (color, dark) in [("#0", true), ("#1", false)] {
            picture.push_str(color);
            let sixel = |column: usize| {
                rows.clone().zip(0..).fold(0_u8, |bits, (row, place)| {
                    bits | u8::from(code.is_dark(column, row / scale) == dark) << place
                })
            };
            for (bits, length) in runs(side, sixel) {
                // Writing to a string cannot fail.
                let _ = write!(picture, "!{}{}", length * scale, char::from(b'?' + bits));
            }
            picture.push('$');
        }
        picture.push('-');
    }
    picture + "\x1b\\"
}
