//! A root, two regional issuers and one that nobody knows, a register, citizens with wallets, a verifier.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::dishonest::Dishonest;
use crate::stage::Stage;

/// What the later cases need to know.
#[derive(Debug)]
pub(crate) struct Scenery {
    /// A citizen who makes proofs by hand.
    pub(crate) dishonest: Dishonest,
}

/// People in each register.
const PEOPLE: u32 = 48;

pub(crate) fn build(stage: &Stage<'_>) -> Result<Scenery> {
    stage.part("step-root");
    stage.run(
        "issuer",
        "root",
        &["root", "init", "--keys", "3", "--threshold", "2"],
    )?;

    stage.part("step-issuers");
    init(
        stage,
        "issuer",
        "26",
        "Ставропольский край",
        "Stavropol Krai",
    )?;
    init(
        stage,
        "issuer-23",
        "23",
        "Краснодарский край",
        "Krasnodar Krai",
    )?;
    init(
        stage,
        "issuer-99",
        "99",
        "Неизвестный издатель",
        "Unknown issuer",
    )?;
    stage.run(
        "issuer",
        "root",
        &[
            "root",
            "trust-list",
            "--issuer",
            &stage.text_path("issuer/issuer.entry"),
            "--issuer",
            &stage.text_path("issuer-23/issuer.entry"),
            "--claims",
            "23=student",
            "--to",
            &stage.text_path("published"),
        ],
    )?;

    stage.part("step-register");
    for issuer in ["issuer", "issuer-23", "issuer-99"] {
        import(stage, issuer)?;
    }

    stage.part("step-enrol");
    enrol_aloud(stage)?;
    enrol(stage, "issuer", "P-0002", "wallets/student")?;
    enrol(stage, "issuer", "P-0003", "wallets/revoked")?;
    enrol(stage, "issuer-23", "P-0001", "wallets/overreach")?;
    enrol(stage, "issuer-99", "P-0001", "wallets/unknown")?;
    let dishonest = Dishonest::enrol(stage, "issuer", "P-0004")?;

    stage.part("step-revoke");
    stage.run("issuer", "issuer", &["revoke", "P-0003"])?;

    stage.part("step-publish");
    let published = stage.text_path("published");
    stage.run("issuer", "issuer", &["publish", "--to", &published])?;
    stage.ask("issuer", "issuer-23", &["publish", "--to", &published])?;

    stage.part("step-verifier");
    let root = stage.text_path("root/root.pub");
    stage.run("verifier", "verifier", &["trust", "add", &root])?;
    stage.run("verifier", "verifier", &["sync", &published])?;
    Ok(Scenery { dishonest })
}

fn init(stage: &Stage<'_>, home: &str, iss: &str, russian: &str, english: &str) -> Result<()> {
    let names = ["--name-ru", russian, "--name-en", english];
    stage.run(
        "issuer",
        home,
        &[&["init", "--iss", iss], &names[..]].concat(),
    )
}

fn import(stage: &Stage<'_>, issuer: &str) -> Result<()> {
    let name = format!("{issuer}-register.csv");
    let path = stage.path(&name);
    std::fs::write(&path, register()).with_context(|| format!("writing {}", path.display()))?;
    stage.run(
        "issuer",
        issuer,
        &["register", "import", &stage.text_path(&name)],
    )
}

/// Adults born from 1950 on; every second one has a status that is valid for years.
fn register() -> String {
    let statuses = [
        "student",
        "large-family-parent",
        "pensioner",
        "disabled",
        "svo-participant",
        "svo-family",
    ];
    let mut csv = String::from("person,born,citizenship,status,valid_from,valid_until\n");
    for (person, status) in (1..=PEOPLE).zip(statuses.iter().cycle()) {
        let born = 1950 + person % 50;
        let held = if person % 2 == 0 && person != 4 {
            // The second person is the student of the demonstration.
            let status = if person == 2 { "student" } else { status };
            format!("{status},2020-01-01,2099-12-31")
        } else {
            ",,".to_owned()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(csv, "P-{person:04},{born}-06-15,RUS,{held}");
    }
    csv
}

/// The first enrolment, each step shown.
fn enrol_aloud(stage: &Stage<'_>) -> Result<()> {
    let code = &invite(stage, "issuer", "P-0001")?;
    stage.say("invited", &[("code", code.as_str().into())]);
    let (request, answer) = (
        stage.text_path("adult.request"),
        stage.text_path("adult.answer"),
    );
    stage.run("wallet", "wallet", &["init"])?;
    stage.run(
        "wallet",
        "wallet",
        &["enrol", "request", "--code", code, "--out", &request],
    )?;
    stage.run(
        "issuer",
        "issuer",
        &["enrol", "answer", &request, "--out", &answer],
    )?;
    stage.run("wallet", "wallet", &["enrol", "accept", &answer])?;
    stage.run("wallet", "wallet", &["list"])
}

/// An enrolment in silence.
fn enrol(stage: &Stage<'_>, issuer: &str, person: &str, wallet: &str) -> Result<()> {
    let code = &invite(stage, issuer, person)?;
    let (request, answer) = (format!("{wallet}.request"), format!("{wallet}.answer"));
    let (request, answer) = (stage.text_path(&request), stage.text_path(&answer));
    stage.ask("wallet", wallet, &["init"])?;
    stage.ask(
        "wallet",
        wallet,
        &["enrol", "request", "--code", code, "--out", &request],
    )?;
    stage.ask(
        "issuer",
        issuer,
        &["enrol", "answer", &request, "--out", &answer],
    )?;
    stage.ask("wallet", wallet, &["enrol", "accept", &answer])?;
    Ok(())
}

/// A one-time code for a person.
pub(crate) fn invite(stage: &Stage<'_>, issuer: &str, person: &str) -> Result<String> {
    stage.ask_for("code", "issuer", issuer, &["enrol", "invite", person])
}
