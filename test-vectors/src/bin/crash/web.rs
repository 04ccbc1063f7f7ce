//! A web server on this machine that offers every place's files: whole, in part, or not at all where they are known.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

/// Starts the server, which ends with this program; its address, ending with a slash.
pub(crate) fn serve(folder: &Path) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("opening a port")?;
    let address = format!("http://{}/", listener.local_addr()?);
    let folder = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A tool that was killed breaks its connection off.
            thread::spawn(move || answer_all(&folder, &stream).unwrap_or_default());
        }
    });
    Ok(address)
}

/// Answers one request after another, as long as the connection is there.
fn answer_all(folder: &Path, mut stream: &TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        stream.write_all(&request.answer(folder))?;
    }
    Ok(())
}

/// What is asked of a file.
#[derive(Default)]
struct Request {
    path: PathBuf,
    /// The name of the content that is known already.
    known: Option<String>,
    /// Only what begins here is wanted...
    from: Option<usize>,
    /// ...if this is still the name of the content.
    unless_other_than: Option<String>,
}

impl Request {
    fn read(reader: &mut BufReader<&TcpStream>) -> Result<Option<Self>> {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let path = line.split(' ').nth(1).context("a path")?;
        let path = PathBuf::from(path.trim_start_matches('/'));
        if path.components().any(|part| part.as_os_str() == "..") {
            bail!("{} is elsewhere", path.display());
        }
        let mut request = Self {
            path,
            ..Self::default()
        };
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                return Ok(Some(request));
            };
            match name.to_ascii_lowercase().as_str() {
                "if-none-match" => request.known = Some(value.to_owned()),
                "if-range" => request.unless_other_than = Some(value.to_owned()),
                "range" => {
                    let from = value.strip_prefix("bytes=");
                    let from = from.and_then(|from| from.strip_suffix('-'));
                    request.from = from.and_then(|from| from.parse().ok());
                }
                _ => {}
            }
        }
    }

    fn answer(&self, folder: &Path) -> Vec<u8> {
        let Ok(content) = fs::read(folder.join(&self.path)) else {
            return response("404 Not Found", "", &[]);
        };
        let digest = Sha256::digest(&content);
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("\"{name}\"");
        let header = format!("ETag: {name}\r\n");
        if self.known.as_ref() == Some(&name) {
            return response("304 Not Modified", &header, &[]);
        }
        let is_same = self.unless_other_than.as_ref().is_none_or(|of| *of == name);
        let part = self.from.filter(|_| is_same);
        match part.and_then(|from| Some((from, content.get(from..)?))) {
            Some((from, part)) if !part.is_empty() => {
                let (last, length) = (content.len() - 1, content.len());
                let header = format!("{header}Content-Range: bytes {from}-{last}/{length}\r\n");
                response("206 Partial Content", &header, part)
            }
            _ => response("200 OK", &header, &content),
        }
    }
}

fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
