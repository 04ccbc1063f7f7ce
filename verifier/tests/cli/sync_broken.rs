//! Lists over a network that fails: what has come is kept, what is wrong is said, what is held stays in use.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::publisher::{MOSCOW, NOON, Publisher, STAVROPOL};
use crate::server::{Trick, closed_port};
use crate::sync_address::{online, sync, sync_with};

/// A list of the issuer that is not held yet, and the ending of its name.
fn large_list(publisher: &Publisher) -> String {
    let before = publisher.list_names(STAVROPOL);
    let revoked: Vec<u64> = (0..70).collect();
    publisher.lists(STAVROPOL, 2, NOON, &revoked);
    let mut new = publisher.list_names(STAVROPOL);
    new.retain(|name| !before.contains(name));
    let list = new.swap_remove(0);
    assert!(publisher.read(&list).len() > 18);
    list
}

#[test]
fn a_download_that_breaks_off_goes_on_where_it_ended() {
    let (venue, publisher, server) = online();
    let list = large_list(&publisher);
    server.play(&list, Trick::Cut(3));
    let answer = sync(&venue, &server);
    answer.is(1, &["the connection breaks off (15 bytes have come)"]);
    answer.is(1, &[&format!("{}{list}", server.address())]);
    let asked: Vec<_> = server
        .asked()
        .into_iter()
        .filter(|asked| asked.name.ends_with(&list))
        .map(|asked| (asked.range, asked.status))
        .collect();
    let part = |first: &str| (Some(first.to_owned()), 206);
    assert_eq!(
        asked,
        [
            (None, 200),
            part("bytes=3-"),
            part("bytes=6-"),
            part("bytes=9-"),
            part("bytes=12-"),
        ]
    );
    // A server in trouble for a while takes nothing away.
    server.play("latest", Trick::Answer(503, String::new()));
    sync(&venue, &server).is(1, &["the server refuses (it says 503)"]);
    server.behave();
    sync(&venue, &server).is(0, &["Taken: lists of 26 no. 2, 9 days."]);
    let asked = server.asked();
    let last = asked.last().unwrap();
    assert_eq!(
        (last.name.trim_start_matches('/'), last.range.as_deref()),
        (list.as_str(), Some("bytes=15-"))
    );
    let kept = fs::read_dir(venue.home().join("download")).unwrap();
    assert_eq!(kept.count(), 1, "nothing is left of it");
}

#[test]
fn what_does_not_fit_together_comes_again_as_a_whole() {
    for (trick, statuses) in [
        (Some(Trick::NoRange), &[200][..]),
        (Some(Trick::OtherRange), &[206, 200]),
        (None, &[206]),
    ] {
        let (venue, publisher, server) = online();
        let list = large_list(&publisher);
        server.play(&list, Trick::Cut(3));
        sync(&venue, &server).is(1, &["breaks off"]);
        server.behave();
        server.asked();
        if let Some(trick) = trick {
            server.play(&list, trick);
        }
        sync(&venue, &server).is(0, &["Taken: lists of 26 no. 2"]);
        let asked = server.asked();
        let of_list = asked.iter().filter(|asked| asked.name.ends_with(&list));
        let answered: Vec<u16> = of_list.map(|asked| asked.status).collect();
        assert_eq!(answered, statuses);
    }
    // What is left is damaged, or longer than the file: the second answer is the whole file.
    let spoil: [fn(&mut Vec<u8>); 2] = [|part| part[0] ^= 1, |part| part.resize(1 << 10, 0)];
    for spoil in spoil {
        let (venue, publisher, server) = online();
        let list = large_list(&publisher);
        server.play(&list, Trick::Cut(3));
        sync(&venue, &server).is(1, &["breaks off"]);
        let parts = fs::read_dir(venue.home().join("download")).unwrap();
        let mut parts = parts.map(|entry| entry.unwrap().path());
        let part = parts
            .find(|path| path.extension().is_some_and(|ending| ending == "part"))
            .unwrap();
        let mut bytes = fs::read(&part).unwrap();
        spoil(&mut bytes);
        fs::write(&part, bytes).unwrap();
        server.behave();
        server.asked();
        sync(&venue, &server).is(0, &["Taken: lists of 26 no. 2"]);
        let last = server.asked().pop().unwrap();
        assert_eq!((last.status, last.range), (200, None));
    }
}

#[test]
fn more_than_there_may_be_is_not_read() {
    let (venue, publisher, server) = online();
    for (name, limit) in [
        ("trust/latest", "larger than 32 bytes"),
        ("trust/00000001.cose", "larger than 1048576 bytes"),
        ("issuers/26/00000001.cose", "larger than 65536 bytes"),
        (".list", "bytes: it is not the right file"),
    ] {
        server.behave();
        server.play(name, Trick::TooMuch);
        sync(&venue, &server).is(1, &[&format!("{name}: larger than"), limit]);
        let parts = fs::read_dir(venue.home().join("download"))
            .into_iter()
            .flatten();
        let mut names = parts.map(|entry| entry.unwrap().file_name());
        assert!(
            names.all(|name| name == "pointers.json"),
            "nothing is left of it"
        );
    }
    server.behave();
    sync(&venue, &server).is(0, &["lists of 26 no. 1, 9 days"]);
    // With a length, not even its beginning.
    publisher.write("issuers/26/latest", &[b'1'; 33]);
    sync(&venue, &server).is(1, &["issuers/26/latest: larger than 32 bytes"]);
}

#[test]
fn what_a_server_says_is_said() {
    let (venue, publisher, server) = online();
    let name = format!("{}trust/latest", server.address());
    for (status, said) in [
        (404, "there is no such file (the server says 404)"),
        (403, "the server refuses (it says 403)"),
        (503, "the server refuses (it says 503)"),
        (206, "the server refuses (it says 206)"),
    ] {
        server.behave();
        server.play("trust/latest", Trick::Answer(status, String::new()));
        sync(&venue, &server).is(1, &[&format!("trust/latest: {name}: {said}")]);
    }
    server.behave();
    let wrong = format!("{}lists", server.address());
    let answer = sync_with(&venue, &wrong, &["--json"], &[]);
    let problem = &answer.json()["problems"][0];
    assert_eq!(
        (&problem["file"], &problem["problem"]),
        (&json!("trust/latest"), &json!("missing"))
    );
    assert!(
        problem["details"]
            .as_str()
            .unwrap()
            .contains("Check the address")
    );
    sync_with(&venue, &wrong, &["--lang", "ru"], &[]).is(1, &["такого файла нет"]);
    // One bad issuer does not stop the others.
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL, MOSCOW]);
    sync(&venue, &server).is(1, &["issuers/77/latest", "Taken: lists of 26 no. 1"]);
}

#[test]
fn nobody_there_is_no_answer_and_says_what_to_do() {
    let (venue, _publisher, _server) = online();
    let nobody = format!("http://127.0.0.1:{}/lists", closed_port());
    let answer = sync_with(&venue, &nobody, &[], &[]);
    answer.is(4, &[&nobody, "takes no connection", "Check the network"]);
    assert_eq!(answer.out, "", "nothing is known, so nothing is said");
    // No server of names is asked for a name that cannot be: its first part is longer than 63 bytes (RFC 1035).
    let unknown = format!("http://{}.invalid/", "a".repeat(64));
    let answer = sync_with(&venue, &unknown, &[], &[]);
    answer.is(4, &[&unknown, "the name aaa", "is not known"]);
    sync_with(&venue, &nobody, &["--lang", "ru"], &[])
        .is(4, &["не принимает соединение", "Проверьте сеть"]);
}

#[test]
fn one_who_falls_silent_is_left_after_a_while() {
    let (venue, publisher, server) = online();
    let short = ["--timeout", "3"];
    server.play("trust/latest", Trick::Stall(0));
    sync_with(&venue, &server.address(), &short, &[])
        .is(4, &["nothing has come for 3 s", "--timeout"]);
    server.behave();
    sync(&venue, &server).is(0, &[]);
    let list = large_list(&publisher);
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL, MOSCOW]);
    server.play(&list, Trick::Stall(7));
    server.asked();
    let answer = sync_with(&venue, &server.address(), &short, &[]);
    answer.is(
        1,
        &[&format!("{list}: nothing has come"), "trust list no. 2"],
    );
    assert_eq!(
        answer.out.matches("nothing has come").count(),
        1,
        "{answer:?}"
    );
    let asked = server.asked();
    let last = asked.last().unwrap();
    assert!(
        last.name.ends_with(&list),
        "nothing more is asked: {asked:?}"
    );
    server.behave();
    publisher.trust_list(3, NOON, &[1], &[1], &[STAVROPOL]);
    sync(&venue, &server).is(0, &["Taken: lists of 26 no. 2"]);
    let asked = server.asked();
    let rest = asked
        .iter()
        .find(|asked| asked.name.ends_with(&list))
        .unwrap();
    assert_eq!(rest.range.as_deref(), Some("bytes=7-"));
}

#[test]
fn no_progress_is_shown_where_nobody_looks() {
    let (venue, _publisher, server) = online();
    assert_eq!(sync(&venue, &server).err, "");
    let answer = sync_with(&venue, &server.address(), &["--json"], &[]);
    assert_eq!(
        (answer.err.as_str(), &answer.json()["changes"]),
        ("", &Value::Array(vec![]))
    );
}

/// One whose terminal is read by this test: progress as people see it.
#[cfg(target_os = "linux")]
#[test]
fn progress_is_shown_on_a_terminal_without_colours() {
    use std::fs::File;
    use std::io::Read as _;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    let (venue, publisher, server) = online();
    let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&near).unwrap();
    unlockpt(&near).unwrap();
    let size = Winsize {
        ws_row: 24,
        ws_col: 120,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&near, size).unwrap();
    let far = ptsname(&near, Vec::new()).unwrap().into_string().unwrap();
    let far = File::options().read(true).write(true).open(far).unwrap();
    // One list does not come: the line stays long enough to be drawn.
    let list = large_list(&publisher);
    server.play(&list, Trick::Stall(7));
    let arguments = ["sync", &server.address(), "--timeout", "3", "--lang", "ru"];
    let mut command = venue.command(&arguments, NOON);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let mut child = command
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(far)
        .spawn()
        .unwrap();
    // The command holds our copy of the far end.
    drop(command);
    let mut seen = Vec::new();
    let mut near = File::from(near);
    let mut bytes = [0; 4096];
    // The end of a terminal that is gone is an error.
    while let Ok(count) = near.read(&mut bytes) {
        seen.extend_from_slice(&bytes[..count]);
    }
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let seen = String::from_utf8(seen).unwrap();
    for part in ["0,0 из 0,0 МБ", "[", "issuers/26/lists/"] {
        assert!(seen.contains(part), "no {part:?} in {seen:?}");
    }
    assert!(
        !seen.contains('m') || !seen.contains("\u{1b}[3"),
        "colours: {seen:?}"
    );
}
