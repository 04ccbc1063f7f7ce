//! The venue's side of Spravka: a QR code at the door becomes a verdict.
//!
//! From light to text: a [`source`] gives [`frame`]s, the [`reader`]s find the code in them.
//! From text to verdict: the [`door`] decides with the [`lists`] that [`sync`] has brought, and [`report`] says it.

pub mod frame;
pub mod source;

pub mod camera;
pub mod picture;
pub mod video;

pub mod reader;

pub mod symbol;

pub mod state;
pub mod store;

pub mod list_file;
pub mod lists;
pub mod memory;

pub mod counts;
pub mod door;
pub mod profile;
pub mod report;

pub mod cli;
pub mod session;
pub mod settings;
pub mod trouble;

pub mod bundle;
pub mod camera_test;
pub mod challenge;
pub mod check;
pub mod desk;
pub mod doctor;
pub mod entrance;
pub mod explain;
pub mod gate;
pub mod in_view;
pub mod lane;
pub mod lanes;
pub mod plain;
pub mod poster;
pub mod practice;
pub mod refresh;
pub mod remarks;
pub mod scan;
pub mod serial;
pub mod setup;
pub mod status;
pub mod sync;
pub mod tour;
pub mod trust;
pub mod typed;
pub mod window;

mod guard;
mod halve;
mod jpeg;
mod luma;
mod stretch;
