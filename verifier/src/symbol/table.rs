//! A table of values by column and row.

use super::number::real;

/// Values by column and row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table<T> {
    values: Vec<T>,
    width: usize,
}

impl<T: Copy> Table<T> {
    pub(super) fn filled(width: usize, height: usize, value: T) -> Self {
        Self {
            values: vec![value; width * height],
            width,
        }
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    pub(super) fn get(&self, x: usize, y: usize) -> Option<T> {
        if x < self.width {
            self.values.get(y * self.width + x).copied()
        } else {
            None
        }
    }

    /// Outside of the table nothing is changed.
    pub(super) fn set(&mut self, x: usize, y: usize, value: T) {
        if x < self.width
            && let Some(place) = self.values.get_mut(y * self.width + x)
        {
            *place = value;
        }
    }

    /// Row after row.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &[T]> {
        self.values.chunks(self.width.max(1))
    }

    /// All columns and rows with their values, row after row.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, usize, T)> {
        self.rows()
            .enumerate()
            .flat_map(|(y, row)| row.iter().enumerate().map(move |(x, &value)| (x, y, value)))
    }

    /// A table of the same size, each value made of the one in its place.
    pub(super) fn map<U: Copy>(&self, change: impl Fn(T) -> U) -> Table<U> {
        Table {
            values: self.values.iter().map(|&value| change(value)).collect(),
            width: self.width,
        }
    }

    /// As `map`, with the value in the same place of another table of the same size.
    pub(super) fn with<U: Copy, V: Copy>(
        &self,
        other: &Table<U>,
        join: impl Fn(T, U) -> V,
    ) -> Table<V> {
        let pairs = self.values.iter().zip(&other.values);
        Table {
            values: pairs.map(|(&value, &other)| join(value, other)).collect(),
            width: self.width,
        }
    }

    /// Columns become rows. For a table as wide as it is high.
    pub(super) fn transposed(&self) -> Self {
        let mut turned = self.clone();
        for (x, y, value) in self.entries() {
            turned.set(y, x, value);
        }
        turned
    }
}

impl Table<f32> {
    /// The mean over the square of `2 * reach + 1` around each place, cut off at the border. For a table as wide
    /// as it is high.
    pub(super) fn smoothed(&self, reach: usize) -> Self {
        self.smoothed_rows(reach)
            .transposed()
            .smoothed_rows(reach)
            .transposed()
    }

    fn smoothed_rows(&self, reach: usize) -> Self {
        let mut smooth = self.clone();
        let rows = smooth.values.chunks_mut(self.width.max(1)).zip(self.rows());
        for (into, row) in rows {
            let mut sum: f32 = row.iter().take(reach).sum();
            let mut count = reach.min(row.len());
            for (at, value) in into.iter_mut().enumerate() {
                if let Some(entering) = row.get(at + reach) {
                    sum += entering;
                    count += 1;
                }
                if let Some(leaving) = at.checked_sub(reach + 1).and_then(|at| row.get(at)) {
                    sum -= leaving;
                    count -= 1;
                }
                *value = sum / real(count);
            }
        }
        smooth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_stays_within_the_table() {
        let table = Table::filled(5, 5, 2.0);
        assert_eq!(table.smoothed(3), table);
        let mut one = Table::filled(5, 5, 0.0);
        one.set(2, 2, 9.0);
        assert_eq!(one.smoothed(1).get(1, 3), Some(1.0));
        assert_eq!(one.smoothed(1).get(0, 3), Some(0.0));
    }

    #[test]
    fn outside_of_a_table_there_is_nothing() {
        let mut table = Table::filled(3, 2, 0);
        table.set(3, 0, 1);
        table.set(0, 2, 1);
        assert_eq!(table.values(), [0; 6]);
        assert_eq!(
            (table.get(3, 0), table.get(0, 2), table.height()),
            (None, None, 2)
        );
    }
}
