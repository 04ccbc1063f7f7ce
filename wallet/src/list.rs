//! What the wallet holds, in words.

use serde_json::{Value, json};
use shared::claims::ClaimKey;
use shared::issuer_entry::IssuerEntry;
use shared::time::UnixTime;

use crate::failure::Failure;
use crate::kept::{Accepted, Held, Wallet};
use crate::session::Session;
use crate::store::Store;

/// A status that the wallet holds from one issuer.
#[derive(Clone, Debug)]
pub struct Status<'w> {
    /// The status.
    pub claim: ClaimKey,
    /// Who says so.
    pub issuer: &'w IssuerEntry,
    /// Whether it entitles: now, or else the last time.
    pub value: bool,
    /// When the first credential begins.
    pub from: UnixTime,
    /// When the last credential ends.
    pub until: UnixTime,
    /// How many credentials there are.
    pub credentials: usize,
    /// Whether one can be shown now.
    pub state: State,
}

/// Whether a status can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Now and for this many days, today counted.
    Valid {
        /// The days.
        days: u64,
    },
    /// Not now, but later.
    NotYet,
    /// Never again.
    Expired,
}

/// Says what the wallet holds.
pub fn list(session: &Session) -> Result<String, Failure> {
    let sealed = Store::new(&session.home).find()?;
    let wallet = sealed.open(&session.passphrase()?)?;
    let statuses = statuses(&wallet, session.now());
    let waiting = wallet.pending().len();
    if session.json {
        let statuses: Vec<_> = statuses.iter().map(|status| status.json(session)).collect();
        return Ok(json!({ "statuses": statuses, "waiting": waiting }).to_string());
    }
    let mut lines: Vec<_> = statuses.iter().map(|status| status.line(session)).collect();
    if lines.is_empty() {
        lines.push(session.say("list-empty", &[]));
    }
    if waiting > 0 {
        lines.push(session.say("list-waiting", &[("count", waiting.into())]));
    }
    if statuses.iter().any(|status| status.state.is_running_out()) {
        lines.push(session.say("list-renew", &[]));
    }
    Ok(lines.join("\n"))
}

/// The statuses in a wallet, by issuer and then in the order of the registry.
#[must_use]
pub fn statuses(wallet: &Wallet, now: UnixTime) -> Vec<Status<'_>> {
    let mut found = Vec::new();
    for holding in wallet.holdings() {
        let by_claim = holding
            .credentials
            .chunk_by(|a, b| a.key.claim == b.key.claim);
        // Keys of the registry count downwards.
        for credentials in by_claim.rev() {
            found.extend(Status::of(&holding.issuer, credentials, now));
        }
    }
    found
}

impl<'w> Status<'w> {
    /// What these credentials for one claim, in the order of their epochs, amount to.
    fn of(issuer: &'w IssuerEntry, credentials: &[Held], now: UnixTime) -> Option<Self> {
        let (first, last) = (credentials.first()?, credentials.last()?);
        let current = credentials.iter().find(|held| held.covers(now));
        let state = if current.is_some() {
            let days = last.expires.since(now).div_ceil(DAY);
            State::Valid { days }
        } else if now < last.not_before {
            State::NotYet
        } else {
            State::Expired
        };
        Some(Self {
            claim: first.key.claim,
            issuer,
            value: current.unwrap_or(last).value,
            from: first.not_before,
            until: last.expires,
            credentials: credentials.len(),
            state,
        })
    }

    /// The status for people, one line.
    #[must_use]
    pub fn line(&self, session: &Session) -> String {
        let days = match self.state {
            State::Valid { days } => days,
            State::NotYet | State::Expired => 0,
        };
        let (name, slug) = (session.name_of(self.claim), self.claim.to_string());
        let named = if name == slug { "same" } else { "other" };
        session.say(
            "list-status",
            &[
                ("claim", name.into()),
                ("slug", slug.into()),
                ("named", named.into()),
                ("value", if self.value { "yes" } else { "no" }.into()),
                ("issuer", session.issuer(self.issuer).into()),
                ("state", self.state.name().into()),
                ("from", session.moment(self.from).into()),
                ("until", session.moment(self.until).into()),
                ("days", days.into()),
            ],
        )
    }

    /// The status for programs; times are seconds since 1970.
    #[must_use]
    pub fn json(&self, session: &Session) -> Value {
        let days = match self.state {
            State::Valid { days } => Some(days),
            State::NotYet | State::Expired => None,
        };
        json!({
            "claim": self.claim.to_string(),
            "name": session.name_of(self.claim),
            "value": self.value,
            "issuer": self.issuer.id().as_str(),
            "issuer_name": session.issuer(self.issuer),
            "state": self.state.name(),
            "from": self.from.seconds(),
            "until": self.until.seconds(),
            "days_left": days,
            "credentials": self.credentials,
        })
    }
}

impl State {
    /// Whether it is time to enrol again.
    const fn is_running_out(self) -> bool {
        match self {
            Self::Valid { days } => days <= RENEWAL_DAYS,
            Self::NotYet => false,
            Self::Expired => true,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Valid { .. } => "valid",
            Self::NotYet => "not-yet",
            Self::Expired => "expired",
        }
    }
}

impl Accepted {
    /// Whether this status came with the answer.
    pub(crate) fn brought(&self, status: &Status<'_>) -> bool {
        status.issuer.id() == self.issuer.id() && self.granted.contains(&status.claim)
    }
}

const DAY: u64 = 86_400;
/// The last third of a batch of 31 days.
const RENEWAL_DAYS: u64 = 10;
