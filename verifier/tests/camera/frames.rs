//! What the camera gives, frame by frame.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use test_vectors::webcam::{HEIGHT, WIDTH};
use verifier::camera::Camera;
use verifier::reader::read_codes;
use verifier::source::{FrameSource, SourceFault};

use crate::film::{TEXT, fake_camera, film, scratch, shots};

/// How long the camera may be silent in these tests.
const STALL_AFTER: Duration = Duration::from_secs(1);

#[test]
fn raw_formats_are_read_as_the_film_is() {
    for format in ["YUYV", "UYVY", "NV12", "YU12", "GREY"] {
        let seen = watch(film("y4m"), &[("FORMAT", format)]);
        let mode = format!("Fake camera, 1280x720 {format} at 30 frames/s");
        assert_eq!(seen.opened(), mode);
        assert_eq!(seen.text(), TEXT, "{format}");
        assert_eq!(seen.line("known"), "yes", "{format}");
    }
}

#[test]
fn gaps_between_rows_are_passed_over() {
    for format in ["YUYV", "NV12"] {
        let seen = watch(film("y4m"), &[("FORMAT", format), ("GAP", "64")]);
        assert_eq!(seen.line("known"), "yes", "{format}");
    }
}

#[test]
fn a_motion_jpeg_camera_is_read() {
    let seen = watch(film("mjpeg"), &[]);
    assert_eq!(seen.opened(), "Fake camera, 1280x720 MJPEG at 30 frames/s");
    assert_eq!(seen.text(), TEXT);
}

#[test]
fn a_fraction_of_a_frame_is_no_obstacle() {
    let path = scratch("fraction.y4m");
    let film = fs::read(film("y4m")).unwrap();
    let frames = film.iter().position(|&byte| byte == b'\n').unwrap();
    let header = b"YUV4MPEG2 W1280 H720 F30000:1001 C420";
    fs::write(&path, [header, &film[frames..]].concat()).unwrap();
    let seen = watch(&path, &[]);
    let mode = "Fake camera, 1280x720 YUYV at 29.97 frames/s";
    assert_eq!((seen.opened().as_str(), seen.text().as_str()), (mode, TEXT));
}

#[test]
fn a_camera_without_a_known_format_says_what_it_has() {
    let seen = watch(film("y4m"), &[("FORMAT", "BGR4")]);
    assert_eq!(
        seen.fault(),
        "camera 0 offers no format that can be read (YUYV, UYVY, NV12, YU12, GREY, MJPEG, RGB): it has BGR4"
    );
}

#[test]
fn a_frame_that_fails_is_followed_by_others() {
    let seen = watch(film("y4m"), &[("FAIL_AT", "3")]);
    assert_eq!(
        (seen.text().as_str(), seen.line("frames").as_str()),
        (TEXT, "20")
    );
}

#[test]
fn a_stream_that_does_not_stop_ends_nothing_else() {
    let seen = watch(film("y4m"), &[("STICKS", "1")]);
    assert_eq!(
        (seen.text().as_str(), seen.line("closed").as_str()),
        (TEXT, "in time")
    );
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
    for silence in ["STALL_AFTER", "HANG_AFTER"] {
        let seen = watch(film("y4m"), &[(silence, "4")]);
        assert_eq!(
            seen.fault(),
            "camera 0 has sent no frame for 1 s; check its cable or plug it in again"
        );
        assert_eq!(seen.line("closed"), "in time", "{silence}");
    }
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
fn a_forbidden_camera_names_the_group() {
    let seen = watch(film("y4m"), &[("DENIED", "1")]);
    assert!(seen.fault().ends_with("on Linux join the group `video`"));
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
    println!("look opened {}", camera.mode());
    let film = shots();
    let mut frames = 0;
    for number in 0..20 {
        let frame = match camera.next() {
            Ok(frame) => frame.expect("a camera has no end"),
            Err(fault) => {
                println!("look fault {fault}");
                break;
            }
        };
        assert_eq!((frame.width(), frame.height()), (WIDTH, HEIGHT));
        frames += 1;
        if number == 0 {
            println!("look text {}", read_codes(&frame).unwrap_or_default());
            let known = film.iter().any(|shot| shot.luma() == frame.luma());
            println!("look known {}", if known { "yes" } else { "no" });
        }
    }
    println!("look frames {frames}");
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

/// Runs [`look`] behind the fake camera.
fn watch(film: &Path, settings: &[(&str, &str)]) -> Seen {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "frames::look", "--ignored", "--nocapture"])
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
