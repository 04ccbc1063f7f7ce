//! A room with a root, an issuer and what they publish, worked at through the binary, with a wallet made here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use host::home::Home;
use issuer::keys::IssuerSeeds;
use issuer::office::key_file;
use serde_json::Value;
use shared::claims::Claim;
use shared::cose_key::SecretKey;
use shared::credential::{Credential, IssuerId, StatusIndex};
use shared::enrolment::{ClaimKeys, EnrolmentResponse, UnverifiedRequest, sign_request};
use shared::enrolment_code::EnrolmentCode;
use shared::issuer_entry::IssuerEntry;
use shared::manifest::{Manifest, UnverifiedManifest};
use shared::publication::{self, read_pointer};
use shared::root_set::RootSet;
use shared::status_list::{Status, StatusList};
use shared::time::Epoch;
use shared::trust_list::{TrustList, UnverifiedTrustList};
use tempfile::TempDir;

pub(crate) const NOON: &str = "2025-05-09T12:00:00Z";
pub(crate) const NEXT_NOON: &str = "2025-05-10T12:00:00Z";

/// A room with a root, an issuer, and a folder for what they publish.
pub(crate) struct Room(pub(crate) TempDir);

impl Room {
    pub(crate) fn new() -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        fs::write(room.path("passphrase"), "demo\n").unwrap();
        room.done("root", NOON, "root init");
        room.done(
            "office",
            NOON,
            "init --iss 26 --name-ru Край --name-en Region --claims adult,student",
        );
        room
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn run(&self, home: &str, at: &str, line: &str) -> Output {
        self.run_with(home, at, &format!("{line} --json --lang en"))
    }

    pub(crate) fn run_with(&self, home: &str, at: &str, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_issuer"))
            .current_dir(self.0.path())
            .args(line.split_whitespace())
            .args([
                "--home",
                home,
                "--at",
                at,
                "--passphrase-file",
                "passphrase",
            ])
            .output()
            .unwrap()
    }

    /// What a person reads.
    pub(crate) fn told(&self, line: &str) -> String {
        let output = self.run_with("office", NOON, line);
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    pub(crate) fn done(&self, home: &str, at: &str, line: &str) -> Value {
        let output = self.run(home, at, line);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The exit code and the name of what went wrong.
    pub(crate) fn refused(&self, home: &str, at: &str, line: &str) -> (i32, String) {
        let output = self.run(home, at, line);
        assert!(output.stdout.is_empty(), "{line}");
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        let code = output.status.code().unwrap();
        (code, error["error"].as_str().unwrap().to_owned())
    }

    pub(crate) fn people(&self) {
        let rows = "person,born,citizenship,status,valid_from,valid_until\n\
                    P-1,1990-01-02,RUS,student,2024-09-01,2026-06-30\n\
                    P-2,1990-01-02,RUS,,,\n";
        fs::write(self.path("register.csv"), rows).unwrap();
        self.done("office", NOON, "register import register.csv");
    }

    /// Invites a person and puts the request of a wallet into a file.
    pub(crate) fn request(&self, person: &str, at: &str, file: &str) -> EnrolmentCode {
        let invited = self.done("office", at, &format!("enrol invite {person}"));
        let code = EnrolmentCode::parse(invited["code"].as_str().unwrap()).unwrap();
        let [first, .., last] = *code.key().as_bytes();
        let key = |day| SecretKey::from_seed(&[day ^ first ^ last; 32]);
        let claim = ClaimKeys {
            claim: Claim::Adult.key(),
            keys: (0..31).map(key).collect(),
        };
        fs::write(self.path(file), sign_request(&code, &[claim])).unwrap();
        code
    }

    pub(crate) fn entry(&self) -> IssuerEntry {
        IssuerEntry::parse(&fs::read(self.path("office/issuer.entry")).unwrap()).unwrap()
    }

    pub(crate) fn pointer(&self, name: &str) -> u64 {
        read_pointer(&fs::read(self.path("out").join(name)).unwrap()).unwrap()
    }

    pub(crate) fn trust_list(&self, root: &str) -> TrustList {
        let text = fs::read_to_string(self.path(root).join("root.pub")).unwrap();
        let name = publication::trust_list(self.pointer(publication::TRUST_POINTER));
        let bytes = fs::read(self.path("out").join(name)).unwrap();
        let list = UnverifiedTrustList::parse(&bytes).unwrap();
        list.verify(&RootSet::from_text(&text).unwrap()).unwrap()
    }

    pub(crate) fn manifest(&self) -> Manifest {
        let id = IssuerId::new("26").unwrap();
        let sequence = self.pointer(&publication::manifest_pointer(id));
        let name = publication::manifest(id, sequence);
        let bytes = fs::read(self.path("out").join(name)).unwrap();
        let manifest = UnverifiedManifest::parse(&bytes).unwrap();
        let manifest = manifest.verify(self.entry().status_key()).unwrap();
        assert_eq!(manifest.content().sequence, sequence);
        manifest
    }

    /// Whether an index is revoked, by the list that the newest manifest names for its epoch.
    pub(crate) fn status(&self, epoch: Epoch, index: StatusIndex) -> Status {
        let manifest = self.manifest();
        let entry = manifest.list(epoch).unwrap();
        let name = publication::status_list(IssuerId::new("26").unwrap(), &entry.hash);
        let file = fs::read(self.path("out").join(name)).unwrap();
        StatusList::parse(file, entry)
            .unwrap()
            .status(index)
            .unwrap()
    }

    /// The issuer's secrets, as whoever knows the passphrase has them.
    pub(crate) fn seeds(&self) -> IssuerSeeds {
        let home = Home::new(Some(&self.path("office")), "issuer").unwrap();
        let secret = key_file(&home).read("demo").unwrap();
        IssuerSeeds::read(secret).unwrap()
    }

    /// The epochs and indices of an answered request.
    pub(crate) fn credentials(
        &self,
        code: &EnrolmentCode,
        request: &str,
    ) -> Vec<(Epoch, StatusIndex)> {
        let answer = Path::new(request).with_extension("answer");
        let (request, answer) = (
            fs::read(self.path(request)),
            fs::read(self.0.path().join(answer)),
        );
        let request = request.unwrap();
        let request = UnverifiedRequest::parse(&request)
            .unwrap()
            .verify(&code.key())
            .unwrap();
        let response = EnrolmentResponse::verify(
            &answer.unwrap(),
            &code.key(),
            request.hash(),
            request.claims(),
        );
        let response = response.unwrap();
        let credentials = &response.claims[0].credentials;
        credentials
            .iter()
            .map(|credential| {
                let credential = Credential::parse(credential).unwrap();
                let key = response.issuer.credential_key(credential.kid()).unwrap();
                let content = credential.verify(&key.key).unwrap();
                let rule = response.issuer.epochs();
                let epoch = rule.epoch_between(content.not_before, content.expires);
                (epoch.unwrap(), content.index)
            })
            .collect()
    }
}
