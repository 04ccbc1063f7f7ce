//! The sheet as an SVG picture. Its text is text; the font is one of the machine that prints it.

use std::fmt::Write as _;

use host::language::Language;

use super::font::Face;
use super::sheet::{HEIGHT, Sheet, WIDTH};

/// The sheet.
pub(super) fn svg(sheet: &Sheet) -> String {
    let title = escaped(&sheet.title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         xml:lang=\"ru\">\n<title>{title}</title>\n<path fill=\"#fff\" d=\"M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z\"/>\n\
         <g font-family=\"{FONTS}\" text-anchor=\"middle\">\n",
    );
    let middle = WIDTH / 2.0;
    for line in &sheet.lines {
        let weight = if line.is_heavy {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let font = match line.face {
            Face::Text => "",
            Face::Typed => TYPED,
        };
        let language = match line.language {
            Language::Russian => "ru",
            Language::English => "en",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<text x=\"{middle:.2}\" y=\"{:.2}\" font-size=\"{:.2}\"{weight}{font} xml:lang=\"{language}\">{}</text>",
            line.baseline,
            line.size,
            escaped(&line.text),
        );
    }
    let (left, top, side) = sheet.place;
    let modules = u16::try_from(sheet.code.side()).map_or(1.0, f32::from);
    let _ = writeln!(
        svg,
        "</g>\n<path shape-rendering=\"crispEdges\" transform=\"translate({left:.2} {top:.2}) scale({:.4})\" d=\"{}\"/>\n</svg>",
        side / modules,
        sheet.code.svg_path(),
    );
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Fonts with Cyrillic of the usual systems.
const FONTS: &str = "Ubuntu, 'Noto Sans', 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, 'DejaVu Sans', sans-serif";
/// The same for what is typed.
const TYPED: &str =
    " font-family=\"Hack, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace\"";
