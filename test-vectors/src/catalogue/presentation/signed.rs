//! Who has signed: issuers, keys, epochs and signatures.

use shared::claims::Claim;
use shared::cose_key::SIGNATURE_LENGTH;

use super::{Cases, adult, card, given, university, vector};
use crate::card::Card;
use crate::cast::{self, Key, TODAY};

/// A point of order 8, as it is encoded (RFC 8032 §5.1.2).
const ORDER_8: [u8; 32] = [
    0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
    0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
];

/// y = p + 3, little-endian, where p = 2^255 - 19.
const NOT_REDUCED: [u8; 32] = {
    let mut bytes = [0xff; 32];
    let [first, .., last] = &mut bytes;
    *first = 0xf0;
    *last = 0x7f;
    bytes
};

pub(super) fn issuers() -> Cases {
    let stranger = || card().issuer(cast::STRANGER, Key::Stranger).text();
    let overdue = |about, text| {
        adult(given(
            about,
            "cannot-tell trust-list-overdue G06",
            text,
            "trust-overdue.cose",
            &["region.cose"],
        ))
    };
    let unknown_key = || card().signed_by(Key::Stranger).text();
    vec![
        (
            "issuer_unknown",
            adult(vector(
                "an issuer that the trust list does not have",
                "reject unknown-issuer R02",
                stranger(),
            )),
        ),
        (
            "issuer_unknown_list_overdue",
            overdue(
                "an unknown issuer, and a newer trust list is due: it may be new",
                stranger(),
            ),
        ),
        (
            "key_unknown",
            adult(vector(
                "a key that the issuer does not have",
                "reject unknown-key R03",
                unknown_key(),
            )),
        ),
        (
            "key_unknown_list_overdue",
            overdue(
                "an unknown key, and a newer trust list is due: it may be new",
                unknown_key(),
            ),
        ),
        (
            "key_of_another_issuer",
            adult(vector(
                "a key that only another issuer has",
                "reject unknown-key R03",
                card().signed_by(Key::University).text(),
            )),
        ),
        (
            "key_not_for_epoch",
            adult(vector(
                "yesterday's key signs today's credential",
                "reject key-not-for-epoch R05",
                card().signed_by(Key::RegionUntilYesterday).text(),
            )),
        ),
        (
            "key_not_for_epoch_list_overdue",
            overdue(
                "yesterday's key signs today's credential, and a newer trust list is due",
                card().signed_by(Key::RegionUntilYesterday).text(),
            ),
        ),
        (
            "epoch_one_second_long",
            adult(vector(
                "exp is one second after the epoch's end",
                "reject not-an-epoch R04",
                bounds(0, 1).text(),
            )),
        ),
        (
            "epoch_one_second_early",
            adult(vector(
                "nbf is one second before the epoch's start",
                "reject not-an-epoch R04",
                bounds(-1, 0).text(),
            )),
        ),
        (
            "epoch_two_days",
            adult(vector(
                "nbf and exp are two days apart",
                "reject not-an-epoch R04",
                bounds(0, 86_400).text(),
            )),
        ),
        (
            "claim_not_granted",
            adult(vector(
                "the university asserts an adult",
                "reject claim-not-granted R06",
                university(Claim::Adult).text(),
            )),
        ),
        (
            "claim_not_granted_list_overdue",
            adult(given(
                "the university asserts an adult, and a newer trust list is due",
                "cannot-tell trust-list-overdue G06",
                university(Claim::Adult).text(),
                "trust-overdue.cose",
                &["region.cose"],
            )),
        ),
    ]
}

fn bounds(nbf_shift: i64, exp_shift: i64) -> Card {
    let today = shared::time::Epoch::new(TODAY);
    let (start, end) = (
        cast::days().start(today).seconds(),
        cast::days().end(today).seconds(),
    );
    card().bounds(
        start.saturating_add_signed(nbf_shift),
        end.saturating_add_signed(exp_shift),
    )
}

pub(super) fn signatures() -> Cases {
    let mut by_other_issuer_key = card();
    by_other_issuer_key.credential_key = Key::Stranger;
    let mut by_other_device = card();
    by_other_device.proof_key = Key::Device(2);
    let mut small_order = card();
    // The neutral element: every signature (R = s·B) would verify under it.
    let mut neutral = [0; 32];
    if let Some(first) = neutral.first_mut() {
        *first = 1;
    }
    small_order = small_order.device_key(neutral);
    let mut not_a_point = [0; 32];
    if let Some(first) = not_a_point.first_mut() {
        *first = 2;
    }
    let flipped = |from_end: usize| {
        let mut bytes = card().build();
        let place = bytes.len() - from_end;
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1;
        }
        shared::qr_text::encode(&bytes)
    };
    vec![
        (
            "issuer_signature_of_another_key",
            adult(vector(
                "the credential is signed by another key than its kid names",
                "reject bad-issuer-signature R07",
                by_other_issuer_key.text(),
            )),
        ),
        (
            "device_signature_of_another_key",
            adult(vector(
                "the proof is signed by another device key",
                "reject bad-device-signature R09",
                by_other_device.text(),
            )),
        ),
        (
            "device_signature_r_flipped",
            adult(vector(
                "one bit of R in the proof's signature is flipped",
                "reject bad-device-signature R09",
                flipped(SIGNATURE_LENGTH),
            )),
        ),
        (
            "device_signature_s_flipped",
            adult(vector(
                "one bit of s in the proof's signature is flipped",
                "reject bad-device-signature R09",
                flipped(10),
            )),
        ),
        (
            "device_signature_s_not_reduced",
            adult(vector(
                "the group order is added to s in the proof's signature",
                "reject bad-device-signature R09",
                unreduced(),
            )),
        ),
        (
            "device_key_of_small_order",
            adult(vector(
                "the device key is the neutral element",
                "reject bad-device-key R08",
                small_order.text(),
            )),
        ),
        (
            "device_key_of_order_8",
            adult(vector(
                "the device key is a point of order 8",
                "reject bad-device-key R08",
                card().device_key(ORDER_8).text(),
            )),
        ),
        (
            "device_key_not_reduced",
            adult(vector(
                "the device key's y is p + 3: on the curve, but written as no encoder writes it",
                "reject bad-device-key R08",
                card().device_key(NOT_REDUCED).text(),
            )),
        ),
        (
            "device_key_not_on_the_curve",
            adult(vector(
                "the device key is no point of the curve",
                "reject bad-device-key R08",
                card().device_key(not_a_point).text(),
            )),
        ),
    ]
}

/// The accepted card with L added to s: the same equation, another text (RFC 8032 §5.1.7 forbids it).
fn unreduced() -> String {
    const GROUP_ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = card().build();
    let start = bytes.len() - 32;
    let mut carry = 0;
    for (byte, add) in bytes.iter_mut().skip(start).zip(GROUP_ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        let [high, low] = sum.to_be_bytes();
        *byte = low;
        carry = u16::from(high);
    }
    shared::qr_text::encode(&bytes)
}
