//! The camera that plays a film to the program, and films for it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use test_vectors::webcam::{HEIGHT, Modules, Scene, Shot, WIDTH};

/// Frames a second.
pub(crate) const RATE: u32 = 30;
/// So far aside, the telephone is not in the picture.
const OUT_OF_VIEW: (f64, f64) = (5_000.0, 0.0);

/// Builds the camera, as a library to be loaded into the program.
pub(crate) fn build(folder: &Path) -> Result<PathBuf> {
    let library = folder.join("fake_camera.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_camera/fake_camera.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .status()
        .context("starting cc")?;
    ensure!(built.success(), "cc ended with {built}");
    Ok(library)
}

/// Films these codes one after another as a webcam sees them, each for so many frames after as many without one: JPEGs, as
/// webcams send them at this size.
pub(crate) fn film(path: &Path, codes: &[String], frames: u32) -> Result<()> {
    let scene = Scene {
        module: 6.0,
        ..Scene::tilted(9)
    };
    let wall = Scene {
        aside: OUT_OF_VIEW,
        ..scene.clone()
    };
    let first = codes.first().context("a code")?;
    let nothing = jpeg(&wall.shot(&Modules::of_text(first)?, 0))?;
    let mut out = BufWriter::new(File::create(path)?);
    for (number, text) in (0..).zip(codes) {
        let shown = jpeg(&scene.shot(&Modules::of_text(text)?, number))?;
        for picture in [&nothing, &shown] {
            for _ in 0..frames {
                out.write_all(picture)?;
            }
        }
    }
    Ok(out.flush()?)
}

/// Films a room in which nobody shows anything, with the noise of a webcam.
pub(crate) fn room(path: &Path) -> Result<()> {
    let scene = Scene {
        noise: 6.0,
        clutter: 40,
        aside: OUT_OF_VIEW,
        ..Scene::gentle(5)
    };
    let nothing = Modules::of_text("SP1:")?;
    let mut out = BufWriter::new(File::create(path)?);
    for number in 0..RATE {
        out.write_all(&jpeg(&scene.shot(&nothing, number))?)?;
    }
    Ok(out.flush()?)
}

fn jpeg(shot: &Shot) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height) = (WIDTH.into(), HEIGHT.into());
    JpegEncoder::new_with_quality(&mut bytes, 90).encode(
        shot.luma(),
        width,
        height,
        ExtendedColorType::L8,
    )?;
    Ok(bytes)
}
