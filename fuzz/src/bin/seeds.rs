//! Writes what the fuzz targets start from into `corpus/`: the test vectors, an enrolment, a wallet, pictures.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use fuzz::{cast, reader};
use host::qr::Code;
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};
use shared::claims::Claim;
use shared::enrolment::{UnverifiedRequest, sign_request};
use shared::presentation::Presentation;
use shared::proof::Challenge;
use shared::qr_text;
use shared::replay::Memory;
use shared::sealed::{Cost, Fresh, seal};
use shared::seed::Seed;
use shared::status_delta;
use test_vectors::card::Card;
use test_vectors::cast::{NOW, at, index, roots, trust_list};
use test_vectors::vector::Vector;
use verifier::counts::Tally;
use verifier::state::State;
use wallet::kept::Wallet;

fn main() -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = Corpus(here.join("corpus"));
    vectors(&corpus, &here.join("../test-vectors"))?;
    deltas(&corpus)?;
    enrolment(&corpus)?;
    secrets(&corpus)?;
    pictures(&corpus)?;
    texts(&corpus)
}

/// The folder of the seeds, one below it per target.
struct Corpus(PathBuf);

impl Corpus {
    fn add(&self, target: &str, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let folder = self.0.join(target);
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("seed-{name}"));
        fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
    }
}

fn vectors(corpus: &Corpus, folder: &Path) -> Result<()> {
    for kind in [
        "presentation",
        "canonical",
        "qr_text",
        "trust_list",
        "manifest",
        "status_list",
        "venue_text",
    ] {
        for file in fs::read_dir(folder.join(kind))? {
            let path = file?.path();
            let name = path.file_stem().context("a name")?.to_string_lossy();
            let vector = Vector::parse(&fs::read_to_string(&path)?)?;
            match kind {
                "status_list" => {
                    let mut list = Vec::new();
                    for field in ["capacity", "revoked"] {
                        let number: u64 = vector.need(field)?.parse()?;
                        let [_, _, _, bytes @ ..] = number.to_be_bytes();
                        list.extend_from_slice(&bytes);
                    }
                    list.extend(vector.bytes()?);
                    corpus.add(kind, &name, list)?;
                }
                "venue_text" => corpus.add(kind, &name, &vector.body)?,
                "trust_list" | "manifest" => corpus.add(kind, &name, vector.bytes()?)?,
                _ => presentation(corpus, &name, &vector.body)?,
            }
        }
    }
    Ok(())
}

/// Old sets, new sets, and the deltas between them.
fn deltas(corpus: &Corpus) -> Result<()> {
    for (name, old, new) in [
        ("empty", 0, 0),
        ("same", 9, 9),
        ("more", 3, 40),
        ("fewer", 40, 3),
    ] {
        let numbers = |count: u16| (0..count).map(|n| n.wrapping_mul(7_919) % 20_000);
        let bytes = |count| {
            numbers(count)
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<u8>>()
        };
        let set = |count| {
            let mut set: Vec<_> = numbers(count).map(|n| index(n.into())).collect();
            set.sort_unstable();
            set
        };
        let delta = status_delta::encode(&set(old), &set(new), 20_000);
        let (old, new) = (bytes(old), bytes(new));
        let lengths = [u8::try_from(old.len())?, u8::try_from(new.len())?];
        corpus.add(
            "status_delta",
            name,
            [&lengths[..], &old, &new, &delta].concat(),
        )?;
    }
    Ok(())
}

fn presentation(corpus: &Corpus, name: &str, text: &str) -> Result<()> {
    corpus.add("qr_text", name, text)?;
    let Ok(bytes) = qr_text::decode(text) else {
        return Ok(());
    };
    for target in ["presentation", "verdict", "drawn_code"] {
        corpus.add(target, name, &bytes)?;
    }
    if Presentation::parse(&bytes).is_ok() {
        corpus.add("credential", name, reader::presentation(&bytes).0)?;
    }
    Ok(())
}

fn enrolment(corpus: &Corpus) -> Result<()> {
    let (request, keys) = (cast::request(), cast::public_keys(&cast::device_keys()));
    let hash = *UnverifiedRequest::parse(&request)?.hash();
    let response = cast::response(hash, &keys);
    corpus.add("enrolment_request", "genuine", &request)?;
    corpus.add(
        "enrolment_response",
        "genuine",
        response.sign(&cast::code().key()),
    )?;
    for entry in &trust_list(NOW).issuers {
        corpus.add("issuer_entry", entry.id().as_str(), entry.encode())?;
    }

    let mut wallet = Wallet::new(Seed::new([9; 32]));
    corpus.add("wallet_file", "new", wallet::layout::encode(&wallet))?;
    let claims = vec![Claim::Adult.key()];
    for number in 0..2 {
        let (batch, keys) = wallet.next_keys(&claims).context("a number")?;
        let request = sign_request(&cast::code(), &keys);
        let hash = *UnverifiedRequest::parse(&request)?.hash();
        wallet.wait_for(batch, cast::code().key(), &request, claims.clone());
        corpus.add(
            "wallet_file",
            &format!("waits-{number}"),
            wallet::layout::encode(&wallet),
        )?;
        // Few credentials: a small seed is changed in more of its places.
        let mut asked = cast::public_keys(&keys);
        for claim in &mut asked {
            claim.keys.truncate(2);
        }
        let answer = cast::response(hash, &asked).sign(&cast::code().key());
        let accepted = wallet.accept(&answer, at(NOW));
        accepted.map_err(|refused| anyhow!("{refused:?}"))?;
        corpus.add(
            "wallet_file",
            &format!("holds-{number}"),
            wallet::layout::encode(&wallet),
        )?;
    }
    Ok(())
}

fn secrets(corpus: &Corpus) -> Result<()> {
    let fresh = Fresh::from_random([7; 40]);
    for (memory, passes) in [(64, 1), (128, 2)] {
        let cost = Cost::new(memory, passes).context("a cost")?;
        let sealed = seal(b"a secret", "passphrase", cost, &fresh);
        corpus.add("sealed", &memory.to_string(), sealed)?;
    }
    let mut door = cast::door();
    corpus.add("replay_memory", "empty", door.memory.encode())?;
    door.memory.open_challenge(Challenge::new([1; 5]), at(NOW));
    for (number, time) in [NOW, NOW - 300, NOW - 3_000].into_iter().enumerate() {
        let _ = door.check(&Card::new(time).text(), at(NOW));
        corpus.add("replay_memory", &number.to_string(), door.memory.encode())?;
    }
    corpus.add("replay_memory", "other", Memory::new([0; 32]).encode())
}

fn pictures(corpus: &Corpus) -> Result<()> {
    let texts = ["SP1:", "HTTPS://EXAMPLE.ORG", &Card::new(NOW).text()];
    for (number, text) in texts.into_iter().enumerate() {
        let code = Code::new(text).context("a code")?;
        let side = code.side();
        let modules = (0..side * side).map(|at| code.is_dark(at % side, at / side));
        let luma: Vec<u8> = modules.map(|dark| if dark { 0 } else { 255 }).collect();
        let columns = u8::try_from(side)?;
        for scale in 1..3 {
            let frame = [&[columns, scale], &luma[..]].concat();
            corpus.add("symbol", &format!("{number}-{scale}"), frame.clone())?;
            corpus.add("frame_reading", &format!("{number}-{scale}"), frame)?;
        }
        let (name, size) = (number.to_string(), u32::from(columns));
        let mut png = Vec::new();
        image::codecs::png::PngEncoder::new(&mut png).write_image(
            &luma,
            size,
            size,
            ExtendedColorType::L8,
        )?;
        corpus.add("picture", &format!("{name}.png"), &png)?;
        corpus.add("picture", &format!("{name}.pgm"), pgm(size, &luma))?;
        let y4m = format!("YUV4MPEG2 W{size} H{size} F30:1 Cmono\n").into_bytes();
        let frame = [b"FRAME\n", &luma[..]].concat();
        corpus.add(
            "video",
            &format!("{name}.y4m"),
            [&y4m[..], &frame, &frame].concat(),
        )?;
        let mut jpeg = Cursor::new(Vec::new());
        JpegEncoder::new(&mut jpeg).encode(&luma, size, size, ExtendedColorType::L8)?;
        let jpeg = jpeg.into_inner();
        corpus.add("picture", &format!("{name}.jpg"), &jpeg)?;
        corpus.add(
            "video",
            &format!("{name}.mjpeg"),
            [&jpeg[..], b"\0", &jpeg].concat(),
        )?;
    }
    let colours: Vec<u8> = (0..4 * 32 * 32)
        .map(|at: u32| at.to_be_bytes()[3])
        .collect();
    for (name, colour, bytes) in [
        ("rgb", ExtendedColorType::Rgb8, 3),
        ("rgba", ExtendedColorType::Rgba8, 4),
    ] {
        let pixels = colours.get(..bytes * 32 * 32).context("enough pixels")?;
        let mut png = Vec::new();
        image::codecs::png::PngEncoder::new(&mut png).write_image(pixels, 32, 32, colour)?;
        corpus.add("picture", &format!("{name}.png"), &png)?;
        if bytes == 3 {
            let mut jpeg = Vec::new();
            JpegEncoder::new(&mut jpeg).encode(pixels, 32, 32, colour)?;
            corpus.add("picture", &format!("{name}.jpg"), &jpeg)?;
        }
    }
    Ok(())
}

fn pgm(size: u32, luma: &[u8]) -> Vec<u8> {
    let header = format!("P5\n# modules\n{size} {size}\n255\n");
    [header.as_bytes(), luma].concat()
}

fn texts(corpus: &Corpus) -> Result<()> {
    corpus.add("root_set", "text", roots().to_text())?;
    corpus.add("root_set", "bytes", roots().encode())?;
    let header = issuer::register::REGISTER.columns.join(",");
    let rows = "1,1990-01-02,RUS,student,2024-09-01,2026-06-30\r\n\
                1,1990-01-02,RUS,disabled,2020-01-01,9999-12-31\r\n\
                \"2\",2000-02-29,RUS,,,\r\n\r\n3,1980-12-31,KAZ,pensioner,2020-01-01,2030-01-01";
    corpus.add("register_csv", "taken", format!("\u{feff}{header}\n{rows}"))?;
    // Line ends of old: everything in one line, or everything behind the columns.
    let lines = format!("{header}\n{rows}\n").replace("\r\n", "\n");
    corpus.add("register_csv", "lines-cr", lines.replace('\n', "\r"))?;
    let rows_cr = format!("{header}\n{}", rows.replace("\r\n", "\r"));
    corpus.add("register_csv", "rows-cr", rows_cr)?;
    corpus.add(
        "register_csv",
        "one",
        format!("{header}\n1,1990-01-02,RUS,,,\n"),
    )?;
    corpus.add(
        "register_csv",
        "twice",
        format!("{header}\n{rows}\n{rows}\n"),
    )?;
    for (name, rows) in [("persons", "1\n2\n"), ("statuses", "1,student\n\n2,\r\n")] {
        let file = format!("person,status\n{rows}");
        corpus.add("revocations_csv", name, file)?;
    }
    for (name, answers) in [
        (
            "xterm",
            "\x1bP>|XTerm(379)\x1b\\\x1b[6;13;6t\x1b[?2;0;1000;1000S\x1b[?64;4;22c",
        ),
        (
            "kitty",
            "\x1b_Gi=1869770351;OK\x1b\\q\x1bP>|kitty(0.26.5)\x1b\\\x1b[6;18;9t\x1b[?62;c",
        ),
    ] {
        corpus.add("terminal_answers", name, answers)?;
    }
    for (name, line) in [
        ("right", "SP1:ABC123\n"),
        ("russian", "ЫЗ1ЖФИС123ю.\r\n"),
        ("capitals", "sp1:abc\nhttps://example.org"),
    ] {
        corpus.add("hand_scanner", name, line)?;
        corpus.add("serial_lines", name, line)?;
    }
    for (name, profile) in verifier::profile::BUILT_IN {
        corpus.add("profile", name, profile.as_bytes())?;
    }
    let counts =
        r#"{"version": "1", "counts": {"adult": {"A00": 12, "S01": 1}, "unknown": {"R01": 2}}}"#;
    Tally::decode(counts.as_bytes()).context("counts")?;
    corpus.add("day_counts", "counts", counts.as_bytes())?;
    let settings =
        "source = 'https://lists.example/26'\nprofile = 'museum'\ncamera = 1 # or 'typed'\n";
    corpus.add("verifier_settings", "settings", settings.as_bytes())?;
    let key = "1a".repeat(32);
    let ticket = format!("spravka lanes 1\nstore [fe80::1%eth0]:6400\npassword 0Az\nkey {key}\n");
    corpus.add("lanes_ticket", "ticket", ticket.as_bytes())?;
    for (name, place) in [("name", "касса-1"), ("address", "192.168.1.5:6379")] {
        corpus.add("lanes_ticket", name, place.as_bytes())?;
    }
    let state = r#"{"version": "1", "root": {"added": "ROOT", "in_force": "ROOT"},
        "trust_list": {"file": "HASH", "signed_by": "ROOT"},
        "issuers": {"r26": {"manifest": "HASH", "lists": ["HASH"]}},
        "newest": {"trust_lists": {"a": {"sequence": 5, "file": "HASH"}}, "manifests": {}},
        "signed_times": {"root": 1780304410, "issuers": {"r26": 1780304410}}}"#;
    let state = state.replace("ROOT", &roots().to_text());
    let state = state.replace("HASH", &"ab".repeat(32));
    State::decode(state.as_bytes()).context("a state")?;
    corpus.add("verifier_state", "state", state)?;
    for text in [
        "r26",
        "MUSEUM01",
        "1DBW-1DBW-1DBW-1DBW",
        "1dbw 1dbw",
        "RUS",
        "1990-01-02",
        "7\n",
        "2026-06-01T12:00:10+03:00",
    ] {
        corpus.add("typed", &text.len().to_string(), text)?;
    }
    Ok(())
}
