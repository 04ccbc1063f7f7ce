use proptest::prelude::*;

use super::*;
use crate::frame::Frame;
use crate::reader::Scanner;

fn museum() -> VenueCode {
    VenueCode::new("MUSEUM01").unwrap()
}

fn name(ru: &str, en: &str) -> Bilingual {
    Bilingual {
        ru: ru.to_owned(),
        en: en.to_owned(),
    }
}

fn sheet(code: &str, name: Option<&Bilingual>) -> Sheet {
    Sheet::new(VenueCode::new(code).unwrap(), name).unwrap()
}

#[test]
fn the_ending_says_what_is_written() {
    for (path, kind) in [
        ("a.svg", Some(Kind::Svg)),
        ("folder.pdf/a.PDF", Some(Kind::Pdf)),
        ("a.png", None),
        ("a", None),
        (".svg", None),
        ("a.svg/", Some(Kind::Svg)),
    ] {
        assert_eq!(Kind::of(Path::new(path)).ok(), kind, "{path}");
    }
}

#[test]
fn names_are_escaped_in_a_picture() {
    let given = name("Музей «Мир & <Я>»", "Museum");
    let svg = draw(Kind::Svg, museum(), Some(&given)).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains(">Музей «Мир &amp; &lt;Я&gt;»</text>"), "{svg}");
    assert!(svg.contains("wallet show STATUS --venue MUSEUM01</text>"));
}

#[test]
fn a_name_must_be_a_line_of_text() {
    let long = "я".repeat(MAX_TEXT + 1);
    for wrong in ["", " ", "a\nb", "\u{ffff}", &long] {
        let refused = draw(Kind::Svg, museum(), Some(&name(wrong, "Museum")));
        assert!(matches!(refused, Err(NoPoster::Name)), "{wrong:?}");
    }
    let refused = draw(Kind::Pdf, museum(), Some(&name("博物館", "Museum")));
    assert!(matches!(
        refused,
        Err(NoPoster::Character { character: '博' })
    ));
    draw(Kind::Svg, museum(), Some(&name("博物館", "Museum"))).unwrap();
}

#[test]
fn the_same_sheet_has_the_same_bytes() {
    let given = name("Музей", "Museum");
    for kind in [Kind::Svg, Kind::Pdf] {
        let draw = || draw(kind, museum(), Some(&given)).unwrap();
        assert_eq!(draw(), draw());
    }
}

/// Paints the path of the code as a printer would, 6 pixels to a module.
fn printed(svg: &str) -> Frame {
    const SCALE: usize = 6;
    let path = svg.split(" d=\"").last().unwrap();
    let path = path.split('"').next().unwrap();
    let bars: Vec<Vec<usize>> = path
        .split('M')
        .skip(1)
        .map(|bar| {
            bar.split([' ', 'h', 'v'])
                .take(3)
                .map(|number| number.parse().unwrap())
                .collect()
        })
        .collect();
    // The code's corners have dark modules; around them is white paper.
    let side = 4 + bars.iter().map(|bar| bar[0] + bar[2]).max().unwrap();
    let mut luma = vec![255; side * side * SCALE * SCALE];
    for bar in &bars {
        for row in bar[1] * SCALE..(bar[1] + 1) * SCALE {
            let start = row * side * SCALE + bar[0] * SCALE;
            luma[start..start + bar[2] * SCALE].fill(0);
        }
    }
    let pixels = u32::try_from(side * SCALE).unwrap();
    Frame::new(luma, pixels, pixels, std::time::Duration::ZERO).unwrap()
}

#[test]
fn the_code_reads_back_by_our_own_reader() {
    for code in ["A", "MUSEUM01", "00000000", "WWWWWWWW"] {
        let code = VenueCode::new(code).unwrap();
        let svg = String::from_utf8(draw(Kind::Svg, code, None).unwrap()).unwrap();
        let text = Scanner::still().read(&printed(&svg)).unwrap();
        assert_eq!(VenueText::venue(&text), Ok(code), "{text}");
    }
}

#[test]
fn the_code_is_as_large_as_the_sheet_allows() {
    for (code, least) in [("A", 129.0), ("MUSEUM01", 95.0), ("WWWWWWWW", 95.0)] {
        let lines = sheet(code, None).lines;
        let found = lines.iter().find(|line| line.is_heavy).unwrap();
        assert_eq!(found.text, code);
        assert!(found.size > least, "{code}: {}", found.size);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_covers_anything_else(
        code in "[A-Z0-9]{1,8}",
        ru in "[А-яёЁ «»—0-9]{0,180}[А-я][А-яёЁ]{0,19}",
        en in "[ -~]{0,180}[!-~]{1,20}",
    ) {
        let given = name(&ru, &en);
        let sheet = sheet(&code, Some(&given));
        let (left, top, side) = sheet.codes[0].place;
        prop_assert!(left > 0.0 && side >= 142.0);
        let mut last = 0.0;
        for line in &sheet.lines {
            prop_assert!(line.width <= WIDTH * 0.85, "{}", line.text);
            let upper = line.baseline - line.size * 0.75;
            let lower = line.baseline + line.size * 0.22;
            prop_assert!(upper >= last, "{} on the line above", line.text);
            prop_assert!(lower <= top || upper >= top + side, "{} on the code", line.text);
            last = lower;
        }
        prop_assert!(last < HEIGHT - 20.0);
        draw(Kind::Pdf, VenueCode::new(&code).unwrap(), Some(&given)).unwrap();
    }
}
