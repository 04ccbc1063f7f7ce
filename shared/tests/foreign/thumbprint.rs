//! Thumbprints of keys (RFC 9679), computed a second time from a COSE_Key that `ciborium` writes.

use ciborium::value::Value;
use sha2::{Digest as _, Sha256};
use shared::cose_key::SecretKey;

use crate::published::unhex;

/// SHA-256 over a map of these required parameters, in bytewise order of their labels.
fn thumbprint(parameters: Vec<(i64, Value)>) -> Vec<u8> {
    let pairs = parameters
        .into_iter()
        .map(|(label, value)| (label.into(), value));
    let mut encoded = Vec::new();
    ciborium::into_writer(&Value::Map(pairs.collect()), &mut encoded).unwrap();
    Sha256::digest(&encoded).to_vec()
}

/// RFC 9679 has one example, of an elliptic curve key with two coordinates: it shows that the second
/// computation is right, which then judges ours on Ed25519 keys.
#[test]
fn the_example_of_rfc_9679_and_ed25519_keys() {
    let x = unhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d");
    let y = unhex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c");
    let example = vec![
        (1, 2.into()),
        (-1, 1.into()),
        (-2, x.into()),
        (-3, y.into()),
    ];
    let printed = "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec";
    assert_eq!(thumbprint(example), unhex(printed));

    for seed in 0..=255 {
        let key = SecretKey::from_seed(&[seed; 32]).public();
        let x = Value::from(key.as_bytes().as_slice());
        let again = thumbprint(vec![(1, 1.into()), (-1, 6.into()), (-2, x)]);
        assert_eq!(key.thumbprint(), again[..]);
        assert_eq!(key.kid().as_bytes(), &again[..8]);
    }
}
