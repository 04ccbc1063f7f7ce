//! Answering one enrolment of 31 days and one claim, against the signatures that it cannot do without.
//!
//! The floor is 31 signatures and 31 strict verifications by ed25519-dalek, over messages as long as ours and with keys parsed
//! beforehand. Both are measured in turns, in CPU time of this thread; the medians and their ratio are written to
//! `bench/enrolment.json` and `bench/enrolment.md` below the target directory.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use issuer::enrol::Clerk;
use issuer::keys::{IssuerKeys, IssuerSeeds};
use issuer::person::{Citizenship, PersonId, parse_date};
use issuer::registry::Registry;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::IssuerId;
use shared::enrolment::{ClaimKeys, UnverifiedRequest, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::issuer_entry::{CredentialKey, IssuerEntry};
use shared::time::{EpochRule, UnixTime};

type Outcome<T> = Result<T, Box<dyn Error>>;
/// What a wallet sends, and the code that it was made with.
type Request = (Vec<u8>, EnrolmentCode);

/// 2025-05-09T12:00:00Z
const NOW: u64 = 1_746_792_000;
const DAYS: u8 = 31;
const ROUNDS: u16 = 400;
const WARM_UP: usize = 20;
/// The ratio that is wanted.
const GOAL: f64 = 1.5;
/// Bytes under a credential's signature, and under a device key's.
const CREDENTIAL: usize = 144;
const POSSESSION: usize = 1_200;

fn main() -> Outcome<()> {
    let (entry, keys) = issuer()?;
    let clerk = Clerk::new(&entry, &keys);
    let (mut registry, requests) = register()?;
    let now = UnixTime::new(NOW).ok_or("a time")?;
    let floor = Floor::new();
    let (mut floors, mut answers, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (request, code) in &requests {
        floors.push(timed(|| floor.run())?.0);
        let (time, answer) = timed(|| clerk.answer(&mut registry, request, now))?;
        let answer = answer.map_err(|failure| format!("{failure:?}"))?;
        if answer.slots.len() != 1 {
            return Err("one claim".into());
        }
        answers.push(time);
        let verify =
            || UnverifiedRequest::parse(request).map(|request| request.verify(&code.key()));
        parts.push(timed(verify)?.0);
    }
    let floor = median(floors.split_off(WARM_UP));
    let answer = median(answers.split_off(WARM_UP));
    let check = median(parts.split_off(WARM_UP));
    report(floor, answer, check)
}

/// An issuer of everything, by days of Moscow.
fn issuer() -> Outcome<(IssuerEntry, IssuerKeys)> {
    let rule = EpochRule::new(86_400, 75_600).ok_or("a rule")?;
    let now = UnixTime::new(NOW).ok_or("a time")?;
    let today = rule.epoch_at(now).ok_or("an epoch")?;
    let mut random = [0; 96];
    for (place, byte) in random.iter_mut().zip(0..) {
        *place = byte;
    }
    let first = today.previous().ok_or("yesterday")?;
    let last = today.checked_add(400).ok_or("a last epoch")?;
    let keys = IssuerSeeds::new(&random, first, last)
        .keys()
        .ok_or("keys")?;
    let credential = keys.credential.iter().map(|key| CredentialKey {
        key: key.key.public(),
        first: key.first,
        last: key.last,
    });
    let entry = IssuerEntry::new(
        IssuerId::new("26").ok_or("an issuer")?,
        ("Край".into(), "Region".into()),
        rule,
        Claim::all().map(Claim::key).collect(),
        keys.status.public(),
        credential.collect(),
    )?;
    Ok((entry, keys))
}

/// A registry in memory with one invited person per round, and their wallets' requests.
fn register() -> Outcome<(Registry, Vec<Request>)> {
    let mut registry = Registry::in_memory()?;
    let expires = UnixTime::new(NOW + 86_400).ok_or("a time")?;
    let born = parse_date("1990-01-02").ok_or("a date")?;
    let mut requests = Vec::new();
    let books = registry.write()?;
    for round in 0..ROUNDS {
        let [high, low] = round.to_be_bytes();
        let mut random = [7; 16];
        for (place, byte) in random.iter_mut().zip([low, low >> 5, high, 0]) {
            *place = byte & 31;
        }
        let code = EnrolmentCode::from_random(random);
        let person = PersonId::parse(&round.to_string()).ok_or("a person")?;
        let (row, _) = books.put_person(&person, born, Citizenship::RUSSIA)?;
        books.invite(row, code.locator(), &code.key(), expires, 5)?;
        let key = |day| {
            let mut seed = [day; 32];
            for (place, byte) in seed.iter_mut().zip([high, low]) {
                *place = byte;
            }
            SecretKey::from_seed(&seed)
        };
        let claim = ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..DAYS).map(key).collect(),
        };
        requests.push((sign_request(&code, &[claim]), code));
    }
    books.commit()?;
    Ok((registry, requests))
}

/// What no answer can do without.
struct Floor {
    issuer: SigningKey,
    devices: Vec<(VerifyingKey, Signature)>,
}

impl Floor {
    fn new() -> Self {
        let device = |day| {
            let key = SigningKey::from_bytes(&[day; 32]);
            (key.verifying_key(), key.sign(&[5; POSSESSION]))
        };
        Self {
            issuer: SigningKey::from_bytes(&[99; 32]),
            devices: (0..DAYS).map(device).collect(),
        }
    }

    fn run(&self) -> bool {
        let mut message = [3; CREDENTIAL];
        self.devices.iter().zip(0..).all(|((key, signature), day)| {
            if let Some(first) = message.first_mut() {
                *first = day;
            }
            black_box(self.issuer.sign(black_box(&message)));
            let possession = black_box([5; POSSESSION]);
            key.verify_strict(&possession, signature).is_ok()
        })
    }
}

/// Nanoseconds that this took.
fn timed<T>(run: impl FnOnce() -> T) -> Outcome<(u64, T)> {
    let before = cpu_time()?;
    let result = black_box(run());
    Ok((cpu_time()? - before, result))
}

/// Nanoseconds of this thread on a CPU.
#[cfg(unix)]
fn cpu_time() -> Outcome<u64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Ok(u64::try_from(time.tv_sec)? * 1_000_000_000 + u64::try_from(time.tv_nsec)?)
}

/// Nanoseconds of the clock, where the system does not tell those of a thread.
#[cfg(not(unix))]
fn cpu_time() -> Outcome<u64> {
    thread_local!(static BEGIN: std::time::Instant = std::time::Instant::now());
    Ok(BEGIN.with(|begin| begin.elapsed().as_nanos()).try_into()?)
}

fn median(mut times: Vec<u64>) -> f64 {
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    // Nanoseconds of microsecond work fit into 32 bits, which an f64 holds exactly.
    u32::try_from(middle).map_or(f64::INFINITY, f64::from)
}

fn report(floor: f64, answer: f64, check: f64) -> Outcome<()> {
    let ratio = answer / floor;
    let milliseconds = |nanoseconds: f64| nanoseconds / 1e6;
    let (floor, answer, check) = (
        milliseconds(floor),
        milliseconds(answer),
        milliseconds(check),
    );
    let verdict = if ratio <= GOAL { "met" } else { "missed" };
    let table = format!(
        "# Answering one enrolment: 31 days, one claim\n\n\
         | | CPU time, median of {} |\n|---|---|\n\
         | 31 signatures and 31 strict verifications | {floor:.3} ms |\n\
         | the answer: parse, verify, registry, sign | {answer:.3} ms |\n\
         | of that, parse and verify | {check:.3} ms |\n\
         | ratio | {ratio:.2} (goal ≤ {GOAL}, {verdict}) |\n",
        usize::from(ROUNDS) - WARM_UP
    );
    let json = serde_json::json!({
        "bench": "enrolment",
        "floor_ms": floor,
        "answer_ms": answer,
        "parse_and_verify_ms": check,
        "ratio": ratio,
        "goal": GOAL,
        "met": ratio <= GOAL,
    });
    let directory = target().join("bench");
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("enrolment.json"), format!("{json:#}\n"))?;
    fs::write(directory.join("enrolment.md"), &table)?;
    print!("{table}");
    Ok(())
}

/// The target directory of this build.
fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        PathBuf::from,
    )
}
