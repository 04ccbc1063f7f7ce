//! The Status List Token in CWT form (draft-ietf-oauth-status-list-20 §5.2): which indices of one issuer and epoch are
//! revoked, for programs that know that draft and not this protocol. A verifier reads none.

use alloc::vec::Vec;

use crate::cbor::Writer;
use crate::cose::{self, Typ};
use crate::cose_key::SecretKey;
use crate::freshness::Validity;

const TYP: Typ = Typ::Name("application/statuslist+cwt");

/// Claim sub (RFC 8392 §3.1.2).
const SUBJECT: u64 = 2;
/// Claim exp (RFC 8392 §3.1.4).
const EXPIRATION: u64 = 4;
/// Claim iat (RFC 8392 §3.1.6).
const ISSUED_AT: u64 = 6;
/// Claim status_list (the draft, §14.3).
const STATUS_LIST: u64 = 65_533;
/// Claim ttl (the draft, §14.3).
const TIME_TO_LIVE: u64 = 65_534;

/// What a Status List Token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusListToken<'a> {
    /// The address of the token itself.
    pub uri: &'a str,
    /// Issue, next update, hard expiry: `iat`, `ttl` from then, `exp`.
    pub validity: Validity,
    /// One bit for every index, the lowest bit of each byte first, in the zlib format.
    pub lst: &'a [u8],
}

impl StatusListToken<'_> {
    /// Signs the token with the issuer's status key.
    ///
    /// The draft's examples write map keys in no order and `kid` beside the protected header, and demand neither: this has the
    /// one form of the protocol.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let protected = cose::key_header(key.public().kid(), TYP);
        cose::sign1(&protected, &self.encode(), key)
    }

    fn encode(&self) -> Vec<u8> {
        let issued_at = self.validity.issued_at();
        // The draft wants a positive number.
        let time_to_live = self.validity.next_update().since(issued_at).max(1);
        let mut writer = Writer::with_capacity(self.lst.len() + self.uri.len() + 64);
        writer
            .map(5)
            .unsigned(SUBJECT)
            .text(self.uri)
            .unsigned(EXPIRATION)
            .unsigned(self.validity.expires().seconds())
            .unsigned(ISSUED_AT)
            .unsigned(issued_at.seconds())
            .unsigned(STATUS_LIST)
            .map(2)
            .text("lst")
            .bytes(self.lst)
            .text("bits")
            .unsigned(1)
            .unsigned(TIME_TO_LIVE)
            .unsigned(time_to_live);
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixTime;

    #[test]
    fn a_token_byte_for_byte() {
        let key = SecretKey::from_seed(&[1; 32]);
        let token = StatusListToken {
            uri: "https://a.example/1",
            validity: Validity::usual(UnixTime::new(1_780_304_400).unwrap()),
            lst: &[0x78, 0xda],
        };
        let mut header = b"\xa3\x01\x32\x04\x48".to_vec();
        header.extend_from_slice(key.public().kid().as_bytes());
        header.extend_from_slice(b"\x10\x78\x1aapplication/statuslist+cwt");
        let payload = [
            &b"\xa5\x02\x73https://a.example/1"[..],
            b"\x04\x1a\x6a\x26\x84\x90\x06\x1a\x6a\x1d\x4a\x10",
            b"\x19\xff\xfd\xa2\x63lst\x42\x78\xda\x64bits\x01\x19\xff\xfe\x1a\x00\x02\xa3\x00",
        ]
        .concat();
        assert_eq!(token.encode(), payload);

        let bytes = token.sign(&key);
        let (message, signature) = bytes.split_last_chunk::<64>().unwrap();
        let parts = [
            &b"\xd2\x84\x58\x2a"[..],
            &header,
            b"\xa0\x58",
            &[u8::try_from(payload.len()).unwrap()],
            &payload,
            b"\x58\x40",
        ];
        assert_eq!(message, parts.concat());
        let signed = [
            &b"\x84\x6aSignature1\x58\x2a"[..],
            &header,
            b"\x40\x58",
            &[u8::try_from(payload.len()).unwrap()],
            &payload,
        ];
        assert_eq!(key.public().verify(&signed.concat(), signature), Ok(()));
    }

    #[test]
    fn a_token_is_always_good_for_a_second() {
        let end = Validity::usual(UnixTime::MAX);
        let token = StatusListToken {
            uri: "a:b",
            validity: end,
            lst: &[],
        };
        assert!(token.encode().ends_with(b"\x19\xff\xfe\x01"));
    }
}
