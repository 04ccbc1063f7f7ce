//! A code as an SVG picture, for paper and for any size.

use std::fmt::Write as _;

use super::runs;
use crate::qr::Code;

/// The picture: one unit to a module, dark modules as one path.
#[must_use]
pub fn svg(code: &Code) -> String {
    let side = code.side();
    let mut path = String::new();
    for row in 0..side {
        let mut column = 0;
        for (dark, length) in runs(side, |column| code.is_dark(column, row)) {
            if dark {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{column} {row}h{length}v1h-{length}z");
            }
            column += length;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{size}\" height=\"{size}\" \
         shape-rendering=\"crispEdges\">\n<path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\n\
         <path d=\"{path}\"/>\n</svg>\n",
        size = side * super::png::SCALE,
    )
}
