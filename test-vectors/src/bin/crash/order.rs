//! What must be on the disk before what: a file before its name, a name before the end. The kernel keeps what a killed
//! program wrote, so no kill shows this; a power cut would.

use std::collections::BTreeSet;
use std::path::Path;

use crate::trace::Call;

/// The files of a folder whose names a power cut could keep without their contents, or lose after the end.
pub(crate) fn gaps(calls: &[Call], folder: &str) -> Vec<String> {
    let mut gaps = Vec::new();
    let (mut unsynced, mut unnamed) = (BTreeSet::new(), BTreeSet::new());
    for call in calls {
        let files = call.files();
        let in_folder = |file: &&str| file.starts_with(folder);
        let first = files.first().copied().filter(in_folder);
        match (call.name.as_str(), first) {
            ("write" | "writev" | "pwrite64" | "ftruncate", Some(file)) => {
                unsynced.insert(file.to_owned());
            }
            ("fsync" | "fdatasync", Some(file)) => {
                unsynced.remove(file);
                unnamed.retain(|named: &String| Path::new(named).parent() != Some(Path::new(file)));
            }
            ("rename" | "renameat" | "renameat2" | "link" | "linkat", Some(from)) => {
                let to = files.last().copied().unwrap_or(from);
                if unsynced.contains(from) {
                    gaps.push(format!(
                        "{to} has its name before its contents are on the disk"
                    ));
                }
                unnamed.insert(to.to_owned());
            }
            _ => {}
        }
    }
    let lost = unnamed.into_iter();
    gaps.extend(lost.map(|file| format!("the name of {file} is not on the disk at the end")));
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps_of(lines: &[&str]) -> usize {
        let call = |line: &&str| Call {
            name: line.split('(').next().unwrap_or_default().to_owned(),
            nth: 1,
            line: (*line).to_owned(),
        };
        gaps(&lines.iter().map(call).collect::<Vec<_>>(), "/w").len()
    }

    const WRITE: &str = "write(3</w/new>, \"\", 1) = 1";
    const SYNC: &str = "fsync(3</w/new>) = 0";
    const RENAME: &str = "rename(\"/w/new\", \"/w/file\") = 0";
    const SYNC_FOLDER: &str = "fsync(4</w>) = 0";

    #[test]
    fn contents_then_name_then_end() {
        assert_eq!(gaps_of(&[WRITE, SYNC, RENAME, SYNC_FOLDER]), 0);
        assert_eq!(gaps_of(&[WRITE, RENAME, SYNC, SYNC_FOLDER]), 1);
        assert_eq!(gaps_of(&[WRITE, SYNC, SYNC_FOLDER, RENAME]), 1);
        assert_eq!(gaps_of(&[WRITE, RENAME]), 2);
    }
}
