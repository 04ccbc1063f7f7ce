//! An accepted issuer entry has one form, and fits into what it says itself.
#![no_main]

use fuzz::reader;
use libfuzzer_sys::fuzz_target;
use shared::issuer_entry::IssuerEntry;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = IssuerEntry::parse(bytes) {
        reader::deterministic(bytes);
        assert_eq!(entry.encode(), bytes);
        assert!(entry.claims().is_sorted_by(|a, b| a > b));
        assert_eq!(
            entry.clone().limited_to(entry.claims()).as_ref(),
            Ok(&entry)
        );
        assert!(entry.clone().limited_to(&[]).is_err());
        for key in entry.credential_keys() {
            assert_eq!(entry.credential_key(key.key.kid()), Some(key));
            assert!(key.first <= key.last && key.key != *entry.status_key());
        }
    }
});
