//! Requests over HTTP and HTTPS: who is trusted, through which proxy, how long is waited, where redirects lead.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use host::file;
use rustls_native_certs::load_native_certs;
use ureq::config::Config;
use ureq::http::{Response, Uri, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error, Proxy};
use url::Url;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::failure::Why;
use super::refusal::Refusal;
use crate::cli::SyncFrom;

/// How servers are reached.
#[derive(Debug)]
pub(super) struct Connection {
    agent: Agent,
    proxy: Option<Proxy>,
    /// How long nothing may come, in seconds.
    patience: u64,
}

impl Connection {
    /// As the command line says. The proxy can also come from the environment.
    pub(super) fn new(from: &SyncFrom) -> Result<Self, Refusal> {
        let proxy = match &from.proxy {
            Some(proxy) => Some(Proxy::new(proxy).map_err(|_| Refusal::NotAProxy)?),
            None => Proxy::try_from_env(),
        };
        let tls = TlsConfig::builder()
            .root_certs(roots(from.ca.as_deref())?)
            .build();
        let patience = from.timeout.unwrap_or(PATIENCE);
        let wait = Some(Duration::from_secs(patience));
        let config = Config::builder()
            .tls_config(tls)
            .proxy(proxy.clone())
            .user_agent(concat!("spravka-verifier/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_resolve(wait)
            .timeout_connect(wait)
            .timeout_send_request(wait)
            .timeout_recv_response(wait)
            .timeout_per_read(wait)
            .timeout_per_write(wait)
            .build();
        Ok(Self {
            agent: config.new_agent(),
            proxy,
            patience,
        })
    }

    /// One request for at most `size` bytes, and the answer, after redirects.
    pub(super) fn ask(
        &self,
        url: &Url,
        headers: &[(header::HeaderName, &str)],
        size: u64,
    ) -> Result<Response<Body>, Why> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self.agent.get(url.as_str());
            for (name, value) in headers {
                request = request.header(name, *value);
            }
            let slowest = Duration::from_secs(
                self.patience
                    .saturating_mul(2)
                    .saturating_add(size / SLOWEST),
            );
            let request = request.config().timeout_recv_body(Some(slowest)).build();
            let response = request.call().map_err(|error| self.why(&url, error))?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            url = next(&url, &response)?;
        }
        Err(Why::Roundabout)
    }

    /// What an error of the client means.
    pub(super) fn why(&self, url: &Url, error: Error) -> Why {
        let host = url.host_str().unwrap_or_default().to_owned();
        let cause = match &error {
            Error::Io(error) => error.to_string(),
            Error::Rustls(error) => error.to_string(),
            error => error.to_string(),
        };
        match error {
            Error::Timeout(ureq::Timeout::RecvBody) => Why::TooSlow,
            Error::Timeout(_) => Why::Stalled {
                seconds: self.patience,
            },
            Error::ConnectProxyFailed(cause) => match self.proxy_for(url) {
                Some(proxy) => Why::NoProxy { proxy, cause },
                None => Why::NoConnection { host, cause },
            },
            Error::Tls(_) | Error::Pem(_) | Error::Rustls(_) | Error::TlsRequired => {
                Why::NoTls { host, cause }
            }
            // What rustls says of the other side comes so.
            Error::Io(error) if error.kind() == ErrorKind::InvalidData => {
                Why::NoTls { host, cause }
            }
            Error::Io(error) if is_cut_off(&error) => Why::CutOff { got: 0 },
            error @ (Error::HostNotFound | Error::ConnectionFailed | Error::Io(_)) => {
                match self.proxy_for(url) {
                    Some(proxy) => Why::NoProxy { proxy, cause },
                    None if is_unknown_name(&error) => Why::NoName { host },
                    None => Why::NoConnection { host, cause },
                }
            }
            _ => Why::Odd { cause },
        }
    }

    /// The proxy that leads to this address, without its password.
    fn proxy_for(&self, url: &Url) -> Option<String> {
        let proxy = self.proxy.as_ref()?;
        let target: Uri = url.as_str().parse().ok()?;
        (!proxy.is_no_proxy(&target)).then(|| format!("{}:{}", proxy.host(), proxy.port()))
    }
}

/// The address without name and password, for people.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Neither fails for an address with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The certificates that stand for servers: those of the system, of Mozilla, and in this file.
fn roots(ca: Option<&Path>) -> Result<RootCerts, Refusal> {
    let mozilla = TLS_SERVER_ROOT_CERTS.iter();
    let mut roots: Vec<Certificate<'static>> = mozilla
        .map(|root| Certificate::from_der(root).to_owned())
        .collect();
    let system = load_native_certs().certs;
    roots.extend(
        system
            .iter()
            .map(|root| Certificate::from_der(root).to_owned()),
    );
    if let Some(path) = ca {
        let not_a_ca = || Refusal::NotACa {
            path: path.to_owned(),
        };
        let pem = file::read(path, MAX_CA)?;
        let before = roots.len();
        for item in parse_pem(&pem) {
            if let PemItem::Certificate(root) = item.map_err(|_| not_a_ca())? {
                roots.push(root);
            }
        }
        if roots.len() == before {
            return Err(not_a_ca());
        }
    }
    Ok(roots.into())
}

/// Where a redirect leads: never from protected to unprotected.
fn next(from: &Url, response: &Response<Body>) -> Result<Url, Why> {
    let location = response.headers().get(header::LOCATION);
    let to = location
        .and_then(|to| to.to_str().ok())
        .and_then(|to| from.join(to).ok())
        .ok_or_else(|| Why::Odd {
            cause: "a redirect that leads nowhere".to_owned(),
        })?;
    match (from.scheme(), to.scheme()) {
        (_, "https") | ("http", "http") => Ok(to),
        _ => Err(Why::Elsewhere { to: shown(&to) }),
    }
}

fn is_cut_off(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}

fn is_unknown_name(error: &Error) -> bool {
    match error {
        Error::HostNotFound => true,
        // The standard library has no kind of error for names; on Windows the system's number says it.
        Error::Io(error) => {
            error.to_string().starts_with("failed to lookup address")
                || (cfg!(windows) && matches!(error.raw_os_error(), Some(11_001..=11_004)))
        }
        _ => false,
    }
}

/// How long nothing may come if nobody says otherwise, in seconds.
const PATIENCE: u64 = 30;
/// The slowest that a file may come, in bytes per second.
const SLOWEST: u64 = 1_024;
/// Most redirects from one address.
const MAX_REDIRECTS: usize = 5;
/// Largest file of certificates that is read, in bytes.
const MAX_CA: u64 = 1 << 20;
