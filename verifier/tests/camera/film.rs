//! Films, and the camera that plays them.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use test_vectors::webcam::{self, HEIGHT, Modules, Scene, Shot, WIDTH};

pub(crate) const TEXT: &str = "SP1:FAKE CAMERA";
/// So far aside, the telephone is not in the picture.
pub(crate) const OUT_OF_VIEW: (f64, f64) = (5000.0, 0.0);
pub(crate) const FOREIGN: &str = "https://example.org";

pub(crate) fn fake_camera() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let library = scratch("fake_camera.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_camera/fake_camera.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .args([&library, &source])
            .args(["-ldl", "-lpthread"])
            .status();
        assert!(built.expect("a C compiler named cc").success());
        library
    })
}

pub(crate) fn film(kind: &str) -> &'static Path {
    static MADE: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    let (y4m, mjpeg) = MADE.get_or_init(|| {
        let shots = shots();
        let y4m = scratch("film.y4m");
        let mut out = BufWriter::new(File::create(&y4m).unwrap());
        webcam::write_y4m(&mut out, &shots, 30).unwrap();
        let mjpeg = scratch("film.mjpeg");
        let [first, second] = &shots;
        let jpegs = [jpegs([first], 90), jpegs([second], 70)].concat();
        fs::write(&mjpeg, jpegs).unwrap();
        (y4m, mjpeg)
    });
    if kind == "y4m" { y4m } else { mjpeg }
}

/// Shots as JPEGs one after another.
pub(crate) fn jpegs<'a>(shots: impl IntoIterator<Item = &'a Shot>, quality: u8) -> Vec<u8> {
    let mut jpegs = Vec::new();
    for shot in shots {
        let (width, height) = (WIDTH.into(), HEIGHT.into());
        JpegEncoder::new_with_quality(&mut jpegs, quality)
            .encode(shot.luma(), width, height, ExtendedColorType::L8)
            .unwrap();
    }
    jpegs
}

/// A film of codes one after another, each for so many frames; `None` is a wall.
pub(crate) fn changing(name: &str, codes: &[(Option<&str>, usize)]) -> PathBuf {
    let scene = Scene {
        module: 6.0,
        ..Scene::gentle(9)
    };
    let wall = Scene {
        aside: OUT_OF_VIEW,
        ..scene.clone()
    };
    let shots: Vec<(Shot, usize)> = codes
        .iter()
        .map(|&(text, count)| match text {
            Some(text) => (scene.shot(&Modules::of_text(text).unwrap(), 0), count),
            None => (wall.shot(&Modules::of_text(TEXT).unwrap(), 0), count),
        })
        .collect();
    let path = scratch(name);
    let mut out = BufWriter::new(File::create(&path).unwrap());
    let frames = shots
        .iter()
        .flat_map(|(shot, count)| std::iter::repeat_n(shot, *count));
    webcam::write_y4m(&mut out, frames, 30).unwrap();
    path
}

/// Two frames, of different length as JPEG, so that the second leaves a stale tail behind it.
pub(crate) fn shots() -> [Shot; 2] {
    let code = Modules::of_text(TEXT).unwrap();
    let scene = Scene {
        module: 9.0,
        ..Scene::gentle(7)
    };
    [0, 1].map(|number| scene.shot(&code, number))
}

pub(crate) fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
