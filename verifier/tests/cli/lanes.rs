//! Lanes of one venue: their commands, what they know of each other over a real store, and what happens without it.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::at_work::AtWork;
use crate::publisher::{ADULT, Code, NOON, Publisher};
use crate::server::free_port;
use crate::venue::{Answer, Venue};

/// Lanes that hold the same lists and have joined.
fn lanes<const N: usize>(port: u16) -> ([Venue; N], Publisher) {
    let (first, publisher) = Venue::usual();
    let place = format!("127.0.0.1:{port}");
    let ticket = first.path("lanes").display().to_string();
    let new = ["lanes", "new", "--store", &place, "--out", &ticket];
    first.run(&new).is(0, &["redis-server lanes.conf", &ticket]);
    let mut first = Some(first);
    let lanes =
        std::array::from_fn(|_| first.take().unwrap_or_else(|| joined(&publisher, &ticket)));
    (lanes, publisher)
}

fn joined(publisher: &Publisher, ticket: &str) -> Venue {
    let lane = Venue::new();
    lane.trust(1);
    lane.sync(publisher).is(0, &[]);
    lane.run(&["lanes", "join", ticket]).is(0, &["one of"]);
    lane
}

fn check(lane: &Venue, text: &str, more: &[&str]) -> Answer {
    let check = ["check", "--want", "adult", "--json", "--text", text];
    lane.run(&[&check, more].concat())
}

fn code(number: u32) -> Code {
    Code {
        index: 10 + u64::from(number),
        ..ADULT
    }
}

#[test]
fn lanes_are_made_joined_and_left() {
    let ([first, second], _publisher) = lanes(free_port());
    for lane in [&first, &second] {
        let path = lane.home().join("lanes.key");
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let show = lane.run(&["lanes", "show", "--json"]);
        assert_eq!(show.json()["why"], "silent");
        assert_eq!(show.code, 3);
    }
    let ticket = first.path("lanes");
    let written = fs::read_to_string(&ticket).unwrap();
    let (password, key) = (
        written.lines().nth(2).unwrap(),
        written.lines().nth(3).unwrap(),
    );
    let secrets = [password, key].map(|line| line.split_once(' ').unwrap().1);
    let new = ["lanes", "new", "--store", "desk", "--out", "/nowhere"];
    first.run(&new).is(1, &["already", "verifier lanes leave"]);
    let conf = second.path("redis.conf").display().to_string();
    let store = second.run(&["lanes", "store", "--out", &conf]);
    store.is(0, &[&format!("redis-server {conf}")]);
    assert!(fs::read_to_string(&conf).unwrap().contains(secrets[0]));
    for answer in [store, first.run(&["lanes", "show"])] {
        for secret in secrets {
            assert!(!answer.out.contains(secret) && !answer.err.contains(secret));
        }
    }
    second.run(&["lanes", "leave"]).is(0, &["alone again"]);
    second.run(&["lanes", "leave"]).is(0, &["is alone"]);
    second.run(&["lanes", "show"]).is(3, &["is alone"]);
    second
        .run(&["lanes", "store", "--out", &conf])
        .is(4, &["verifier lanes join FILE"]);
    second
        .run(&["lanes", "new", "--store", "a b", "--out", &conf])
        .is(2, &["“a b”"]);
}

#[test]
fn a_damaged_ticket_is_named_with_its_line_and_nobody_is_admitted() {
    let ([lane], _publisher) = lanes(free_port());
    let path = lane.home().join("lanes.key");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("password ", "passwort ")).unwrap();
    let answer = lane.check("adult", &ADULT.text(), NOON);
    answer.is(
        4,
        &["lanes.key", "line 3 is wrong", "verifier lanes join FILE"],
    );
    lane.run(&["lanes", "leave"]).is(0, &["alone again"]);
    lane.check("adult", &ADULT.text(), NOON).is(0, &["YES"]);
}

#[test]
fn a_lane_whose_store_is_away_decides_alone_and_says_so() {
    let ([lane], _publisher) = lanes(free_port());
    let yes = check(&lane, &ADULT.text(), &[]);
    assert_eq!((yes.code, &yes.json()["alone"]), (0, &Value::Bool(true)));
    let text = yes.json()["text_en"].to_string();
    assert!(text.contains("may have passed there"), "{text}");
    let no = check(&lane, &ADULT.text(), &[]);
    assert_eq!((no.code, &no.json()["code"]), (1, &"R22".into()));
}

#[test]
fn what_answers_but_is_no_store_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ([lane], _publisher) = lanes(listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = stream
                .unwrap()
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let show = lane.run(&["lanes", "show", "--json"]);
    assert_eq!((show.code, &show.json()["why"]), (3, &"strange".into()));
    let yes = check(&lane, &ADULT.text(), &[]);
    assert_eq!((yes.code, &yes.json()["alone"]), (0, &Value::Bool(true)));
}

/// The store itself, started as its lanes say.
struct Store {
    child: Child,
    port: u16,
    conf: String,
}

impl Store {
    fn start(lane: &Venue, port: u16) -> Self {
        let conf = lane.path("redis.conf").display().to_string();
        lane.run(&["lanes", "store", "--out", &conf]).is(0, &[]);
        let child = Self::run(&conf, port);
        Self { child, port, conf }
    }

    fn run(conf: &str, port: u16) -> Child {
        let mut command = Command::new("redis-server");
        let child = command.arg(conf).stdout(Stdio::null()).spawn().unwrap();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            thread::sleep(Duration::from_millis(10));
        }
        child
    }

    /// As if its power had failed, and come back.
    fn start_anew(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = Self::run(&self.conf, self.port);
    }

    /// As if somebody had pulled its cable, or put it back.
    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until the lanes are as wanted; how many codes passed twice.
fn wait_for(lane: &mut AtWork, lanes: &str) -> u64 {
    let line = lane.wait_for("lanes", lanes);
    line.get("twice").and_then(Value::as_u64).unwrap()
}

fn accepted() -> (String, bool) {
    ("A00".to_owned(), false)
}

fn accepted_alone() -> (String, bool) {
    ("A00".to_owned(), true)
}

fn refused(code: &str) -> (String, bool) {
    (code.to_owned(), false)
}

#[test]
#[ignore = "needs redis-server: make test-services"]
fn what_passed_at_one_lane_is_known_at_all() {
    let port = free_port();
    let ([first, second], _publisher) = lanes(port);
    let _store = Store::start(&first, port);
    first.run(&["lanes", "show"]).is(0, &["answers"]);
    let text = code(1).text();
    let yes = check(&first, &text, &[]).json();
    assert_eq!(
        (&yes["code"], &yes["alone"]),
        (&"A00".into(), &Value::Bool(false))
    );
    let no = check(&second, &text, &[]).json();
    assert_eq!(
        (&no["code"], &no["alone"]),
        (&"R22".into(), &Value::Bool(false))
    );
    // Another code of the same phone: another visit, where each phone passes once a day.
    let first_today = check(&first, &code(2).text(), &["--once-a-day"]);
    assert_eq!(first_today.json()["code"], "A00");
    let later = Code {
        time: NOON + 30,
        ..code(2)
    };
    let check_later = [
        "check",
        "--want",
        "adult",
        "--once-a-day",
        "--text",
        &later.text(),
    ];
    second.run_at(&check_later, NOON + 30).is(1, &["R23"]);
    second.run_at(&check_later[..3], NOON + 30).is(2, &[]);
}

#[test]
#[ignore = "needs redis-server: make test-services"]
fn a_store_that_is_cut_off_delays_nobody_and_hears_later_what_passed() {
    let port = free_port();
    let ([first, second, third], _publisher) = lanes(port);
    let store = Store::start(&first, port);
    let (mut one, mut other) = (AtWork::at(&first, &[]), AtWork::at(&second, &[]));
    assert_eq!(wait_for(&mut one, "together"), 0);
    assert_eq!(wait_for(&mut other, "together"), 0);
    assert_eq!(one.show(&code(1).text()), accepted());
    assert_eq!(other.show(&code(1).text()), refused("R22"));

    store.signal(Signal::STOP);
    assert_eq!(one.show(&code(2).text()), accepted_alone());
    assert_eq!(wait_for(&mut one, "alone"), 0);
    wait_for(&mut other, "alone");
    assert_eq!(other.show(&code(3).text()), accepted_alone());
    // Nobody can know that it has passed before.
    assert_eq!(other.show(&code(2).text()), accepted_alone());
    assert_eq!(other.show(&code(1).text()), ("R22".to_owned(), true));

    store.signal(Signal::CONT);
    // Who tells it second learns that it was the second.
    assert_eq!(
        wait_for(&mut one, "together") + wait_for(&mut other, "together"),
        1
    );
    assert_eq!(one.show(&code(3).text()), refused("R22"));
    assert_eq!(check(&third, &code(2).text(), &[]).json()["code"], "R22");
    assert_eq!(one.show(&code(4).text()), accepted());
    assert_eq!(other.show(&code(4).text()), refused("R22"));
}

#[test]
#[ignore = "needs redis-server: make test-services"]
fn a_store_that_was_started_anew_is_told_everything_again() {
    let port = free_port();
    let ([first, second], _publisher) = lanes(port);
    let mut store = Store::start(&first, port);
    let mut one = AtWork::at(&first, &["--once-a-day"]);
    wait_for(&mut one, "together");
    assert_eq!(one.show(&code(1).text()), accepted());
    assert_eq!(one.show(&code(2).text()), accepted());
    store.start_anew();
    wait_for(&mut one, "together");
    for number in [1, 2] {
        let text = code(number).text();
        let no = check(&second, &text, &["--once-a-day"]).json();
        assert_eq!(
            (&no["code"], &no["alone"]),
            (&"R22".into(), &Value::Bool(false))
        );
    }
}

#[test]
#[ignore = "needs redis-server: make test-services"]
fn a_store_with_another_password_is_told_apart() {
    let port = free_port();
    let ([first, _second], _publisher) = lanes(port);
    let ([stranger], _strangers) = lanes(port);
    let _store = Store::start(&first, port);
    let show = stranger.run(&["lanes", "show", "--json"]);
    assert_eq!((show.code, &show.json()["why"]), (3, &"refused".into()));
    stranger
        .run(&["lanes", "show"])
        .is(3, &["does not take our password"]);
}
