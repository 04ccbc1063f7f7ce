//! The text of a QR code: "SP1:" and the Base45 (RFC 9285) of a presentation. Alphanumeric mode holds it.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::malformed::{Fault, Malformed};

/// Longest text that is read, in characters.
pub const MAX_LENGTH: usize = 600;

/// What every text of this version starts with.
pub const PREFIX: &str = "SP1:";

/// Why a text holds no presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPresentation {
    /// The text of something else: it does not start with "SP", a digit and ":".
    NotOurs,
    /// A version of this protocol that this verifier does not know.
    OtherVersion {
        /// The digit after "SP".
        version: u8,
    },
    /// One of ours, but damaged.
    Malformed(Malformed),
}

/// The text of these bytes.
pub fn encode(presentation: &[u8]) -> String {
    let mut text = String::from(PREFIX);
    text.push_str(&base45::encode(presentation));
    text
}

/// The bytes of this text, if it is the one text of those bytes.
pub fn decode(text: &str) -> Result<Vec<u8>, NotAPresentation> {
    let Some(base45) = text.strip_prefix(PREFIX) else {
        return Err(foreign(text));
    };
    let malformed = |at, fault| NotAPresentation::Malformed(Malformed::new(at, fault));
    if text.len() > MAX_LENGTH {
        return Err(malformed(
            MAX_LENGTH,
            Fault::TooLong {
                limit: MAX_LENGTH,
                got: text.len(),
            },
        ));
    }
    // So many characters hold no more bytes than a presentation may have.
    read_base45(base45.as_bytes()).ok_or(malformed(PREFIX.len(), Fault::NotBase45))
}

fn foreign(text: &str) -> NotAPresentation {
    match text.as_bytes() {
        [b'S', b'P', digit @ b'0'..=b'9', b':', ..] => NotAPresentation::OtherVersion {
            version: digit - b'0',
        },
        _ => NotAPresentation::NotOurs,
    }
}

/// Base45 (RFC 9285 §4), where three characters stand for two bytes and two at the end for one. Values have one
/// text each, so what is read here encodes to the same text. The well-kept crate that encodes takes pairs that
/// the standard refuses, and costs a second pass to find out.
fn read_base45(text: &[u8]) -> Option<Vec<u8>> {
    let (triplets, rest) = text.as_chunks::<3>();
    let mut bytes = vec![0; triplets.len() * 2 + rest.len() / 2];
    let (pairs, last) = bytes.as_chunks_mut::<2>();
    // What does not fit is gathered and looked at once: a branch for each character costs more than all the rest.
    let mut overflow = 0;
    for (pair, &[first, second, third]) in pairs.iter_mut().zip(triplets) {
        let sum = value(first) + 45 * value(second) + 2025 * value(third);
        let [_, _, high, low] = sum.to_be_bytes();
        *pair = [high, low];
        overflow |= sum >> 16;
    }
    match (rest, last) {
        ([], []) => {}
        (&[first, second], [last]) => {
            let sum = value(first) + 45 * value(second);
            [_, _, _, *last] = sum.to_be_bytes();
            overflow |= sum >> 8;
        }
        _ => return None,
    }
    (overflow == 0).then_some(bytes)
}

/// The value of a character. One that is not in the alphabet has a value that makes every sum too large.
fn value(character: u8) -> u32 {
    VALUES.get(usize::from(character)).copied().unwrap_or(NONE)
}

/// One more than two bytes hold; 2071 times that is less than four bytes hold.
const NONE: u32 = 1 << 16;

/// The value of each character of the QR alphanumeric set, `NONE` for all others.
#[expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which has no other way to make an index of a byte"
)]
const VALUES: [u32; 256] = {
    let mut values = [NONE; 256];
    let mut symbols: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut value = 0;
    while let [symbol, rest @ ..] = symbols {
        values[*symbol as usize] = value;
        value += 1;
        symbols = rest;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_rfc_9285() {
        for (bytes, text) in [
            (&b"AB"[..], "BB8"),
            (b"Hello!!", "%69 VD92EX0"),
            (b"base-45", "UJCLQE7W581"),
            (b"ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(bytes), format!("SP1:{text}"));
            assert_eq!(decode(&format!("SP1:{text}")), Ok(bytes.to_vec()));
        }
    }

    #[test]
    fn what_rfc_9285_refuses_is_refused() {
        for text in ["GGW", ":::", "::", "A", "a00", "BB8\n", "BB8A", "ÄÄ0"] {
            assert!(
                matches!(
                    decode(&format!("SP1:{text}")),
                    Err(NotAPresentation::Malformed(Malformed {
                        fault: Fault::NotBase45,
                        ..
                    }))
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn other_texts_are_not_called_damaged() {
        for text in [
            "",
            "https://example.org",
            "sp1:BB8",
            "SP:BB8",
            "HC1:BB8",
            " SP1:BB8",
        ] {
            assert_eq!(decode(text), Err(NotAPresentation::NotOurs), "{text}");
        }
        assert_eq!(
            decode("SP2:BB8"),
            Err(NotAPresentation::OtherVersion { version: 2 })
        );
    }

    #[test]
    fn limits() {
        assert_eq!(decode(&encode(&[0; 397])).unwrap().len(), 397);
        for bytes in [398, 401, 600] {
            assert!(matches!(
                decode(&encode(&alloc::vec![0; bytes])),
                Err(NotAPresentation::Malformed(Malformed {
                    fault: Fault::TooLong { .. },
                    ..
                }))
            ));
        }
    }

    proptest! {
        #[test]
        fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..=397)) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn the_crate_reads_the_same_or_less_strictly(text in "[0-9A-Z $%*+./:-]{0,60}") {
            let strict = read_base45(text.as_bytes());
            let lenient = base45::decode(&text).ok();
            let canonical = lenient.filter(|bytes| base45::encode(bytes) == text);
            prop_assert_eq!(strict, canonical);
        }

        #[test]
        fn an_accepted_text_is_the_text_of_its_bytes(text in "SP1:[0-9A-Z $%*+./:-]{0,60}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
