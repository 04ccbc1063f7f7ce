//! The verifier as its user meets it: the program, its files and its answers.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod bundle;
mod check;
mod counts;
mod doctor;
mod explain;
mod help;
mod homes;
mod lines;
mod offline;
mod poster;
mod profile;
mod publisher;
mod scan;
mod serial;
mod server;
#[cfg(target_os = "linux")]
mod setup;
mod sync;
mod sync_address;
mod sync_archive;
mod sync_broken;
mod together;
mod typed;
mod venue;
