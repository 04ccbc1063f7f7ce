//! Where publications turn up: at the source that is set, and on sticks.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use shared::publication::TRUST_POINTER;

/// What tells that a publication has changed: when its pointers were written.
pub(super) type Mark = Vec<SystemTime>;

/// Whether there is something to ask now, and what tells its changes; an address tells nothing.
pub(super) fn mark(source: &Path) -> (bool, Option<Mark>) {
    if source.to_str().is_some_and(|text| text.contains("://")) {
        return (true, None);
    }
    let found = written(source);
    (found.is_some(), found)
}

/// Every publication on these places: folders with a trust list's pointer, and archives that are called spravka*.tar.
pub(super) fn publications(places: &[PathBuf]) -> Vec<(PathBuf, Mark)> {
    let mut found = Vec::new();
    for place in places {
        look(place, DEEP, &mut found);
    }
    found
}

fn look(place: &Path, deep: usize, found: &mut Vec<(PathBuf, Mark)>) {
    if place.join(TRUST_POINTER).is_file() {
        found.extend(written(place).map(|mark| (place.to_owned(), mark)));
        return;
    }
    for entry in fs::read_dir(place)
        .into_iter()
        .flatten()
        .flatten()
        .take(WIDE)
    {
        let path = entry.path();
        let is_archive = path.extension().is_some_and(|ending| ending == "tar")
            && entry.file_name().to_string_lossy().starts_with("spravka");
        // A link could lead anywhere, and round in a circle.
        match entry.file_type() {
            Ok(kind) if kind.is_file() && is_archive => {
                found.extend(written(&path).map(|mark| (path, mark)));
            }
            Ok(kind) if kind.is_dir() && deep > 0 => look(&path, deep - 1, found),
            _ => {}
        }
    }
}

/// When the pointers of a folder, or an archive, were written.
fn written(path: &Path) -> Option<Mark> {
    let time = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    if path.is_file() {
        return time(path).map(|time| vec![time]);
    }
    let mut mark = vec![time(&path.join(TRUST_POINTER))?];
    let issuers = fs::read_dir(path.join("issuers"));
    let mut issuers: Vec<PathBuf> = issuers
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    issuers.sort();
    mark.extend(
        issuers
            .iter()
            .filter_map(|issuer| time(&issuer.join("latest"))),
    );
    Some(mark)
}

/// How deep below a place a publication may lie: /media/USER/STICK/FOLDER.
const DEEP: usize = 3;
/// How many entries of a folder are looked at.
const WIDE: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publications_are_found_on_sticks_and_change_with_their_pointers() {
        let media = tempfile::tempdir().unwrap();
        let places = [media.path().to_owned()];
        assert_eq!(publications(&places), []);
        let folder = media.path().join("user/stick/published");
        fs::create_dir_all(folder.join("trust")).unwrap();
        assert_eq!(publications(&places), []);
        fs::write(folder.join("trust/latest"), "1\n").unwrap();
        let before = publications(&places);
        assert_eq!(
            before.iter().map(|(path, _)| path).collect::<Vec<_>>(),
            [&folder]
        );
        assert_eq!(publications(&places), before);
        fs::create_dir_all(folder.join("issuers/26")).unwrap();
        fs::write(folder.join("issuers/26/latest"), "1\n").unwrap();
        assert_ne!(publications(&places), before);
        let stick = folder.parent().unwrap();
        fs::write(stick.join("spravka-2026.tar"), "").unwrap();
        fs::write(stick.join("other.tar"), "").unwrap();
        assert_eq!(publications(&places).len(), 2);
        // Too deep.
        fs::create_dir_all(media.path().join("a/b/c/d/trust")).unwrap();
        fs::write(media.path().join("a/b/c/d/trust/latest"), "1\n").unwrap();
        assert_eq!(publications(&places).len(), 2);
    }

    #[test]
    fn an_address_is_always_there_and_a_folder_when_it_is() {
        assert_eq!(mark(Path::new("https://lists.example/26")), (true, None));
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(mark(folder.path()), (false, None));
        fs::create_dir(folder.path().join("trust")).unwrap();
        fs::write(folder.path().join("trust/latest"), "1\n").unwrap();
        let (is_here, found) = mark(folder.path());
        assert!(is_here && found.is_some_and(|mark| mark.len() == 1));
    }
}
