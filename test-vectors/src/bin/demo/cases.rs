//! What is accepted, what is refused, what cannot be decided, and why.

use anyhow::Result;
use serde_json::Value;

use crate::scenery::Scenery;
use crate::stage::{Stage, now};

const DAY: u64 = 86_400;

/// How many verdicts were as expected.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) expected: u32,
    pub(crate) all: u32,
}

impl Tally {
    /// Prints a case and its verdict in words, and counts it.
    pub(crate) fn count(&mut self, stage: &Stage<'_>, case: &str, expected: &str, verdict: &Value) {
        let field = |name| verdict.get(name).and_then(Value::as_str).unwrap_or("?");
        let code = field("code");
        let text = match stage.words().language().code() {
            "ru" => field("text_ru"),
            _ => field("text_en"),
        };
        let as_expected = code == expected;
        self.all += 1;
        self.expected += u32::from(as_expected);
        stage.part(case);
        println!("    {text} [{code}]");
        if !as_expected {
            stage.say("unexpected", &[("expected", expected.into())]);
        }
    }
}

const ADULT: [&str; 2] = ["--want", "adult"];

pub(crate) fn accepted(stage: &Stage<'_>, tally: &mut Tally) -> Result<()> {
    stage.part("step-accepted");
    let student = stage.code("wallets/student", &["student"])?;
    let verdict = stage.verdict(
        "verifier",
        &["--want", "student,large-family-parent"],
        &student,
    )?;
    tally.count(stage, "case-student", "A00", &verdict);

    let challenge = &stage.ask_for("challenge", "verifier", "verifier", &["challenge"])?;
    let show = ["adult", "--venue", "MUSEUM01", "--challenge", challenge];
    let answer = stage.code("wallet", &show)?;
    let strict = [
        "--want",
        "adult",
        "--venue",
        "MUSEUM01",
        "--require-venue",
        "--require-challenge",
    ];
    let verdict = stage.verdict("verifier", &strict, &answer)?;
    tally.count(stage, "case-challenge", "A00", &verdict);
    Ok(())
}

pub(crate) fn refused(stage: &Stage<'_>, scenery: &Scenery, tally: &mut Tally) -> Result<()> {
    stage.part("step-refused");
    let mut case = |name: &str, expected: &str, args: &[&str], text: &str| -> Result<()> {
        let verdict = stage.verdict("verifier", args, text)?;
        tally.count(stage, name, expected, &verdict);
        Ok(())
    };

    let earlier = (now()? - 120).to_string();
    let screenshot = stage.code("wallet", &["adult", "--at", &earlier])?;
    case("case-screenshot", "R18", &ADULT, &screenshot)?;

    let honest = scenery.dishonest.text(0)?;
    case("case-first", "A00", &ADULT, &honest)?;
    case("case-twice", "R22", &ADULT, &honest)?;

    case(
        "case-revoked",
        "R21",
        &ADULT,
        &stage.code("wallets/revoked", &["adult"])?,
    )?;
    case(
        "case-other-status",
        "R10",
        &ADULT,
        &stage.code("wallets/student", &["student"])?,
    )?;

    let theatre = stage.code("wallet", &["adult", "--venue", "THEATRE2"])?;
    case(
        "case-other-venue",
        "R12",
        &["--want", "adult", "--venue", "MUSEUM01"],
        &theatre,
    )?;

    let unasked = stage.code("wallet", &["adult", "--challenge", "ABCD-EFGH"])?;
    case("case-unasked", "R14", &ADULT, &unasked)?;

    case("case-flipped", "R07", &ADULT, &scenery.dishonest.flipped()?)?;
    case(
        "case-unknown-issuer",
        "R02",
        &ADULT,
        &stage.code("wallets/unknown", &["adult"])?,
    )?;
    case(
        "case-overreach",
        "R06",
        &ADULT,
        &stage.code("wallets/overreach", &["adult"])?,
    )?;
    case("case-tomorrow", "R16", &ADULT, &scenery.dishonest.text(1)?)?;
    Ok(())
}

pub(crate) fn undecided(stage: &Stage<'_>, tally: &mut Tally) -> Result<()> {
    stage.part("step-undecided");
    let later = (now()? + 8 * DAY).to_string();
    let code = stage.code("wallet", &["adult", "--at", &later])?;
    let verdict = stage.verdict("verifier", &["--want", "adult", "--at", &later], &code)?;
    tally.count(stage, "case-expired-list", "G04", &verdict);

    let code = stage.code("wallet", &["adult"])?;
    let verdict = stage.verdict(&without_lists(stage)?, &ADULT, &code)?;
    tally.count(stage, "case-missing-list", "G12", &verdict);

    let earlier = (now()? - DAY).to_string();
    let verdict = stage.verdict("verifier", &["--want", "adult", "--at", &earlier], &code)?;
    tally.count(stage, "case-clock", "G05", &verdict);

    let menu = "https://example.org/menu";
    let verdict = stage.verdict("verifier", &ADULT, menu)?;
    tally.count(stage, "case-not-ours", "G01", &verdict);
    Ok(())
}

/// A verifier's home whose status lists were lost.
fn without_lists(stage: &Stage<'_>) -> Result<String> {
    let home = "verifier-without-lists";
    stage.ask(
        "verifier",
        home,
        &["trust", "add", &stage.text_path("root/root.pub")],
    )?;
    stage.ask("verifier", home, &["sync", &stage.text_path("published")])?;
    remove_lists(&stage.path(home))?;
    Ok(home.to_owned())
}

fn remove_lists(folder: &std::path::Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_lists(&path)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "list")
        {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}
