//! Why an address did not give a file, in words that say what to do.

use host::language::{FluentValue, Words};

/// An address and why it did not give what was asked for.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The address, without name and password.
    pub address: String,
    /// Why not.
    pub why: Why,
}

/// Why an address did not give what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The name of the server is not known.
    NoName {
        /// The name.
        host: String,
    },
    /// The server takes no connection.
    NoConnection {
        /// Its name.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The server ends the connection instead of answering.
    NoAnswer {
        /// Its name.
        host: String,
    },
    /// The proxy gives no connection.
    NoProxy {
        /// Its name and port.
        proxy: String,
        /// What it or the system said.
        cause: String,
    },
    /// There is no protected connection: the certificate, or what is spoken.
    NoTls {
        /// The name of the server.
        host: String,
        /// What is wrong.
        cause: String,
    },
    /// Nothing came for too long.
    Stalled {
        /// How many seconds.
        seconds: u64,
    },
    /// It came so slowly that it would never end.
    TooSlow,
    /// The connection broke off, again and again.
    CutOff {
        /// The bytes that have come.
        got: u64,
    },
    /// There is no such file.
    NotThere {
        /// What the server said, RFC 9110 §15.
        status: u16,
    },
    /// The server refuses, or is in trouble.
    Status {
        /// What it said, RFC 9110 §15.
        status: u16,
    },
    /// The server sends us to where we do not go: from https to http, or to another protocol.
    Elsewhere {
        /// Where to.
        to: String,
    },
    /// The server sends us from one place to the next.
    Roundabout,
    /// What came is not HTTP as it must be.
    Odd {
        /// What is wrong.
        cause: String,
    },
}

impl Failure {
    /// Whether such a file simply is not published.
    pub(super) const fn is_missing(&self) -> bool {
        matches!(self.why, Why::NotThere { .. })
    }

    /// Whether whatever else is asked for will not come either.
    pub(super) const fn is_final(&self) -> bool {
        matches!(
            self.why,
            Why::NoName { .. }
                | Why::NoConnection { .. }
                | Why::NoAnswer { .. }
                | Why::NoProxy { .. }
                | Why::NoTls { .. }
                | Why::Stalled { .. }
                | Why::Odd { .. }
        )
    }

    /// Whether it may be over the next time.
    pub(super) const fn is_passing(&self) -> bool {
        self.is_final()
            || matches!(
                self.why,
                Why::TooSlow | Why::CutOff { .. } | Why::Status { status: 500.. }
            )
    }

    /// The address and what is wrong, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let id = format!("address-{}", self.why.name());
        let mut args: Vec<(&str, FluentValue<'_>)> = vec![("address", text(&self.address))];
        match &self.why {
            Why::NoName { host } | Why::NoAnswer { host } => args.push(("host", text(host))),
            Why::NoConnection { host, cause } | Why::NoTls { host, cause } => {
                args.extend([("host", text(host)), ("cause", text(cause))]);
            }
            Why::NoProxy { proxy, cause } => {
                args.extend([("proxy", text(proxy)), ("cause", text(cause))]);
            }
            Why::Stalled { seconds } => args.push(("seconds", (*seconds).into())),
            Why::CutOff { got } => args.push(("got", text(&got.to_string()))),
            Why::NotThere { status } | Why::Status { status } => {
                args.push(("status", text(&status.to_string())));
            }
            Why::Elsewhere { to } => args.push(("to", text(to))),
            Why::Odd { cause } => args.push(("cause", text(cause))),
            Why::TooSlow | Why::Roundabout => {}
        }
        words.say(&id, &args)
    }
}

impl Why {
    /// Its name in output for programs.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::NoName { .. } => "no-name",
            Self::NoConnection { .. } => "no-connection",
            Self::NoAnswer { .. } => "no-answer",
            Self::NoProxy { .. } => "no-proxy",
            Self::NoTls { .. } => "no-tls",
            Self::Stalled { .. } => "stalled",
            Self::TooSlow => "too-slow",
            Self::CutOff { .. } => "cut-off",
            // As in a folder.
            Self::NotThere { .. } => "missing",
            Self::Status { .. } => "status",
            Self::Elsewhere { .. } => "elsewhere",
            Self::Roundabout => "roundabout",
            Self::Odd { .. } => "odd",
        }
    }
}

fn text(text: &str) -> FluentValue<'static> {
    text.to_owned().into()
}
