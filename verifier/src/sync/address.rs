//! A publication at an address: HTTP or HTTPS, as any web server offers a folder. Everything is signed, so nothing
//! depends on who carries it.

use std::io::Read as _;

use host::fault::Fault;
use shared::publication::MAX_POINTER_LENGTH;
use ureq::Body;
use ureq::http::{Response, header};
use url::Url;

use super::connection::{Connection, shown};
use super::failure::{Failure, Why};
use super::kept::{Kept, Part, Pointer, hash};
use super::problem::{Flaw, Problem, problem};
use super::progress::Progress;
use super::refusal::Refusal;
use crate::cli::SyncFrom;
use crate::store::{Kind, Store};

/// The folder at an address, and what is kept of it.
#[derive(Debug)]
pub(super) struct Address {
    /// Where the folder is: it ends with a slash.
    base: Url,
    connection: Connection,
    store: Store,
    kept: Kept,
    /// The addresses of folders whose pointers are as they were last time.
    unchanged: Vec<String>,
    was_resumed: bool,
    /// Whether anything has come.
    has_given: bool,
    /// Whether something did not come that may come the next time.
    has_gaps: bool,
    /// What made it futile to ask for more.
    lost: Option<Failure>,
}

/// Why a file did not come whole.
enum Stop {
    TooLarge,
    Failed(Why),
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Self::Failed(why)
    }
}

impl Address {
    pub(super) fn new(address: &str, from: &SyncFrom, store: &Store) -> Result<Self, Refusal> {
        Ok(Self {
            base: folder(address)?,
            connection: Connection::new(from)?,
            store: store.clone(),
            kept: Kept::open(store.downloads()),
            unchanged: Vec::new(),
            was_resumed: false,
            has_given: false,
            has_gaps: false,
            lost: None,
        })
    }

    /// A pointer. If it is as it was last time, it does not come again.
    pub(super) fn pointer(&mut self, name: &str) -> Result<Vec<u8>, Problem> {
        let url = self.url(name)?;
        let address = shown(&url);
        let before = self.kept.pointer(&address).cloned();
        // Nothing on the way may answer from its own memory.
        let mut headers = vec![(header::CACHE_CONTROL, "no-cache")];
        if let Some(before) = &before {
            headers.push((header::IF_NONE_MATCH, &before.etag));
        }
        let response = self.ask(&url, &headers, MAX_POINTER_LENGTH);
        let response = response.map_err(|why| self.failed(name, &url, why))?;
        if let (304, Some(before)) = (response.status().as_u16(), before) {
            let content = before.content.clone().into_bytes();
            self.kept.note_pointer(&address, before);
            self.unchanged.push(directory(&address).to_owned());
            self.has_given = true;
            return Ok(content);
        }
        let etag = response.headers().get(header::ETAG);
        let etag = etag.and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let mut bytes = Vec::new();
        let came = match response.status().as_u16() {
            200 => self.receive(&url, response, MAX_POINTER_LENGTH, |piece| {
                bytes.extend_from_slice(piece);
            }),
            _ => Err(refused(response).into()),
        };
        came.map_err(|stop| self.stopped(name, &url, stop, MAX_POINTER_LENGTH))?;
        self.has_given = true;
        let content = String::from_utf8(bytes.clone());
        if let (Some(etag), Ok(content)) = (etag.filter(|etag| etag.len() <= MAX_ETAG), content) {
            self.kept.note_pointer(&address, Pointer { etag, content });
        }
        Ok(bytes)
    }

    /// A whole file. Numbered files never change, so one that broke off goes on where it ended.
    pub(super) fn read(
        &mut self,
        name: &str,
        limit: u64,
        progress: &mut Progress,
    ) -> Result<Vec<u8>, Problem> {
        let url = self.url(name)?;
        let address = shown(&url);
        if let Some(bytes) = self.held(&address, limit) {
            return Ok(bytes);
        }
        let mut part = self.kept.part(&address, limit);
        self.was_resumed = part.len() > 0;
        progress.came(part.len());
        let mut tries = 1;
        while let Err(stop) = self.fetch(&url, limit, &mut part, progress) {
            match stop {
                Stop::Failed(Why::CutOff { .. }) if tries < MAX_TRIES => tries += 1,
                Stop::Failed(Why::CutOff { .. }) => {
                    let got = u64::try_from(part.len()).unwrap_or(u64::MAX);
                    return Err(self.failed(name, &url, Why::CutOff { got }));
                }
                Stop::TooLarge => {
                    part.clear();
                    return Err(self.stopped(name, &url, stop, limit));
                }
                Stop::Failed(_) => return Err(self.stopped(name, &url, stop, limit)),
            }
        }
        self.has_given = true;
        let bytes = part.whole();
        if is_numbered(&address) {
            self.kept.note_file(&address, hash(&bytes));
        }
        Ok(bytes)
    }

    /// Whether the file that was read last began with what had come in an earlier synchronisation.
    pub(super) const fn was_resumed(&self) -> bool {
        self.was_resumed
    }

    /// Why nothing at all has come.
    pub(super) fn unreached(&self) -> Option<Failure> {
        self.lost.clone().filter(|_| !self.has_given)
    }

    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.kept.finish(!self.has_gaps)
    }

    fn url(&self, name: &str) -> Result<Url, Problem> {
        match (&self.lost, self.base.join(name)) {
            (None, Ok(url)) => Ok(url),
            (Some(_), _) => Err(problem(name, Flaw::NotAsked)),
            // The names of published files are all plain.
            (None, Err(_)) => Err(problem(name, Flaw::Missing)),
        }
    }

    /// The file behind an unchanged pointer, if it was taken then.
    fn held(&mut self, address: &str, limit: u64) -> Option<Vec<u8>> {
        let file = self.kept.file(address)?;
        let folder = directory(address);
        if !self.unchanged.iter().any(|unchanged| unchanged == folder) {
            return None;
        }
        let limit = usize::try_from(limit).ok()?;
        let kinds = [Kind::TrustList, Kind::Manifest].into_iter();
        let mut found = kinds.filter_map(|kind| self.store.read(kind, file, limit).ok());
        let bytes = found.find(|bytes| hash(bytes) == file)?;
        self.kept.note_file(address, file);
        self.was_resumed = false;
        Some(bytes)
    }

    /// Asks for what is still missing of a file.
    fn fetch(
        &mut self,
        url: &Url,
        limit: u64,
        part: &mut Part,
        progress: &mut Progress,
    ) -> Result<(), Stop> {
        let from = part.len();
        let range = format!("bytes={from}-");
        let headers = [(header::RANGE, range.as_str())];
        let headers = headers.get(usize::from(from == 0)..).unwrap_or_default();
        let response = self.ask(url, headers, limit)?;
        match response.status().as_u16() {
            200 => {
                progress.lost(from);
                part.clear();
            }
            206 if from > 0 && starts_at(&response, from) => {}
            // What came before is not the beginning of what is there now.
            206 | 416 if from > 0 => {
                progress.lost(from);
                part.clear();
                return self.fetch(url, limit, part, progress);
            }
            _ => return Err(refused(response).into()),
        }
        let come = u64::try_from(part.len()).unwrap_or(u64::MAX);
        let room = limit.checked_sub(come).ok_or(Stop::TooLarge)?;
        self.receive(url, response, room, |piece| {
            part.add(piece);
            progress.came(piece.len());
        })
    }

    /// Takes at most `room` bytes of an answer.
    fn receive(
        &self,
        url: &Url,
        response: Response<Body>,
        room: u64,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), Stop> {
        if response.body().content_length() > Some(room) {
            return Err(Stop::TooLarge);
        }
        // One byte more shows that there is more than there may be.
        let mut body = response
            .into_body()
            .into_reader()
            .take(room.saturating_add(1));
        let mut left = room;
        let mut piece = vec![0; PIECE];
        loop {
            let came = body.read(&mut piece);
            let came = came.map_err(|error| self.connection.why(url, error.into()))?;
            let came = piece.get(..came).unwrap_or_default();
            if came.is_empty() {
                return Ok(());
            }
            let length = u64::try_from(came.len()).unwrap_or(u64::MAX);
            left = left.checked_sub(length).ok_or(Stop::TooLarge)?;
            take(came);
        }
    }

    fn ask(
        &mut self,
        url: &Url,
        headers: &[(header::HeaderName, &str)],
        size: u64,
    ) -> Result<Response<Body>, Why> {
        let mut response = self.connection.ask(url, headers, size);
        if matches!(response, Err(Why::CutOff { .. })) {
            // The server may have closed a connection just when we used it again.
            response = self.connection.ask(url, headers, size);
        }
        if matches!(response, Err(Why::CutOff { .. })) {
            let host = url.host_str().unwrap_or_default().to_owned();
            response = Err(Why::NoAnswer { host });
        }
        response
    }

    fn failed(&mut self, name: &str, url: &Url, why: Why) -> Problem {
        let address = shown(url);
        let failure = Failure { address, why };
        self.has_gaps |= failure.is_passing();
        if failure.is_final() {
            self.lost = Some(failure.clone());
        }
        problem(name, Flaw::NotGiven(failure))
    }

    fn stopped(&mut self, name: &str, url: &Url, stop: Stop, limit: u64) -> Problem {
        match stop {
            Stop::TooLarge => problem(name, Flaw::TooLarge { limit }),
            Stop::Failed(why) => self.failed(name, url, why),
        }
    }
}

/// The address of the folder.
fn folder(address: &str) -> Result<Url, Refusal> {
    let refuse = |why: &str| Refusal::NotAnAddress {
        why: why.to_owned(),
    };
    let mut url = Url::parse(address).map_err(|error| refuse(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse(&format!("{}://", url.scheme())));
    }
    if let Some(mark) = [(url.query(), "?"), (url.fragment(), "#")]
        .iter()
        .find_map(|(part, mark)| part.map(|_| *mark))
    {
        return Err(refuse(mark));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// What an answer without the file says.
fn refused(response: Response<Body>) -> Why {
    let status = response.status().as_u16();
    // Only a connection whose answers are read to their end is used again.
    let mut rest = response.into_body().into_reader().take(MAX_REST);
    let _ = std::io::copy(&mut rest, &mut std::io::sink());
    match status {
        404 | 410 => Why::NotThere { status },
        status => Why::Status { status },
    }
}

/// Whether a part of a file begins where it was asked to, RFC 9110 §14.4.
fn starts_at(response: &Response<Body>, from: usize) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE);
    let range = range.and_then(|range| range.to_str().ok());
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
    first.is_some_and(|(first, _)| first.parse() == Ok(from))
}

/// The address of the folder that a file is in.
fn directory(address: &str) -> &str {
    address.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether it is the address of a trust list or manifest.
fn is_numbered(address: &str) -> bool {
    address.ends_with(".cose")
}

/// How often a download that breaks off is begun or goes on.
const MAX_TRIES: usize = 5;
/// Largest piece that comes at once, in bytes.
const PIECE: usize = 64 << 10;
/// Longest name of a content that is kept.
const MAX_ETAG: usize = 256;
/// Most bytes of an explanation that are read, and thrown away.
const MAX_REST: u64 = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_folder() {
        for (given, base) in [
            ("http://a.example", "http://a.example/"),
            ("https://a.example/lists", "https://a.example/lists/"),
            ("HTTPS://a.example:8443/l/", "https://a.example:8443/l/"),
            (
                "https://справка.рф/списки",
                "https://xn--80aaf6awgf.xn--p1ai/%D1%81%D0%BF%D0%B8%D1%81%D0%BA%D0%B8/",
            ),
        ] {
            assert_eq!(folder(given).unwrap().as_str(), base);
        }
        for wrong in [
            "ftp://a.example/",
            "https://",
            "https://a.example/?list=1",
            "https://a.example/#top",
            "https://a.example:port/",
        ] {
            assert!(folder(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let url = folder("https://door:secret@a.example/lists").unwrap();
        assert_eq!(shown(&url), "https://a.example/lists/");
    }
}
