//! Golomb codes (Golomb 1966): the gaps between ascending numbers, as short as a code for each of them can be.

use alloc::vec::Vec;

use crate::bits::{Bits, Board, WORD, ones};

/// ln 2, in 65,536ths.
const LN_2: u64 = 45_426;

/// The code for some of the numbers below a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Golomb {
    /// What gaps are divided by, m: about ln 2 times the mean gap.
    divisor: u64,
    /// Bits of a long remainder; short ones have one less.
    bits: u32,
    /// How many remainders are short.
    short: u64,
}

impl Golomb {
    /// The code for `count` numbers below `limit`, which is at most 2^40.
    pub(super) fn new(limit: u64, count: u64) -> Self {
        let divisor = (LN_2 * limit + (count << 15)).checked_div(count << 16);
        let divisor = divisor.unwrap_or(1).max(1);
        let bits = u64::BITS - (divisor - 1).leading_zeros();
        Self {
            divisor,
            bits,
            short: (1 << bits) - divisor,
        }
    }

    /// The bits that ascending numbers take.
    pub(super) fn length(&self, numbers: &[u64]) -> u64 {
        gaps(numbers).map(|gap| self.code(gap).bits()).sum()
    }

    fn code(&self, gap: u64) -> Code {
        let (quotient, remainder) = (gap / self.divisor, gap % self.divisor);
        let (remainder, bits) = if remainder < self.short {
            (remainder, self.bits.saturating_sub(1))
        } else {
            let long = remainder + self.short;
            // The bit that tells a long one apart stands last.
            let first = self.bits.saturating_sub(1);
            (long >> 1 | (long & 1) << first, self.bits)
        };
        Code {
            quotient,
            remainder,
            bits,
        }
    }
}

/// A gap's code: zeros, a one, the remainder's bits.
struct Code {
    quotient: u64,
    remainder: u64,
    bits: u32,
}

impl Code {
    fn bits(&self) -> u64 {
        self.quotient + 1 + u64::from(self.bits)
    }
}

fn gaps(numbers: &[u64]) -> impl Iterator<Item = u64> {
    numbers.iter().scan(0, |least, &number| {
        let gap = number - *least;
        *least = number + 1;
        Some(gap)
    })
}

/// Codes on their way out.
#[derive(Debug)]
pub(super) struct Writing {
    board: Board,
    at: u64,
}

impl Writing {
    /// Room for so many bits.
    pub(super) fn new(bits: u64) -> Self {
        let bytes = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
        Self {
            board: Board::new(bytes),
            at: 0,
        }
    }

    /// Writes ascending numbers.
    pub(super) fn put_all(&mut self, golomb: &Golomb, numbers: &[u64]) {
        for gap in gaps(numbers) {
            let code = golomb.code(gap);
            self.at += code.quotient;
            self.board.put(self.at, 1 | code.remainder << 1);
            self.at += 1 + u64::from(code.bits);
        }
    }

    /// What is written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.board.into_bytes()
    }
}

/// Codes on their way in.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    bits: Bits<'a>,
    at: u64,
    end: u64,
}

impl<'a> Reading<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bits: Bits(bytes),
            at: 0,
            end: u64::try_from(bytes.len())
                .unwrap_or(u64::MAX)
                .saturating_mul(8),
        }
    }

    /// Reads so many ascending numbers below `limit`. Each takes a bit at least, so a count alone makes nobody wait.
    pub(super) fn take_all(&mut self, golomb: &Golomb, count: u64, limit: u64) -> Option<Vec<u64>> {
        let (mut numbers, mut least) = (Vec::new(), 0_u64);
        for _ in 0..count {
            let number = least.checked_add(self.take(golomb)?)?;
            if number >= limit {
                return None;
            }
            numbers.push(number);
            least = number + 1;
        }
        Some(numbers)
    }

    fn take(&mut self, golomb: &Golomb) -> Option<u64> {
        let mut quotient = 0;
        while self.bits.word(self.at) == 0 {
            if self.at >= self.end {
                return None;
            }
            self.at += u64::from(WORD);
            quotient += u64::from(WORD);
        }
        let zeros = u64::from(self.bits.word(self.at).trailing_zeros());
        quotient += zeros;
        self.at += zeros + 1;
        let word = self.bits.word(self.at);
        let first = golomb.bits.saturating_sub(1);
        let mut remainder = word & ones(first);
        self.at += u64::from(first);
        if golomb.bits > 0 && remainder >= golomb.short {
            remainder = (remainder << 1 | word >> first & 1) - golomb.short;
            self.at += 1;
        }
        if self.at > self.end {
            return None;
        }
        quotient.checked_mul(golomb.divisor)?.checked_add(remainder)
    }

    /// Nothing but zeros up to the byte's end, and no further byte.
    pub(super) fn end(&self) -> Option<()> {
        let is_end = self.at.div_ceil(8) * 8 == self.end && self.bits.word(self.at) == 0;
        is_end.then_some(())
    }
}
