//! A sealed file opens only where it is the very file that sealing made.
#![no_main]

use ciborium::value::Value;
use libfuzzer_sys::fuzz_target;
use shared::sealed::{Cost, Fresh, open, seal};

fuzz_target!(|bytes: &[u8]| {
    let cost = cost(bytes);
    // Trying a passphrase that costs a gigabyte finds nothing more.
    if cost.is_none_or(|(memory, passes)| {
        memory <= 128 && passes <= 2 || Cost::new(memory, passes).is_none()
    }) && let Ok(secret) = open(bytes, "passphrase")
    {
        let cost = cost
            .and_then(|(memory, passes)| Cost::new(memory, passes))
            .expect("a cost in bounds");
        let fresh = Fresh::from_random([7; 40]);
        assert_eq!(seal(&secret, "passphrase", cost, &fresh), bytes);
    }
});

/// What the header says that a try costs.
fn cost(bytes: &[u8]) -> Option<(u32, u32)> {
    let file: Value = ciborium::from_reader(bytes).ok()?;
    let header = file.as_array()?.first()?.as_bytes()?;
    let header: Value = ciborium::from_reader(header.as_slice()).ok()?;
    let number = |place: usize| header.as_array()?.get(place)?.as_integer()?.try_into().ok();
    Some((number(1)?, number(2)?))
}
