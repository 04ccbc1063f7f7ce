//! Each rule of the bytes broken once, and signed again, so that nothing but the rule is broken.

use super::presentation::vector;
use super::{Named, named};
use crate::card::{self, Card};
use crate::cast::{Key, NOW};
use crate::raw;
use crate::vector::Vector;

/// One rule: a name, what is broken, and how.
pub(crate) type Rule = (&'static str, &'static str, fn(&mut Card));

pub(super) fn all() -> Named {
    let broken = |(name, about, breaks): Rule| {
        let mut card = Card::new(NOW);
        breaks(&mut card);
        (name, refused(about, card.build()))
    };
    let mut vectors: Vec<(&str, Vector)> = rules().map(broken).collect();
    vectors.extend(whole());
    named("canonical", vectors)
}

/// Every way to break a card that must make it malformed.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    let rules = [HEADERS, CREDENTIAL, TRUE_FOR_ONE, PROOF, ENCODING];
    rules.into_iter().flatten().copied()
}

fn refused(about: &str, bytes: Vec<u8>) -> Vector {
    let text = shared::qr_text::encode(&bytes);
    vector(about, "reject malformed R01", text).with("want", "adult")
}

const HEADERS: &[Rule] = &[
    (
        "alg_is_eddsa",
        "the credential's algorithm is the old EdDSA, -8",
        |card| {
            set(&mut card.credential_header, 0, raw::int(-8));
        },
    ),
    (
        "alg_is_es256",
        "the credential's algorithm is ES256, -7",
        |card| {
            set(&mut card.credential_header, 0, raw::int(-7));
        },
    ),
    (
        "alg_of_proof_is_eddsa",
        "the proof's algorithm is the old EdDSA, -8",
        |card| {
            set(&mut card.proof_header, 0, raw::int(-8));
        },
    ),
    (
        "alg_missing",
        "the credential's header has no algorithm",
        |card| {
            card.credential_header.remove(0);
        },
    ),
    ("kid_too_short", "the kid has 7 bytes", |card| {
        set(&mut card.credential_header, 1, raw::bytes(&[0; 7]));
    }),
    ("kid_too_long", "the kid has 9 bytes", |card| {
        set(&mut card.credential_header, 1, raw::bytes(&[0; 9]));
    }),
    (
        "typ_of_proof_in_credential",
        "the credential has the typ of a proof",
        |card| {
            set(&mut card.credential_header, 2, raw::int(294));
        },
    ),
    (
        "typ_of_credential_in_proof",
        "the proof has the typ of a credential",
        |card| {
            set(&mut card.proof_header, 2, raw::int(293));
        },
    ),
    ("typ_is_text", "the typ is a text", |card| {
        set(&mut card.credential_header, 2, raw::text("sd-cwt"));
    }),
    (
        "header_with_one_more",
        "the credential's header has one parameter more",
        |card| {
            card.credential_header
                .push((raw::int(33), raw::bytes(&[0])));
        },
    ),
    ("header_out_of_order", "typ stands before kid", |card| {
        card.credential_header.swap(1, 2);
    }),
    ("header_key_twice", "alg stands twice", |card| {
        let alg = card.credential_header.first().cloned();
        card.credential_header.splice(1..1, alg);
    }),
    (
        "unprotected_in_credential",
        "the credential's unprotected header is not empty",
        |card| {
            card.credential_unprotected = raw::map(&[(raw::int(4), raw::bytes(&[0; 8]))]);
        },
    ),
    (
        "unprotected_in_proof",
        "the proof's unprotected header is not empty",
        |card| {
            card.proof_unprotected = raw::map(&[(raw::int(17), raw::array(&[]))]);
        },
    ),
    (
        "credential_without_tag",
        "the credential has the tag of a CWT, 61, in place of 18",
        |card| {
            card.credential_tag = 61;
        },
    ),
    (
        "proof_with_other_tag",
        "the presentation has the tag of COSE_Mac0, 17",
        |card| {
            card.proof_tag = 17;
        },
    ),
    (
        "credential_wrapped",
        "the credential stands in a byte string",
        |card| {
            let inner = raw::bytes(&card::sign1(
                18,
                &raw::map(&card.credential_header),
                &raw::map(&[]),
                &raw::map(&card.credential_claims),
                &Key::Region.secret(),
            ));
            card.credential = Some(inner);
        },
    ),
    (
        "credential_missing",
        "the proof carries a number in place of a credential",
        |card| {
            card.credential = Some(raw::int(0));
        },
    ),
];

/// Languages in which true equals 1 take these for the real thing.
const TRUE_FOR_ONE: &[Rule] = &[
    (
        "kty_is_true",
        "the key type in cnf is true in the place of 1",
        |card| {
            set(
                &mut card.credential_claims,
                5,
                cnf(raw::boolean(true), 6, &[7; 32]),
            );
        },
    ),
    (
        "map_key_is_true",
        "the key of iss is true in the place of 1",
        |card| {
            rename(&mut card.credential_claims, 0, raw::boolean(true));
        },
    ),
];

const CREDENTIAL: &[Rule] = &[
    ("iss_empty", "the issuer's name is empty", |card| {
        set(&mut card.credential_claims, 0, raw::text(""));
    }),
    (
        "iss_too_long",
        "the issuer's name has four characters",
        |card| {
            set(&mut card.credential_claims, 0, raw::text("r260"));
        },
    ),
    (
        "iss_upper_case",
        "the issuer's name is in upper case",
        |card| {
            set(&mut card.credential_claims, 0, raw::text("R26"));
        },
    ),
    ("sub_not_empty", "the subject is not empty", |card| {
        set(&mut card.credential_claims, 1, raw::text("x"));
    }),
    ("exp_is_float", "exp is a floating point number", |card| {
        set(
            &mut card.credential_claims,
            2,
            vec![0xfb, 0x41, 0xda, 0, 0, 0, 0, 0, 0],
        );
    }),
    ("nbf_too_large", "nbf is 2^40", |card| {
        set(&mut card.credential_claims, 3, raw::int(1 << 40));
    }),
    ("cti_too_short", "cti has 4 bytes", |card| {
        set(&mut card.credential_claims, 4, raw::bytes(&[0; 4]));
    }),
    ("cti_too_long", "cti has 6 bytes", |card| {
        set(&mut card.credential_claims, 4, raw::bytes(&[0; 6]));
    }),
    ("cti_missing", "there is no cti", |card| {
        card.credential_claims.remove(4);
    }),
    ("cnf_with_kid", "cnf names its key by kid", |card| {
        set(
            &mut card.credential_claims,
            5,
            raw::map(&[(raw::int(3), raw::bytes(&[0; 8]))]),
        );
    }),
    (
        "cnf_on_x25519",
        "the key in cnf is on another curve",
        |card| {
            set(
                &mut card.credential_claims,
                5,
                cnf(raw::int(1), 4, &[7; 32]),
            );
        },
    ),
    ("cnf_key_too_short", "the key in cnf has 31 bytes", |card| {
        set(
            &mut card.credential_claims,
            5,
            cnf(raw::int(1), 6, &[7; 31]),
        );
    }),
    (
        "claim_key_not_private",
        "the claim's key is -65536",
        |card| {
            rename(&mut card.credential_claims, 6, raw::int(-65_536));
        },
    ),
    (
        "claim_key_too_low",
        "the claim's key takes nine bytes",
        |card| {
            rename(&mut card.credential_claims, 6, raw::int(-4_294_967_297));
        },
    ),
    ("claim_is_number", "the claim's value is 1", |card| {
        set(&mut card.credential_claims, 6, raw::int(1));
    }),
    ("claim_is_null", "the claim's value is null", |card| {
        set(&mut card.credential_claims, 6, vec![0xf6]);
    }),
    (
        "claims_are_two",
        "the credential asserts two statuses",
        |card| {
            card.credential_claims
                .push((raw::int(-65_538), raw::boolean(true)));
        },
    ),
    (
        "claims_are_none",
        "the credential asserts no status",
        |card| {
            card.credential_claims.pop();
        },
    ),
    (
        "claims_with_iat",
        "the credential has an iat, which would tell when it was asked for",
        |card| {
            card.credential_claims
                .insert(4, (raw::int(6), raw::int(1_780_304_400)));
        },
    ),
    ("claims_out_of_order", "nbf stands before exp", |card| {
        card.credential_claims.swap(2, 3);
    }),
    ("claim_twice", "exp stands twice", |card| {
        let exp = card.credential_claims.get(2).cloned();
        card.credential_claims.splice(3..3, exp);
    }),
];

const PROOF: &[Rule] = &[
    (
        "aud_of_other_kind",
        "aud is neither \"v\" nor \"v:\" and a code",
        |card| {
            set(&mut card.proof_claims, 0, raw::text("w"));
        },
    ),
    ("aud_without_code", "aud is \"v:\" without a code", |card| {
        set(&mut card.proof_claims, 0, raw::text("v:"));
    }),
    (
        "aud_lower_case",
        "the venue's code is in lower case",
        |card| {
            set(&mut card.proof_claims, 0, raw::text("v:museum"));
        },
    ),
    (
        "aud_too_long",
        "the venue's code has nine characters",
        |card| {
            set(&mut card.proof_claims, 0, raw::text("v:MUSEUM001"));
        },
    ),
    ("aud_not_utf8", "aud is not UTF-8", |card| {
        set(&mut card.proof_claims, 0, vec![0x61, 0xff]);
    }),
    (
        "iat_inside_step",
        "iat is not the first second of a step",
        |card| {
            set(&mut card.proof_claims, 1, raw::int(1_780_304_401));
        },
    ),
    ("iat_negative", "iat is negative", |card| {
        set(&mut card.proof_claims, 1, raw::int(-30));
    }),
    ("cnonce_too_short", "cnonce has 4 bytes", |card| {
        card.proof_claims.push((raw::int(39), raw::bytes(&[0; 4])));
    }),
    ("cnonce_too_long", "cnonce has 6 bytes", |card| {
        card.proof_claims.push((raw::int(39), raw::bytes(&[0; 6])));
    }),
    ("proof_with_sub", "the proof has a subject", |card| {
        card.proof_claims.insert(0, (raw::int(2), raw::text("")));
    }),
    ("proof_without_iat", "the proof has no time", |card| {
        card.proof_claims.pop();
    }),
    (
        "proof_claims_out_of_order",
        "iat stands before aud",
        |card| {
            card.proof_claims.swap(0, 1);
        },
    ),
];

const ENCODING: &[Rule] = &[
    (
        "integer_longer_than_need_be",
        "alg takes two bytes",
        |card| {
            set(
                &mut card.credential_header,
                0,
                raw::longer_head(&raw::int(-19)),
            );
        },
    ),
    (
        "length_longer_than_need_be",
        "the length of aud takes two bytes",
        |card| {
            set(&mut card.proof_claims, 0, raw::longer_head(&raw::text("v")));
        },
    ),
    (
        "map_key_longer_than_need_be",
        "the key of iss takes two bytes",
        |card| {
            rename(
                &mut card.credential_claims,
                0,
                raw::longer_head(&raw::int(1)),
            );
        },
    ),
    (
        "map_indefinite",
        "the proof's claims are a map of indefinite length",
        |card| {
            let pairs = card
                .proof_claims
                .iter()
                .flat_map(|(key, value)| [key.clone(), value.clone()]);
            card.proof_payload = Some(raw::indefinite(5, &pairs.collect::<Vec<_>>().concat()));
        },
    ),
    (
        "text_indefinite",
        "aud is a text of indefinite length",
        |card| {
            set(
                &mut card.proof_claims,
                0,
                raw::indefinite(3, &raw::text("v")),
            );
        },
    ),
    (
        "bytes_indefinite",
        "cti is a byte string of indefinite length",
        |card| {
            set(
                &mut card.credential_claims,
                4,
                raw::indefinite(2, &raw::bytes(&[0; 5])),
            );
        },
    ),
    (
        "payload_with_rest",
        "a byte follows the credential's claims",
        |card| {
            let mut payload = raw::map(&card.credential_claims);
            payload.push(0);
            card.credential_payload = Some(payload);
        },
    ),
    ("payload_empty", "the proof's payload is empty", |card| {
        card.proof_payload = Some(Vec::new());
    }),
    (
        "payload_is_array",
        "the proof's payload is an array",
        |card| {
            card.proof_payload = Some(raw::array(&[raw::text("v"), raw::int(1_780_304_400)]));
        },
    ),
    (
        "payload_nested_deeply",
        "the proof's aud is an array seven levels deep",
        |card| {
            let deep = (0..7).fold(raw::int(0), |inner, _| raw::array(&[inner]));
            set(&mut card.proof_claims, 0, deep);
        },
    ),
];

/// What is wrong with the whole, outside every signature.
fn whole() -> Vec<(&'static str, Vector)> {
    let card = || Card::new(NOW).build();
    let detached = raw::tag(
        18,
        raw::array(&[
            raw::bytes(&[]),
            raw::map(&[]),
            vec![0xf6],
            raw::bytes(&[0; 64]),
        ]),
    );
    let mut rest = card();
    rest.push(0);
    let mut cut = card();
    cut.pop();
    let untagged = card().split_off(1);
    let mut unused_argument = card();
    if let Some(head) = unused_argument.get_mut(1) {
        *head = 0x9c;
    }
    vec![
        ("presentation_empty", refused("no bytes at all", Vec::new())),
        ("presentation_cut", refused("the last byte is missing", cut)),
        (
            "presentation_with_rest",
            refused("a byte follows the presentation", rest),
        ),
        (
            "presentation_without_tag",
            refused("the tag 18 is missing", untagged),
        ),
        (
            "presentation_with_reserved_head",
            refused("an initial byte that CBOR reserves", unused_argument),
        ),
        (
            "presentation_with_detached_payload",
            refused("the payload is null", detached),
        ),
        ("presentation_is_number", refused("a number", raw::int(0))),
        (
            "presentation_claims_gigabytes",
            refused(
                "a byte string that claims 2^63 bytes",
                vec![0xd2, 0x84, 0x5b, 0x80, 0, 0, 0, 0, 0, 0, 0],
            ),
        ),
    ]
}

fn set(pairs: &mut [raw::Pair], place: usize, value: Vec<u8>) {
    if let Some(pair) = pairs.get_mut(place) {
        pair.1 = value;
    }
}

fn rename(pairs: &mut [raw::Pair], place: usize, key: Vec<u8>) {
    if let Some(pair) = pairs.get_mut(place) {
        pair.0 = key;
    }
}

fn cnf(kty: Vec<u8>, curve: i64, x: &[u8]) -> Vec<u8> {
    let key = raw::map(&[
        (raw::int(1), kty),
        (raw::int(-1), raw::int(curve)),
        (raw::int(-2), raw::bytes(x)),
    ]);
    raw::map(&[(raw::int(1), key)])
}
