//! The sheet as a PDF document, its font embedded.

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::NoPoster;
use super::font::{Face, Font};
use super::sheet::{Drawn, HEIGHT, Ink, Line, Sheet, WIDTH};

/// The sheet.
pub(super) fn pdf(sheet: &Sheet) -> Result<Vec<u8>, NoPoster> {
    let refused = |why: &str| NoPoster::Pdf {
        why: why.to_owned(),
    };
    let embed = |face: Face| {
        let embedded = krilla::text::Font::new(face.file().into(), 0);
        let embedded = embedded.ok_or_else(|| refused("the font is damaged"))?;
        Ok::<_, NoPoster>((Font::new(face)?, embedded))
    };
    let (text, typed) = (embed(Face::Text)?, embed(Face::Typed)?);
    let page = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| refused("no such page"))?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(sheet.title.clone())
            .language("ru".to_owned()),
    );
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    surface.set_stroke(None);
    surface.set_fill(Some(grey(Ink::LIGHT)));
    for &(left, top, width, height) in &sheet.cards {
        draw(&mut surface, [Rect::from_xywh(left, top, width, height)]);
    }
    let ink = grey(sheet.ink.dark());
    for line in &sheet.lines {
        let font = match line.face {
            Face::Text => &text,
            Face::Typed => &typed,
        };
        write(&mut surface, line, font, &ink)?;
    }
    surface.set_stroke(None);
    surface.set_fill(Some(ink));
    for drawn in &sheet.codes {
        draw_code(&mut surface, drawn);
    }
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|error| refused(&format!("{error:?}")))
}

fn write(
    surface: &mut Surface<'_>,
    line: &Line,
    (font, embedded): &(Font, krilla::text::Font),
    ink: &Fill,
) -> Result<(), NoPoster> {
    let mut glyphs = Vec::new();
    for (start, character) in line.text.char_indices() {
        let glyph = font
            .glyph(character)
            .ok_or(NoPoster::Character { character })?;
        glyphs.push(KrillaGlyph {
            glyph_id: GlyphId::new(glyph.to_u32()),
            text_range: start..start + character.len_utf8(),
            x_advance: font.advance(Some(glyph)),
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        });
    }
    surface.set_fill(Some(ink.clone()));
    // An outline makes a light font as heavy as is good to read.
    let weight = match (line.face, line.is_heavy) {
        (_, true) => 0.03,
        (Face::Text, false) => 0.015,
        (Face::Typed, false) => 0.0,
    };
    surface.set_stroke(Some(Stroke {
        width: line.size * weight,
        paint: ink.paint.clone(),
        ..Stroke::default()
    }));
    let start = Point::from_xy(line.middle - line.width / 2.0, line.baseline);
    surface.draw_glyphs(
        start,
        &glyphs,
        embedded.clone(),
        &line.text,
        line.size,
        false,
    );
    Ok(())
}

fn draw_code(surface: &mut Surface<'_>, drawn: &Drawn) {
    let (left, top, side) = drawn.place;
    let number = |modules: usize| u16::try_from(modules).map_or(0.0, f32::from);
    let module = side / number(drawn.code.side());
    let bars = drawn.code.bars().map(|(column, row, length)| {
        Rect::from_xywh(
            left + number(column) * module,
            top + number(row) * module,
            number(length) * module,
            module,
        )
    });
    draw(surface, bars);
}

fn draw(surface: &mut Surface<'_>, rectangles: impl IntoIterator<Item = Option<Rect>>) {
    let mut path = PathBuilder::new();
    for rectangle in rectangles.into_iter().flatten() {
        path.push_rect(rectangle);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn grey(level: u8) -> Fill {
    Fill {
        paint: luma::Color::new(level).into(),
        ..Fill::default()
    }
}
