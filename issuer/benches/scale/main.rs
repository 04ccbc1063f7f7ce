//! How the costs grow from one to 100 million entitlements, one in a hundred of them revoked: the registry, a mass revocation, a
//! publication, a verifier's synchronisation and its look at one code. Programs are measured as they are shipped.
//!
//! Sizes come from the command line: `cargo bench -p issuer --bench scale -- 1000000 3000000`. Rows of other sizes, measured before,
//! stay in the table.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

mod plot;
mod population;
mod program;
mod table;
mod visitor;

use program::{Program, Run};
use visitor::Visitor;

/// How many entitlements.
const SIZES: [u64; 5] = [1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000];
/// One entitlement in so many is revoked.
const ONE_IN: u64 = 100;
/// How many more are revoked before the second publication of the day: a hundredth of the others.
const NEXT_ONE_IN: u64 = 10_000;
/// How often a code is checked.
const CHECKS: u32 = 9;
/// Stands before what a process of this benchmark is to do, the entitlements and the issuer's home.
const TASK: &str = "--task";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(task) = arguments.iter().position(|argument| argument == TASK) {
        let task: Vec<&str> = arguments
            .iter()
            .skip(task + 1)
            .map(String::as_str)
            .collect();
        println!("{}", perform(&task)?);
        return Ok(());
    }
    let given: Vec<u64> = arguments
        .iter()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if given.is_empty() {
        SIZES.to_vec()
    } else {
        given
    };
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.parent().context("the target folder")?.join("bench");
    fs::create_dir_all(&folder)?;
    let mut rows = measured_before(&folder.join("scale.json"));
    for size in sizes {
        eprintln!("{size} entitlements");
        let work = tempfile::Builder::new().prefix("scale-").tempdir_in(tmp)?;
        let row = measure(size, work.path())?;
        rows.retain(|row| row.get("entitlements") != Some(&json!(size)));
        rows.push(row);
        rows.sort_by_key(|row| row.get("entitlements").and_then(Value::as_u64));
        // What is known is not lost with a larger size.
        let write = |extension: &str, content: String| {
            let path = folder.join("scale").with_extension(extension);
            fs::write(&path, content).with_context(|| format!("writing {}", path.display()))
        };
        let json = json!({ "rows": rows, "machine": program::machine() });
        write("json", serde_json::to_string_pretty(&json)?)?;
        write("md", table::write(&rows))?;
        write("svg", plot::draw(&rows))?;
    }
    print!("{}", table::write(&rows));
    Ok(())
}

fn measured_before(path: &Path) -> Vec<Value> {
    let json = fs::read(path).unwrap_or_default();
    let json: Value = serde_json::from_slice(&json).unwrap_or_default();
    let rows = json.get("rows").and_then(Value::as_array);
    rows.cloned().unwrap_or_default()
}

/// What a process that was started for one task finds.
fn perform(task: &[&str]) -> Result<Value> {
    let [verb, size, home] = task else {
        anyhow::bail!("a task has three words, not {}", task.len());
    };
    let (size, registry) = (size.parse()?, Path::new(home).join("registry.sqlite"));
    match *verb {
        "build" => population::build(&registry, size),
        "permute" => population::permute(Path::new(home)),
        _ => anyhow::bail!("no task is called {verb}"),
    }
}

/// One row: everything for so many entitlements.
fn measure(size: u64, work: &Path) -> Result<Value> {
    let issuer = Program::issuer(work)?;
    fs::write(work.join("passphrase"), "bench\n")?;
    issuer.run("--home root root init")?;
    issuer.run("--home issuer init --iss 26 --name-ru Край --name-en Region")?;
    issuer.run("--home root root trust-list --to out --issuer issuer/issuer.entry")?;

    let this = Program::this(work)?;
    let built = this.run(&format!("{TASK} build {size} issuer"))?;
    let good = Visitor::enrol(&issuer, "good", 1)?;
    let gone = Visitor::enrol(&issuer, "gone", 2)?;
    let disk = disk(&work.join("issuer"))?;

    let persons = population::persons(size);
    population::write_revocations(&work.join("gone.csv"), persons, (0, size / ONE_IN), "gone")?;
    let revoked = issuer.run("--home issuer revoke --from gone.csv")?;
    ensure!(
        *revoked.told("revoked") == size / ONE_IN + 1,
        "revoked: {}",
        revoked.answer
    );
    let status = issuer.run("--home issuer status")?;
    // Before the publication, which erases the key of the day that is over.
    let permuted = this.run(&format!("{TASK} permute {size} issuer"))?;
    let published = issuer.run("--home issuer publish --to out")?;

    let mut row = json!({
        "entitlements": size,
        "persons": persons,
        "build_s": built.seconds,
        "build_mib": built.mebibytes,
        "disk_bytes": disk,
        "revoke_s": revoked.seconds,
        "revoke_mib": revoked.mebibytes,
        "status_s": status.seconds,
        "publish_s": published.seconds,
        "publish_cpu_s": published.cpu_seconds,
        "publish_mib": published.mebibytes,
        "permutation_cpu_s": permuted.told("seconds"),
        "permutation_one_by_one_us": permuted.told("one_by_one_us"),
        "lists_bytes": lists(&published)?,
    });
    if let Some(verifier) = Program::verifier(work) {
        verify(&mut row, &verifier, &good, &gone)?;
    }
    let more = (size / ONE_IN, size / ONE_IN + size / NEXT_ONE_IN);
    population::write_revocations(&work.join("more.csv"), persons, more, "gone")?;
    issuer.run("--home issuer revoke --from more.csv")?;
    let next = issuer.run("--home issuer publish --to out")?;
    add(&mut row, "next_publish_s", json!(next.seconds));
    add(&mut row, "next_publish_mib", json!(next.mebibytes));
    if let Some(verifier) = Program::verifier(work) {
        add(
            &mut row,
            "next_sync_s",
            json!(verifier.run("--home door sync out")?.seconds),
        );
    }
    Ok(row)
}

/// A verifier takes what was published, and decides about one code that is good and one that is revoked.
fn verify(row: &mut Value, verifier: &Program, good: &Visitor, gone: &Visitor) -> Result<()> {
    verifier.run("--home door trust add root/root.pub")?;
    let synced = verifier.run("--home door sync out")?;
    add(row, "sync_s", json!(synced.seconds));
    add(row, "sync_mib", json!(synced.mebibytes));
    for (name, visitor, exit) in [("check_ms", good, 0), ("check_revoked_ms", gone, 1)] {
        let mut times = Vec::new();
        for round in 0..CHECKS {
            let (text, at) = visitor.show(round)?;
            let check = [
                "--home", "door", "check", "--want", "adult", "--text", &text,
            ];
            let checked = verifier.run_at(&at, &check)?;
            ensure!(checked.exit == exit, "{name}: {}", checked.answer);
            times.push(checked.seconds * 1e3);
        }
        times.sort_unstable_by(f64::total_cmp);
        add(row, name, json!(times.get(times.len() / 2)));
    }
    Ok(())
}

/// Bytes of all lists of a publication.
fn lists(published: &Run) -> Result<u64> {
    let lists = published.told("lists").as_array().context("lists")?;
    Ok(lists.iter().filter_map(|list| list["size"].as_u64()).sum())
}

/// Bytes that lie in a directory.
fn disk(directory: &Path) -> Result<u64> {
    let files: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    let sizes: Result<Vec<u64>, _> = files
        .iter()
        .map(|file| file.metadata().map(|found| found.len()))
        .collect();
    Ok(sizes?.iter().sum())
}

fn add(row: &mut Value, name: &str, value: Value) {
    if let Some(row) = row.as_object_mut() {
        row.insert(name.to_owned(), value);
    }
}
