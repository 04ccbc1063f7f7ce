//! Spravka test vectors, and what is needed to make and show them.

pub mod card;
pub mod cast;
pub mod catalogue;
pub mod crowd;
pub mod door;
pub mod generate;
pub mod homes;
pub mod measure;
mod random;
pub mod raw;
pub mod told;
pub mod vector;
pub mod webcam;
