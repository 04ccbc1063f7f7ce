//! Lists from a tar file of the published folder: as good as the folder, and nothing else is taken from it.

use std::fs;
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType, Header};

use crate::publisher::{ADULT, NOON, Publisher, STAVROPOL};
use crate::venue::{Answer, Venue};

/// A venue that trusts root key 1, and a publication.
fn packed() -> (Venue, Publisher) {
    let venue = Venue::new();
    let publisher = Publisher::usual(&venue.path("published"));
    venue.trust(1);
    (venue, publisher)
}

fn sync(venue: &Venue, archive: &Path) -> Answer {
    venue.run(&["sync", &archive.display().to_string()])
}

/// An archive of the published folder below this name, and what `more` adds.
fn archive(
    venue: &Venue,
    publisher: &Publisher,
    top: &str,
    more: impl FnOnce(&mut Builder<fs::File>),
) -> PathBuf {
    let path = venue.path("published.tar");
    let mut builder = Builder::new(fs::File::create(&path).unwrap());
    builder.append_dir_all(top, publisher.folder()).unwrap();
    more(&mut builder);
    builder.into_inner().unwrap();
    path
}

/// A header with a name as it stands: the builder would not write such names.
fn header(name: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    let place = header.as_old_mut().name.iter_mut();
    place.zip(name.bytes()).for_each(|(to, byte)| *to = byte);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_cksum();
    header
}

#[test]
fn an_archive_gives_what_its_folder_gives() {
    let (other, publisher) = packed();
    other.sync(&publisher).is(0, &[]);
    let held = |venue: &Venue| {
        let mut files = vec![fs::read(venue.home().join("state.json")).unwrap()];
        for ending in ["trust", "manifest", "list"] {
            files.extend(
                venue
                    .data(ending)
                    .iter()
                    .map(|path| fs::read(path).unwrap()),
            );
        }
        files
    };
    // As packed from inside, from outside, and with names that no header of its own has room for.
    let long = format!("lists/of/{}", "a-very-long-name/".repeat(12));
    for top in ["", "./", "published", "./published", &long] {
        let venue = Venue::new();
        venue.trust(1);
        let path = archive(&venue, &publisher, top, |_| {});
        let answer = sync(&venue, &path);
        if top == long {
            answer.is(1, &["trust/latest: there is no such file"]);
            continue;
        }
        answer.is(0, &["Taken: trust list no. 1.", "26 no. 1, 9 days."]);
        assert!(held(&venue) == held(&other), "{top}");
        sync(&venue, &path).is(0, &["Nothing new."]);
        venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    }
}

#[test]
fn long_names_are_read_in_both_dialects() {
    let (venue, publisher) = packed();
    let top = "published-".repeat(15);
    let path = archive(&venue, &publisher, &top, |_| {});
    sync(&venue, &path).is(0, &["Taken: lists of 26 no. 1, 9 days."]);
    let (venue, publisher) = packed();
    let names = publisher.list_names(STAVROPOL);
    let path = venue.path("pax.tar");
    let mut builder = Builder::new(fs::File::create(&path).unwrap());
    for name in names.iter().map(String::as_str).chain([
        "trust/latest",
        "trust/00000001.cose",
        "issuers/26/latest",
        "issuers/26/00000001.cose",
    ]) {
        let bytes = publisher.read(name);
        let long = format!("{top}/{name}");
        builder
            .append_pax_extensions([("path", long.as_bytes())])
            .unwrap();
        let short = header(
            "short",
            EntryType::Regular,
            u64::try_from(bytes.len()).unwrap(),
        );
        builder.append(&short, bytes.as_slice()).unwrap();
    }
    builder.into_inner().unwrap();
    sync(&venue, &path).is(0, &["Taken: lists of 26 no. 1, 9 days."]);
}

#[test]
fn changes_of_the_root_keys_are_followed_in_an_archive() {
    let (venue, publisher) = packed();
    venue.sync(&publisher).is(0, &[]);
    publisher.trust_list(2, NOON - 50, &[2], &[1], &[STAVROPOL]);
    publisher.trust_list(5, NOON - 30, &[2], &[2], &[STAVROPOL]);
    let path = archive(&venue, &publisher, "", |_| {});
    sync(&venue, &path).is(0, &["Taken: trust list no. 5."]);
}

#[test]
fn hostile_archives_are_refused_and_nothing_changes() {
    type More = fn(&mut Builder<fs::File>);
    let cases: [(More, &str); 8] = [
        (
            |tar| {
                tar.append(&header("/trust/x", EntryType::Regular, 0), &[][..])
                    .unwrap()
            },
            "“/trust/x” in it would lie outside",
        ),
        (
            |tar| {
                tar.append(&header("trust/../../x", EntryType::Regular, 0), &[][..])
                    .unwrap()
            },
            "“trust/../../x” in it would lie outside",
        ),
        (
            |tar| {
                tar.append(&header("../x", EntryType::Directory, 0), &[][..])
                    .unwrap()
            },
            "“../x” in it would lie outside",
        ),
        (
            |tar| {
                let mut link = header("trust/x", EntryType::Symlink, 0);
                link.set_link_name("latest").unwrap();
                link.set_cksum();
                tar.append(&link, &[][..]).unwrap();
            },
            "“trust/x” in it is a link or a device",
        ),
        (
            |tar| {
                tar.append(&header("trust/x", EntryType::Link, 0), &[][..])
                    .unwrap()
            },
            "is a link or a device",
        ),
        (
            |tar| {
                tar.append(&header("trust/x", EntryType::Fifo, 0), &[][..])
                    .unwrap()
            },
            "is a link or a device",
        ),
        (
            |tar| {
                tar.append(
                    &header(".//trust/latest", EntryType::Regular, 2),
                    &b"2\n"[..],
                )
                .unwrap()
            },
            "“.//trust/latest” is in it twice",
        ),
        (
            |tar| {
                let size = 10 << 20;
                let name = header("././@LongLink", EntryType::GNULongName, size);
                tar.append(&name, std::io::Read::take(std::io::repeat(b'a'), size))
                    .unwrap();
                tar.append(&header("x", EntryType::Regular, 0), &[][..])
                    .unwrap();
            },
            "has more than 65536 bytes before a file",
        ),
    ];
    for (more, said) in cases {
        let (venue, publisher) = packed();
        let before = venue.files();
        let path = archive(&venue, &publisher, "", more);
        let path_shown = path.display().to_string();
        sync(&venue, &path).is(4, &[said, &path_shown]);
        assert_eq!(venue.files(), before);
    }
}

#[test]
fn what_is_no_archive_is_said() {
    let (venue, publisher) = packed();
    let path = archive(&venue, &publisher, "", |_| {});
    let whole = fs::read(&path).unwrap();
    for (bytes, said) in [
        (&b"\x1f\x8b\x08 and so on"[..], "is not a whole .tar file"),
        (&[b'x'; 2048], "unpack a compressed one"),
        (&[0; 1024], "has no files in it"),
        (&[], "has no files in it"),
        (&whole[..whole.len() / 1024 * 512 + 100], ""),
    ] {
        fs::write(&path, bytes).unwrap();
        let answer = sync(&venue, &path);
        assert!([1, 4].contains(&answer.code), "{answer:?}");
        answer.is(answer.code, &[said]);
    }
    // The end is missing: what is not there is named, file by file.
    let half = fs::read(archive(&venue, &publisher, "", |_| {})).unwrap();
    fs::write(&path, &half[..half.len() / 1024 * 512]).unwrap();
    assert_ne!(sync(&venue, &path).code, 0);
}

#[test]
fn sizes_are_limited_as_in_a_folder() {
    let (venue, publisher) = packed();
    publisher.write("trust/latest", &[b'1'; 33]);
    let path = archive(&venue, &publisher, "", |_| {});
    sync(&venue, &path).is(1, &["trust/latest: larger than 32 bytes"]);
}
