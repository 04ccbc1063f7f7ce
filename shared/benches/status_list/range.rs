//! A range coder that knows the share of revoked indices: what no exact format undercuts on a random set. It can be
//! read only from the beginning to the end.

use anyhow::{Result, anyhow};
use constriction::stream::model::ContiguousCategoricalEntropyModel;
use constriction::stream::queue::{DefaultRangeDecoder, DefaultRangeEncoder};
use constriction::stream::{Decode as _, Encode as _};
use serde_json::{Value, json};

use crate::cell::{Cell, float};
use crate::format::{Built, median};
use crate::process::{cpu_time, peak_memory, reset_peak_memory};

type Digit = ContiguousCategoricalEntropyModel<u32, Vec<u32>, 24>;

/// Bits of a digit, and digits of a gap.
const DIGIT: u32 = 9;
const DIGITS: u32 = 3;

/// The digits of a gap are independent of each other: digit d at place i has a probability in proportion to
/// q^d, where q = (1 - p)^(512^i).
fn models(cell: &Cell) -> Result<Vec<Digit>> {
    let p = float(cell.revoked()) / float(cell.capacity);
    let of_place = |place: u32| {
        let q = (1.0 - p).powi(1 << (DIGIT * place));
        let digits = (0..1 << DIGIT).map(|digit| q.powi(digit));
        let model =
            Digit::from_floating_point_probabilities_fast(&digits.collect::<Vec<_>>(), None);
        model.map_err(|()| anyhow!("digits in proportion to powers of {q}"))
    };
    (0..DIGITS).map(of_place).collect()
}

fn encode(models: &[Digit], set: &[u64]) -> Result<Vec<u32>> {
    let mut encoder = DefaultRangeEncoder::new();
    let mut next = 0;
    for index in set {
        let mut gap = index - next;
        for model in models {
            encoder.encode_symbol(usize::try_from(gap % (1 << DIGIT))?, model)?;
            gap >>= DIGIT;
        }
        next = index + 1;
    }
    Ok(encoder.into_compressed()?)
}

fn decode(models: &[Digit], words: Vec<u32>, count: usize) -> Result<Vec<u64>> {
    let mut decoder = DefaultRangeDecoder::from_compressed(words)?;
    let mut set = Vec::with_capacity(count);
    let mut next = 0;
    for _ in 0..count {
        for (model, place) in models.iter().zip(0..) {
            next += u64::try_from(decoder.decode_symbol(model)?)? << (DIGIT * place);
        }
        set.push(next);
        next += 1;
    }
    Ok(set)
}

/// All that is to be measured.
pub(crate) fn build(cell: &Cell, _name: &str) -> Result<Value> {
    let (set, models) = (cell.read()?, models(cell)?);
    reset_peak_memory();
    let (before, start) = (peak_memory(), cpu_time());
    let words = encode(&models, &set)?;
    let time = (cpu_time() - start).as_secs_f64() * 1e3;
    let peak = peak_memory()
        .zip(before)
        .map(|(after, before)| after - before);
    let file: Vec<u8> = words.iter().copied().flat_map(u32::to_le_bytes).collect();
    let bytes = Built::new(file).bytes;
    let is_same = decode(&models, words, set.len())? == set;
    let wrong = if is_same { json!(0) } else { Value::Null };
    Ok(json!({
        "bytes": bytes, "build_ms": median(vec![time]), "build_mib": peak,
        "wrong": wrong, "asked": "decoded as a whole",
    }))
}
