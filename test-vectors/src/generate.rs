//! Presentations by the thousand, whose verdict is known because of how they are made: a scene in which all is
//! well, and then one thing that is not.

use shared::claims::{Claim, ClaimKey};
use shared::proof::Challenge;

use crate::card::Card;
use crate::cast::{self, CAPACITY, DAY, HOUR, Key, NOW, REVOKED, TODAY};
use crate::random::Random;
use crate::vector::Vector;

mod spoil;

/// A generated vector and what must come of it.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The vector; its `expect` says what must come out.
    pub vector: Vector,
    /// Whether anything but an acceptance will do: a change whose reason depends on where it fell.
    pub any_refusal: bool,
}

/// The generator with this seed: the same seed, the same vectors.
#[derive(Debug)]
pub struct Generator(Random);

/// Of so many vectors, this many are in order.
const ACCEPTED_IN_TEN: u64 = 3;
/// Of so many vectors, this many have bytes or characters changed at random.
const CHANGED_IN_TEN: u64 = 1;

impl Generator {
    /// A generator of the vectors with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Random(seed))
    }

    fn scene(&mut self, kind: u64) -> Generated {
        let mut scene = Scene::new(&mut self.0);
        if kind < ACCEPTED_IN_TEN {
            scene.generated("accept")
        } else if kind < ACCEPTED_IN_TEN + CHANGED_IN_TEN {
            scene.changed(&mut self.0)
        } else {
            let expect = spoil::any(&mut scene, &mut self.0);
            scene.generated(expect)
        }
    }
}

impl Iterator for Generator {
    type Item = Generated;

    fn next(&mut self) -> Option<Generated> {
        let kind = self.0.number(10);
        Some(self.scene(kind))
    }
}

/// A verifier and a code, as they stand in a vector.
#[derive(Clone, Debug)]
struct Scene {
    now: u64,
    card: Card,
    text: Option<String>,
    university: bool,
    device: u8,
    claim: Claim,
    wanted: Vec<Claim>,
    window: u64,
    venue: Option<String>,
    audience: Option<String>,
    require_venue: bool,
    challenge: Option<[u8; 5]>,
    asked: Option<u64>,
    require_challenge: bool,
    once_a_day: bool,
    max_age: Option<u64>,
    trust_list: Option<&'static str>,
    manifests: Vec<&'static str>,
    status_list: Option<&'static str>,
    epoch: u32,
    floors: Vec<(&'static str, String)>,
    before: Vec<String>,
}

impl Scene {
    /// All is well: every choice that a venue, an issuer and a holder have, made at random.
    fn new(random: &mut Random) -> Self {
        let now = NOW + random.number(3 * HOUR);
        let university = random.number(4) == 0;
        let claims: Vec<Claim> = Claim::all().collect();
        let any = |random: &mut Random| random.one_of(&claims).unwrap_or(Claim::Adult);
        let claim = if university {
            Claim::Student
        } else {
            any(random)
        };
        let mut wanted = vec![claim];
        for _ in 0..random.number(3) {
            wanted.push(any(random));
        }
        let window = random.number(3);
        let start = cast::step(now).start().seconds();
        let issued_at = start + 30 * random.number(2 * window + 1) - 30 * window;
        let venue = random.coin().then(|| venue(random));
        let audience = venue.clone().filter(|_| random.coin());
        let challenge = random.coin().then(|| challenge(random));
        let device = u8::try_from(1 + random.number(60)).unwrap_or(1);
        let mut scene = Self {
            now,
            card: Card::new(now).issued_at(issued_at),
            text: None,
            university,
            device,
            claim,
            wanted,
            window,
            require_venue: audience.is_some() && random.coin(),
            venue,
            audience,
            challenge,
            asked: challenge.map(|_| start - 30 * random.number(2)),
            require_challenge: challenge.is_some() && random.coin(),
            once_a_day: random.coin(),
            max_age: random.coin().then_some(12 * HOUR),
            trust_list: Some("trust.cose"),
            manifests: vec!["region.cose", "university.cose"],
            status_list: Some("revoked.list"),
            epoch: TODAY,
            floors: Vec::new(),
            before: Vec::new(),
        };
        scene.card = scene
            .card
            .index(valid_index(random))
            .device(Key::Device(device));
        scene.issue();
        scene
    }

    /// Puts issuer, claim, audience and challenge on the card.
    fn issue(&mut self) {
        let mut card = self.card.clone().claim(self.claim.key(), true);
        if self.university {
            card = card.issuer(cast::UNIVERSITY, Key::University);
        }
        if let Some(code) = &self.audience {
            card = card.audience(&format!("v:{code}"));
        }
        if let Some(challenge) = self.challenge {
            card = card.challenge(challenge);
        }
        self.card = card;
    }

    const fn issuer(&self) -> &'static str {
        if self.university {
            cast::UNIVERSITY
        } else {
            cast::REGION
        }
    }

    fn claim_key(&self) -> ClaimKey {
        self.claim.key()
    }

    fn generated(&self, expect: &str) -> Generated {
        Generated {
            vector: self.vector(expect),
            any_refusal: false,
        }
    }

    /// One to three changes to the bytes or the characters, wherever they fall.
    fn changed(&mut self, random: &mut Random) -> Generated {
        let text = if random.coin() {
            let mut bytes = self.card.build();
            for _ in 0..=random.number(3) {
                change(&mut bytes, random);
            }
            shared::qr_text::encode(&bytes)
        } else {
            let mut text = self.card.text().into_bytes();
            for _ in 0..=random.number(3) {
                change(&mut text, random);
            }
            // What stands in a vector is text of one line.
            String::from_utf8_lossy(&text).replace(['\n', '\r'], " ")
        };
        let same = text == self.card.text();
        self.text = Some(text);
        Generated {
            vector: self.vector(if same { "accept" } else { "refused" }),
            any_refusal: !same,
        }
    }

    fn vector(&self, expect: &str) -> Vector {
        let text = self.text.clone().unwrap_or_else(|| self.card.text());
        let wanted: Vec<&str> = self.wanted.iter().map(|claim| claim.slug()).collect();
        let mut vector = Vector::new("generated", text)
            .with("expect", expect)
            .with("now", self.now)
            .with("want", wanted.join(" "))
            .with("window", self.window);
        let mut field = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                vector.fields.push((name.to_owned(), value));
            }
        };
        let yes = |required: bool| required.then(|| "yes".to_owned());
        field("venue", self.venue.clone());
        field("require-venue", yes(self.require_venue));
        field("require-challenge", yes(self.require_challenge));
        field("once-a-day", yes(self.once_a_day));
        field("max-age", self.max_age.map(|age| age.to_string()));
        if let Some(trust_list) = self.trust_list {
            field("root-set", Some("lists/root-set.txt".to_owned()));
            field("trust-list", Some(format!("lists/{trust_list}")));
            for manifest in &self.manifests {
                field("manifest", Some(format!("lists/{manifest}")));
            }
            let held = self.manifests.iter().any(|name| {
                name.starts_with(if self.university {
                    "university"
                } else {
                    "region"
                })
            });
            if let Some(list) = self.status_list.filter(|_| held) {
                let line = format!("{} {} lists/{list}", self.issuer(), self.epoch);
                field("status-list", Some(line));
            }
        }
        for (name, value) in &self.floors {
            field(name, Some(value.clone()));
        }
        if let (Some(challenge), Some(asked)) = (self.challenge, self.asked) {
            field(
                "challenge",
                Some(format!("{} {asked}", Challenge::new(challenge))),
            );
        }
        for before in &self.before {
            field("before", Some(before.clone()));
        }
        vector
    }
}

/// One byte changed, inserted or removed.
fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    let length = u64::try_from(bytes.len()).unwrap_or(0);
    let place = usize::try_from(random.number(length)).unwrap_or(0);
    let [byte, ..] = random.next();
    match random.number(4) {
        0 if place < bytes.len() => drop(bytes.remove(place)),
        1 => bytes.insert(place, byte),
        2 => {
            if let Some(changed) = bytes.get_mut(place) {
                *changed ^= 1 << (byte % 8);
            }
        }
        _ => {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
    }
}

fn venue(random: &mut Random) -> String {
    const SYMBOLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..=random.number(8).min(7))
        .filter_map(|_| random.one_of(SYMBOLS))
        .map(char::from)
        .collect()
}

fn challenge(random: &mut Random) -> [u8; 5] {
    let [a, b, c, d, e, ..] = random.next();
    [a, b, c, d, e]
}

/// Any index that is not revoked, those at the edges and beside revoked ones more often than others.
fn valid_index(random: &mut Random) -> u64 {
    let edges = [0, 6, 8, 39_999, 40_001, CAPACITY - 2];
    let index = random.number(CAPACITY);
    match random.one_of(&edges) {
        Some(edge) if random.coin() => edge,
        _ if REVOKED.contains(&index) => index - 1,
        _ => index,
    }
}

/// Days ahead of `NOW` that lists for later are made for.
const LATER: u64 = 8 * DAY;
