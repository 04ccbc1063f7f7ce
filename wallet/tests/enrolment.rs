//! Answers of issuers, right and wrong, and what they do to a wallet.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod issuer;

use issuer::{Issuer, NOW, TODAY, code, request, rule, time};
use proptest::prelude::*;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::enrolment::{ClaimCredentials, ResponseRefused};
use shared::enrolment_code::CodeKey;
use shared::seed::Seed;
use shared::time::Epoch;
use wallet::kept::{MEMORY, NotAccepted, Wallet};
use wallet::layout::{self, NotAWallet};
use wallet::list::{State, statuses};

const ISSUER: Issuer = Issuer::new("r26");
const BOTH: [Claim; 2] = [Claim::Adult, Claim::Student];

fn wallet() -> Wallet {
    Wallet::new(Seed::new([7; 32]))
}

/// A wallet with a request that waits, and the answer to it.
fn asked() -> (Wallet, Vec<u8>) {
    let mut wallet = wallet();
    let bytes = request(&mut wallet, &code(1), &BOTH);
    let answer = ISSUER.answer(&bytes, &code(1).key(), TODAY);
    (wallet, answer)
}

fn bytes(wallet: &Wallet) -> Vec<u8> {
    layout::encode(wallet).to_vec()
}

/// The days that a wallet holds credentials for, from today.
fn days(wallet: &Wallet, claim: Claim) -> Vec<(u64, u32)> {
    wallet
        .of_claim(claim.key())
        .map(|(_, held)| {
            let day = held.not_before.since(rule().start(Epoch::new(0))) / 86_400;
            (day - u64::from(TODAY), held.key.batch)
        })
        .collect()
}

#[test]
fn an_answer_brings_a_batch_for_each_claim() {
    let (mut wallet, answer) = asked();
    let accepted = wallet.accept(&answer, time(NOW)).unwrap();
    assert_eq!(accepted.granted, BOTH.map(Claim::key));
    assert_eq!(accepted.withheld, []);
    assert!(wallet.pending().is_empty());
    let held = statuses(&wallet, time(NOW));
    let names: Vec<_> = held.iter().map(|status| status.claim.to_string()).collect();
    assert_eq!(names, ["adult", "student"]);
    for status in &held {
        assert_eq!(status.state, State::Valid { days: 31 });
        assert_eq!((status.value, status.credentials), (true, 31));
        assert_eq!(status.from, rule().start(Epoch::new(TODAY)));
        assert_eq!(status.until, rule().end(Epoch::new(TODAY + 30)));
    }
    for (_, held) in wallet.of_claim(Claim::Adult.key()) {
        let key = wallet.device_key(held.key).public();
        assert!(held.bytes.windows(32).any(|x| x == key.as_bytes()));
    }
}

#[test]
fn the_same_answer_again_changes_nothing() {
    let (mut wallet, answer) = asked();
    wallet.accept(&answer, time(NOW)).unwrap();
    let before = bytes(&wallet);
    assert_eq!(wallet.accept(&answer, time(NOW)), Err(NotAccepted::Again));
    assert_eq!(bytes(&wallet), before);
}

#[test]
fn a_second_request_with_the_same_code_does_not_wait_for_ever() {
    let mut wallet = wallet();
    let lost = request(&mut wallet, &code(1), &BOTH);
    let _other = request(&mut wallet, &code(2), &BOTH);
    let sent = request(&mut wallet, &code(1), &BOTH);
    assert_ne!(lost, sent, "no device key is asked for twice");
    let answer = ISSUER.answer(&sent, &code(1).key(), TODAY);
    wallet.accept(&answer, time(NOW)).unwrap();
    let waiting: Vec<_> = wallet
        .pending()
        .iter()
        .map(|pending| pending.batch)
        .collect();
    assert_eq!(waiting, [1]);
}

#[test]
fn a_new_batch_replaces_the_days_that_it_covers() {
    let (mut wallet, answer) = asked();
    wallet.accept(&answer, time(NOW)).unwrap();
    // Twenty days later, for ten days from the day after: the 21st day of the old batch is not covered by the new one.
    let bytes = request(&mut wallet, &code(2), &[Claim::Adult]);
    let later = time(NOW + 20 * 86_400);
    let answer = ISSUER.answer_some(&bytes, &code(2).key(), TODAY + 21, 5, |_| true);
    wallet.accept(&answer, later).unwrap();
    let mut expected = vec![(20, 0)];
    expected.extend((21..26).map(|day| (day, 1)));
    expected.extend((26..31).map(|day| (day, 0)));
    assert_eq!(days(&wallet, Claim::Adult), expected);
    // What was not asked for again stays.
    assert_eq!(days(&wallet, Claim::Student).len(), 31);
}

#[test]
fn two_issuers_do_not_replace_each_other() {
    let (mut wallet, answer) = asked();
    wallet.accept(&answer, time(NOW)).unwrap();
    let bytes = request(&mut wallet, &code(2), &[Claim::Adult]);
    let answer = Issuer::new("r77").answer(&bytes, &code(2).key(), TODAY);
    wallet.accept(&answer, time(NOW)).unwrap();
    assert_eq!(days(&wallet, Claim::Adult).len(), 62);
    assert_eq!(wallet.holdings().len(), 2);
}

#[test]
fn what_the_issuer_withholds_is_told() {
    let mut wallet = wallet();
    let bytes = request(&mut wallet, &code(1), &BOTH);
    let adult = |claim| claim == Claim::Adult.key();
    let answer = ISSUER.answer_some(&bytes, &code(1).key(), TODAY, 31, adult);
    let accepted = wallet.accept(&answer, time(NOW)).unwrap();
    assert_eq!(accepted.granted, [Claim::Adult.key()]);
    assert_eq!(accepted.withheld, [Claim::Student.key()]);
}

#[test]
fn answers_find_their_requests_in_any_order() {
    let mut wallet = wallet();
    let first = request(&mut wallet, &code(1), &[Claim::Adult]);
    let second = request(&mut wallet, &code(2), &[Claim::Adult]);
    let to_second = ISSUER.answer(&second, &code(2).key(), TODAY);
    wallet.accept(&to_second, time(NOW)).unwrap();
    assert_eq!(wallet.pending().len(), 1);
    let to_first = ISSUER.answer(&first, &code(1).key(), TODAY);
    wallet.accept(&to_first, time(NOW)).unwrap();
    assert_eq!(days(&wallet, Claim::Adult).len(), 31);
}

#[test]
fn wrong_answers_change_nothing_and_say_why() {
    let (mut wallet, answer) = asked();
    let before = bytes(&wallet);
    let mut refusal = |answer: &[u8]| {
        let refused = wallet.accept(answer, time(NOW)).unwrap_err();
        assert_eq!(bytes(&wallet), before);
        let NotAccepted::Refused(refused) = refused else {
            panic!("{refused:?}");
        };
        refused
    };
    for length in [0, 1, 40, answer.len() - 1] {
        let refused = refusal(&answer[..length]);
        assert!(matches!(refused, ResponseRefused::Malformed(_)), "{length}");
    }
    let mut changed = answer.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(refusal(&changed), ResponseRefused::WrongCode);

    let other_code = ISSUER.sign(
        [0; 32],
        adults(&SecretKey::from_seed(&[9; 32])),
        &code(2).key(),
    );
    assert_eq!(refusal(&other_code), ResponseRefused::WrongCode);
    let other_request = ISSUER.sign(
        [0; 32],
        adults(&SecretKey::from_seed(&[9; 32])),
        &code(1).key(),
    );
    assert_eq!(refusal(&other_request), ResponseRefused::OtherRequest);
}

#[test]
fn a_credential_for_a_foreign_key_is_refused() {
    let mut wallet = wallet();
    let bytes = request(&mut wallet, &code(1), &BOTH);
    request(&mut wallet, &code(3), &BOTH);
    let hash = *shared::enrolment::UnverifiedRequest::parse(&bytes)
        .unwrap()
        .hash();
    let answer = ISSUER.sign(
        hash,
        adults(&SecretKey::from_seed(&[9; 32])),
        &code(1).key(),
    );
    let claim = Claim::Adult.key();
    let refused = ResponseRefused::Credential { claim, place: 0 };
    assert_eq!(
        wallet.accept(&answer, time(NOW)),
        Err(NotAccepted::Refused(refused))
    );
    assert_eq!(wallet.pending().len(), 2);
}

fn adults(key: &SecretKey) -> Vec<ClaimCredentials> {
    let claim = Claim::Adult.key();
    let credential = ISSUER.credential(claim, TODAY, &key.public(), true);
    vec![ClaimCredentials {
        claim,
        credentials: vec![credential],
    }]
}

#[test]
fn without_a_request_no_answer_is_taken() {
    let (_, answer) = asked();
    let mut other = wallet();
    assert_eq!(
        other.accept(&answer, time(NOW)),
        Err(NotAccepted::NoneWaits)
    );
}

#[test]
fn the_newest_requests_are_remembered() {
    let mut wallet = wallet();
    for number in 0..10 {
        wallet.wait_for(number, CodeKey::new([1; 32]), b"request", Vec::new());
    }
    let batches: Vec<_> = wallet
        .pending()
        .iter()
        .map(|pending| pending.batch)
        .collect();
    assert_eq!(batches, (2..10).collect::<Vec<_>>());
    assert_eq!(batches.len(), MEMORY);
}

#[test]
fn the_layout_keeps_everything() {
    let (mut wallet, answer) = asked();
    request(&mut wallet, &code(2), &[Claim::SvoFamily]);
    for _ in 0..2 {
        let encoded = bytes(&wallet);
        let decoded = layout::decode(&encoded).unwrap();
        assert_eq!(bytes(&decoded), encoded);
        assert_eq!(decoded.pending().len(), wallet.pending().len());
        // The secrets moved with it: the answer still fits.
        wallet = decoded;
        let _ = wallet.accept(&answer, time(NOW));
    }
    assert_eq!(days(&wallet, Claim::Student).len(), 31);
    assert_eq!(wallet.pending().len(), 1);
}

#[test]
fn a_damaged_or_newer_layout_is_refused() {
    let (mut wallet, answer) = asked();
    wallet.accept(&answer, time(NOW)).unwrap();
    let encoded = bytes(&wallet);
    for length in 0..encoded.len() {
        assert!(layout::decode(&encoded[..length]).is_err(), "{length}");
    }
    let longer = [encoded.as_slice(), &[0]].concat();
    assert_eq!(
        layout::decode(&longer).unwrap_err(),
        NotAWallet::Damaged { left: 1 }
    );
    let mut newer = encoded;
    newer[0] = 2;
    assert_eq!(layout::decode(&newer).unwrap_err(), NotAWallet::Version(2));
}

#[test]
fn nothing_secret_or_personal_is_printed() {
    let (mut wallet, answer) = asked();
    wallet.accept(&answer, time(NOW)).unwrap();
    request(&mut wallet, &code(2), &[Claim::Student]);
    let printed = format!("{wallet:?} {:?} {:?}", wallet.pending(), wallet.holdings());
    assert_eq!(printed, "Wallet(..) [Pending(1)] [Holding(..)]");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_no_wallet_and_no_answer(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        // Only the empty wallet is as short as this: 6 bytes, 4 counts and the seed.
        if let Ok(decoded) = layout::decode(&noise) {
            prop_assert_eq!(bytes(&decoded), noise.clone());
        }
        let mut one = vec![1];
        one.extend(&noise);
        if let Ok(decoded) = layout::decode(&one) {
            prop_assert_eq!(bytes(&decoded), one);
        }
        let mut wallet = wallet();
        wallet.wait_for(0, CodeKey::new([1; 32]), b"request", Vec::new());
        prop_assert!(wallet.accept(&noise, time(NOW)).is_err());
    }

    #[test]
    fn a_changed_byte_is_never_accepted(place: prop::sample::Index, change in 1_u8..) {
        let mut wallet = wallet();
        let bytes = request(&mut wallet, &code(1), &[Claim::Adult]);
        let mut answer = ISSUER.answer_some(&bytes, &code(1).key(), TODAY, 1, |_| true);
        *place.get_mut(&mut answer) ^= change;
        prop_assert!(wallet.accept(&answer, time(NOW)).is_err());
        prop_assert_eq!(wallet.pending().len(), 1);
    }
}
