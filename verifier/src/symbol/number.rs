//! Whole and real numbers: the only place where one is cast to the other.

/// The whole number below; what lies outside of `i32` becomes its end, and no number becomes 0.
#[expect(
    clippy::as_conversions,
    reason = "there is no other way from float to integer; the cast saturates"
)]
pub(super) const fn floor(value: f32) -> i32 {
    let cut = value as i32;
    // Casting cuts towards zero.
    if value < cut as f32 {
        cut.saturating_sub(1)
    } else {
        cut
    }
}

/// The whole number below; what is below zero, or no number, becomes 0.
#[expect(
    clippy::as_conversions,
    reason = "there is no other way from float to integer; the cast saturates"
)]
pub(super) const fn whole(value: f32) -> usize {
    value as usize
}

/// The nearest whole number.
pub(super) const fn round(value: f32) -> i32 {
    floor(value + 0.5)
}

/// A count of pixels, modules or bits as a real number; exact to 2^24.
#[expect(
    clippy::as_conversions,
    reason = "counts here are far below 2^24, where `f32` is exact"
)]
pub(super) const fn real(count: usize) -> f32 {
    count as f32
}

/// As `real`, for what can be below zero.
#[expect(
    clippy::as_conversions,
    reason = "counts here are far below 2^24, where `f32` is exact"
)]
pub(super) const fn signed(count: i32) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_go_down_on_both_sides_of_zero() {
        assert_eq!([2.0, 2.9, -0.1, -3.0, -3.5].map(floor), [2, 2, -1, -3, -4]);
        assert_eq!([2.4, 2.5, -0.4, -0.6].map(round), [2, 3, 0, -1]);
    }

    #[test]
    fn what_is_no_number_stays_in_bounds() {
        assert_eq!(floor(f32::NAN), 0);
        assert_eq!(floor(f32::INFINITY), i32::MAX);
        assert_eq!(floor(f32::NEG_INFINITY), i32::MIN);
    }
}
