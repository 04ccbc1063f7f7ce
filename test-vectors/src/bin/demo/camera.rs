//! A code in front of a camera: drawn in the terminal, seen by a webcam, decided by the verifier.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use test_vectors::webcam::{Modules, Scene, write_y4m};

use crate::cases::Tally;
use crate::stage::Stage;

/// Frames of the film: half a second.
const FRAMES: u32 = 12;
const FRAMES_PER_SECOND: u32 = 24;

/// Whether a camera is plugged in.
pub(crate) fn is_present() -> bool {
    Path::new("/dev/video0").exists()
}

/// Shows a code, films it, and has it decided; `compiled` is the test camera where it need not be made.
pub(crate) fn show(stage: &Stage<'_>, compiled: Option<PathBuf>, tally: &mut Tally) -> Result<()> {
    stage.part("step-show");
    stage.run("wallet", "wallet", &["show", "adult", "--once"])?;

    stage.say("step-film", &[]);
    let text = stage.code("wallet", &["adult"])?;
    let film = stage.path("webcam.y4m");
    record(&text, &film)?;

    let film_text = film.display().to_string();
    let mut scan = if cfg!(target_os = "linux") {
        stage.say("step-camera", &[]);
        let mut scan = stage.command(
            "verifier",
            "verifier",
            &[
                "--json", "scan", "--want", "adult", "--once", "--camera", "0",
            ],
        );
        let camera = match compiled {
            Some(camera) => camera,
            None => fake_camera(stage)?,
        };
        scan.env("LD_PRELOAD", camera)
            .env("SPRAVKA_FAKE_CAMERA_FILE", &film);
        scan
    } else {
        stage.say("step-video", &[]);
        stage.command(
            "verifier",
            "verifier",
            &[
                "--json", "scan", "--want", "adult", "--once", "--video", &film_text,
            ],
        )
    };
    let output = scan.output().context("starting the verifier")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let verdict: Value = printed
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .find(|line: &Value| line.get("verdict").is_some())
        .with_context(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("the verifier printed {printed:?} {errors:?}")
        })?;
    tally.count(stage, "case-camera", "A00", &verdict);
    Ok(())
}

/// Films the code as a webcam sees it: tilted, out of focus, with noise, before a room.
fn record(text: &str, film: &Path) -> Result<()> {
    let modules = Modules::of_text(text)?;
    let scene = Scene::tilted(1);
    let shots: Vec<_> = (0..FRAMES)
        .map(|number| scene.shot(&modules, number))
        .collect();
    let file = File::create(film).with_context(|| format!("creating {}", film.display()))?;
    write_y4m(&mut BufWriter::new(file), &shots, FRAMES_PER_SECOND)
        .with_context(|| format!("writing {}", film.display()))
}

/// The camera of the tests, which plays the film to the verifier as a V4L2 device.
fn fake_camera(stage: &Stage<'_>) -> Result<PathBuf> {
    let source =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../verifier/tests/fake_camera/fake_camera.c");
    let library = stage.path("fake_camera.so");
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .arg(&library)
        .arg(&source)
        .args(["-ldl", "-lpthread"])
        .status()
        .context("starting the C compiler")?;
    if !status.success() {
        bail!("the C compiler ended with {status}");
    }
    Ok(library)
}
