//! The verifier as its user meets it: the program, its files and its answers.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod at_work;
mod bundle;
mod check;
mod counts;
mod doctor;
mod explain;
mod help;
mod homes;
#[cfg(target_os = "linux")]
mod lanes;
mod lines;
mod offline;
mod poster;
mod practice;
mod profile;
mod publisher;
mod refresh;
mod scan;
mod serial;
mod server;
#[cfg(target_os = "linux")]
mod setup;
mod sync;
mod sync_address;
mod sync_archive;
mod sync_broken;
#[cfg(target_os = "linux")]
mod terminal;
mod together;
#[cfg(target_os = "linux")]
mod tour;
mod typed;
mod venue;
