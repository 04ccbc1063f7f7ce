//! Why bytes could not be read: where, what was wanted, what was there.

use core::fmt;

/// Bytes or text that are not one of our messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Offset in bytes from the start of the message.
    pub at: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong at one place of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The message ends before the item does.
    Truncated {
        /// Bytes that are missing.
        missing: usize,
    },
    /// Bytes follow the message.
    Trailing {
        /// How many.
        extra: usize,
    },
    /// An integer or a length is not in its shortest form (RFC 8949 §4.2.1).
    NotShortest,
    /// A length is indefinite (RFC 8949 §4.2.1 forbids it in deterministic encoding).
    Indefinite,
    /// Another item stands where `want` must stand: a wrong type, a key out of order, twice or unknown.
    Unexpected {
        /// The item that the profile has here.
        want: &'static str,
        /// The initial byte that is there.
        got: u8,
    },
    /// The item has the right type and a value that the profile does not have.
    Value {
        /// The value or range that the profile has here.
        want: &'static str,
    },
    /// The algorithm is not Ed25519 (-19, RFC 9864).
    Algorithm {
        /// The algorithm's number; 0 where it does not fit.
        got: i64,
    },
    /// A text is not UTF-8.
    NotUtf8,
    /// The message is longer than its limit.
    TooLong {
        /// The limit, in bytes or characters.
        limit: usize,
        /// The length that it has.
        got: usize,
    },
    /// The text is not the one Base45 text of its bytes (RFC 9285).
    NotBase45,
    /// A public key is no point of the curve, or one of small order.
    NotAKey,
}

impl Malformed {
    pub(crate) const fn new(at: usize, fault: Fault) -> Self {
        Self { at, fault }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.at, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { missing } => write!(f, "ends {missing} bytes too early"),
            Self::Trailing { extra } => write!(f, "{extra} bytes too many at the end"),
            Self::NotShortest => f.write_str("a number or length is not in its shortest form"),
            Self::Indefinite => f.write_str("a length is indefinite"),
            Self::Unexpected { want, got } => {
                write!(
                    f,
                    "expected {want}, found an item that starts with {got:#04x}"
                )
            }
            Self::Value { want } => write!(f, "expected {want}, found another value"),
            Self::Algorithm { got } => {
                write!(f, "expected algorithm -19 (Ed25519), found {got}")
            }
            Self::NotUtf8 => f.write_str("a text is not UTF-8"),
            Self::TooLong { limit, got } => write!(f, "{got} long, the limit is {limit}"),
            Self::NotBase45 => f.write_str("not canonical Base45"),
            Self::NotAKey => f.write_str("not a usable Ed25519 public key"),
        }
    }
}

impl core::error::Error for Malformed {}
