//! What an attacker found, against what chance finds.
//!
//! Chance: each day's features belong to that day's visitors in an order of its own, every order as likely as any other. What
//! is counted over a pair of days then has the mean and the variance that are given here, exactly; and as they hold whatever
//! the order of the other days is, the counts of two pairs of days are uncorrelated and their variances add up.

/// What was counted over some pairs of days.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) found: f64,
    pub(crate) expected: f64,
    pub(crate) variance: f64,
}

impl Score {
    pub(crate) fn add(&mut self, found: f64, expected: f64, variance: f64) {
        self.found += found;
        self.expected += expected;
        // Rounding may leave a little less than nothing.
        self.variance += variance.max(0.0);
    }

    /// Joins of visit `a` of one day with visit `b` of another, where `mates` of both days' visits are of one citizen:
    /// `partner` gives what `a` is joined with, `mate` whom it should be joined with. Each visit of the first day is joined
    /// at most once. Hoeffding's variance of a permutation statistic (1951), for a matrix of zeros and ones.
    pub(crate) fn joins(
        &mut self,
        mates: &[(usize, usize)],
        is_mate: &[bool],
        partner: impl Fn(usize) -> Option<usize>,
    ) {
        let mut joined = vec![0_u32; is_mate.len()];
        let (mut found, mut made) = (0_u32, 0_u32);
        for &(a, mate) in mates {
            let Some(b) = partner(a) else { continue };
            found += u32::from(b == mate);
            if is_mate[b] {
                made += 1;
                joined[b] += 1;
            }
        }
        let (m, made) = (real(mates.len()), f64::from(made));
        let squares: f64 = joined.iter().map(|count| f64::from(*count).powi(2)).sum();
        let spread = made - made / m - squares / m + (made / m).powi(2);
        self.add(f64::from(found), made / m, spread / (m - 1.0));
    }

    /// Pearson's chi-square of the table of two days' classes, with its exact mean and variance where rows and columns keep
    /// their sums (Haldane 1940, Dawson 1954).
    pub(crate) fn table(
        &mut self,
        classes: impl Iterator<Item = (usize, usize)>,
        (rows, columns): (usize, usize),
    ) {
        let mut cells = vec![0_u32; rows * columns];
        let (mut row, mut column, mut count) = (vec![0_u32; rows], vec![0_u32; columns], 0);
        for (r, c) in classes {
            cells[r * columns + c] += 1;
            row[r] += 1;
            column[c] += 1;
            count += 1;
        }
        let n = real(count);
        let used = |sums: &[u32]| {
            let sums: Vec<_> = sums
                .iter()
                .filter(|sum| **sum > 0)
                .map(|sum| f64::from(*sum))
                .collect();
            let inverse: f64 = sums.iter().map(|sum| n / sum).sum();
            let r = real(sums.len());
            let spread = (r - 1.0) * (n - r) / (n - 1.0);
            (r, spread, (inverse - r * r) / (n - 2.0))
        };
        let ((r, v, w), (s, x, y)) = (used(&row), used(&column));
        if n < 8.0 || r < 2.0 || s < 2.0 {
            return;
        }
        let mut found = -n;
        for (place, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell > 0) {
            let sums = f64::from(row[place / columns]) * f64::from(column[place % columns]);
            found += n * f64::from(*cell).powi(2) / sums;
        }
        let variance = 2.0 * n / (n - 3.0) * (v - w) * (x - y) + n * n / (n - 1.0) * w * y;
        self.add(found, n * (r - 1.0) * (s - 1.0) / (n - 1.0), variance);
    }

    /// Spearman's rank correlation of `ranks`, squared, for an order may also be reversed. Its variance is 1 / (n - 1); that of
    /// the square, in these units, is a little below the 2 of a normal distribution, and is taken as that.
    pub(crate) fn order(&mut self, ranks: impl Iterator<Item = (usize, usize)>) {
        let (mut squares, mut count) = (0.0, 0);
        for (a, b) in ranks {
            squares += real(a.abs_diff(b)).powi(2);
            count += 1;
        }
        let n = real(count);
        if n >= 8.0 {
            let correlation = 1.0 - 6.0 * squares / (n * (n * n - 1.0));
            self.add(correlation.powi(2) * (n - 1.0), 1.0, 2.0);
        }
    }

    /// By how many standard deviations it lies beside what chance finds.
    pub(crate) fn deviations(&self) -> f64 {
        let beside = self.found - self.expected;
        if beside.abs() < 1e-6 {
            return 0.0;
        }
        beside / self.variance.max(1e-9).sqrt()
    }

    /// The same for rare joins, whose counts are not nearly normal: the deviations at which a normal distribution has the
    /// tail that Bennett's inequality gives, exp(-V·h(t/V)) with h(u) = (1+u)·ln(1+u) - u.
    pub(crate) fn rare_deviations(&self) -> f64 {
        let beside = self.found - self.expected;
        if beside <= 0.0 {
            return self.deviations();
        }
        let variance = self.variance.max(1e-9);
        let u = beside / variance;
        (2.0 * variance * ((1.0 + u) * u.ln_1p() - u))
            .max(0.0)
            .sqrt()
    }
}

pub(crate) fn real(count: usize) -> f64 {
    u32::try_from(count).map(f64::from).unwrap()
}
