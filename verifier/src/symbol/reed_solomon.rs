//! Reed-Solomon codes over GF(256), with errors and erasures (ISO/IEC 18004, section 7.5).

/// A word of the code, and what was wrong with what was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Corrected {
    /// Data and check symbols.
    pub(super) word: Vec<u8>,
    /// How many symbols beside the erased ones were wrong.
    pub(super) errors: usize,
}

/// Finds the word of the code that differs from `received` in the `erased` places and in at most
/// `(checks - erased) / 2` others.
pub(super) fn correct(received: &[u8], checks: usize, erased: &[usize]) -> Option<Corrected> {
    if received.len() > 255 || checks >= received.len() || erased.len() > checks {
        return None;
    }
    let syndromes = syndromes(received, checks);
    if syndromes.iter().all(|&syndrome| syndrome == 0) {
        return Some(Corrected {
            word: received.to_vec(),
            errors: 0,
        });
    }
    let last = received.len() - 1;
    let mut locator = vec![1];
    for &place in erased {
        // A place beyond the word cannot be erased.
        let power = last.checked_sub(place)?;
        locator = times_linear(&locator, power_of_alpha(power));
    }
    let locator = berlekamp_massey(&syndromes, locator, erased.len());
    let wrong = locator.len() - 1;
    if 2 * wrong > checks + erased.len() {
        return None;
    }
    let evaluator: Vec<u8> = product(&syndromes, &locator)
        .into_iter()
        .take(checks)
        .collect();
    let slope = derivative(&locator);
    let mut word = received.to_vec();
    let mut found = 0;
    let mut errors = 0;
    for (place, symbol) in word.iter_mut().enumerate() {
        let inverse = power_of_alpha((255 - (last - place)) % 255);
        if evaluate(&locator, inverse) != 0 {
            continue;
        }
        found += 1;
        let change = divide(
            multiply(power_of_alpha(last - place), evaluate(&evaluator, inverse)),
            evaluate(&slope, inverse),
        )?;
        *symbol ^= change;
        if change != 0 && !erased.contains(&place) {
            errors += 1;
        }
    }
    let whole = found == wrong
        && self::syndromes(&word, checks)
            .iter()
            .all(|&syndrome| syndrome == 0);
    (whole && 2 * errors + erased.len() <= checks).then_some(Corrected { word, errors })
}

/// The check symbols that follow `data`.
#[cfg(test)]
pub(super) fn checks_of(data: &[u8], checks: usize) -> Vec<u8> {
    let mut generator = vec![1];
    for power in 0..checks {
        generator = times_linear(&generator, power_of_alpha(power));
    }
    let mut rest = vec![0; checks];
    for &symbol in data {
        let factor = symbol ^ rest.remove(0);
        rest.push(0);
        for (place, &coefficient) in rest.iter_mut().zip(generator.iter().skip(1)) {
            *place ^= multiply(factor, coefficient);
        }
    }
    rest
}

fn syndromes(word: &[u8], checks: usize) -> Vec<u8> {
    (0..checks)
        .map(|power| {
            let root = power_of_alpha(power);
            word.iter()
                .fold(0, |sum, &symbol| multiply(sum, root) ^ symbol)
        })
        .collect()
}

/// The shortest locator of the errors that, with the erasures' locator, explains the syndromes.
/// Polynomials stand lowest power first.
fn berlekamp_massey(syndromes: &[u8], erasures: Vec<u8>, erased: usize) -> Vec<u8> {
    let mut locator = erasures.clone();
    let mut before = erasures;
    let mut length = erased;
    for at in erased..syndromes.len() {
        before.insert(0, 0);
        let known = syndromes.iter().take(at + 1).rev();
        let discrepancy = locator
            .iter()
            .zip(known)
            .fold(0, |sum, (&a, &b)| sum ^ multiply(a, b));
        if discrepancy == 0 {
            continue;
        }
        let grown = sum(&locator, &scaled(&before, discrepancy));
        if 2 * length <= at + erased {
            length = at + 1 + erased - length;
            before = scaled(&locator, inverse(discrepancy));
        }
        locator = grown;
    }
    while locator.len() > 1 && locator.last() == Some(&0) {
        locator.pop();
    }
    locator
}

/// `polynomial * (1 + root * x)`.
fn times_linear(polynomial: &[u8], root: u8) -> Vec<u8> {
    let mut shifted = scaled(polynomial, root);
    shifted.insert(0, 0);
    sum(&shifted, polynomial)
}

fn scaled(polynomial: &[u8], factor: u8) -> Vec<u8> {
    polynomial
        .iter()
        .map(|&value| multiply(value, factor))
        .collect()
}

fn sum(a: &[u8], b: &[u8]) -> Vec<u8> {
    let (mut long, short) = if a.len() < b.len() {
        (b.to_vec(), a)
    } else {
        (a.to_vec(), b)
    };
    for (value, other) in long.iter_mut().zip(short) {
        *value ^= other;
    }
    long
}

fn product(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut product = vec![0; a.len() + b.len()];
    for (at, &factor) in a.iter().enumerate() {
        for (place, &value) in product.iter_mut().skip(at).zip(b) {
            *place ^= multiply(factor, value);
        }
    }
    product
}

fn derivative(polynomial: &[u8]) -> Vec<u8> {
    // In a field of characteristic 2 the even powers vanish.
    polynomial
        .iter()
        .skip(1)
        .enumerate()
        .map(|(power, &value)| if power % 2 == 0 { value } else { 0 })
        .collect()
}

fn evaluate(polynomial: &[u8], at: u8) -> u8 {
    polynomial
        .iter()
        .rev()
        .fold(0, |sum, &value| multiply(sum, at) ^ value)
}

/// Powers of the primitive element, twice around, so that two logarithms can be added.
const POWERS: [u8; 512] = powers();
const LOGARITHMS: [u8; 256] = logarithms();

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler runs it, and would refuse a place beyond the table"
)]
const fn powers() -> [u8; 512] {
    let mut powers = [0; 512];
    let mut value: u8 = 1;
    let mut at = 0;
    while at < 512 {
        powers[at] = value;
        let carry = value & 0x80 != 0;
        value <<= 1;
        if carry {
            value ^= 0x1d;
        }
        at += 1;
    }
    powers
}

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "the compiler runs it, and would refuse a place beyond the table"
)]
const fn logarithms() -> [u8; 256] {
    let mut logarithms = [0; 256];
    let mut at: u8 = 0;
    while at < 255 {
        logarithms[POWERS[at as usize] as usize] = at;
        at += 1;
    }
    logarithms
}

fn power_of_alpha(power: usize) -> u8 {
    POWERS.get(power % 255).copied().unwrap_or(0)
}

fn logarithm(value: u8) -> usize {
    LOGARITHMS
        .get(usize::from(value))
        .copied()
        .map_or(0, usize::from)
}

fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    POWERS
        .get(logarithm(a) + logarithm(b))
        .copied()
        .unwrap_or(0)
}

fn inverse(value: u8) -> u8 {
    power_of_alpha(255 - logarithm(value))
}

fn divide(a: u8, b: u8) -> Option<u8> {
    (b != 0).then(|| multiply(a, inverse(b)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    use super::*;

    #[test]
    fn the_example_of_the_standard_has_its_checks() {
        // ISO/IEC 18004, annex I: "01234567" in version 1-M.
        let data = [
            0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
            0xec, 0x11,
        ];
        let checks = [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55];
        assert_eq!(checks_of(&data, 10), checks);
    }

    /// A word, the number of its checks, the places to spoil, and by how much each.
    fn spoiled() -> impl Strategy<Value = (Vec<u8>, usize, Vec<usize>, Vec<u8>)> {
        (2_usize..=30, 1_usize..=120).prop_flat_map(|(checks, data)| {
            let length = checks + data;
            let places: Vec<usize> = (0..length).collect();
            let most = checks.min(length);
            (
                proptest::collection::vec(any::<u8>(), data),
                Just(checks),
                subsequence(places, 0..=most).prop_shuffle(),
                proptest::collection::vec(1..=u8::MAX, most),
            )
        })
    }

    proptest! {
        #[test]
        fn what_is_within_the_bound_is_corrected(
            (data, checks, places, changes) in spoiled(), share in 0.0..1.0_f32
        ) {
            let word = [data.clone(), checks_of(&data, checks)].concat();
            // Some are erasures; of the rest half as many can be errors.
            let erasures = super::super::number::floor(super::super::number::real(places.len()) * share);
            let erasures = usize::try_from(erasures).unwrap();
            let errors = ((checks - erasures) / 2).min(places.len() - erasures);
            let wrong = &places[..erasures + errors];
            let mut received = word.clone();
            for (&place, change) in wrong.iter().zip(&changes) {
                received[place] ^= change;
            }
            let corrected = correct(&received, checks, &wrong[..erasures]);
            prop_assert_eq!(corrected, Some(Corrected { word, errors }));
        }

        #[test]
        fn what_is_returned_is_a_word_near_the_received_one(
            received in proptest::collection::vec(any::<u8>(), 3..255),
            checks in 1_usize..40,
            erased in proptest::collection::vec(0_usize..260, 0..42),
        ) {
            if let Some(found) = correct(&received, checks, &erased) {
                prop_assert!(syndromes(&found.word, checks).iter().all(|&syndrome| syndrome == 0));
                let differ = received.iter().zip(&found.word).enumerate();
                let errors = differ.filter(|(at, (a, b))| a != b && !erased.contains(at)).count();
                prop_assert_eq!(errors, found.errors);
                prop_assert!(2 * errors + erased.len() <= checks);
            }
        }
    }

    #[test]
    fn one_erasure_too_many_is_refused() {
        let word = [vec![1, 2, 3], checks_of(&[1, 2, 3], 4)].concat();
        assert_eq!(correct(&word, 4, &[0, 1, 2, 3, 4]), None);
        assert_eq!(
            correct(&word, 4, &[7]).map(|found| found.word),
            Some(word.clone())
        );
        let mut spoiled = word;
        spoiled[0] ^= 1;
        assert_eq!(correct(&spoiled, 4, &[7]), None, "no such place");
    }
}
