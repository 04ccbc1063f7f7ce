//! A code as a PNG picture, one bit to a pixel (ISO/IEC 15948).

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use host::qr::Code;

/// Pixels along a module of a picture in a file.
pub const SCALE: usize = 8;

/// The picture, so many pixels to a module.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "a picture of at most 5920 pixels a side, written to memory"
)]
pub fn png(code: &Code, scale: usize) -> Vec<u8> {
    let pixels = code.side() * scale;
    let side = u32::try_from(pixels).expect("a small picture");
    let mut picture = Vec::new();
    let mut encoder = Encoder::new(&mut picture, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::Fast);
    // Most rows are like the one above.
    encoder.set_filter(Filter::Up);
    let mut writer = encoder.write_header().expect("memory that takes a picture");
    let mut data = Vec::with_capacity(pixels * pixels.div_ceil(8));
    for row in 0..code.side() {
        let line = line(code, row, scale);
        data.extend(std::iter::repeat_n(line, scale).flatten());
    }
    writer
        .write_image_data(&data)
        .and_then(|()| writer.finish())
        .expect("memory that takes a picture");
    picture
}

/// The pixels of one row of modules, eight in a byte, light ones set.
fn line(code: &Code, row: usize, scale: usize) -> Vec<u8> {
    let mut bytes = vec![0; (code.side() * scale).div_ceil(8)];
    let light = (0..code.side()).filter(|&column| !code.is_dark(column, row));
    for pixel in light.flat_map(|column| column * scale..(column + 1) * scale) {
        if let Some(byte) = bytes.get_mut(pixel / 8) {
            *byte |= 0x80_u8 >> (pixel % 8);
        }
    }
    bytes
}
