//! What a machine gives a tool: a language, a command line, a clock, a home directory, files, a passphrase, and QR codes on its screen.
//!
//! The protocol knows nothing of this crate, and this crate nothing of the protocol.
//! A tool begins by choosing its [`language`], parses its [`arguments`] and ends with an [`exit`] code;
//! whatever the machine refuses on the way is a [`fault`].

pub mod exit;
pub mod fault;

pub mod arguments;
pub mod clock;
pub mod language;

pub mod file;
pub mod home;
pub mod line;
pub mod paragraph;
pub mod passphrase;
pub mod qr;

mod directory;
