//! Sets and files on which a leap, or a long run of zeros, could go astray.

use super::*;
use crate::bits::Board;
use crate::status_list::encode::assemble;

/// Remainders of so many bits that are all ones, and quotients of zero: what lies behind the quotients looks like more of
/// them. The last bucket ends long before its span does.
#[test]
fn a_leap_does_not_take_remainders_for_quotients() {
    for bits in [4_u32, 5, 7] {
        let step = 1_u64 << bits;
        let count = 400;
        // The density for which this is the length of a remainder.
        let capacity = count * step * 133 / 64;
        let revoked: BTreeSet<u64> = (1..=count).map(|number| number * step - 1).collect();
        assert_eq!(Geometry::new(capacity, count).unwrap().remainder, bits);
        answers(capacity, &revoked, 0..capacity);
    }
}

/// Some neighbours at the beginning of a bucket, and one as far behind them as the bucket is wide.
#[test]
fn a_quotient_longer_than_a_word_is_read_in_any_bucket() {
    for bits in [5_u32, 20, 26] {
        let count = 3_000_u64;
        let capacity = count << bits;
        let width = Geometry::new(capacity, count).unwrap().width;
        for bucket in [0, 1, 5] {
            let (first, last) = (bucket * width, (bucket + 1) * width - 1);
            let elsewhere = spread(capacity, 2 * count).into_iter();
            let others = elsewhere.filter(|index| !(first..=last).contains(index));
            let neighbours = first..first + 5;
            let missing = usize::try_from(count).unwrap() - 6;
            let revoked: BTreeSet<u64> = others
                .take(missing)
                .chain(neighbours)
                .chain([last])
                .collect();
            assert_eq!(as_u64(revoked.len()), count);
            let asked = [first, first + 4, first + 5, last - 1, last, last + 1];
            answers(capacity, &revoked, asked.into_iter());
        }
    }
}

/// A quotient so long that, shifted, nothing is left of it.
#[test]
fn a_quotient_beyond_every_index_is_refused() {
    let (capacity, revoked) = (StatusIndex::LIMIT, 1);
    let geometry = Geometry::new(capacity, revoked).unwrap();
    let (quotient, remainder) = (1_u64 << (64 - geometry.remainder), 5);
    let length = quotient + 1 + u64::from(geometry.remainder);
    let head = Index::of(length, length).unwrap();
    let mut index = Vec::new();
    let bits = head.write(&[length], &mut index).unwrap();
    let mut board = Board::new(usize::try_from(bits.div_ceil(8)).unwrap());
    board.put(quotient, 1);
    board.put(
        head.padded(length) - u64::from(geometry.remainder),
        remainder,
    );
    let (file, hashed) = assemble(&index, &board.into_bytes());
    let entry = ListEntry {
        epoch: Epoch::new(7),
        capacity,
        revoked,
        size: as_u64(file.len()),
        hash: Sha256::digest(&file[..hashed]).into(),
    };
    let refused = StatusList::parse(file, &entry).unwrap_err();
    assert_eq!(refused, Damaged::Bucket { bucket: 0 });
}
