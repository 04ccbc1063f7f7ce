//! The secret order of an epoch's status indices, and the ratchet of its keys. Without the key, an index
//! tells nothing about the slot behind it, nor about the index of the same slot in another epoch.

use alloc::vec;
use alloc::vec::Vec;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::credential::StatusIndex;
use crate::key_derivation::{expand, keyed};
use crate::time::Epoch;

/// Rounds of the Feistel network. Twelve pairs: far beyond the few after which no attack on a balanced
/// network is known for the sizes here, because speed does not matter.
const ROUNDS: u8 = 24;

const RATCHET: &[u8] = b"spravka/1/ratchet";
const PERMUTATION: &[u8] = b"spravka/1/permutation";

/// The permutation key K_k of one issuer and epoch. The next epoch's key follows from it; no earlier one
/// does, so erasing it closes the epoch's logs for good.
#[derive(ZeroizeOnDrop)]
pub struct RatchetKey {
    #[zeroize(skip)]
    epoch: Epoch,
    key: [u8; Self::LENGTH],
}

impl RatchetKey {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// The key of `epoch`: random for the first one, stored for later ones.
    pub const fn new(epoch: Epoch, key: [u8; Self::LENGTH]) -> Self {
        Self { epoch, key }
    }

    /// Whose key this is.
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The key, for storing it.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.key
    }

    /// The key of the next epoch, K_(k+1) = HKDF-SHA-256(K_k); none after the last one.
    pub fn next(&self) -> Option<Self> {
        let epoch = self.epoch.checked_add(1)?;
        Some(Self::new(epoch, expand(&self.key, &[RATCHET])))
    }

    /// The key of this or a later epoch; an earlier one cannot be had.
    pub fn at(&self, epoch: Epoch) -> Option<Self> {
        if epoch < self.epoch {
            return None;
        }
        let mut key = Self::new(self.epoch, self.key);
        while key.epoch < epoch {
            key = key.next()?;
        }
        Some(key)
    }

    /// The epoch's permutation of [0, capacity).
    pub fn permutation(&self, capacity: Capacity) -> Permutation {
        let key = Zeroizing::new(expand::<32>(
            &self.key,
            &[PERMUTATION, &capacity.get().to_be_bytes()],
        ));
        Permutation::new(&key, capacity)
    }
}

impl core::fmt::Debug for RatchetKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RatchetKey(epoch {})", self.epoch)
    }
}

/// N_k: how many indices an epoch has before it overflows, 2 to 2^38.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Capacity(u64);

impl Capacity {
    /// Largest capacity, which leaves room to overflow within the 2^40 indices.
    pub const MAX: u64 = 1 << 38;

    /// A capacity of this many indices.
    pub const fn new(indices: u64) -> Option<Self> {
        if indices >= 2 && indices <= Self::MAX {
            Some(Self(indices))
        } else {
            None
        }
    }

    /// How many.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// P_k: a keyed permutation of [0, N) by an alternating Feistel network over Z_a × Z_b with a·b just
/// above N, walked until the result lies below N. Slots from N on, which a full epoch takes as a last
/// resort, are permuted block by block: [N, 2N) onto itself, and so on.
#[derive(Clone)]
pub struct Permutation {
    keyed: Hmac<Sha256>,
    capacity: u64,
    a: u64,
    b: u64,
}

impl Permutation {
    fn new(key: &[u8; 32], Capacity(capacity): Capacity) -> Self {
        let root = capacity.isqrt();
        let a = if root * root < capacity {
            root + 1
        } else {
            root
        };
        let b = capacity.div_ceil(a);
        Self {
            keyed: keyed(key),
            capacity,
            a,
            b,
        }
    }

    /// The index of a slot; none from 2^40 on.
    pub fn index(&self, slot: u64) -> Option<StatusIndex> {
        let block = slot / self.capacity;
        StatusIndex::new(self.walk(slot, |number| {
            self.forward(number, |round, half| self.round(block, round, half))
        }))
    }

    /// The indices of many slots, in their order; none if one has none. Cheap where slots of one block stand together: a
    /// round knows only a half, and of halves there are far fewer than of slots, so every round is computed beforehand.
    pub fn indices(&self, slots: &[u64]) -> Option<Vec<StatusIndex>> {
        let mut indices = Vec::with_capacity(slots.len());
        for slots in slots.chunk_by(|one, next| one / self.capacity == next / self.capacity) {
            let block = slots.first().map_or(0, |slot| slot / self.capacity);
            let table = self.table(block, slots.len());
            let index = |slot: &u64| match &table {
                Some(table) => StatusIndex::new(self.walk(*slot, |number| {
                    self.forward(number, |round, half| table.round(round, half))
                })),
                None => self.index(*slot),
            };
            for slot in slots {
                indices.push(index(slot)?);
            }
        }
        Some(indices)
    }

    /// The slot of an index.
    pub fn slot(&self, index: StatusIndex) -> u64 {
        let block = index.number() / self.capacity;
        self.walk(index.number(), |number| self.backward(block, number))
    }

    fn walk(&self, number: u64, step: impl Fn(u64) -> u64) -> u64 {
        let place = number % self.capacity;
        // The network permutes [0, a·b), so the walk returns to [0, N) at the latest at its start.
        let mut walked = step(place);
        while walked >= self.capacity {
            walked = step(walked);
        }
        number - place + walked
    }

    fn forward(&self, number: u64, value: impl Fn(u8, u64) -> u64) -> u64 {
        let (mut left, mut right) = (number / self.b, number % self.b);
        for round in 0..ROUNDS {
            if round.is_multiple_of(2) {
                left = add(left, value(round, right), self.a);
            } else {
                right = add(right, value(round, left), self.b);
            }
        }
        left * self.b + right
    }

    fn backward(&self, block: u64, number: u64) -> u64 {
        let (mut left, mut right) = (number / self.b, number % self.b);
        for round in (0..ROUNDS).rev() {
            if round.is_multiple_of(2) {
                left = add(left, self.a - self.round(block, round, right), self.a);
            } else {
                right = add(right, self.b - self.round(block, round, left), self.b);
            }
        }
        left * self.b + right
    }

    /// Every round of a block, if that is less work than so many slots of it.
    fn table(&self, block: u64, slots: usize) -> Option<Table> {
        let (a, b) = (as_usize(self.a), as_usize(self.b));
        if slots <= usize::midpoint(a, b) {
            return None;
        }
        let mut values = Zeroizing::new(vec![0; usize::from(ROUNDS) * a]);
        for (round, values) in (0..ROUNDS).zip(values.chunks_exact_mut(a)) {
            let halves = if round.is_multiple_of(2) {
                self.b
            } else {
                self.a
            };
            for (half, value) in (0..halves).zip(values) {
                *value = u32::try_from(self.round(block, round, half)).unwrap_or_default();
            }
        }
        Some(Table { values, halves: a })
    }

    /// The first eight bytes of HMAC-SHA-256(key, block ‖ round ‖ half), modulo the half that it is added to. That is
    /// at most 2^19, so the bias of 64 bits is below 2^-45.
    fn round(&self, block: u64, round: u8, half: u64) -> u64 {
        let modulus = if round.is_multiple_of(2) {
            self.a
        } else {
            self.b
        };
        let mut mac = self.keyed.clone();
        mac.update(&block.to_be_bytes());
        mac.update(&[round]);
        mac.update(&half.to_be_bytes());
        let output: [u8; 32] = mac.finalize().into_bytes().into();
        let [a, b, c, d, e, f, g, h, ..] = output;
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) % modulus
    }
}

impl core::fmt::Debug for Permutation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Permutation(of {})", self.capacity)
    }
}

/// What [`Permutation::round`] gives for every round and half of one block.
struct Table {
    values: Zeroizing<Vec<u32>>,
    /// Places that a round has: as many as the larger half has values.
    halves: usize,
}

impl Table {
    #[expect(
        clippy::indexing_slicing,
        reason = "a half is below a·b's larger factor, a round below ROUNDS"
    )]
    fn round(&self, round: u8, half: u64) -> u64 {
        self.values[usize::from(round) * self.halves + as_usize(half)].into()
    }
}

/// The sum of two numbers modulo a third that neither exceeds.
const fn add(one: u64, other: u64, modulus: u64) -> u64 {
    let sum = one + other;
    if sum >= modulus { sum - modulus } else { sum }
}

/// A half, which is at most 2^19.
fn as_usize(half: u64) -> usize {
    usize::try_from(half).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    fn permutation(capacity: u64) -> Permutation {
        RatchetKey::new(Epoch::new(1), [7; 32]).permutation(Capacity::new(capacity).unwrap())
    }

    #[test]
    fn small_domains_are_permuted_onto_themselves() {
        for capacity in (2..80).chain([255, 256, 257, 1_000]) {
            let permutation = permutation(capacity);
            for block in 0..2 {
                let (first, end) = (block * capacity, (block + 1) * capacity);
                let images: BTreeSet<u64> = (first..end)
                    .map(|slot| {
                        let index = permutation.index(slot).unwrap();
                        assert_eq!(permutation.slot(index), slot);
                        index.number()
                    })
                    .collect();
                assert_eq!(images, (first..end).collect());
            }
        }
    }

    #[test]
    fn epochs_capacities_and_blocks_have_permutations_of_their_own() {
        let key = RatchetKey::new(Epoch::new(1), [7; 32]);
        let capacity = Capacity::new(10_000).unwrap();
        let images = |p: Permutation, offset: u64| -> Vec<u64> {
            (0..20)
                .map(|slot| p.index(offset + slot).unwrap().number() - offset)
                .collect()
        };
        let today = images(key.permutation(capacity), 0);
        assert_ne!(today, images(key.next().unwrap().permutation(capacity), 0));
        assert_ne!(
            today,
            images(key.permutation(Capacity::new(10_001).unwrap()), 0)
        );
        assert_ne!(today, images(key.permutation(capacity), 10_000));
    }

    #[test]
    fn published_indices_stay_what_they_are() {
        // By the HMAC of Python's standard library.
        for (capacity, images) in [
            (2, [(0, 0), (1, 1), (2, 2), (7, 7)]),
            (3, [(0, 2), (1, 1), (2, 0), (10, 9)]),
            (
                65_536,
                [
                    (0, 46_161),
                    (65_535, 50_940),
                    (65_536, 93_617),
                    (196_609, 198_749),
                ],
            ),
            (
                200_000_001,
                [
                    (0, 175_434_319),
                    (1, 155_255_100),
                    (200_000_001, 335_781_720),
                    (600_000_004, 644_777_516),
                ],
            ),
            (
                Capacity::MAX,
                [
                    (0, 38_457_576_857),
                    (274_877_906_943, 101_009_699_219),
                    (274_877_906_944, 479_310_228_050),
                    (824_633_720_833, 1_014_508_795_169),
                ],
            ),
        ] {
            let permutation = permutation(capacity);
            for (slot, index) in images {
                let expected = StatusIndex::new(index);
                assert_eq!(permutation.index(slot), expected, "{slot} of {capacity}");
            }
        }
    }

    #[test]
    fn many_slots_have_the_indices_that_each_has() {
        for capacity in [2, 3, 99, 1_000, 10_007] {
            let permutation = permutation(capacity);
            // The first block whole, a part of the second, one slot of the third, and the first again.
            let slots = (0..capacity).chain(capacity..capacity + 40);
            let slots: Vec<u64> = slots.chain([2 * capacity + 1, 1]).collect();
            let one_by_one: Option<Vec<_>> =
                slots.iter().map(|slot| permutation.index(*slot)).collect();
            assert_eq!(permutation.indices(&slots), one_by_one, "{capacity}");
        }
        assert_eq!(permutation(7).indices(&[]), Some(Vec::new()));
        assert_eq!(permutation(7).indices(&[0, 1 << 40]), None);
    }

    #[test]
    fn the_ratchet_goes_forward_only() {
        let first = RatchetKey::new(Epoch::new(10), [1; 32]);
        let third = first.at(Epoch::new(12)).unwrap();
        let stepped = first.next().unwrap().next().unwrap();
        assert_eq!(third.as_bytes(), stepped.as_bytes());
        assert!(third.at(Epoch::new(11)).is_none());
    }

    proptest! {
        #[test]
        fn an_index_leads_back_to_its_slot(capacity in 2..=Capacity::MAX, slot in 0..1_u64 << 39) {
            let permutation = permutation(capacity);
            if let Some(index) = permutation.index(slot) {
                prop_assert_eq!(permutation.slot(index), slot);
                prop_assert_eq!(index.number() / capacity, slot / capacity);
            }
        }
    }
}
