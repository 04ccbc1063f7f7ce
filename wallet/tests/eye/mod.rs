//! An eye for tests: what a terminal or a viewer makes of a drawing, in pixels, and readers that look at it.

use std::collections::HashMap;

use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, Luma8LuminanceSource, Reader as _};

/// Brightness, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) luma: Vec<u8>,
}

impl Pixels {
    fn new(width: usize, height: usize, luma: u8) -> Self {
        Self {
            width,
            height,
            luma: vec![luma; width * height],
        }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> u8 {
        assert!(x < self.width && y < self.height);
        self.luma[y * self.width + x]
    }

    fn set(&mut self, x: usize, y: usize, luma: u8) {
        assert!(x < self.width && y < self.height, "a pixel outside");
        self.luma[y * self.width + x] = luma;
    }

    /// What the readers read: `rxing`, `quircs`, `rqrr`.
    pub(crate) fn read(&self) -> [Option<String>; 3] {
        let (width, height) = (
            u32::try_from(self.width).unwrap(),
            u32::try_from(self.height).unwrap(),
        );
        let source = Luma8LuminanceSource::new(self.luma.clone(), width, height).unwrap();
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let rxing = QRCodeReader::new().decode(&mut bitmap).ok();

        let mut quirc = quircs::Quirc::new();
        let quircs = quirc
            .identify(self.width, self.height, &self.luma)
            .filter_map(Result::ok)
            .find_map(|code| code.decode().ok());

        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, |x, y| {
                self.at(x, y)
            });
        let rqrr = prepared
            .detect_grids()
            .iter()
            .find_map(|grid| grid.decode().ok());
        [
            rxing.map(|read| read.getText().to_owned()),
            quircs.and_then(|read| String::from_utf8(read.payload).ok()),
            rqrr.map(|(_, text)| text),
        ]
    }
}

/// Paints lines as a terminal with characters of this size does, white letters on black.
pub(crate) fn terminal(lines: &[String], cell: (usize, usize)) -> Pixels {
    let octants = octants();
    let columns = lines.iter().map(|line| letters(line).len()).max().unwrap();
    let mut pixels = Pixels::new(columns * cell.0, lines.len() * cell.1, 0);
    for (row, line) in lines.iter().enumerate() {
        for (column, (letter, colors)) in letters(line).into_iter().enumerate() {
            let inked = octants[&letter];
            for y in 0..cell.1 {
                for x in 0..cell.0 {
                    let octant = 2 * (4 * y / cell.1) + 2 * x / cell.0;
                    let is_ink = inked >> octant & 1 == 1;
                    let luma = if is_ink { colors.0 } else { colors.1 };
                    pixels.set(column * cell.0 + x, row * cell.1 + y, luma);
                }
            }
        }
    }
    pixels
}

/// The characters of a line, each with its foreground and background.
fn letters(line: &str) -> Vec<(char, (u8, u8))> {
    let mut letters = Vec::new();
    let (mut colors, mut reversed) = ((0xff, 0x00), false);
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        if letter != '\x1b' {
            let shown = if reversed {
                (colors.1, colors.0)
            } else {
                colors
            };
            letters.push((letter, shown));
            continue;
        }
        assert_eq!(rest.next(), Some('['));
        let codes: String = rest.by_ref().take_while(|&letter| letter != 'm').collect();
        let codes: Vec<_> = codes.split(';').collect();
        let mut codes = codes.as_slice();
        while let Some((code, after)) = codes.split_first() {
            let color = |number: &str| if number == "231" { 0xff } else { 0x00 };
            match (*code, after) {
                ("38", ["5", number @ ("16" | "231"), ..]) => colors.0 = color(number),
                ("48", ["5", number @ ("16" | "231"), ..]) => colors.1 = color(number),
                ("7", _) => reversed = true,
                ("0", _) => (colors, reversed) = ((0xff, 0x00), false),
                other => panic!("an escape that is not known: {other:?}"),
            }
            codes = if matches!(*code, "38" | "48") {
                &after[2..]
            } else {
                after
            };
        }
    }
    assert_eq!((colors, reversed), ((0xff, 0x00), false), "colours left on");
    letters
}

/// Which octants each character inks, as Unicode names it.
fn octants() -> HashMap<char, u8> {
    let lines = include_str!("octants.txt").lines();
    let named = lines.filter(|line| !line.starts_with('#')).map(|line| {
        let (octants, point) = line.split_once(' ').unwrap();
        let bits = octants
            .bytes()
            .fold(0, |bits, octant| bits | 1 << (octant - b'1'));
        let point = u32::from_str_radix(point, 16).unwrap();
        (char::from_u32(point).unwrap(), bits)
    });
    named.chain([(' ', 0)]).collect()
}

/// Decodes sixels, on grey so that a pixel that is left out is seen.
pub(crate) fn sixel(text: &str) -> Pixels {
    let body = text.strip_prefix("\x1bP0;1q\"1;1;").unwrap();
    let body = body.strip_suffix("\x1b\\").unwrap();
    let (width, body) = number(body);
    let (height, mut body) = number(&body[1..]);
    let mut pixels = Pixels::new(width, height, 0x80);
    let mut palette = HashMap::new();
    let (mut color, mut x, mut top) = (0, 0, 0);
    while let Some(first) = body.chars().next() {
        body = &body[1..];
        match first {
            '#' => {
                (color, body) = number(body);
                if let Some(definition) = body.strip_prefix(";2;") {
                    let mut parts = [0; 3];
                    let mut rest = definition;
                    for part in &mut parts {
                        (*part, rest) = number(rest.strip_prefix(';').unwrap_or(rest));
                    }
                    palette.insert(color, u8::try_from(parts[0] * 255 / 100).unwrap());
                    body = rest;
                }
            }
            '$' => x = 0,
            '-' => (x, top) = (0, top + 6),
            '!' | '?'..='~' => {
                let (count, data) = if first == '!' {
                    let (count, rest) = number(body);
                    body = &rest[1..];
                    (count, rest.chars().next().unwrap())
                } else {
                    (1, first)
                };
                let bits = u32::from(data) - u32::from('?');
                for column in x..x + count {
                    for row in (0..6).filter(|row| bits >> row & 1 == 1) {
                        pixels.set(column, top + row, palette[&color]);
                    }
                }
                x += count;
            }
            other => panic!("not of sixels: {other:?}"),
        }
    }
    pixels
}

fn number(text: &str) -> (usize, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap();
    (text[..end].parse().unwrap(), &text[end..])
}

/// The picture that kitty is sent, and the number by which it is known.
pub(crate) fn kitty(text: &str) -> (Pixels, u64) {
    let mut data = String::new();
    let mut id = None;
    let mut is_last = false;
    for part in text.split_inclusive("\x1b\\") {
        assert!(!is_last, "something after the last part");
        let part = part.strip_prefix("\x1b_G").unwrap();
        let (keys, chunk) = part
            .strip_suffix("\x1b\\")
            .unwrap()
            .split_once(';')
            .unwrap();
        let keys: HashMap<_, _> = keys
            .split(',')
            .map(|key| key.split_once('=').unwrap())
            .collect();
        assert!(chunk.len() <= 4096 && keys["q"] == "2");
        if id.is_none() {
            assert_eq!((keys["a"], keys["f"], keys["C"]), ("T", "100", "1"));
            id = Some(keys["i"].parse().unwrap());
        }
        is_last = keys["m"] == "0";
        assert!(is_last || chunk.len() % 4 == 0);
        data.push_str(chunk);
    }
    assert!(is_last);
    (png(&base64(&data)), id.unwrap())
}

/// The picture that iTerm2 is sent.
pub(crate) fn iterm(text: &str) -> Pixels {
    let text = text.strip_prefix("\x1b]1337;File=").unwrap();
    let (keys, data) = text.strip_suffix('\x07').unwrap().split_once(':').unwrap();
    let keys: HashMap<_, _> = keys
        .split(';')
        .map(|key| key.split_once('=').unwrap())
        .collect();
    let data = base64(data);
    let pixels = png(&data);
    assert_eq!(
        (keys["inline"], keys["size"]),
        ("1", &*data.len().to_string())
    );
    assert_eq!(keys["width"], format!("{}px", pixels.width));
    assert_eq!(keys["height"], format!("{}px", pixels.height));
    pixels
}

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

/// The picture in a PNG file.
pub(crate) fn png(bytes: &[u8]) -> Pixels {
    let picture = image::load_from_memory(bytes).unwrap().into_luma8();
    Pixels {
        width: usize::try_from(picture.width()).unwrap(),
        height: usize::try_from(picture.height()).unwrap(),
        luma: picture.into_raw(),
    }
}

/// The picture in an SVG file of rectangles, so many pixels to a unit.
pub(crate) fn svg(text: &str, scale: usize) -> Pixels {
    let between = |from: &str, to: &str| {
        let rest = text.split_once(from).unwrap().1;
        rest.split_once(to).unwrap().0
    };
    let side: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
    assert!(text.contains(&format!(
        "<path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>"
    )));
    let mut pixels = Pixels::new(side * scale, side * scale, 0xff);
    for rectangle in between("<path d=\"", "\"/>").split_inclusive('z') {
        let (x, rest) = number(rectangle.strip_prefix('M').unwrap());
        let (y, rest) = number(&rest[1..]);
        let (length, rest) = number(rest.strip_prefix('h').unwrap());
        assert_eq!(rest, format!("v1h-{length}z"));
        for down in 0..scale {
            for right in 0..length * scale {
                pixels.set(x * scale + right, y * scale + down, 0);
            }
        }
    }
    pixels
}
