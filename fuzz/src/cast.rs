//! Who signs again what was changed: the cast of the vectors, an enrolment of theirs, and a verifier's door.

use coset::{CoseMac0, MacContext, TaggedCborSerializable as _};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use shared::claims::Claim;
use shared::cose_key::{PublicKey, SecretKey};
use shared::credential::CredentialContent;
use shared::enrolment::{ClaimCredentials, ClaimKeys, EnrolmentResponse, sign_request};
use shared::enrolment_code::{CodeKey, EnrolmentCode};
use shared::time::Epoch;
use test_vectors::cast::{self, HOUR, Key, NOW, REGION, TODAY};
use test_vectors::door::Door;

use crate::reader;

/// A door of the region's that wants any status, at [`NOW`].
pub fn door() -> Door {
    let mut door = Door::empty(Claim::all().collect());
    let list = cast::signed_trust_list(NOW - HOUR);
    door.take_trust_list(&list, &cast::roots()).expect("signed");
    let manifest = cast::region_manifest(NOW - HOUR);
    door.take_manifest(&manifest).expect("signed");
    for epoch in [TODAY - 1, TODAY] {
        let (file, entry) = cast::epoch_list(epoch);
        door.take_status_list(cast::issuer(REGION), entry.epoch, &file)
            .expect("named by the manifest");
    }
    door
}

/// The code of the enrolment.
pub fn code() -> EnrolmentCode {
    EnrolmentCode::from_random([0x1d; 16])
}

/// The device keys of the enrolment: two statuses, two days.
pub fn device_keys() -> Vec<ClaimKeys<SecretKey>> {
    let mut claims = [Claim::Adult, Claim::Student].map(Claim::key);
    claims.sort_unstable_by(|a, b| b.cmp(a));
    let keys = |first| [first, first + 1].map(|n| Key::Device(n).secret()).into();
    let firsts = claims.into_iter().zip([1, 3]);
    firsts
        .map(|(claim, first)| ClaimKeys {
            claim,
            keys: keys(first),
        })
        .collect()
}

/// The request of the enrolment.
pub fn request() -> Vec<u8> {
    sign_request(&code(), &device_keys())
}

/// The same device keys, as the issuer sees them.
pub fn public_keys(keys: &[ClaimKeys<SecretKey>]) -> Vec<ClaimKeys<PublicKey>> {
    let public = |keys: &ClaimKeys<SecretKey>| ClaimKeys {
        claim: keys.claim,
        keys: keys.keys.iter().map(SecretKey::public).collect(),
    };
    keys.iter().map(public).collect()
}

/// The region's answer to a request with these device keys: a credential for each day from today on.
pub fn response(request: [u8; 32], asked: &[ClaimKeys<PublicKey>]) -> EnrolmentResponse {
    let issuer = cast::trust_list(NOW).issuers.swap_remove(0);
    let credential = |claim, day: usize, key: &PublicKey| {
        let epoch = Epoch::new(TODAY + u32::try_from(day).expect("a month"));
        let content = CredentialContent {
            issuer: issuer.id(),
            not_before: cast::days().start(epoch),
            expires: cast::days().end(epoch),
            index: cast::index(1_000),
            device_key: *key.as_bytes(),
            claim,
            value: true,
        };
        content.sign(&Key::Region.secret())
    };
    let claims = asked.iter().map(|asked| {
        let days = asked.keys.iter().enumerate();
        ClaimCredentials {
            claim: asked.claim,
            credentials: days
                .map(|(day, key)| credential(asked.claim, day, key))
                .collect(),
        }
    });
    EnrolmentResponse {
        request,
        claims: claims.collect(),
        issuer: issuer.clone(),
    }
}

/// The message with the tag that the enrolment's code gives it (RFC 9052 §6.3).
pub fn authenticated(mut message: CoseMac0, code: &CodeKey, label: &[u8]) -> Vec<u8> {
    let mut key = [0; 32];
    let prk = Hkdf::<Sha256>::from_prk(code.as_bytes()).expect("a key of 32 bytes");
    prk.expand(label, &mut key).expect("a short output");
    let content = reader::payload(&message.payload);
    let header = message.protected.clone();
    let covered = coset::mac_structure_data(MacContext::CoseMac0, header, &[], content);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
    mac.update(&covered);
    message.tag = mac.finalize().into_bytes().to_vec();
    message.to_tagged_vec().expect("memory takes it")
}
