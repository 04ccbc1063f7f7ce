//! From modules to codewords to text, with what each module is worth.

use super::format::Format;
use super::layout::{self, Blocks, Role, Version};
use super::number::real;
use super::reed_solomon::{self, Corrected};
use super::segments;
use super::table::Table;

/// What could be decoded.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, when every block is whole.
    pub(super) text: Option<String>,
    /// For every module of a whole block, whether it is dark.
    pub(super) known: Vec<(usize, usize, bool)>,
}

/// Decodes all blocks. `signs` are log-likelihood ratios, above zero where a module is dark.
pub(super) fn decode(
    signs: &Table<f32>,
    roles: &Table<Role>,
    version: Version,
    format: Format,
) -> Decoded {
    let places = layout::data_places(roles);
    let (places, _) = places.as_chunks::<8>();
    let heard: Vec<Heard> = places
        .iter()
        .map(|places| Heard::of(places, signs, format.mask))
        .collect();
    let blocks = Blocks::of(version, format.level);
    let mut known = Vec::new();
    let mut data = Vec::new();
    let mut whole = true;
    let mut weakest = f32::INFINITY;
    for block in blocks.places(heard.len()) {
        let received: Vec<Heard> = block
            .iter()
            .filter_map(|&at| heard.get(at).copied())
            .collect();
        let Some((word, evidence)) = corrected(&received, blocks.checks) else {
            whole = false;
            continue;
        };
        weakest = weakest.min(evidence);
        for (&at, &codeword) in block.iter().zip(&word) {
            let Some(places) = places.get(at) else {
                continue;
            };
            for (bit, &(x, y)) in places.iter().enumerate() {
                let dark = (codeword >> (7 - bit) & 1 == 1) != layout::is_masked(format.mask, x, y);
                known.push((x, y, dark));
            }
        }
        data.extend(word.iter().take(word.len() - blocks.checks));
    }
    let message = segments::message(&data, version).filter(|_| whole);
    // Where chance is not quite out of the question, the padding must be as it should.
    let message = message.filter(|message| message.padded || weakest >= FULL_EVIDENCE);
    let text = message.map(|message| message.text);
    Decoded { text, known }
}

/// A codeword as received.
#[derive(Clone, Copy)]
struct Heard {
    value: u8,
    /// The higher, the less likely is it wrong.
    trust: f32,
}

impl Heard {
    fn of(places: &[(usize, usize); 8], signs: &Table<f32>, mask: u8) -> Self {
        let mut value = 0;
        let mut doubt = 0.0;
        for &(x, y) in places {
            let sign = signs.get(x, y).unwrap_or(0.0);
            let dark = (sign > 0.0) != layout::is_masked(mask, x, y);
            value = value << 1 | u8::from(dark);
            doubt += (-sign.abs()).exp();
        }
        Self {
            value,
            trust: -doubt,
        }
    }
}

/// Evidence that a word was sent, below which chance could have brought it about: 24 bits.
const LEAST_EVIDENCE: f32 = 24.0;
/// Evidence that needs no other.
const FULL_EVIDENCE: f32 = 40.0;

/// Generalised minimum distance decoding: erases more and more of what is trusted least. Returns the word with the
/// evidence for it.
fn corrected(received: &[Heard], checks: usize) -> Option<(Vec<u8>, f32)> {
    let values: Vec<u8> = received.iter().map(|heard| heard.value).collect();
    let mut doubtful: Vec<(usize, f32)> = received
        .iter()
        .enumerate()
        .map(|(at, heard)| (at, heard.trust))
        .collect();
    doubtful.sort_by(|a, b| a.1.total_cmp(&b.1));
    let doubtful: Vec<usize> = doubtful.into_iter().map(|(at, _)| at).collect();
    (0..checks.saturating_sub(2)).step_by(2).find_map(|count| {
        let erased = doubtful.get(..count)?;
        let found = reed_solomon::correct(&values, checks, erased)?;
        let evidence = evidence(&found, checks, count);
        (evidence >= LEAST_EVIDENCE).then_some((found.word, evidence))
    })
}

/// How unlikely it is, in bits, that a random word lies so near to a word of the code.
fn evidence(found: &Corrected, checks: usize, erased: usize) -> f32 {
    let Corrected { word, errors } = found;
    let spare = checks.saturating_sub(erased + errors);
    // There are `length over errors` ways to place the errors, each with 255 values.
    let ways: f32 = (0..*errors)
        .map(|at| (real(word.len() - at) / real(at + 1)).log2())
        .sum();
    8.0 * real(spare) - ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(word: &[u8]) -> Vec<Heard> {
        word.iter()
            .map(|&value| Heard { value, trust: 0.0 })
            .collect()
    }

    fn word() -> Vec<u8> {
        let data: Vec<u8> = (0..40).collect();
        let checks = reed_solomon::checks_of(&data, 26);
        [data, checks].concat()
    }

    #[test]
    fn doubtful_codewords_cost_one_check_each() {
        let word = word();
        let mut received = heard(&word);
        for heard in received.iter_mut().take(22) {
            *heard = Heard {
                value: heard.value ^ 0x5a,
                trust: -1.0,
            };
        }
        let (found, evidence) = corrected(&received, 26).unwrap();
        assert_eq!(found, word);
        assert!(evidence < 40.0);
        for heard in received.iter_mut().take(24) {
            *heard = Heard {
                value: 0x5a,
                trust: -1.0,
            };
        }
        assert_eq!(
            corrected(&received, 26),
            None,
            "too little evidence would be left"
        );
    }

    #[test]
    fn noise_is_never_a_word() {
        let mut state: u32 = 1;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let [byte, ..] = state.to_be_bytes();
            byte
        };
        for checks in [7, 10, 16, 26, 30] {
            for _ in 0..2000 {
                let received: Vec<Heard> = (0..60)
                    .map(|_| Heard {
                        value: random(),
                        trust: f32::from(random()),
                    })
                    .collect();
                assert_eq!(corrected(&received, checks), None);
            }
        }
    }
}
