use clap::CommandFactory as _;
use host::arguments::missing_help;
use host::language::Language;

use super::*;
use crate::report;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn everything_has_its_help_in_both_languages() {
    let words = report::words(Language::Russian);
    assert_eq!(missing_help(&Cli::command(), &words), [""; 0]);
    Cli::command().debug_assert();
}

#[test]
fn claims_come_in_lists_or_one_by_one() {
    for line in [
        "verifier check --want adult,student --text x",
        "verifier check --want adult --want student --text x",
    ] {
        let Command::Check(check) = parse(line).unwrap().command else {
            panic!("{line}")
        };
        assert_eq!(check.asked.want, [Claim::Adult, Claim::Student]);
        assert_eq!(check.asked.window, None);
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    for line in [
        "verifier check --want adult",
        "verifier check --want adult --text x --image y",
        "verifier check --want veteran --text x",
        "verifier check --want adult --text x --window 3",
        "verifier scan --want adult --camera 0 --video x",
        "verifier scan --want adult --camera 0 --typed",
        "verifier scan --want adult --typed --serial x",
        "verifier scan --want adult --serial x --baud 0",
        "verifier scan --want adult --baud 9600",
        "verifier camera-test --camera 0 --video x",
        "verifier camera-test --seconds 0",
        "verifier report --day 2026-06-01 --to 2026-06-02",
        "verifier report --csv --json",
        "verifier scan --want adult --in-window --plain",
        "verifier venue poster --out x.pdf",
        "verifier venue poster --venue A",
        "verifier explain --want adult",
    ] {
        assert!(parse(line).is_err(), "{line}");
    }
}
