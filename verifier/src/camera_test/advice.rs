//! What would help a camera to read codes, from what was measured.

use super::figures::{CodeFigures, Figures};

/// What would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// No code is in view.
    ShowCode,
    /// It is too dark.
    MoreLight,
    /// It is too bright.
    LessLight,
    /// Something mirrors in the screen.
    Glare,
    /// The code is too small in the picture.
    Closer,
    /// The picture is out of focus, or moved.
    Focus,
    /// The code hardly stands out.
    Faint,
    /// Frames come too seldom.
    MoreFrames,
    /// Nothing is wrong, and yet the code is read too seldom.
    HoldStill,
}

impl Advice {
    /// The name, as programs and the words know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ShowCode => "show-code",
            Self::MoreLight => "more-light",
            Self::LessLight => "less-light",
            Self::Glare => "glare",
            Self::Closer => "closer",
            Self::Focus => "focus",
            Self::Faint => "faint",
            Self::MoreFrames => "more-frames",
            Self::HoldStill => "hold-still",
        }
    }
}

/// What was seen over some frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The figures of a usual frame.
    pub figures: Figures,
    /// The share of frames in which a code was read.
    pub read: f64,
    /// Frames a second; `None` for a single picture.
    pub rate: Option<f64>,
}

/// Modules that are smaller, in pixels, are not read.
pub const LEAST_MODULE: f64 = 1.5;

impl View {
    /// At how many times this distance the code would still be read, were it only for its size.
    #[must_use]
    pub fn reach(&self) -> Option<f64> {
        self.figures.code.map(|code| code.module / LEAST_MODULE)
    }

    /// What would help, the most important first; nothing where all is well.
    #[must_use]
    pub fn advice(&self) -> Vec<Advice> {
        /// A tenth of the full brightness, as cameras write it, is hardly any light.
        const DARK: f64 = 0.12;
        const GLARING: f64 = 0.4;
        /// A hand trembles: a module must be well above the least.
        const COMFORTABLE_MODULE: f64 = 2.2;
        const BLURRED: f64 = 0.45;
        /// No step between two pixels is larger, in a picture where nothing is sharp.
        const NOTHING_SHARP: f64 = 0.07;
        const FAINT: f64 = 0.25;
        const MIRRORING: f64 = 0.05;
        const FEW_FRAMES: f64 = 8.0;
        const OFTEN: f64 = 0.5;
        let Self {
            figures,
            read,
            rate,
        } = self;
        let is_dark = figures.brightness < DARK;
        let is_glaring = figures.white > GLARING;
        let is_read = *read >= OFTEN;
        let nothing = figures.code.is_none() && *read <= 0.0;
        let is_faint = figures.code.is_some_and(|code| code.contrast < FAINT);
        let code = |is_so: fn(CodeFigures) -> bool| figures.code.is_some_and(is_so);
        // Where codes are read all the same, the room may be as dark or bright as it likes: a screen shines by itself.
        let light_matters = !is_read || is_faint;
        let all = [
            (is_dark && light_matters, Advice::MoreLight),
            (is_glaring && light_matters, Advice::LessLight),
            (
                nothing && !is_dark && figures.sharpness < NOTHING_SHARP,
                Advice::Focus,
            ),
            (nothing, Advice::ShowCode),
            (code(|code| code.glare > MIRRORING), Advice::Glare),
            (
                code(|code| code.module < COMFORTABLE_MODULE),
                Advice::Closer,
            ),
            (
                code(|code| code.blur > BLURRED && code.module >= COMFORTABLE_MODULE),
                Advice::Focus,
            ),
            (is_faint && !is_dark && !is_glaring, Advice::Faint),
            (
                rate.is_some_and(|rate| rate < FEW_FRAMES),
                Advice::MoreFrames,
            ),
        ];
        let mut advice: Vec<Advice> = all
            .into_iter()
            .filter_map(|(helps, advice)| helps.then_some(advice))
            .collect();
        if advice.is_empty() && !is_read {
            advice.push(Advice::HoldStill);
        }
        advice
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use test_vectors::webcam::{Fault, HEIGHT, Modules, Scene, WIDTH};

    use super::*;
    use crate::frame::Frame;
    use crate::reader::Scanner;

    const WELL: View = View {
        figures: Figures {
            brightness: 0.4,
            black: 0.01,
            white: 0.02,
            sharpness: 0.4,
            code: Some(WELL_SHOWN),
        },
        read: 1.0,
        rate: Some(30.0),
    };
    const WELL_SHOWN: CodeFigures = CodeFigures {
        module: 4.5,
        contrast: 0.7,
        blur: 0.1,
        glare: 0.0,
    };

    fn with(change: impl FnOnce(&mut Figures)) -> View {
        let mut view = WELL;
        change(&mut view.figures);
        view
    }

    #[test]
    fn each_trouble_has_its_advice() {
        let code = |code| with(|figures| figures.code = Some(code));
        let unread = |view: View| View { read: 0.0, ..view };
        for (view, advice) in [
            (WELL, &[][..]),
            (unread(WELL), &[Advice::HoldStill]),
            (
                unread(with(|figures| figures.code = None)),
                &[Advice::ShowCode],
            ),
            (
                unread(with(|figures| {
                    (figures.code, figures.brightness) = (None, 0.05)
                })),
                &[Advice::MoreLight, Advice::ShowCode],
            ),
            (
                unread(with(|figures| (figures.code, figures.white) = (None, 0.9))),
                &[Advice::LessLight, Advice::ShowCode],
            ),
            (
                unread(with(|figures| {
                    (figures.code, figures.sharpness) = (None, 0.03)
                })),
                &[Advice::Focus, Advice::ShowCode],
            ),
            // A bright screen in a dark hall is no trouble.
            (with(|figures| figures.brightness = 0.05), &[]),
            (
                code(CodeFigures {
                    module: 1.6,
                    ..WELL_SHOWN
                }),
                &[Advice::Closer],
            ),
            (
                code(CodeFigures {
                    blur: 0.6,
                    ..WELL_SHOWN
                }),
                &[Advice::Focus],
            ),
            // Far away is blurred, too; closer comes first.
            (
                code(CodeFigures {
                    module: 1.6,
                    blur: 0.6,
                    ..WELL_SHOWN
                }),
                &[Advice::Closer],
            ),
            (
                code(CodeFigures {
                    glare: 0.1,
                    ..WELL_SHOWN
                }),
                &[Advice::Glare],
            ),
            (
                code(CodeFigures {
                    contrast: 0.1,
                    ..WELL_SHOWN
                }),
                &[Advice::Faint],
            ),
            (
                View {
                    rate: Some(5.0),
                    ..WELL
                },
                &[Advice::MoreFrames],
            ),
        ] {
            assert_eq!(view.advice(), advice, "{view:?}");
        }
    }

    #[test]
    fn distance_goes_with_the_size_of_a_module() {
        assert_eq!(WELL.reach(), Some(3.0));
        assert_eq!(with(|figures| figures.code = None).reach(), None);
    }

    /// The advice for one frame of a scene.
    fn advice_for(scene: &Scene) -> Vec<Advice> {
        let code = Modules::of_text(&"SPRAVKA".repeat(24)).unwrap();
        let luma = scene.shot(&code, 0).luma().to_vec();
        let frame = Frame::new(luma, WIDTH.into(), HEIGHT.into(), Duration::ZERO).unwrap();
        let read = Scanner::still().read(&frame).map_or(0.0, |_| 1.0);
        let (figures, rate) = (Figures::of(&frame), Some(30.0));
        View {
            figures,
            read,
            rate,
        }
        .advice()
    }

    #[test]
    fn pictures_get_the_advice_that_people_would_give() {
        let gentle = Scene::gentle(1);
        assert_eq!(advice_for(&gentle), []);
        let far = Scene {
            module: 1.8,
            ..gentle.clone()
        };
        assert_eq!(advice_for(&far), [Advice::Closer]);
        let blurred = Scene {
            blur: 3.0,
            ..gentle.clone()
        };
        assert_eq!(advice_for(&blurred), [Advice::Focus]);
        let lost = Scene {
            blur: 12.0,
            ..gentle.clone()
        };
        assert!(advice_for(&lost).contains(&Advice::Focus));
        let dark = Scene {
            exposure: 0.004,
            ..gentle.clone()
        };
        assert!(advice_for(&dark).contains(&Advice::MoreLight));
        let flooded = Scene {
            exposure: 40.0,
            ambient: 0.5,
            ..gentle.clone()
        };
        assert!(advice_for(&flooded).contains(&Advice::LessLight));
        let fault = Fault {
            lamps: 3,
            ..Fault::NONE
        };
        let lit = (1..9).map(|seed| Scene {
            fault: fault.clone(),
            ..Scene::gentle(seed)
        });
        let told = lit.filter(|scene| advice_for(scene).contains(&Advice::Glare));
        assert!(told.count() >= 3);
    }
}
