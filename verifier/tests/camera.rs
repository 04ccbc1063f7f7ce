//! The camera's whole path, on a machine without one: `fake_camera.c` plays a film to this very
//! test program, started a second time behind it.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use test_vectors::webcam::{self, HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::camera::Camera;
use verifier::reader::read_codes;
use verifier::source::{FrameSource, SourceFault};

const TEXT: &str = "SP1:FAKE CAMERA";
/// How long the camera may be silent in these tests.
const STALL_AFTER: Duration = Duration::from_secs(1);

#[test]
fn a_yuyv_camera_is_read() {
    let seen = watch(film("y4m"), &[("FORMAT", "YUYV")]);
    assert_eq!(seen.opened(), "Fake camera, 1280x720 YUYV at 30 frames/s");
    assert_eq!(seen.text(), TEXT);
}

#[test]
fn an_nv12_camera_is_read() {
    let seen = watch(film("y4m"), &[("FORMAT", "NV12")]);
    assert_eq!(seen.opened(), "Fake camera, 1280x720 NV12 at 30 frames/s");
    assert_eq!(seen.text(), TEXT);
}

#[test]
fn a_motion_jpeg_camera_is_read() {
    let seen = watch(film("mjpeg"), &[]);
    assert_eq!(seen.opened(), "Fake camera, 1280x720 MJPEG at 30 frames/s");
    assert_eq!(seen.text(), TEXT);
}

#[test]
fn a_grey_camera_is_refused_with_the_known_formats() {
    let seen = watch(film("y4m"), &[("FORMAT", "GREY")]);
    assert_eq!(
        seen.fault(),
        "camera 0 offers no format that can be read (YUYV, NV12, MJPEG, RGB): \
         it lists none of them"
    );
}

#[test]
fn the_luma_is_the_films_own() {
    for format in ["YUYV", "NV12"] {
        let seen = watch(film("y4m"), &[("FORMAT", format)]);
        assert_eq!(seen.line("known"), "yes", "{format}");
    }
}

#[test]
fn an_unplugged_camera_is_lost() {
    let seen = watch(film("y4m"), &[("UNPLUG_AFTER", "4")]);
    let fault = seen.fault();
    assert!(
        fault.starts_with("camera 0 was lost, check its cable"),
        "{fault}"
    );
    assert!(fault.ends_with("No such device (os error 19)"), "{fault}");
}

#[test]
fn a_silent_camera_is_noticed_and_does_not_hold_us_up() {
    let seen = watch(film("y4m"), &[("STALL_AFTER", "4")]);
    assert_eq!(
        seen.fault(),
        "camera 0 has sent no frame for 1 s; check its cable or plug it in again"
    );
    assert_eq!(seen.line("closed"), "in time");
}

#[test]
fn a_film_that_ends_is_a_silent_camera() {
    let seen = watch(film("y4m"), &[("ONCE", "1")]);
    assert!(seen.fault().starts_with("camera 0 has sent no frame"));
}

#[test]
fn a_busy_camera_says_so() {
    for refused in ["open", "stream"] {
        let seen = watch(film("y4m"), &[("BUSY", refused)]);
        assert_eq!(
            seen.fault(),
            "camera 0 is in use by another program; close that program"
        );
    }
}

#[test]
fn a_camera_that_is_not_there_says_so() {
    let missing = Camera::open(4999, STALL_AFTER, Instant::now);
    assert_eq!(missing.unwrap_err(), SourceFault::NoCamera { index: 4999 });
}

#[test]
fn a_closed_camera_can_be_opened_again() {
    let seen = watch(film("y4m"), &[]);
    assert_eq!(seen.line("again"), TEXT);
}

/// What the second run does: looks through camera 0 until there is a fault, or 20 frames.
#[test]
#[ignore = "run by the other tests, behind the fake camera"]
fn look() {
    let mut camera = match Camera::open(0, STALL_AFTER, Instant::now) {
        Ok(camera) => camera,
        Err(fault) => return println!("look fault {fault}"),
    };
    println!("look opened {}", camera.description());
    let film = shots();
    for number in 0..20 {
        let frame = match camera.next() {
            Ok(frame) => frame.expect("a camera has no end"),
            Err(fault) => {
                println!("look fault {fault}");
                break;
            }
        };
        assert_eq!((frame.width(), frame.height()), (WIDTH, HEIGHT));
        if number == 0 {
            println!("look text {}", read_codes(&frame).unwrap_or_default());
            let known = film.iter().any(|shot| shot.luma() == frame.luma());
            println!("look known {}", if known { "yes" } else { "no" });
        }
    }
    let closing = Instant::now();
    drop(camera);
    if closing.elapsed() < Duration::from_secs(3) {
        println!("look closed in time");
    }
    if let Ok(mut camera) = Camera::open(0, STALL_AFTER, Instant::now) {
        let frame = camera.next().ok().flatten();
        let text = frame.as_ref().and_then(read_codes);
        println!("look again {}", text.unwrap_or_default());
    }
}

#[test]
fn the_program_decides_what_the_camera_shows() {
    let output = scan(&["--json", "--once"], &[]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains(r#""code":"R01""#), "{printed}");
}

#[test]
fn the_program_says_what_is_wrong_with_the_camera() {
    for (setting, wrong) in [
        (("UNPLUG_AFTER", "4"), "camera 0 was lost: check its cable"),
        (("STALL_AFTER", "4"), "camera 0 has sent no frame for 3 s"),
        (("BUSY", "open"), "camera 0 is in use by another program"),
        (("BUSY", "stream"), "camera 0 is in use by another program"),
    ] {
        let output = scan(&[], &[setting]);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{setting:?}: {complaint}");
        assert!(complaint.contains(wrong), "{setting:?}: {complaint}");
    }
}

/// Runs the program behind the fake camera, with an empty home: the code of the film is malformed in any case.
fn scan(options: &[&str], settings: &[(&str, &str)]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command
        .arg("--home")
        .arg(home.path())
        .args(["--lang", "en", "scan", "--want", "adult"])
        .args(options)
        .env("LD_PRELOAD", fake_camera())
        .env("SPRAVKA_FAKE_CAMERA_FILE", film("y4m"));
    for (name, value) in settings {
        command.env(format!("SPRAVKA_FAKE_CAMERA_{name}"), value);
    }
    command.output().unwrap()
}

/// Runs [`look`] behind the fake camera.
fn watch(film: &Path, settings: &[(&str, &str)]) -> Seen {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "look", "--ignored", "--nocapture"])
        .env("LD_PRELOAD", fake_camera())
        .env("SPRAVKA_FAKE_CAMERA_FILE", film);
    for (name, value) in settings {
        command.env(format!("SPRAVKA_FAKE_CAMERA_{name}"), value);
    }
    Seen(command.output().unwrap())
}

/// What [`look`] printed.
struct Seen(Output);

impl Seen {
    fn line(&self, about: &str) -> String {
        let printed = String::from_utf8_lossy(&self.0.stdout);
        let start = format!("look {about} ");
        let found = printed.lines().find_map(|line| {
            let (_, after) = line.split_once(&start)?;
            Some(after.to_owned())
        });
        found.unwrap_or_else(|| panic!("no {about:?} in {:#?}", self.0))
    }

    fn opened(&self) -> String {
        self.line("opened")
    }

    fn text(&self) -> String {
        self.line("text")
    }

    fn fault(&self) -> String {
        self.line("fault")
    }
}

fn fake_camera() -> &'static Path {
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

fn film(kind: &str) -> &'static Path {
    static MADE: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    let (y4m, mjpeg) = MADE.get_or_init(|| {
        let shots = shots();
        let y4m = scratch("film.y4m");
        let mut out = BufWriter::new(File::create(&y4m).unwrap());
        webcam::write_y4m(&mut out, &shots, 30).unwrap();
        let mjpeg = scratch("film.mjpeg");
        let mut jpegs = Vec::new();
        for (shot, quality) in shots.iter().zip([90, 70]) {
            JpegEncoder::new_with_quality(&mut jpegs, quality)
                .encode(
                    shot.luma(),
                    WIDTH.into(),
                    HEIGHT.into(),
                    ExtendedColorType::L8,
                )
                .unwrap();
        }
        fs::write(&mjpeg, jpegs).unwrap();
        (y4m, mjpeg)
    });
    if kind == "y4m" { y4m } else { mjpeg }
}

/// Two frames, of different length as JPEG, so that the second leaves a stale tail behind it.
fn shots() -> [Shot; 2] {
    let code = Modules::of_text(TEXT).unwrap();
    let scene = Scene {
        module: 9.0,
        ..Scene::gentle(7)
    };
    [0, 1].map(|number| scene.shot(&code, number))
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
