//! Classes of scenes, each with one thing that makes a code hard to read.

use super::{Fault, Look, Scene};
use crate::random::Random;

/// What makes the scenes hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say what is meant")]
pub enum Class {
    Clean,
    Perspective,
    Rotation,
    Small,
    Defocus,
    Motion,
    Noise,
    Jpeg,
    Glare,
    Uneven,
    Faint,
    Clutter,
    Inverted,
    Terminal,
    Mixed,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Clean,
        Self::Perspective,
        Self::Rotation,
        Self::Small,
        Self::Defocus,
        Self::Motion,
        Self::Noise,
        Self::Jpeg,
        Self::Glare,
        Self::Uneven,
        Self::Faint,
        Self::Clutter,
        Self::Inverted,
        Self::Terminal,
        Self::Mixed,
    ];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Perspective => "perspective",
            Self::Rotation => "rotation",
            Self::Small => "small",
            Self::Defocus => "defocus",
            Self::Motion => "motion",
            Self::Noise => "noise",
            Self::Jpeg => "jpeg",
            Self::Glare => "glare",
            Self::Uneven => "uneven",
            Self::Faint => "faint",
            Self::Clutter => "clutter",
            Self::Inverted => "inverted",
            Self::Terminal => "terminal",
            Self::Mixed => "mixed",
        }
    }

    /// The class's scene with this number.
    #[must_use]
    pub fn scene(self, seed: u64) -> Scene {
        let mut draw = Draw(Random(seed.wrapping_mul(0x2545_F491_4F6C_DD1D)));
        let mut scene = Scene {
            tilt: draw.around(8.0),
            nod: draw.around(8.0),
            roll: draw.around(8.0),
            module: draw.between(3.0, 5.5),
            blur: draw.between(0.4, 0.8),
            noise: draw.between(0.5, 2.5),
            ambient: draw.between(0.0, 0.03),
            uneven: draw.between(0.0, 0.15),
            exposure: draw.between(0.75, 1.05),
            clutter: 6,
            aside: (draw.around(250.0), draw.around(60.0)),
            ..Scene::gentle(seed)
        };
        let module = scene.module;
        let fault = &mut scene.fault;
        match self {
            Self::Clean => {}
            Self::Perspective => scene.tilt = draw.either(draw_slant),
            Self::Rotation => scene.roll = draw.around(180.0),
            Self::Small => scene.module = draw.between(1.5, 2.6),
            Self::Defocus => fault.disc = module * draw.between(0.5, 1.05),
            Self::Motion => fault.motion = draw.shift(module, 0.5, 1.8),
            Self::Noise => {
                scene.noise = draw.between(8.0, 24.0);
                scene.exposure = draw.between(0.25, 0.6);
            }
            Self::Jpeg => fault.jpeg = Some(if draw.coin() { 10 } else { 25 }),
            Self::Glare => fault.lamps = if draw.coin() { 1 } else { 2 },
            Self::Uneven => scene.uneven = draw.between(0.6, 0.95),
            Self::Faint => {
                fault.brightness = draw.between(0.06, 0.3);
                scene.ambient = draw.between(0.15, 0.45);
            }
            Self::Clutter => scene.clutter = 60,
            Self::Inverted => fault.look = Look::Inverted,
            Self::Terminal if draw.coin() => fault.look = Look::Terminal,
            Self::Terminal => fault.look = Look::InvertedTerminal,
            Self::Mixed => {
                scene.tilt = draw.around(28.0);
                scene.nod = draw.around(20.0);
                scene.roll = draw.around(60.0);
                scene.noise = draw.between(2.0, 10.0);
                scene.uneven = draw.between(0.0, 0.6);
                scene.clutter = if draw.coin() { 50 } else { 6 };
                *fault = Fault {
                    brightness: draw.between(0.4, 1.0),
                    disc: module * draw.between(0.1, 0.5),
                    motion: draw.shift(module, 0.0, 0.6),
                    jpeg: draw.coin().then_some(60),
                    ..Fault::NONE
                };
            }
        }
        scene
    }
}

impl Scene {
    /// The scene at one moment in a shaking hand: each frame moves otherwise, and the lens searches its focus.
    #[must_use]
    pub fn in_hand(&self, number: u32) -> Self {
        let mut draw = Draw(Random(self.seed ^ (u64::from(number) << 40) ^ 0x5EA5));
        Self {
            roll: self.roll + draw.around(2.0),
            aside: (
                self.aside.0 + draw.around(12.0),
                self.aside.1 + draw.around(12.0),
            ),
            fault: Fault {
                disc: self.module * draw.between(0.3, 1.1),
                motion: draw.shift(self.module, 0.3, 1.8),
                ..self.fault.clone()
            },
            ..self.clone()
        }
    }
}

/// From 18 to 45 degrees.
fn draw_slant(draw: &mut Draw) -> f64 {
    draw.between(18.0, 45.0)
}

struct Draw(Random);

impl Draw {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.unit()
    }

    fn around(&mut self, reach: f64) -> f64 {
        self.between(-reach, reach)
    }

    fn coin(&mut self) -> bool {
        self.0.coin()
    }

    /// What is drawn, to one side or the other.
    fn either(&mut self, draw: fn(&mut Self) -> f64) -> f64 {
        let drawn = draw(self);
        if self.coin() { drawn } else { -drawn }
    }

    /// A way in any direction, so many modules long.
    fn shift(&mut self, module: f64, least: f64, most: f64) -> (f64, f64) {
        let length = module * self.between(least, most);
        let (down, right) = self.around(180.0).to_radians().sin_cos();
        (length * right, length * down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_and_a_seed_always_give_the_same_scene() {
        for class in Class::ALL {
            assert_eq!(class.scene(7), class.scene(7));
            assert_ne!(class.scene(7), class.scene(8), "{}", class.name());
        }
    }

    #[test]
    fn no_frame_of_a_shaking_hand_is_like_another() {
        let scene = Class::Clean.scene(1);
        assert_eq!(scene.in_hand(3), scene.in_hand(3));
        assert_ne!(scene.in_hand(3), scene.in_hand(4));
    }
}
