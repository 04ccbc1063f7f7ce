//! How a region lives: its citizens enrol with the real clerk, renew, change phones and go out.

use std::collections::BTreeMap;

use issuer::enrol::Clerk;
use issuer::issue;
use issuer::keys::{EpochKey, IssuerSeeds};
use issuer::person::{Citizenship, HeldStatus, PersonId, parse_date};
use issuer::registry::Registry;
use sha2::{Digest as _, Sha256};
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::{IssuerId, StatusIndex};
use shared::enrolment::{ClaimKeys, EnrolmentResponse, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::permutation::Capacity;
use shared::seed::{DeviceKeyId, Seed};
use shared::status_list;
use shared::time::{Epoch, EpochRule, TimeStep, UnixTime};

use crate::chance::Chance;
use crate::region::{List, Plan, ROTATIONS, Region, VENUES, Visit, WINDOW, day_of, epoch, present};

/// The day on which the operator chooses more indices for the epochs that nobody has been signed for yet.
const RAISED: u32 = WINDOW.start - 12;

/// A region while it lives.
pub(crate) struct Life {
    region: Region,
    registry: Registry,
    chance: Chance,
}

/// A credential in a wallet.
struct Held {
    epoch: Epoch,
    key: DeviceKeyId,
    slot: u64,
    signed_on: u32,
    bytes: Vec<u8>,
}

struct Wallet {
    seed: [u8; Seed::LENGTH],
    next_batch: u32,
    held: Vec<Held>,
}

struct Citizen {
    row: i64,
    first_day: u32,
    /// Renews when this many days are left; below 0, this long after the last.
    spare: i64,
    new_phone: Option<u32>,
    wallet: Wallet,
}

enum Doing {
    Enrol,
    ChangePhones,
    GoOut,
}

impl Life {
    pub(crate) fn live(plan: &Plan) -> Region {
        let mut life = Self::found(plan);
        let mut citizens: Vec<_> = (0..plan.citizens)
            .map(|number| life.citizen(number, plan.claim))
            .collect();
        life.choose(plan.capacities[0]);
        for day in 0..WINDOW.end + 1 {
            if day == RAISED {
                life.choose(plan.capacities[1]);
            }
            life.day(day, &mut citizens, plan.claim);
        }
        let all = (epoch(0), epoch(WINDOW.end));
        life.region.capacities = life.registry.read().unwrap().capacities(all).unwrap();
        life.region
    }

    fn found(plan: &Plan) -> Self {
        let mut chance = Chance(plan.seed);
        let [first, second, third] = [0, ROTATIONS[0], ROTATIONS[1]].map(epoch);
        let last = epoch(WINDOW.end + 100);
        let seeds = IssuerSeeds::new(&chance.bytes(), first, second.previous().unwrap());
        let mut keys = seeds.keys().unwrap();
        for (first, last) in [(second, third.previous().unwrap()), (third, last)] {
            let key = SecretKey::from_seed(&chance.bytes());
            keys.credential.push(EpochKey { key, first, last });
        }
        let credential = keys.credential.iter().map(|key| CredentialKey {
            key: key.key.public(),
            first: key.first,
            last: key.last,
        });
        let entry = IssuerEntry::new(
            IssuerId::new(plan.id).unwrap(),
            ("Край".into(), "Region".into()),
            EpochRule::new(86_400, 75_600).unwrap(),
            vec![plan.claim.key()],
            keys.status.public(),
            credential.collect(),
        );
        let region = Region {
            entry: entry.unwrap(),
            ratchet: keys.ratchet.at(first).unwrap(),
            keys,
            capacities: BTreeMap::new(),
            visits: Vec::new(),
            lists: BTreeMap::new(),
        };
        let registry = Registry::in_memory().unwrap();
        Self {
            region,
            registry,
            chance,
        }
    }

    fn choose(&mut self, capacity: u64) {
        let books = self.registry.write().unwrap();
        books.choose_capacity(Capacity::new(capacity)).unwrap();
        books.commit().unwrap();
    }

    /// Half of the citizens have a wallet when the window begins, half get one within it; one in eight changes phones.
    fn citizen(&mut self, number: usize, claim: Claim) -> Citizen {
        let books = self.registry.write().unwrap();
        let id = PersonId::parse(&number.to_string()).unwrap();
        let born = parse_date("1990-01-02").unwrap();
        let (row, _) = books.put_person(&id, born, Citizenship::RUSSIA).unwrap();
        let status = HeldStatus {
            claim: claim.key(),
            valid_from: parse_date("2020-09-01").unwrap(),
            valid_until: parse_date("2030-06-30").unwrap(),
        };
        books.put_status(row, &status).unwrap();
        books.commit().unwrap();
        let first_days = if number.is_multiple_of(2) {
            0..u64::from(WINDOW.start)
        } else {
            u64::from(WINDOW.start) + 1..u64::from(WINDOW.end) - 1
        };
        let days = u64::from(WINDOW.start)..u64::from(WINDOW.end);
        let new_phone = u32::try_from(self.chance.within(days)).unwrap();
        Citizen {
            row,
            first_day: u32::try_from(self.chance.within(first_days)).unwrap(),
            spare: i64::try_from(self.chance.within(0..13)).unwrap() - 3,
            new_phone: (self.chance.within(0..8) == 0).then_some(new_phone),
            wallet: self.wallet(),
        }
    }

    fn wallet(&mut self) -> Wallet {
        Wallet {
            seed: self.chance.bytes(),
            next_batch: 0,
            held: Vec::new(),
        }
    }

    /// One day: the office is open from 9 to 18 h; people go out from 8 to 22 h, three days of four.
    fn day(&mut self, day: u32, citizens: &mut [Citizen], claim: Claim) {
        // `issuer publish` needs no older key.
        let yesterday = epoch(day.saturating_sub(1));
        self.region.keys.ratchet = self.region.keys.ratchet.at(yesterday).unwrap();
        let mut doings = Vec::new();
        for (number, citizen) in citizens.iter().enumerate() {
            let office_hour = self.chance.within(9 * 3_600..18 * 3_600);
            let renews = citizen.wallet.held.last().is_some_and(|last| {
                i64::from(day_of(last.epoch)) - i64::from(day) == citizen.spare
            });
            if citizen.new_phone == Some(day) && citizen.first_day < day {
                doings.push((office_hour, number, Doing::ChangePhones));
            } else if citizen.first_day == day || renews {
                doings.push((office_hour, number, Doing::Enrol));
            }
            if WINDOW.contains(&day) && self.chance.percent(75) {
                doings.push((
                    self.chance.within(8 * 3_600..22 * 3_600),
                    number,
                    Doing::GoOut,
                ));
            }
        }
        doings.sort_unstable_by_key(|(second, number, _)| (*second, *number));
        for (second, number, doing) in doings {
            let now = self.region.entry.epochs().start(epoch(day)).plus(second);
            let citizen = citizens.get_mut(number).unwrap();
            match doing {
                Doing::Enrol => self.enrol(citizen, (day, now), claim),
                Doing::ChangePhones => {
                    citizen.wallet = self.wallet();
                    self.enrol(citizen, (day, now), claim);
                }
                Doing::GoOut => self.go_out(number, citizen, (day, now)),
            }
        }
        if day + 1 >= WINDOW.start {
            self.publish(day);
        }
    }

    fn enrol(&mut self, citizen: &mut Citizen, (day, now): (u32, UnixTime), claim: Claim) {
        let code = EnrolmentCode::from_random(self.chance.bytes());
        let books = self.registry.write().unwrap();
        let (locator, expires) = (code.locator(), now.plus(14 * 86_400));
        // A locator that is still in use: the office draws another code.
        if books.invitation(locator).unwrap().is_some() {
            drop(books);
            return self.enrol(citizen, (day, now), claim);
        }
        books
            .invite(citizen.row, locator, &code.key(), expires, 5)
            .unwrap();
        books.commit().unwrap();

        let wallet = &mut citizen.wallet;
        let (batch, seed) = (wallet.next_batch, Seed::new(wallet.seed));
        wallet.next_batch += 1;
        let claim = claim.key();
        let id = |day| DeviceKeyId { batch, claim, day };
        let keys: Vec<_> = (0..31).map(|day| seed.device_key(id(day))).collect();
        let asked = ClaimKeys {
            claim,
            keys: keys.iter().map(SecretKey::public).collect(),
        };
        let request = sign_request(&code, &[ClaimKeys { claim, keys }]);
        let clerk = Clerk::new(&self.region.entry, &self.region.keys);
        let answer = clerk.answer(&mut self.registry, &request, now).unwrap();
        assert!(answer.overflowing.is_empty());
        let [slot] = answer.slots.try_into().unwrap();

        let hash = Sha256::digest(&request).into();
        let response = EnrolmentResponse::verify(&answer.response, &code.key(), &hash, &[asked]);
        let claims = response.unwrap().claims;
        for (place, bytes) in (0_u8..).zip(&claims[0].credentials) {
            wallet.held.push(Held {
                epoch: epoch(day).checked_add(place.into()).unwrap(),
                key: id(place),
                slot: slot.number,
                signed_on: day,
                bytes: bytes.clone(),
            });
        }
        assert_eq!(claims[0].credentials.len(), 31);
    }

    /// Shows the day's credential of the newest batch, if there is one.
    fn go_out(&mut self, number: usize, citizen: &Citizen, (day, now): (u32, UnixTime)) {
        let venue = self.chance.within(0..VENUES);
        let wallet = &citizen.wallet;
        let of_today = wallet.held.iter().filter(|held| held.epoch == epoch(day));
        let Some(held) = of_today.max_by_key(|held| held.key.batch) else {
            return;
        };
        let device_key = Seed::new(wallet.seed).device_key(held.key);
        let step = TimeStep::at(now);
        self.region.visits.push(Visit {
            citizen: number,
            day,
            venue,
            step,
            seed: wallet.seed,
            key: held.key,
            slot: held.slot,
            signed_on: held.signed_on,
            presentation: present(step, &held.bytes, &device_key),
        });
    }

    fn publish(&mut self, day: u32) {
        let books = self.registry.write().unwrap();
        let last = epoch(day + 7);
        let capacities = issue::freeze(&books, (epoch(day - 1), last)).unwrap();
        let permutations = issue::permutations(&self.region.keys.ratchet, &capacities).unwrap();
        for of in day - 1..=day + 1 {
            let epoch = epoch(of);
            let indices = |until| -> Vec<_> {
                let slots = books.revoked_slots((epoch, epoch)).unwrap().into_iter();
                slots
                    .filter(|slot| slot.is_listed(epoch, until))
                    .map(|slot| permutations[&epoch].index(slot.number).unwrap())
                    .collect()
            };
            let numbers =
                |indices: Vec<StatusIndex>| indices.into_iter().map(StatusIndex::number).collect();
            let naming_the_past = numbers(indices(UnixTime::MAX));
            let indices = indices(self.region.entry.epochs().end(epoch));
            let revoked = numbers(indices.clone());
            let capacity = capacities[&epoch].get();
            let (file, entry) = status_list::encode(epoch, capacity, indices).unwrap();
            let list = List {
                file,
                entry,
                revoked,
                naming_the_past,
            };
            self.region.lists.insert((day, of), list);
        }
        books.commit().unwrap();
    }
}
