//! The secret order of an epoch's status indices, and the ratchet of its keys. Without the key, an index
//! tells nothing about the slot behind it, nor about the index of the same slot in another epoch.

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
        StatusIndex::new(self.walk(slot, Self::forward))
    }

    /// The slot of an index.
    pub fn slot(&self, index: StatusIndex) -> u64 {
        self.walk(index.number(), Self::backward)
    }

    fn walk(&self, number: u64, step: impl Fn(&Self, u64, u64) -> u64) -> u64 {
        let (block, place) = (number / self.capacity, number % self.capacity);
        // The network permutes [0, a·b), so the walk returns to [0, N) at the latest at its start.
        let mut walked = step(self, block, place);
        while walked >= self.capacity {
            walked = step(self, block, walked);
        }
        number - place + walked
    }

    fn forward(&self, block: u64, number: u64) -> u64 {
        let (mut left, mut right) = (number / self.b, number % self.b);
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                left = (left + self.round(block, round, right, self.a)) % self.a;
            } else {
                right = (right + self.round(block, round, left, self.b)) % self.b;
            }
        }
        left * self.b + right
    }

    fn backward(&self, block: u64, number: u64) -> u64 {
        let (mut left, mut right) = (number / self.b, number % self.b);
        for round in (0..ROUNDS).rev() {
            if round % 2 == 0 {
                left = (left + self.a - self.round(block, round, right, self.a)) % self.a;
            } else {
                right = (right + self.b - self.round(block, round, left, self.b)) % self.b;
            }
        }
        left * self.b + right
    }

    /// The first eight bytes of HMAC-SHA-256(key, block ‖ round ‖ half), modulo `modulus`. The modulus is
    /// at most 2^19, so the bias of 64 bits is below 2^-45.
    fn round(&self, block: u64, round: u8, half: u64, modulus: u64) -> u64 {
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
        let images = |p: Permutation, offset: u64| -> alloc::vec::Vec<u64> {
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
