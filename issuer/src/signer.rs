//! Signing in the issuer's name: the key is chosen by the epoch, never by the day of signing.

use shared::claims::ClaimKey;
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::{CredentialContent, StatusIndex};
use shared::issuer_entry::IssuerEntry;
use shared::manifest::ManifestContent;
use shared::status_list_token::StatusListToken;
use shared::time::Epoch;

use crate::failure::Refused;
use crate::keys::IssuerKeys;

/// An issuer's keys at work.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'k> {
    entry: &'k IssuerEntry,
    keys: &'k IssuerKeys,
}

impl<'k> Signer<'k> {
    /// The keys of this issuer.
    #[must_use]
    pub const fn new(entry: &'k IssuerEntry, keys: &'k IssuerKeys) -> Self {
        Self { entry, keys }
    }

    /// The key of an epoch: were it that of the day of signing, it would tell when somebody enrolled.
    pub fn key(&self, epoch: Epoch) -> Result<&'k SecretKey, Refused> {
        self.keys
            .credential
            .iter()
            .find(|key| (key.first..=key.last).contains(&epoch))
            .map(|key| &key.key)
            .ok_or(Refused::NoKey { epoch })
    }

    /// A credential for one epoch.
    pub fn credential(
        &self,
        epoch: Epoch,
        claim: ClaimKey,
        index: StatusIndex,
        device_key: &PublicKey,
    ) -> Result<Vec<u8>, Refused> {
        let epochs = self.entry.epochs();
        let content = CredentialContent {
            issuer: self.entry.id(),
            not_before: epochs.start(epoch),
            expires: epochs.end(epoch),
            index,
            device_key: *device_key.as_bytes(),
            claim,
            value: true,
        };
        Ok(content.sign(self.key(epoch)?))
    }

    /// A manifest.
    #[must_use]
    pub fn manifest(&self, content: &ManifestContent) -> Vec<u8> {
        content.sign(&self.keys.status)
    }

    /// A Status List Token, by the key of the manifests: it says the same.
    #[must_use]
    pub fn status_list_token(&self, token: &StatusListToken<'_>) -> Vec<u8> {
        token.sign(&self.keys.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::EpochKey;
    use crate::sample;

    #[test]
    fn the_key_is_chosen_by_the_epoch() {
        let seeds = sample::seeds(Epoch::new(10), Epoch::new(19));
        let mut keys = seeds.keys().unwrap();
        keys.credential.push(EpochKey {
            key: SecretKey::from_seed(&[6; 32]),
            first: Epoch::new(20),
            last: Epoch::new(29),
        });
        let entry = sample::entry(&keys);
        let signer = Signer::new(&entry, &keys);
        let kid = |epoch| signer.key(Epoch::new(epoch)).map(|key| key.public().kid());
        assert_eq!(kid(10), kid(19));
        assert_eq!(kid(20), kid(29));
        assert_ne!(kid(19), kid(20));
        for epoch in [9, 30] {
            let epoch = Epoch::new(epoch);
            assert_eq!(kid(epoch.number()), Err(Refused::NoKey { epoch }));
        }
    }
}
