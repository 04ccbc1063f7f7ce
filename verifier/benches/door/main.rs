//! The door as visitors meet it, behind a camera, with the list of a country: from a code in view to the verdict on the screen, from the
//! start to the first picture, and what it costs; in the window where it was built in (`--features window`), and on the terminal.
//!
//! `-- long` is a day that does not end: 100,000 presentations with lists, clocks and cameras that change.

use anyhow::Result;
use test_vectors::measure::Report;

mod camera;
mod country;
mod days;
mod program;
mod screen;
mod visits;

use country::Country;

fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == "long") {
        return days::run();
    }
    let country = Country::new()?;
    let mut report = Report::new("door");
    for face in screen::FACES {
        visits::run(&country, *face, &mut report)?;
    }
    report.write()
}
