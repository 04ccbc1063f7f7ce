//! Wiring of the wallet: the language, the clock, the randomness and the home, and the command that gets them.

use std::env;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use host::arguments::{self, parse};
use host::exit::Exit;
use host::fault::{Doing, Fault};
use host::language::Language;
use serde_json::json;
use shared::sealed::Fresh;
use shared::seed::Seed;
use time::{OffsetDateTime, UtcOffset};
use wallet::cli::{Arguments, Enrol, Verb};
use wallet::failure::Failure;
use wallet::session::Session;
use wallet::{cli, enrol, init, list, show};
use zeroize::Zeroizing;

fn main() -> Exit {
    let flag = arguments::language(env::args_os());
    let words = cli::words(Language::detect(flag, |name| env::var(name).ok()));
    let given: Arguments = match parse(&words, env::args_os()) {
        Ok(given) => given,
        Err(exit) => return exit,
    };
    let clock = given.common.clock();
    let home = match given.common.home("wallet") {
        Ok(home) => home,
        Err(fault) => {
            complain(&fault.say(&words));
            return Failure::from(fault).exit();
        }
    };
    let session = Session {
        zone: zone_at(clock.now_unix()),
        words,
        home,
        clock,
        json: given.common.json,
        passphrase_file: given.passphrase_file,
    };
    match run(&session, &given.verb) {
        Ok(()) => Exit::Accepted,
        Err(failure) => {
            let text = failure.say(&session);
            complain(&if session.json {
                json!({ "error": failure.name(), "message": text }).to_string()
            } else {
                text
            });
            failure.exit()
        }
    }
}

fn run(session: &Session, verb: &Verb) -> Result<(), Failure> {
    let said = match verb {
        Verb::Init => init::init(session, Seed::new(*random()?), &fresh()?),
        Verb::Enrol(Enrol::Request(asked)) => enrol::request(session, asked, &fresh()?),
        Verb::Enrol(Enrol::Accept { response }) => enrol::accept(session, response, &fresh()?),
        Verb::List => list::list(session),
        Verb::Show(asked) => return show::show(session, asked),
    }?;
    let mut out = io::stdout().lock();
    match writeln!(out, "{said}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Fault::io(Path::new("stdout"), Doing::Write)(error).into())
        }
        _ => Ok(()),
    }
}

fn fresh() -> Result<Fresh, Fault> {
    Ok(Fresh::from_random(*random()?))
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, Fault> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| {
        Fault::io(Path::new("getrandom"), Doing::Read)(io::Error::other(error.to_string()))
    })?;
    Ok(bytes)
}

/// The time zone of this machine at a moment; UTC where it is unknown.
fn zone_at(unix_seconds: u64) -> UtcOffset {
    i64::try_from(unix_seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|moment| UtcOffset::local_offset_at(moment).ok())
        .unwrap_or(UtcOffset::UTC)
}

fn complain(text: &str) {
    // Nobody is left to be told when the terminal is gone.
    let _ = writeln!(io::stderr(), "{text}");
}
