//! The one profile of CBOR that our messages use: deterministic encoding (RFC 8949 §4.2.1), definite
//! lengths, integer keys in a fixed order. The reader allocates nothing and takes nothing else.

use alloc::vec::Vec;

use crate::malformed::{Fault, Malformed};

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;

/// Walks over one message from front to back.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(message: &'a [u8]) -> Self {
        Self::nested(message, 0)
    }

    /// Reads a message of at most `limit` bytes.
    pub(crate) const fn limited(message: &'a [u8], limit: usize) -> Result<Self, Malformed> {
        let got = message.len();
        if got > limit {
            return Err(Malformed::new(limit, Fault::TooLong { limit, got }));
        }
        Ok(Self::new(message))
    }

    /// Reads a byte string's content; `at` is where it stands in the whole message, for errors.
    pub(crate) const fn nested(content: &'a [u8], at: usize) -> Self {
        Self { rest: content, at }
    }

    /// Where the next item stands.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    pub(crate) const fn fail<T>(&self, fault: Fault) -> Result<T, Malformed> {
        Err(Malformed::new(self.at, fault))
    }

    /// The end of the message, and nothing after it.
    pub(crate) const fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            self.fail(Fault::Trailing {
                extra: self.rest.len(),
            })
        }
    }

    pub(crate) fn unsigned(&mut self, want: &'static str) -> Result<u64, Malformed> {
        self.head(UNSIGNED, want)
    }

    /// An unsigned integer of at most `max`.
    pub(crate) fn unsigned_up_to(
        &mut self,
        max: u64,
        want: &'static str,
    ) -> Result<u64, Malformed> {
        let before = self.clone();
        let value = self.unsigned(want)?;
        if value > max {
            return before.fail(Fault::Value { want });
        }
        Ok(value)
    }

    pub(crate) fn integer(&mut self, want: &'static str) -> Result<i64, Malformed> {
        let before = self.clone();
        let out_of_range = |_| Malformed::new(before.at, Fault::Value { want });
        if before
            .rest
            .first()
            .is_some_and(|byte| byte >> 5 == NEGATIVE)
        {
            let magnitude = i64::try_from(self.head(NEGATIVE, want)?).map_err(out_of_range)?;
            return Ok(-1 - magnitude);
        }
        i64::try_from(self.head(UNSIGNED, want)?).map_err(out_of_range)
    }

    /// Exactly this integer: how every map key of the profile is read.
    pub(crate) fn exactly(&mut self, value: i64, want: &'static str) -> Result<(), Malformed> {
        let before = self.clone();
        let unexpected = Fault::Unexpected {
            want,
            got: before.rest.first().copied().unwrap_or(0),
        };
        match self.integer(want) {
            Ok(got) if got == value => Ok(()),
            Ok(_) => before.fail(unexpected),
            Err(malformed) => Err(malformed),
        }
    }

    pub(crate) fn bytes(&mut self, want: &'static str) -> Result<&'a [u8], Malformed> {
        let length = self.head(BYTES, want)?;
        self.take(length)
    }

    pub(crate) fn byte_array<const N: usize>(
        &mut self,
        want: &'static str,
    ) -> Result<&'a [u8; N], Malformed> {
        let before = self.clone();
        let bytes = self.bytes(want)?;
        bytes
            .try_into()
            .map_err(|_| Malformed::new(before.at, Fault::Value { want }))
    }

    /// A byte string that is a message of its own, and a reader over it.
    pub(crate) fn wrapped(&mut self, want: &'static str) -> Result<(&'a [u8], Self), Malformed> {
        let bytes = self.bytes(want)?;
        let at = self.at - bytes.len();
        Ok((bytes, Reader::nested(bytes, at)))
    }

    pub(crate) fn text(&mut self, want: &'static str) -> Result<&'a str, Malformed> {
        let before = self.clone();
        let length = self.head(TEXT, want)?;
        let bytes = self.take(length)?;
        core::str::from_utf8(bytes).map_err(|_| Malformed::new(before.at, Fault::NotUtf8))
    }

    pub(crate) fn array(&mut self, want: &'static str) -> Result<u64, Malformed> {
        self.head(ARRAY, want)
    }

    pub(crate) fn array_of(&mut self, length: u64, want: &'static str) -> Result<(), Malformed> {
        self.counted(ARRAY, length, want)
    }

    /// An array of `least` to `most` items.
    pub(crate) fn array_between(
        &mut self,
        least: u64,
        most: u64,
        want: &'static str,
    ) -> Result<u64, Malformed> {
        let before = self.clone();
        let length = self.array(want)?;
        if length < least || length > most {
            return before.fail(Fault::Value { want });
        }
        Ok(length)
    }

    pub(crate) fn map(&mut self, want: &'static str) -> Result<u64, Malformed> {
        self.head(MAP, want)
    }

    pub(crate) fn map_of(&mut self, length: u64, want: &'static str) -> Result<(), Malformed> {
        self.counted(MAP, length, want)
    }

    pub(crate) fn tag(&mut self, number: u64, want: &'static str) -> Result<(), Malformed> {
        self.counted(TAG, number, want)
    }

    pub(crate) fn boolean(&mut self, want: &'static str) -> Result<bool, Malformed> {
        match self.rest.split_first() {
            Some((&FALSE, rest)) => {
                self.advance(rest, 1);
                Ok(false)
            }
            Some((&TRUE, rest)) => {
                self.advance(rest, 1);
                Ok(true)
            }
            Some((&got, _)) => self.fail(Fault::Unexpected { want, got }),
            None => self.fail(Fault::Truncated { missing: 1 }),
        }
    }

    fn counted(&mut self, major: u8, number: u64, want: &'static str) -> Result<(), Malformed> {
        let before = self.clone();
        let got = self.head(major, want)?;
        if got == number {
            Ok(())
        } else {
            before.fail(Fault::Value { want })
        }
    }

    /// An initial byte of this major type and its argument, in the shortest form.
    fn head(&mut self, major: u8, want: &'static str) -> Result<u64, Malformed> {
        let before = self.clone();
        let Some((&initial, rest)) = self.rest.split_first() else {
            return self.fail(Fault::Truncated { missing: 1 });
        };
        if initial >> 5 != major {
            return self.fail(Fault::Unexpected { want, got: initial });
        }
        self.advance(rest, 1);
        let (value, least) = match initial & 0x1f {
            small @ 0..=23 => return Ok(u64::from(small)),
            24 => (u64::from(u8::from_be_bytes(*self.argument()?)), 24),
            25 => (u64::from(u16::from_be_bytes(*self.argument()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(*self.argument()?)), 1 << 16),
            27 => (u64::from_be_bytes(*self.argument()?), 1 << 32),
            31 => return before.fail(Fault::Indefinite),
            _ => return before.fail(Fault::Unexpected { want, got: initial }),
        };
        if value < least {
            return before.fail(Fault::NotShortest);
        }
        Ok(value)
    }

    fn argument<const N: usize>(&mut self) -> Result<&'a [u8; N], Malformed> {
        let Some((argument, rest)) = self.rest.split_first_chunk() else {
            return self.fail(Fault::Truncated {
                missing: N - self.rest.len(),
            });
        };
        self.advance(rest, N);
        Ok(argument)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            return self.fail(Fault::Truncated {
                missing: length - self.rest.len(),
            });
        };
        self.advance(rest, length);
        Ok(taken)
    }

    const fn advance(&mut self, rest: &'a [u8], by: usize) {
        self.rest = rest;
        self.at += by;
    }
}

/// Writes one message in the same profile. The caller writes map keys in their order.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(UNSIGNED, value)
    }

    pub(crate) fn integer(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.head(NEGATIVE, (-1 - value).unsigned_abs())
        } else {
            self.head(UNSIGNED, value.unsigned_abs())
        }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(BYTES, length(bytes));
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.head(TEXT, length(text.as_bytes()));
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn array(&mut self, count: usize) -> &mut Self {
        self.head(ARRAY, count_as_u64(count))
    }

    pub(crate) fn map(&mut self, pairs: usize) -> &mut Self {
        self.head(MAP, count_as_u64(pairs))
    }

    pub(crate) fn tag(&mut self, number: u64) -> &mut Self {
        self.head(TAG, number)
    }

    pub(crate) fn boolean(&mut self, value: bool) -> &mut Self {
        self.0.push(if value { TRUE } else { FALSE });
        self
    }

    /// An item that is already encoded.
    pub(crate) fn encoded(&mut self, item: &[u8]) -> &mut Self {
        self.0.extend_from_slice(item);
        self
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let major = major << 5;
        let bytes = value.to_be_bytes();
        let [.., b3, b2, b1, b0] = bytes;
        match value {
            0..=23 => self.0.push(major | b0),
            24..=0xff => self.0.extend_from_slice(&[major | 24, b0]),
            0x100..=0xffff => self.0.extend_from_slice(&[major | 25, b1, b0]),
            0x1_0000..=0xffff_ffff => {
                self.0.extend_from_slice(&[major | 26, b3, b2, b1, b0]);
            }
            _ => {
                self.0.push(major | 27);
                self.0.extend_from_slice(&bytes);
            }
        }
        self
    }
}

fn length(bytes: &[u8]) -> u64 {
    count_as_u64(bytes.len())
}

fn count_as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod appendix_a;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn integer(bytes: &[u8]) -> Result<i64, Fault> {
        let mut reader = Reader::new(bytes);
        let value = reader.integer("integer").map_err(|m| m.fault)?;
        reader.end().map_err(|m| m.fault)?;
        Ok(value)
    }

    #[test]
    fn limits_are_the_largest_that_is_read() {
        for (length, is_read) in [(4, true), (5, true), (6, false)] {
            let message = [0; 6];
            let limited = Reader::limited(&message[..length], 5);
            assert_eq!(limited.is_ok(), is_read, "{length} bytes of 5");
        }
        for (value, is_read) in [(6, true), (7, true), (8, false)] {
            let read = Reader::new(&[value]).unsigned_up_to(7, "a number");
            assert_eq!(read.ok(), is_read.then_some(value.into()), "{value} of 7");
        }
    }

    #[test]
    fn integers_of_rfc_8949_appendix_a() {
        for (hex, value) in [
            (&[0x00][..], 0),
            (&[0x17], 23),
            (&[0x18, 0x18], 24),
            (&[0x19, 0x03, 0xe8], 1000),
            (&[0x1a, 0x00, 0x0f, 0x42, 0x40], 1_000_000),
            (
                &[0x1b, 0x00, 0x00, 0x00, 0xe8, 0xd4, 0xa5, 0x10, 0x00],
                1_000_000_000_000,
            ),
            (&[0x20], -1),
            (&[0x38, 0x63], -100),
            (&[0x39, 0x03, 0xe7], -1000),
        ] {
            assert_eq!(integer(hex), Ok(value));
            let mut writer = Writer::new();
            writer.integer(value);
            assert_eq!(writer.finish(), hex);
        }
    }

    #[test]
    fn longer_forms_are_refused() {
        for bytes in [
            &[0x18, 0x17][..],
            &[0x19, 0x00, 0xff],
            &[0x1a, 0x00, 0x00, 0xff, 0xff],
            &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(integer(bytes), Err(Fault::NotShortest));
        }
    }

    #[test]
    fn indefinite_reserved_and_trailing_are_refused() {
        let mut reader = Reader::new(&[0x5f, 0x41, 0x00, 0xff]);
        assert_eq!(
            reader.bytes("bytes").map_err(|m| m.fault),
            Err(Fault::Indefinite)
        );
        assert!(matches!(
            integer(&[0x1c]),
            Err(Fault::Unexpected { got: 0x1c, .. })
        ));
        assert_eq!(integer(&[0x00, 0x00]), Err(Fault::Trailing { extra: 1 }));
        assert_eq!(integer(&[0x1b, 0x00]), Err(Fault::Truncated { missing: 7 }));
    }

    #[test]
    fn a_length_beyond_the_message_is_refused() {
        let mut reader = Reader::new(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        assert!(matches!(
            reader.bytes("bytes").map_err(|m| m.fault),
            Err(Fault::Truncated { .. })
        ));
    }

    proptest! {
        #[test]
        fn integers_survive(value: i64) {
            let mut writer = Writer::new();
            writer.integer(value);
            prop_assert_eq!(integer(&writer.finish()), Ok(value));
        }

        #[test]
        fn an_accepted_integer_has_one_form(bytes in proptest::collection::vec(any::<u8>(), 0..10)) {
            if let Ok(value) = integer(&bytes) {
                let mut writer = Writer::new();
                writer.integer(value);
                prop_assert_eq!(writer.finish(), bytes);
            }
        }
    }
}
