//! A code as an SVG picture, for paper and for any size.

use host::qr::Code;

/// The picture: one unit to a module, dark modules as one path.
#[must_use]
pub fn svg(code: &Code) -> String {
    let side = code.side();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{size}\" height=\"{size}\" \
         shape-rendering=\"crispEdges\">\n<path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\n\
         <path d=\"{path}\"/>\n</svg>\n",
        path = code.svg_path(),
        size = side * super::png::SCALE,
    )
}
