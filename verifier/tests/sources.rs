//! Files as sources: what goes in comes out, and what is wrong is named.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

use std::fs::{self, File};
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use proptest::prelude::*;
use test_vectors::webcam::{self, HEIGHT, Modules, Scene, Shot, WIDTH};
use verifier::frame::Frame;
use verifier::picture;
use verifier::source::{self, Flaw, FrameSource, SourceFault};
use verifier::video::{MotionJpeg, Y4m};

#[test]
fn a_y4m_file_gives_its_shots_and_their_times() {
    let shots = shots();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.bin");
    webcam::write_y4m(&mut File::create(&path).unwrap(), &shots, 25).unwrap();
    let frames = frames(&path).unwrap();
    assert_eq!(frames.len(), shots.len());
    for (frame, shot) in frames.iter().zip(&shots) {
        assert_eq!(frame.luma(), shot.luma());
        assert_eq!((frame.width(), frame.height()), (WIDTH, HEIGHT));
    }
    assert_eq!(frames[1].time(), Duration::from_millis(40));
}

#[test]
fn a_motion_jpeg_file_gives_a_frame_for_each_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.bin");
    let padding = [0; 3];
    fs::write(
        &path,
        [jpeg(40), padding.to_vec(), jpeg(200), jpeg(90)].concat(),
    )
    .unwrap();
    let frames = frames(&path).unwrap();
    let levels: Vec<u8> = frames.iter().map(|frame| frame.luma()[0]).collect();
    assert_eq!(levels, [40, 200, 90]);
    assert_eq!(frames[2].time(), Duration::from_nanos(66_666_666));
}

#[test]
fn a_torn_picture_is_named_and_the_next_one_read() {
    let torn = jpeg(40).len() - 5;
    let film = [&jpeg(10)[..], &jpeg(40)[..torn], &jpeg(90)].concat();
    let mut source = MotionJpeg::new(Cursor::new(film), Path::new("film.mjpeg"));
    assert_eq!(level(source.next()), 10);
    assert_eq!(
        source.next().unwrap_err().to_string(),
        format!("film.mjpeg: frame 2: cannot be decoded: no JPEG from its byte {torn} on")
    );
    assert_eq!(level(source.next()), 90);
    assert_eq!(source.next(), Ok(None));
}

#[test]
fn pictures_are_single_frames_and_a_folder_plays_them_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let [first, second] = shots();
    second
        .write_pgm(&mut File::create(at("2.PGM")).unwrap())
        .unwrap();
    first
        .write_png(&mut File::create(at("1.png")).unwrap())
        .unwrap();
    fs::write(at("3.jpeg"), jpeg(77)).unwrap();
    fs::write(at("notes.txt"), "not a picture").unwrap();

    let played = frames(folder.path()).unwrap();
    assert_eq!(played.len(), 3);
    assert_eq!(played[0].luma(), first.luma());
    assert_eq!(played[1].luma(), second.luma());
    assert_eq!(played[2].luma()[0], 77);
    assert_eq!(played[2].time(), Duration::from_millis(66));
    for (name, frame) in ["1.png", "2.PGM", "3.jpeg"].into_iter().zip(&played) {
        let alone = frames(&at(name)).unwrap();
        assert_eq!(alone.len(), 1, "{name}");
        assert_eq!(alone[0].luma(), frame.luma(), "{name}");
    }
}

#[test]
fn a_folder_goes_on_behind_a_bad_picture() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.png"), "PNG?").unwrap();
    fs::write(folder.path().join("b.jpg"), jpeg(9)).unwrap();
    let mut source = source::open(folder.path()).unwrap();
    let fault = source.next().unwrap_err().to_string();
    assert!(fault.ends_with("a.png: frame 1: is neither PNG, JPEG, PGM (P5), Y4M nor Motion JPEG"));
    assert_eq!(level(source.next()), 9);
    assert_eq!(source.next(), Ok(None));
}

#[test]
fn transparent_paper_is_white() {
    let mut png = Vec::new();
    let pixels: Vec<u8> = [0, 0].into_iter().cycle().take(2 * 30 * 30).collect();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    image::ImageEncoder::write_image(encoder, &pixels, 30, 30, ExtendedColorType::La8).unwrap();
    let frame = picture::decode(&png, Duration::ZERO).unwrap();
    assert_eq!(frame.luma(), [255; 900]);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let flaw = |path: &Path| match source::open(path).map(|_| ()) {
        Err(SourceFault::File { path: named, flaw }) => {
            assert_eq!(named, path);
            flaw
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(flaw(folder.path()), Flaw::Empty);
    fs::write(at("empty"), "").unwrap();
    assert_eq!(flaw(&at("empty")), Flaw::Empty);
    fs::write(at("film.avi"), "RIFF????AVI LIST").unwrap();
    assert_eq!(flaw(&at("film.avi")), Flaw::UnknownFormat);
    assert!(matches!(flaw(&at("missing")), Flaw::Unreadable(_)));
    #[cfg(unix)]
    assert_eq!(flaw(Path::new("/dev/zero")), Flaw::NotAFile);
}

#[test]
fn y4m_headers_are_read_strictly() {
    for (header, why) in [
        ("YUV4MPEG2 H30 F30:1\n", "does not say the width (W)"),
        ("YUV4MPEG2 W30 F30:1\n", "does not say the height (H)"),
        ("YUV4MPEG2 W30 H30\n", "does not say the frame rate (F)"),
        (
            "YUV4MPEG2 W30 H30 F30:0\n",
            "says \"F30:0\", which means nothing here",
        ),
        ("YUV4MPEG2 W30 H30 F30:1 W31\n", "says W twice"),
        (
            "YUV4MPEG2 W+30 H30 F30:1\n",
            "says \"W+30\", which means nothing here",
        ),
        (
            "YUV4MPEG2 W30  H30 F30:1\n",
            "says \"\", which means nothing here",
        ),
        (
            "YUV4MPEG2 W30 H30 F30:1 Q1\n",
            "says \"Q1\", which means nothing here",
        ),
        (
            "YUV4MPEG2 W30 H30 F30:1 C420p10\n",
            "has the colour space C420p10; known are C420, C422, C444 and Cmono with 8 bits",
        ),
        (
            "YUV4MPEG2 W30 H9000 F30:1\n",
            "the picture is 30x9000; each side must be 21 to 8192 and the whole at most 16777216 pixels",
        ),
        ("YUV4MPEG2 W30 H30 F30:1", "ends inside the header"),
        ("YUV4MPEG1 W30 H30 F30:1\n", "does not begin with YUV4MPEG2"),
    ] {
        let fault = Y4m::new(header.as_bytes(), Path::new("film.y4m")).unwrap_err();
        assert_eq!(fault.to_string(), format!("film.y4m: {why}"));
    }
    let long = format!("YUV4MPEG2 W30 H30 F30:1 X{}\n", "x".repeat(600));
    let fault = Y4m::new(long.as_bytes(), Path::new("film.y4m")).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "film.y4m: the header is longer than 512 bytes"
    );
}

#[test]
fn every_chroma_layout_is_skipped() {
    let luma = 31 * 21;
    for (colour, chroma) in [
        ("", 2 * 16 * 11),
        (" C420jpeg", 2 * 16 * 11),
        (" Cmono", 0),
        (" C422", 2 * 16 * 21),
        (" C444", 2 * luma),
    ] {
        let mut film =
            format!("YUV4MPEG2 W31 H21 F30000:1001 Ip A1:1{colour} XNOTE=1\n").into_bytes();
        for level in [5, 6] {
            film.extend(b"FRAME Ip\n");
            film.extend(vec![level; luma]);
            film.extend(vec![128; chroma]);
        }
        let mut source = Y4m::new(&film[..], Path::new("film.y4m")).unwrap();
        assert_eq!(level(source.next()), 5, "{colour}");
        let second = source.next().unwrap().unwrap();
        assert_eq!(
            (second.luma()[0], second.time()),
            (6, Duration::from_nanos(33_366_666))
        );
        assert_eq!(source.next(), Ok(None), "{colour}");

        let short = &film[..film.len() - 1];
        let mut source = Y4m::new(short, Path::new("film.y4m")).unwrap();
        assert_eq!(level(source.next()), 5);
        let fault = source.next().unwrap_err();
        assert_eq!(fault.to_string(), "film.y4m: frame 2: ends inside a frame");
        assert_eq!(source.next(), Ok(None));
    }
}

#[test]
fn pgm_files_are_read_strictly() {
    let pgm = |header: &str, bytes: usize| {
        let file = [header.as_bytes(), &vec![7; bytes]].concat();
        picture::decode(&file, Duration::ZERO).map_err(|flaw| flaw.to_string())
    };
    assert!(pgm("P5\n# a comment\n25 # another\n22\n255\n", 25 * 22).is_ok());
    for (header, bytes, why) in [
        (
            "P5 25 22 65535\n",
            1100,
            "has 65535 as its brightest value; only 255 is known",
        ),
        (
            "P5 25 22 255\n",
            549,
            "a picture of 25x22 needs 550 bytes of luma, found 549",
        ),
        (
            "P5 25 22 255\n",
            551,
            "a picture of 25x22 needs 550 bytes of luma, found 551",
        ),
        (
            "P5 25 -22 255\n",
            550,
            "has no sensible number in its header",
        ),
        (
            "P5 25 99999999999 255\n",
            550,
            "has no sensible number in its header",
        ),
        ("P525 22 255\n", 550, "has no sensible number in its header"),
        ("P5 25 22", 0, "ends inside the header"),
    ] {
        assert_eq!(pgm(header, bytes), Err(why.to_owned()), "{header}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_without_a_panic(
        magic in prop::sample::select(vec![
            &b""[..],
            b"YUV4MPEG2 W30 H30 F30:1\nFRAME\n",
            b"YUV4MPEG2 ",
            b"\xFF\xD8\xFF",
            b"\x89PNG\r\n\x1a\n",
            b"P5 30 30 255\n",
            b"P5",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        play_all(&[magic, &rest].concat());
    }

    #[test]
    fn damaged_files_end_without_a_panic(
        which in 0..4_usize,
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut file = samples().swap_remove(which);
        for (place, value) in places {
            let place = place.index(file.len());
            file[place] = value;
        }
        play_all(&file);
        file.truncate(cut.index(file.len()));
        play_all(&file);
    }
}

/// Plays the bytes as each kind of file; no source gives more results than it has bytes.
fn play_all(bytes: &[u8]) {
    let path = Path::new("film");
    let _ = picture::decode(bytes, Duration::ZERO);
    play(&mut MotionJpeg::new(bytes, path), bytes.len());
    if let Ok(mut film) = Y4m::new(bytes, path) {
        play(&mut film, bytes.len());
    }
}

fn play(source: &mut dyn FrameSource, most: usize) {
    for _ in 0..=most {
        if source.next() == Ok(None) {
            assert_eq!(source.next(), Ok(None));
            return;
        }
    }
    panic!("more frames than bytes");
}

fn samples() -> Vec<Vec<u8>> {
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    image::ImageEncoder::write_image(encoder, &[9; 900], 30, 30, ExtendedColorType::L8).unwrap();
    let y4m = [b"YUV4MPEG2 W30 H30 F30:1 Cmono\nFRAME\n", &[5; 900][..]].concat();
    vec![
        png,
        y4m,
        [jpeg(3), jpeg(200)].concat(),
        [b"P5 30 30 255 ", &[5; 900][..]].concat(),
    ]
}

/// An even picture.
fn jpeg(level: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95)
        .encode(&[level; 64 * 48], 64, 48, ExtendedColorType::L8)
        .unwrap();
    jpeg
}

fn level(frame: Result<Option<Frame>, SourceFault>) -> u8 {
    frame.unwrap().unwrap().luma()[0]
}

fn frames(path: &Path) -> Result<Vec<Frame>, SourceFault> {
    let mut source = source::open(path)?;
    let mut frames = Vec::new();
    while let Some(frame) = source.next()? {
        frames.push(frame);
    }
    Ok(frames)
}

fn shots() -> [Shot; 2] {
    let code = Modules::of_text("SP1:FILE").unwrap();
    [0, 1].map(|number| Scene::gentle(5).shot(&code, number))
}
