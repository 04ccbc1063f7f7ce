//! The folders that the scenarios start from: a root, two issuers, holders, a wallet and a verifier, at the moments
//! before each command.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use shared::sealed::{self, Cost, Fresh};
use test_vectors::cast::{DAY, NOW};

use crate::holder::Holder;
use crate::place::{Place, replace};
use crate::tool::{PASSPHRASE, Tool};

/// The day of the second publication.
pub(crate) const NEXT_DAY: u64 = NOW + DAY;

/// A day on which nothing of that publication is valid any more.
pub(crate) const LATER: u64 = NOW + 12 * DAY;

/// People in a register.
const PEOPLE: u32 = 40;

/// The place in which everything is set up, below the folder that has all places.
pub(crate) struct World {
    place: Place,
    all: PathBuf,
    tools: PathBuf,
    /// Where the places are offered, ending with a slash.
    web: String,
}

impl World {
    /// Sets everything up with the tools, and keeps a start for every scenario.
    pub(crate) fn build(all: &Path, tools: &Path, web: &str) -> Result<()> {
        let world = Self {
            place: Place::new(all, "world", tools),
            all: all.to_owned(),
            tools: tools.to_owned(),
            web: web.to_owned(),
        };
        fs::create_dir_all(world.place.folder())?;
        world.nobody()?;
        world.offices()?;
        let held = world.enrolments()?;
        world.first_publication(&held)?;
        world.second_publication()
    }

    /// Before there is anything: new homes.
    fn nobody(&self) -> Result<()> {
        fs::create_dir(self.place.path("nothing"))?;
        for name in [
            "root-init",
            "issuer-init",
            "wallet-init",
            "verifier-poster",
            "verifier-practice-sheet",
            "verifier-support-bundle",
        ] {
            self.keep(name, &[("nothing", "nothing")])?;
        }
        Ok(())
    }

    fn offices(&self) -> Result<()> {
        self.ask("issuer", "root", &["root", "init"])?;
        // The folder of a session is as closed to others as a home.
        let (home, run) = (self.place.path("root"), self.place.path("run"));
        fs::create_dir(&run)?;
        fs::set_permissions(&run, fs::metadata(home)?.permissions())?;
        self.keep("verifier-trust", &[("root", "root")])?;
        for (home, iss, name) in [("issuer", "26", "Krai"), ("second", "23", "Region")] {
            let names = ["--name-ru", name, "--name-en", name];
            self.ask(
                "issuer",
                home,
                &[&["init", "--iss", iss], &names[..]].concat(),
            )?;
            self.cheap(&format!("{home}/issuer.key"))?;
        }
        for number in 1..=3 {
            self.cheap(&format!("root/root-{number}.key"))?;
        }
        let (first, second) = (
            self.text("issuer/issuer.entry"),
            self.text("second/issuer.entry"),
        );
        let to = self.text("published");
        let list = [
            "root",
            "trust-list",
            "--issuer",
            &first,
            "--issuer",
            &second,
            "--to",
            &to,
        ];
        self.ask("issuer", "root", &list)?;

        fs::write(self.place.path("register.csv"), register())?;
        self.keep(
            "issuer-import",
            &[("issuer", "home"), ("register.csv", "register.csv")],
        )?;
        let register = self.text("register.csv");
        for home in ["issuer", "second"] {
            self.ask("issuer", home, &["register", "import", &register])?;
        }
        Ok(())
    }

    /// The wallet is P-0001's; the others hold what they hold without one.
    fn enrolments(&self) -> Result<Vec<Holder>> {
        let invite = ["enrol", "invite", "P-0001"];
        self.ask("wallet", "wallet", &["init"])?;
        self.cheap("wallet/wallet.sealed")?;
        self.keep("issuer-invite", &[("issuer", "home")])?;
        let code = Tool::new(&self.place, "issuer", "issuer", NOW, &invite).ask_for("code")?;
        fs::write(self.place.path("code"), &code)?;
        let held = [("wallet", "home"), ("issuer", "issuer"), ("code", "code")];
        self.keep("wallet-request", &held)?;

        let (request, out) = (self.text("request"), self.text("answer"));
        self.ask(
            "wallet",
            "wallet",
            &["enrol", "request", "--code", &code, "--out", &request],
        )?;
        self.cheap("wallet/wallet.sealed")?;
        self.keep(
            "issuer-answer",
            &[("issuer", "home"), ("request", "request")],
        )?;
        self.ask(
            "issuer",
            "issuer",
            &["enrol", "answer", &request, "--out", &out],
        )?;
        self.keep("wallet-accept", &[("wallet", "home"), ("answer", "answer")])?;
        self.ask("wallet", "wallet", &["enrol", "accept", &out])?;
        self.cheap("wallet/wallet.sealed")?;
        self.keep("wallet-show", &[("wallet", "home")])?;

        let mut holders = Vec::new();
        for (seed, person) in (2..).zip(["P-0002", "P-0003", "P-0004", "P-0005"]) {
            holders.push(Holder::enrol(&self.place, "issuer", person, seed)?);
        }
        for (seed, person) in (10..).zip(["P-0001", "P-0002"]) {
            Holder::enrol(&self.place, "second", person, seed)?;
        }
        Ok(holders)
    }

    fn first_publication(&self, held: &[Holder]) -> Result<()> {
        let [honest, _, revoked, earlier] = held else {
            bail!("{} holders", held.len());
        };
        self.ask("issuer", "issuer", &["revoke", "P-0003"])?;
        let to = self.text("published");
        for home in ["issuer", "second"] {
            self.ask("issuer", home, &["publish", "--to", &to])?;
        }
        let root = self.text("root/root.pub");
        self.ask("verifier", "verifier", &["trust", "add", &root])?;
        let both = [("verifier", "home"), ("published", "published")];
        self.keep("verifier-first-sync", &both)?;
        self.ask("verifier", "verifier", &["sync", &to])?;

        // Nobody listens on the first of all ports.
        let key = "1a".repeat(32);
        let ticket = format!("spravka lanes 1\nstore 127.0.0.1:1\npassword x\nkey {key}\n");
        fs::write(self.place.path("ticket"), ticket)?;
        let joins = [("verifier", "home"), ("ticket", "ticket")];
        self.keep("verifier-lanes-join", &joins)?;
        fs::write(self.place.path("code-now"), honest.code(0, NOW)?)?;
        fs::write(self.place.path("code-honest"), honest.code(1, NEXT_DAY)?)?;
        fs::write(self.place.path("code-revoked"), revoked.code(1, NEXT_DAY)?)?;
        fs::write(self.place.path("code-earlier"), earlier.code(0, NOW)?)?;
        let codes = [("code-now", "code-now"), ("code-earlier", "code-earlier")];
        self.keep(
            "verifier-check",
            &[&[("verifier", "home")], &codes[..]].concat(),
        )?;
        self.remember_earlier()?;
        self.keep("issuer-revoke", &[("issuer", "home")])?;
        let gone = "person,status\nP-0002,student\nP-0004,\nP-0005,\n";
        fs::write(self.place.path("gone.csv"), gone)?;
        let file = ("gone.csv", "gone.csv");
        self.keep("issuer-revoke-file", &[("issuer", "home"), file])
    }

    /// A check before the one that is tried, in its very place: the memory is found by the path of the home.
    fn remember_earlier(&self) -> Result<()> {
        let place = Place::new(&self.all, "verifier-check", &self.tools);
        place.restore()?;
        let code = place.read("code-earlier")?;
        let check = ["check", "--want", "adult", "--text", &code];
        Tool::new(&place, "verifier", "home", NOW, &check).ask()?;
        replace(place.folder(), place.start())
    }

    fn second_publication(&self) -> Result<()> {
        for (home, person) in [
            ("issuer", "P-0004"),
            ("issuer", "P-0005"),
            ("second", "P-0002"),
        ] {
            self.ask("issuer", home, &["revoke", person])?;
        }
        let readers = [
            ("published", "published"),
            ("verifier", "reader"),
            ("code-honest", "code-honest"),
            ("code-revoked", "code-revoked"),
        ];
        for scenario in ["issuer-publish", "issuer-publish-later"] {
            let parts = [&[("issuer", "home")], &readers[..]].concat();
            self.keep(scenario, &parts)?;
        }
        self.keep(
            "root-trust-list",
            &[&[("root", "home")], &readers[..]].concat(),
        )?;
        let to = self.text("published");
        let list = ["root", "trust-list", "--claims", "23=student", "--to", &to];
        Tool::new(&self.place, "issuer", "root", NEXT_DAY, &list).ask()?;
        for home in ["issuer", "second"] {
            let publish = ["publish", "--to", &to];
            Tool::new(&self.place, "issuer", home, NEXT_DAY, &publish).ask()?;
        }
        let is_delta = |name: &String| name.contains("delta");
        let deltas = self.place.hashes("published")?.into_keys().filter(is_delta);
        ensure!(deltas.count() > 0, "the second publication has no deltas");
        let folder = [("verifier", "home"), ("published", "published")];
        self.keep("verifier-sync", &folder)?;

        let tar = self.place.path("published.tar");
        let mut pack = Command::new("tar");
        pack.arg("-cf").arg(&tar).args(["-C", &to, "."]);
        let packed = pack.status().context("starting tar")?;
        ensure!(packed.success(), "tar ended with {packed}");
        let archive = [("verifier", "home"), ("published.tar", "published.tar")];
        self.keep("verifier-sync-archive", &archive)?;

        let scenario = "verifier-sync-address";
        let address = format!("{}{scenario}/published/", self.web);
        fs::write(self.place.path("address"), address)?;
        self.keep(scenario, &[&folder[..], &[("address", "address")]].concat())
    }

    fn ask(&self, tool: &'static str, home: &'static str, args: &[&str]) -> Result<()> {
        Tool::new(&self.place, tool, home, NOW, args).ask()?;
        Ok(())
    }

    fn text(&self, name: &str) -> String {
        self.place.text_path(name)
    }

    /// Keeps these files and folders, each under a name, as the start of a scenario.
    fn keep(&self, scenario: &str, parts: &[(&str, &str)]) -> Result<()> {
        let place = Place::new(&self.all, scenario, &self.tools);
        fs::create_dir_all(place.start())?;
        let run = [("run", "run")];
        let run = run.iter().filter(|_| self.place.path("run").exists());
        for (from, to) in parts.iter().chain(run) {
            let (from, to) = (self.place.path(from), place.start().join(to));
            if from.is_dir() {
                replace(&from, &to)?;
            } else {
                fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
            }
        }
        Ok(())
    }

    /// Seals a file anew at the least cost, so that hundreds of starts can open it.
    fn cheap(&self, name: &str) -> Result<()> {
        let path = self.place.path(name);
        let sealed = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let secret = sealed::open(&sealed, PASSPHRASE)?;
        let cost = Cost::new(64, 1).context("a cost")?;
        let fresh = Fresh::from_random([7; 40]);
        fs::write(&path, sealed::seal(&secret, PASSPHRASE, cost, &fresh))?;
        Ok(())
    }
}

/// Adults; the first ones have every status.
fn register() -> String {
    let mut csv = String::from("person,born,citizenship,status,valid_from,valid_until\n");
    let statuses = [
        "student",
        "large-family-parent",
        "pensioner",
        "disabled",
        "svo-participant",
        "svo-family",
    ];
    for person in 1..=PEOPLE {
        for status in statuses {
            // Writing to a string cannot fail.
            let _ = writeln!(
                csv,
                "P-{person:04},1970-06-15,RUS,{status},2020-01-01,2099-12-31"
            );
        }
    }
    csv
}
