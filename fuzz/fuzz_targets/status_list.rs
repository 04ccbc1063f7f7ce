//! A list is accepted exactly where its indices ascend below the capacity, and answers as the set of them does.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};
use shared::manifest::ListEntry;
use shared::status_list::{Status, StatusList, encode};
use shared::time::Epoch;
use test_vectors::cast::index;

fuzz_target!(|input: &[u8]| {
    // The capacity, and the file.
    let Some((capacity, file)) = input.split_first_chunk() else {
        return;
    };
    let number = |&[a, b, c, d, e]: &[u8; 5]| u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
    let (epoch, capacity) = (Epoch::new(7), number(capacity));
    let (indices, rest) = file.as_chunks();
    let numbers: Vec<u64> = indices.iter().map(number).collect();
    let (size, revoked) = (file.len() as u64, numbers.len() as u64);
    let hash = Sha256::digest(file).into();
    let entry = ListEntry {
        epoch,
        capacity,
        revoked,
        size,
        hash,
    };
    let is_list = rest.is_empty()
        && numbers.is_sorted_by(|a, b| a < b)
        && numbers.iter().all(|&n| n < capacity);
    let list = StatusList::parse(file, &entry);
    assert_eq!(list.is_ok(), is_list);
    if let Ok(list) = list {
        let set: BTreeSet<u64> = numbers.iter().copied().collect();
        let near = set.iter().flat_map(|&n| [n.saturating_sub(1), n, n + 1]);
        for number in near.chain([0, capacity]).filter(|&n| n < 1 << 40) {
            let want = if set.contains(&number) {
                Status::Revoked
            } else {
                Status::Valid
            };
            assert_eq!(
                list.status(index(number)).ok(),
                (number < capacity).then_some(want)
            );
        }
        let again = encode(
            epoch,
            capacity,
            numbers.into_iter().rev().map(index).collect(),
        );
        assert_eq!(again, Ok((file.to_vec(), entry)));
    }
});
