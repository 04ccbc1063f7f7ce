#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

// What everything is made of.
mod bits;
mod cbor;
mod cose;
pub mod cose_key;
mod cose_mac;
mod crockford;
mod key_derivation;
pub mod malformed;
pub mod time;

// An issuer signs a credential, a wallet proves it, a QR code carries it.
pub mod claims;
pub mod credential;
pub mod enrolment;
pub mod enrolment_code;
pub mod layout;
pub mod permutation;
pub mod presentation;
pub mod proof;
pub mod qr_text;
pub mod seed;
pub mod specimen;
pub mod venue_text;

// The signed lists that a verifier holds.
pub mod freshness;
pub mod issuer_entry;
pub mod manifest;
pub mod publication;
pub mod rollback;
pub mod root_set;
pub mod status_delta;
pub mod status_list;
pub mod status_list_token;
pub mod trust_list;

// A verifier decides.
pub mod clock;
pub mod lanes;
pub mod replay;
pub mod verdict;
pub mod verify;

// Secrets at rest.
#[cfg(feature = "sealed")]
pub mod sealed;
