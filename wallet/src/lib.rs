//! The wallet: credentials become a fresh QR code every 30 seconds.
//!
//! The library is the tool without its wiring: the clock, the randomness, the language and the home come from `main`.

// What was asked for, and what went wrong.
pub mod cli;
pub mod failure;
pub mod session;

// What the wallet keeps.
pub mod kept;
pub mod layout;
pub mod store;

// What it does, in the order in which a citizen does it.
pub mod init;

pub mod enrol;

pub mod list;

pub mod show;
pub mod watch;

// From the text of a code to light.
pub mod drawing;
pub mod screen;
pub mod terminal;
