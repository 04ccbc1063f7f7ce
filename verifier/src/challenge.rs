//! A challenge: eight characters that only a visitor who is here now can have answered.

use host::exit::Exit;
use host::qr::{Code, Ink, half_blocks};
use serde_json::json;
use shared::proof::Challenge;
use shared::replay::CHALLENGE_STEPS;
use shared::time::{TimeStep, UnixTime};
use shared::venue_text::VenueText;

use crate::memory::MemoryFile;
use crate::session::Session;
use crate::trouble::Trouble;

/// A challenge that this verifier takes an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenChallenge {
    /// What the visitor types in.
    pub challenge: Challenge,
    /// From when on no answer is taken.
    pub until: UnixTime,
}

/// Opens a challenge and shows it.
pub fn run(session: &Session) -> Result<Exit, Trouble> {
    let memory = MemoryFile::open(session)?;
    OpenChallenge::new(session, &memory)?.show(session, false)?;
    Ok(Exit::Accepted)
}

impl OpenChallenge {
    /// Makes a random challenge and remembers it.
    pub fn new(session: &Session, memory: &MemoryFile) -> Result<Self, Trouble> {
        let challenge = Challenge::new(session.random()?);
        let now = session.now();
        let ((), kept) = memory.with(session, |memory| memory.open_challenge(challenge, now))?;
        kept?;
        let lifetime = CHALLENGE_STEPS * TimeStep::SECONDS;
        Ok(Self {
            challenge,
            until: TimeStep::at(now).start().plus(lifetime),
        })
    }

    /// Shows it to staff and visitor; in practice programs are told so.
    pub fn show(&self, session: &Session, is_practice: bool) -> Result<(), Trouble> {
        let seconds = self.until.since(session.now());
        let text = VenueText::Challenge(self.challenge).to_string();
        if session.json {
            let mut line = json!({
                "challenge": self.challenge.to_string(),
                "text": text,
                "seconds": seconds,
                "until": self.until.seconds(),
            });
            if let (true, Some(line)) = (is_practice, line.as_object_mut()) {
                line.insert("practice".to_owned(), true.into());
            }
            return session.json(&line);
        }
        session.say(
            "challenge",
            &[
                ("challenge", self.challenge.to_string().into()),
                ("seconds", seconds.into()),
            ],
        )?;
        drawn(session, &text).map_or(Ok(()), |lines| session.line(&lines.join("\n")))
    }
}

/// The QR code of a text, for a wallet that is held before the screen; none where there is no room for all of it.
fn drawn(session: &Session, text: &str) -> Option<Vec<String>> {
    let (columns, rows) = (session.window)()?;
    let code = Code::new(text)?;
    let ink = if session.colour {
        Ink::BlackOnWhite
    } else {
        Ink::LightOnDark
    };
    let lines = half_blocks(&code, ink);
    // The challenge itself stands above, the cursor below.
    (code.side() <= columns && lines.len() + 2 <= rows).then_some(lines)
}
