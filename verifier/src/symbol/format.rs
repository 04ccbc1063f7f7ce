//! The format information: how much of a symbol are checks, and which mask lies over the data.

use super::layout::{self, Level};
use super::table::Table;

/// What the format information says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) level: Level,
    pub(super) mask: u8,
}

impl Format {
    fn of_bits(data: u8) -> Self {
        Self {
            level: Level::of_bits(u16::from(data >> 3)),
            mask: data & 7,
        }
    }
}

/// A format, and how well the modules agree with it: 1 when all do, 0 when they know nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) format: Format,
    pub(super) agreement: f32,
}

/// All formats, the likeliest first. `signs` are above zero where a module is dark.
pub(super) fn readings(signs: &Table<f32>) -> Vec<Reading> {
    let side = signs.width();
    let heard: Vec<f32> = layout::format_places(side)
        .map(|places| places.iter().filter_map(|&(x, y)| signs.get(x, y)).sum())
        .collect();
    let most: f32 = layout::format_places(side)
        .flatten()
        .filter_map(|(x, y)| signs.get(x, y))
        .map(f32::abs)
        .sum();
    let mut readings: Vec<Reading> = (0..32)
        .map(|data| {
            let code = code(data);
            let sum: f32 = heard
                .iter()
                .enumerate()
                .map(|(bit, &sign)| if code >> bit & 1 == 1 { sign } else { -sign })
                .sum();
            Reading {
                format: Format::of_bits(data),
                agreement: sum / most.max(f32::MIN_POSITIVE),
            }
        })
        .collect();
    readings.sort_by(|a, b| b.agreement.total_cmp(&a.agreement));
    readings
}

/// The fifteen bits that stand for five (ISO/IEC 18004, annex C).
fn code(data: u8) -> u16 {
    let data = u16::from(data) << 10;
    let rest = (10..15).rev().fold(data, |rest, bit| {
        if rest >> bit & 1 == 1 {
            rest ^ 0x537 << (bit - 10)
        } else {
            rest
        }
    });
    (data | rest) ^ 0x5412
}

/// The eighteen bits that stand for a version (annex D).
pub(super) fn version_code(version: u8) -> u32 {
    let data = u32::from(version) << 12;
    let rest = (12..18).rev().fold(data, |rest, bit| {
        if rest >> bit & 1 == 1 {
            rest ^ 0x1f25 << (bit - 12)
        } else {
            rest
        }
    });
    data | rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // Annex C: M with mask 5; annex D: version 7.
        assert_eq!(code(0b00101), 0b100_0000_1100_1110);
        assert_eq!(version_code(7), 0b00_0111_1100_1001_0100);
    }

    #[test]
    fn two_codes_differ_in_five_bits_or_more() {
        for a in 0..32 {
            for b in 0..a {
                assert!((code(a) ^ code(b)).count_ones() >= 5);
            }
        }
    }

    #[test]
    fn three_wrong_bits_do_no_harm() {
        let side = 21;
        for data in 0..32 {
            let mut signs = Table::filled(side, side, 0.0);
            for (bit, places) in layout::format_places(side).enumerate() {
                let wrong = bit % 5 == 1;
                let dark = (code(data) >> bit & 1 == 1) != wrong;
                for (x, y) in places {
                    signs.set(x, y, if dark { 1.0 } else { -1.0 });
                }
            }
            assert_eq!(readings(&signs)[0].format, Format::of_bits(data));
        }
    }
}
