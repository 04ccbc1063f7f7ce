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
use std::io::{BufRead as _, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use serde_json::Value;
use tempfile::TempDir;
use test_vectors::webcam::{self, HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::camera::Camera;
use verifier::reader::read_codes;
use verifier::source::{FrameSource, SourceFault};

const TEXT: &str = "SP1:FAKE CAMERA";
/// So far aside, the telephone is not in the picture.
const OUT_OF_VIEW: (f64, f64) = (5000.0, 0.0);
const FOREIGN: &str = "https://example.org";
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

#[test]
fn the_program_decides_what_the_camera_shows() {
    let output = scan(&["--json", "--once"], &[]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains(r#""code":"R01""#), "{printed}");
}

#[test]
fn the_program_says_why_it_does_not_start() {
    for (setting, wrong) in [
        (("BUSY", "open"), "camera 0 is in use by another program"),
        (("BUSY", "stream"), "camera 0 is in use by another program"),
        (("DENIED", "1"), "the group video"),
        (("FORMAT", "BGR4"), "it has BGR4"),
    ] {
        let output = scan(&[], &[setting]);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{setting:?}: {complaint}");
        assert!(complaint.contains(wrong), "{setting:?}: {complaint}");
    }
}

/// A code that is there when the camera goes and when it comes back is one code; the next one is not missed.
#[test]
fn a_camera_that_was_lost_goes_on_by_itself() {
    // Frames 4 and later are seen by the camera that has come back.
    let film = changing("changing.y4m", &[(Some(TEXT), 60), (Some(FOREIGN), 200)]);
    for (settings, said) in [
        (
            &[("UNPLUG_AFTER", "20"), ("REPLUG_AFTER", "2")][..],
            "was lost",
        ),
        (
            &[
                ("UNPLUG_AFTER", "20"),
                ("REPLUG_AFTER", "3"),
                ("REPLUG_DEVICE", "/dev/video7"),
            ],
            "was lost",
        ),
        (
            &[("STALL_AFTER", "20"), ("REPLUG_AFTER", "1")],
            "sent no frame",
        ),
    ] {
        let mut door = Door::open(&film, settings);
        let lines = door.lines_until(|line| line.contains("\"G01\""));
        let about = |line: &String| {
            let line: Value = serde_json::from_str(line).unwrap();
            let about = line.get("code").or(line.get("camera")).unwrap().clone();
            about.as_str().unwrap().to_owned()
        };
        let lines: Vec<String> = lines.iter().map(about).collect();
        assert_eq!(lines, ["R01", "lost", "back", "G01"], "{settings:?}");
        let told = door.end();
        assert_eq!(told.matches("Waiting for it").count(), 1, "{told}");
        assert!(
            told.contains(said) && told.contains("The camera is back"),
            "{told}"
        );
    }
}

#[test]
fn the_cameras_of_the_machine_are_listed() {
    let mut command = program(film("y4m"), &[]);
    let output = command.args(["status", "--json"]).output().unwrap();
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cameras = status["cameras"].as_array().unwrap();
    assert!(cameras.contains(&"0: Fake camera".into()), "{status}");
}

#[test]
fn a_camera_is_tested() {
    let mut command = program(film("y4m"), &[]);
    let output = command.args(["camera-test", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("FAKE CAMERA\""), "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["source"]["name"], "Fake camera");
    assert_eq!(answer["source"]["promised_rate"], 30.0);
    assert!(answer["rate"].as_f64().unwrap() > 3.0, "{answer}");
    assert_eq!(
        (&answer["ours"], &answer["advice"]),
        (&true.into(), &Value::Array(vec![]))
    );
    let module = answer["code"]["module"].as_f64().unwrap();
    assert!((module - 9.0).abs() < 1.0, "{answer}");
}

#[test]
fn a_camera_that_is_lost_or_missing_cannot_be_tested() {
    for (settings, wrong) in [
        (("UNPLUG_AFTER", "5"), "camera 0 was lost"),
        (("STALL_AFTER", "5"), "has sent no frame for 3 s"),
        (("DENIED", "1"), "the group video"),
    ] {
        let mut command = program(film("y4m"), &[settings]);
        let output = command
            .args(["camera-test", "--lang", "en"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(4), "{settings:?}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains(wrong), "{complaint}");
    }
}

/// Prints how long it takes from a frame to its verdict.
#[test]
#[ignore = "a measurement, for a quiet machine: run it by its name"]
fn from_frame_to_verdict() {
    const CODES: u64 = 20;
    let texts: Vec<String> = (0..CODES)
        .map(|number| format!("SP1:{}{number}", "AB".repeat(200)))
        .collect();
    let blank = [(None, 5)];
    let shown: Vec<_> = texts.iter().map(|text| (Some(text.as_str()), 10)).collect();
    let film = changing("verdicts.y4m", &[&blank[..], &shown].concat());
    let mut door = Door::open(&film, &[("TELL", "1"), ("ONCE", "1")]);
    let mut shown = Vec::new();
    let mut taken = Vec::new();
    while taken.len() < texts.len() {
        let (at, line) = door.next();
        if let Some(number) = line.strip_prefix("frame ") {
            let number: usize = number.parse().unwrap();
            if number >= 5 && number.is_multiple_of(5) && !number.is_multiple_of(10) {
                shown.push(at);
            }
        } else if line.contains("\"code\"") {
            taken.push(at.duration_since(shown[taken.len()]));
        }
    }
    drop(door.end());
    taken.sort_unstable();
    println!(
        "median {:?}, longest {:?}",
        taken[taken.len() / 2],
        taken[taken.len() - 1]
    );
}

/// Prints what a room without a code costs: the share of a processor, with fifteen noisy frames a second.
#[test]
#[ignore = "a measurement, for a quiet machine: run it by its name"]
fn an_empty_room() {
    for clutter in [0, 40] {
        let scene = Scene {
            noise: 6.0,
            clutter,
            aside: OUT_OF_VIEW,
            ..Scene::gentle(5)
        };
        let code = Modules::of_text(TEXT).unwrap();
        let shots: Vec<Shot> = (0..8).map(|number| scene.shot(&code, number)).collect();
        let y4m = scratch("empty.y4m");
        let mut out = BufWriter::new(File::create(&y4m).unwrap());
        webcam::write_y4m(&mut out, &shots, 15).unwrap();
        drop(out);
        let mjpeg = scratch("empty.mjpeg");
        fs::write(&mjpeg, jpegs(&shots, 85)).unwrap();
        for (film, setting) in [(&y4m, ("FORMAT", "GREY")), (&mjpeg, ("RATE", "15"))] {
            let door = Door::open(film, &[setting]);
            std::thread::sleep(Duration::from_secs(2));
            let before = door.cpu_time();
            std::thread::sleep(Duration::from_secs(20));
            let share = 100.0 * (door.cpu_time() - before) / 20.0;
            println!("{clutter} things in view, {setting:?}: {share:.1} % of a processor");
            drop(door.end());
        }
    }
}

/// `verifier scan --json`, which ends when the test does.
struct Door {
    child: Child,
    lines: Receiver<(Instant, String)>,
    told: String,
    _home: TempDir,
}

impl Door {
    fn open(film: &Path, settings: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = program(film, settings)
            .arg("--home")
            .arg(home.path())
            .args(["--lang", "en", "scan", "--want", "adult", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, lines) = channel();
        let err = out.clone();
        let (answers, told) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        std::thread::spawn(move || pass_on(answers, &out));
        std::thread::spawn(move || pass_on(told, &err));
        Self {
            child,
            lines,
            told: String::new(),
            _home: home,
        }
    }

    /// The next line of either output, and when it came.
    fn next(&mut self) -> (Instant, String) {
        let patience = Duration::from_secs(60);
        self.lines
            .recv_timeout(patience)
            .expect("a line within a minute")
    }

    /// The lines of the standard output, up to one.
    fn lines_until(&mut self, is_last: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let (_, line) = self.next();
            if !line.starts_with('{') {
                self.told.push_str(&line);
                continue;
            }
            let ends = is_last(&line);
            lines.push(line);
            if ends {
                return lines;
            }
        }
    }

    /// Seconds of processor time so far.
    fn cpu_time(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields.split_whitespace().skip(11).take(2);
        // Linux counts in hundredths of a second (USER_HZ).
        ticks
            .map(|ticks| ticks.parse::<f64>().unwrap() / 100.0)
            .sum()
    }

    /// Ends it; what it told people.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        for (_, line) in self.lines.iter().filter(|(_, line)| !line.starts_with('{')) {
            self.told.push_str(&line);
        }
        self.told
    }
}

fn pass_on(from: impl Read, to: &Sender<(Instant, String)>) {
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        if to.send((Instant::now(), line)).is_err() {
            return;
        }
    }
}

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

/// Runs the program behind the fake camera, with an empty home: the code of the film is malformed in any case.
fn scan(options: &[&str], settings: &[(&str, &str)]) -> Output {
    let home = tempfile::tempdir().unwrap();
    program(film("y4m"), settings)
        .arg("--home")
        .arg(home.path())
        .args(["--lang", "en", "scan", "--want", "adult"])
        .args(options)
        .output()
        .unwrap()
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
        let [first, second] = &shots;
        let jpegs = [jpegs([first], 90), jpegs([second], 70)].concat();
        fs::write(&mjpeg, jpegs).unwrap();
        (y4m, mjpeg)
    });
    if kind == "y4m" { y4m } else { mjpeg }
}

/// Shots as JPEGs one after another.
fn jpegs<'a>(shots: impl IntoIterator<Item = &'a Shot>, quality: u8) -> Vec<u8> {
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
fn changing(name: &str, codes: &[(Option<&str>, usize)]) -> PathBuf {
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
