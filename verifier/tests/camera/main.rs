//! The camera's whole path, on a machine without one: `fake_camera.c` plays a film to this very
//! test program, started a second time behind it, or to the verifier.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

mod door;
mod film;
mod frames;
mod program;

use std::path::Path;
use std::process::Command;

use film::fake_camera;

/// The program behind the fake camera.
fn program(film: &Path, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command
        .env("LD_PRELOAD", fake_camera())
        .env("SPRAVKA_FAKE_CAMERA_FILE", film);
    for (name, value) in settings {
        command.env(format!("SPRAVKA_FAKE_CAMERA_{name}"), value);
    }
    command
}
