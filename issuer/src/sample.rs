//! An issuer for the tests of this crate.

use shared::claims::Claim;
use shared::credential::IssuerId;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::time::{Epoch, EpochRule};

use crate::keys::{IssuerKeys, IssuerSeeds};

/// The entry of an issuer of everything with these keys and days of Moscow.
pub(crate) fn entry(keys: &IssuerKeys) -> IssuerEntry {
    let credential = keys.credential.iter().map(|key| CredentialKey {
        key: key.key.public(),
        first: key.first,
        last: key.last,
    });
    IssuerEntry::new(
        IssuerId::new("26").unwrap(),
        ("Край".into(), "Region".into()),
        EpochRule::new(86_400, 75_600).unwrap(),
        Claim::all().map(Claim::key).collect(),
        keys.status.public(),
        credential.collect(),
    )
    .unwrap()
}

/// Seeds of three different keys.
pub(crate) fn seeds(first: Epoch, last: Epoch) -> IssuerSeeds {
    let mut random = [1; 96];
    random[32..64].fill(2);
    random[64..].fill(3);
    IssuerSeeds::new(&random, first, last)
}
