//! The names of published files, below one folder that any web server, share or USB stick can carry. Files are
//! numbered or named by their hash and never change; a pointer of one line names the newest. Token Status Lists alone, which
//! others find by an address that they hold long before, have one name per epoch.

use alloc::format;
use alloc::string::String;

use crate::credential::IssuerId;
use crate::time::Epoch;

/// Largest pointer that is read, in bytes.
pub const MAX_POINTER_LENGTH: u64 = 32;

/// The pointer to the newest trust list.
pub const TRUST_POINTER: &str = "trust/latest";

/// The file of the trust list with this sequence number: `trust/00000007.cose`.
pub fn trust_list(sequence: u64) -> String {
    format!("trust/{sequence:08}.cose")
}

/// The pointer to this issuer's newest manifest: `issuers/26/latest`.
pub fn manifest_pointer(issuer: IssuerId) -> String {
    format!("issuers/{issuer}/latest")
}

/// The file of this issuer's manifest with this sequence number: `issuers/26/00000007.cose`.
pub fn manifest(issuer: IssuerId, sequence: u64) -> String {
    format!("issuers/{issuer}/{sequence:08}.cose")
}

/// The file of this issuer's status list with this hash: `issuers/26/lists/HASH.list`.
pub fn status_list(issuer: IssuerId, hash: &[u8; 32]) -> String {
    let mut name = format!("issuers/{issuer}/lists/");
    for byte in hash {
        name.push_str(&format!("{byte:02x}"));
    }
    name.push_str(".list");
    name
}

/// The file that leads from one status list of this issuer to a later one of the same epoch, named by the first halves of
/// their hashes: `issuers/26/deltas/OLD-NEW.delta`.
pub fn status_delta(issuer: IssuerId, old: &[u8; 32], new: &[u8; 32]) -> String {
    let mut name = format!("issuers/{issuer}/deltas/");
    let (old, new) = (old.first_chunk::<16>(), new.first_chunk::<16>());
    for (hash, end) in [(old, "-"), (new, ".delta")] {
        for byte in hash.into_iter().flatten() {
            name.push_str(&format!("{byte:02x}"));
        }
        name.push_str(end);
    }
    name
}

/// The file of this issuer's newest Token Status List of an epoch: `issuers/26/token-status-lists/20611.cwt`.
pub fn token_status_list(issuer: IssuerId, epoch: Epoch) -> String {
    format!("issuers/{issuer}/token-status-lists/{epoch}.cwt")
}

/// A pointer's content: the sequence number in decimal digits, and a line feed.
pub fn write_pointer(sequence: u64) -> String {
    format!("{sequence}\n")
}

/// The sequence number of a pointer, if it is written exactly so.
pub fn read_pointer(content: &[u8]) -> Option<u64> {
    let sequence = core::str::from_utf8(content)
        .ok()?
        .trim_end()
        .parse()
        .ok()?;
    (write_pointer(sequence).as_bytes() == content).then_some(sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let issuer = IssuerId::new("26").unwrap();
        assert_eq!(trust_list(7), "trust/00000007.cose");
        assert_eq!(manifest(issuer, 123_456_789), "issuers/26/123456789.cose");
        assert_eq!(manifest_pointer(issuer), "issuers/26/latest");
        assert_eq!(status_list(issuer, &[0xab; 32]).len(), 17 + 64 + 5);
        let delta = status_delta(issuer, &[0xab; 32], &[0xcd; 32]);
        let (old, new) = ("ab".repeat(16), "cd".repeat(16));
        assert_eq!(delta, format!("issuers/26/deltas/{old}-{new}.delta"));
        let token = token_status_list(issuer, Epoch::new(20_611));
        assert_eq!(token, "issuers/26/token-status-lists/20611.cwt");
    }

    #[test]
    fn a_pointer_has_one_form() {
        assert_eq!(read_pointer(write_pointer(7).as_bytes()), Some(7));
        for wrong in [
            &b"7"[..],
            b"07\n",
            b"+7\n",
            b"7\n\n",
            b" 7\n",
            b"7\r\n",
            b"",
            b"\xff\n",
        ] {
            assert_eq!(read_pointer(wrong), None, "{wrong:?}");
        }
    }
}
