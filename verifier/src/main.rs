//! The verifier's command line. The clock, the randomness and the environment are taken here and handed down.

use std::env;
use std::ffi::OsString;
use std::thread;
use std::time::Instant;

use host::arguments::{self, parse};
use host::exit::Exit;
use host::language::{Language, Words};
use serde_json::json;
use verifier::cli::{Cli, Command, Trust, Venue};
use verifier::profile::{self, Profile};
use verifier::session::{self, Session, wants_colour};
use verifier::trouble::Trouble;
use verifier::{camera_test, challenge, check, explain, poster, report, scan, status, sync, trust};

fn main() -> Exit {
    let given: Vec<OsString> = env::args_os().collect();
    let variable = |name: &str| env::var(name).ok();
    let flag = arguments::language(given.iter().cloned());
    let language = Language::detect(flag, variable);
    let words = report::words(language);
    let cli: Cli = match parse(&words, given) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let is_json = cli.common.json;
    let profile = match cli.command.profile().map(Profile::find).transpose() {
        Ok(profile) => profile,
        Err(refused) => return complain(&refused.into(), &words, is_json),
    };
    let words = match (flag, profile.as_ref().and_then(|profile| profile.language)) {
        (None, Some(of_staff)) => report::words(of_staff),
        _ => words,
    };
    let home = match cli.common.home("verifier") {
        Ok(home) => home,
        Err(fault) => return complain(&fault.into(), &words, is_json),
    };
    let session = Session {
        words,
        home,
        clock: cli.common.clock(),
        random: |bytes| getrandom::fill(bytes).map_err(|why| why.to_string()),
        instant: Instant::now,
        pause: thread::sleep,
        profile,
        json: is_json,
        colour: wants_colour(variable("NO_COLOR").as_deref()),
        window: session::window,
    };
    run(&session, &cli.command)
        .unwrap_or_else(|trouble| complain(&trouble, &session.words, is_json))
}

/// Says what kept the command from its work, and how the tool ends.
fn complain(trouble: &Trouble, words: &Words, is_json: bool) -> Exit {
    let text = trouble.say(words);
    session::note(&if is_json {
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
        Command::Sync(from) => sync::run(session, from),
        Command::Check(check) => check::run(session, check),
        Command::Explain(explain) => explain::run(session, explain),
        Command::Scan(scan) => scan::run(session, scan),
        Command::CameraTest(test) => camera_test::run(session, test),
        Command::Challenge => challenge::run(session),
        Command::Venue(Venue::Poster(asked)) => poster::run(session, asked),
        Command::Status => status::run(session),
        Command::Profile(command) => profile::run(session, command),
    }
}
