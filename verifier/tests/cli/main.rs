//! The verifier as its user meets it: the program, its files and its answers.

mod check;
mod help;
mod publisher;
mod scan;
mod sync;
mod together;
mod venue;
