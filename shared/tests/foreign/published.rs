//! A folder of published vectors beside the checkout, or wherever `SPRAVKA_FOREIGN_VECTORS` says.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

const VARIABLE: &str = "SPRAVKA_FOREIGN_VECTORS";
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");

/// What stands in the folder, and which public repository has it.
const SKIPPED: &str = "
skipped: the published vectors of CCTV, speccheck, COSE, SD-CWT and Token Status List are not here
  To run them too, name with SPRAVKA_FOREIGN_VECTORS a folder that holds, from github.com:
    cctv/ed25519vectors.json   C2SP/CCTV 1e3d2860d46e, ed25519/
    speccheck/cases.json       novifinancial/ed25519-speccheck 65519336fda7
    cose/*.json                cose-wg/Examples 53c9d634333b, sign1-tests/ and eddsa-examples/
    sd-cwt/*.cbor              ietf-wg-spice/draft-ietf-spice-sd-cwt 10965be09ccf, examples/
    status-list/*.txt          oauth-wg/draft-ietf-oauth-status-list 2fb61cd535a8, examples/

";

static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let folder = find();
    if folder.is_none() {
        // Not `eprintln`, which shows nothing of a test that passes.
        std::io::stderr().write_all(SKIPPED.as_bytes()).unwrap();
    }
    folder
});

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE) {
        let folder = PathBuf::from(named);
        assert!(folder.is_dir(), "{VARIABLE}: no folder {folder:?}");
        return Some(folder);
    }
    let beside = Path::new(BESIDE);
    beside.join("cctv").is_dir().then(|| beside.to_owned())
}

/// The bytes of a file, or nothing where there is no folder.
pub(crate) fn bytes(file: &str) -> Option<Vec<u8>> {
    let path = FOLDER.as_ref()?.join(file);
    Some(fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}")))
}

/// A file of JSON.
pub(crate) fn json(file: &str) -> Option<Value> {
    Some(serde_json::from_slice(&bytes(file)?).unwrap())
}

/// The text at this place of a JSON file.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer}"))
}

/// The bytes that stand at this place of a JSON file as hexadecimal digits.
pub(crate) fn hex(value: &Value, pointer: &str) -> Vec<u8> {
    unhex(text(value, pointer))
}

/// The bytes of hexadecimal digits.
pub(crate) fn unhex(digits: &str) -> Vec<u8> {
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.as_bytes().chunks(2).map(byte).collect()
}
