//! A registry full of people, each with two entitlements, adult and student, on one device.
//!
//! It is filled by the functions of the registry that importing, inviting and answering use, many people to a transaction. Nobody signs
//! anything: a slot, not a signature, is what the registry keeps.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use host::file;
use issuer::issue;
use issuer::keys::{IssuerSeeds, SealedFile};
use issuer::person::{Citizenship, HeldStatus, PersonId, parse_date};
use issuer::registry::{Books, Registry};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::claims::Claim;
use shared::enrolment_code::{CodeKey, EnrolmentCode};
use shared::issuer_entry::IssuerEntry;
use shared::time::{Epoch, EpochRule, UnixTime};

use crate::program;
use crate::visitor::NOW;

/// Entitlements that a person has.
const EACH: u64 = 2;
/// People to a transaction.
const AT_ONCE: u64 = 50_000;
const DAYS: u32 = 31;
/// Codes have so many locators.
const LOCATORS: u64 = 1 << 20;
/// A prime that does not divide how many people there are: its multiples meet everyone once, in no order.
const STRIDE: u64 = 15_485_867;

/// How many persons have so many entitlements.
pub(crate) const fn persons(entitlements: u64) -> u64 {
    entitlements / EACH
}

/// Fills the registry of a new issuer.
pub(crate) fn build(registry: &Path, entitlements: u64) -> Result<Value> {
    let mut registry = Registry::open(registry)?;
    let rule = EpochRule::new(86_400, 75_600).context("a rule")?;
    let now = UnixTime::new(NOW).context("a time")?;
    let today = rule.epoch_at(now).context("an epoch")?;
    let crowd = Crowd {
        today: today.number(),
        now,
        status: HeldStatus {
            claim: Claim::Student.key(),
            valid_from: parse_date("2024-09-01").context("a date")?,
            valid_until: parse_date("2028-06-30").context("a date")?,
        },
    };
    let persons = persons(entitlements);
    for start in (0..persons).step_by(usize::try_from(AT_ONCE)?) {
        let books = registry.write()?;
        for number in start..persons.min(start + AT_ONCE) {
            crowd.enter(&books, number)?;
        }
        books.commit()?;
    }
    Ok(json!({ "persons": persons }))
}

/// What all people have in common.
struct Crowd {
    today: u32,
    now: UnixTime,
    status: HeldStatus,
}

impl Crowd {
    fn enter(&self, books: &Books<'_>, number: u64) -> Result<()> {
        let id = PersonId::parse(&name(number)).context("a person")?;
        let born = parse_date("1990-01-02").context("a date")?;
        let (row, _) = books.put_person(&id, born, Citizenship::RUSSIA)?;
        books.put_status(row, &self.status)?;

        let hash: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
        let code = code(number);
        let key = CodeKey::new(hash);
        books.invite(row, code.locator(), &key, self.now, 5)?;
        let invitation = books.invitation(code.locator())?.context("an invitation")?;
        // One thirty-first of all enrols every day.
        let ago = u32::try_from(number % u64::from(DAYS))?;
        let first = Epoch::new(self.today - ago);
        let epochs = (first, Epoch::new(first.number() + DAYS - 1));
        let enrolment = books.enrol(&invitation, &hash, epochs, self.now)?;
        for claim in [Claim::Adult, Claim::Student] {
            books.open_slot(row, &enrolment, claim.key(), epochs)?;
        }
        Ok(())
    }
}

fn name(number: u64) -> String {
    format!("P-{number:09}")
}

/// A code whose locator is that of nobody who enrolled shortly before.
fn code(number: u64) -> EnrolmentCode {
    let locator = number % LOCATORS;
    let mut random = [7; 16];
    for (place, shift) in random.iter_mut().zip([15, 10, 5, 0]) {
        let [.., byte] = (locator >> shift & 31).to_be_bytes();
        *place = byte;
    }
    EnrolmentCode::from_random(random)
}

/// Writes which entitlements of these ordinal numbers are revoked, one to a row, and that of a person more.
pub(crate) fn write_revocations(
    path: &Path,
    persons: u64,
    (first, end): (u64, u64),
    and: &str,
) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "person,status\n{and},adult")?;
    for number in first..end {
        let status = if number % 2 == 0 { "adult" } else { "student" };
        writeln!(file, "{},{status}", name(number * STRIDE % persons))?;
    }
    Ok(file.flush()?)
}

/// CPU time that the indices of all revoked slots take, for the epochs of a publication: by the permutation alone.
pub(crate) fn permute(home: &Path) -> Result<Value> {
    let entry = IssuerEntry::parse(&file::read(&home.join("issuer.entry"), 1 << 14)?)?;
    let sealed = SealedFile::new(home.join("issuer.key")).read("bench");
    let seeds = IssuerSeeds::read(sealed.ok().context("the issuer's keys")?);
    let keys = seeds.and_then(|seeds| seeds.keys()).context("keys")?;
    let mut registry = Registry::open(&home.join("registry.sqlite"))?;
    let books = registry.write()?;
    let now = UnixTime::new(NOW).context("a time")?;
    let today = entry.epochs().epoch_at(now).context("an epoch")?;
    let epochs = (
        today.previous().context("yesterday")?,
        today.checked_add(7).context("a later epoch")?,
    );
    let revoked = books.revoked_slots(epochs)?;
    let capacities = issue::freeze(&books, epochs).ok().context("capacities")?;
    let permutations = issue::permutations(&keys.ratchet, &capacities);
    let permutations = permutations.ok().context("permutations")?;
    let mut seconds = 0.0;
    for (epoch, permutation) in &permutations {
        let end = entry.epochs().end(*epoch);
        let slots = revoked.iter().filter(|slot| slot.is_listed(*epoch, end));
        let slots: Vec<u64> = slots.map(|slot| slot.number).collect();
        let start = program::own_cpu_time();
        let indices = permutation.indices(&slots).context("indices")?;
        seconds += (program::own_cpu_time() - start).as_secs_f64();
        anyhow::ensure!(indices.len() == slots.len());
    }
    let (_, permutation) = permutations.first_key_value().context("a permutation")?;
    let start = program::own_cpu_time();
    for slot in 0..1_000 {
        permutation.index(slot).context("an index")?;
    }
    let one_by_one = (program::own_cpu_time() - start).as_secs_f64() * 1e3;
    Ok(json!({ "seconds": seconds, "one_by_one_us": one_by_one }))
}
