//! The gaps of one bucket in Rice codes (Golomb 1966, Rice 1979): all quotients in unary from the front, their
//! remainders from the back. So a word of quotients can be skipped at once: its ones are items, its zeros quotients,
//! and the remainders of those items are added several at a time.

use crate::bits::{Bits, WORD, ones};

/// Where the bits of a bucket are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Bucket {
    /// The same bucket in bits that begin at `bit`.
    pub(super) const fn behind(self, bit: u64) -> Self {
        Self {
            start: self.start.saturating_sub(bit),
            end: self.end.saturating_sub(bit),
        }
    }
}

/// The codes of one list: how long remainders are, and how several are added at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rice {
    length: u32,
    /// Remainders in a word.
    at_once: u32,
    /// The lowest bit of every remainder in a word.
    each: u64,
    /// Bits of all of them.
    step: u64,
    /// All bits of every second one, from the first on.
    even: u64,
    /// All bits of the others, moved to where those are.
    odd: u64,
    /// The lowest bit of every second one.
    pairs: u64,
    /// Where the sum of all is in a product with `pairs`, and its bits.
    sum: (u32, u64),
}

/// A walk over the items of a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk<'a> {
    rice: &'a Rice,
    bits: Bits<'a>,
    /// The least offset that the next item can have.
    offset: u64,
    /// The next bit of the quotients.
    quotients: u64,
    /// Where the remainders end that were not read yet.
    remainders: u64,
}

impl Rice {
    /// Remainders of so many bits, at most 40.
    pub(super) fn new(length: u32) -> Self {
        let at_once = WORD.checked_div(length).unwrap_or(WORD);
        let couples = at_once.div_ceil(2);
        let couple = 2 * length;
        let every = |count: u32, apart: u32, value: u64| {
            (0..count).fold(0, |word, place| word | value << (place * apart))
        };
        let top = couple * (couples - 1);
        Self {
            length,
            at_once,
            each: every(at_once, length, 1),
            even: every(couples, couple, ones(length)),
            odd: every(at_once / 2, couple, ones(length)),
            step: u64::from(at_once * length),
            pairs: every(couples, couple, 1),
            sum: (top, ones(couple.min(63 - top))),
        }
    }

    /// How long a remainder is, in bits.
    pub(super) fn length(&self) -> u64 {
        u64::from(self.length)
    }

    /// A gap's quotient and remainder.
    pub(super) const fn split(&self, gap: u64) -> (u64, u64) {
        (gap >> self.length, gap & ones(self.length))
    }

    /// The beginning of a bucket.
    pub(super) const fn walk<'a>(&'a self, bits: Bits<'a>, bucket: Bucket) -> Walk<'a> {
        Walk {
            rice: self,
            bits,
            offset: 0,
            quotients: bucket.start,
            remainders: bucket.end,
        }
    }

    /// The sum of `count` remainders from `at` on.
    fn add_up(&self, bits: Bits<'_>, mut at: u64, mut count: u32) -> u64 {
        let mut sum = 0;
        while count > self.at_once {
            sum += self.fold(window(bits, at));
            at += self.step;
            count -= self.at_once;
        }
        sum + self.fold(window(bits, at) & ones(count * self.length))
    }

    /// The sum of the remainders in a word, whatever stands behind them.
    fn fold(&self, word: u64) -> u64 {
        if self.length < 4 {
            // Couples would be too narrow for the sum.
            let weight = |bit: u32| u64::from((word >> bit & self.each).count_ones()) << bit;
            return (0..self.length).map(weight).sum();
        }
        let couples = (word & self.even) + (word >> self.length & self.odd);
        let (top, mask) = self.sum;
        couples.wrapping_mul(self.pairs) >> top & mask
    }
}

/// How many of the next `count` bits are ones.
fn count_ones(bits: Bits<'_>, mut at: u64, mut count: u64) -> u32 {
    let mut sum = 0;
    while count > u64::from(WORD) {
        sum += (window(bits, at) & ones(WORD)).count_ones();
        at += u64::from(WORD);
        count -= u64::from(WORD);
    }
    let rest = u32::try_from(count).unwrap_or(WORD);
    sum + (window(bits, at) & ones(rest)).count_ones()
}

/// The bits from `at` on, at least [`WORD`] of them.
fn window(bits: Bits<'_>, at: u64) -> u64 {
    let byte = usize::try_from(at >> 3).unwrap_or(usize::MAX);
    let window = bits.0.get(byte..byte.saturating_add(8));
    match window.and_then(<[u8]>::first_chunk) {
        Some(chunk) => u64::from_le_bytes(*chunk) >> (at & 7),
        None => bits.word(at),
    }
}

/// Bits of quotients, and items one by one, for which a leap does not pay.
const FEW: u64 = 8;
const SOME: usize = 16;

impl Walk<'_> {
    /// Whether an item has this offset.
    pub(super) fn finds(mut self, target: u64) -> bool {
        loop {
            // A bit of quotients leads on by at most 2^k: so many of them end before the target.
            let mut most = u64::MAX;
            loop {
                let bits = ((target - self.offset) >> self.rice.length).min(most);
                if bits < FEW {
                    break;
                }
                if !self.leap(bits, target) {
                    most = bits / 2;
                }
            }
            let mut items = 0;
            for offset in self.by_ref().take(SOME) {
                if offset >= target {
                    return offset == target;
                }
                items += 1;
            }
            if items < SOME {
                return false;
            }
            // They lie closer than random ones.
            while self.leap(u64::from(WORD), target) {}
        }
    }

    /// Leaps over the items whose quotients end in the next `width` bits, if there are these bits and all lie before
    /// the target.
    fn leap(&mut self, width: u64, target: u64) -> bool {
        let quotients = self.quotients + width;
        let items = count_ones(self.bits, self.quotients, width);
        let behind = u64::from(items) * self.rice.length();
        let Some(remainders) = self.remainders.checked_sub(behind) else {
            return false;
        };
        if quotients > remainders {
            return false;
        }
        let sum = self.rice.add_up(self.bits, remainders, items);
        let zeros = width - u64::from(items);
        let offset = self.offset + (zeros << self.rice.length) + sum + u64::from(items);
        let lies_before = offset <= target;
        if lies_before {
            (self.offset, self.quotients, self.remainders) = (offset, quotients, remainders);
        }
        lies_before
    }

    /// Bits between the quotients and the remainders when all items are read, if they are zeros.
    pub(super) fn padding(&self) -> Option<u64> {
        let padding = self.remainders.checked_sub(self.quotients)?;
        let mut at = self.quotients;
        while at < self.remainders {
            let zeros = u64::from(self.bits.word(at).trailing_zeros().min(WORD));
            if zeros < u64::from(WORD).min(self.remainders - at) {
                return None;
            }
            at += zeros;
        }
        Some(padding)
    }
}

impl Iterator for Walk<'_> {
    type Item = u64;

    /// The offset of the next item.
    fn next(&mut self) -> Option<u64> {
        let remainders = self.remainders.checked_sub(self.rice.length())?;
        let mut quotient = 0;
        let mut word = self.bits.word(self.quotients);
        while word == 0 {
            quotient += u64::from(WORD);
            if self.quotients + quotient >= remainders {
                return None;
            }
            word = self.bits.word(self.quotients + quotient);
        }
        quotient += u64::from(word.trailing_zeros());
        if self.quotients + quotient >= remainders {
            return None;
        }
        let remainder = self.bits.word(remainders) & ones(self.rice.length);
        let gap = quotient.checked_mul(1 << self.rice.length)? | remainder;
        let offset = self.offset.checked_add(gap)?;
        self.offset = offset.checked_add(1)?;
        self.quotients += quotient + 1;
        self.remainders = remainders;
        Some(offset)
    }
}
