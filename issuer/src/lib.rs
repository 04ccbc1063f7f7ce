//! The issuer: a person's status becomes signed credentials.
//!
//! The binary reads the command line and hands each command a [`desk`] to work at; nothing here takes a time or randomness
//! by itself.

// The command line, what it works with, and how it ends.
pub mod cli;
pub mod desk;
pub mod failure;
mod progress;
pub mod words;

// The root says which issuers are believed.
pub mod root;
pub mod trust_list;

// An issuer is set up.
pub mod init;
pub mod keys;
pub mod office;

// Who is entitled to what.
pub mod eligibility;
pub mod person;
pub mod record;
pub mod register;
pub mod registry;
pub mod rows;

// A person enrols, and gets a batch of credentials.
pub mod enrol;
pub mod invite;
pub mod issue;
pub mod signer;

// What is revoked is published.
pub mod deltas;
pub mod expired;
pub mod folder;
pub mod lists;
pub mod publish;
pub mod revoke;
pub mod token_status_list;

// How things stand.
pub mod status;

#[cfg(test)]
mod sample;
