//! A lens a little out of focus.

use super::{WIDTH, whole};

/// A Gaussian blur; the border's pixels go on beyond the border.
pub(super) fn blurred(light: &[f64], deviation: f64) -> Vec<f64> {
    let reach = whole((3.0 * deviation).ceil());
    let kernel = gaussian(reach, deviation);
    let width = usize::from(WIDTH);
    let mut rows: Vec<Vec<f64>> = light
        .chunks(width)
        .map(|row| {
            let weigh = |around: &[f64]| around.iter().zip(&kernel).map(|(l, k)| l * k).sum();
            bordered(row, reach)
                .windows(kernel.len())
                .map(weigh)
                .collect()
        })
        .collect();
    rows = bordered(&rows, reach);
    rows.windows(kernel.len())
        .flat_map(|around| {
            let mut sum = vec![0.0; width];
            for (row, weight) in around.iter().zip(&kernel) {
                for (sum, light) in sum.iter_mut().zip(row) {
                    *sum += light * weight;
                }
            }
            sum
        })
        .collect()
}

fn gaussian(reach: usize, deviation: f64) -> Vec<f64> {
    let reach = i32::try_from(reach).unwrap_or(i32::MAX);
    let weight = |at: i32| (-0.5 * (f64::from(at) / deviation.max(0.01)).powi(2)).exp();
    let sum: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach).map(|at| weight(at) / sum).collect()
}

/// The items with the first and the last repeated before and behind.
pub(super) fn bordered<T: Clone>(items: &[T], reach: usize) -> Vec<T> {
    let first = items.iter().take(1).cycle().take(reach);
    let last = items.iter().rev().take(1).cycle().take(reach);
    first.chain(items).chain(last).cloned().collect()
}
