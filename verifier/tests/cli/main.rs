//! The verifier as its user meets it: the program, its files and its answers.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod check;
mod explain;
mod help;
mod publisher;
mod scan;
mod sync;
mod together;
mod venue;
