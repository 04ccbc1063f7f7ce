//! The sheet as an SVG picture. Its text is text; the font is one of the machine that prints it.

use std::fmt::Write as _;

use host::language::Language;

use super::font::Face;
use super::sheet::{HEIGHT, Ink, Sheet, WIDTH};

/// The sheet.
pub(super) fn svg(sheet: &Sheet) -> String {
    let title = escaped(&sheet.title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         xml:lang=\"ru\">\n<title>{title}</title>\n<path fill=\"#fff\" d=\"M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z\"/>\n",
    );
    let (dark, light) = (grey(sheet.ink.dark()), grey(Ink::LIGHT));
    for (left, top, width, height) in &sheet.cards {
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<path fill=\"{light}\" d=\"M{left:.2} {top:.2}h{width:.2}v{height:.2}h-{width:.2}z\"/>"
        );
    }
    let _ = writeln!(
        svg,
        "<g font-family=\"{FONTS}\" text-anchor=\"middle\" fill=\"{dark}\">"
    );
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
        let _ = writeln!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{:.2}\"{weight}{font} xml:lang=\"{language}\">{}</text>",
            line.middle,
            line.baseline,
            line.size,
            escaped(&line.text),
        );
    }
    svg.push_str("</g>\n");
    for drawn in &sheet.codes {
        let (left, top, side) = drawn.place;
        let modules = u16::try_from(drawn.code.side()).map_or(1.0, f32::from);
        let _ = writeln!(
            svg,
            "<path fill=\"{dark}\" shape-rendering=\"crispEdges\" transform=\"translate({left:.2} {top:.2}) scale({:.4})\" d=\"{}\"/>",
            side / modules,
            drawn.code.svg_path(),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn grey(level: u8) -> String {
    format!("#{level:02x}{level:02x}{level:02x}")
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
