//! The one-time code that a citizen gets from the issuer, and the key that both sides keep instead of it.

use alloc::string::String;
use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::crockford;
use crate::key_derivation::{expand, extract};

const CODE: &[u8] = b"spravka/1/enrolment-code";

/// The part of a code by which the issuer finds the invitation: four Crockford characters, no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator([u8; 4]);

impl Locator {
    /// The locator with this text of four characters.
    pub fn parse(text: &str) -> Option<Self> {
        crockford::read(text).map(Self)
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::write(self.0.into_iter()))
    }
}

/// A one-time code as the citizen gets it: a locator and 60 secret bits, 16 characters in all.
#[derive(ZeroizeOnDrop)]
pub struct EnrolmentCode {
    #[zeroize(skip)]
    locator: Locator,
    secret: [u8; 12],
}

impl EnrolmentCode {
    /// The code of 16 random bytes, of which five bits each are used.
    pub fn from_random(random: [u8; 16]) -> Self {
        let [a, b, c, d, secret @ ..] = random.map(|byte| byte & 31);
        Self {
            locator: Locator([a, b, c, d]),
            secret,
        }
    }

    /// The code as typed: case, hyphens and spaces do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        crockford::read(text).map(Self::from_random)
    }

    /// The part that finds the invitation.
    pub const fn locator(&self) -> Locator {
        self.locator
    }

    /// The code for the citizen's eyes, `XXXX-XXXX-XXXX-XXXX`.
    pub fn reveal(&self) -> Zeroizing<String> {
        let values = self.locator.0.iter().chain(&self.secret);
        Zeroizing::new(crockford::write(values.copied()))
    }

    /// The key that both sides keep instead of the code.
    pub fn key(&self) -> CodeKey {
        CodeKey(extract(CODE, &self.secret))
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolmentCode({})", self.locator)
    }
}

/// What follows from a code: HKDF-Extract("spravka/1/enrolment-code", the secret's 12 five-bit values).
#[derive(ZeroizeOnDrop)]
pub struct CodeKey([u8; Self::LENGTH]);

impl CodeKey {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// A key that was stored.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The key, for storing it.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The key of one kind of message.
    pub(crate) fn message_key(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(expand(&self.0, &[label]))
    }
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_sixteen_characters_of_which_four_find_the_invitation() {
        let code =
            EnrolmentCode::from_random([0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        let text = code.reveal();
        assert_eq!(text.as_str(), "Z123-4567-89AB-CDEF");
        let typed = EnrolmentCode::parse("z123 4567 89ab cdef").unwrap();
        assert_eq!(typed.locator(), Locator::parse("Z123").unwrap());
        assert_eq!(typed.key().as_bytes(), code.key().as_bytes());
        for wrong in [
            "",
            "Z123",
            "Z123-4567-89AB-CDE",
            "Z123-4567-89AB-CDEFG",
            "Z123-4567-89AB-CDEU",
        ] {
            assert!(EnrolmentCode::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let code = EnrolmentCode::from_random([0x11; 16]);
        assert_eq!(alloc::format!("{code:?}"), "EnrolmentCode(HHHH)");
        assert_eq!(alloc::format!("{:?}", code.key()), "CodeKey(..)");
    }
}
