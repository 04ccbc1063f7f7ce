//! A delta leads to the list that the manifest names or nowhere, and every change has a delta.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::status_delta::{apply, encode};
use shared::status_list::{self, StatusList};
use shared::time::Epoch;
use test_vectors::cast::index;

const CAPACITY: u64 = 20_000;

/// The set of these numbers, and its file.
fn list(bytes: &[u8]) -> (Vec<StatusIndex>, Vec<u8>, ListEntry) {
    let (numbers, _) = bytes.as_chunks();
    let numbers = numbers
        .iter()
        .map(|&number| u64::from(u16::from_be_bytes(number)));
    let set: BTreeSet<u64> = numbers.filter(|&number| number < CAPACITY).collect();
    let set: Vec<_> = set.into_iter().map(index).collect();
    let (file, entry) = status_list::encode(Epoch::new(7), CAPACITY, set.clone()).expect("a set");
    (set, file, entry)
}

fuzz_target!(|input: &[u8]| {
    // How much of the input is the old set, how much the new one; the rest is a delta.
    let Some((&[old, new], rest)) = input.split_first_chunk() else {
        return;
    };
    let (old, rest) = rest.split_at(usize::from(old).min(rest.len()));
    let (new, delta) = rest.split_at(usize::from(new).min(rest.len()));
    let ((old, old_file, old_entry), (new, new_file, new_entry)) = (list(old), list(new));
    let old_list = StatusList::parse(old_file, &old_entry).expect("a list");
    let genuine = encode(&old, &new, CAPACITY);
    assert_eq!(
        apply(&old_list, &genuine, &new_entry).as_deref(),
        Ok(&new_file[..])
    );
    let applied = apply(&old_list, delta, &new_entry);
    assert_eq!(applied.is_ok(), delta == genuine);
    if let Ok(file) = applied {
        assert_eq!(file, new_file);
    }
});
