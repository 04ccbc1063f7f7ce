//! The text of a QR code: "SP1:" and the Base45 (RFC 9285) of a presentation. Alphanumeric mode holds it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::malformed::{Fault, Malformed};
use crate::presentation;

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
    let bytes = base45::decode(base45).map_err(|_| malformed(PREFIX.len(), Fault::NotBase45))?;
    // The decoder takes some pairs that the standard refuses, "::" among them.
    if base45::encode(&bytes) != base45 {
        return Err(malformed(PREFIX.len(), Fault::NotBase45));
    }
    if bytes.len() > presentation::MAX_LENGTH {
        return Err(malformed(
            PREFIX.len(),
            Fault::TooLong {
                limit: presentation::MAX_LENGTH,
                got: bytes.len(),
            },
        ));
    }
    Ok(bytes)
}

fn foreign(text: &str) -> NotAPresentation {
    match text.as_bytes() {
        [b'S', b'P', digit @ b'0'..=b'9', b':', ..] => NotAPresentation::OtherVersion {
            version: digit - b'0',
        },
        _ => NotAPresentation::NotOurs,
    }
}

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
        fn an_accepted_text_is_the_text_of_its_bytes(text in "SP1:[0-9A-Z $%*+./:-]{0,60}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
