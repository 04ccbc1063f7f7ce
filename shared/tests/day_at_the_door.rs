//! The whole path in memory: a root and an issuer, a wallet that enrols, a door, a revocation.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use std::collections::BTreeMap;

use shared::claims::Claim;
use shared::clock::TimeFloor;
use shared::cose_key::SecretKey;
use shared::credential::{Credential, CredentialContent, IssuerId};
use shared::enrolment::{
    self, ClaimCredentials, ClaimKeys, EnrolmentResponse, RequestRefused, ResponseRefused,
    UnverifiedRequest,
};
use shared::enrolment_code::EnrolmentCode;
use shared::freshness::Validity;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::manifest::{ListEntry, Manifest, ManifestContent, UnverifiedManifest};
use shared::permutation::{Capacity, RatchetKey};
use shared::proof::{Audience, Challenge, ProofContent, VenueCode};
use shared::qr_text;
use shared::replay::Memory;
use shared::root_set::RootSet;
use shared::seed::{DeviceKeyId, Seed};
use shared::status_list::{self, Damaged, StatusList};
use shared::time::{Epoch, EpochRule, TimeStep, UnixTime};
use shared::trust_list::{TrustList, TrustListContent, UnverifiedTrustList};
use shared::verdict::{Reason, Verdict};
use shared::verify::{self, Lists, Policy};

const NOON: u64 = 1_780_304_400;
const DAYS: u8 = 31;

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

/// Status lists by epoch, with the entries that describe them.
type Files = BTreeMap<Epoch, (Vec<u8>, ListEntry)>;

struct Issuer {
    entry: IssuerEntry,
    key: SecretKey,
    status_key: SecretKey,
    ratchet: RatchetKey,
    capacity: Capacity,
    revoked_slots: Vec<u64>,
}

impl Issuer {
    fn new() -> Self {
        let key = SecretKey::from_seed(&[1; 32]);
        let status_key = SecretKey::from_seed(&[2; 32]);
        let rule = EpochRule::new(86_400, 75_600).unwrap();
        let today = rule.epoch_at(at(NOON)).unwrap();
        let entry = IssuerEntry::new(
            IssuerId::new("26").unwrap(),
            ("Ставропольский край".into(), "Stavropol Krai".into()),
            rule,
            Claim::all().map(Claim::key).collect(),
            status_key.public(),
            vec![CredentialKey {
                key: key.public(),
                first: today,
                last: today.checked_add(400).unwrap(),
            }],
        )
        .unwrap();
        Self {
            entry,
            key,
            status_key,
            ratchet: RatchetKey::new(today, [3; 32]),
            capacity: Capacity::new(1_000).unwrap(),
            revoked_slots: Vec::new(),
        }
    }

    fn index(&self, epoch: Epoch, slot: u64) -> shared::credential::StatusIndex {
        let key = self.ratchet.at(epoch).unwrap();
        key.permutation(self.capacity).index(slot).unwrap()
    }

    fn answer(&self, request: &[u8], code: &EnrolmentCode, slot: u64) -> Vec<u8> {
        let request = UnverifiedRequest::parse(request).unwrap();
        assert_eq!(request.locator(), code.locator());
        let request = request.verify(&code.key()).unwrap();
        let today = self.entry.epochs().epoch_at(at(NOON)).unwrap();
        let claims = request.claims().iter().map(|asked| ClaimCredentials {
            claim: asked.claim,
            credentials: (0..)
                .zip(&asked.keys)
                .map(|(day, device_key)| {
                    let epoch = today.checked_add(day).unwrap();
                    CredentialContent {
                        issuer: self.entry.id(),
                        not_before: self.entry.epochs().start(epoch),
                        expires: self.entry.epochs().end(epoch),
                        index: self.index(epoch, slot),
                        device_key: *device_key.as_bytes(),
                        claim: asked.claim,
                        value: true,
                    }
                    .sign(&self.key)
                })
                .collect(),
        });
        EnrolmentResponse {
            request: *request.hash(),
            issuer: self.entry.clone(),
            claims: claims.collect(),
        }
        .sign(&code.key())
    }

    fn publish(&self, sequence: u64) -> (Vec<u8>, Files) {
        let today = self.entry.epochs().epoch_at(at(NOON)).unwrap();
        let files: Files = (0..8)
            .map(|ahead| {
                let epoch = today.checked_add(ahead).unwrap();
                let revoked = self.revoked_slots.iter();
                let revoked = revoked.map(|&slot| self.index(epoch, slot)).collect();
                let file = status_list::encode(epoch, self.capacity.get(), revoked).unwrap();
                (epoch, file)
            })
            .collect();
        let manifest = ManifestContent {
            issuer: self.entry.id(),
            sequence,
            validity: Validity::usual(at(NOON)),
            lists: files.values().map(|(_, entry)| *entry).collect(),
        };
        (manifest.sign(&self.status_key), files)
    }
}

struct Laptop {
    trust_list: TrustList,
    manifest: Manifest,
    lists: BTreeMap<Epoch, StatusList<Vec<u8>>>,
    floor: TimeFloor,
}

impl Laptop {
    fn sync(issuer: &Issuer, sequence: u64) -> Self {
        let root = SecretKey::from_seed(&[9; 32]);
        let roots = RootSet::new(1, vec![root.public()]).unwrap();
        let trust_list = TrustListContent {
            sequence: 1,
            validity: Validity::usual(at(NOON)),
            roots: roots.clone(),
            issuers: vec![issuer.entry.clone()],
        }
        .sign(&[root]);
        let trust_list = UnverifiedTrustList::parse(&trust_list).unwrap();
        let (manifest, files) = issuer.publish(sequence);
        let manifest = UnverifiedManifest::parse(&manifest).unwrap();
        Self {
            trust_list: trust_list.verify(&roots).unwrap(),
            manifest: manifest.verify(&issuer.status_key.public()).unwrap(),
            lists: files
                .into_iter()
                .map(|(epoch, (file, entry))| (epoch, StatusList::parse(file, &entry).unwrap()))
                .collect(),
            floor: TimeFloor::default(),
        }
    }
}

impl Lists for Laptop {
    type File = Vec<u8>;

    fn trust_list(&self) -> Option<&TrustList> {
        Some(&self.trust_list)
    }

    fn time_floor(&self) -> &TimeFloor {
        &self.floor
    }

    fn manifest(&self, _: IssuerId) -> Option<&Manifest> {
        Some(&self.manifest)
    }

    fn status_list(
        &self,
        _: IssuerId,
        entry: &ListEntry,
    ) -> Option<Result<&StatusList<Vec<u8>>, Damaged>> {
        self.lists.get(&entry.epoch).map(Ok)
    }
}

struct Wallet {
    seed: Seed,
    credentials: Vec<Vec<u8>>,
}

impl Wallet {
    fn device_key(&self, day: u8) -> SecretKey {
        self.seed.device_key(DeviceKeyId {
            batch: 0,
            claim: Claim::Adult.key(),
            day,
        })
    }

    fn keys(&self) -> Vec<ClaimKeys<SecretKey>> {
        vec![ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..DAYS).map(|day| self.device_key(day)).collect(),
        }]
    }

    fn show(&self, now: u64, audience: Audience, challenge: Option<Challenge>) -> String {
        let (day, credential) = (0..)
            .zip(&self.credentials)
            .find(|(_, bytes)| {
                let credential = Credential::parse(bytes).unwrap();
                let key = SecretKey::from_seed(&[1; 32]).public();
                let content = credential.verify(&key).unwrap();
                content.not_before <= at(now) && at(now) < content.expires
            })
            .unwrap();
        let proof = ProofContent {
            audience,
            step: TimeStep::at(at(now)),
            challenge,
        };
        qr_text::encode(&proof.sign(credential, &self.device_key(day)))
    }
}

fn enrol(issuer: &Issuer, slot: u64) -> Wallet {
    let code = EnrolmentCode::from_random([0x42; 16]);
    let mut wallet = Wallet {
        seed: Seed::new([7; 32]),
        credentials: Vec::new(),
    };
    let keys = wallet.keys();
    let request = enrolment::sign_request(&code, &keys);
    let response = issuer.answer(&request, &code, slot);
    assert_eq!(
        response,
        issuer.answer(&request, &code, slot),
        "the same answer again"
    );
    let asked: Vec<_> = keys
        .iter()
        .map(|claim| ClaimKeys {
            claim: claim.claim,
            keys: claim.keys.iter().map(SecretKey::public).collect(),
        })
        .collect();
    let hash = *UnverifiedRequest::parse(&request).unwrap().hash();
    let verify = |bytes: &[u8], hash| EnrolmentResponse::verify(bytes, &code.key(), hash, &asked);
    assert_eq!(
        verify(&response, &[0; 32]),
        Err(ResponseRefused::OtherRequest)
    );
    let mut response = verify(&response, &hash).unwrap();
    wallet.credentials = response.claims.remove(0).credentials;
    assert_eq!(wallet.credentials.len(), usize::from(DAYS));
    wallet
}

fn check(laptop: &Laptop, policy: &Policy, memory: &mut Memory, text: &str, now: u64) -> Verdict {
    verify::check(text, laptop, policy, memory, at(now))
}

#[test]
fn a_day_at_the_door() {
    let mut issuer = Issuer::new();
    let wallet = enrol(&issuer, 5);
    let laptop = Laptop::sync(&issuer, 1);
    let museum = VenueCode::new("MUSEUM01").unwrap();
    let mut policy = Policy::wanting(vec![Claim::Adult, Claim::Student]);
    policy.venue = Some(museum);
    let mut memory = Memory::new([4; 32]);

    let text = wallet.show(NOON, Audience::AnyVenue, None);
    let Verdict::Accept(acceptance) = check(&laptop, &policy, &mut memory, &text, NOON) else {
        panic!("an adult");
    };
    assert_eq!(acceptance.presentation.claim(), Claim::Adult.key());
    assert!(!acceptance.aged);
    let again = check(&laptop, &policy, &mut memory, &text, NOON + 5);
    assert_eq!(again.code(), "R22");

    let challenge = Challenge::new([1, 2, 3, 4, 5]);
    memory.open_challenge(challenge, at(NOON));
    let answer = wallet.show(NOON, Audience::Venue(museum), Some(challenge));
    assert_eq!(
        check(&laptop, &policy, &mut memory, &answer, NOON).code(),
        "A00"
    );
    let again = check(&laptop, &policy, &mut memory, &answer, NOON);
    assert!(matches!(
        again,
        Verdict::Reject(Reason::ChallengeNotAsked { .. })
    ));

    for day in 1..8 {
        let now = NOON + day * 86_400;
        let verdict = check(
            &laptop,
            &policy,
            &mut memory,
            &wallet.show(now, Audience::AnyVenue, None),
            now,
        );
        let expected = if day < 2 {
            (true, false)
        } else if day < 7 {
            (true, true)
        } else {
            (false, false)
        };
        let got = match &verdict {
            Verdict::Accept(acceptance) => (true, acceptance.aged),
            _ => (false, false),
        };
        assert_eq!(got, expected, "day {day}: {verdict:?}");
    }

    issuer.revoked_slots.push(5);
    let laptop = Laptop::sync(&issuer, 2);
    let text = wallet.show(NOON + 60, Audience::AnyVenue, None);
    let verdict = check(&laptop, &policy, &mut memory, &text, NOON + 60);
    assert_eq!(verdict, Verdict::Reject(Reason::Revoked));
}

#[test]
fn days_of_one_holder_have_nothing_in_common() {
    let wallet = enrol(&Issuer::new(), 5);
    let key = SecretKey::from_seed(&[1; 32]).public();
    let mut indices = Vec::new();
    let mut device_keys = Vec::new();
    for bytes in &wallet.credentials {
        let credential = Credential::parse(bytes).unwrap();
        let content = credential.verify(&key).unwrap();
        indices.push(content.index);
        device_keys.push(content.device_key);
    }
    device_keys.sort_unstable();
    device_keys.dedup();
    assert_eq!(device_keys.len(), usize::from(DAYS));
    indices.sort_unstable();
    indices.dedup();
    assert!(
        indices.len() > usize::from(DAYS) - 4,
        "31 of 1000 indices hardly meet"
    );
}

#[test]
fn requests_and_answers_of_others_are_refused() {
    let issuer = Issuer::new();
    let code = EnrolmentCode::from_random([0x42; 16]);
    let other = EnrolmentCode::from_random([0x43; 16]);
    let wallet = enrol(&issuer, 5);
    let request = enrolment::sign_request(&code, &wallet.keys());
    let parse = || UnverifiedRequest::parse(&request).unwrap();
    assert_eq!(parse().verify(&other.key()), Err(RequestRefused::WrongCode));
    for bit in (0..request.len() * 8).step_by(37) {
        let mut changed = request.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let accepted = UnverifiedRequest::parse(&changed)
            .is_ok_and(|request| request.verify(&code.key()).is_ok());
        assert!(!accepted, "bit {bit}");
    }

    let response = issuer.answer(&request, &code, 5);
    let hash = *parse().hash();
    for key in [other.key(), code.key()] {
        let refused = EnrolmentResponse::verify(&response, &key, &hash, &[]).unwrap_err();
        assert!(matches!(
            refused,
            ResponseRefused::WrongCode | ResponseRefused::Credential { .. }
        ));
    }
}

#[test]
fn a_request_without_the_secret_keys_is_refused() {
    // The wallet asks for a key whose secret it does not have: it signs with another one.
    let code = EnrolmentCode::from_random([0x42; 16]);
    let claim = Claim::Adult.key();
    let of = |seed: u8| ClaimKeys {
        claim,
        keys: vec![SecretKey::from_seed(&[seed; 32])],
    };
    let honest = enrolment::sign_request(&code, &[of(1)]);
    let (mine, theirs) = (
        SecretKey::from_seed(&[1; 32]),
        SecretKey::from_seed(&[2; 32]),
    );
    let mut forged = honest.clone();
    let place = forged
        .windows(32)
        .position(|window| window == mine.public().as_bytes())
        .unwrap();
    forged[place..place + 32].copy_from_slice(theirs.public().as_bytes());
    let forged = reauthenticated(&forged, &code);
    let request = UnverifiedRequest::parse(&forged).unwrap();
    assert_eq!(
        request.verify(&code.key()),
        Err(RequestRefused::NoPossession { claim, day: 0 })
    );
}

/// The request with a tag that fits its changed content, as whoever knows the code can make it.
fn reauthenticated(request: &[u8], code: &EnrolmentCode) -> Vec<u8> {
    use hkdf::Hkdf;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha2::Sha256;
    let parsed =
        <coset::CoseMac0 as coset::TaggedCborSerializable>::from_tagged_slice(request).unwrap();
    let mut key = [0; 32];
    Hkdf::<Sha256>::from_prk(code.key().as_bytes())
        .unwrap()
        .expand(b"spravka/1/enrolment-request", &mut key)
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let payload = parsed.payload.as_deref().unwrap_or_default();
    let protected = parsed
        .protected
        .original_data
        .as_deref()
        .unwrap_or_default();
    let mut structure = vec![0x84, 0x64];
    structure.extend_from_slice(b"MAC0");
    for part in [protected, &[], payload] {
        let value = ciborium::value::Value::Bytes(part.to_vec());
        ciborium::ser::into_writer(&value, &mut structure).unwrap();
    }
    mac.update(&structure);
    let tag = mac.finalize().into_bytes();
    let mut request = request.to_vec();
    let start = request.len() - 32;
    request[start..].copy_from_slice(&tag);
    request
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_are_neither_request_nor_answer(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
    ) {
        let key = EnrolmentCode::from_random([0x42; 16]).key();
        proptest::prop_assert!(UnverifiedRequest::parse(&bytes).is_err());
        let refused = EnrolmentResponse::verify(&bytes, &key, &[0; 32], &[]);
        proptest::prop_assert!(matches!(refused, Err(ResponseRefused::Malformed(_))));
    }

    #[test]
    fn no_changed_byte_of_an_answer_is_taken(place: proptest::sample::Index, change in 1..=255_u8) {
        let issuer = Issuer::new();
        let code = EnrolmentCode::from_random([0x42; 16]);
        let keys = [ClaimKeys {
            claim: Claim::Adult.key(),
            keys: vec![SecretKey::from_seed(&[1; 32])],
        }];
        let request = enrolment::sign_request(&code, &keys);
        let hash = *UnverifiedRequest::parse(&request).unwrap().hash();
        let mut response = issuer.answer(&request, &code, 5);
        let length = response.len();
        response[place.index(length)] ^= change;
        let [asked] = keys;
        let asked = [ClaimKeys {
            claim: asked.claim,
            keys: asked.keys.iter().map(SecretKey::public).collect(),
        }];
        let refused = EnrolmentResponse::verify(&response, &code.key(), &hash, &asked);
        proptest::prop_assert!(refused.is_err());
    }
}
