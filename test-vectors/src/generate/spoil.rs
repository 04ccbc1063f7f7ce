//! One thing that is not well, for each reason and each gap.

use shared::claims::Claim;

use super::{LATER, Scene, challenge, venue};
use crate::card::Card;
use crate::cast::{self, CAPACITY, HOUR, Key, REVOKED, TODAY};
use crate::catalogue::canonical;
use crate::random::Random;

/// Changes the scene, and says what must come of it.
type Spoil = fn(&mut Scene, &mut Random) -> &'static str;

/// Spoils the scene in a way chosen at random.
pub(super) fn any(scene: &mut Scene, random: &mut Random) -> &'static str {
    match random.one_of(WAYS) {
        Some(spoil) => spoil(scene, random),
        None => "accept",
    }
}

const WAYS: &[Spoil] = &[
    // The bytes, twice as often as the others: there are many rules.
    malformed,
    malformed,
    unknown_issuer,
    unknown_key,
    not_an_epoch,
    key_not_for_epoch,
    claim_not_granted,
    bad_issuer_signature,
    bad_device_key,
    bad_device_signature,
    claim_not_wanted,
    claim_is_false,
    other_venue,
    not_for_this_venue,
    challenge_not_asked,
    no_challenge,
    not_yet_valid,
    expired,
    stale,
    from_the_future,
    index_out_of_range,
    revoked,
    replayed,
    admitted_today,
    not_ours,
    other_version,
    no_trust_list,
    trust_list_expired,
    clock_behind,
    trust_list_overdue,
    clock_wrong,
    no_manifest,
    manifest_expired,
    data_too_old,
    no_list_for_epoch,
    list_missing,
    list_damaged,
];

fn malformed(scene: &mut Scene, random: &mut Random) -> &'static str {
    let rules: Vec<canonical::Rule> = canonical::rules().collect();
    // Rules are written for cards without a challenge.
    let mut card = Card::new(scene.now).index(random.number(CAPACITY));
    if let Some((_, _, breaks)) = random.one_of(&rules) {
        breaks(&mut card);
    }
    scene.card = card;
    "reject malformed R01"
}

fn unknown_issuer(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card = scene.card.clone().issuer(cast::STRANGER, Key::Stranger);
    "reject unknown-issuer R02"
}

fn unknown_key(scene: &mut Scene, random: &mut Random) -> &'static str {
    let other = if scene.university {
        Key::Region
    } else {
        Key::University
    };
    let key = if random.coin() { Key::Stranger } else { other };
    scene.card = scene.card.clone().signed_by(key);
    "reject unknown-key R03"
}

fn not_an_epoch(scene: &mut Scene, random: &mut Random) -> &'static str {
    let today = shared::time::Epoch::new(TODAY);
    let (start, end) = (
        cast::days().start(today).seconds(),
        cast::days().end(today).seconds(),
    );
    // Less than a day, so that no other epoch is met.
    let by = 1 + random.number(86_399);
    let (start, end) = match random.number(4) {
        0 => (start, end + by),
        1 => (start, end - by),
        2 => (start - by, end),
        _ => (start + by, end + by),
    };
    scene.card = scene.card.clone().bounds(start, end);
    "reject not-an-epoch R04"
}

fn key_not_for_epoch(scene: &mut Scene, _: &mut Random) -> &'static str {
    if scene.university {
        // The university's key ends with epoch 20700.
        scene.card = scene.card.clone().day(20_701);
    } else {
        scene.card = scene.card.clone().signed_by(Key::RegionUntilYesterday);
    }
    "reject key-not-for-epoch R05"
}

fn claim_not_granted(scene: &mut Scene, random: &mut Random) -> &'static str {
    let others: Vec<Claim> = Claim::all()
        .filter(|&claim| claim != Claim::Student)
        .collect();
    let claim = random.one_of(&others).unwrap_or(Claim::Adult);
    scene.university = true;
    let card = scene.card.clone().issuer(cast::UNIVERSITY, Key::University);
    scene.card = card.claim(claim.key(), random.coin());
    scene.wanted.push(claim);
    "reject claim-not-granted R06"
}

fn bad_issuer_signature(scene: &mut Scene, random: &mut Random) -> &'static str {
    scene.card.credential_key = if random.coin() {
        Key::Stranger
    } else {
        Key::Device(scene.device)
    };
    "reject bad-issuer-signature R07"
}

fn bad_device_key(scene: &mut Scene, random: &mut Random) -> &'static str {
    let mut identity = [0; 32];
    let mut no_point = [0; 32];
    let mut not_reduced = [0xff; 32];
    let [first, ..] = &mut identity;
    *first = 1;
    let [first, ..] = &mut no_point;
    *first = 2;
    let [first, .., last] = &mut not_reduced;
    (*first, *last) = (0xf0, 0x7f);
    let keys = [identity, no_point, not_reduced, [0; 32]];
    let key = random.one_of(&keys).unwrap_or(identity);
    scene.card = scene.card.clone().device_key(key);
    "reject bad-device-key R08"
}

fn bad_device_signature(scene: &mut Scene, random: &mut Random) -> &'static str {
    scene.card.proof_key = if random.coin() {
        Key::Stranger
    } else {
        Key::Device(scene.device + 1)
    };
    "reject bad-device-signature R09"
}

fn claim_not_wanted(scene: &mut Scene, random: &mut Random) -> &'static str {
    let claim = scene.claim;
    let others: Vec<Claim> = Claim::all().filter(|&other| other != claim).collect();
    scene.wanted = random.one_of(&others).into_iter().collect();
    scene.card = scene.card.clone().claim(scene.claim_key(), random.coin());
    "reject claim-not-wanted R10"
}

fn claim_is_false(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card = scene.card.clone().claim(scene.claim_key(), false);
    "reject claim-is-false R11"
}

fn other_venue(scene: &mut Scene, random: &mut Random) -> &'static str {
    let mut other = venue(random);
    if Some(&other) == scene.venue.as_ref() {
        other = if other == "A" {
            "B".to_owned()
        } else {
            "A".to_owned()
        };
    }
    scene.card = scene.card.clone().audience(&format!("v:{other}"));
    "reject other-venue R12"
}

fn not_for_this_venue(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card = scene.card.clone().audience("v");
    scene.require_venue = true;
    "reject not-for-this-venue R13"
}

fn challenge_not_asked(scene: &mut Scene, random: &mut Random) -> &'static str {
    let start = cast::step(scene.now).start().seconds();
    if scene.challenge.is_none() {
        let answered = challenge(random);
        scene.card = scene.card.clone().challenge(answered);
        return "reject challenge-not-asked R14";
    }
    scene.asked = match random.number(3) {
        0 => None,
        1 => Some(start - 31 - random.number(1_000)),
        _ => Some(start + 30 + random.number(1_000)),
    };
    "reject challenge-not-asked R14"
}

fn no_challenge(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card.proof_claims.truncate(2);
    scene.require_challenge = true;
    "reject no-challenge R15"
}

fn not_yet_valid(scene: &mut Scene, random: &mut Random) -> &'static str {
    let ahead = 1 + u32::from(!random.coin());
    scene.card = scene.card.clone().day(TODAY + ahead);
    "reject not-yet-valid R16"
}

fn expired(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card = scene.card.clone().day(TODAY - 1);
    if !scene.university {
        scene.card = scene.card.clone().signed_by(Key::RegionUntilYesterday);
    }
    "reject expired R17"
}

fn stale(scene: &mut Scene, random: &mut Random) -> &'static str {
    scene.card = scene.card.clone().issued_at(outside(scene, random).0);
    "reject stale R18"
}

fn from_the_future(scene: &mut Scene, random: &mut Random) -> &'static str {
    scene.card = scene.card.clone().issued_at(outside(scene, random).1);
    "reject from-the-future R19"
}

/// Two starts of steps outside the window, the earlier and the later; at its edge every second time.
fn outside(scene: &Scene, random: &mut Random) -> (u64, u64) {
    let start = cast::step(scene.now).start().seconds();
    let beyond = if random.coin() { 0 } else { random.number(900) };
    let away = 30 * (scene.window + 1 + beyond);
    (start - away, start + away)
}

fn index_out_of_range(scene: &mut Scene, random: &mut Random) -> &'static str {
    let beyond = if random.coin() {
        0
    } else {
        random.number((1 << 40) - CAPACITY)
    };
    scene.card = scene.card.clone().index(CAPACITY + beyond);
    "reject index-out-of-range R20"
}

fn revoked(scene: &mut Scene, random: &mut Random) -> &'static str {
    let index = random.one_of(&REVOKED).unwrap_or(7);
    scene.card = scene.card.clone().index(index);
    "reject revoked R21"
}

fn replayed(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.card.proof_claims.truncate(2);
    scene.require_challenge = false;
    scene
        .before
        .push(format!("{} {}", scene.now, scene.card.text()));
    "reject replayed R22"
}

fn admitted_today(scene: &mut Scene, random: &mut Random) -> &'static str {
    let earlier = scene.now - 300 - random.number(600);
    scene.card.proof_claims.truncate(2);
    scene.challenge = None;
    scene.require_challenge = false;
    scene.once_a_day = true;
    let start = cast::step(earlier).start().seconds();
    let before = scene.card.clone().issued_at(start).text();
    scene.before.push(format!("{earlier} {before}"));
    "reject admitted-today R23"
}

fn not_ours(scene: &mut Scene, random: &mut Random) -> &'static str {
    let text = scene.card.text();
    let base45 = text.strip_prefix("SP1:").unwrap_or_default();
    let prefix = random.one_of(&[
        "", "HC1:", "sp1:", "SP:", "SP10:", "SPX:", " SP1:", "https://",
    ]);
    scene.text = Some(format!("{}{base45}", prefix.unwrap_or_default()));
    "cannot-tell not-ours G01"
}

fn other_version(scene: &mut Scene, random: &mut Random) -> &'static str {
    let version = random.one_of(&[0, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap_or(2);
    let text = scene.card.text();
    scene.text = Some(text.replacen("SP1:", &format!("SP{version}:"), 1));
    "cannot-tell other-version G02"
}

fn no_trust_list(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.trust_list = None;
    "cannot-tell no-trust-list G03"
}

fn trust_list_expired(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.trust_list = Some("trust-expired.cose");
    "cannot-tell trust-list-expired G04"
}

fn clock_behind(scene: &mut Scene, random: &mut Random) -> &'static str {
    let signed = scene.now + 61 + random.number(48 * HOUR);
    let floor = if random.coin() {
        ("root-floor", signed.to_string())
    } else {
        ("issuer-floor", format!("{} {signed}", scene.issuer()))
    };
    scene.floors.push(floor);
    "cannot-tell clock-behind G05"
}

fn trust_list_overdue(scene: &mut Scene, random: &mut Random) -> &'static str {
    match random.number(4) {
        0 => drop(unknown_issuer(scene, random)),
        1 => drop(unknown_key(scene, random)),
        2 => drop(key_not_for_epoch(scene, random)),
        _ => drop(claim_not_granted(scene, random)),
    }
    scene.trust_list = Some("trust-overdue.cose");
    "cannot-tell trust-list-overdue G06"
}

fn clock_wrong(scene: &mut Scene, random: &mut Random) -> &'static str {
    let (earlier, later) = outside(scene, random);
    let issued_at = if random.coin() { earlier } else { later };
    let right = scene.card.clone();
    scene.card = scene.card.clone().issued_at(issued_at);
    // A challenge is answered once, so whoever came before must have had none.
    let was_right = scene.challenge.is_none() && random.coin();
    if !was_right && random.coin() {
        scene.trust_list = Some("trust-ahead-49h.cose");
        return "cannot-tell clock-wrong G07";
    }
    let mut before: Vec<Card> = (61..65)
        .map(|device| scene.card.clone().device(Key::Device(device)))
        .collect();
    if was_right {
        let place = usize::try_from(random.number(5)).unwrap_or(0);
        before.insert(place, right.device(Key::Device(65)));
    }
    for card in before {
        scene.before.push(format!("{} {}", scene.now, card.text()));
    }
    "cannot-tell clock-wrong G07"
}

fn no_manifest(scene: &mut Scene, _: &mut Random) -> &'static str {
    let own = scene.issuer() == cast::REGION;
    scene.manifests = vec![if own {
        "university.cose"
    } else {
        "region.cose"
    }];
    "cannot-tell no-manifest G08"
}

fn manifest_expired(scene: &mut Scene, _: &mut Random) -> &'static str {
    of_the_region(scene);
    scene.manifests = vec!["region-expired.cose"];
    "cannot-tell manifest-expired G09"
}

fn data_too_old(scene: &mut Scene, random: &mut Random) -> &'static str {
    scene.max_age = Some(random.number(HOUR));
    "cannot-tell data-too-old G10"
}

fn no_list_for_epoch(scene: &mut Scene, random: &mut Random) -> &'static str {
    of_the_region(scene);
    let now = scene.now + LATER;
    scene.now = now;
    scene.asked = scene.challenge.map(|_| now);
    let card = Card::new(now).day(TODAY + 8).index(random.number(CAPACITY));
    scene.card = card.device(Key::Device(scene.device));
    scene.issue();
    scene.max_age = None;
    scene.trust_list = Some("trust-beyond.cose");
    scene.manifests = vec!["region-beyond.cose"];
    scene.status_list = None;
    "cannot-tell no-list-for-epoch G11"
}

fn list_missing(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.status_list = None;
    "cannot-tell list-missing G12"
}

fn list_damaged(scene: &mut Scene, _: &mut Random) -> &'static str {
    scene.status_list = Some("damaged.list");
    "cannot-tell list-damaged G13"
}

/// Makes the region the issuer, where the files for a case are the region's.
fn of_the_region(scene: &mut Scene) {
    if scene.university {
        scene.university = false;
        scene.card = scene.card.clone().issuer(cast::REGION, Key::Region);
    }
}
