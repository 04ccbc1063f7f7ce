//! Ed25519 keys: COSE_Key (RFC 9052 §7), thumbprint (RFC 9679), one way to sign and one to verify.

use core::fmt;

use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest as _, Sha256};

use crate::cbor::{Reader, Writer};
use crate::malformed::{Fault, Malformed};

/// Length of a public key and of a secret key, in bytes.
pub const KEY_LENGTH: usize = 32;
/// Length of a signature, in bytes.
pub const SIGNATURE_LENGTH: usize = 64;

/// COSE algorithm Ed25519 (RFC 9864 §2.2).
pub(crate) const ED25519: i64 = -19;

/// The R of a signature may be none of these: the eight points of small order in their canonical form.
/// `verify` recomputes R, so a form that is not canonical never compares equal.
const SMALL_ORDER: [[u8; KEY_LENGTH]; 8] = small_order();

/// The short name of a key: the first eight bytes of its thumbprint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid([u8; 8]);

impl Kid {
    /// Length in bytes.
    pub const LENGTH: usize = 8;

    pub(crate) const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The eight bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A public key that lies on the curve and is not of small order.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

/// Not a usable public key: no point of the curve, or one of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

/// The signature is not of this key over these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSignature;

impl PublicKey {
    /// The key with this encoding, which must be the canonical one (RFC 8032 §5.1.3).
    pub fn from_bytes(bytes: &[u8; KEY_LENGTH]) -> Result<Self, NotAKey> {
        if !is_reduced(bytes) {
            return Err(NotAKey);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| NotAKey)?;
        if key.is_weak() {
            return Err(NotAKey);
        }
        Ok(Self(key))
    }

    /// The key's encoding, the `x` of its COSE_Key.
    pub fn as_bytes(&self) -> &[u8; KEY_LENGTH] {
        self.0.as_bytes()
    }

    /// SHA-256 thumbprint over the key's required parameters (RFC 9679 §3).
    pub fn thumbprint(&self) -> [u8; 32] {
        let mut writer = Writer::new();
        write_cose_key(&mut writer, self.as_bytes());
        Sha256::digest(writer.finish()).into()
    }

    /// The first eight bytes of the thumbprint.
    pub fn kid(&self) -> Kid {
        let thumbprint = self.thumbprint();
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = thumbprint;
        Kid([b0, b1, b2, b3, b4, b5, b6, b7])
    }

    /// Checks a signature. Accepts what dalek's `verify_strict` accepts and nothing else, at less
    /// cost: the key was tested when it was parsed, and R is compared, not decompressed.
    pub fn verify(
        &self,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<(), BadSignature> {
        if let Some(r) = signature.first_chunk::<KEY_LENGTH>()
            && SMALL_ORDER.contains(r)
        {
            return Err(BadSignature);
        }
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify(message, &signature).map_err(|_| BadSignature)
    }

    pub(crate) fn read(reader: &mut Reader<'_>, want: &'static str) -> Result<Self, Malformed> {
        let before = reader.clone();
        let bytes = reader.byte_array::<KEY_LENGTH>(want)?;
        Self::from_bytes(bytes).map_err(|NotAKey| Malformed::new(before.at(), Fault::NotAKey))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kid())
    }
}

/// A secret key. Erased when dropped, never printed.
pub struct SecretKey(ed25519_dalek::SigningKey);

impl SecretKey {
    /// The key with this seed (RFC 8032 §5.1.5).
    pub fn from_seed(seed: &[u8; KEY_LENGTH]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs these bytes; the same bytes always give the same signature.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// Whether y is below p = 2^255 - 19: dalek takes larger ones and reduces them.
fn is_reduced(bytes: &[u8; KEY_LENGTH]) -> bool {
    let [first, middle @ .., last] = bytes;
    let is_large = last | 0x80 == 0xff && middle.iter().all(|&byte| byte == 0xff);
    !(is_large && *first >= 0xed)
}

/// Writes `{1: 1, -1: 6, -2: x}`: kty OKP, crv Ed25519 (RFC 9053 §7.2).
pub(crate) fn write_cose_key(writer: &mut Writer, x: &[u8; KEY_LENGTH]) {
    writer
        .map(3)
        .unsigned(1)
        .unsigned(1)
        .integer(-1)
        .unsigned(6)
        .integer(-2)
        .bytes(x);
}

/// Reads `{1: 1, -1: 6, -2: x}`, without a look at the point.
pub(crate) fn read_cose_key<'a>(
    reader: &mut Reader<'a>,
) -> Result<&'a [u8; KEY_LENGTH], Malformed> {
    reader.map_of(3, "a COSE_Key of 3 parameters")?;
    reader.exactly(1, "COSE_Key parameter 1 (kty)")?;
    reader.exactly(1, "kty 1 (OKP)")?;
    reader.exactly(-1, "COSE_Key parameter -1 (crv)")?;
    reader.exactly(6, "crv 6 (Ed25519)")?;
    reader.exactly(-2, "COSE_Key parameter -2 (x)")?;
    reader.byte_array("32 bytes of x")
}

const fn small_order() -> [[u8; KEY_LENGTH]; 8] {
    const fn of(first: u8, middle: u8, last: u8) -> [u8; KEY_LENGTH] {
        let mut bytes = [middle; KEY_LENGTH];
        let [head, .., tail] = &mut bytes;
        *head = first;
        *tail = last;
        bytes
    }
    const EIGHT: [u8; KEY_LENGTH] = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ];
    const OTHER_EIGHT: [u8; KEY_LENGTH] = [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ];
    const fn negated(mut bytes: [u8; KEY_LENGTH]) -> [u8; KEY_LENGTH] {
        let [.., tail] = &mut bytes;
        *tail |= 0x80;
        bytes
    }
    [
        of(0x01, 0x00, 0x00),
        of(0xec, 0xff, 0x7f),
        of(0x00, 0x00, 0x00),
        of(0x00, 0x00, 0x80),
        EIGHT,
        negated(EIGHT),
        OTHER_EIGHT,
        negated(OTHER_EIGHT),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 §7.1, test 2.
    const SEED: [u8; 32] = [
        0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e,
        0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8,
        0xa6, 0xfb,
    ];

    #[test]
    fn signs_and_verifies_rfc_8032_test_2() {
        let secret = SecretKey::from_seed(&SEED);
        let signature = secret.sign(&[0x72]);
        assert_eq!(signature.first_chunk(), Some(&[0x92, 0xa0, 0x09, 0xa9]));
        assert_eq!(secret.public().verify(&[0x72], &signature), Ok(()));
        assert_eq!(
            secret.public().verify(&[0x73], &signature),
            Err(BadSignature)
        );
    }

    #[test]
    fn every_point_of_small_order_is_refused_as_key_and_as_r() {
        let public = SecretKey::from_seed(&SEED).public();
        for point in SMALL_ORDER {
            assert_eq!(PublicKey::from_bytes(&point), Err(NotAKey), "{point:02x?}");
            let parsed = ed25519_dalek::VerifyingKey::from_bytes(&point);
            assert!(parsed.unwrap().is_weak(), "{point:02x?}");
            let mut signature = [0; SIGNATURE_LENGTH];
            signature[..32].copy_from_slice(&point);
            assert_eq!(public.verify(b"", &signature), Err(BadSignature));
        }
        let mut distinct = SMALL_ORDER.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 8);
    }

    #[test]
    fn a_key_that_is_not_reduced_is_refused() {
        // To dalek, y = p + 3 is the point with y = 3.
        let mut bytes = [0xff; KEY_LENGTH];
        bytes[31] = 0x7f;
        bytes[0] = 0xed + 3;
        assert!(ed25519_dalek::VerifyingKey::from_bytes(&bytes).is_ok());
        assert_eq!(PublicKey::from_bytes(&bytes), Err(NotAKey));
        assert!(!is_reduced(&bytes));
        bytes[0] = 0xec;
        assert!(is_reduced(&bytes));
        // With the sign of x.
        let mut negative = [0xff; 32];
        negative[0] = 0xed;
        assert!(!is_reduced(&negative));
        // Large at both ends, and not between.
        let mut between = [0xff; 32];
        (between[16], between[31]) = (0xfe, 0x7f);
        assert!(is_reduced(&between));
        let mut below = [0xff; 32];
        below[31] = 0x7e;
        assert!(is_reduced(&below));
    }

    /// Whoever knows the key can sign with R = 0: the equation holds for k·a, and `verify` takes it.
    #[test]
    fn a_signature_with_r_of_small_order_is_refused_though_its_equation_holds() {
        use curve25519_dalek::scalar::Scalar;
        use sha2::Sha512;
        let secret = ed25519_dalek::SigningKey::from_bytes(&SEED);
        let r = of_identity();
        let hash = Sha512::new()
            .chain_update(r)
            .chain_update(secret.verifying_key().as_bytes())
            .chain_update(b"message")
            .finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let s = (k * secret.to_scalar()).to_bytes();
        let mut signature = [0; SIGNATURE_LENGTH];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        let dalek = ed25519_dalek::Signature::from_bytes(&signature);
        assert!(secret.verifying_key().verify(b"message", &dalek).is_ok());
        let public = SecretKey::from_seed(&SEED).public();
        assert_eq!(public.verify(b"message", &signature), Err(BadSignature));
    }

    fn of_identity() -> [u8; KEY_LENGTH] {
        let mut bytes = [0; KEY_LENGTH];
        bytes[0] = 1;
        bytes
    }

    #[test]
    fn secrets_are_not_printed() {
        let secret = SecretKey::from_seed(&SEED);
        assert_eq!(alloc::format!("{secret:?}"), "SecretKey(..)");
    }
}
