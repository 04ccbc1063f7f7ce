//! What each module of a symbol is for (ISO/IEC 18004, section 6.3), and how codewords lie in it.

use super::format;
use super::table::Table;

/// A symbol's version: its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u8);

impl Version {
    pub(super) const MAX: u8 = 40;

    pub(super) fn new(number: i32) -> Option<Self> {
        u8::try_from(number)
            .ok()
            .filter(|number| (1..=Self::MAX).contains(number))
            .map(Self)
    }

    pub(super) const fn number(self) -> u8 {
        self.0
    }

    /// Modules in a row.
    pub(super) fn side(self) -> usize {
        17 + 4 * usize::from(self.0)
    }

    /// Whether the symbol carries its version.
    pub(super) const fn is_written(self) -> bool {
        self.0 >= 7
    }

    /// Where the middles of alignment patterns lie, in columns as in rows.
    pub(super) fn alignment(self) -> Vec<usize> {
        let version = usize::from(self.0);
        if version == 1 {
            return Vec::new();
        }
        let count = version / 7 + 2;
        let step = match version {
            32 => 26,
            _ => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
        };
        let last = self.side() - 7;
        let mut middles: Vec<usize> = (0..count - 1).map(|at| last - at * step).collect();
        middles.push(6);
        middles.reverse();
        middles
    }

    /// The middles of all alignment patterns: those that no finder pattern covers.
    pub(super) fn alignment_patterns(self) -> Vec<(usize, usize)> {
        let middles = self.alignment();
        let last = middles.last().copied().unwrap_or(0);
        let is_free = |&(x, y): &(usize, usize)| ![(6, 6), (last, 6), (6, last)].contains(&(x, y));
        middles
            .iter()
            .flat_map(|&y| middles.iter().map(move |&x| (x, y)))
            .filter(is_free)
            .collect()
    }
}

/// How much of a symbol are check codewords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Low,
    Medium,
    Quartile,
    High,
}

impl Level {
    /// By the two bits that the format information holds.
    pub(super) const fn of_bits(bits: u16) -> Self {
        match bits & 3 {
            0 => Self::Medium,
            1 => Self::Low,
            2 => Self::High,
            _ => Self::Quartile,
        }
    }
}

/// What a module is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Always the same, and whether it is dark.
    Fixed(bool),
    /// A bit of the format information.
    Format,
    /// A bit of the version information.
    Version,
    /// A bit of a codeword.
    Data,
}

/// The roles of all modules of a version.
pub(super) fn roles(version: Version) -> Table<Role> {
    let side = version.side();
    let mut roles = Table::filled(side, side, Role::Data);
    for at in 0..side {
        let dark = at % 2 == 0;
        roles.set(at, 6, Role::Fixed(dark));
        roles.set(6, at, Role::Fixed(dark));
    }
    for (x, y) in version.alignment_patterns() {
        for (dx, dy) in square(5) {
            let ring = dx.abs_diff(2).max(dy.abs_diff(2));
            roles.set(x + dx - 2, y + dy - 2, Role::Fixed(ring != 1));
        }
    }
    for at in 0..9 {
        roles.set(8, at, Role::Format);
        roles.set(at, 8, Role::Format);
        if at < 8 {
            roles.set(side - 1 - at, 8, Role::Format);
            roles.set(8, side - 1 - at, Role::Format);
        }
    }
    roles.set(8, side - 8, Role::Fixed(true));
    roles.set(6, 8, Role::Fixed(true));
    roles.set(8, 6, Role::Fixed(true));
    // Finder patterns with their separators: 8x8 each.
    for (dx, dy) in square(8) {
        // Counted from the symbol's corner.
        let ring = dx.abs_diff(3).max(dy.abs_diff(3));
        let role = Role::Fixed(ring != 2 && ring != 4);
        roles.set(dx, dy, role);
        roles.set(side - 1 - dx, dy, role);
        roles.set(dx, side - 1 - dy, role);
    }
    if version.is_written() {
        for at in 0..18 {
            let (long, short) = (at / 3, side - 11 + at % 3);
            roles.set(long, short, Role::Version);
            roles.set(short, long, Role::Version);
        }
    }
    roles
}

/// The modules that are the same in every symbol of a version, and whether they are dark.
pub(super) fn fixed(version: Version) -> Vec<(usize, usize, bool)> {
    let code = format::version_code(version.number());
    let written = version_places(version.side())
        .enumerate()
        .flat_map(|(bit, places)| places.map(|(x, y)| (x, y, code >> bit & 1 == 1)));
    let written = written.filter(|_| version.is_written());
    let roles = roles(version);
    let of_role = |(x, y, role)| match role {
        Role::Fixed(dark) => Some((x, y, dark)),
        _ => None,
    };
    roles.entries().filter_map(of_role).chain(written).collect()
}

fn square(side: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)))
}

/// The two places of each bit of the format information, lowest bit first.
pub(super) fn format_places(side: usize) -> impl Iterator<Item = [(usize, usize); 2]> {
    (0..15).map(move |bit| {
        let around_corner = match bit {
            0..6 => (8, bit),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        let split = match bit {
            0..8 => (side - 1 - bit, 8),
            _ => (8, side - 15 + bit),
        };
        [around_corner, split]
    })
}

/// The two places of each bit of the version information, lowest bit first.
pub(super) fn version_places(side: usize) -> impl Iterator<Item = [(usize, usize); 2]> {
    (0..18).map(move |bit| {
        let (long, short) = (bit / 3, side - 11 + bit % 3);
        [(short, long), (long, short)]
    })
}

/// The places of the codewords' bits, in order.
pub(super) fn data_places(roles: &Table<Role>) -> Vec<(usize, usize)> {
    let side = roles.width();
    let mut places = Vec::with_capacity(side * side);
    let mut upward = true;
    let mut right = side - 1;
    while right >= 1 {
        if right == 6 {
            right = 5;
        }
        for step in 0..side {
            let y = if upward { side - 1 - step } else { step };
            for x in [right, right - 1] {
                if roles.get(x, y) == Some(Role::Data) {
                    places.push((x, y));
                }
            }
        }
        upward = !upward;
        right = right.saturating_sub(2);
    }
    places
}

/// Whether the data mask turns this module over.
pub(super) const fn is_masked(mask: u8, x: usize, y: usize) -> bool {
    let value = match mask & 7 {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    value == 0
}

/// How the codewords of a symbol are shared out to Reed-Solomon blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blocks {
    /// How many blocks.
    pub(super) count: usize,
    /// Check codewords of each.
    pub(super) checks: usize,
}

impl Blocks {
    pub(super) fn of(version: Version, level: Level) -> Self {
        let row = match level {
            Level::Low => (&CHECKS_LOW, &BLOCKS_LOW),
            Level::Medium => (&CHECKS_MEDIUM, &BLOCKS_MEDIUM),
            Level::Quartile => (&CHECKS_QUARTILE, &BLOCKS_QUARTILE),
            Level::High => (&CHECKS_HIGH, &BLOCKS_HIGH),
        };
        let of = |row: &[u8; 40]| {
            row.get(usize::from(version.0) - 1)
                .copied()
                .map_or(1, usize::from)
        };
        Self {
            count: of(row.1),
            checks: of(row.0),
        }
    }

    /// For each block, where its codewords stand among `total` interleaved ones: data, then checks.
    pub(super) fn places(self, total: usize) -> Vec<Vec<usize>> {
        let short = total / self.count;
        let short_blocks = self.count - total % self.count;
        let short_data = short.saturating_sub(self.checks);
        let data_total = total.saturating_sub(self.checks * self.count);
        (0..self.count)
            .map(|block| {
                let rows = (0..short_data).map(|row| row * self.count + block);
                let last = block
                    .checked_sub(short_blocks)
                    .map(|long| short_data * self.count + long);
                let checks = (0..self.checks).map(|row| data_total + row * self.count + block);
                rows.chain(last).chain(checks).collect()
            })
            .collect()
    }
}

// ISO/IEC 18004, table 9, by version.
const CHECKS_LOW: [u8; 40] = [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30,
    26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const CHECKS_MEDIUM: [u8; 40] = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
const CHECKS_QUARTILE: [u8; 40] = [
    13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30,
    30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const CHECKS_HIGH: [u8; 40] = [
    17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const BLOCKS_LOW: [u8; 40] = [
    1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14,
    15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];
const BLOCKS_MEDIUM: [u8; 40] = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
    26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];
const BLOCKS_QUARTILE: [u8; 40] = [
    1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34,
    34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
];
const BLOCKS_HIGH: [u8; 40] = [
    1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37,
    40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codewords_fill_each_version() {
        // ISO/IEC 18004, table 1: codewords of some versions.
        for (number, codewords) in [(1, 26), (2, 44), (6, 172), (7, 196), (12, 466), (40, 3706)] {
            let places = data_places(&roles(Version::new(number).unwrap()));
            assert_eq!(places.len() / 8, codewords, "version {number}");
        }
    }

    #[test]
    fn blocks_share_out_every_codeword_once() {
        for number in 1..=40 {
            let version = Version::new(number).unwrap();
            let total = data_places(&roles(version)).len() / 8;
            for level in [Level::Low, Level::Medium, Level::Quartile, Level::High] {
                let mut places = Blocks::of(version, level).places(total).concat();
                places.sort_unstable();
                assert!(places.into_iter().eq(0..total), "{number} {level:?}");
            }
        }
    }

    #[test]
    fn alignment_patterns_stand_where_the_standard_puts_them() {
        let of = |number| Version::new(number).unwrap().alignment();
        assert!(of(1).is_empty());
        assert_eq!(of(2), [6, 18]);
        assert_eq!(of(12), [6, 32, 58]);
        assert_eq!(of(32), [6, 34, 60, 86, 112, 138]);
        assert_eq!(of(40), [6, 30, 58, 86, 114, 142, 170]);
    }
}
