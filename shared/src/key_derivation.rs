//! Keys from keys: HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869).

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

/// HMAC-SHA-256 under this key, ready for its message.
#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of every length (RFC 2104 §2)"
)]
pub(crate) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of every length")
}

/// HKDF-Expand of a key that is already uniform (RFC 5869 §3.3), for at most 255 · 32 bytes.
#[expect(
    clippy::expect_used,
    reason = "the key and output lengths are fixed and legal"
)]
pub(crate) fn expand<const N: usize>(key: &[u8; 32], info: &[&[u8]]) -> [u8; N] {
    let mut output = [0; N];
    Hkdf::<Sha256>::from_prk(key)
        .expect("a key of 32 bytes")
        .expand_multi_info(info, &mut output)
        .expect("a short output");
    output
}

/// HKDF-Extract (RFC 5869 §2.2).
pub(crate) fn extract(salt: &[u8], secret: &[u8]) -> [u8; 32] {
    let (mut prk, _) = Hkdf::<Sha256>::extract(Some(salt), secret);
    let key = prk.into();
    prk.zeroize();
    key
}
