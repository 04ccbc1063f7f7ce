//! Every vector, from fixed keys and times. What stands on disk is what `all` gives.

use std::collections::BTreeMap;

use crate::vector::Vector;

pub(crate) mod canonical;
mod files;
mod frames;
mod lanes;
mod lists;
mod presentation;
mod qr_text;
mod status_delta;
mod status_list;
mod venue_text;

/// Every file of the vectors by its path below `test-vectors/`.
#[must_use]
pub fn all() -> BTreeMap<String, Vec<u8>> {
    let mut files = lists::all();
    let vectors = presentation::all()
        .into_iter()
        .chain(canonical::all())
        .chain(qr_text::all())
        .chain(files::all())
        .chain(status_list::all())
        .chain(status_delta::all())
        .chain(venue_text::all())
        .chain(lanes::all());
    for (path, vector) in vectors {
        files.insert(path, vector.to_string().into_bytes());
    }
    files.extend(frames::all());
    files
}

/// Vectors with their paths, `folder/name.txt`.
type Named = Vec<(String, Vector)>;

fn named(folder: &str, vectors: Vec<(&str, Vector)>) -> Named {
    vectors
        .into_iter()
        .map(|(name, vector)| (format!("{folder}/{name}.txt"), vector))
        .collect()
}
