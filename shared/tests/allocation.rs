//! The strict reader allocates nothing, whatever it is given: nobody can make a door's laptop run out of memory.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fs;
use std::path::Path;

use allocation_counter::measure;
use shared::presentation::Presentation;
use shared::qr_text;
use test_vectors::vector::Vector;

/// Presentations of the vectors, those included that no reader takes.
fn presentations() -> Vec<Vec<u8>> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    ["presentation", "canonical", "qr_text"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(vectors.join(folder)).unwrap())
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .filter_map(|text| qr_text::decode(&Vector::parse(&text).unwrap().body).ok())
        .collect()
}

#[test]
fn reading_a_presentation_allocates_nothing() {
    let presentations = presentations();
    let (mut read, mut refused) = (0, 0);
    for bytes in &presentations {
        for cut in (0..=bytes.len()).step_by(7).chain([bytes.len()]) {
            let cut = bytes.get(..cut).unwrap();
            let allocated = measure(|| match Presentation::parse(cut) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            });
            assert_eq!(allocated.count_total, 0, "{cut:02x?}");
        }
    }
    assert!(
        read >= 50 && refused >= 1_000,
        "{read} read, {refused} refused"
    );
}

#[test]
fn reading_a_text_allocates_its_bytes_once() {
    let text = qr_text::encode(&[0x5a; 397]);
    let allocated = measure(|| assert!(qr_text::decode(&text).is_ok()));
    assert_eq!((allocated.count_total, allocated.bytes_total), (1, 397));
}
