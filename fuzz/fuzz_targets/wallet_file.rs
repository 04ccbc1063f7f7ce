//! An opened wallet has one form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wallet::layout::{NotAWallet, decode, encode};

fuzz_target!(|bytes: &[u8]| {
    match decode(bytes) {
        Ok(wallet) => assert_eq!(*encode(&wallet), bytes),
        Err(NotAWallet::Version(newer)) => assert!(newer > 1 && bytes.first() == Some(&newer)),
        Err(NotAWallet::Damaged { left }) => assert!(left <= bytes.len()),
    }
});
