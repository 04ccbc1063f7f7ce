//! A web server on this machine that offers a folder, and can be told to behave badly.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server; it ends with the test.
pub(crate) struct Server {
    port: u16,
    scheme: &'static str,
    desk: Arc<Desk>,
}

/// What the threads of a server share.
struct Desk {
    folder: PathBuf,
    tricks: Mutex<Vec<(String, Trick)>>,
    asked: Mutex<Vec<Asked>>,
}

/// How a file is answered badly.
#[derive(Clone, Debug)]
pub(crate) enum Trick {
    /// After so many bytes the connection ends, every time.
    Cut(usize),
    /// The whole file, whatever part was asked for.
    NoRange,
    /// Another part than was asked for.
    OtherRange,
    /// More than there is, and no length.
    TooMuch,
    /// Only this status and, as a place to go to, this text.
    Answer(u16, String),
    /// Only so many bytes, and then nothing.
    Stall(usize),
    /// No name for the content.
    NoEtag,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) name: String,
    pub(crate) range: Option<String>,
    pub(crate) etag: Option<String>,
    pub(crate) status: u16,
}

impl Server {
    pub(crate) fn new(folder: &Path) -> Self {
        Self::start(folder, None)
    }

    /// A server for `https`, with a certificate of an authority that nobody knows; that authority's certificate.
    pub(crate) fn with_tls(folder: &Path) -> (Self, String) {
        let mut authority = CertificateParams::new([]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.not_before = rcgen::date_time_ymd(2000, 1, 1);
        authority.not_after = rcgen::date_time_ymd(4000, 1, 1);
        let mut server = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        server.not_before = authority.not_before;
        server.not_after = authority.not_after;
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = server.signed_by(&key, &authority).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        (Self::start(folder, Some(Arc::new(config))), authority.pem())
    }

    fn start(folder: &Path, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let desk = Arc::new(Desk {
            folder: folder.to_owned(),
            tricks: Mutex::default(),
            asked: Mutex::default(),
        });
        let shared = Arc::clone(&desk);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (desk, tls) = (Arc::clone(&shared), tls.clone());
                thread::spawn(move || match tls {
                    None => desk.serve(stream),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).unwrap();
                        desk.serve(StreamOwned::new(connection, stream));
                    }
                });
            }
        });
        Self { port, scheme, desk }
    }

    pub(crate) fn address(&self) -> String {
        format!("{}://127.0.0.1:{}/", self.scheme, self.port)
    }

    /// From now on, answers what ends so in this way.
    pub(crate) fn play(&self, ending: &str, trick: Trick) {
        let mut tricks = self.desk.tricks.lock().unwrap();
        tricks.insert(0, (ending.to_owned(), trick));
    }

    /// From now on, behaves.
    pub(crate) fn behave(&self) {
        self.desk.tricks.lock().unwrap().clear();
    }

    /// What was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.desk.asked.lock().unwrap())
    }
}

impl Desk {
    /// Answers one request after another, as long as the connection is there.
    fn serve(&self, stream: impl Read + Write) {
        let mut stream = BufReader::new(stream);
        while let Some((method, name, headers)) = request(&mut stream) {
            let header = |name: &str| {
                let found = headers.iter().find(|(found, _)| found == name);
                found.map(|(_, value)| value.clone())
            };
            let tricks = self.tricks.lock().unwrap().clone();
            let trick = tricks
                .into_iter()
                .find_map(|(ending, trick)| name.ends_with(&ending).then_some(trick));
            let mut asked = Asked {
                method,
                name,
                range: header("range"),
                etag: header("if-none-match"),
                status: 0,
            };
            let answer = self.answer(&mut asked, trick.as_ref());
            self.asked.lock().unwrap().push(asked);
            let stream = stream.get_mut();
            let sent = stream.write_all(&answer).and_then(|()| stream.flush());
            match trick {
                Some(Trick::Stall(_)) => loop {
                    thread::park();
                },
                Some(Trick::Cut(_) | Trick::TooMuch) => return,
                _ if sent.is_err() => return,
                _ => {}
            }
        }
    }

    fn answer(&self, asked: &mut Asked, trick: Option<&Trick>) -> Vec<u8> {
        let file = self.folder.join(asked.name.trim_start_matches('/'));
        let bytes = fs::read(file).ok();
        let etag = bytes.as_ref().map(|bytes| {
            let mut hasher = DefaultHasher::new();
            hasher.write(bytes);
            format!("\"{:x}\"", hasher.finish())
        });
        let first: Option<usize> = asked.range.as_ref().map(|range| {
            let first = range.strip_prefix("bytes=").unwrap();
            first.strip_suffix('-').unwrap().parse().unwrap()
        });
        let (status, body, more) = match (trick, bytes, first) {
            (Some(Trick::Answer(status, to)), ..) => {
                (*status, b"no".to_vec(), format!("Location: {to}\r\n"))
            }
            (_, None, _) => (404, b"there is no such file".to_vec(), String::new()),
            (Some(Trick::TooMuch), Some(mut bytes), _) => {
                bytes.resize(bytes.len() + (1 << 20), b'1');
                (200, bytes, String::new())
            }
            (_, Some(_), _) if asked.etag.is_some() && asked.etag == etag => {
                (304, Vec::new(), String::new())
            }
            (Some(Trick::NoRange), Some(bytes), _) | (_, Some(bytes), None) => {
                (200, bytes, String::new())
            }
            (_, Some(bytes), Some(first)) if first >= bytes.len() => {
                (416, Vec::new(), String::new())
            }
            (_, Some(mut bytes), Some(first)) => {
                let first = match trick {
                    Some(Trick::OtherRange) => first - 1,
                    _ => first,
                };
                let (last, all) = (bytes.len() - 1, bytes.len());
                let range = format!("Content-Range: bytes {first}-{last}/{all}\r\n");
                (206, bytes.split_off(first), range)
            }
        };
        asked.status = status;
        let mut head = format!("HTTP/1.1 {status} Answer\r\n{more}");
        if let (Some(etag), false) = (etag, matches!(trick, Some(Trick::NoEtag))) {
            head += &format!("ETag: {etag}\r\n");
        }
        if matches!(trick, Some(Trick::TooMuch)) {
            head += "Connection: close\r\n";
        } else if status != 304 {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        let body = match trick {
            Some(Trick::Cut(count) | Trick::Stall(count)) => body.get(..*count).unwrap_or(&body),
            _ if asked.method == "HEAD" => &[],
            _ => body.as_slice(),
        };
        [head.as_bytes(), b"\r\n", body].concat()
    }
}

/// The method, the path and the headers, their names in small letters.
type Request = (String, String, Vec<(String, String)>);

fn request(stream: &mut impl std::io::BufRead) -> Option<Request> {
    let mut lines = stream.lines().map_while(Result::ok);
    let first = lines.next()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        })
        .collect();
    Some((method, path, headers))
}

/// A proxy that makes the connections that it is asked for, RFC 9110 §9.3.6; its port.
pub(crate) fn proxy(seen: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let (method, target, headers) = request(&mut lines).unwrap();
            assert_eq!(method, "CONNECT");
            let password = headers
                .iter()
                .find(|(name, _)| name == "proxy-authorization")
                .map_or("", |(_, value)| value);
            seen.lock().unwrap().push(format!("{target} {password}"));
            let there = TcpStream::connect(&target).unwrap();
            (&stream).write_all(b"HTTP/1.1 200 Answer\r\n\r\n").unwrap();
            carry(stream.try_clone().unwrap(), there.try_clone().unwrap());
            carry(there, stream);
        }
    });
    port
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// A port that nobody listens to.
pub(crate) fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
