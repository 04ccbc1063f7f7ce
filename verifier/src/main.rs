//! The verifier's command line. The clock, the randomness and the environment are taken here and handed down.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use host::arguments::{self, parse};
use host::clock::Clock;
use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::json;
use time::{OffsetDateTime, UtcOffset};
use verifier::bundle::Whose;
use verifier::cli::{Cli, Command, Trust, Venue};
use verifier::profile::{self, Profile};
use verifier::remarks::{self, Remarks};
use verifier::session::{self, Session, wants_colour};
use verifier::settings::Settings;
use verifier::trouble::Trouble;
use verifier::{
    bundle, camera_test, challenge, check, counts, doctor, explain, lanes, poster, practice,
    report, scan, setup, status, sync, tour, trust,
};

fn main() -> Exit {
    let given: Vec<OsString> = env::args_os().collect();
    let variable = |name: &str| env::var(name).ok();
    let flag = arguments::language(given.iter().cloned());
    let language = Language::detect(flag, variable);
    let words = report::words(language);
    let mut cli: Cli = match parse(&words, given) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let is_json = cli.common.json;
    let home = match cli.common.home("verifier") {
        Ok(home) => home,
        Err(fault) => return complain(&fault.into(), &words, is_json),
    };
    if cli.command.wants_settings() {
        match Settings::of(&home) {
            Ok(settings) => cli.command.fill(&settings),
            Err(trouble) => return complain(&trouble, &words, is_json),
        }
    }
    let profile = match cli.command.profile().map(Profile::find).transpose() {
        Ok(profile) => profile,
        Err(refused) => return complain(&refused.into(), &words, is_json),
    };
    let words = match (flag, profile.as_ref().and_then(|profile| profile.language)) {
        (None, Some(of_staff)) => report::words(of_staff),
        _ => words,
    };
    let clock = cli.common.clock();
    let session = Session {
        words,
        home,
        zone: zone(&clock),
        clock,
        random: |bytes| getrandom::fill(bytes).map_err(|why| why.to_string()),
        instant: Instant::now,
        pause: thread::sleep,
        profile,
        json: is_json,
        remarks: Remarks::new(is_json),
        colour: wants_colour(variable("NO_COLOR").as_deref()),
        window: session::window,
        has_display: has_display(variable),
        sticks: sticks(),
    };
    run(&session, &cli.command)
        .unwrap_or_else(|trouble| complain(&trouble, &session.words, is_json))
}

/// Where the system shows USB sticks.
fn sticks() -> Vec<PathBuf> {
    if cfg!(windows) {
        return ('D'..='Z')
            .map(|drive| format!("{drive}:\\").into())
            .collect();
    }
    let places: &[&str] = if cfg!(target_os = "macos") {
        &["/Volumes"]
    } else {
        &["/media", "/run/media"]
    };
    places.iter().map(PathBuf::from).collect()
}

/// Whether windows can be opened: always, but on Linux and its like, where a server shows them.
fn has_display(variable: impl Fn(&str) -> Option<String>) -> bool {
    let servers = ["DISPLAY", "WAYLAND_DISPLAY"];
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || servers.into_iter().any(is_set)
}

/// The time zone of this machine now; UTC in a rehearsal, which is the same everywhere, and where it is unknown.
fn zone(clock: &Clock) -> UtcOffset {
    let seconds = i64::try_from(clock.now_unix()).ok();
    let moment = seconds.filter(|_| !clock.is_rehearsal());
    moment
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|moment| UtcOffset::local_offset_at(moment).ok())
        .unwrap_or(UtcOffset::UTC)
}

/// Whose computer this is, to be left out of what is sent away.
fn whose() -> Whose {
    let home = env::home_dir();
    let names = ["USER", "USERNAME", "LOGNAME"];
    Whose {
        home: home.and_then(|home| home.to_str().map(str::to_owned)),
        name: names.iter().find_map(|name| env::var(name).ok()),
    }
}

/// Says what kept the command from its work, and how the tool ends.
fn complain(trouble: &Trouble, words: &Words, is_json: bool) -> Exit {
    let text = trouble.say(words);
    remarks::write(&if is_json {
        json!({ "error": trouble.name(), "message": text }).to_string()
    } else {
        format!("{}: {text}", words.say("wrong-heading", &[]))
    });
    trouble.exit()
}

fn run(session: &Session, command: &Command) -> Result<Exit, Trouble> {
    match command {
        Command::Trust(Trust::Add { root, replace }) => trust::add(session, root, *replace),
        Command::Trust(Trust::Show) => trust::show(session),
        Command::Setup => setup::run(session),
        Command::Sync(from) => sync::run(session, from),
        Command::Check(check) => check::run(session, check),
        Command::Explain(explain) => explain::run(session, explain),
        Command::Scan(scan) => scan::run(session, scan),
        Command::Practice(asked) => practice::run(session, asked),

        Command::Tour(asked) => tour::run(session, asked),
        Command::CameraTest(test) => camera_test::run(session, test),
        Command::Lanes(command) => lanes::run(session, command),
        Command::Challenge => challenge::run(session),
        Command::Venue(Venue::Poster(asked)) => poster::run(session, asked),
        Command::Status => status::run(session),
        Command::Doctor(asked) => doctor::run(session, asked),
        Command::SupportBundle(asked) => bundle::run(session, asked, &whose()),
        Command::Report(report) => counts::run(session, report),
        Command::Profile(command) => profile::run(session, command),
    }
}
