//! What the fuzz targets share: another reader for the same bytes, and the cast that can sign them again.

pub mod cast;
pub mod pictures;
pub mod reader;
