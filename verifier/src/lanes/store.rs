//! The store of a venue's lanes: Redis, or what speaks as it does.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use redis::{
    Client, Connection, ErrorKind, IntoConnectionInfo as _, RedisConnectionInfo, RedisError,
    Script, ServerErrorKind,
};
use shared::lanes::{LaneId, LaneKey, Mark, Passage, Passages};
use shared::time::UnixTime;
use shared::verify::Elsewhere;

use super::ticket::Ticket;
use crate::session::Session;
use crate::trouble::Trouble;

/// Why the other lanes cannot be told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// The store does not answer.
    Silent,
    /// It does not take the password.
    Refused,
    /// It answers otherwise than a store of lanes does.
    Strange,
}

/// What was admitted, as the store is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) passages: Passages,
    pub(super) admit_again: bool,
    pub(super) at: UnixTime,
}

impl Told {
    /// What of it is of use for the longest time.
    pub(super) fn longest(&self) -> Passage {
        self.passages.visit.unwrap_or(self.passages.proof)
    }
}

/// Who tells: one run of a verifier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Teller {
    pub(super) lane: LaneId,
    /// What is only played is nothing to those who are at work.
    pub(super) is_rehearsal: bool,
}

impl Teller {
    pub(super) fn of(session: &Session) -> Result<Self, Trouble> {
        Ok(Self {
            lane: session.random()?,
            is_rehearsal: session.clock.is_rehearsal(),
        })
    }
}

/// A store that answers.
pub(super) struct Store {
    key: LaneKey,
    lane: LaneId,
    /// How all names start.
    start: &'static str,
    connection: Connection,
}

impl Store {
    /// Connects, or gives up soon.
    pub(super) fn reach(ticket: &Ticket, teller: Teller) -> Result<Self, Away> {
        let password = RedisConnectionInfo::default().set_password(ticket.password.as_str());
        let place = (ticket.store.host.as_str(), ticket.store.port);
        let place = place.into_connection_info()?;
        let client = Client::open(place.set_redis_settings(password))?;
        let connection = client.get_connection_with_timeout(REACH)?;
        connection.set_read_timeout(Some(ANSWER))?;
        connection.set_write_timeout(Some(ANSWER))?;
        let key = ticket.key.clone();
        let start = if teller.is_rehearsal {
            "spravka:rehearsal:"
        } else {
            "spravka:"
        };
        Ok(Self {
            key,
            lane: teller.lane,
            start,
            connection,
        })
    }

    /// Asks whether this may be admitted, and tells that it is.
    pub(super) fn admit(&mut self, told: &Told, now: UnixTime) -> Result<Elsewhere, Away> {
        let passages = told.passages;
        for _ in 0..ATTEMPTS {
            let (pair, value, again) = self.ask(told, now)?;
            let again = again != 0;
            let (passage, is_visit) = match (pair, passages.visit) {
                (0, _) => return Ok(Elsewhere::New { again }),
                (1, _) => (passages.proof, false),
                (_, Some(visit)) => (visit, true),
                _ => return Err(Away::Strange),
            };
            let mark = if again { passage.again } else { passage.first };
            match (self.key.time(&mark, &value), is_visit) {
                (Some(at), false) => return Ok(Elsewhere::Proof { at, again }),
                (Some(at), true) => return Ok(Elsewhere::Visit { at, again }),
                // No lane has written that.
                (None, _) => redis::cmd("DEL")
                    .arg(self.name(&mark))
                    .exec(&mut self.connection)?,
            }
        }
        Err(Away::Strange)
    }

    /// Whether it still knows what was told.
    pub(super) fn knows(&mut self, told: &Told) -> Result<bool, Away> {
        let mut exists = redis::cmd("EXISTS");
        let first = self.name(&told.longest().first);
        Ok(exists.arg(first).query(&mut self.connection)?)
    }

    /// Whether it answers.
    pub(super) fn ping(&mut self) -> Result<(), Away> {
        Ok(redis::cmd("PING").exec(&mut self.connection)?)
    }

    /// What a mark is called in the store.
    fn name(&self, mark: &Mark) -> String {
        let digits = u128::from_be_bytes(mark.name);
        format!("{}{digits:032x}", self.start)
    }

    fn ask(&mut self, told: &Told, now: UnixTime) -> Result<(usize, Vec<u8>, u8), Away> {
        let Told {
            passages,
            admit_again,
            at,
        } = *told;
        let mut call = ADMIT.prepare_invoke();
        call.arg(u8::from(admit_again))
            .arg(u8::from(passages.is_new));
        for Passage { first, again } in [Some(passages.proof), passages.visit].into_iter().flatten()
        {
            call.key(self.name(&first)).key(self.name(&again));
            call.arg(&self.key.value(&first, self.lane, at))
                .arg(&self.key.value(&again, self.lane, at));
            // The store's own clock may be anywhere.
            call.arg(first.last.since(now).max(1));
        }
        Ok(call.invoke(&mut self.connection)?)
    }
}

static ADMIT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("admit.lua")));

impl From<RedisError> for Away {
    fn from(error: RedisError) -> Self {
        match error.kind() {
            ErrorKind::AuthenticationFailed | ErrorKind::Server(ServerErrorKind::NoPerm) => {
                Self::Refused
            }
            ErrorKind::Io => Self::Silent,
            _ if error.is_io_error() || error.is_timeout() => Self::Silent,
            _ => Self::Strange,
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// How long to wait for a connection.
const REACH: Duration = Duration::from_millis(500);
/// How long to wait for an answer: a visitor does not notice it.
const ANSWER: Duration = Duration::from_millis(150);
/// How often to ask again where somebody else has written in the store.
const ATTEMPTS: usize = 3;
