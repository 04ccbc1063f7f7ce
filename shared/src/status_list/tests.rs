use super::*;
use crate::time::Epoch;
use alloc::vec::Vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

mod hard;

fn index(number: u64) -> StatusIndex {
    StatusIndex::new(number).unwrap()
}

fn list(capacity: u64, revoked: impl IntoIterator<Item = u64>) -> (Vec<u8>, ListEntry) {
    let revoked = revoked.into_iter().map(index).collect();
    encode(Epoch::new(7), capacity, revoked).unwrap()
}

/// So many indices, spread as a permutation spreads them (SplitMix64).
fn spread(capacity: u64, count: u64) -> BTreeSet<u64> {
    let (mut state, mut set) = (0_u64, BTreeSet::new());
    while as_u64(set.len()) < count {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        set.insert((mixed ^ mixed >> 31) % capacity);
    }
    set
}

fn answers(capacity: u64, revoked: &BTreeSet<u64>, asked: impl Iterator<Item = u64>) {
    let (file, entry) = list(capacity, revoked.iter().copied());
    assert_eq!(entry.revoked, as_u64(revoked.len()));
    let list = StatusList::parse(file, &entry).unwrap();
    for number in asked {
        let want = if revoked.contains(&number) {
            Status::Revoked
        } else {
            Status::Valid
        };
        assert_eq!(
            list.status(index(number)),
            Ok(want),
            "{number} of {capacity}"
        );
    }
    let read = list.revoked().unwrap();
    assert!(
        read.iter()
            .map(|index| index.number())
            .eq(revoked.iter().copied())
    );
}

#[test]
fn every_index_of_every_density_is_answered() {
    for (capacity, count) in [
        (1, 0),
        (1, 1),
        (100, 100),
        (1_000, 999),
        (1 << 16, 40_000),
        (1 << 16, 20_000),
        (1 << 16, 9_000),
        (1 << 16, 3_000),
        (1 << 16, 600),
        (1 << 16, 1),
        (100_000, 257),
        (300_000, 3_000),
    ] {
        answers(capacity, &spread(capacity, count), 0..capacity);
        answers(capacity, &(0..count).collect(), 0..capacity);
        answers(
            capacity,
            &(capacity - count..capacity).collect(),
            0..capacity,
        );
    }
}

#[test]
fn far_indices_are_answered() {
    let capacity = StatusIndex::LIMIT;
    for count in [1, 2, 300, 5_000] {
        let revoked = spread(capacity, count);
        let near = revoked
            .iter()
            .flat_map(|&number| number.saturating_sub(1)..=number + 1);
        answers(capacity, &revoked, near);
    }
    answers(
        capacity,
        &[0, capacity - 1].into(),
        [0, 1, capacity - 2, capacity - 1].into_iter(),
    );
}

#[test]
fn remainders_of_every_length_are_added_up() {
    // The more indices lie between two of the revoked ones, the longer: from no bit on.
    for capacity in (0..30).map(|bits| 2_000 << bits) {
        let revoked = spread(capacity, 1_000);
        let near = revoked
            .iter()
            .flat_map(|&number| number.saturating_sub(1)..=(number + 1).min(capacity - 1));
        answers(capacity, &revoked, near);
    }
}

#[test]
fn an_index_at_the_capacity_is_refused_and_the_one_below_is_not() {
    let (file, entry) = list(100, [0, 7, 99]);
    let list = StatusList::parse(file, &entry).unwrap();
    assert_eq!(list.status(index(99)), Ok(Status::Revoked));
    let refused = OutOfRange {
        index: index(100),
        capacity: 100,
    };
    assert_eq!(list.status(index(100)), Err(NoAnswer::OutOfRange(refused)));
    let encoded = encode(Epoch::new(7), 100, Vec::from([index(100)]));
    assert_eq!(encoded, Err(NotAList::OutOfRange(refused)));
    let capacity = StatusIndex::LIMIT + 1;
    let encoded = encode(Epoch::new(7), capacity, Vec::new());
    assert_eq!(encoded, Err(NotAList::Capacity { capacity }));
}

#[test]
fn sizes_are_within_a_hundredth_of_the_bound() {
    // log2 C(N, r) / 8, computed with 60 digits.
    for (capacity, count, bound) in [
        (10_000_000, 10_000, 14_259),
        (10_000_000, 100_000, 100_991),
        (10_000_000, 500_000, 357_995),
    ] {
        let (file, _) = list(capacity, spread(capacity, count));
        let thousandths = file.len() * 1_000 / bound;
        assert!(thousandths < 1_018, "{} bytes of {bound}", file.len());
    }
}

#[test]
fn every_flipped_bit_of_a_short_list_is_found() {
    let (file, entry) = list(1 << 30, [1, 77, 1 << 20]);
    for bit in 0..file.len() * 8 {
        let damaged = flipped(&file, bit);
        assert_eq!(
            StatusList::open(damaged, &entry).unwrap_err(),
            Damaged::Hash
        );
    }
}

fn flipped(file: &[u8], bit: usize) -> Vec<u8> {
    let mut file = file.to_vec();
    file[bit / 8] ^= 1 << (bit % 8);
    file
}

/// A list of three pages.
fn long() -> (BTreeSet<u64>, Vec<u8>, ListEntry) {
    let revoked = spread(14_000_000, 140_000);
    let (file, entry) = list(14_000_000, revoked.iter().copied());
    (revoked, file, entry)
}

#[test]
fn a_flipped_bit_of_a_long_list_is_found_where_it_is_asked_for() {
    let (revoked, file, entry) = long();
    let head = 3 * HASH_LENGTH + usize::try_from(index::size(547)).unwrap();
    assert_eq!(StatusList::parse(&file, &entry).unwrap().head.len(), head);
    for bit in (0..head * 8).step_by(61) {
        let open = StatusList::open(flipped(&file, bit), &entry);
        assert_eq!(open.unwrap_err(), Damaged::Hash);
    }
    for bit in (head * 8..file.len() * 8).step_by(29_989) {
        let list = StatusList::open(flipped(&file, bit), &entry).unwrap();
        let page = as_u64((bit / 8 - head) / PAGE_LENGTH);
        assert_eq!(list.check_pages(), Err(Damaged::Page { page }));
        let list = StatusList::parse(flipped(&file, bit), &entry);
        assert_eq!(list.unwrap_err(), Damaged::Page { page });
    }
    let first_page_bad = StatusList::open(flipped(&file, head * 8), &entry).unwrap();
    let damaged = Damaged::Page { page: 0 };
    let (first, last) = (revoked.first().unwrap(), revoked.last().unwrap());
    assert_eq!(
        first_page_bad.status(index(*first)),
        Err(NoAnswer::Damaged(damaged))
    );
    assert_eq!(first_page_bad.revoked(), Err(damaged));
    assert_eq!(first_page_bad.status(index(*last)), Ok(Status::Revoked));
    assert_eq!(first_page_bad.status(index(last + 1)), Ok(Status::Valid));
}

#[test]
fn a_longer_or_shorter_file_is_another() {
    for (file, entry) in [list(100, [5, 6]), list(100, []), {
        let (_, file, entry) = long();
        (file, entry)
    }] {
        let (want, mut longer) = (entry.size, file.clone());
        longer.push(0);
        let got = want + 1;
        let refused = StatusList::open(longer, &entry).unwrap_err();
        assert_eq!(refused, Damaged::Size { want, got });
        if let Some((_, shorter)) = file.split_last() {
            let got = want - 1;
            let refused = StatusList::open(shorter, &entry).unwrap_err();
            assert_eq!(refused, Damaged::Size { want, got });
        }
    }
}

#[test]
fn files_are_cut_as_they_are_put_together() {
    let index = 100;
    for pages in [1, 2, 3, 64, 300] {
        for body in [
            pages * PAGE_LENGTH - 1,
            pages * PAGE_LENGTH,
            pages * PAGE_LENGTH + 1,
        ] {
            let pages = body.div_ceil(PAGE_LENGTH);
            let hashes = if pages == 1 { 0 } else { pages * HASH_LENGTH };
            let cut = Cut::of(as_u64(hashes + index + body), as_u64(index)).unwrap();
            let hashed = if pages == 1 {
                index + body
            } else {
                hashes + index
            };
            assert_eq!((cut.pages, cut.hashed), (pages, hashed), "{body}");
            assert_eq!((cut.index_at, cut.body_at), (hashes, hashes + index));
            assert_eq!(cut.body_length, as_u64(body));
        }
    }
}

#[test]
fn a_body_of_one_whole_page_has_no_hash_of_its_own() {
    let page = vec![7; PAGE_LENGTH];
    let (file, hashed) = encode::assemble(&[5], &page);
    assert_eq!((file.len(), hashed), (1 + PAGE_LENGTH, 1 + PAGE_LENGTH));
    let (longer, hashed) = encode::assemble(&[5], &[&page[..], &[7]].concat());
    assert_eq!(
        (longer.len(), hashed),
        (2 * HASH_LENGTH + 1 + PAGE_LENGTH + 1, 2 * HASH_LENGTH + 1)
    );
}

#[test]
fn a_bucket_that_ends_in_the_first_byte_of_a_page_is_read() {
    let capacity = 7_000_078;
    let revoked = spread(capacity, 70_000);
    // Everything is read, also where it is given out.
    answers(capacity, &revoked, revoked.iter().copied());
}

/// The refusal of a file that is signed as it is.
fn refusal(file: Vec<u8>, capacity: u64, revoked: u64) -> Option<Damaged> {
    let entry = ListEntry {
        epoch: Epoch::new(7),
        capacity,
        revoked,
        size: as_u64(file.len()),
        hash: Sha256::digest(&file).into(),
    };
    StatusList::parse(file, &entry).err()
}

#[test]
fn signed_files_that_no_encoder_writes_are_refused() {
    // Units of 4 bits, 4 of them at least; then a bucket of two gaps of 4: ones for their quotients, two bits of
    // padding, the remainder of the second, that of the first, six bits each.
    let index = [2, 0, 0, 0, 4, 0, 0, 0, 0, 0];
    let with = |index: [u8; 10], body: u16| [&index[..], &body.to_le_bytes()].concat();
    let right = 0b0001_0000_0100_0011;
    assert_eq!(list(200, [4, 9]).0, with(index, right));
    assert_eq!(refusal(with(index, right), 200, 2), None);

    let in_bucket = Some(Damaged::Bucket { bucket: 0 });
    assert_eq!(refusal(with(index, right | 0b0100), 200, 2), in_bucket);
    assert_eq!(refusal(with(index, right), 9, 2), in_bucket);
    let (last, _) = list(200, [4, 199]);
    assert_eq!(refusal(last.clone(), 200, 2), None);
    assert_eq!(refusal(last, 199, 2), in_bucket, "at the end of the bucket");
    let (want, got) = (3, 2);
    assert_eq!(
        refusal(with(index, right), 200, 3),
        Some(Damaged::Count { want, got })
    );
    let (want, got) = (1, 2);
    assert_eq!(
        refusal(with(index, right), 200, 1),
        Some(Damaged::Count { want, got })
    );
    let (want, got) = (201, 0);
    assert_eq!(
        refusal(with(index, right), 200, 201),
        Some(Damaged::Count { want, got })
    );

    for (at, byte) in [(0, 3), (0, 1), (4, 3), (4, 5), (5, 1), (8, 1), (9, 1)] {
        let mut index = index;
        index[at] = byte;
        let refused = refusal(with(index, right), 200, 2);
        let is_found = matches!(refused, Some(Damaged::Index | Damaged::Bucket { .. }));
        assert!(is_found, "{byte} at {at}: {refused:?}");
    }
    // The same in units of 8 bits, and of 16.
    for (unit, least) in [(3, 2), (4, 1)] {
        let index = [unit, 0, 0, 0, least, 0, 0, 0, 0, 0];
        assert_eq!(refusal(with(index, right), 200, 2), Some(Damaged::Index));
    }
    // A body of more bytes than its buckets take.
    let longer = [&with(index, right)[..], &[0]].concat();
    assert_eq!(refusal(longer, 200, 2), Some(Damaged::Index));
    // Half a byte behind the last bucket.
    let (file, _) = list(3, [0, 1, 2]);
    assert_eq!(file, [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0b0111]);
    let behind = [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0b1_0111];
    assert_eq!(refusal(behind.into(), 3, 3), in_bucket);
    assert_eq!(refusal(Vec::from([0]), 3, 0), Some(Damaged::Index));
    // One page with a hash of its own, or two pages without.
    let head = usize::try_from(index::size(1)).unwrap();
    for more in [1, HASH_LENGTH, HASH_LENGTH + 1] {
        let length = head + PAGE_LENGTH + more;
        assert_eq!(
            refusal(vec![0; length], 200, 2),
            Some(Damaged::Index),
            "{more}"
        );
    }
}

proptest! {
    #[test]
    fn an_accepted_file_is_the_one_of_its_set(
        capacity in 1_u64..5_000,
        density in 0_u64..100,
        places in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..3),
        count in -1_i64..=1,
    ) {
        let revoked = spread(capacity, capacity * density / 100);
        let (mut file, entry) = list(capacity, revoked);
        let count = entry.revoked.saturating_add_signed(count);
        for (place, byte) in places {
            if !file.is_empty() {
                let place = place.index(file.len());
                file[place] = byte;
            }
        }
        let entry = ListEntry { revoked: count, hash: Sha256::digest(&file).into(), ..entry };
        if let Ok(list) = StatusList::parse(file.as_slice(), &entry) {
            let again = encode(entry.epoch, capacity, list.revoked().unwrap()).unwrap();
            prop_assert_eq!(again, (file, entry));
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_are_the_file_of_their_set(
        file in proptest::collection::vec(any::<u8>(), 0..40),
        capacity in 1_u64..2_000,
        revoked in 0_u64..20,
    ) {
        let size = as_u64(file.len());
        let hash = Sha256::digest(&file).into();
        let entry = ListEntry { epoch: Epoch::new(7), capacity, revoked, size, hash };
        if let Ok(list) = StatusList::parse(file.as_slice(), &entry) {
            let again = encode(entry.epoch, capacity, list.revoked().unwrap()).unwrap();
            prop_assert_eq!(again, (file, entry));
        }
    }
}
