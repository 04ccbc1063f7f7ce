//! A publication for 100 million entitlements of which one in a hundred is revoked, and a home that has taken it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, Result, ensure};
use shared::credential::StatusIndex;
use shared::manifest::ManifestContent;
use shared::publication;
use shared::status_list;
use shared::time::Epoch;
use shared::trust_list::TrustListContent;
use tempfile::TempDir;
use test_vectors::cast::{self, HOUR, Key, NOW, REGION, TODAY, index};

/// Entitlements.
const CAPACITY: u64 = 100_000_000;
/// Of which one in so many is revoked.
const REVOKED: u64 = 100;

/// A folder with everything of it.
pub(crate) struct Country {
    folder: TempDir,
}

impl Country {
    pub(crate) fn new() -> Result<Self> {
        let country = Self {
            folder: tempfile::tempdir()?,
        };
        country.publish(9, NOW - HOUR, CAPACITY, spread())?;
        country.installed()
    }

    /// A small one, whose publications cost nothing.
    pub(crate) fn small() -> Result<Self> {
        let country = Self {
            folder: tempfile::tempdir()?,
        };
        country.publish(9, NOW - HOUR, 1_000_000, vec![index(3)])?;
        country.installed()
    }

    fn installed(self) -> Result<Self> {
        let published = self.published().display().to_string();
        for arguments in [
            &["trust", "add", &cast::roots().to_text()][..],
            &["sync", &published],
        ] {
            let done = self.verifier(arguments)?;
            ensure!(done.status.success(), "{done:?}");
        }
        Ok(self)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn published(&self) -> PathBuf {
        self.path("published")
    }

    /// Publishes the region's lists under this number: for yesterday, today and tomorrow, all with the same indices.
    pub(crate) fn publish(
        &self,
        sequence: u64,
        issued_at: u64,
        capacity: u64,
        revoked: Vec<StatusIndex>,
    ) -> Result<()> {
        let issuer = cast::issuer(REGION);
        let mut trust = TrustListContent {
            sequence,
            ..cast::trust_list(issued_at)
        };
        // Only the region publishes here.
        trust.issuers.retain(|entry| entry.id() == issuer);
        let signed = trust.sign(&[Key::Root(1).secret(), Key::Root(2).secret()]);
        self.write(publication::trust_list(sequence), signed)?;
        let mut lists = Vec::new();
        for epoch in TODAY - 1..=TODAY + 2 {
            let (file, entry) = status_list::encode(Epoch::new(epoch), capacity, revoked.clone())
                .map_err(|why| anyhow::anyhow!("{why:?}"))?;
            self.write(publication::status_list(issuer, &entry.hash), file)?;
            lists.push(entry);
        }
        let manifest = ManifestContent {
            sequence,
            lists,
            ..cast::manifest(REGION, issued_at)
        };
        let signed = manifest.sign(&Key::RegionStatus.secret());
        self.write(publication::manifest(issuer, sequence), signed)?;
        let pointer = publication::write_pointer(sequence).into_bytes();
        self.write(publication::manifest_pointer(issuer), pointer.clone())?;
        self.write(publication::TRUST_POINTER.to_owned(), pointer)
    }

    fn write(&self, name: String, bytes: Vec<u8>) -> Result<()> {
        let path = self.published().join(name);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(fs::write(path, bytes)?)
    }

    /// Runs the program at its home, with its clock at the cast's time.
    fn verifier(&self, arguments: &[&str]) -> Result<Output> {
        Command::new(env!("CARGO_BIN_EXE_verifier"))
            .args(arguments)
            .args(["--at", &NOW.to_string()])
            .arg("--home")
            .arg(self.home())
            .output()
            .context("starting the verifier")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Where what dies with the machine lies.
    pub(crate) fn runtime(&self) -> Result<PathBuf> {
        let path = self.path("run");
        fs::create_dir_all(&path)?;
        private(&path)?;
        Ok(path)
    }
}

fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o700),
    )?)
}

/// One index in a hundred, as a permutation spreads them.
fn spread() -> Vec<StatusIndex> {
    let numbers = (0..CAPACITY / REVOKED).map(|number| number * REVOKED + number * 37 % REVOKED);
    // That of the cards must pass.
    let mut indices: Vec<_> = numbers
        .filter(|&number| number != 1_000)
        .map(index)
        .collect();
    indices.dedup();
    indices
}
