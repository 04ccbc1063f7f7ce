//! What is installed beside the three tools: manual pages and completions, made from their own command lines.
//!
//! `packaging/deb` puts them into packages together with the tools and the files of `packaging/files`.

pub mod completions;
pub mod manual;
pub mod tool;
