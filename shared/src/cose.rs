//! Our one profile of COSE signatures (RFC 9052 §4): COSE_Sign1 under one key, COSE_Sign under several;
//! Ed25519, empty unprotected headers, empty external_aad. The bytes that were signed are kept as received.

use alloc::vec::Vec;

use crate::cbor::{Reader, Writer};
use crate::cose_key::{BadSignature, ED25519, Kid, PublicKey, SIGNATURE_LENGTH, SecretKey};
use crate::malformed::{Fault, Malformed};

/// CBOR tag of COSE_Sign1 (RFC 9052 §2).
const SIGN1_TAG: u64 = 18;
/// CBOR tag of COSE_Sign (RFC 9052 §2).
const SIGN_TAG: u64 = 98;

/// Header parameter alg (RFC 9052 §3.1).
const ALG: i64 = 1;
/// Header parameter kid (RFC 9052 §3.1).
const KID: i64 = 4;
/// Header parameter typ (RFC 9596).
const TYP: i64 = 16;

/// What kind of message a signature is over. Each kind has its own, so that no signature made for one
/// can serve as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typ {
    /// A registered content type by number.
    Number(u64),
    /// A media type by name.
    Name(&'static str),
}

impl Typ {
    pub(crate) fn write(self, writer: &mut Writer) {
        writer.integer(TYP);
        match self {
            Self::Number(number) => writer.unsigned(number),
            Self::Name(name) => writer.text(name),
        };
    }

    pub(crate) fn read(self, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        reader.exactly(TYP, "header parameter 16 (typ)")?;
        let before = reader.clone();
        let same = match self {
            Self::Number(number) => reader.unsigned("the typ of this message")? == number,
            Self::Name(name) => reader.text("the typ of this message")? == name,
        };
        if same {
            Ok(())
        } else {
            before.fail(Fault::Value {
                want: "the typ of this message",
            })
        }
    }
}

pub(crate) fn write_alg(writer: &mut Writer) {
    writer.integer(ALG).integer(ED25519);
}

pub(crate) fn read_alg(reader: &mut Reader<'_>) -> Result<(), Malformed> {
    reader.exactly(ALG, "header parameter 1 (alg)")?;
    let before = reader.clone();
    match reader.integer("an algorithm")? {
        ED25519 => Ok(()),
        got => before.fail(Fault::Algorithm { got }),
    }
}

pub(crate) fn write_kid(writer: &mut Writer, kid: Kid) {
    writer.integer(KID).bytes(kid.as_bytes());
}

pub(crate) fn read_kid(reader: &mut Reader<'_>) -> Result<Kid, Malformed> {
    reader.exactly(KID, "header parameter 4 (kid)")?;
    let bytes = reader.byte_array("a kid of 8 bytes")?;
    Ok(Kid::new(*bytes))
}

/// `{1: -19, 4: kid, 16: typ}`: the protected header of what an issuer signs.
pub(crate) fn key_header(kid: Kid, typ: Typ) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3);
    write_alg(&mut writer);
    write_kid(&mut writer, kid);
    typ.write(&mut writer);
    writer.finish()
}

pub(crate) fn read_key_header(mut reader: Reader<'_>, typ: Typ) -> Result<Kid, Malformed> {
    reader.map_of(3, "a protected header of 3 parameters")?;
    read_alg(&mut reader)?;
    let kid = read_kid(&mut reader)?;
    typ.read(&mut reader)?;
    reader.end()?;
    Ok(kid)
}

/// A COSE_Sign1 as received, its signature not yet checked (RFC 9052 §4.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign1<'a> {
    /// The protected header's bytes.
    pub(crate) protected: &'a [u8],
    /// The payload's bytes.
    pub(crate) payload: &'a [u8],
    /// The signature.
    pub(crate) signature: &'a [u8; SIGNATURE_LENGTH],
    protected_at: usize,
    payload_at: usize,
}

impl<'a> Sign1<'a> {
    /// Reads the frame; header and payload are read by those who know what they hold.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        reader.tag(SIGN1_TAG, "tag 18 (COSE_Sign1)")?;
        reader.array_of(4, "a COSE_Sign1 of 4 items")?;
        let (protected, header) = reader.wrapped("a protected header")?;
        reader.map_of(0, "an empty unprotected header")?;
        let (payload, content) = reader.wrapped("a payload")?;
        let signature = reader.byte_array("a signature of 64 bytes")?;
        Ok(Self {
            protected,
            payload,
            signature,
            protected_at: header.at(),
            payload_at: content.at(),
        })
    }

    pub(crate) const fn header_reader(&self) -> Reader<'a> {
        Reader::nested(self.protected, self.protected_at)
    }

    pub(crate) const fn payload_reader(&self) -> Reader<'a> {
        Reader::nested(self.payload, self.payload_at)
    }

    /// Checks the signature over the bytes as received.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(&to_be_signed(self.protected, self.payload), self.signature)
    }
}

/// Signs a COSE_Sign1.
pub(crate) fn sign1(protected: &[u8], payload: &[u8], key: &SecretKey) -> Vec<u8> {
    let signature = key.sign(&to_be_signed(protected, payload));
    let mut writer = Writer::new();
    writer
        .tag(SIGN1_TAG)
        .array(4)
        .bytes(protected)
        .map(0)
        .bytes(payload)
        .bytes(&signature);
    writer.finish()
}

/// `["Signature1", protected, h'', payload]` (RFC 9052 §4.4).
fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(protected.len() + payload.len() + 32);
    writer
        .array(4)
        .text("Signature1")
        .bytes(protected)
        .bytes(&[])
        .bytes(payload);
    writer.finish()
}

/// A COSE_Sign as received, its signatures not yet checked (RFC 9052 §4.1). Signer headers are
/// `{1: -19, 4: kid}`.
#[derive(Clone, Debug)]
pub(crate) struct Sign<'a> {
    /// The body's protected header.
    pub(crate) protected: &'a [u8],
    /// The payload's bytes.
    pub(crate) payload: &'a [u8],
    /// The signers, in the order of the message.
    pub(crate) signers: Vec<Signer<'a>>,
    protected_at: usize,
    payload_at: usize,
}

/// One signature of a COSE_Sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signer<'a> {
    /// Which key signed, as the message says; anonymous where keys go by their order.
    pub(crate) kid: Option<Kid>,
    protected: &'a [u8],
    signature: &'a [u8; SIGNATURE_LENGTH],
}

/// How the signers of a COSE_Sign are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignerHeader {
    /// `{1: -19, 4: kid}`
    Named,
    /// `{1: -19}`: the payload lists the keys in the same order.
    ByOrder,
}

impl<'a> Sign<'a> {
    /// Reads the frame with at most `most` signers.
    pub(crate) fn read(
        reader: &mut Reader<'a>,
        header: SignerHeader,
        most: u64,
    ) -> Result<Self, Malformed> {
        reader.tag(SIGN_TAG, "tag 98 (COSE_Sign)")?;
        reader.array_of(4, "a COSE_Sign of 4 items")?;
        let (protected, header_reader) = reader.wrapped("a protected header")?;
        reader.map_of(0, "an empty unprotected header")?;
        let (payload, content) = reader.wrapped("a payload")?;
        let count = reader.array_between(1, most, "signatures, not too many")?;
        let mut signers = Vec::new();
        for _ in 0..count {
            signers.push(Signer::read(reader, header)?);
        }
        Ok(Self {
            protected,
            payload,
            signers,
            protected_at: header_reader.at(),
            payload_at: content.at(),
        })
    }

    pub(crate) const fn header_reader(&self) -> Reader<'a> {
        Reader::nested(self.protected, self.protected_at)
    }

    pub(crate) const fn payload_reader(&self) -> Reader<'a> {
        Reader::nested(self.payload, self.payload_at)
    }

    /// Checks one signer's signature over the bytes as received.
    pub(crate) fn verify(&self, signer: &Signer<'_>, key: &PublicKey) -> Result<(), BadSignature> {
        let message = to_be_signed_by(self.protected, signer.protected, self.payload);
        key.verify(&message, signer.signature)
    }
}

impl<'a> Signer<'a> {
    fn read(reader: &mut Reader<'a>, header: SignerHeader) -> Result<Self, Malformed> {
        reader.array_of(3, "a COSE_Signature of 3 items")?;
        let (protected, mut inner) = reader.wrapped("a signer's protected header")?;
        let kid = match header {
            SignerHeader::Named => {
                inner.map_of(2, "a signer's header of 2 parameters")?;
                read_alg(&mut inner)?;
                Some(read_kid(&mut inner)?)
            }
            SignerHeader::ByOrder => {
                inner.map_of(1, "a signer's header of 1 parameter")?;
                read_alg(&mut inner)?;
                None
            }
        };
        inner.end()?;
        reader.map_of(0, "an empty unprotected header")?;
        let signature = reader.byte_array("a signature of 64 bytes")?;
        Ok(Self {
            kid,
            protected,
            signature,
        })
    }
}

/// Signs a COSE_Sign with each key, in this order.
pub(crate) fn sign<'k>(
    protected: &[u8],
    payload: &[u8],
    header: SignerHeader,
    keys: impl ExactSizeIterator<Item = &'k SecretKey>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .tag(SIGN_TAG)
        .array(4)
        .bytes(protected)
        .map(0)
        .bytes(payload)
        .array(keys.len());
    for key in keys {
        let mut signer = Writer::new();
        match header {
            SignerHeader::Named => {
                signer.map(2);
                write_alg(&mut signer);
                write_kid(&mut signer, key.public().kid());
            }
            SignerHeader::ByOrder => {
                signer.map(1);
                write_alg(&mut signer);
            }
        }
        let signer = signer.finish();
        let signature = key.sign(&to_be_signed_by(protected, &signer, payload));
        writer.array(3).bytes(&signer).map(0).bytes(&signature);
    }
    writer.finish()
}

/// `["Signature", body protected, signer protected, h'', payload]` (RFC 9052 §4.4).
fn to_be_signed_by(protected: &[u8], signer: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .array(5)
        .text("Signature")
        .bytes(protected)
        .bytes(signer)
        .bytes(&[])
        .bytes(payload);
    writer.finish()
}
