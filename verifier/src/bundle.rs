//! `verifier support-bundle`: one archive with what a help desk asks for, and nothing about visitors or staff.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::io;
use std::path::Path;

use host::exit::Exit;
use host::fault::{Doing, Fault};
use host::file::{self, Access};
use host::language::Language;
use serde_json::{Value, json};
use tar::{Builder, Header};
use url::Url;

mod whose;

pub use whose::Whose;

use crate::camera;
use crate::cli::{self, SupportBundle};
use crate::counts::{Day, Shelf};
use crate::doctor::Diagnosis;
use crate::profile::{BUILT_IN, Profile};
use crate::report;
use crate::session::Session;
use crate::settings::{Line, Settings};
use crate::status;
use crate::store::Store;
use crate::trouble::Trouble;

/// The days whose counts are in it.
const DAYS: i64 = 14;

/// Writes the archive. A file that is there already stays.
pub fn run(session: &Session, asked: &SupportBundle, whose: &Whose) -> Result<Exit, Trouble> {
    let out = &asked.out;
    if fs::symlink_metadata(out).is_ok() {
        let path = out.clone();
        return Err(Trouble::BundleThere { path });
    }
    let contents = Contents::gather(session, whose);
    let archive = contents.archive(session);
    let archive = archive.map_err(Fault::io(out, Doing::Write))?;
    file::create(out, &archive, Access::Private)?;
    let path = out.display().to_string();
    if session.json {
        let files: Vec<&str> = contents.0.iter().map(|(name, _)| name.as_str()).collect();
        session.json(&json!({ "file": path, "contents": files }))?;
    } else {
        session.say("bundle-written", &[("path", path.into())])?;
    }
    Ok(Exit::Accepted)
}

/// The files of the archive, by their names.
struct Contents(Vec<(String, String)>);

impl Contents {
    fn gather(session: &Session, whose: &Whose) -> Self {
        let settings = Settings::of(&session.home);
        let json = |name: &str, value: Value| {
            let text = format!("{:#}\n", whose.hide_in(value));
            (name.to_owned(), text)
        };
        let usual = cli::Doctor {
            camera: None,
            profile: None,
        };
        let mut files = vec![
            ("README.txt".to_owned(), readme()),
            json("about.json", about(session)),
            json("doctor.json", Diagnosis::new(session, &usual).json()),
            json("cameras.json", cameras()),
        ];
        // What cannot be read is said by the doctor.
        if let Ok(status) = status::summary(session) {
            files.push(json("status.json", status));
        }
        if let Ok(state) = Store::new(session.home.clone()).state() {
            files.push(json("held.json", json!(state)));
        }
        if let Ok(settings) = settings {
            let profile = settings.profile.as_ref().map(Line::as_str);
            if let Some(text) = profile.and_then(profile_text) {
                files.push(("profile.toml".to_owned(), text));
            }
            let settings = without_password(settings).encode();
            files.push(("settings.toml".to_owned(), whose.hide(&settings)));
        }
        files.extend(counts(session));
        Self(files)
    }

    fn archive(&self, session: &Session) -> io::Result<Vec<u8>> {
        let mut archive = Builder::new(Vec::new());
        for (name, text) in &self.0 {
            // Without names of users.
            let mut header = Header::new_ustar();
            header.set_uid(0);
            header.set_gid(0);
            header.set_mode(0o644);
            header.set_mtime(session.now().seconds());
            header.set_size(u64::try_from(text.len()).unwrap_or(u64::MAX));
            let path = Path::new("verifier-support").join(name);
            archive.append_data(&mut header, path, text.as_bytes())?;
        }
        archive.into_inner()
    }
}

/// What is in it, in both languages.
fn readme() -> String {
    let texts = [Language::Russian, Language::English];
    let texts = texts.map(|language| report::words(language).say("bundle-readme", &[]));
    format!("{}\n", texts.join("\n\n"))
}

fn about(session: &Session) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "system": OS,
        "processor": ARCH,
        "distribution": distribution(),
        "kernel": first_line("/proc/sys/kernel/osrelease"),
        "language": session.words.language().code(),
        "now": session.now().seconds(),
        "rehearsal": session.clock.is_rehearsal(),
        "zone_seconds": session.zone.whole_seconds(),
    })
}

/// The name of a Linux distribution, as os-release(5) has it.
fn distribution() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let mut lines = text.lines();
    let name = lines.find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}

fn first_line(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().next().map(str::to_owned)
}

fn cameras() -> Value {
    let cameras = camera::list().into_iter().map(|found| {
        let modes = camera::modes(found.index);
        let modes = modes.map(|modes| modes.iter().map(ToString::to_string).collect::<Vec<_>>());
        json!({ "index": found.index, "name": found.name, "modes": modes })
    });
    cameras.collect()
}

/// The profile as it is written.
fn profile_text(given: &str) -> Option<String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(name, _)| *name == given) {
        return Some((*text).to_owned());
    }
    // Whatever else it is, it stays where it is.
    Profile::find(given).ok()?;
    fs::read_to_string(given).ok()
}

/// An address may have a name and a password in it, or a key behind it.
fn without_password(mut settings: Settings) -> Settings {
    let address = settings.source.as_ref().map(Line::as_str);
    let address = address.filter(|source| source.contains("://"));
    if let Some(address) = address {
        let bare = Url::parse(address).ok().and_then(|mut address| {
            address.set_username("").ok()?;
            address.set_password(None).ok()?;
            address.set_query(None);
            address.set_fragment(None);
            Line::new(address.as_str())
        });
        settings.source = bare;
    }
    settings
}

fn counts(session: &Session) -> Vec<(String, String)> {
    let today = Day::at(session.now(), session.zone);
    let found = Shelf::new(session).and_then(|shelf| shelf.between(today.before(DAYS), today));
    let days = found.map(|found| found.days).unwrap_or_default();
    let days = days.iter().map(|(day, tally)| {
        let text = String::from_utf8_lossy(&tally.encode()).into_owned();
        (format!("counts/{day}.json"), text)
    });
    days.collect()
}
