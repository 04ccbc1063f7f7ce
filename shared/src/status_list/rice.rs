//! The gaps of one bucket in Rice codes (Golomb 1966, Rice 1979): all quotients in unary from the front, their
//! remainders from the back. So a word of quotients can be skipped at once: its ones are items, its zeros quotients,
//! and the remainders of those items are added several at a time.

use crate::bits::{Bits, WORD, ones};
use crate::credential::StatusIndex;

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
    /// What the word of couples is multiplied by, to have their sum in its highest bits, and where these begin.
    sum: (u64, u32),
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
        // The last couple may have less room than the others.
        let last = couple * (couples - 1);
        let top = u64::BITS.saturating_sub(couple.max(1)).max(last);
        Self {
            length,
            at_once,
            each: every(at_once, length, 1),
            even: every(couples, couple, ones(length)),
            odd: every(at_once / 2, couple, ones(length)),
            step: u64::from(at_once * length),
            sum: (every(couples, couple, 1) << (top - last), top),
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
            sum += self.fold(bits.window(at));
            at += self.step;
            count -= self.at_once;
        }
        sum + self.fold(bits.window(at) & ones(count * self.length))
    }

    /// The sum of the remainders in a word, whatever stands behind them.
    fn fold(&self, word: u64) -> u64 {
        if self.length < 4 {
            return self.fold_short(word);
        }
        let couples = (word & self.even) + (word >> self.length & self.odd);
        let (factor, top) = self.sum;
        couples.wrapping_mul(factor) >> top
    }

    /// The same where couples would be too narrow for the sum.
    #[cold]
    fn fold_short(&self, word: u64) -> u64 {
        let weight = |bit: u32| u64::from((word >> bit & self.each).count_ones()) << bit;
        (0..self.length).map(weight).sum()
    }
}

/// How many of the next `count` bits are ones.
fn count_ones(bits: Bits<'_>, mut at: u64, mut count: u64) -> u32 {
    let mut sum = 0;
    while count > u64::from(WORD) {
        sum += (bits.window(at) & ones(WORD)).count_ones();
        at += u64::from(WORD);
        count -= u64::from(WORD);
    }
    let rest = u32::try_from(count).unwrap_or(WORD);
    sum + (bits.window(at) & ones(rest)).count_ones()
}

/// Bits of quotients, and words of remainders one by one, for which a leap does not pay.
const FEW: u64 = 18;
const SOME: usize = 3;

impl Walk<'_> {
    /// Whether an item has this offset.
    pub(super) fn finds(mut self, target: u64) -> bool {
        let mut least = 0;
        loop {
            let mut width = self.guess(target).max(least);
            while width >= FEW {
                if self.leap(width, target) {
                    width = self.guess(target).max(least);
                } else {
                    (width, least) = (width / 2, 0);
                }
            }
            for _ in 0..SOME {
                let mut found = false;
                let is_before = |offset| {
                    found = offset == target;
                    offset < target
                };
                if !self.read(is_before) {
                    return found;
                }
            }
            // They lie closer than random ones.
            least = u64::from(WORD);
        }
    }

    /// How many bits of quotients end before the target, most likely: one leads on by 2^k at most, and by less than
    /// 4/5 of that in a random list.
    const fn guess(&self, target: u64) -> u64 {
        let bits = (target - self.offset) >> self.rice.length;
        bits + bits / 4
    }

    /// Leaps over the items whose quotients end in the next `width` bits, if there are these bits and all lie before
    /// the target.
    #[inline]
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

    /// Reads on, as many items as a word of remainders has, and hands out their offsets until one is not wanted. Tells
    /// whether there may be more.
    #[inline]
    pub(super) fn read(&mut self, mut wants: impl FnMut(u64) -> bool) -> bool {
        let length = self.rice.length;
        let low = self.remainders.saturating_sub(self.rice.step);
        let mut remainders = self.bits.window(low) << (63 - (self.remainders - low)) << 1;
        let mut word = self.bits.word(self.quotients);
        for _ in 0..self.rice.at_once {
            let mut quotient = 0;
            if word == 0 {
                word = self.bits.word(self.quotients);
                while word == 0 {
                    quotient += u64::from(WORD);
                    if self.quotients + quotient >= self.remainders
                        || quotient > StatusIndex::LIMIT >> length
                    {
                        return false;
                    }
                    word = self.bits.word(self.quotients + quotient);
                }
            }
            let zeros = word.trailing_zeros();
            quotient += u64::from(zeros);
            let quotients = self.quotients + quotient + 1;
            if quotients + self.rice.length() > self.remainders {
                return false;
            }
            let offset = self.offset + (quotient << length | remainders >> 1 >> (63 - length));
            self.offset = offset + 1;
            self.quotients = quotients;
            self.remainders -= self.rice.length();
            if !wants(offset) {
                return false;
            }
            word = word >> zeros >> 1;
            remainders <<= length;
        }
        true
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
