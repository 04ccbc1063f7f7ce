//! A passphrase: from a file, from the environment, or typed without echo.

use std::env::{self, VarError};
use std::io::{self, IsTerminal as _};
use std::path::Path;

use zeroize::{Zeroize as _, Zeroizing};

use crate::fault::Fault;
use crate::file;

/// The environment variable that can hold a passphrase.
pub const VARIABLE: &str = "SPRAVKA_PASSPHRASE";

/// Obtains a passphrase: the first line of `file`, else [`VARIABLE`], else typed at `prompt`, and once more at `repeat`
/// where a new one is chosen.
pub fn obtain(
    file: Option<&Path>,
    prompt: &str,
    repeat: Option<&str>,
) -> Result<Zeroizing<String>, Fault> {
    // Standard input may be a pipe while a person sits at the terminal, or standard error a log.
    let somebody = io::stdin().is_terminal() || io::stderr().is_terminal();
    let passphrase = match (file, env::var(VARIABLE)) {
        (Some(path), _) => from_file(path)?,
        (None, Ok(value)) => Zeroizing::new(value),
        (None, Err(VarError::NotUnicode(_))) => {
            return Err(Fault::PassphraseNotText {
                place: VARIABLE.to_owned(),
            });
        }
        (None, Err(VarError::NotPresent)) if somebody => typed(prompt, repeat, |prompt| {
            rpassword::prompt_password(format!("{prompt}: "))
        })?,
        (None, Err(VarError::NotPresent)) => return Err(Fault::NoPassphrase),
    };
    if passphrase.is_empty() {
        return Err(Fault::EmptyPassphrase);
    }
    Ok(passphrase)
}

/// The first line of a file, without its end.
fn from_file(path: &Path) -> Result<Zeroizing<String>, Fault> {
    let bytes = Zeroizing::new(file::read(path, LIMIT)?);
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match str::from_utf8(line) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Fault::PassphraseNotText {
            place: path.display().to_string(),
        }),
    }
}

/// Asks once or twice; whoever cannot be asked has given no passphrase.
fn typed(
    prompt: &str,
    repeat: Option<&str>,
    ask: impl Fn(&str) -> io::Result<String>,
) -> Result<Zeroizing<String>, Fault> {
    let first = Zeroizing::new(ask(prompt).map_err(|_| Fault::NoPassphrase)?);
    if let (Some(repeat), false) = (repeat, first.is_empty()) {
        let mut second = ask(repeat).map_err(|_| Fault::NoPassphrase)?;
        let same = *first == second;
        second.zeroize();
        if !same {
            return Err(Fault::PassphrasesDiffer);
        }
    }
    Ok(first)
}

/// The most bytes of a passphrase file.
const LIMIT: u64 = 4096;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(contents: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        fs::write(&path, contents).unwrap();
        (dir, path)
    }

    #[test]
    fn a_file_gives_its_first_line() {
        for contents in [
            "ключ от двери",
            "ключ от двери\n",
            "ключ от двери\r\nrest\n",
        ] {
            let (_dir, path) = file(contents.as_bytes());
            assert_eq!(
                *obtain(Some(&path), "passphrase", None).unwrap(),
                "ключ от двери"
            );
        }
    }

    #[test]
    fn spaces_belong_to_the_passphrase() {
        let (_dir, path) = file(b" a b \n");
        assert_eq!(*obtain(Some(&path), "passphrase", None).unwrap(), " a b ");
    }

    #[test]
    fn bad_files_are_refused() {
        let (_dir, path) = file(b"\nsecond line\n");
        let fault = obtain(Some(&path), "passphrase", None).unwrap_err();
        assert!(matches!(fault, Fault::EmptyPassphrase));

        let (_dir, path) = file(b"\xff\n");
        let fault = obtain(Some(&path), "passphrase", None).unwrap_err();
        assert!(matches!(fault, Fault::PassphraseNotText { .. }));

        let (_dir, path) = file(&[b'a'; 4097]);
        let fault = obtain(Some(&path), "passphrase", None).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { limit: 4096, .. }));
    }

    #[test]
    fn a_new_passphrase_is_typed_twice_alike() {
        let ask = |prompt: &str| Ok(prompt.to_owned());
        assert_eq!(*typed("same", Some("same"), ask).unwrap(), "same");
        assert_eq!(*typed("once", None, ask).unwrap(), "once");
        assert!(matches!(
            typed("one", Some("other"), ask),
            Err(Fault::PassphrasesDiffer)
        ));
    }

    #[test]
    fn nobody_at_the_terminal_is_no_passphrase() {
        let nobody = |_: &str| Err(io::ErrorKind::NotFound.into());
        let fault = typed("passphrase", None, nobody).unwrap_err();
        let text = fault.to_string();
        for way in ["--passphrase-file", VARIABLE, "terminal"] {
            assert!(text.contains(way), "{text}");
        }
    }
}
