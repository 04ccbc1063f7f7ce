//! The text that data codewords stand for (ISO/IEC 18004, section 7.4).

use super::layout::Version;

/// A text, and how far what follows it bears it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: String,
    /// Whether the bits behind the text are the padding that the standard asks for.
    pub(super) padded: bool,
}

/// Reads the segments up to the terminator. Kanji, FNC1 and parts of a longer message are refused.
pub(super) fn message(codewords: &[u8], version: Version) -> Option<Message> {
    let mut bits = Bits { codewords, at: 0 };
    let mut text = Vec::new();
    let mut charset = Charset::Unsaid;
    let mut string = String::new();
    loop {
        let mode = if bits.left() < 4 { 0 } else { bits.take(4)? };
        match mode {
            0 => break,
            1 => {
                let count = bits.count(version, [10, 12, 14])?;
                digits(&mut bits, count, &mut string)?;
            }
            2 => {
                let count = bits.count(version, [9, 11, 13])?;
                alphanumeric(&mut bits, count, &mut string)?;
            }
            4 => {
                let count = bits.count(version, [8, 16, 16])?;
                text.clear();
                for _ in 0..count {
                    text.push(u8::try_from(bits.take(8)?).ok()?);
                }
                charset.read(&text, &mut string)?;
            }
            7 => charset = Charset::assigned(&mut bits)?,
            _ => return None,
        }
    }
    (!string.is_empty()).then(|| Message {
        text: string,
        padded: bits.end_in_padding(),
    })
}

fn digits(bits: &mut Bits<'_>, mut count: u32, text: &mut String) -> Option<()> {
    while count > 0 {
        let (taken, width, limit) = match count {
            1 => (1, 4, 10),
            2 => (2, 7, 100),
            _ => (3, 10, 1000),
        };
        let mut value = bits.take(width)?;
        if value >= limit {
            return None;
        }
        let mut unit = limit / 10;
        while unit > 0 {
            text.push(char::from_digit(value / unit, 10)?);
            value %= unit;
            unit /= 10;
        }
        count -= taken;
    }
    Some(())
}

fn alphanumeric(bits: &mut Bits<'_>, mut count: u32, text: &mut String) -> Option<()> {
    const CHARACTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut push = |value: u32| {
        let character = CHARACTERS.get(usize::try_from(value).ok()?)?;
        text.push(char::from(*character));
        Some(())
    };
    while count >= 2 {
        let pair = bits.take(11)?;
        push(pair / 45)?;
        push(pair % 45)?;
        count -= 2;
    }
    if count == 1 {
        push(bits.take(6)?)?;
    }
    Some(())
}

/// How bytes stand for characters.
#[derive(Clone, Copy)]
enum Charset {
    /// UTF-8 where it is valid, else Latin-1: what readers in the field do.
    Unsaid,
    Latin,
    Utf8,
}

impl Charset {
    /// An extended channel interpretation of one, two or three bytes.
    fn assigned(bits: &mut Bits<'_>) -> Option<Self> {
        let first = bits.take(8)?;
        let number = if first & 0x80 == 0 {
            first
        } else if first & 0x40 == 0 {
            (first & 0x3f) << 8 | bits.take(8)?
        } else {
            (first & 0x1f) << 16 | bits.take(16)?
        };
        match number {
            1 | 3 => Some(Self::Latin),
            26 | 27 | 170 => Some(Self::Utf8),
            _ => None,
        }
    }

    fn read(self, bytes: &[u8], text: &mut String) -> Option<()> {
        let utf8 = std::str::from_utf8(bytes).ok();
        match (self, utf8) {
            (Self::Unsaid | Self::Utf8, Some(utf8)) => text.push_str(utf8),
            (Self::Utf8, None) => return None,
            (Self::Unsaid | Self::Latin, _) => text.extend(bytes.iter().copied().map(char::from)),
        }
        Some(())
    }
}

/// Bits, highest first.
struct Bits<'a> {
    codewords: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    const fn left(&self) -> usize {
        self.codewords.len() * 8 - self.at
    }

    /// At most 32 bits; nothing when fewer are left.
    fn take(&mut self, width: usize) -> Option<u32> {
        if self.left() < width {
            return None;
        }
        let mut value = 0;
        for _ in 0..width {
            let codeword = self.codewords.get(self.at / 8)?;
            value = value << 1 | u32::from(codeword >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// How many characters follow.
    fn count(&mut self, version: Version, widths: [usize; 3]) -> Option<u32> {
        let [small, middle, large] = widths;
        self.take(match version.number() {
            ..=9 => small,
            10..=26 => middle,
            _ => large,
        })
    }

    /// Whether only zeros up to the next codeword and then the two padding codewords in turn are left.
    fn end_in_padding(mut self) -> bool {
        let rest = self.left() % 8;
        if self.take(rest) != Some(0) {
            return false;
        }
        let padding = self.codewords.get(self.at / 8..).unwrap_or_default();
        padding
            .iter()
            .zip([0xec, 0x11].into_iter().cycle())
            .all(|(&codeword, expected)| codeword == expected)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(number: i32) -> Version {
        Version::new(number).unwrap()
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        // ISO/IEC 18004, annex I: "01234567" in version 1-M.
        let mut codewords = vec![0x10, 0x20, 0x0c, 0x56, 0x61, 0x80];
        codewords.extend([0xec, 0x11].repeat(5));
        let read = message(&codewords, version(1)).unwrap();
        assert_eq!((read.text.as_str(), read.padded), ("01234567", true));
        codewords.pop();
        codewords.push(0);
        assert!(!message(&codewords, version(1)).unwrap().padded);
    }

    #[test]
    fn values_beyond_the_alphabet_are_refused() {
        // Numeric, one digit, the digit 12; alphanumeric, one character, number 50.
        assert_eq!(message(&[0x10, 0x07, 0x00, 0x00], version(1)), None);
        assert_eq!(message(&[0x20, 0x0e, 0x40, 0x00], version(1)), None);
        // Kanji, and a count that is longer than the symbol.
        assert_eq!(message(&[0x80, 0x10, 0x00, 0x00], version(1)), None);
        assert_eq!(message(&[0x4f, 0xf0, 0x00, 0x00], version(1)), None);
    }

    #[test]
    fn bytes_are_utf8_or_latin() {
        let read = |bytes: [u8; 2]| {
            let [a, b] = bytes;
            let codewords = [0x40, 0x20 | a >> 4, a << 4 | b >> 4, b << 4];
            message(&codewords, version(1)).map(|read| read.text)
        };
        assert_eq!(read([0xd0, 0xaf]).as_deref(), Some("Я"));
        assert_eq!(read([0xe9, b'!']).as_deref(), Some("é!"));
    }

    proptest! {
        #[test]
        fn no_codewords_make_it_panic(
            codewords in proptest::collection::vec(any::<u8>(), 0..200), number in 1..=40
        ) {
            let _ = message(&codewords, version(number));
        }
    }
}
