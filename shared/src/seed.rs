//! A wallet's seed, and the device keys that follow from it (HKDF-SHA-256, RFC 5869): one per batch, claim
//! and day, so that nothing but the seed needs to be kept.

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::claims::ClaimKey;
use crate::cose_key::SecretKey;
use crate::key_derivation::{expand, extract};

const WALLET: &[u8] = b"spravka/1/wallet";
const DEVICE_KEY: &[u8] = b"spravka/1/device-key";

/// Which device key: the batch that it was asked for in, the claim, and its place in the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceKeyId {
    /// Counts the wallet's requests.
    pub batch: u32,
    /// The claim that it was asked for.
    pub claim: ClaimKey,
    /// Its place among the claim's keys, from 0.
    pub day: u8,
}

/// 32 random bytes. Erased when dropped, never printed.
#[derive(ZeroizeOnDrop)]
pub struct Seed([u8; Self::LENGTH]);

impl Seed {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// A seed of these bytes, which must be random.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes, for keeping them sealed.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// HKDF-Expand(HKDF-Extract("spravka/1/wallet", seed), "spravka/1/device-key" ‖ batch ‖ claim ‖ day).
    pub fn device_key(&self, id: DeviceKeyId) -> SecretKey {
        let prk = Zeroizing::new(extract(WALLET, &self.0));
        let key = Zeroizing::new(expand(
            &prk,
            &[
                DEVICE_KEY,
                &id.batch.to_be_bytes(),
                &id.claim.number().to_be_bytes(),
                &[id.day],
            ],
        ));
        SecretKey::from_seed(&key)
    }
}

impl core::fmt::Debug for Seed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Seed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;
    use alloc::vec::Vec;

    #[test]
    fn every_id_has_a_key_of_its_own() {
        let seed = Seed::new([1; 32]);
        let id = |batch, claim: Claim, day| DeviceKeyId {
            batch,
            claim: claim.key(),
            day,
        };
        let mut keys: Vec<[u8; 32]> = [
            id(0, Claim::Adult, 0),
            id(0, Claim::Adult, 1),
            id(1, Claim::Adult, 0),
            id(0, Claim::Student, 0),
        ]
        .into_iter()
        .map(|id| *seed.device_key(id).public().as_bytes())
        .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 4);
        let again = Seed::new([1; 32]).device_key(id(0, Claim::Adult, 0));
        assert!(keys.contains(again.public().as_bytes()));
    }
}
