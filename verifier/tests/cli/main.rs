//! The verifier as its user meets it: the program, its files and its answers.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod check;
mod explain;
mod help;
mod lines;
mod offline;
mod poster;
mod profile;
mod publisher;
mod scan;
mod serial;
mod server;
mod sync;
mod sync_address;
mod sync_archive;
mod sync_broken;
mod together;
mod typed;
mod venue;
