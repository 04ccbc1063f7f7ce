//! Whatever is taken for a list is the one file of its set, and answers as that set does; every set has a file.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};
use shared::credential::StatusIndex;
use shared::manifest::ListEntry;
use shared::status_list::{Status, StatusList, encode};
use shared::time::Epoch;
use test_vectors::cast::index;

const EPOCH: Epoch = Epoch::new(7);

fuzz_target!(|input: &[u8]| {
    // The capacity, the count, and the file.
    let Some((head, file)) = input.split_first_chunk::<10>() else {
        return;
    };
    let number = |&[a, b, c, d, e]: &[u8; 5]| u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
    let (numbers, _) = head.as_chunks();
    let (capacity, revoked) = (number(&numbers[0]), number(&numbers[1]));
    let entry = ListEntry {
        epoch: EPOCH,
        capacity,
        revoked,
        size: file.len() as u64,
        hash: Sha256::digest(file).into(),
    };
    if let Ok(list) = StatusList::parse(file, &entry) {
        let set: BTreeSet<u64> = set(&list);
        assert_eq!(set.len() as u64, revoked);
        answers(&list, &set);
        let again = encode(EPOCH, capacity, set.into_iter().map(index).collect());
        assert_eq!(again, Ok((file.to_vec(), entry)));
    }
    // The same bytes as a set.
    let (numbers, _) = file.as_chunks();
    let set: BTreeSet<u64> = numbers
        .iter()
        .map(number)
        .filter(|&n| n < capacity)
        .collect();
    let (file, entry) =
        encode(EPOCH, capacity, set.iter().copied().map(index).collect()).expect("a set");
    let list = StatusList::parse(file, &entry).expect("the file of a set");
    answers(&list, &set);
});

fn set<B: AsRef<[u8]>>(list: &StatusList<B>) -> BTreeSet<u64> {
    let revoked = list.revoked().expect("taken");
    assert!(revoked.is_sorted_by(|a, b| a < b));
    revoked.into_iter().map(StatusIndex::number).collect()
}

fn answers<B: AsRef<[u8]>>(list: &StatusList<B>, set: &BTreeSet<u64>) {
    let capacity = list.entry().capacity;
    let near = set.iter().flat_map(|&n| [n.saturating_sub(1), n, n + 1]);
    for number in near
        .chain([0, capacity])
        .filter(|&n| n < StatusIndex::LIMIT)
    {
        let want = if set.contains(&number) {
            Status::Revoked
        } else {
            Status::Valid
        };
        let want = (number < capacity).then_some(want);
        assert_eq!(list.status(index(number)).ok(), want);
    }
}
