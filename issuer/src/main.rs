//! Wiring: the clock, the randomness, the words and the home of the issuer are made here and handed down.

use std::env;
use std::io::{self, Write as _};

use host::arguments::{self, parse};
use host::exit::Exit;
use host::language::{Language, Words};
use issuer::cli::{Cli, Command, Enrol, Register, Root};
use issuer::desk::{Desk, Done};
use issuer::failure::Failure;
use issuer::{enrol, init, invite, publish, register, revoke, root, status, trust_list};
use serde_json::json;
use shared::sealed::Cost;
use shared::time::UnixTime;

fn main() -> Exit {
    let language = arguments::language(env::args_os().skip(1));
    let language = Language::detect(language, |name| env::var(name).ok());
    let words = issuer::words::words(language);
    let cli: Cli = match parse(&words, env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let is_json = cli.common.json;
    let (exit, spoken) = match run(cli, &words) {
        Ok(done) if is_json => (Exit::Accepted, writeln!(io::stdout(), "{}", done.json)),
        Ok(done) => (Exit::Accepted, writeln!(io::stdout(), "{}", done.text)),
        Err(failure) => (failure.exit(), tell(&failure, &words, is_json)),
    };
    match spoken {
        Ok(()) => exit,
        // What was asked for is done, but nobody could be told.
        Err(_) => Exit::CouldNotRun,
    }
}

fn run(cli: Cli, words: &Words) -> Result<Done, Failure> {
    // The root has a home of its own: its keys lie on another machine than an issuer's.
    let tool = match cli.command {
        Command::Root(_) => "root",
        _ => "issuer",
    };
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| Failure::NoRandomness);
    let mut desk = Desk {
        home: cli.common.home(tool)?,
        now: UnixTime::new(cli.common.clock().now_unix()).unwrap_or(UnixTime::MAX),
        passphrase_file: cli.passphrase_file,
        cost: Cost::USUAL,
        is_read_by_a_program: cli.common.json,
        words,
        random: &mut random,
    };
    match &cli.command {
        Command::Root(Root::Init(given)) => root::run(&mut desk, given),
        Command::Root(Root::TrustList(given)) => trust_list::run(&mut desk, given),
        Command::Init(given) => init::run(&mut desk, given),
        Command::Register(Register::Import(given)) => register::run(&mut desk, given),
        Command::Enrol(Enrol::Invite(given)) => invite::run(&mut desk, given),
        Command::Enrol(Enrol::Answer(given)) => enrol::run(&mut desk, given),
        Command::Revoke(given) => revoke::run(&mut desk, given),
        Command::Publish(given) => publish::run(&mut desk, given),
        Command::Status => status::run(&desk),
    }
}

fn tell(failure: &Failure, words: &Words, is_json: bool) -> io::Result<()> {
    let text = failure.say(words);
    if is_json {
        let object = json!({ "error": failure.code(), "message": text });
        writeln!(io::stderr(), "{object}")
    } else {
        let heading = words.say("wrong-heading", &[]);
        writeln!(io::stderr(), "{heading}: {text}")
    }
}
