//! Vectors that others have published, each with the answer that the protocol gives to it. The Wycheproof
//! sets always run; those of [`published`] run where they are.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

mod cose_messages;
mod key_derivation;
mod published;
mod signatures;
mod thumbprint;
