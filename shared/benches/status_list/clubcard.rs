//! Clubcard, which Firefox uses for revoked certificates: exact for the indices that were enumerated when it was built.

use std::collections::BTreeMap;
use std::path::Path;

use ::clubcard::builder::{ApproximateRibbon, ClubcardBuilder, ExactRibbon};
use ::clubcard::{AsQuery, Clubcard, ClubcardIndexEntry, Equation, Filterable, Queryable};
use anyhow::{Context as _, Result, ensure};

use crate::cell::{Cell, mix};
use crate::format::{Built, Format, read};

/// Words of an equation.
const WIDTH: usize = 4;

/// An index, and whether it is revoked, as far as that is known.
struct Item {
    index: [u8; 8],
    is_revoked: bool,
}

impl Item {
    const fn new(index: u64, is_revoked: bool) -> Self {
        Self {
            index: index.to_le_bytes(),
            is_revoked,
        }
    }
}

impl AsQuery<WIDTH> for Item {
    /// A cheap hash, where certificates take SHA-256.
    fn as_query(&self, m: usize) -> Equation<WIDTH> {
        let seed = mix(u64::from_le_bytes(self.index).wrapping_add(1));
        let [a, b, c, d, start] = [1, 2, 3, 4, 5].map(|word| mix(seed.wrapping_add(word)));
        let m = u64::try_from(m).unwrap_or(u64::MAX).max(1);
        let start = usize::try_from(start % m).unwrap_or_default();
        let constant = u8::from(!self.is_revoked);
        Equation::inhomogeneous(start, [a | 1, b, c, d], constant)
    }

    fn block(&self) -> &[u8] {
        &[]
    }

    fn discriminant(&self) -> &[u8] {
        &self.index
    }
}

impl Filterable<WIDTH> for Item {
    fn included(&self) -> bool {
        self.is_revoked
    }
}

impl Queryable<WIDTH> for Item {
    type UniverseMetadata = ();
    type PartitionMetadata = ();

    fn in_universe(&self, (): &()) -> bool {
        true
    }
}

pub(crate) struct Card(Clubcard<WIDTH, (), ()>);

impl Format for Card {
    type Input = Vec<u64>;

    fn input(set: &[u64]) -> Self::Input {
        set.to_vec()
    }

    fn build(capacity: u64, input: Self::Input) -> Result<Built> {
        let mut builder = ClubcardBuilder::new();
        let mut approximate = builder.new_approx_builder(&[]);
        for &index in &input {
            approximate.insert(Item::new(index, true));
        }
        approximate.set_universe_size(usize::try_from(capacity)?);
        builder.collect_approx_ribbons(vec![ApproximateRibbon::from(approximate)]);
        let mut exact = builder.new_exact_builder(&[]);
        let mut revoked = input.into_iter().peekable();
        for index in 0..capacity {
            let is_revoked = revoked.next_if_eq(&index).is_some();
            exact.insert(Item::new(index, is_revoked));
        }
        builder.collect_exact_ribbons(vec![ExactRibbon::from(exact)]);
        write(&builder.build::<Item>((), ()))
    }

    fn open(path: &Path, _cell: &Cell, hash: [u8; 32]) -> Result<Self> {
        let file = read(path, hash)?;
        let (words, _) = file.as_chunks();
        let mut words = words.iter().copied().map(u64::from_le_bytes);
        let mut size = || Ok::<_, anyhow::Error>(usize::try_from(words.next().context("an end")?)?);
        let entry = ClubcardIndexEntry {
            approx_filter_m: size()?,
            exact_filter_m: size()?,
            approx_filter_rank: size()?,
            exceptions: Vec::new(),
            ..ClubcardIndexEntry::default()
        };
        let (exceptions, columns, exact) = (size()?, size()?, size()?);
        let approximate: Vec<usize> = (0..columns).map(|_| size()).collect::<Result<_>>()?;
        let excepted = words.by_ref().take(exceptions);
        let exceptions = excepted.map(|index| index.to_le_bytes().into()).collect();
        let approx_filter = approximate
            .into_iter()
            .map(|length| words.by_ref().take(length).collect())
            .collect();
        Ok(Self(Clubcard {
            universe: (),
            partition: (),
            index: BTreeMap::from([(
                Vec::new(),
                ClubcardIndexEntry {
                    exceptions,
                    ..entry
                },
            )]),
            approx_filter,
            exact_filter: words.take(exact).collect(),
        }))
    }

    fn is_revoked(&self, index: u64) -> bool {
        self.0.unchecked_contains(&Item::new(index, false))
    }
}

/// Words: its own way of writing needs a general-purpose format around it.
fn write(card: &Clubcard<WIDTH, (), ()>) -> Result<Built> {
    let entry = card.index.get(&[][..]).context("an entry")?;
    let offsets = entry.approx_filter_offset + entry.exact_filter_offset;
    ensure!(
        offsets == 0 && !entry.inverted,
        "a clubcard of another kind"
    );
    let mut sizes = vec![
        entry.approx_filter_m,
        entry.exact_filter_m,
        entry.approx_filter_rank,
        entry.exceptions.len(),
        card.approx_filter.len(),
        card.exact_filter.len(),
    ];
    sizes.extend(card.approx_filter.iter().map(Vec::len));
    let sizes = sizes.into_iter().flat_map(usize::to_le_bytes);
    let exceptions = entry.exceptions.iter().flatten().copied();
    let columns = card.approx_filter.iter().chain([&card.exact_filter]);
    let columns = columns.flatten().copied().flat_map(u64::to_le_bytes);
    Ok(Built::new(sizes.chain(exceptions).chain(columns).collect()))
}
