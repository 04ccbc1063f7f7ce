//! The demonstration: from an eligibility register to a verdict in front of a camera, with the real tools and
//! real files, and then everything that must be refused. Ends with 1 when a verdict is not the expected one.
//!
//! The tools are those beside it; or, with `demo TOOLS [CAMERA]`, those in the folder TOOLS, and CAMERA is the test camera,
//! which is compiled otherwise.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use host::language::{Language, Words};

mod camera;
mod cases;
mod dishonest;
mod scenery;
mod stage;

use stage::Stage;

fn main() -> ExitCode {
    let words = Words::new(
        Language::detect(None, |name| env::var(name).ok()),
        include_str!("russian.ftl"),
        include_str!("english.ftl"),
    );
    match play(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn play(words: &Words) -> Result<bool> {
    let mut given = env::args_os().skip(1).map(PathBuf::from);
    let stage = Stage::set(words, given.next())?;
    let scenery = scenery::build(&stage)?;
    let mut tally = cases::Tally::default();
    camera::show(&stage, given.next(), &mut tally)?;
    cases::accepted(&stage, &mut tally)?;
    cases::refused(&stage, &scenery, &mut tally)?;
    cases::undecided(&stage, &mut tally)?;
    stage.part("leave");
    if camera::is_present() {
        stage.part("real-camera");
    }
    println!(
        "demo: {} of {} verdicts as expected",
        tally.expected, tally.all
    );
    Ok(tally.expected == tally.all)
}
