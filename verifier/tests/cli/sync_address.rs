//! Lists from an address: as good as a folder, little when nothing is new, and whole after whatever a network does.

use std::fs;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use shared::publication;

use crate::publisher::{ADULT, HOUR, NOON, Publisher, STAVROPOL};
use crate::server::{Asked, Server, Trick, closed_port, proxy};
use crate::venue::{Answer, Venue};

/// A venue that trusts root key 1, a publication, and its server.
pub(crate) fn online() -> (Venue, Publisher, Server) {
    let venue = Venue::new();
    let publisher = Publisher::usual(&venue.path("published"));
    let server = Server::new(publisher.folder());
    venue.trust(1);
    (venue, publisher, server)
}

/// Runs without a proxy in the environment.
pub(crate) fn sync_with(
    venue: &Venue,
    address: &str,
    more: &[&str],
    proxies: &[(&str, &str)],
) -> Answer {
    let mut arguments = vec!["sync", address];
    arguments.extend(more);
    let mut command = venue.command(&arguments, NOON);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.envs(proxies.iter().copied()).stdin(Stdio::null());
    crate::venue::answer(command.output())
}

pub(crate) fn sync(venue: &Venue, server: &Server) -> Answer {
    sync_with(venue, &server.address(), &[], &[])
}

fn names(asked: &[Asked]) -> Vec<&str> {
    asked.iter().map(|asked| asked.name.as_str()).collect()
}

#[test]
fn an_address_gives_what_its_folder_gives() {
    let (venue, publisher, server) = online();
    sync(&venue, &server).is(
        0,
        &[
            "Taken: trust list no. 1.",
            "Taken: lists of 26 no. 1, 9 days.",
        ],
    );
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
    let other = Venue::new();
    other.trust(1);
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
    assert!(held(&venue) == held(&other));
}

#[test]
fn what_is_unchanged_costs_one_small_request_for_each_pointer() {
    let (venue, publisher, server) = online();
    sync(&venue, &server).is(0, &[]);
    assert_eq!(server.asked().len(), 2 + 2 + 9);
    let before = venue.files();
    sync(&venue, &server).is(0, &["Nothing new."]);
    let asked = server.asked();
    assert_eq!(names(&asked), ["/trust/latest", "/issuers/26/latest"]);
    assert!(asked.iter().all(|asked| asked.status == 304), "{asked:?}");
    assert_eq!(venue.files(), before);
    publisher.lists(STAVROPOL, 2, NOON, &[3, 7]);
    sync(&venue, &server).is(0, &["Taken: lists of 26 no. 2, 9 days."]);
    // One delta is asked for, and there is none.
    assert_eq!(server.asked().len(), 2 + 1 + 1 + 9);
    sync(&venue, &server).is(0, &["Nothing new."]);
    assert_eq!(server.asked().len(), 2);
    // Damage on this side is mended from there.
    for ending in ["trust", "manifest", "list"] {
        for path in venue.data(ending) {
            fs::write(path, b"x").unwrap();
        }
    }
    sync(&venue, &server).is(0, &["Codes can be checked."]);
    assert_eq!(server.asked().len(), 2 + 2 + 9);
}

#[test]
fn without_etags_the_signed_files_come_again() {
    let (venue, _publisher, server) = online();
    server.play("latest", Trick::NoEtag);
    sync(&venue, &server).is(0, &[]);
    server.asked();
    sync(&venue, &server).is(0, &["Nothing new."]);
    let signed = [
        "/trust/latest",
        "/trust/00000001.cose",
        "/issuers/26/latest",
        "/issuers/26/00000001.cose",
    ];
    assert_eq!(names(&server.asked()), signed);
}

#[test]
fn what_is_kept_of_an_address_may_be_damaged() {
    let (venue, _publisher, server) = online();
    sync(&venue, &server).is(0, &[]);
    server.asked();
    let notes = venue.home().join("download/pointers.json");
    let good = fs::read(&notes).unwrap();
    fs::write(&notes, b"{").unwrap();
    sync(&venue, &server).is(0, &["Nothing new."]);
    assert_eq!(server.asked().len(), 2 + 2);
    assert_eq!(fs::read(&notes).unwrap(), good);
}

#[test]
fn old_files_and_forks_are_seen_as_in_a_folder() {
    let (venue, publisher, server) = online();
    publisher.trust_list(2, NOON, &[1], &[1], &[STAVROPOL]);
    sync(&venue, &server).is(0, &[]);
    publisher.point(publication::TRUST_POINTER, 1);
    let old = "trust/00000001.cose: no. 1 is here, no. 2 is held already";
    sync(&venue, &server).is(1, &[old]);
    publisher.point(publication::TRUST_POINTER, 2);
    publisher.trust_list(2, NOON + HOUR, &[1], &[1], &[STAVROPOL]);
    // Another name for the pointer's content is all that shows it.
    server.play("trust/latest", Trick::NoEtag);
    sync(&venue, &server).is(1, &["ALARM!", "signed as number 2"]);
    venue.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn changes_of_the_root_keys_are_followed_over_numbers_that_are_left_out() {
    let (venue, publisher, server) = online();
    sync(&venue, &server).is(0, &[]);
    publisher.trust_list(2, NOON - 50, &[2, 3], &[1], &[STAVROPOL]);
    publisher.trust_list(4, NOON - 40, &[4], &[2, 3], &[STAVROPOL]);
    publisher.trust_list(7, NOON - 20, &[4], &[4], &[STAVROPOL]);
    sync(&venue, &server).is(
        0,
        &["Taken: trust list no. 7.", "The root keys have changed"],
    );
    sync(&venue, &server).is(0, &["Nothing new."]);
}

#[test]
fn redirects_are_followed_but_not_out_of_protection() {
    let (venue, publisher, plain) = online();
    let (protected, authority) = Server::with_tls(publisher.folder());
    let ca = venue.path("ca.pem");
    fs::write(&ca, authority).unwrap();
    let ca = ca.display().to_string();
    let to = |server: &Server| format!("{}trust/latest", server.address());
    plain.play("trust/latest", Trick::Answer(302, to(&protected)));
    plain.play(
        "issuers/26/latest",
        Trick::Answer(307, "/issuers/26/there".to_owned()),
    );
    publisher.write("issuers/26/there", b"1\n");
    let address = plain.address();
    sync_with(&venue, &address, &["--ca", &ca], &[]).is(0, &["trust list no. 1", "26 no. 1"]);
    let address = protected.address();
    protected.play("trust/latest", Trick::Answer(301, to(&plain)));
    plain.behave();
    plain.asked();
    let answer = sync_with(&venue, &address, &["--ca", &ca], &[]);
    let refused = format!(
        "the server sends us to {}, which is not protected",
        to(&plain)
    );
    answer.is(1, &[&format!("{address}trust/latest: {refused}")]);
    assert_eq!(plain.asked(), []);
    plain.play("latest", Trick::Answer(302, "latest".to_owned()));
    sync(&venue, &plain).is(1, &["trust/latest: the server sends us from one address"]);
    plain.behave();
    plain.play(
        "latest",
        Trick::Answer(302, "file:///etc/passwd".to_owned()),
    );
    sync(&venue, &plain).is(1, &["sends us to file:///etc/passwd"]);
}

#[test]
fn a_certificate_is_trusted_when_its_authority_is_named() {
    let (venue, publisher, plain) = online();
    let (server, authority) = Server::with_tls(publisher.folder());
    sync(&venue, &server).is(4, &[&server.address(), "no protected connection", "--ca"]);
    assert!(!venue.has("state.json") || venue.run(&["status"]).code == 3);
    let ca = venue.path("ca.pem");
    fs::write(&ca, format!("An authority of our own\n{authority}")).unwrap();
    let ca = ca.display().to_string();
    let address = server.address();
    sync_with(&venue, &address, &["--ca", &ca], &[]).is(0, &["trust list no. 1"]);
    sync_with(&venue, &address, &["--ca", &ca], &[]).is(0, &["Nothing new."]);
    // Neither side speaks as the other one expects.
    let address = server.address().replacen("https:", "http:", 1);
    sync_with(&venue, &address, &[], &[]).is(4, &["the answer cannot be used"]);
    let address = plain.address().replacen("http:", "https:", 1);
    sync_with(&venue, &address, &[], &[]).is(4, &["ends the connection without an answer"]);
    fs::write(venue.path("empty.pem"), "none").unwrap();
    let empty = venue.path("empty.pem").display().to_string();
    sync_with(&venue, &address, &["--ca", &empty], &[]).is(2, &["has no certificate in it"]);
    sync_with(&venue, &address, &["--ca", "nowhere"], &[]).is(4, &["cannot read nowhere"]);
}

#[test]
fn a_proxy_is_named_or_found_in_the_environment() {
    let (venue, publisher, server) = online();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let port = proxy(Arc::clone(&seen));
    let visits = || std::mem::take(&mut *seen.lock().unwrap());
    let given = format!("http://door:secret@127.0.0.1:{port}");
    let target = server.address().replace("http://", "").replace('/', "");
    sync_with(&venue, &server.address(), &["--proxy", &given], &[]).is(0, &["no. 1"]);
    assert_eq!(visits(), [format!("{target} Basic ZG9vcjpzZWNyZXQ=")]);
    publisher.lists(STAVROPOL, 2, NOON, &[]);
    let proxies = [("HTTP_PROXY", given.as_str())];
    sync_with(&venue, &server.address(), &[], &proxies).is(0, &["no. 2"]);
    assert_eq!(visits().len(), 1);
    let proxies = [("HTTP_PROXY", given.as_str()), ("NO_PROXY", "127.0.0.1")];
    sync_with(&venue, &server.address(), &[], &proxies).is(0, &["Nothing new."]);
    assert_eq!(visits().len(), 0);
    let closed = closed_port();
    let nobody = format!("http://door:secret@127.0.0.1:{closed}");
    let answer = sync_with(&venue, &server.address(), &["--proxy", &nobody], &[]);
    let said = format!("the proxy 127.0.0.1:{closed} gives no connection");
    answer.is(4, &[&server.address(), &said, "--proxy"]);
    assert!(!answer.err.contains("secret"), "{answer:?}");
    sync_with(&venue, &server.address(), &["--proxy", "://"], &[]).is(2, &["--proxy"]);
}

#[test]
fn addresses_and_options_that_make_no_sense_are_refused() {
    let (venue, publisher, server) = online();
    let folder = publisher.folder().display().to_string();
    sync_with(&venue, "ftp://a.example/lists", &[], &[]).is(2, &["not an address", "ftp://"]);
    sync_with(&venue, "https://a.example/?day=1", &[], &[]).is(2, &["not an address"]);
    sync_with(&venue, "https://", &[], &[]).is(2, &["not an address"]);
    for option in [["--proxy", "a:1"], ["--ca", "a.pem"], ["--timeout", "5"]] {
        let said = format!("{} only goes together with an address", option[0]);
        sync_with(&venue, &folder, &option, &[]).is(2, &[&said]);
    }
    sync_with(&venue, &server.address(), &["--timeout", "0"], &[]).is(2, &["1"]);
}
