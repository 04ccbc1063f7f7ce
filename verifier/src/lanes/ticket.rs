//! What makes a verifier one of a venue's lanes: where their store is, its password, and the key that they share.
//!
//! A file of four lines, carried from lane to lane by hand. It is a secret of the venue.

use std::fmt;

use host::fault::Fault;
use host::file::{self, Access};
use host::home::Home;
use shared::lanes::LaneKey;
use zeroize::{Zeroize as _, Zeroizing};

use crate::session::Session;
use crate::store::Writer;
use crate::trouble::Trouble;

/// A place among the lanes of a venue.
#[derive(Clone)]
pub struct Ticket {
    /// Where the store is.
    pub store: Place,
    /// Its password.
    pub password: Zeroizing<String>,
    /// What names and values are made with.
    pub key: LaneKey,
}

/// A computer on the venue's network, and a port of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name or address.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// The port where nothing else is said: that of Redis.
const USUAL_PORT: u16 = 6379;
/// Largest file that is read, in bytes.
const MAX_LENGTH: u64 = 4096;

const HEAD: &str = "spravka lanes 1";

/// Why a text makes nobody a lane: the line that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATicket {
    /// The line, counted from 1.
    pub line: usize,
}

impl Ticket {
    /// A new key and password for the lanes that reach this store.
    pub fn new(session: &Session, store: Place) -> Result<Self, Trouble> {
        let mut password: [u8; 16] = session.random()?;
        let mut key = session.random()?;
        let ticket = Self {
            store,
            password: Zeroizing::new(digits(&password)),
            key: LaneKey::new(key),
        };
        password.zeroize();
        key.zeroize();
        Ok(ticket)
    }

    /// That of this home, if it is one of several lanes.
    pub fn of(home: &Home) -> Result<Option<Self>, Trouble> {
        match Self::read(&path(home)) {
            Err(Trouble::Machine(fault)) if fault.is_missing() => Ok(None),
            ticket => ticket.map(Some),
        }
    }

    /// That of a file.
    pub fn read(path: &std::path::Path) -> Result<Self, Trouble> {
        let bytes = Zeroizing::new(file::read(path, MAX_LENGTH)?);
        let text = str::from_utf8(&bytes).map_err(|_| NotATicket { line: 1 });
        text.and_then(Self::parse)
            .map_err(|flaw| Trouble::NotATicket {
                path: path.to_owned(),
                line: flaw.line,
            })
    }

    /// The four lines.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, NotATicket> {
        let mut lines = text.lines().map(str::trim_end).zip(1..);
        let mut line = |start: &str| {
            let (text, line) = lines.next().unwrap_or(("", 1));
            let rest = text.strip_prefix(start);
            rest.map(|rest| (rest, line)).ok_or(NotATicket { line })
        };
        let wrong = |line| move || NotATicket { line };
        let (rest, at) = line(HEAD)?;
        if !rest.is_empty() {
            return Err(NotATicket { line: at });
        }
        let (store, at) = line("store ")?;
        let store = Place::parse(store).ok_or_else(wrong(at))?;
        let (password, at) = line("password ")?;
        let is_word = (1..=128).contains(&password.len())
            && password.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let password = Some(password).filter(|_| is_word).ok_or_else(wrong(at))?;
        let (key, at) = line("key ")?;
        let key = bytes(key).ok_or_else(wrong(at))?;
        match lines.next() {
            Some((_, line)) => Err(NotATicket { line }),
            None => Ok(Self {
                store,
                password: Zeroizing::new(password.to_owned()),
                key: LaneKey::new(*key),
            }),
        }
    }

    /// The file.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(digits(self.key.as_bytes()));
        let password = self.password.as_str();
        let (store, key) = (&self.store, key.as_str());
        Zeroizing::new(format!(
            "{HEAD}\nstore {store}\npassword {password}\nkey {key}\n"
        ))
    }

    /// Makes this home one of the lanes.
    pub fn keep(&self, writer: &Writer<'_>) -> Result<(), Fault> {
        let path = path(writer.store().home());
        file::replace(&path, self.encode().as_bytes(), Access::Private)
    }
}

/// The file in a home.
pub(super) fn path(home: &Home) -> std::path::PathBuf {
    home.join("lanes.key")
}

impl Place {
    /// `HOST`, `HOST:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT` (RFC 3986 §3.2.2).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?,
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        let is_host = !host.is_empty()
            && host.len() <= 253
            && host
                .chars()
                .all(|letter| letter.is_alphanumeric() || ".-_:%".contains(letter));
        let port = match port {
            "" => USUAL_PORT,
            port => port
                .strip_prefix(':')?
                .parse()
                .ok()
                .filter(|&port| port > 0)?,
        };
        is_host.then(|| Self {
            host: host.to_owned(),
            port,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Passwords and keys are not printed.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({})", self.store)
    }
}

fn digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

fn bytes(digits: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? << 4 | low?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn places_have_a_host_and_perhaps_a_port() {
        for (text, host, port) in [
            ("192.168.1.5", "192.168.1.5", 6379),
            ("касса.музей:6400", "касса.музей", 6400),
            ("[fe80::1%eth0]", "fe80::1%eth0", 6379),
            ("[::1]:1", "::1", 1),
        ] {
            let place = Place::parse(text).unwrap();
            assert_eq!((place.host.as_str(), place.port), (host, port), "{text}");
            assert_eq!(Place::parse(&place.to_string()), Some(place));
        }
        for text in [
            "", ":1", "a:", "a:0", "a:65536", "a b", "[::1", "::1", "a/b", "[]",
        ] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_form_of_the_file_is_kept() {
        let text = format!("{HEAD}\nstore desk:6379\npassword 0Az\nkey {KEY}\n");
        let ticket = Ticket::parse(&text).unwrap();
        assert_eq!(
            *ticket.key.as_bytes(),
            *(0..32).collect::<Vec<u8>>().first_chunk().unwrap()
        );
        assert_eq!(ticket.encode().as_str(), text);
        assert_eq!(format!("{ticket:?}"), "Ticket(desk:6379)");
        let windows = text.replace('\n', "\r\n");
        assert_eq!(Ticket::parse(&windows).unwrap().encode().as_str(), text);
    }

    #[test]
    fn the_line_that_is_wrong_is_named() {
        let good = [HEAD, "store desk", "password x", &format!("key {KEY}")];
        for (line, wrong) in [
            (1, "spravka lanes 2"),
            (2, "store "),
            (3, "password "),
            (3, "password a b"),
            (4, "key 00"),
            (4, &format!("key {KEY}0")),
            (4, &format!("key {}", KEY.replace('f', "g"))),
        ] {
            let mut lines = good;
            lines[line - 1] = wrong;
            let flaw = Ticket::parse(&lines.join("\n")).unwrap_err();
            assert_eq!(flaw, NotATicket { line }, "{wrong}");
        }
        assert_eq!(
            Ticket::parse(&(good.join("\n") + "\nmore")).unwrap_err(),
            NotATicket { line: 5 }
        );
    }

    proptest! {
        #[test]
        fn a_text_is_a_ticket_or_has_a_line_that_is_wrong(text in any::<String>(), tail in 0_usize..90) {
            let full = format!("{HEAD}\nstore desk:6379\npassword x\nkey {KEY}\n");
            let cut = &full[..full.len().saturating_sub(tail)];
            for text in [text.as_str(), &format!("{cut}{text}")] {
                match Ticket::parse(text) {
                    Ok(ticket) => {
                        let again = Ticket::parse(&ticket.encode()).unwrap();
                        prop_assert_eq!(again.encode(), ticket.encode());
                    }
                    Err(flaw) => prop_assert!((1..=1 + text.lines().count()).contains(&flaw.line)),
                }
            }
        }
    }
}
