//! Codes that people read out and type: Crockford's base 32, without I, L, O and U, groups of four.

use alloc::string::String;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The five-bit values of `symbols` characters, in groups of four with hyphens between.
pub(crate) fn write(values: impl Iterator<Item = u8>) -> String {
    let mut text = String::new();
    for (place, value) in values.enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        if let Some(&symbol) = ALPHABET.get(usize::from(value & 31)) {
            text.push(char::from(symbol));
        }
    }
    text
}

/// The `N` five-bit values of a code as typed: case, hyphens and spaces do not matter, and O, I, L stand
/// for 0, 1, 1.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut values = [0; N];
    let mut places = values.iter_mut();
    for symbol in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
        let symbol = match symbol.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = ALPHABET.iter().position(|&s| char::from(s) == symbol)?;
        *places.next()? = u8::try_from(value).ok()?;
    }
    places.next().is_none().then_some(values)
}

/// Five-bit values of 40 bits, first bits first.
pub(crate) fn split_40(bytes: [u8; 5]) -> [u8; 8] {
    let [a, b, c, d, e] = bytes;
    let bits = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
    [35, 30, 25, 20, 15, 10, 5, 0].map(|shift| {
        let [.., low] = (bits >> shift).to_be_bytes();
        low & 31
    })
}

/// 40 bits from five-bit values, first bits first.
pub(crate) fn join_40(values: [u8; 8]) -> [u8; 5] {
    let bits = values
        .iter()
        .fold(0_u64, |bits, &value| bits << 5 | u64::from(value & 31));
    let [_, _, _, a, b, c, d, e] = bits.to_be_bytes();
    [a, b, c, d, e]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let values = read::<8>("OIL0-abcd").unwrap();
        assert_eq!(write(values.into_iter()), "0110-ABCD");
        assert_eq!(read::<8>("0110 ABCD"), Some(values));
        assert_eq!(read::<8>("0110ABC"), None);
        assert_eq!(read::<8>("0110ABCDE"), None);
        assert_eq!(read::<8>("0110ABCU"), None);
    }

    proptest! {
        #[test]
        fn forty_bits_survive(bytes: [u8; 5]) {
            let text = write(split_40(bytes).into_iter());
            prop_assert_eq!(read::<8>(&text).map(join_40), Some(bytes));
        }
    }
}
