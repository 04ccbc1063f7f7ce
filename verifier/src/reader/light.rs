//! From grey levels back to light: a lens and a moving hand smear light, not levels, so that the edge of a blurred
//! module lies half way in light.

use super::Clearing;
use crate::frame::Frame;

/// The gamma of screens and cameras, near enough to that of sRGB.
const GAMMA: f32 = 2.2;

/// Linear light for each grey level, from 0 to 1 at the brightest of the picture.
pub(super) fn of_levels(frame: &Frame) -> [f32; 256] {
    let brightest = frame.luma().iter().copied().fold(1, u8::max);
    let mut light = [0.0; 256];
    for (light, level) in light.iter_mut().zip(0..=u8::MAX) {
        *light = (f32::from(level) / f32::from(brightest))
            .min(1.0)
            .powf(GAMMA);
    }
    light
}

/// Light instead of levels.
#[derive(Debug)]
pub(super) struct Light;

impl Clearing for Light {
    fn clear(&self, frame: &Frame) -> Option<Frame> {
        let table = of_levels(frame).map(|light| byte(255.0 * light));
        let light = frame.luma().iter().map(|level| {
            let entry = table.get(usize::from(*level));
            entry.copied().unwrap_or(u8::MAX)
        });
        frame.with_luma(light.collect()).ok()
    }
}

#[expect(
    clippy::as_conversions,
    reason = "a cast from a float saturates, which is what is wanted"
)]
pub(super) const fn byte(level: f32) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn black_and_the_brightest_are_the_ends() {
        let luma: Vec<u8> = (0..=200).cycle().take(30 * 30).collect();
        let frame = Frame::new(luma, 30, 30, Duration::ZERO).unwrap();
        let light = Light.clear(&frame).unwrap();
        assert_eq!(light.luma()[0], 0);
        assert_eq!(light.luma()[200], 255);
        assert!((54..=56).contains(&light.luma()[100]), "a half to 2.2");
    }
}
