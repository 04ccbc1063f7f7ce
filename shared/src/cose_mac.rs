//! Our one profile of COSE_Mac0 (RFC 9052 §6.2): HMAC 256/256, empty unprotected header and external_aad.

use alloc::vec::Vec;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::cbor::{Reader, Writer};
use crate::cose::Typ;
use crate::key_derivation::keyed;
use crate::malformed::Malformed;

/// CBOR tag of COSE_Mac0 (RFC 9052 §2).
const MAC0_TAG: u64 = 17;
/// Header parameter alg (RFC 9052 §3.1).
const ALG: i64 = 1;
/// HMAC 256/256 (RFC 9053 §3.1).
const HMAC_256: i64 = 5;

/// A COSE_Mac0 as received, its tag not yet checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mac0<'a> {
    protected: &'a [u8],
    payload: &'a [u8],
    tag: &'a [u8; 32],
    payload_at: usize,
}

impl<'a> Mac0<'a> {
    /// Reads one COSE_Mac0 and nothing after it.
    pub(crate) fn parse(bytes: &'a [u8], typ: Typ, limit: usize) -> Result<Self, Malformed> {
        let mut reader = Reader::limited(bytes, limit)?;
        reader.tag(MAC0_TAG, "tag 17 (COSE_Mac0)")?;
        reader.array_of(4, "a COSE_Mac0 of 4 items")?;
        let (protected, mut header) = reader.wrapped("a protected header")?;
        header.map_of(2, "a protected header of 2 parameters")?;
        header.exactly(ALG, "header parameter 1 (alg)")?;
        header.exactly(HMAC_256, "algorithm 5 (HMAC 256/256)")?;
        typ.read(&mut header)?;
        header.end()?;
        reader.map_of(0, "an empty unprotected header")?;
        let (payload, content) = reader.wrapped("a payload")?;
        let tag = reader.byte_array("a tag of 32 bytes")?;
        reader.end()?;
        Ok(Self {
            protected,
            payload,
            tag,
            payload_at: content.at(),
        })
    }

    pub(crate) const fn payload_reader(&self) -> Reader<'a> {
        Reader::nested(self.payload, self.payload_at)
    }

    /// Compares the tag in constant time.
    pub(crate) fn verify(&self, key: &[u8; 32]) -> bool {
        tag(key, self.protected, self.payload)
            .verify_slice(self.tag)
            .is_ok()
    }
}

/// Authenticates a COSE_Mac0.
pub(crate) fn sign(key: &[u8; 32], typ: Typ, payload: &[u8]) -> Vec<u8> {
    let mut protected = Writer::new();
    protected.map(2).integer(ALG).integer(HMAC_256);
    typ.write(&mut protected);
    let protected = protected.finish();
    let tag = tag(key, &protected, payload).finalize();
    let mut writer = Writer::new();
    writer
        .tag(MAC0_TAG)
        .array(4)
        .bytes(&protected)
        .map(0)
        .bytes(payload)
        .bytes(&tag.into_bytes());
    writer.finish()
}

/// The tag over `["MAC0", protected, h'', payload]` (RFC 9052 §6.3).
fn tag(key: &[u8; 32], protected: &[u8], payload: &[u8]) -> Hmac<Sha256> {
    let mut structure = Writer::new();
    structure
        .array(4)
        .text("MAC0")
        .bytes(protected)
        .bytes(&[])
        .bytes(payload);
    let mut mac = keyed(key);
    mac.update(&structure.finish());
    mac
}
